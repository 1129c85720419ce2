/** A real node for the tests: Foundry's anvil from its npm package, on a free loopback port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = '@foundry-rs/anvil-linux-amd64';

/** Null where the package of this platform is not installed. */
export function anvilPath(): string | null {
  try {
    const path = join(
      dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)),
      'bin',
      'anvil',
    );
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** False runs the tests; a text says why they are skipped. With CI=true a missing node is a failure. */
export function skipWithoutAnvil(): string | false {
  if (anvilPath() !== null) return false;
  if (process.env.CI === 'true') throw new Error(`${PACKAGE} is not installed, and CI must run these tests`);
  return `${PACKAGE} is not installed (npm ci installs it on Linux x64)`;
}

export type Anvil = {
  readonly url: string;
  readonly rpc: <T = string>(method: string, ...params: unknown[]) => Promise<T>;
  readonly stop: () => Promise<void>;
};

export async function startAnvil(...args: readonly string[]): Promise<Anvil> {
  // The system chooses the port, so that two suites at once never share a chain.
  const child = spawn(anvilPath()!, ['--port', '0', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const rpc = async <T>(method: string, ...params: unknown[]): Promise<T> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  await ready(rpc, child);
  return { url, rpc, stop: () => stop(child) };
}

async function ready(rpc: Anvil['rpc'], child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`anvil ended with ${child.exitCode}`);
    const up = await rpc('eth_chainId').then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('anvil did not start');
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** What it says when it listens; the rest is read and dropped, so that it never waits for a reader. */
function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout!.on('data', (chunk) => {
      if (said.length < 100_000) said += chunk;
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code}`)));
  });
}
