/**
 * What an article says, as claims: each with the characters it stands in. A claim is somebody's word, never
 * knowledge; it enters only when a person accepts it.
 */
import type { ErrorCode } from '../model/errors.ts';

export type Language = 'en' | 'ja' | 'ko';

/** From `start` up to, not including, `end`, in UTF-16 units of the readable text. */
export type Span = { readonly start: number; readonly end: number };

/** Of an amount: whether the text rounds, or names only one side. */
export type Bound = 'said' | 'about' | 'at-least' | 'at-most';

export type ClaimBody =
  | {
      readonly kind: 'address';
      /** `bitcoin`, `evm` (which chain an article seldom says), `tron`, `litecoin`, … */
      readonly network: string;
      readonly address: string;
      /** False where the network's addresses carry no checksum, so that a slip cannot be seen. */
      readonly checked: boolean;
    }
  | { readonly kind: 'transaction'; readonly id: string }
  | {
      readonly kind: 'amount';
      /** Plain decimal, exactly as said with its multiplier worked out. */
      readonly value: string;
      readonly unit: string;
      readonly bound: Bound;
    }
  | {
      readonly kind: 'date';
      /** `2025-02-21`, `2025-02` or `2025`: as precise as the text. */
      readonly date: string;
      /** How it was worked out. */
      readonly by: 'written' | 'publication' | 'context';
    }
  | { readonly kind: 'actor'; readonly actor: string; readonly name: string }
  | {
      readonly kind: 'victim';
      readonly name: string;
      /** Known incidents of this victim; empty: none is known. */
      readonly incidents: readonly string[];
    }
  | { readonly kind: 'technique'; readonly technique: string }
  | {
      readonly kind: 'attribution';
      readonly by: string;
      readonly victim: string | null;
      /** Null where only the state is named. */
      readonly actor: string | null;
      readonly date: string | null;
    };

export type ClaimKind = ClaimBody['kind'];

export type Claim = {
  readonly span: Span;
  /** The characters themselves, so that a reader need not count. */
  readonly quote: string;
  readonly says: ClaimBody;
};

/** What looks like a claim and cannot be one. */
export type Refused = {
  readonly span: Span;
  readonly quote: string;
  readonly code: ErrorCode;
  readonly why: string;
};

export type Findings = { readonly claims: readonly Claim[]; readonly refused: readonly Refused[] };

/** One text that says which claim; two alike are the same claim said twice. */
export function keyOf(says: ClaimBody): string {
  switch (says.kind) {
    case 'address':
      return `address ${says.network} ${says.address}`;
    case 'transaction':
      return `transaction ${says.id}`;
    case 'amount':
      return `amount ${says.value} ${says.unit}`;
    case 'date':
      return `date ${says.date}`;
    case 'actor':
      return `actor ${says.actor}`;
    case 'victim':
      return `victim ${says.name}`;
    case 'technique':
      return `technique ${says.technique}`;
    case 'attribution':
      return `attribution ${says.by}: ${says.victim ?? '-'} by ${says.actor ?? 'DPRK'} on ${says.date ?? '-'}`;
  }
}
