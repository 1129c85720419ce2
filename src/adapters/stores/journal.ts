/** The writer's side of the journal: what is remembered between transactions, and how an entry is appended. */

import { AshiatoError } from '../../core/model/errors.ts';
import type { TraceRecord } from '../../ports/store.ts';
import { type Deed, leafOf, whatOf } from './audit.ts';
import type { Database, Engine } from './engine.ts';
import { intern, type Memory, newMemory } from './interning.ts';

/** What the one writer remembers. It is thrown away whenever a transaction fails or the connection changes. */
export type Writer = {
  readonly generation: number;
  readonly memory: Memory;
  readonly traces: Map<string, number>;
  head: { seq: number; leaf: string };
};

export async function newWriter(engine: Engine, tx: Database): Promise<Writer> {
  const head = await tx.selectFrom('head').select(['seq', 'leaf']).executeTakeFirstOrThrow();
  return { generation: engine.generation(), memory: await newMemory(tx), traces: new Map(), head };
}

/** Appends an entry, which is a leaf of the audit chain, and returns its number. */
export async function append(
  engine: Engine,
  tx: Database,
  writer: Writer,
  trace: number,
  deed: Deed,
): Promise<number> {
  const seq = writer.head.seq + 1;
  const previous = writer.head.leaf;
  const what = whatOf(deed);
  const leaf = leafOf(previous, what);
  const chain =
    deed.chain === undefined
      ? null
      : (await intern(engine, tx, writer.memory, [deed.chain], [])).name(deed.chain);
  const { type, height = null, hash = null } = deed;
  await tx
    .insertInto('journal')
    .values({ seq, trace, type, chain, height, hash, what, previous, leaf })
    .execute();
  await tx.updateTable('head').set({ seq, leaf }).where('id', '=', 1).execute();
  writer.head = { seq, leaf };
  return seq;
}

/** A trace's number; a trace that is not there is refused. */
export async function traceNumber(tx: Database, id: string, known?: Map<string, number>): Promise<number> {
  const remembered = known?.get(id);
  if (remembered !== undefined) return remembered;
  const row = await tx.selectFrom('trace').select('id').where('key', '=', id).executeTakeFirst();
  if (row === undefined) {
    throw new AshiatoError('E_TRACE_UNKNOWN', `no stored trace has the id "${id}"`, {
      next: 'Open the trace first, or list the stored ones.',
    });
  }
  known?.set(id, row.id);
  return row.id;
}

export async function insertTrace(
  engine: Engine,
  tx: Database,
  writer: Writer,
  record: TraceRecord,
): Promise<void> {
  const there = await tx.selectFrom('trace').select('id').where('key', '=', record.id).executeTakeFirst();
  if (there !== undefined) return;
  const newest = await tx
    .selectFrom('trace')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const id = Number(newest?.id ?? 0) + 1;
  const { incident, policy, request } = record;
  await tx
    .insertInto('trace')
    .values({ id, key: record.id, incident, policy, request: JSON.stringify(request) })
    .execute();
  await append(engine, tx, writer, id, {
    type: 'open',
    trace: record.id,
    record: { incident, policy, request },
  });
}
