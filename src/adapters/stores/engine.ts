/** What the repository asks of a database beyond the SQL that both engines share. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { AshiatoError } from '../../core/model/errors.ts';
import type { BulkTable, Row, Schema } from './schema.ts';

export type Database = Kysely<Schema>;

export type Engine = {
  readonly name: 'sqlite' | 'postgres';
  readonly db: Database;
  /** How a transaction begins that only reads (one snapshot), and one that writes. */
  readonly begin: { readonly read: string; readonly write: string };
  /** Changes with every new connection: what was remembered of the database holds for one connection. */
  generation(): number;
  /** Inserts rows by the thousand, within the transaction open on `tx`. */
  insertMany(tx: Database, table: BulkTable, rows: readonly Row[]): Promise<void>;
  /** Whether a column's value is among many. */
  among(column: string, values: readonly string[] | readonly number[]): RawBuilder<boolean>;
  /** The driver's failure as one of ours, saying what to do next. */
  toError(error: unknown): AshiatoError;
  close(): Promise<void>;
};

/** Runs work in one transaction. A rollback that fails too must not hide why it was needed. */
export function transact<T>(
  engine: Engine,
  mode: 'read' | 'write',
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  return engine.db.connection().execute(async (tx) => {
    await sql.raw(engine.begin[mode]).execute(tx);
    try {
      const result = await work(tx);
      await sql`commit`.execute(tx);
      return result;
    } catch (error) {
      await sql`rollback`.execute(tx).catch(() => undefined);
      throw error;
    }
  });
}

/** Lets one piece of work at a time onto the connection, in the order of the calls. */
export function newQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
