/** The README's commands do what they say. `npm ci` and `npm test` are what runs this; `npm start` is run here. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnv, ROOT } from './cli/run.ts';

const commandsOf = (page: string): string[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
    block!.trim().split('\n'),
  );

/** What a fresh clone's CI does before and around this file. */
const RUN_BY_CI = ['npm ci', 'npm test'];

test('both readmes give the same commands', () => {
  assert.deepEqual(commandsOf('README.ja.md'), commandsOf('README.md'));
});

test('every ashiato command of the readme runs as written', () => {
  const home = mkdtempSync(join(tmpdir(), 'ashiato-readme-'));
  try {
    const commands = commandsOf('README.md').filter(
      (command) => ![...RUN_BY_CI, 'npm start'].includes(command),
    );
    assert.ok(commands.length >= 3);
    for (const command of commands) {
      const [program, ...args] = command.split(' ');
      assert.equal(program, 'npx', command);
      const ran = spawnSync('npx', args, {
        cwd: ROOT,
        env: { ...cleanEnv(home), npm_config_offline: 'true' },
        encoding: 'utf8',
      });
      assert.equal(ran.status, 0, `${command}: ${ran.stderr}`);
      assert.notEqual(ran.stdout, '', command);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('npm start prints the address and the next step, and the page is there', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ashiato-start-'));
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...cleanEnv(home), ASHIATO_PORT: '0' },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.on('exit', done));
  try {
    let text = '';
    const url = await new Promise<string>((ready, failed) => {
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk;
        const found = /ready at (http:\/\/\S+)[\s\S]*Next: /.exec(text)?.[1];
        if (found !== undefined) ready(found);
      });
      child.on('exit', (code) => failed(new Error(`npm start ended with ${code}: ${text}`)));
    });
    assert.equal((await fetch(url)).status, 200);
  } finally {
    // npm stands between us and the server: the group that we started is ended as a whole.
    process.kill(-child.pid!, 'SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
});

test('pages that the docs point to exist', () => {
  for (const page of [
    'README.md',
    'README.ja.md',
    'ARCHITECTURE.md',
    'docs/quick-start.md',
    'docs/errors.md',
  ]) {
    for (const [, target] of readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(join(ROOT, page, '..', target!)), `${page} points to ${target}`);
    }
  }
});
