/** What screening remembers, over either engine: every write is one transaction, every read one snapshot. */
import type { Outcome } from '../../core/model/decision.ts';
import type { Override } from '../../core/screening/overrides.ts';
import type { Question } from '../../core/screening/subject.ts';
import type { Alert, KeptOverride, Screened, ScreeningStore, Task } from '../../ports/screening-store.ts';
import type { Database, Engine } from './engine.ts';
import {
  type HoldTaskTable,
  SCREENED,
  SCREENED_KEYS,
  type ScreenedTable,
  type ScreeningAlertTable,
} from './schema.ts';

/** Runs work in one transaction on the store's one connection. */
export type Transact = <T>(mode: 'read' | 'write', work: (tx: Database) => Promise<T>) => Promise<T>;

export function screeningOver(engine: Engine, transact: Transact): ScreeningStore {
  return {
    record: (rows, tasks) =>
      transact('write', async (tx) => {
        await putScreened(engine, tx, rows);
        for (const task of tasks) await putTask(tx, task);
      }),
    watched: (now, after, limit) =>
      transact('read', async (tx) => {
        const rows = await tx
          .selectFrom('screened')
          .selectAll()
          .where('id', '>', after ?? '')
          .where((is) => is.or([is('watched_until', 'is', null), is('watched_until', '>', now)]))
          .orderBy('id')
          .limit(limit)
          .execute();
        return withKeys(tx, rows);
      }),
    screened: (tenant, id) =>
      transact('read', async (tx) => {
        const rows = await tx
          .selectFrom('screened')
          .selectAll()
          .where('tenant', '=', tenant)
          .where('id', '=', id)
          .execute();
        return (await withKeys(tx, rows))[0] ?? null;
      }),
    registered: (tenant, skip, limit) =>
      transact('read', async (tx) => {
        const all = tx.selectFrom('screened').where('tenant', '=', tenant).where('kind', '<>', 'answer');
        const counted = await all.select((eb) => eb.fn.countAll().as('total')).executeTakeFirst();
        const rows = await all
          .selectAll()
          .orderBy('first_at')
          .orderBy('id')
          .offset(skip)
          .limit(limit)
          .execute();
        return { total: Number(counted?.total ?? 0), rows: rows.map(screenedOf) };
      }),
    revise: (rows, alerts, tasks) =>
      transact('write', async (tx) => {
        for (const { id, outcome, action, lastAt } of rows)
          await tx
            .updateTable('screened')
            .set({ outcome, action, last_at: lastAt })
            .where('id', '=', id)
            .execute();
        for (const alert of alerts) await putAlert(tx, alert);
        for (const task of tasks) await putTask(tx, task);
      }),
    alerts: (tenant, pendingOnly) =>
      transact('read', async (tx) => {
        const all = tx.selectFrom('screening_alert').selectAll().where('tenant', '=', tenant).orderBy('seq');
        const rows = await (pendingOnly ? all.where('delivered_at', 'is', null) : all).execute();
        return rows.map(alertOf);
      }),
    markDelivered: (tenant, ids, at) =>
      transact('write', async (tx) => {
        for (const id of ids)
          await tx
            .updateTable('screening_alert')
            .set({ delivered_at: at })
            .where('tenant', '=', tenant)
            .where('id', '=', id)
            .where('delivered_at', 'is', null)
            .execute();
      }),
    tasks: (tenant, openOnly) =>
      transact('read', async (tx) => {
        const all = tx
          .selectFrom('hold_task')
          .selectAll()
          .where('tenant', '=', tenant)
          .orderBy('opened_at')
          .orderBy('id');
        const rows = await (openOnly ? all.where('done_at', 'is', null) : all).execute();
        return rows.map(taskOf);
      }),
    closeTask: (tenant, id, by, at) =>
      transact('write', async (tx) => {
        await tx
          .updateTable('hold_task')
          .set({ done_at: at, done_by: by })
          .where('tenant', '=', tenant)
          .where('id', '=', id)
          .where('done_at', 'is', null)
          .execute();
      }),
    addOverride: ({ override, approvals }) =>
      transact('write', async (tx) => {
        await tx
          .insertInto('screening_override')
          .values({
            id: override.id,
            until: override.until,
            body: JSON.stringify(override),
            approvals,
            withdrawn_at: null,
          })
          .execute();
      }),
    overrides: (now) =>
      transact('read', async (tx) => {
        const rows = await tx
          .selectFrom('screening_override')
          .selectAll()
          .where('until', '>', now)
          .where('withdrawn_at', 'is', null)
          .orderBy('id')
          .execute();
        return rows.map(
          ({ body, approvals }): KeptOverride => ({ override: JSON.parse(body) as Override, approvals }),
        );
      }),
    withdrawOverride: (id, at) =>
      transact('write', async (tx) => {
        await tx.updateTable('screening_override').set({ withdrawn_at: at }).where('id', '=', id).execute();
      }),
    erase: (tenant, keys) =>
      transact('write', async (tx) => {
        const found = await tx
          .selectFrom('screened_key')
          .select('screened')
          .distinct()
          .where('tenant', '=', tenant)
          .where('key', 'in', [...keys])
          .execute();
        return forget(
          tx,
          found.map(({ screened }) => screened),
        );
      }),
    prune: (now) =>
      transact('write', async (tx) => {
        const ended = await tx
          .selectFrom('screened')
          .select('id')
          .where('watched_until', '<=', now)
          // An alert that waits, or a hold that is open, keeps what it is about.
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('screening_alert')
                  .select('screening_alert.id')
                  .whereRef('screening_alert.screened', '=', 'screened.id')
                  .where('delivered_at', 'is', null),
              ),
            ),
          )
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('hold_task')
                  .select('hold_task.id')
                  .whereRef('hold_task.screened', '=', 'screened.id')
                  .where('done_at', 'is', null),
              ),
            ),
          )
          .execute();
        return forget(
          tx,
          ended.map(({ id }) => id),
        );
      }),
  };
}

/** A row twice in one insert would be refused by PostgreSQL, so the last one stands. */
async function putScreened(engine: Engine, tx: Database, given: readonly Screened[]): Promise<void> {
  const rows = [...new Map(given.map((row) => [row.id, row])).values()];
  if (rows.length === 0) return;
  await engine.insertMany(
    tx,
    SCREENED,
    rows.map((row) => [
      row.id,
      row.tenant,
      row.kind,
      row.reference,
      writeQuestion(row.question),
      row.outcome,
      row.action,
      row.firstAt,
      row.lastAt,
      row.until,
    ]),
  );
  await engine.insertMany(
    tx,
    SCREENED_KEYS,
    rows.flatMap((row) => [...new Set(row.keys)].map((key) => [row.tenant, key, row.id])),
  );
}

/** The column is of a time when every alert was about a subject; ids are digests, so this is none. */
const NO_SUBJECT = '';

/** Asked again, the same hold is the same task, and its clock runs from the first time. */
async function putTask(tx: Database, task: Task): Promise<void> {
  await tx
    .insertInto('hold_task')
    .values({
      id: task.id,
      tenant: task.tenant,
      screened: task.screened,
      opened_at: task.openedAt,
      due_by: task.dueBy,
      body: task.body,
      done_at: task.doneAt,
      done_by: task.doneBy,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

async function putAlert(tx: Database, alert: Alert): Promise<void> {
  const newest = await tx
    .selectFrom('screening_alert')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  await tx
    .insertInto('screening_alert')
    .values({
      id: alert.id,
      seq: Number(newest?.seq ?? 0) + 1,
      tenant: alert.tenant,
      type: alert.type,
      screened: alert.screened ?? NO_SUBJECT,
      created_at: alert.createdAt,
      body: alert.body,
      delivered_at: alert.deliveredAt,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Rows, keys, alerts and done tasks go together; an open task stays, for the law asks for it, without the rest. */
async function forget(tx: Database, ids: readonly string[]): Promise<number> {
  let forgotten = 0;
  for (const id of ids) {
    await tx.deleteFrom('screening_alert').where('screened', '=', id).execute();
    await tx.deleteFrom('hold_task').where('screened', '=', id).where('done_at', 'is not', null).execute();
    await tx.deleteFrom('screened_key').where('screened', '=', id).execute();
    const { numDeletedRows } = await tx.deleteFrom('screened').where('id', '=', id).executeTakeFirst();
    forgotten += Number(numDeletedRows);
  }
  return forgotten;
}

/** Of rows in the order of ids. */
async function withKeys(tx: Database, rows: readonly ScreenedTable[]): Promise<Screened[]> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const keys = await tx
    .selectFrom('screened_key')
    .select(['screened', 'key'])
    .where('screened', '>=', first.id)
    .where('screened', '<=', last.id)
    .orderBy('key')
    .execute();
  const of = Map.groupBy(keys, ({ screened }) => screened);
  return rows.map((row) => ({ ...screenedOf(row), keys: (of.get(row.id) ?? []).map(({ key }) => key) }));
}

const screenedOf = (row: ScreenedTable): Omit<Screened, 'keys'> => ({
  id: row.id,
  tenant: row.tenant,
  kind: row.kind as Screened['kind'],
  reference: row.reference,
  question: readQuestion(row.question),
  outcome: row.outcome as Outcome,
  action: row.action,
  // PostgreSQL's driver gives bigint as text.
  firstAt: Number(row.first_at),
  lastAt: Number(row.last_at),
  until: row.watched_until === null ? null : Number(row.watched_until),
});

const alertOf = (row: ScreeningAlertTable): Alert => ({
  id: row.id,
  tenant: row.tenant,
  type: row.type as Alert['type'],
  screened: row.screened === NO_SUBJECT ? null : row.screened,
  createdAt: Number(row.created_at),
  body: row.body,
  deliveredAt: row.delivered_at === null ? null : Number(row.delivered_at),
});

const taskOf = (row: HoldTaskTable): Task => ({
  id: row.id,
  tenant: row.tenant,
  screened: row.screened,
  openedAt: Number(row.opened_at),
  dueBy: row.due_by === null ? null : Number(row.due_by),
  body: row.body,
  doneAt: row.done_at === null ? null : Number(row.done_at),
  doneBy: row.done_by,
});

/** Money is text in JSON. */
const writeQuestion = (question: Question): string =>
  JSON.stringify(question, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

function readQuestion(text: string): Question {
  const { payment, ...rest } = JSON.parse(text) as Omit<Question, 'payment'> & {
    readonly payment: { readonly asset: string; readonly amount: string } | null;
  };
  return {
    ...rest,
    payment:
      payment === null
        ? null
        : ({ ...payment, amount: BigInt(payment.amount) } as NonNullable<Question['payment']>),
  };
}
