/**
 * A throw-away PostgreSQL: a fresh cluster in a temporary folder on a free loopback port, gone afterwards.
 *
 *   node scripts/postgres.ts -- <command …>    runs the command with DATABASE_URL set
 *
 * PostgreSQL refuses to run as root, so there it runs as the user `postgres` (or `nobody`).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Postgres = { readonly url: string; readonly stop: () => Promise<void> };

type Identity = { readonly uid?: number; readonly gid?: number };

export async function startPostgres(): Promise<Postgres> {
  const bin = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-postgres-'));
  try {
    const identity = serverIdentity();
    if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid);
    const data = join(folder, 'data');
    const options = { ...identity, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'ashiato', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
      { ...options, stdio: 'ignore' },
    );
    const port = await freePort();
    // fsync stays on: what is tested here is what survives.
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'logging_collector=off',
      'max_connections=40',
    ];
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-20_000);
    });
    await untilReady(server, () => log);
    return {
      url: `postgres://ashiato@127.0.0.1:${port}/postgres`,
      async stop() {
        await ended(server, 'SIGINT');
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The folder with initdb and postgres: the newest of Debian's, or one on the path. */
function findPrograms(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  if (found === undefined)
    throw new Error('no PostgreSQL was found; install it, on Debian: apt-get install -y postgresql');
  return found;
}

function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // This user is not there; the next one may be.
    }
  }
  throw new Error('PostgreSQL does not run as root and there is neither a user postgres nor nobody');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no free port')),
      );
    });
  });
}

async function untilReady(server: ChildProcess, log: () => string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (log().includes('ready to accept connections')) return;
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log()}`);
    await sleep(50);
  }
  await ended(server, 'SIGKILL');
  throw new Error(`PostgreSQL did not start in time:\n${log()}`);
}

/** SIGINT is the server's fast shutdown: open sessions are ended. */
function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill(signal);
  });
}

async function main(command: readonly string[]): Promise<number> {
  const [program, ...rest] = command;
  if (program === undefined) {
    console.error('usage: node scripts/postgres.ts -- <command …>');
    return 2;
  }
  const postgres = await startPostgres();
  try {
    const child = spawn(program, rest, {
      stdio: 'inherit',
      env: { ...process.env, DATABASE_URL: postgres.url },
    });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
    });
  } finally {
    await postgres.stop();
  }
}

if (import.meta.main) {
  const split = process.argv.indexOf('--');
  process.exitCode = await main(split === -1 ? process.argv.slice(2) : process.argv.slice(split + 1));
}
