/** What happens to the journal and the state together: a block is committed, undone, forgotten. */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ChainId } from '../../core/model/chain.ts';
import { AshiatoError, assert } from '../../core/model/errors.ts';
import type { LocationId } from '../../core/model/location.ts';
import type { Height } from '../../core/model/transaction.ts';
import type { AppliedBlock, BlockCommit, Cursor, Reverted, TraceId, UndoRecord } from '../../ports/store.ts';
import { digestOf } from './audit.ts';
import type { Database, Engine } from './engine.ts';
import { findPlaces, intern } from './interning.ts';
import { append, traceNumber, type Writer } from './journal.ts';
import { gapRow, holdingRow, movementRow, placesOfMovement, textsOfGap, textsOfMovement } from './rows.ts';
import { GAPS, HOLDINGS, MOVEMENTS, UNDONE } from './schema.ts';

export async function writeBlock(
  engine: Engine,
  tx: Database,
  writer: Writer,
  commit: BlockCommit,
): Promise<void> {
  const { chain, height, hash, movements, gaps } = commit;
  const trace = await traceNumber(tx, commit.trace, writer.traces);
  assert(
    movements.every((m) => m.chain === chain && m.place.height === height),
    `a movement of block ${height} belongs to another block`,
  );
  const names = await intern(
    engine,
    tx,
    writer.memory,
    [
      chain,
      ...movements.flatMap((m) => [...textsOfMovement(m)]),
      ...gaps.flatMap((gap) => [...textsOfGap(gap)]),
    ],
    [...movements.flatMap((m) => [...placesOfMovement(m)]), ...gaps.flatMap((gap) => gap.location ?? [])],
  );
  const cursor = await cursorRow(tx, trace, names.name(chain));
  if (cursor !== undefined && height <= cursor.height) {
    throw new AshiatoError(
      'E_BLOCK_ORDER',
      `block ${height} was offered where block ${cursor.height} is already committed`,
      {
        where: chain,
        limit: `higher than ${cursor.height}`,
        next: 'Go on from the cursor; to replace committed blocks, revert to their parent first.',
      },
    );
  }
  // A server writes the movements while we work out what covers and what undoes them.
  const journal = writer.head.seq + 1;
  const written = engine.insertMany(
    tx,
    MOVEMENTS,
    movements.map((m, i) => movementRow(journal, i, m, names)),
  );
  written.catch(() => undefined);
  await nextTick();
  const digest = digestOf(movements, gaps);
  const record = JSON.stringify(commit.undo);
  await written;
  await append(engine, tx, writer, trace, {
    type: 'block',
    trace: commit.trace,
    chain,
    height,
    hash,
    digest,
  });
  await engine.insertMany(
    tx,
    GAPS,
    gaps.map((gap, i) => gapRow(journal, i, gap, names)),
  );
  await putHoldings(engine, tx, writer, trace, commit.changes);
  await tx.insertInto('undo').values({ journal, record }).execute();
  await putCursor(tx, trace, names.name(chain), journal);
}

export async function undoBlocks(
  engine: Engine,
  tx: Database,
  writer: Writer,
  id: TraceId,
  chain: ChainId,
  height: Height,
): Promise<Reverted> {
  const trace = await traceNumber(tx, id, writer.traces);
  const first = await standing(tx, trace)
    .where('name.text', '=', chain)
    .where('journal.height', '>', height)
    .orderBy('journal.seq')
    .executeTakeFirst();
  if (first === undefined) return { cursors: await readCursors(tx, trace), changes: [] };
  const undone = await standingBlocks(tx, trace, first.order);
  const changes = await mergedUndo(engine, tx, undone, chain, height);
  const numbers = undone.map((block) => block.order);
  const by = await append(engine, tx, writer, trace, {
    type: 'revert',
    trace: id,
    chain,
    height,
    undone: numbers,
  });
  await engine.insertMany(
    tx,
    UNDONE,
    numbers.map((journal) => [journal, by]),
  );
  await tx.deleteFrom('undo').where(engine.among('journal', numbers)).execute();
  await putHoldings(engine, tx, writer, trace, changes);
  await rewindCursors(engine, tx, writer, trace, undone);
  return { cursors: await readCursors(tx, trace), changes };
}

/** The undo of many blocks as one: the oldest value of each place wins. */
async function mergedUndo(
  engine: Engine,
  tx: Database,
  undone: readonly AppliedBlock[],
  chain: ChainId,
  height: Height,
): Promise<UndoRecord> {
  const numbers = undone.map((block) => block.order);
  const records = await tx
    .selectFrom('undo')
    .selectAll()
    .where(engine.among('journal', numbers))
    .orderBy('journal', 'desc')
    .execute();
  if (records.length < undone.length) {
    throw new AshiatoError(
      'E_DEEP_REORG',
      `${undone.length} blocks would have to be undone, the store can still undo ${records.length} of them`,
      {
        where: `${chain} above block ${height}`,
        next: 'Reset the trace and follow it again from the start; the result is the same.',
      },
    );
  }
  const merged = new Map<LocationId, UndoRecord[number][1]>();
  for (const { record } of records) {
    for (const [place, before] of JSON.parse(record) as UndoRecord) merged.set(place, before);
  }
  return [...merged];
}

export async function resetBlocks(engine: Engine, tx: Database, writer: Writer, id: TraceId): Promise<void> {
  const trace = await traceNumber(tx, id, writer.traces);
  const numbers = (await standingBlocks(tx, trace)).map((block) => block.order);
  const by = await append(engine, tx, writer, trace, { type: 'reset', trace: id, undone: numbers });
  if (numbers.length > 0)
    await engine.insertMany(
      tx,
      UNDONE,
      numbers.map((journal) => [journal, by]),
    );
  for (const table of ['holding', 'cursor', 'document'] as const)
    await tx.deleteFrom(table).where('trace', '=', trace).execute();
  await tx.deleteFrom('undo').where('journal', 'in', journalOf(tx, trace)).execute();
}

/**
 * Drops undo that no reorg within the window can need any more: of blocks far enough below the chain's cursor,
 * and older than every block that another chain can still undo, for undoing that one takes these along.
 */
export async function dropUndo(
  engine: Engine,
  tx: Database,
  writer: Writer,
  id: TraceId,
  chain: ChainId,
  window: number,
): Promise<void> {
  const trace = await traceNumber(tx, id, writer.traces);
  const kept = await tx
    .selectFrom('undo')
    .innerJoin('journal', 'journal.seq', 'undo.journal')
    .innerJoin('name', 'name.id', 'journal.chain')
    .select(['journal.seq', 'journal.height', 'name.text as chain'])
    .where('journal.trace', '=', trace)
    .orderBy('journal.seq')
    .execute();
  const cursor = (await readCursors(tx, trace)).find((c) => c.chain === chain);
  if (cursor === undefined) return;
  const limit = cursor.height - window;
  const others = kept.find((row) => row.chain !== chain)?.seq ?? Number.POSITIVE_INFINITY;
  const dropped = kept
    .filter((row) => row.chain === chain && row.height! <= limit && row.seq < others)
    .map((row) => row.seq);
  if (dropped.length === 0) return;
  await append(engine, tx, writer, trace, { type: 'prune', trace: id, chain, height: limit });
  await tx.deleteFrom('undo').where(engine.among('journal', dropped)).execute();
}

export async function readCursors(tx: Database, trace: number): Promise<readonly Cursor[]> {
  const rows = await tx
    .selectFrom('cursor')
    .innerJoin('journal', 'journal.seq', 'cursor.journal')
    .innerJoin('name', 'name.id', 'cursor.chain')
    .select(['name.text as chain', 'journal.height', 'journal.hash'])
    .where('cursor.trace', '=', trace)
    .execute();
  return rows
    .map(({ chain, height, hash }) => ({ chain: chain as ChainId, height: height!, hash: hash! }))
    .sort((a, b) => (a.chain < b.chain ? -1 : 1));
}

/** The block of this height that stands, if one does. */
export async function readBlock(
  tx: Database,
  trace: number,
  chain: ChainId,
  height: Height,
): Promise<AppliedBlock | null> {
  const row = await standing(tx, trace)
    .where('name.text', '=', chain)
    .where('journal.height', '=', height)
    .executeTakeFirst();
  return row === undefined ? null : { chain, height, hash: row.hash!, order: row.order };
}

const journalOf = (tx: Database, trace: number) =>
  tx.selectFrom('journal').select('seq').where('trace', '=', trace);

const standing = (tx: Database, trace: number) =>
  tx
    .selectFrom('journal')
    .innerJoin('name', 'name.id', 'journal.chain')
    .leftJoin('undone', 'undone.journal', 'journal.seq')
    .select(['journal.seq as order', 'name.text as chain', 'journal.height', 'journal.hash'])
    .where('journal.trace', '=', trace)
    .where('journal.type', '=', 'block')
    .where('undone.journal', 'is', null);

async function standingBlocks(tx: Database, trace: number, from = 0): Promise<readonly AppliedBlock[]> {
  const rows = await standing(tx, trace).where('journal.seq', '>=', from).orderBy('journal.seq').execute();
  return rows.map(({ order, chain, height, hash }) => ({
    order,
    chain: chain as ChainId,
    height: height!,
    hash: hash!,
  }));
}

const cursorRow = (tx: Database, trace: number, chain: number) =>
  tx
    .selectFrom('cursor')
    .innerJoin('journal', 'journal.seq', 'cursor.journal')
    .select('journal.height')
    .$narrowType<{ height: number }>()
    .where('cursor.trace', '=', trace)
    .where('cursor.chain', '=', chain)
    .executeTakeFirst();

async function putCursor(tx: Database, trace: number, chain: number, journal: number): Promise<void> {
  await tx
    .insertInto('cursor')
    .values({ trace, chain, journal })
    .onConflict((conflict) => conflict.columns(['trace', 'chain']).doUpdateSet({ journal }))
    .execute();
}

/** The cursor of each chain that lost blocks becomes its newest one left; a chain without one has no cursor. */
async function rewindCursors(
  engine: Engine,
  tx: Database,
  writer: Writer,
  trace: number,
  undone: readonly AppliedBlock[],
): Promise<void> {
  const chains = [...new Set(undone.map((block) => block.chain))];
  const names = await intern(engine, tx, writer.memory, chains, []);
  for (const chain of chains) {
    const newest = await standing(tx, trace)
      .where('name.text', '=', chain)
      .orderBy('journal.height', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest !== undefined) await putCursor(tx, trace, names.name(chain), newest.order);
    else
      await tx
        .deleteFrom('cursor')
        .where('trace', '=', trace)
        .where('chain', '=', names.name(chain))
        .execute();
  }
}

/** Sets places to what they are now; null: the place is not tracked any more. */
async function putHoldings(
  engine: Engine,
  tx: Database,
  writer: Writer,
  trace: number,
  changes: UndoRecord,
): Promise<void> {
  const kept = changes.flatMap(([, holding]) => holding ?? []);
  const forgotten = changes.flatMap(([place, holding]) => (holding === null ? [place] : []));
  if (kept.length > 0) {
    const names = await intern(
      engine,
      tx,
      writer.memory,
      [],
      kept.map(({ location }) => location),
    );
    await engine.insertMany(
      tx,
      HOLDINGS,
      kept.map((holding) => holdingRow(trace, holding, names)),
    );
  }
  const places = await findPlaces(engine, tx, writer.memory, forgotten);
  if (places.length > 0)
    await tx.deleteFrom('holding').where('trace', '=', trace).where(engine.among('place', places)).execute();
}
