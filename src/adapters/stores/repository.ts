/**
 * The store over either engine. Every write is one transaction with its audit leaf, so a kill at any instant
 * leaves the store as it was before the write or as it is after it.
 */
import { locationId } from '../../core/model/location.ts';
import { compareMovements } from '../../core/trace/seal.ts';
import type { Store, TraceId, TraceRecord } from '../../ports/store.ts';
import { findBrokenLeaf, namesOf, placesOf } from './audit.ts';
import { dropUndo, readBlock, readCursors, resetBlocks, undoBlocks, writeBlock } from './blocks.ts';
import { type Database, type Engine, newQueue, transact } from './engine.ts';
import { hiringOver } from './hiring.ts';
import { insertTrace, newWriter, traceNumber, type Writer } from './journal.ts';
import { gapOf, holdingOf, movementOf, newLookup } from './rows.ts';
import { screeningOver, type Transact } from './screening.ts';

export function storeOver(engine: Engine): Store {
  const queue = newQueue();
  let writer: Writer | null = null;

  const read = <T>(work: (tx: Database) => Promise<T>): Promise<T> =>
    queue(() => transact(engine, 'read', work)).catch((error: unknown) => {
      throw engine.toError(error);
    });

  const readTrace = <T>(id: TraceId, work: (tx: Database, trace: number) => Promise<T>): Promise<T> =>
    read(async (tx) => work(tx, await traceNumber(tx, id)));

  const write = <T>(work: (tx: Database, writer: Writer) => Promise<T>): Promise<T> =>
    queue(() =>
      transact(engine, 'write', async (tx) => {
        if (writer === null || writer.generation !== engine.generation())
          writer = await newWriter(engine, tx);
        return work(tx, writer);
      }),
    ).catch((error: unknown) => {
      // What was remembered may speak of rows that were rolled back.
      writer = null;
      throw engine.toError(error);
    });

  const alone: Transact = (mode, work) =>
    queue(() => transact(engine, mode, work)).catch((error: unknown) => {
      throw engine.toError(error);
    });

  return {
    engine: engine.name,
    openTrace: (record) => write((tx, own) => insertTrace(engine, tx, own, record)),
    getTrace: (id) =>
      read(async (tx) => {
        const row = await tx.selectFrom('trace').selectAll().where('key', '=', id).executeTakeFirst();
        return row === undefined ? null : recordOf(row);
      }),
    listTraces: () =>
      read(async (tx) => (await tx.selectFrom('trace').selectAll().orderBy('id').execute()).map(recordOf)),
    commitBlock: (commit) => write((tx, own) => writeBlock(engine, tx, own, commit)),
    revertTo: (id, chain, height) => write((tx, own) => undoBlocks(engine, tx, own, id, chain, height)),
    resetTrace: (id) => write((tx, own) => resetBlocks(engine, tx, own, id)),
    pruneUndo: (id, chain, window) => write((tx, own) => dropUndo(engine, tx, own, id, chain, window)),
    cursors: (id) => readTrace(id, readCursors),
    blockAt: (id, chain, height) => readTrace(id, (tx, trace) => readBlock(tx, trace, chain, height)),
    holdings: (id) =>
      readTrace(id, async (tx, trace) => {
        const rows = await tx.selectFrom('holding').selectAll().where('trace', '=', trace).execute();
        const lookup = await newLookup(
          engine,
          tx,
          rows.map((row) => row.owner),
          rows.map((row) => row.place),
        );
        return sortBy(
          rows.map((row) => holdingOf(row, lookup)),
          ({ location }) => locationId(location),
        );
      }),
    movements: (id) =>
      readTrace(id, async (tx, trace) => {
        const rows = await standing(tx, trace)
          .innerJoin('movement', 'movement.journal', 'journal.seq')
          .selectAll('movement')
          .orderBy('movement.journal')
          .orderBy('movement.position')
          .execute();
        const lookup = await newLookup(
          engine,
          tx,
          [...rows.map((row) => row.block_chain), ...namesOf(rows, [])],
          placesOf(rows, []),
        );
        return rows.map((row) => movementOf(row, lookup)).sort(compareMovements);
      }),
    gaps: (id) =>
      readTrace(id, async (tx, trace) => {
        const rows = await standing(tx, trace)
          .innerJoin('gap', 'gap.journal', 'journal.seq')
          .selectAll('gap')
          .orderBy('gap.journal')
          .orderBy('gap.position')
          .execute();
        const lookup = await newLookup(
          engine,
          tx,
          [...rows.map((row) => row.block_chain), ...namesOf([], rows)],
          placesOf([], rows),
        );
        return rows
          .map((row) => ({
            chain: lookup.text(row.block_chain!),
            height: row.block_height!,
            gap: gapOf(row, lookup),
          }))
          .sort((a, b) => (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : a.height - b.height))
          .map(({ gap }) => gap);
      }),
    putDocument: (id, name, text) =>
      write(async (tx, own) => {
        const trace = await traceNumber(tx, id, own.traces);
        await tx
          .insertInto('document')
          .values({ trace, name, text })
          .onConflict((conflict) => conflict.columns(['trace', 'name']).doUpdateSet({ text }))
          .execute();
      }),
    getDocument: (id, name) =>
      readTrace(id, async (tx, trace) => {
        const row = await tx
          .selectFrom('document')
          .select('text')
          .where('trace', '=', trace)
          .where('name', '=', name)
          .executeTakeFirst();
        return row?.text ?? null;
      }),
    verifyAudit: () => read((tx) => findBrokenLeaf(engine, tx)),
    screening: screeningOver(engine, alone),
    hiring: hiringOver(engine, alone),
    close: () => queue(() => engine.close()),
  };
}

/** Journal entries that were not undone. */
const standing = (tx: Database, trace: number) =>
  tx
    .selectFrom('journal')
    .leftJoin('undone', 'undone.journal', 'journal.seq')
    .select(['journal.chain as block_chain', 'journal.height as block_height'])
    .where('journal.trace', '=', trace)
    .where('undone.journal', 'is', null);

const recordOf = (row: { key: string; incident: string; policy: string; request: string }): TraceRecord => ({
  id: row.key as TraceId,
  incident: row.incident,
  policy: row.policy,
  request: JSON.parse(row.request) as unknown,
});

function sortBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
