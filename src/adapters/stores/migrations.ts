/**
 * The database's history as a plain list. Each step runs in one transaction together with its version row, so
 * a kill leaves the step done or not begun. A step that was released is never edited; a new one is added.
 */
import { sql } from 'kysely';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Engine, transact } from './engine.ts';

/** The few words in which the two engines' table definitions differ. */
export type Dialect = {
  /** Text compared by its bytes; the locale's order would cost PostgreSQL its speed and us a fixed order. */
  readonly bytes: string;
  /** Rows kept in the order of their key. */
  readonly clustered: string;
  /** Rows that change often keep room beside them. */
  readonly roomy: string;
  /** What only this engine understands. */
  readonly only: (engine: Engine['name'], ...statements: string[]) => string[];
};

const onlyFor =
  (name: Engine['name']): Dialect['only'] =>
  (engine, ...statements) =>
    engine === name ? statements : [];

const DIALECTS: Readonly<Record<Engine['name'], Dialect>> = {
  sqlite: { bytes: 'text', clustered: ' without rowid', roomy: ' without rowid', only: onlyFor('sqlite') },
  postgres: {
    bytes: 'text collate "C"',
    clustered: '',
    roomy: ' with (fillfactor = 50)',
    only: onlyFor('postgres'),
  },
};

export type Migration = {
  readonly version: number;
  readonly what: string;
  readonly statements: (dialect: Dialect) => Iterable<string>;
};

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    what: 'traces, their journal and what follows from it',
    statements: ({ bytes, clustered, roomy, only }) => [
      `create table trace (id integer primary key, key ${bytes} not null unique, incident text not null, policy text not null, request text not null)`,
      `create table name (id integer primary key, text ${bytes} not null unique)`,
      `create table place (id integer primary key, key ${bytes} not null unique, type text not null, chain integer not null, name integer not null, vout integer, protocol integer, asset integer)`,
      'create index place_name on place (name)',
      `create table journal (seq integer primary key, trace integer not null references trace (id), type text not null, chain integer references name (id), height integer, hash text, what text not null, previous text not null, leaf text not null)`,
      'create index journal_block on journal (trace, chain, height)',
      'create table undone (journal integer primary key references journal (seq), by_journal integer not null references journal (seq))',
      'create index undone_by on undone (by_journal)',
      // The tables that grow by the thousand have no references: PostgreSQL runs a trigger a row for each.
      // The one writer keeps them, and the audit reads them.
      `create table movement (journal integer not null, position integer not null, type text not null, tx_index integer not null, txid text not null, seq integer not null, from_place integer, from_owner integer, to_place integer, to_owner integer, end_kind text, end_label text, sent text not null, asset integer not null, amount text not null, stolen integer not null, origin text not null, hops integer not null, primary key (journal, position))${clustered}`,
      `create table gap (journal integer not null references journal (seq), position integer not null, type text not null, text text not null, chain integer, txid text, place integer, owner integer, asset integer, amount text, primary key (journal, position))${clustered}`,
      `create table holding (trace integer not null, place integer not null, owner integer, runs text not null, primary key (trace, place))${roomy}`,
      'create table undo (journal integer primary key references journal (seq), record text not null)',
      // Undo is written once and soon dropped; compressing it took longer than all else.
      ...only('postgres', 'alter table undo alter column record set storage external'),
      `create table cursor (trace integer not null references trace (id), chain integer not null references name (id), journal integer not null references journal (seq), primary key (trace, chain))${clustered}`,
      `create table document (trace integer not null references trace (id), name ${bytes} not null, text text not null, primary key (trace, name))${clustered}`,
      'create table head (id integer primary key, seq integer not null, leaf text not null)',
      "insert into head (id, seq, leaf) values (1, 0, '')",
    ],
  },
  {
    version: 2,
    what: 'screening: who is under watch, alerts, tasks of holds, overrides',
    // Times are bigint: seconds outgrow PostgreSQL's integer in 2038.
    statements: ({ bytes, clustered, roomy }) => [
      `create table screened (id ${bytes} primary key, tenant ${bytes} not null, kind text not null, reference text, question text not null, outcome text not null, action text not null, first_at bigint not null, last_at bigint not null, watched_until bigint)${roomy}`,
      'create index screened_until on screened (watched_until)',
      `create table screened_key (tenant ${bytes} not null, key ${bytes} not null, screened ${bytes} not null, primary key (tenant, key, screened))${clustered}`,
      'create index screened_key_of on screened_key (screened)',
      `create table screening_alert (id ${bytes} primary key, seq integer not null unique, tenant ${bytes} not null, type text not null, screened ${bytes} not null, created_at bigint not null, body text not null, delivered_at bigint)`,
      'create index screening_alert_of on screening_alert (screened)',
      `create table hold_task (id ${bytes} primary key, tenant ${bytes} not null, screened ${bytes} not null, opened_at bigint not null, due_by bigint, body text not null, done_at bigint, done_by text)`,
      'create index hold_task_of on hold_task (screened)',
      `create table screening_override (id ${bytes} primary key, until bigint not null, body text not null, approvals text not null, withdrawn_at bigint)`,
    ],
  },
  {
    version: 3,
    what: 'the hiring screen: marks of candidates, until their day',
    statements: ({ bytes, clustered }) => [
      `create table candidate_mark (tenant ${bytes} not null, mark ${bytes} not null, ref ${bytes} not null, kept_at bigint not null, until bigint not null, primary key (tenant, mark, ref))${clustered}`,
      'create index candidate_mark_of on candidate_mark (tenant, ref)',
      'create index candidate_mark_until on candidate_mark (until)',
    ],
  },
  {
    version: 4,
    what: 'what a tenant registered, in the order of time',
    statements: () => [
      "create index screened_registered on screened (tenant, first_at, id) where kind <> 'answer'",
    ],
  },
];

/** Carries the database to the newest version, step by step. */
export async function migrate(engine: Engine, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const before = await transact(engine, 'write', async (tx) => {
    await sql`create table if not exists schema_version (version integer primary key, what text not null)`.execute(
      tx,
    );
    return readVersion(tx);
  });
  checkVersion(before, migrations);
  for (const migration of migrations.filter(({ version }) => version > before)) {
    await transact(engine, 'write', async (tx) => {
      for (const statement of migration.statements(DIALECTS[engine.name]))
        await sql.raw(statement).execute(tx);
      await tx
        .insertInto('schema_version')
        .values({ version: migration.version, what: migration.what })
        .execute();
    });
  }
}

/** What a reader needs before it may look: exactly the version this code knows. */
export async function expectVersion(
  engine: Engine,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const version = await transact(engine, 'read', readVersion);
  checkVersion(version, migrations);
  if (version < newestOf(migrations)) {
    throw new AshiatoError(
      'E_DB_VERSION',
      `the database is of version ${version}, this program needs ${newestOf(migrations)}`,
      {
        next: 'Let this version of Ashiato open it once for writing, which carries it forward.',
      },
    );
  }
}

const newestOf = (migrations: readonly Migration[]): number =>
  Math.max(0, ...migrations.map(({ version }) => version));

function checkVersion(version: number, migrations: readonly Migration[]): void {
  const known = newestOf(migrations);
  if (version <= known) return;
  throw new AshiatoError(
    'E_DB_VERSION',
    `the database is of version ${version}, this program knows only up to ${known}`,
    {
      limit: `version ${known} or older`,
      next: 'Use the newer version of Ashiato that wrote it, or another data folder.',
    },
  );
}

async function readVersion(tx: Engine['db']): Promise<number> {
  const row = await tx
    .selectFrom('schema_version')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return Number(row?.version ?? 0);
}
