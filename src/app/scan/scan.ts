/**
 * The story of a scan: one pass over a folder of blocks follows every incident at once, without an index.
 * Every input of the chain is asked for in a table of tainted outpoints; only a transaction that hits is hashed,
 * and only for it undo data is read. The same kernel runs as under the other drivers.
 *
 * The law: its movements are those of the in-memory driver on the same blocks, byte for byte. It is a test.
 */
import type { BlockArchive, BlockBytes, BlockChecker } from '../../core/chains/bitcoin/archive.ts';
import {
  type OpenBlock,
  openBlock,
  rawTransaction,
  toCoinbase,
  toTransaction,
} from '../../core/chains/bitcoin/block.ts';
import { firstHit, type Layout, layOut, mayHit, newLayout } from '../../core/chains/bitcoin/layout.ts';
import { lastHeightBy } from '../../core/chains/bitcoin/median-time.ts';
import { holdTxId, newOutpointTable, type OutpointTable } from '../../core/chains/bitcoin/outpoints.ts';
import { ownerOf } from '../../core/chains/bitcoin/script.ts';
import type { RawTransaction } from '../../core/chains/bitcoin/transaction.ts';
import { type BlockUndo, scriptOf } from '../../core/chains/bitcoin/undo.ts';
import type { Step } from '../../core/flow/kernel.ts';
import { POLICY } from '../../core/flow/policies/table.ts';
import { nativeAsset } from '../../core/model/asset.ts';
import type { Recording, Tip } from '../../core/model/case.ts';
import { getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type LocationId, locationId, type TxId } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import type { NotedMeaning, ReadingSet } from '../../core/model/reading.ts';
import type { UtxoTransaction } from '../../core/model/transaction.ts';
import type { Known } from '../../core/patterns/known.ts';
import { advance, type Ledger, newLedger, reread } from '../../core/trace/ledger.ts';
import { indexReadings } from '../../core/trace/readings.ts';
import { parseInstant, rulesFor, type TraceRequest } from '../../core/trace/request.ts';
import { canonicalJson, digest } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import { ENGINE_VERSION } from '../trace/trace.ts';
import {
  type AppliedTo,
  type Checkpoint,
  type CheckpointSlot,
  readCheckpoint,
  writeCheckpoint,
} from './scan-checkpoint.ts';
import { conclude, readingsOf, type Scanned } from './scan-record.ts';
import { mayRefund, noteDeposits, type RefundWatch, refundIn, watchRefunds } from './scan-refunds.ts';
import { bytesBetween, type Incident, type Located, locate, type ScanProgress } from './scan-seeds.ts';

export type ScanPlan = {
  readonly archive: BlockArchive;
  /** Each is followed alone, all in one pass. */
  readonly incidents: readonly Incident[];
  /** One trace an incident and request; all up to the same date. */
  readonly requests: readonly TraceRequest[];
  /** Verifies every block; null: the contents of blocks with a hit are verified, the rest is trusted as it lies there. */
  readonly checker: BlockChecker | null;
  readonly checkpoint: CheckpointSlot;
  /** Mixed into the table's order, never into a result. */
  readonly salt: number;
  readonly replay: (recording: Recording) => ChainSource;
  /** What patterns may know of bridges. Absent: value is followed by plain payments. */
  readonly known?: Known;
  readonly checkpointBytes?: number;
  readonly onProgress?: (progress: ScanProgress) => void;
};

/** As much as one block file of Core holds: a killed scan reads at most this much again. */
const CHECKPOINT_BYTES = 128 << 20;
/** Where a trace has grown large, so many times its checkpoint is read before the next is written. */
const CHECKPOINT_SHARE = 8;

export async function scan(plan: ScanPlan): Promise<Scanned[]> {
  const { archive, checker, replay } = plan;
  const tip = tipOf(archive, plan.requests[0]?.asOf ?? null);
  const identity = digest(
    canonicalJson({
      engine: ENGINE_VERSION,
      chain: archive.network.chain,
      incidents: plan.incidents,
      requests: plan.requests,
      full: checker !== null,
      bridges: plan.known !== undefined,
    }),
  );
  const saved = await readCheckpoint(plan.checkpoint.load(), identity, archive.blocks);
  const located = saved?.seeds ?? (await locate(archive, plan.incidents, tip, plan.onProgress ?? (() => {})));
  const run = startRun(plan, located, saved, tip);
  await follow(plan, run, tip, identity);
  const scanned: Scanned[] = [];
  for (const incident of plan.incidents) {
    const seeds = located.filter((seed) => seed.incident === incident.id);
    const followed = run.sessions.filter((session) => session.incident === incident.id);
    const full = checker !== null;
    const known = plan.known ?? null;
    const { refunds } = run;
    scanned.push(await conclude({ archive, incident, seeds, refunds, followed, tip, full, replay, known }));
  }
  await plan.checkpoint.clear();
  return scanned;
}

/** The last block whose median time is at or before the date asked for. */
export function tipOf({ blocks, network }: BlockArchive, asOf: string | null): Tip {
  const height = asOf === null ? blocks.length - 1 : lastHeightBy(blocks, parseInstant(asOf, '--as-of'));
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
  readonly ledger: Ledger;
  /** Seeds and stops, before anything was read into the chain. */
  readonly readings: ReadingSet;
};

type Run = {
  readonly located: readonly Located[];
  readonly sessions: readonly Session[];
  /** Everything applied so far, for the checkpoint. */
  readonly applied: AppliedTo[];
  /** What any session may see spent. */
  readonly table: OutpointTable;
  readonly layout: Layout;
  readonly seedsAt: ReadonlyMap<number, ReadonlySet<TxId>>;
  /** Null: nothing is known of bridges. */
  readonly watch: RefundWatch | null;
  /** What came back out of bridges, as far as it was met. */
  readonly refunds: NotedMeaning[];
  next: number;
};

function startRun(
  { incidents, requests, salt, archive, known }: ScanPlan,
  located: readonly Located[],
  saved: Checkpoint | null,
  tip: Tip,
): Run {
  const asset = nativeAsset(getChain(tip.chain));
  const sessions = incidents.flatMap((incident) => {
    const seeds = located.filter((seed) => seed.incident === incident.id);
    const total = seeds.reduce((sum, seed) => sum + BigInt(seed.value), 0n);
    const readings = readingsOf(incident, seeds, tip);
    return requests.map((request, index): Session => {
      const rules = rulesFor(request, new Map([[asset.id, total]]), new Map([[asset.id, asset]]));
      const ledger = newLedger(rules, indexReadings(readings, request));
      return { key: `${incident.id}|${index}`, incident: incident.id, request, ledger, readings };
    });
  });
  const seedsAt = new Map<number, Set<TxId>>();
  for (const { height, txid } of located) seedsAt.set(height, (seedsAt.get(height) ?? new Set()).add(txid));
  const run: Run = {
    located,
    sessions,
    applied: [],
    table: newOutpointTable(salt),
    layout: newLayout(),
    seedsAt,
    watch: known === undefined ? null : watchRefunds(known, archive.network, salt),
    refunds: [],
    next: saved?.next ?? Math.min(...located.map((seed) => seed.height)),
  };
  for (const { transaction, sessions: keys } of saved?.applied ?? [])
    apply(
      run,
      transaction,
      sessions.filter(({ key }) => keys.includes(key)),
    );
  return run;
}

async function follow(plan: ScanPlan, run: Run, tip: Tip, identity: string): Promise<void> {
  const { archive, checker, onProgress } = plan;
  const of = bytesBetween(archive, run.next, tip.height);
  let bytes = 0;
  let since = 0;
  let written = 0;
  for await (const batch of archive.read(run.next, tip.height)) {
    const [checked, followed] = await Promise.allSettled([
      checker?.check(batch),
      followBatch(archive, run, batch),
    ]);
    // A wrong block is told before what was found in it: the answer does not hang on which thread was faster.
    if (checked.status === 'rejected') throw checked.reason;
    if (followed.status === 'rejected') throw followed.reason;
    for (const block of batch) {
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

async function followBatch(archive: BlockArchive, run: Run, batch: readonly BlockBytes[]): Promise<void> {
  for (const { height, bytes } of batch) {
    const { hash, time } = archive.blocks[height]!;
    layOut(bytes, run.layout, hash);
    const paying = run.watch === null ? [] : mayRefund(run.watch, time, bytes, run.layout);
    if (run.seedsAt.has(height) || paying.length > 0 || firstHit(run.layout, run.table) !== -1)
      await applyBlock(archive, run, { height, bytes }, new Set(paying));
  }
}

const saveOf = ({ archive }: ScanPlan, run: Run, identity: string): Checkpoint => ({
  identity,
  next: run.next,
  hash: archive.blocks[run.next - 1]!.hash,
  seeds: run.located,
  applied: run.applied,
});

/** Applies, in order, the transactions that concern a session: seeds, and spenders of what is tainted by then. */
async function applyBlock(
  archive: BlockArchive,
  run: Run,
  { height, bytes }: BlockBytes,
  paying: ReadonlySet<number>,
): Promise<void> {
  const { layout, table, sessions, watch } = run;
  const { hash } = archive.blocks[height]!;
  const place = { network: archive.network, height, hash };
  const block = openBlock(bytes, layout, place, archive.hash, archive.hashMany);
  const seeds = run.seedsAt.get(height);
  let undone: Promise<BlockUndo | null> | null = null;
  const readUndo = (): Promise<BlockUndo | null> => {
    undone ??= archive.undo(height, layout.count);
    return undone;
  };
  const paidFees = new Set<Session>();
  for (let i = 1; i < layout.count; i += 1) {
    const txid = block.txids[i]!;
    const seeded = seeds?.has(txid) === true;
    if (!seeded && !paying.has(i) && !mayHit(layout, i, table)) continue;
    const raw = rawTransaction(block, i);
    const refund =
      watch !== null && paying.has(i) && refundIn(watch, toTransaction(block, i, raw, null)).length > 0;
    const concerned = sessions.filter(
      (session) => refund || isSeededBy(session, archive, txid, seeded) || spends(session, archive, raw),
    );
    if (concerned.length === 0) continue;
    const undo =
      refund || concerned.some((session) => spends(session, archive, raw)) ? await readUndo() : null;
    for (const session of concerned) checkUndo(session, block, i, raw, undo);
    for (const session of apply(run, toTransaction(block, i, raw, undo), concerned)) paidFees.add(session);
  }
  const seeded = seeds?.has(block.txids[0]!) === true;
  const minted = sessions.filter(
    (session) => paidFees.has(session) || isSeededBy(session, archive, block.txids[0]!, seeded),
  );
  if (minted.length === 0) return;
  apply(run, toCoinbase(block, paidFees.size > 0 ? await readUndo() : null), minted);
}

const isSeededBy = ({ ledger }: Session, { network }: BlockArchive, txid: TxId, seeded: boolean): boolean =>
  seeded && ledger.readings.byTransaction.has(`${network.chain}|${txid}`);

const outpoint = (chain: Tip['chain'], txid: TxId, vout: number): LocationId =>
  locationId({ type: 'outpoint', chain, txid, vout, owner: null });

const spends = ({ ledger }: Session, { network }: BlockArchive, raw: RawTransaction): boolean =>
  raw.inputs.some(({ txid, vout }) => ledger.state.has(outpoint(network.chain, txid, vout)));

/** No block hash covers undo data; what the trace itself knows of a spent output must agree with it. */
function checkUndo(
  { ledger }: Session,
  { header, network }: OpenBlock,
  i: number,
  raw: RawTransaction,
  undo: BlockUndo | null,
): void {
  for (const [n, { txid, vout }] of raw.inputs.entries()) {
    const coin = undo?.[i - 1]?.[n];
    const holding = ledger.state.get(outpoint(network.chain, txid, vout));
    if (coin === undefined || holding?.location.type !== 'outpoint') continue;
    const value = POLICY[ledger.rules.policy].balance(holding.runs);
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

/** Runs the kernel for each session; returns those of which a fee is on its way to the coinbase. */
function apply(run: Run, transaction: UtxoTransaction, sessions: readonly Session[]): Session[] {
  run.applied.push({ transaction, sessions: sessions.map(({ key }) => key) });
  if (run.watch !== null) readBridges(run, run.watch, transaction);
  return sessions.filter(({ ledger }) => take(run, ledger, transaction).movements.some(toCoinbaseOnly));
}

const toCoinbaseOnly = (movement: Movement): boolean => movement.type === 'fee' && movement.to !== null;

function take(run: Run, ledger: Ledger, transaction: UtxoTransaction): Step {
  const { step } = advance(ledger, transaction, new Map());
  for (const holding of step.changes.values())
    if (holding?.location.type === 'outpoint') holdTxId(run.table, holding.location.txid);
  return step;
}

/** Where a transaction gives a deposit back, the road is read anew from there: its vault's coins are no longer it. */
function readBridges(run: Run, watch: RefundWatch, transaction: UtxoTransaction): void {
  const found = refundIn(watch, transaction);
  noteDeposits(watch, transaction);
  if (found.length === 0) return;
  run.refunds.push(...found);
  for (const { ledger, readings, request } of run.sessions) {
    const more = { ...readings, meanings: [...readings.meanings, ...run.refunds] };
    for (const tx of reread(ledger, indexReadings(more, request)))
      if (tx.type === 'utxo') take(run, ledger, tx);
  }
}
