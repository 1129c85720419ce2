/** What a killed scan goes on from, as text: amounts as decimal strings, everything else as it is. */
import { decodeHolding, encodeHolding, type HoldingRecord, type State } from '../core/flow/state.ts';
import { locationId } from '../core/model/location.ts';
import type { Gap, Movement } from '../core/model/movement.ts';
import { canonicalJson } from '../core/trace/seal.ts';
import type { Located } from './scan-seeds.ts';

/** Where the text is kept; `save` replaces it as a whole. */
export type CheckpointSlot = {
  load(): string | null;
  save(text: string): Promise<void>;
  clear(): Promise<void>;
};

export type Checkpoint = {
  /** Digest of what was asked; another question starts anew. */
  readonly identity: string;
  /** The height to go on from, and the hash of the block before it. */
  readonly next: number;
  readonly hash: string;
  readonly verified: number;
  readonly seeds: readonly Located[];
  readonly sessions: ReadonlyMap<string, Progress>;
};

type Progress = {
  readonly state: State;
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
};

type Amounts = 'sent' | 'amount' | 'origin';
type MovementRecord = Omit<Movement, Amounts> & { readonly [key in Amounts]: string };
type GapRecord = Omit<Gap, 'amount'> & { readonly amount?: string };
type Text = Omit<Checkpoint, 'sessions'> & {
  readonly sessions: Record<
    string,
    { state: HoldingRecord[]; movements: MovementRecord[]; gaps: GapRecord[] }
  >;
};

export function writeCheckpoint({ sessions, ...rest }: Checkpoint): string {
  const records = [...sessions].map(([key, { state, movements, gaps }]) => [
    key,
    { state: [...state.values()].map(encodeHolding), movements, gaps },
  ]);
  return canonicalJson({ ...rest, sessions: Object.fromEntries(records) });
}

/** Null where there is none, it answers another question, or its block is no longer in the best chain. */
export function readCheckpoint(
  text: string | null,
  identity: string,
  blocks: readonly { readonly hash: string }[],
): Checkpoint | null {
  if (text === null) return null;
  const { sessions, ...rest } = JSON.parse(text) as Text;
  if (rest.identity !== identity || blocks[rest.next - 1]?.hash !== rest.hash) return null;
  return {
    ...rest,
    sessions: new Map(
      Object.entries(sessions).map(([key, { state, movements, gaps }]) => [
        key,
        {
          state: new Map(state.map((record) => [locationId(record.location), decodeHolding(record)])),
          movements: movements.map((record) => ({
            ...record,
            sent: BigInt(record.sent),
            amount: BigInt(record.amount),
            origin: BigInt(record.origin),
          })),
          gaps: gaps.map(({ amount, ...gap }) =>
            amount === undefined ? gap : { ...gap, amount: BigInt(amount) },
          ),
        },
      ]),
    ),
  };
}
