/** The embedded store: one SQLite file in the data folder. */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Store } from '../../ports/store.ts';
import { makeFolder } from '../folders/make-folder.ts';
import type { Engine } from './engine.ts';
import { sqliteError } from './errors.ts';
import { type Lock, lockFolder } from './lock.ts';
import { expectVersion, migrate } from './migrations.ts';
import { storeOver } from './repository.ts';
import type { BulkTable, Schema } from './schema.ts';

export type SqliteOptions = {
  /** Looks on beside a writer, without the lock. */
  readonly readOnly?: boolean;
};

export const DATABASE_FILE = 'ashiato.sqlite';

export async function openSqliteStore(folder: string, options: SqliteOptions = {}): Promise<Store> {
  const engine = await connectSqlite(folder, options);
  try {
    if (options.readOnly === true) await expectVersion(engine);
    else await migrate(engine);
    return storeOver(engine);
  } catch (error) {
    await engine.close();
    throw engine.toError(error);
  }
}

/** Opens the file and takes the lock; the tables are another matter. */
export async function connectSqlite(
  folder: string,
  { readOnly = false }: SqliteOptions = {},
): Promise<Engine> {
  const file = join(folder, DATABASE_FILE);
  // The native module is loaded only here, so that whoever uses PostgreSQL never needs it.
  const { default: Database } = await import('better-sqlite3');
  let lock: Lock | null = null;
  try {
    if (readOnly) expectFile(folder, file);
    else {
      makeFolder(folder);
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
      lock = lockFolder(folder, (name) => new Database(name));
    }
    return engineOver(openFile(Database, file, readOnly), folder, lock);
  } catch (error) {
    lock?.release();
    throw sqliteError(error, folder);
  }
}

function expectFile(folder: string, file: string): void {
  if (existsSync(file)) return;
  throw new AshiatoError('E_DATA_FOLDER', 'there is no Ashiato database in this folder yet', {
    where: folder,
    next: 'Run a trace into it first, or name the right folder with --data.',
  });
}

function openFile(Database: typeof BetterSqlite3, file: string, readOnly: boolean): BetterSqlite3.Database {
  const handle = new Database(file, { readonly: readOnly, fileMustExist: readOnly });
  try {
    handle.pragma('busy_timeout = 5000');
    handle.pragma('foreign_keys = ON');
    if (!readOnly) {
      // With FULL a commit is on the disk before it returns: a power cut loses nothing that was acknowledged.
      handle.pragma('journal_mode = WAL');
      handle.pragma('synchronous = FULL');
      // 16 MB of log between checkpoints and 64 MB of cache: twice the commits of the defaults.
      handle.pragma('wal_autocheckpoint = 4000');
      handle.pragma('cache_size = -65536');
    }
    // The first read that goes to the file: what is not a database says so here.
    handle.pragma('schema_version');
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

function engineOver(handle: BetterSqlite3.Database, folder: string, lock: Lock | null): Engine {
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: handle }) });
  const statements = new Map<string, BetterSqlite3.Statement>();
  const insertOf = ({ name, columns, conflict = '' }: BulkTable): BetterSqlite3.Statement => {
    const prepared = statements.get(name);
    if (prepared !== undefined) return prepared;
    const marks = columns.map(() => '?').join(', ');
    const statement = handle.prepare(
      `insert into ${name} (${columns.map(([column]) => column).join(', ')}) values (${marks}) ${conflict}`,
    );
    statements.set(name, statement);
    return statement;
  };
  return {
    name: 'sqlite',
    db,
    begin: { read: 'begin', write: 'begin immediate' },
    generation: () => 0,
    // A prepared statement a row is the fastest way in; there is one connection, so `tx` is on it.
    async insertMany(_tx, table, rows) {
      const insert = insertOf(table);
      for (const row of rows) insert.run(row);
    },
    among: (column, values) =>
      sql<boolean>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`,
    toError: (error) => sqliteError(error, folder),
    async close() {
      try {
        handle.close();
        await db.destroy();
      } finally {
        lock?.release();
      }
    },
  };
}
