/**
 * What a killed scan goes on from, line by line: first what was asked and how far it came, then every movement,
 * gap and place of every session. Amounts are decimal strings, everything else stands as it is.
 */
import { decodeHolding, encodeHolding, type HoldingRecord, type State } from '../core/flow/state.ts';
import { locationId } from '../core/model/location.ts';
import type { Gap, Movement } from '../core/model/movement.ts';
import { canonicalJson } from '../core/trace/seal.ts';
import type { Located } from './scan-seeds.ts';

/** Where the lines are kept. `save` replaces them all or not at all, and says how many bytes they take. */
export type CheckpointSlot = {
  load(): AsyncIterable<string> | null;
  save(lines: Iterable<string>): Promise<number>;
  clear(): Promise<void>;
};

export type Checkpoint = Head & { readonly sessions: ReadonlyMap<string, Progress> };

type Head = {
  /** Digest of what was asked; another question starts anew. */
  readonly identity: string;
  /** The height to go on from, and the hash of the block before it. */
  readonly next: number;
  readonly hash: string;
  readonly seeds: readonly Located[];
};

type Progress = {
  readonly state: State;
  readonly movements: Movement[];
  readonly gaps: Gap[];
  verified: number;
};

type Amounts = 'sent' | 'amount' | 'origin';
type MovementRecord = Omit<Movement, Amounts> & { readonly [key in Amounts]: string };
type GapRecord = Omit<Gap, 'amount'> & { readonly amount?: string };
type Line = { readonly session: string } & (
  | { readonly verified: number }
  | { readonly movement: MovementRecord }
  | { readonly gap: GapRecord }
  | { readonly holding: HoldingRecord }
);

export function* writeCheckpoint({ sessions, ...head }: Checkpoint): Generator<string> {
  yield canonicalJson(head);
  for (const [session, { state, movements, gaps, verified }] of sessions) {
    yield canonicalJson({ session, verified });
    for (const movement of movements) yield canonicalJson({ session, movement });
    for (const gap of gaps) yield canonicalJson({ session, gap });
    for (const holding of state.values()) yield canonicalJson({ session, holding: encodeHolding(holding) });
  }
}

/** Null where there is none, it answers another question, or its block is no longer in the best chain. */
export async function readCheckpoint(
  lines: AsyncIterable<string> | null,
  identity: string,
  blocks: readonly { readonly hash: string }[],
): Promise<Checkpoint | null> {
  if (lines === null) return null;
  let head: Head | null = null;
  const sessions = new Map<string, Progress>();
  for await (const line of lines) {
    if (head === null) {
      head = JSON.parse(line) as Head;
      if (head.identity !== identity || blocks[head.next - 1]?.hash !== head.hash) return null;
    } else readLine(sessions, JSON.parse(line) as Line);
  }
  return head === null ? null : { ...head, sessions };
}

function readLine(sessions: Map<string, Progress>, line: Line): void {
  const progress: Progress = sessions.get(line.session) ?? {
    state: new Map(),
    movements: [],
    gaps: [],
    verified: 0,
  };
  sessions.set(line.session, progress);
  if ('movement' in line) {
    const { sent, amount, origin } = line.movement;
    const amounts = { sent: BigInt(sent), amount: BigInt(amount), origin: BigInt(origin) };
    progress.movements.push({ ...line.movement, ...amounts });
  } else if ('verified' in line) progress.verified = line.verified;
  else if ('gap' in line) {
    const { amount, ...gap } = line.gap;
    progress.gaps.push(amount === undefined ? gap : { ...gap, amount: BigInt(amount) });
  } else {
    progress.state.set(locationId(line.holding.location), decodeHolding(line.holding));
  }
}
