/** The server's store: PostgreSQL 15 or newer, over one connection that holds the writer's lock. */
import { hostname } from 'node:os';
import { Kysely, PostgresDialect, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Store } from '../../ports/store.ts';
import type { Engine } from './engine.ts';
import { postgresError } from './errors.ts';
import { lockedBy } from './lock.ts';
import { expectVersion, migrate } from './migrations.ts';
import { storeOver } from './repository.ts';
import type { BulkTable, Row, Schema } from './schema.ts';

export type PostgresOptions = {
  /** Looks on beside a writer, without the lock. */
  readonly readOnly?: boolean;
  /** How long to wait for a lock: the server may take a moment to notice that its holder was killed. */
  readonly lockWaitMs?: number;
};

const OLDEST = 15;
/** "ashi": keeps our advisory locks apart from another program's in the same database. */
const LOCK_CLASS = 0x61736869;

export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const engine = connectPostgres(url, options);
  try {
    if (options.readOnly === true) await expectVersion(engine);
    else await migrate(engine);
    return storeOver(engine);
  } catch (error) {
    await engine.close();
    throw engine.toError(error);
  }
}

export function connectPostgres(
  url: string,
  { readOnly = false, lockWaitMs = 3000 }: PostgresOptions = {},
): Engine {
  const where = placeOf(url);
  const line = newLine(url, readOnly, lockWaitMs, where);
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: { connect: line.connect, end: line.end, options: {} } }),
  });
  return {
    name: 'postgres',
    db,
    begin: { read: 'begin isolation level repeatable read, read only', write: 'begin' },
    generation: line.generation,
    // One array a column: thousands of rows arrive as a handful of parameters.
    async insertMany(tx, table, rows) {
      if (rows.length === 0) return;
      const names = sql.raw(table.columns.map(([name]) => name).join(', '));
      const arrays = table.columns.map(([, type], i) => sql`${arrayOf(rows, i, type)}::${sql.raw(type)}[]`);
      await sql`insert into ${sql.raw(table.name)} (${names}) select * from unnest(${sql.join(arrays)}) ${sql.raw(table.conflict ?? '')}`.execute(
        tx,
      );
    },
    among(column, values) {
      const texts = typeof values[0] === 'string';
      const array = arrayOf(
        values.map((value) => [value]),
        0,
        texts ? 'text' : 'integer',
      );
      return sql<boolean>`${sql.ref(column)} = any(${array}::${sql.raw(texts ? 'text' : 'integer')}[])`;
    },
    toError: (error) => postgresError(error, where),
    async close() {
      await db.destroy();
      await line.end();
    },
  };
}

/** A column of rows as an array literal (https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO). */
function arrayOf(rows: readonly Row[], column: number, type: BulkTable['columns'][number][1]): string {
  const cells = rows.map((row) => {
    const cell = row[column] ?? null;
    if (cell === null) return 'NULL';
    return type === 'integer' ? String(cell) : `"${String(cell).replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${cells.join(',')}}`;
}

/** The host and database for messages, without user and password. */
function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the database URL';
  }
}

type Line = {
  readonly connect: () => Promise<PostgresPoolClient>;
  readonly end: () => Promise<void>;
  readonly generation: () => number;
};

/**
 * The one connection. It is opened when it is first needed, and again after it was lost; each time the lock is
 * taken anew, so two writers can never both believe that they hold it.
 */
function newLine(url: string, readOnly: boolean, lockWaitMs: number, where: string): Line {
  let client: (pg.Client & { release(): void }) | null = null;
  let generation = 0;
  const dial = async (): Promise<pg.Client & { release(): void }> => {
    const fresh = Object.assign(
      new pg.Client({
        connectionString: url,
        application_name: `ashiato pid ${process.pid} on ${hostname()}`,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      }),
      { release: () => {} },
    );
    const drop = (): void => {
      if (client === fresh) client = null;
    };
    fresh.on('error', drop);
    fresh.on('end', drop);
    try {
      await fresh.connect();
      await checkServer(fresh, where);
      if (readOnly) await fresh.query('set default_transaction_read_only = on');
      else await takeLock(fresh, lockWaitMs, where);
      // Collations and time zones of the server must not colour what is stored.
      await fresh.query("set synchronous_commit = on; set client_encoding = 'UTF8'");
      // Look-ups by a few hundred keys must not read the whole table, whatever the server thinks of its disk.
      await fresh.query('set random_page_cost = 1; set jit = off');
      return fresh;
    } catch (error) {
      await fresh.end().catch(() => undefined);
      throw error;
    }
  };
  return {
    async connect() {
      if (client === null) {
        client = await dial();
        generation += 1;
      }
      return client as unknown as PostgresPoolClient;
    },
    async end() {
      const last = client;
      client = null;
      await last?.end();
    },
    generation: () => generation,
  };
}

async function checkServer(client: pg.Client, where: string): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const major = Math.floor(Number(rows[0]?.version ?? 0) / 10_000);
  if (major >= OLDEST) return;
  throw new AshiatoError('E_DB_UNAVAILABLE', `the server is PostgreSQL ${major}`, {
    where,
    limit: `PostgreSQL ${OLDEST} or newer`,
    next: `Upgrade the server, or use another one.`,
  });
}

/** An advisory lock a schema; the server gives it back when the connection ends. */
async function takeLock(client: pg.Client, waitMs: number, where: string): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(${LOCK_CLASS}, hashtext(current_schema())) as taken`,
    );
    if (rows[0]?.taken === true) return;
    if (performance.now() >= deadline) throw lockedBy(await holderOf(client), where);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function holderOf(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.classid = ${LOCK_CLASS} and l.objsubid = 2
       and l.objid = (hashtext(current_schema())::bigint & 4294967295)::oid
       and l.database = (select oid from pg_database where datname = current_database())`,
  );
  return /^ashiato (pid \d+ on .+)$/.exec(rows[0]?.name ?? '')?.[1] ?? null;
}
