/**
 * A list, its editions and its entries: who a publisher names, with which effect in law, since when. An entry
 * keeps what the publisher wrote; what we read into it (canonical addresses) stands beside it.
 */
import type { Chain } from './chain.ts';

/** What being named means. A lead is our own: an incident's address is stolen funds, not a sanction. */
export type LegalEffect =
  | 'asset-freeze'
  | 'transport-restriction'
  | 'seizure-order'
  | 'export-control'
  | 'stolen-funds-lead';

/** A day, `2025-11-04`. */
export type Day = string & { readonly __brand: 'Day' };

export type ListId = string & { readonly __brand: 'ListId' };
export type EntryId = string & { readonly __brand: 'EntryId' };

export type EntryKind = 'person' | 'organisation' | 'vessel' | 'aircraft' | 'wallet';

export type ListedName = {
  readonly name: string;
  /** `weak`: the publisher says that it is of little use to recognise somebody by. */
  readonly quality: 'primary' | 'strong' | 'weak';
};

export type ListedAddress = {
  /** The publisher's code: of an asset rather than a chain (`USDT`), so several chains may be meant. */
  readonly code: string;
  /** As published; invisible characters and all. */
  readonly text: string;
  /** Every account it may be, in canonical spelling; empty where it is none that we know of (Monero, Zcash). */
  readonly accounts: readonly { readonly family: Chain['family']; readonly address: string }[];
  /** The day the address was listed, which may be years after its entity; null: not known. */
  readonly listedOn: Day | null;
};

export type ListEntry = {
  readonly list: ListId;
  /** The publisher's own number, stable over editions. */
  readonly id: EntryId;
  readonly kind: EntryKind;
  readonly names: readonly ListedName[];
  /** As published: `1984`, `13 Oct 1944`, `circa 1960`. */
  readonly births: readonly string[];
  /** Countries of nationality, residence or registration, as published. */
  readonly countries: readonly string[];
  readonly programmes: readonly string[];
  readonly effect: LegalEffect;
  readonly listedOn: Day | null;
  readonly addresses: readonly ListedAddress[];
  /** Free text of the publisher, for the reader. */
  readonly remarks: string;
};

/** Where the bytes of an edition came from: only a publisher's own answer says that it is current. */
export type Origin = 'publisher' | 'mirror' | 'signed-import' | 'bundled' | 'laboratory';

export type Edition = {
  readonly list: ListId;
  /** The publisher's date or number of this edition. */
  readonly name: string;
  /** The day of publication; orders editions. */
  readonly published: Day;
  /** SHA-256 of the bytes it was read from. */
  readonly digest: string;
  readonly origin: Origin;
  /** Seconds, UTC: when the publisher itself last said that this is its current edition; null: never. */
  readonly verifiedAt: number | null;
  /** A part of the list only: it can say who is listed, never who is not. */
  readonly partial: boolean;
  readonly entries: readonly ListEntry[];
};
