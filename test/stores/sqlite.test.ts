import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '../../src/adapters/stores/migrations.ts';
import { connectSqlite, DATABASE_FILE, openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { simulate, stepOf, viewOf } from '../kill/model.ts';
import { LAB_UTXO, makeStream } from '../kill/stream.ts';
import { describeStore } from './conformance.ts';
import { followStream, refusal, TRACE } from './ground.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-store-'));
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeStore({
  name: 'SQLite',
  prepare: async () => {
    const folder = newFolder();
    return {
      open: (options) => openSqliteStore(folder, options),
      connect: () => connectSqlite(folder),
      async tamper(...statements) {
        const database = new Database(join(folder, DATABASE_FILE));
        database.pragma('foreign_keys = OFF');
        for (const statement of statements) database.exec(statement);
        database.close();
      },
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});

describe('the SQLite store', () => {
  const RECORD = { id: TRACE, incident: 'lab', policy: 'fifo', request: {} };

  it('lies in a folder that only its owner may read: names and wallets of people are in it', async () => {
    const folder = join(newFolder(), 'data', 'inner');
    await (await openSqliteStore(folder)).close();
    if (process.platform !== 'win32')
      for (const made of [folder, join(folder, '..')]) assert.equal(statSync(made).mode & 0o777, 0o700);
  });

  it('a file that is no database is refused as damaged', async () => {
    const folder = newFolder();
    writeFileSync(
      join(folder, DATABASE_FILE),
      'this is not a database, but it is long enough to look at. '.repeat(200),
    );
    await assert.rejects(openSqliteStore(folder), refusal('E_DB_CORRUPT'));
  });

  it('a database with overwritten pages is refused as damaged', async () => {
    const folder = newFolder();
    const store = await openSqliteStore(folder);
    await store.openTrace(RECORD);
    await followStream(store, makeStream(3));
    await store.close();
    const file = join(folder, DATABASE_FILE);
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    const read = async (): Promise<void> => {
      const damaged = await openSqliteStore(folder);
      try {
        await viewOf(damaged, TRACE);
      } finally {
        await damaged.close();
      }
    };
    await assert.rejects(read(), refusal('E_DB_CORRUPT'));
    // The failed attempt holds no lock.
    await assert.rejects(read(), refusal('E_DB_CORRUPT'));
  });

  it('a data folder that is a file is refused', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await assert.rejects(openSqliteStore(file), refusal('E_DATA_FOLDER'));
    await assert.rejects(openSqliteStore(join(file, 'below')), refusal('E_DATA_FOLDER'));
  });

  it('a data folder that may not be written is refused', {
    skip: process.getuid?.() === 0 && 'root may write everywhere',
  }, async () => {
    const folder = join(newFolder(), 'closed');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await assert.rejects(openSqliteStore(folder), refusal('E_DATA_FOLDER'));
  });

  it('a reader of a folder without a database is told so', async () => {
    await assert.rejects(openSqliteStore(newFolder(), { readOnly: true }), refusal('E_DATA_FOLDER'));
  });

  it('the lock names the other process and goes with it when it is killed', async () => {
    const folder = newFolder();
    const script = `import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/adapters/stores/sqlite.ts'))};
      import { spawnSync } from 'node:child_process';
      await openSqliteStore(${JSON.stringify(folder)});
      const second = spawnSync(process.execPath, ['--input-type=module', '-e', process.env.SECOND], { encoding: 'utf8' });
      process.stdout.write(JSON.stringify({ pid: process.pid, second: second.stdout }), () => process.kill(process.pid, 'SIGKILL'));`;
    const second = `import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/adapters/stores/sqlite.ts'))};
      await openSqliteStore(${JSON.stringify(folder)}).catch((error) => console.log(error.code, error.message));`;
    const first = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, SECOND: second },
    });
    assert.equal(first.signal, 'SIGKILL', first.stderr);
    const said = JSON.parse(first.stdout) as { pid: number; second: string };
    assert.match(said.second, new RegExp(`^E_STORE_LOCKED .*pid ${said.pid}\\b`));
    await (await openSqliteStore(folder)).close();
  });

  it('a kill in the middle of a migration leaves the version before it', () => {
    const folder = newFolder();
    const adapters = join(import.meta.dirname, '../../src/adapters/stores');
    const script = `import { connectSqlite } from ${JSON.stringify(join(adapters, 'sqlite.ts'))};
      import { MIGRATIONS, migrate } from ${JSON.stringify(join(adapters, 'migrations.ts'))};
      const killed = { version: 1_000, what: 'killed', *statements() { yield 'create table half (id integer primary key)'; process.kill(process.pid, 'SIGKILL'); } };
      await migrate(await connectSqlite(${JSON.stringify(folder)}), [...MIGRATIONS, killed]);`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(child.signal, 'SIGKILL', child.stderr);
    const database = new Database(join(folder, DATABASE_FILE));
    assert.deepEqual(database.prepare('select max(version) as version from schema_version').get(), {
      version: MIGRATIONS.at(-1)!.version,
    });
    assert.deepEqual(database.prepare("select name from sqlite_master where name = 'half'").all(), []);
    database.close();
  });

  it('a full disk is named, loses nothing committed, and the run goes on after space was made', {
    skip: cannotMount(),
  }, async () => {
    const folder = newFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    try {
      const stream = makeStream(4);
      const steps = simulate(stream);
      const store = await openSqliteStore(folder);
      await store.openTrace(RECORD);
      const filler = join(folder, 'filler');
      writeFileSync(filler, Buffer.alloc(1_000_000));
      await assert.rejects(followStream(store, stream), refusal('E_DISK_FULL'));
      const at = stepOf(steps, await viewOf(store, TRACE));
      assert.ok(at !== null && at > 0, 'the store stands at a block boundary');
      await store.close();
      rmSync(filler);
      execFileSync('mount', ['-o', 'remount,size=64m', folder]);
      const again = await openSqliteStore(folder);
      await followStream(again, stream);
      assert.equal(stepOf(steps, await viewOf(again, TRACE)), steps.length - 1);
      assert.equal(await again.verifyAudit(), null);
      assert.ok((await again.blockAt(TRACE, LAB_UTXO, 101)) !== null);
      await again.close();
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  });
});

/** A small disk of one's own needs root and the right to mount. */
function cannotMount(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a small file system can only be mounted as root on Linux';
  const folder = newFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status !== 0)
    return 'this container may not mount file systems';
  execFileSync('umount', [folder]);
  return false;
}
