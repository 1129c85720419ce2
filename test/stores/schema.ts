/** A schema of one's own on the PostgreSQL of `DATABASE_URL`, so that runs do not meet. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export const NO_POSTGRES = 'DATABASE_URL is not set; run: node scripts/postgres.ts -- npm test';

export type Schema = {
  readonly url: string;
  readonly run: (...statements: string[]) => Promise<void>;
  readonly drop: () => Promise<void>;
};

export async function newSchema(databaseUrl: string): Promise<Schema> {
  const name = `ashiato_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-c search_path=${name}`);
  const run = async (connection: string, statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: connection });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(databaseUrl, [`create schema ${name}`]);
  return {
    url: url.href,
    run: (...statements) => run(url.href, statements),
    drop: () => run(databaseUrl, [`drop schema ${name} cascade`]),
  };
}
