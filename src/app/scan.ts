/**
 * The story of a scan: one pass over a folder of blocks follows every incident at once, without an index.
 * Every input of the chain is asked for in a table of tainted outpoints; only a transaction that hits is hashed,
 * and only for it undo data is read. The same kernel runs as under the other drivers.
 *
 * The law: its movements are those of the in-memory driver on the same blocks, byte for byte. It is a test.
 */
import type { BlockArchive } from '../core/chains/bitcoin/archive.ts';
import {
  type OpenBlock,
  openBlock,
  rawTransaction,
  toCoinbase,
  toTransaction,
} from '../core/chains/bitcoin/block.ts';
import { firstHit, type Layout, layOut, mayHit, newLayout } from '../core/chains/bitcoin/layout.ts';
import { holdTxId, newOutpointTable, type OutpointTable } from '../core/chains/bitcoin/outpoints.ts';
import { ownerOf } from '../core/chains/bitcoin/script.ts';
import type { RawTransaction } from '../core/chains/bitcoin/transaction.ts';
import { type BlockUndo, scriptOf } from '../core/chains/bitcoin/undo.ts';
import { applyTransaction } from '../core/flow/kernel.ts';
import { POLICY } from '../core/flow/policies/table.ts';
import { commit, type State } from '../core/flow/state.ts';
import { nativeAsset } from '../core/model/asset.ts';
import type { Tip } from '../core/model/case.ts';
import { getChain } from '../core/model/chain.ts';
import { AshiatoError } from '../core/model/errors.ts';
import { type LocationId, locationId, type TxId } from '../core/model/location.ts';
import type { Gap, Movement } from '../core/model/movement.ts';
import { NO_READINGS, type NotedMeaning, type ReadingSet } from '../core/model/reading.ts';
import type { Rules } from '../core/model/rules.ts';
import type { UtxoTransaction } from '../core/model/transaction.ts';
import { listEnds } from '../core/trace/ends.ts';
import { indexReadings, type Readings, readingOf } from '../core/trace/readings.ts';
import { parseInstant, rulesFor, type TraceRequest } from '../core/trace/request.ts';
import { balance, type Trace } from '../core/trace/result.ts';
import { canonicalJson, compareMovements, digest, stateHash } from '../core/trace/seal.ts';
import { type Checkpoint, type CheckpointSlot, readCheckpoint, writeCheckpoint } from './scan-checkpoint.ts';
import { bytesBetween, type Located, locate, type ScanProgress, type Seed } from './scan-seeds.ts';
import { ENGINE_VERSION } from './trace.ts';

export type ScanPlan = {
  readonly archive: BlockArchive;
  readonly seeds: readonly Seed[];
  /** One trace an incident and request. */
  readonly requests: readonly TraceRequest[];
  /** `hits`: the contents of blocks with a hit are verified, the rest is trusted as it lies there. */
  readonly verify: 'hits' | 'full';
  readonly checkpoint: CheckpointSlot;
  /** Mixed into the table's order, never into a result. */
  readonly salt: number;
  readonly checkpointBytes?: number;
  readonly onProgress?: (progress: ScanProgress) => void;
};

/** As much as one block file of Core holds: a killed scan reads at most this much again. */
const CHECKPOINT_BYTES = 128 << 20;
/** Where a trace has grown large, so many times its checkpoint is read before the next is written. */
const CHECKPOINT_SHARE = 8;

export async function scan(plan: ScanPlan): Promise<Trace[]> {
  const { archive } = plan;
  const tip = tipOf(archive, plan.requests[0]?.asOf ?? null);
  const identity = digest(
    canonicalJson({
      engine: ENGINE_VERSION,
      chain: archive.network.chain,
      seeds: plan.seeds,
      requests: plan.requests,
      verify: plan.verify,
    }),
  );
  const saved = await readCheckpoint(plan.checkpoint.load(), identity, archive.blocks);
  const located = saved?.seeds ?? (await locate(archive, plan.seeds, tip, plan.onProgress ?? (() => {})));
  const run = startRun(plan, located, saved);
  await follow(plan, run, tip, identity);
  const traces = run.sessions.map((session) => conclude(plan, session, tip));
  await plan.checkpoint.clear();
  return traces;
}

/** The last block at or before the date asked for. */
function tipOf({ blocks, network }: BlockArchive, asOf: string | null): Tip {
  const seconds = asOf === null ? null : parseInstant(asOf, '--as-of');
  const height = blocks.findLastIndex((block) => seconds === null || block.time <= seconds);
  const block = blocks[height];
  if (block === undefined)
    throw new AshiatoError('E_TIME_RANGE', `the chain begins after ${asOf}`, {
      where: '--as-of',
      next: 'Ask for a later date.',
    });
  return { chain: network.chain, height, hash: block.hash, time: block.time };
}

/** One incident under one request: computed alone, everything else being clean to it. */
type Session = {
  readonly key: string;
  readonly incident: string;
  readonly request: TraceRequest;
  readonly set: ReadingSet;
  readonly readings: Readings;
  readonly rules: Rules;
  readonly state: State;
  readonly movements: Movement[];
  readonly gaps: Gap[];
  /** Blocks whose contents concern this session, and were verified. */
  verified: number;
};

type Run = {
  readonly located: readonly Located[];
  readonly sessions: readonly Session[];
  /** What any session may see spent. */
  readonly table: OutpointTable;
  readonly layout: Layout;
  readonly seedsAt: ReadonlyMap<number, ReadonlySet<TxId>>;
  next: number;
};

function startRun(plan: ScanPlan, located: readonly Located[], saved: Checkpoint | null): Run {
  const { chain } = plan.archive.network;
  const asset = nativeAsset(getChain(chain));
  const incidents = Map.groupBy(located, (seed) => seed.incident);
  const sessions = [...incidents].flatMap(([incident, seeds]) =>
    plan.requests.map((request, index): Session => {
      const total = seeds.reduce((sum, seed) => sum + BigInt(seed.value), 0n);
      const set = { ...NO_READINGS, meanings: seeds.map((seed) => seedMeaning(seed, chain)) };
      const kept = saved?.sessions.get(keyOf(incident, index));
      return {
        key: keyOf(incident, index),
        incident,
        request,
        set,
        readings: indexReadings(set, request),
        rules: rulesFor(request, new Map([[asset.id, total]]), new Map([[asset.id, asset]])),
        state: new Map(kept?.state),
        movements: [...(kept?.movements ?? [])],
        gaps: [...(kept?.gaps ?? [])],
        verified: kept?.verified ?? 0,
      };
    }),
  );
  const table = newOutpointTable(plan.salt);
  for (const { state } of sessions) for (const id of state.keys()) holdPlace(table, state, id);
  const seedsAt = new Map<number, Set<TxId>>();
  for (const { height, txid } of located) seedsAt.set(height, (seedsAt.get(height) ?? new Set()).add(txid));
  const next = saved?.next ?? Math.min(...located.map((seed) => seed.height));
  return { located, sessions, table, layout: newLayout(), seedsAt, next };
}

const keyOf = (incident: string, request: number): string => `${incident}|${request}`;

function seedMeaning({ txid, vout, value }: Located, chain: Tip['chain']): NotedMeaning {
  const amount = BigInt(value);
  const stolen = nativeAsset(getChain(chain)).id;
  return {
    txid,
    chain,
    meaning: { type: 'seed', event: vout, amount, stolen, origin: amount },
    evidence: { author: 'user', source: 'ashiato scan --seed' },
  };
}

function holdPlace(table: OutpointTable, state: State, id: LocationId): void {
  const location = state.get(id)?.location;
  if (location?.type === 'outpoint') holdTxId(table, location.txid);
}

async function follow(plan: ScanPlan, run: Run, tip: Tip, identity: string): Promise<void> {
  const { archive, onProgress } = plan;
  const of = bytesBetween(archive, run.next, tip.height);
  let bytes = 0;
  let since = 0;
  let written = 0;
  for await (const batch of archive.read(run.next, tip.height)) {
    for (const block of batch) {
      layOut(block.bytes, run.layout, archive.blocks[block.height]!.hash);
      const first = firstHit(run.layout, run.table);
      if (plan.verify === 'full' || first !== -1 || run.seedsAt.has(block.height))
        await applyBlock(plan, run, block.height, block.bytes);
      bytes += archive.blocks[block.height]!.size;
      since += block.bytes.length;
    }
    run.next = batch.at(-1)!.height + 1;
    if (since >= Math.max(plan.checkpointBytes ?? CHECKPOINT_BYTES, CHECKPOINT_SHARE * written)) {
      written = await plan.checkpoint.save(writeCheckpoint(saveOf(plan, run, identity)));
      since = 0;
    }
    onProgress?.({ phase: 'follow', bytes, of, height: run.next - 1 });
  }
}

const saveOf = ({ archive }: ScanPlan, run: Run, identity: string): Checkpoint => ({
  identity,
  next: run.next,
  hash: archive.blocks[run.next - 1]!.hash,
  seeds: run.located,
  sessions: new Map(run.sessions.map((session) => [session.key, session])),
});

/** Applies, in order, the transactions that concern a session: seeds, and spenders of what is tainted by then. */
async function applyBlock({ archive }: ScanPlan, run: Run, height: number, bytes: Uint8Array): Promise<void> {
  const { layout, table, sessions } = run;
  const { hash } = archive.blocks[height]!;
  const block = openBlock(
    bytes,
    layout,
    { network: archive.network, height, hash },
    archive.hash,
    archive.hashMany,
  );
  const seeds = run.seedsAt.get(height);
  if (seeds === undefined && firstHit(layout, table) === -1) return;
  let undone: Promise<BlockUndo | null> | null = null;
  const readUndo = (): Promise<BlockUndo | null> => {
    undone ??= archive.undo(height, layout.count);
    return undone;
  };
  const touched = new Set<Session>();
  const paidFees = new Set<Session>();
  for (let i = 1; i < layout.count; i += 1) {
    const txid = block.txids[i]!;
    const seeded = seeds?.has(txid) === true;
    if (!seeded && !mayHit(layout, i, table)) continue;
    const raw = rawTransaction(block, i);
    const concerned = sessions.filter(
      (session) => isSeededBy(session, archive, txid, seeded) || spends(session, archive, raw),
    );
    if (concerned.length === 0) continue;
    const undo = concerned.some((session) => spends(session, archive, raw)) ? await readUndo() : null;
    const tx = toTransaction(block, i, raw, undo);
    for (const session of concerned) {
      checkUndo(session, block, i, raw, undo);
      touched.add(session);
      if (advance(session, table, tx)) paidFees.add(session);
    }
  }
  const seeded = seeds?.has(block.txids[0]!) === true;
  const minted = sessions.filter(
    (session) => paidFees.has(session) || isSeededBy(session, archive, block.txids[0]!, seeded),
  );
  const undo = paidFees.size > 0 ? await readUndo() : null;
  for (const session of minted) advance(session, table, toCoinbase(block, undo));
  for (const session of new Set([...touched, ...minted])) session.verified += 1;
}

const isSeededBy = ({ readings }: Session, { network }: BlockArchive, txid: TxId, seeded: boolean): boolean =>
  seeded && readings.byTransaction.has(`${network.chain}|${txid}`);

const outpoint = (chain: Tip['chain'], txid: TxId, vout: number): LocationId =>
  locationId({ type: 'outpoint', chain, txid, vout, owner: null });

const spends = ({ state }: Session, { network }: BlockArchive, raw: RawTransaction): boolean =>
  raw.inputs.some(({ txid, vout }) => state.has(outpoint(network.chain, txid, vout)));

/** No block hash covers undo data; what the trace itself knows of a spent output must agree with it. */
function checkUndo(
  session: Session,
  { header, network }: OpenBlock,
  i: number,
  raw: RawTransaction,
  undo: BlockUndo | null,
): void {
  for (const [n, { txid, vout }] of raw.inputs.entries()) {
    const coin = undo?.[i - 1]?.[n];
    const holding = session.state.get(outpoint(network.chain, txid, vout));
    if (coin === undefined || holding?.location.type !== 'outpoint') continue;
    const value = POLICY[session.rules.policy].balance(holding.runs);
    if (coin.value === value && ownerOf(scriptOf(coin, header.hash), network) === holding.location.owner)
      continue;
    throw new AshiatoError(
      'E_UNDO',
      `the undo data says that ${txid}:${vout} was worth ${coin.value}, the chain says ${value}`,
      {
        where: header.hash,
        next: 'Rebuild the undo data: start Bitcoin Core once with -reindex-chainstate.',
      },
    );
  }
}

/** Runs the kernel; true where a fee is on its way to the coinbase. */
function advance(session: Session, table: OutpointTable, tx: UtxoTransaction): boolean {
  const step = applyTransaction(session.state, tx, readingOf(session.readings, tx), session.rules, new Map());
  commit(session.state, step.changes);
  for (const movement of step.movements) session.movements.push(movement);
  for (const gap of step.gaps) session.gaps.push(gap);
  for (const id of step.changes.keys()) holdPlace(table, session.state, id);
  return step.movements.some((movement) => movement.type === 'fee' && movement.to !== null);
}

/** Sets what was stolen against where it ended, in the form every rendering takes. */
function conclude({ archive, verify }: ScanPlan, session: Session, tip: Tip): Trace {
  const { incident, request, set } = session;
  const asset = nativeAsset(getChain(tip.chain));
  const movements = session.movements.sort(compareMovements);
  const ends = listEnds({
    movements,
    resting: session.state.values(),
    freezes: [],
    asOf: tip.time,
    missing: () => null,
  });
  const name = { en: incident, ja: incident, ko: incident };
  const digests = { readings: digest(canonicalJson(set)) };
  const chains = new Map([[tip.chain, []]]);
  const laboratory = getChain(tip.chain).laboratory === true;
  return {
    recording: {
      id: incident,
      incident: null,
      title: name,
      summary: name,
      laboratory,
      assets: [asset],
      chains,
      readings: set,
      coverage: { type: 'all' },
      openings: { type: 'genesis' },
      gaps: [],
      provenance: [],
      digests,
      names: new Map(),
    },
    request,
    tips: [tip],
    assets: balance(movements, ends, new Map([[asset.id, asset]]), POLICY[request.policy].conserves),
    movements,
    gaps: [...session.gaps, ...coverageGaps(archive, verify, session, tip)],
    digests,
    traceId: digest(canonicalJson({ engine: ENGINE_VERSION, case: incident, digests, request, tips: [tip] })),
    stateHash: stateHash(movements, [tip]),
    applied: [],
  };
}

/** What this scan did not verify, and what the folder did not hold. */
function coverageGaps(
  { unconnected, cutTail, verified, caveats }: BlockArchive,
  verify: ScanPlan['verify'],
  session: Session,
  tip: Tip,
): Gap[] {
  const blocks = tip.height + 1;
  const gaps: string[] = [];
  if (verify === 'hits' && !verified) {
    gaps.push(
      `headers, work and targets of ${blocks} blocks are verified, and the contents of the ${session.verified} that touch this trace; ${blocks - session.verified} are local-trusted: taken as they lie in the folder (--verify full checks them)`,
    );
  }
  if (cutTail)
    gaps.push(`the newest block file ends within a block; the chain is followed to height ${tip.height}`);
  if (unconnected > 0)
    gaps.push(
      `${unconnected} blocks do not connect to the chain, for blocks before them are not in the folder`,
    );
  gaps.push(...caveats());
  return gaps.map((text) => ({ type: 'coverage', text, chain: tip.chain }));
}
