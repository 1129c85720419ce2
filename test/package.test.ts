/** The packed tarball: runs built on Node 24, and on an older Node says so before it loads anything native. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeChain } from './bitcoin/chain.ts';
import { writeFolder } from './bitcoin/folder.ts';
import { txidOf } from './bitcoin/writer.ts';
import { cleanEnv, ROOT } from './cli/run.ts';

const LONG = process.env.CI === 'true';

/** A Node older than ours somewhere on the path, as a user's machine has it. */
function oldNode(): string | null {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const binary = join(folder, 'node');
    if (!existsSync(binary)) continue;
    const major = Number(
      spawnSync(binary, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout,
    );
    if (major < 24) return binary;
  }
  return null;
}

test('the packed tarball traces on Node 24 and refuses an older Node by name', {
  skip: LONG ? false : 'packing takes a minute: runs with CI=true',
}, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-package-'));
  try {
    const packed = spawnSync('npm', ['run', '--silent', 'release'], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(packed.status, 0, packed.stderr);
    const tarball = join(ROOT, packed.stdout.trim().split('\n').at(-1)!);
    assert.equal(spawnSync('tar', ['-xzf', tarball, '-C', folder]).status, 0);
    rmSync(tarball);
    // As npm lays it: the package below node_modules, its dependencies beside it.
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    renameSync(join(folder, 'package'), join(modules, 'ashiato'));
    symlinkSync(join(ROOT, 'node_modules'), join(modules, 'ashiato', 'node_modules'));
    const launcher = join(modules, 'ashiato', 'bin', 'ashiato.mjs');
    assert.ok(!existsSync(join(modules, 'ashiato', 'src')), 'sources stay at home');
    assert.ok(existsSync(join(modules, 'ashiato', 'web', 'dist', 'index.html')), 'the pages are built in');

    const ran = spawnSync(process.execPath, [launcher, 'trace', 'ronin-2022'], {
      cwd: folder,
      env: cleanEnv(folder),
      encoding: 'utf8',
    });
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stdout, /Σ ends = stolen: 173600000000000000000000 = 173600000000000000000000/);

    const program = "const { openClient } = await import('ashiato/client'); console.log(typeof openClient)";
    const client = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(client.stdout.trim(), 'function', client.stderr);

    // Its worker threads are found where the package has only JavaScript.
    const chain = makeChain(5, 20);
    const blocks = writeFolder({ files: [chain] });
    const seed = `${txidOf(chain[2]!.txs[0]!)}:0@2`;
    const scanArgs = ['scan', '--blocks', blocks, '--network', 'regtest', '--seed', seed, '--verify', 'full'];
    const scanned = spawnSync(process.execPath, [launcher, ...scanArgs], {
      cwd: folder,
      env: cleanEnv(folder),
      encoding: 'utf8',
    });
    rmSync(blocks, { recursive: true });
    assert.equal(scanned.status, 0, scanned.stderr);
    assert.match(scanned.stdout, /Σ ends = stolen: (\d+) = \1 base units of BTC/);

    const old = oldNode();
    if (old === null)
      return t.diagnostic(
        'no older Node on this machine: the refusal is tested with a patched version in test/cli',
      );
    rmSync(join(modules, 'ashiato', 'node_modules'));
    const refused = spawnSync(old, [launcher, 'trace', 'ronin-2022'], {
      cwd: folder,
      env: cleanEnv(folder),
      encoding: 'utf8',
    });
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /^E_NODE_VERSION: .*\nNext: /);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
