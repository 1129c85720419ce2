/** A finished trace: where everything ended, and what it was computed from. */
import type { Amount } from '../model/amount.ts';
import type { Asset } from '../model/asset.ts';
import type { Recording, Tip } from '../model/case.ts';
import type { Gap, Movement } from '../model/movement.ts';
import type { TraceEnd } from './ends.ts';
import type { Applied } from './ledger.ts';
import type { TraceRequest } from './request.ts';

export type StolenAsset = {
  readonly asset: Asset;
  readonly stolen: Amount;
  readonly ends: readonly TraceEnd[];
  /** Null for poison, which is a ceiling. */
  readonly conserved: boolean | null;
};

export type Trace = {
  readonly recording: Recording;
  readonly request: TraceRequest;
  readonly tips: readonly Tip[];
  readonly assets: readonly StolenAsset[];
  /** In canonical order. */
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
  readonly digests: Readonly<Record<string, string>>;
  readonly traceId: string;
  readonly stateHash: string;
  /** What was applied, in the order it was applied, for the store. */
  readonly applied: readonly Applied[];
};
