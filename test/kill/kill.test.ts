/** A kill at any instant loses nothing that was committed, and leaves nothing half done. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openPostgresStore } from '../../src/adapters/stores/postgres.ts';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { NO_POSTGRES, newSchema } from '../stores/schema.ts';
import { type Field, killLoop } from './loop.ts';

const CI = process.env.CI === 'true';
const KILLS = Number(process.env.KILLS ?? (CI ? 300 : 25));
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const databaseUrl = process.env.DATABASE_URL;

const sqlite: Field = {
  engine: 'sqlite',
  longestMs: 350,
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'ashiato-kill-'));
    return { target: folder, remove: async () => rmSync(folder, { recursive: true, force: true }) };
  },
  inspect: (folder) => openSqliteStore(folder),
};

const postgres = (url: string): Field => ({
  engine: 'postgres',
  longestMs: 700,
  async prepare() {
    const schema = await newSchema(url);
    return { target: schema.url, remove: schema.drop };
  },
  inspect: (target) => openPostgresStore(target, { lockWaitMs: 10_000 }),
});

const fields: readonly (readonly [name: string, field: Field | null])[] = [
  ['SQLite', sqlite],
  ['PostgreSQL', databaseUrl === undefined ? null : postgres(databaseUrl)],
];

for (const [name, field] of fields) {
  describe(`a follower killed again and again on ${name}`, { skip: field === null && NO_POSTGRES }, () => {
    if (field === null) return;

    it('always stands at a block boundary and ends as if it had never been killed', async (t) => {
      const outcome = await killLoop(field, { kills: KILLS, seed: SEED, planted: false });
      t.diagnostic(`seed ${SEED}: ${JSON.stringify(outcome)}`);
      assert.equal(outcome.caught, null, `seed ${SEED}`);
      assert.ok(outcome.kills >= KILLS);
      if (KILLS < 100) return;
      assert.ok(outcome.heights >= 30, `the kills fell on ${outcome.heights} heights only`);
      assert.ok(outcome.duringRecovery > 0, 'no kill fell into a recovery');
      assert.ok(outcome.finished >= 3, `only ${outcome.finished} chains were followed to their end`);
    });

    it('a store that commits journal and cursor apart is caught', async (t) => {
      const outcome = await killLoop(field, { kills: 50, seed: SEED + 1, planted: true });
      t.diagnostic(`seed ${SEED + 1}: ${JSON.stringify(outcome)}`);
      assert.notEqual(outcome.caught, null, `the planted bug lived through ${outcome.kills} kills`);
    });
  });
}
