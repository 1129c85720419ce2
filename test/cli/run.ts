/** Runs the product as a person does: the launcher, in a process of its own, with a data folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
const LAUNCHER = join(ROOT, 'bin', 'ashiato.mjs');

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** The environment a test starts from: no setting of the machine's own reaches the product. */
export const cleanEnv = (home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  ASHIATO_HOME: home,
  // Nothing reaches for the network unless a test asks for it.
  ASHIATO_LIST_REFRESH_MINUTES: '0',
  ...more,
});

/** `oneCore` pins the process to the first core (Linux), as a smaller machine would. */
export function ashiato(args: readonly string[], env: NodeJS.ProcessEnv, { oneCore = false } = {}): Ran {
  const command = [
    ...(oneCore && process.platform === 'linux' ? ['taskset', '-c', '0'] : []),
    process.execPath,
    LAUNCHER,
    ...args,
  ];
  const ran = spawnSync(command[0]!, command.slice(1), {
    env,
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

/** The same without holding up this process, which may be serving the other end. */
export function startAshiato(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { env, cwd: ROOT });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}

export function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-test-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const result = use(folder);
    if (result instanceof Promise) return result.finally(clean) as T;
    clean();
    return result;
  } catch (error) {
    clean();
    throw error;
  }
}

export type Served = {
  readonly url: string;
  readonly pid: number;
  readonly firstLine: string;
  stop(): Promise<number | null>;
};

/** Starts the server on a free port and waits until it says it is ready. */
export function serve(env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<Served> {
  const child = spawn(process.execPath, [LAUNCHER, 'serve', '--port', '0', ...args], {
    env,
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  return new Promise((ready, failed) => {
    let text = '';
    const listen = (chunk: Buffer): void => {
      text += chunk;
      const url = /ready at (http:\/\/\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      ready({
        url,
        pid: child.pid!,
        firstLine: text,
        stop: () => {
          child.kill('SIGTERM');
          return ended;
        },
      });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then((code) => failed(new Error(`the server stopped with ${code}: ${text}`)));
  });
}
