import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MIGRATIONS } from '../../src/adapters/stores/migrations.ts';
import { connectPostgres, openPostgresStore } from '../../src/adapters/stores/postgres.ts';
import { describeStore } from './conformance.ts';
import { refusal } from './ground.ts';
import { NO_POSTGRES, newSchema } from './schema.ts';

const databaseUrl = process.env.DATABASE_URL;

if (databaseUrl === undefined) it('the store on PostgreSQL', { skip: NO_POSTGRES });
else {
  describeStore({
    name: 'PostgreSQL',
    prepare: async () => {
      const schema = await newSchema(databaseUrl);
      return {
        open: (options) => openPostgresStore(schema.url, { lockWaitMs: 200, ...options }),
        connect: async () => connectPostgres(schema.url),
        // Foreign keys would hinder the damage that the audit is to find.
        tamper: (...statements) => schema.run('set session_replication_role = replica', ...statements),
        remove: schema.drop,
      };
    },
  });

  describe('the PostgreSQL store', () => {
    it('a kill in the middle of a migration leaves the version before it', async () => {
      const schema = await newSchema(databaseUrl);
      const adapters = join(import.meta.dirname, '../../src/adapters/stores');
      const script = `import { connectPostgres } from ${JSON.stringify(join(adapters, 'postgres.ts'))};
        import { MIGRATIONS, migrate } from ${JSON.stringify(join(adapters, 'migrations.ts'))};
        const killed = { version: 1_000, what: 'killed', *statements() { yield 'create table half (id integer primary key)'; process.kill(process.pid, 'SIGKILL'); } };
        await migrate(connectPostgres(${JSON.stringify(schema.url)}), [...MIGRATIONS, killed]);`;
      const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
      assert.equal(child.signal, 'SIGKILL', child.stderr);
      const engine = connectPostgres(schema.url);
      const versions = await engine.db.selectFrom('schema_version').select('version').execute();
      assert.deepEqual(
        versions,
        MIGRATIONS.map(({ version }) => ({ version })),
      );
      await engine.close();
      await schema.run('create table half (id integer primary key)');
      await schema.drop();
    });

    it('a connection that breaks is named, and opened again with the lock', async () => {
      const schema = await newSchema(databaseUrl);
      const store = await openPostgresStore(schema.url);
      await store.openTrace({ id: 't' as never, incident: '', policy: 'fifo', request: {} });
      await schema.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ashiato pid ${process.pid} on %' and pid in (select pid from pg_locks where locktype = 'advisory' and objid = (hashtext(current_schema())::bigint & 4294967295)::oid)`,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      await store.putDocument('t' as never, 'a', 'b');
      await assert.rejects(openPostgresStore(schema.url, { lockWaitMs: 50 }), refusal('E_STORE_LOCKED'));
      await store.close();
      await schema.drop();
    });

    it('a wrong database or user is refused with what to correct', async () => {
      const wrong = new URL(databaseUrl);
      wrong.pathname = '/there_is_no_such_database';
      await assert.rejects(openPostgresStore(wrong.href), refusal('E_DB_UNAVAILABLE'));
    });
  });
}

describe('a PostgreSQL that is not there', () => {
  it('is refused as not reachable', async () => {
    await assert.rejects(
      openPostgresStore('postgres://nobody@127.0.0.1:1/nothing'),
      refusal('E_DB_UNAVAILABLE'),
    );
    await assert.rejects(
      openPostgresStore('postgres://nobody@host.invalid/nothing'),
      refusal('E_DB_UNAVAILABLE'),
    );
  });
});
