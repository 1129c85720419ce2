/** Bad input: a stable code, where, and what to do next; nothing is lost. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import { makeFolder } from '../../src/adapters/folders/make-folder.ts';
import { secretIn } from '../../src/adapters/keys/key-file.ts';
import { exitCodeOf } from '../../src/cli/cli.ts';
import { intelCommand } from '../../src/cli/commands/intel.ts';
import { keysCommand } from '../../src/cli/commands/keys.ts';
import { libraryCommand } from '../../src/cli/commands/library.ts';
import { listsCommand } from '../../src/cli/commands/lists.ts';
import { registerCommand } from '../../src/cli/commands/register.ts';
import { rulesCommand } from '../../src/cli/commands/rules.ts';
import { signingCommand } from '../../src/cli/commands/signing.ts';
import { tagsCommand } from '../../src/cli/commands/tags.ts';
import { readConfig } from '../../src/config.ts';
import { ERROR_CODES } from '../../src/core/model/errors.ts';
import { systemError } from '../../src/core/model/system-error.ts';
import { ashiato, cleanEnv, ROOT, serve, withFolder } from './run.ts';

const refusals: readonly {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly code: keyof typeof ERROR_CODES;
  readonly exit: number;
  readonly says: RegExp;
}[] = [
  {
    what: 'an unknown case',
    args: ['trace', 'ronin-2002'],
    code: 'E_CASE_UNKNOWN',
    exit: 2,
    says: /did you mean "ronin-2022"/,
  },
  {
    what: 'an incident without a recording',
    args: ['trace', 'bitcurex-2016'],
    code: 'E_CASE_NO_RECORDING',
    exit: 2,
    says: /ronin-2022/,
  },
  {
    what: 'a misspelt command',
    args: ['trcae', 'ronin-2022'],
    code: 'E_USAGE',
    exit: 2,
    says: /there is no command "trcae"; did you mean "trace"/,
  },
  {
    what: 'a sequence that a terminal would obey',
    args: ['trace', 'ronin\u001b]0;x\u0007'],
    code: 'E_CASE_UNKNOWN',
    exit: 2,
    says: /"ronin\\u\{001B\}\]0;x\\u\{0007\}"/,
  },
  {
    what: 'an unknown policy',
    args: ['trace', 'ronin-2022', '--policy', 'fife'],
    code: 'E_POLICY_UNKNOWN',
    exit: 2,
    says: /fifo, lifo, haircut/,
  },
  {
    what: 'a negative amount',
    args: ['trace', 'ronin-2022', '--min-amount=-1'],
    code: 'E_AMOUNT',
    exit: 2,
    says: /--min-amount/,
  },
  {
    what: 'an over-precise amount',
    args: ['trace', 'ronin-2022', '--min-amount', '0.0000000000000000001'],
    code: 'E_AMOUNT_PRECISION',
    exit: 2,
    says: /18 decimals/,
  },
  {
    what: 'a date that does not exist',
    args: ['trace', 'ronin-2022', '--as-of', '2022-02-30'],
    code: 'E_TIME_RANGE',
    exit: 2,
    says: /2022-04-14/,
  },
  {
    what: 'a date before the recording',
    args: ['trace', 'ronin-2022', '--as-of', '2020-01-01'],
    code: 'E_TIME_RANGE',
    exit: 2,
    says: /later date/,
  },
  {
    what: 'a live theft without a node to ask',
    args: ['trace', `0x${'ab'.repeat(32)}`, '--to', `0x${'cd'.repeat(20)}`],
    code: 'E_USAGE',
    exit: 2,
    says: /--source/,
  },
  {
    what: 'a day on which the theft was not known',
    args: ['trace', 'ronin-2022', '--known-at', '2022-03-01'],
    code: 'E_TIME_RANGE',
    exit: 2,
    says: /--known-at/,
  },
  {
    what: 'a day of knowledge that does not exist',
    args: ['trace', 'ronin-2022', '--known-at', '2022-13-01'],
    code: 'E_TIME_RANGE',
    exit: 2,
    says: /is not a date/,
  },
  {
    what: 'no hops at all',
    args: ['trace', 'ronin-2022', '--max-hops', '0'],
    code: 'E_USAGE',
    exit: 2,
    says: /1 to 999999/,
  },
  {
    what: 'an unknown option',
    args: ['trace', 'ronin-2022', '--polcy', 'fifo'],
    code: 'E_USAGE',
    exit: 2,
    says: /--policy/,
  },
  { what: 'an unknown command', args: ['trase'], code: 'E_USAGE', exit: 2, says: /--help/ },
  {
    what: 'an unknown configuration key in the environment',
    args: ['trace', 'ronin-2022'],
    env: { ASHIATO_PROT: '1' },
    code: 'E_CONFIG_KEY',
    exit: 2,
    says: /did you mean "ASHIATO_PORT"/,
  },
  {
    what: 'a setting out of range',
    args: ['serve'],
    env: { ASHIATO_PORT: '70000' },
    code: 'E_CONFIG_VALUE',
    exit: 2,
    says: /port/,
  },
  {
    what: 'a configuration file that is not there',
    args: ['trace', 'ronin-2022'],
    env: { ASHIATO_CONFIG: 'nowhere.json' },
    code: 'E_CONFIG_VALUE',
    exit: 2,
    says: /ASHIATO_CONFIG/,
  },
  {
    what: 'a database that does not answer',
    args: ['trace', 'ronin-2022'],
    env: { DATABASE_URL: 'postgres://127.0.0.1:1/none' },
    code: 'E_DB_UNAVAILABLE',
    exit: 3,
    says: /database URL/,
  },
  {
    what: 'a trace that was never kept',
    args: ['recompute', 'f'.repeat(64)],
    code: 'E_TRACE_UNKNOWN',
    exit: 2,
    says: /ashiato trace/,
  },
];

for (const { what, args, env, code, exit, says } of refusals) {
  test(`${what} is refused with ${code}`, () => {
    withFolder((home) => {
      ashiato(['trace', 'laboratory'], cleanEnv(home));
      const ran = ashiato(args, cleanEnv(home, env));
      assert.equal(ran.code, exit, ran.err);
      assert.ok(ran.err.startsWith(`${code}: `), ran.err);
      assert.match(ran.err, says);
      assert.match(ran.err, /Next: /);
      assert.equal(ran.out, '', 'nothing partial on standard output');
    });
  });
}

test('an unknown key in the configuration file is refused, naming the nearest', () => {
  withFolder((home) => {
    const file = join(home, 'ashiato.json');
    writeFileSync(file, JSON.stringify({ dataFoldr: home }));
    const ran = ashiato(['trace', 'ronin-2022'], cleanEnv(home, { ASHIATO_CONFIG: file }));
    assert.equal(ran.code, 2);
    assert.match(ran.err, /^E_CONFIG_KEY: "dataFoldr" is not a setting; did you mean "dataFolder"\?/);
  });
});

test('a damaged data folder is named, and is not touched', () => {
  withFolder((home) => {
    ashiato(['trace', 'laboratory'], cleanEnv(home));
    const database = join(home, 'ashiato.sqlite');
    assert.ok(existsSync(database));
    for (const suffix of ['-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true });
    writeFileSync(database, 'this was a database '.repeat(500));
    const ran = ashiato(['trace', 'laboratory'], cleanEnv(home));
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /^E_DB_CORRUPT: /);
    assert.match(ran.err, /Next: /);
  });
});

test('a data folder that is a file is refused', () => {
  withFolder((home) => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const ran = ashiato(['trace', 'laboratory', '--data', file], cleanEnv(home));
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /^E_DATA_FOLDER: /);
  });
});

test('a second server on the same data folder is refused; a trace beside it is printed and says it was not kept', async () => {
  await withFolder(async (home) => {
    const first = await serve(cleanEnv(home));
    try {
      const second = ashiato(['serve', '--port', '0'], cleanEnv(home));
      assert.equal(second.code, 3, second.err);
      assert.match(second.err, new RegExp(`^E_STORE_LOCKED: .*${first.pid}`));
      const beside = ashiato(['trace', 'ronin-2022'], cleanEnv(home));
      assert.equal(beside.code, 0, beside.err);
      assert.match(beside.out, /Σ ends = stolen/);
      assert.match(beside.err, /^E_STORE_LOCKED: /);
    } finally {
      assert.equal(await first.stop(), 0);
    }
  });
});

test('a port in use is refused', async () => {
  await withFolder(async (home) => {
    const first = await serve(cleanEnv(home));
    try {
      const other = join(home, 'other');
      const ran = ashiato(['serve', '--port', new URL(first.url).port, '--data', other], cleanEnv(home));
      assert.equal(ran.code, 3, ran.err);
      assert.match(ran.err, /^E_PORT_IN_USE: /);
    } finally {
      await first.stop();
    }
  });
});

test('a full disk is named, and what was kept before stays readable', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-full-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', folder]).status !== 0)
    return t.skip('mounting a small tmpfs needs root');
  try {
    const ran = ashiato(['trace', 'laboratory', '--policy', 'all'], cleanEnv(folder));
    assert.equal(ran.code, 3, ran.err);
    assert.match(ran.err, /^E_DISK_FULL: /);
  } finally {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The version is the one thing that cannot be had here twice; everything else is the launcher as it is. */
function launcherOfOldNode(home: string): string {
  const launcher = join(home, 'bin', 'ashiato.mjs');
  mkdirSync(join(home, 'bin'));
  const source = readFileSync(join(ROOT, 'bin', 'ashiato.mjs'), 'utf8');
  writeFileSync(launcher, source.replace('process.versions.node.split', "'18.20.4'.split"));
  return launcher;
}

test('who stops the launcher of an old Node stops what it runs, and gets its exit code', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ashiato-launcher-'));
  try {
    const launcher = launcherOfOldNode(home);
    const runtime = join(home, 'node_modules', `node-${process.platform}-${process.arch}`);
    mkdirSync(join(runtime, 'bin'), { recursive: true });
    writeFileSync(join(runtime, 'package.json'), '{}');
    const script = "#!/bin/sh\ntrap 'exit 7' TERM\necho ready\nfor _ in $(seq 200); do sleep 0.05; done\n";
    writeFileSync(join(runtime, 'bin', 'node'), script, { mode: 0o755 });
    const child = spawn(process.execPath, [launcher, 'serve'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      assert.deepEqual(await once(child, 'exit'), [7, null]);
    } finally {
      // A child that is left behind holds the pipe, and would keep this test from ending.
      child.stdout.destroy();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('an old Node without a bundled runtime is told what to do, before anything native is loaded', () => {
  withFolder((home) => {
    const launcher = launcherOfOldNode(home);
    const ran = spawnSync(process.execPath, [launcher, 'cases'], { encoding: 'utf8', env: cleanEnv(home) });
    assert.equal(ran.status, 3);
    assert.match(ran.stderr, /^E_NODE_VERSION: .*\nNext: /);
  });
});

test('every code of the catalogue is explained in docs/errors.md', async () => {
  const page = readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8');
  for (const code of Object.keys(ERROR_CODES))
    assert.ok(page.includes(`\`${code}\``), `${code} is not on the page`);
});

test('what the machine refuses is nobody’s bug, and a secret that a full disk cut is never used', () => {
  const errno = (code: string) => Object.assign(new Error(code), { code, path: '/data/x' });
  assert.deepEqual(
    ['ENOSPC', 'EACCES', 'SQLITE_CANTOPEN', 'ENOENT'].map((code) => systemError(errno(code))?.code),
    ['E_DISK_FULL', 'E_DATA_FOLDER', 'E_DATA_FOLDER', undefined],
  );
  withFolder((folder) => {
    const secret = secretIn(folder, 'one.pepper');
    assert.equal(secret.length, 32);
    assert.deepEqual(secretIn(folder, 'one.pepper'), secret);
    assert.deepEqual(readdirSync(folder), ['one.pepper']);
    writeFileSync(join(folder, 'two.pepper'), '');
    assert.throws(() => secretIn(folder, 'two.pepper'), { code: 'E_DATA_FOLDER' });
  });
});

test('a network that fails is the surroundings, and no fault of the request', () => {
  for (const code of ['E_LIST_FETCH', 'E_PRICE_FETCH', 'E_UNREACHABLE', 'E_TIMEOUT', 'E_HTTP'] as const)
    assert.equal(exitCodeOf(code), 3, code);
});

test('a data folder that is a file, below one, or where none can be made, is refused at once', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    for (const dataFolder of [file, join(file, 'x')])
      assert.throws(() => readConfig(cleanEnv(folder), { dataFolder }), { code: 'E_DATA_FOLDER' });
    makeFolder(join(folder, 'a', 'b', 'c'));
    makeFolder(join(folder, 'a', 'b', 'c'));
    assert.ok(existsSync(join(folder, 'a', 'b', 'c')));
    // Where the system makes no folders: mkdir answers ENOENT, over which a recursive one goes in circles.
    if (existsSync('/proc/self'))
      assert.throws(() => makeFolder('/proc/nowhere/x'), { code: 'E_DATA_FOLDER' });
  }));

test('what has steps answers each of them to a machine, too', () => {
  const program = new Command();
  for (const add of [
    intelCommand,
    keysCommand,
    libraryCommand,
    listsCommand,
    registerCommand,
    rulesCommand,
    signingCommand,
    tagsCommand,
  ])
    add(program, {});
  const without = program.commands.flatMap((command) =>
    command.commands
      .filter(({ options }) => options.every(({ long }) => long !== '--json'))
      .map((step) => `${command.name()} ${step.name()}`),
  );
  assert.deepEqual(without, ['tags convert'], 'which prints the format that it is told');
});
