/**
 * The traces that are at hand for an explanation: what ships as a recording, and what was traced or scanned here and
 * kept. A kept trace is looked at as thoroughly as a shipped one, for its recording is kept with it.
 */
import type { AssetId } from '../../core/model/asset.ts';
import type { Recording } from '../../core/model/case.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/finding.ts';
import { type Location, type LocationId, locationId } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import { comminglingCard, findCommingling, type RestingTaint } from '../../core/patterns/commingling.ts';
import { DEFAULT_REQUEST } from '../../core/trace/request.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import type { Store, TraceId } from '../../ports/store.ts';
import type { Library } from '../trace/library.ts';
import { RECORDING, RESULT } from '../trace/save-trace.ts';
import { pinInputs, trace } from '../trace/trace.ts';
import { readRecording } from '../trace/trace-live.ts';
import type { DetectorRun } from './branch-findings.ts';

/** A trace that is at hand: its movements, and the words for what was stolen. */
export type Sight = {
  readonly trace: string;
  readonly incident: string;
  readonly policy: string;
  readonly kept: boolean;
  /** Null: only what was kept of it is at hand. */
  readonly recording: Recording | null;
  readonly movements: readonly Movement[];
  readonly assets: ReadonlyMap<AssetId, { readonly symbol: string; readonly decimals: number }>;
  /** Seconds, UTC, of a movement's block; null where that is not known. */
  readonly timeOf: (movement: Movement) => number | null;
};

export type Shelves = {
  readonly library: Library;
  readonly sourceOf: (recording: Recording) => ChainSource;
  /** Null: no trace was ever kept here. */
  readonly store: Store | null;
};

/**
 * The kept ones first; what a shipped recording says again is not said twice. Of what is kept only those recordings
 * are read whose movements are asked about.
 */
export async function sightsAtHand(
  shelves: Shelves,
  isAsked: (movement: Movement) => boolean,
): Promise<Sight[]> {
  const recorded = await recordedOnce(shelves);
  const kept = await keptTraces(shelves, isAsked);
  const known = new Set(kept.map((sight) => sight.trace));
  return [...kept, ...recorded.filter((sight) => !known.has(sight.trace))];
}

const shipped = new WeakMap<Library, Promise<readonly Sight[]>>();

/** What ships does not change while the program runs. */
function recordedOnce(shelves: Shelves): Promise<readonly Sight[]> {
  const known = shipped.get(shelves.library) ?? recordedTraces(shelves);
  shipped.set(shelves.library, known);
  return known;
}

/** A trace under one policy of each theft that ships: the other policies share its places, not its amounts. */
async function recordedTraces({ library, sourceOf }: Shelves): Promise<Sight[]> {
  const sights: Sight[] = [];
  for (const id of library.caseIds) {
    const recording = library.openCase(id);
    const answer = await trace(recording, sourceOf(recording), DEFAULT_REQUEST);
    sights.push({
      trace: answer.traceId,
      incident: recording.incident ?? recording.id,
      policy: answer.request.policy,
      kept: false,
      recording,
      movements: answer.movements,
      assets: new Map(answer.assets.map(({ asset }) => [asset.id, asset])),
      timeOf: timesIn(recording),
    });
  }
  return sights;
}

async function keptTraces(
  { store, library }: Shelves,
  isAsked: (movement: Movement) => boolean,
): Promise<Sight[]> {
  if (store === null) return [];
  // Traces under several policies are kept with one and the same.
  const read = new Map<string, Recording>();
  const recordingOf = async (id: TraceId, result: Result | null): Promise<Recording | null> => {
    const document = await store.getDocument(id, RECORDING);
    if (document === null) return caseOf(result, library);
    const recording = read.get(document) ?? readRecording(document, id);
    read.set(document, recording);
    return recording;
  };
  const sights: Sight[] = [];
  for (const { id, incident, policy } of await store.listTraces()) {
    const result = readResult(await store.getDocument(id, RESULT));
    const movements = await store.movements(id);
    const recording = movements.some(isAsked) ? await recordingOf(id, result) : null;
    sights.push({
      trace: id,
      incident,
      policy,
      kept: true,
      recording,
      movements,
      assets: new Map(
        (result?.assets ?? []).map(({ asset, symbol, decimals }) => [asset, { symbol, decimals }]),
      ),
      timeOf: recording === null ? () => null : timesIn(recording),
    });
  }
  return sights;
}

/** What is read of a rendered trace: the words for what was stolen, and what it was made from. */
type Result = {
  readonly assets?: readonly { asset: AssetId; symbol: string; decimals: number }[];
  readonly inputs?: { readonly case: string; readonly digests: Readonly<Record<string, string>> };
};

/** Null: its trace was killed before it had one. */
const readResult = (document: string | null): Result | null =>
  document === null ? null : (JSON.parse(document) as Result);

/** A case is not kept with its traces. Null where it is gone, or is no longer what was traced. */
export function caseOf(
  result: Pick<Result, 'inputs'> | null,
  library: Pick<Library, 'openCase'>,
): Recording | null {
  if (result?.inputs === undefined) return null;
  try {
    const recording = library.openCase(result.inputs.case);
    return canonicalJson(pinInputs(recording)) === canonicalJson(result.inputs.digests) ? recording : null;
  } catch (error) {
    if (error instanceof AshiatoError) return null;
    throw error;
  }
}

export function timesIn({ chains }: Recording): Sight['timeOf'] {
  const times = new Map<string, number>();
  for (const [chain, blocks] of chains)
    for (const block of blocks) times.set(`${chain}|${block.height}`, block.time);
  return ({ chain, place }) => times.get(`${chain}|${place.height}`) ?? null;
}

/** Places where the taint of several thefts rests; each theft speaks once, under whichever policy is at hand first. */
export function findCommingledSights(sights: readonly Sight[]): {
  readonly findings: readonly Finding[];
  readonly runs: readonly DetectorRun[];
} {
  const thefts: Sight[] = [];
  for (const sight of sights)
    if (!thefts.some((other) => other.incident === sight.incident || beginsAlike(other, sight)))
      thefts.push(sight);
  const resting = thefts.flatMap(restingOf);
  const findings = findCommingling(resting);
  const runs = thefts.map(({ incident, movements }): DetectorRun => {
    const found = findings.filter(({ evidence }) =>
      evidence.some(({ what }) => what.endsWith(` ${incident}`)),
    );
    return {
      detector: comminglingCard.id,
      reason: { type: 'incident', incident },
      transactions: movements.length,
      found: found.length,
    };
  });
  return { findings, runs: thefts.length < 2 ? [] : runs };
}

/** One theft under two names is one theft: its seeds are the same. */
function beginsAlike(one: Sight, other: Sight): boolean {
  const seeds = new Set(seedsOf(one));
  return seedsOf(other).some((seed) => seeds.has(seed));
}

const seedsOf = ({ movements }: Sight): string[] =>
  movements.flatMap(({ type, chain, txid }) => (type === 'seed' ? [`${chain}|${txid}`] : []));

/** What came in and did not leave again, at each place where a branch did not end. */
function restingOf({ incident, movements }: Sight): RestingTaint[] {
  const held = new Map<LocationId, { readonly location: Location; tainted: bigint }>();
  const add = (location: Location, amount: bigint): void => {
    const id = locationId(location);
    const before = held.get(id);
    if (before === undefined) held.set(id, { location, tainted: amount });
    else before.tainted += amount;
  };
  for (const { from, to, end, sent, amount } of movements) {
    if (from !== null) add(from, -sent);
    if (to !== null && end === null) add(to, amount);
  }
  return [...held.values()].map(({ location, tainted }) => ({ incident, location, tainted }));
}
