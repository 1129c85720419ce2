/** A clear answer is only given once it is written: killed at any instant, no answer that was given is forgotten. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { rescreen } from '../../src/app/screening/register.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { basisOf, editionOf, entryOf } from './ground.ts';

const KILLS = process.env.CI === 'true' ? 40 : 4;

/** Answers until it is killed; what it prints has been answered. `early` prints before the answer is there. */
const script = (folder: string, from: number, early: boolean): string => `
  import { writeSync } from 'node:fs';
  import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/adapters/stores/sqlite.ts'))};
  import { openRegister } from ${JSON.stringify(join(import.meta.dirname, '../../src/app/screening/register.ts'))};
  import { ask, screeningOf } from ${JSON.stringify(join(import.meta.dirname, 'ground.ts'))};
  const store = await openSqliteStore(${JSON.stringify(folder)});
  const { screening } = screeningOf({ record: openRegister(store.screening).record });
  let n = ${from};
  const work = async () => {
    for (;;) {
      const address = '0x' + (++n).toString(16).padStart(40, '0');
      const pending = screening.findOne(ask(address, { chain: 'eth' }));
      if (!${early}) await pending;
      writeSync(1, address + '\\n');
      await pending;
    }
  };
  await Promise.all([work(), work(), work()]);`;

async function answeredThenKilled(folder: string, from: number, early: boolean): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(folder, from, early)]);
  let out = '';
  let err = '';
  const killAfter = 60 + ((from * 7919) % 240);
  child.stderr.on('data', (chunk) => (err += chunk));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  await new Promise<void>((started) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      started();
    });
    ended.then(started);
  });
  setTimeout(() => child.kill('SIGKILL'), killAfter);
  await ended;
  assert.equal(child.signalCode, 'SIGKILL', err);
  // The last line may be cut.
  return out.split('\n').slice(0, -1);
}

async function forgotten(early: boolean, kills: number): Promise<{ answered: number; forgotten: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-kill-'));
  try {
    const answered: string[] = [];
    for (let i = 0; i < kills; i += 1)
      answered.push(...(await answeredThenKilled(folder, i * 1_000_000, early)));
    const store = await openSqliteStore(folder);
    const kept = new Set<string>();
    for (let after: string | null = null; ; ) {
      const page = await store.screening.watched(0, after, 1_000);
      if (page.length === 0) break;
      for (const { keys } of page) kept.add(keys[0]!);
      after = page.at(-1)!.id;
    }
    // And what is listed now is found among them, once.
    const listed = answered[0]!;
    const snapshot = makeSnapshot([editionOf({ entries: [entryOf('1', [['ETH', listed]])] })]);
    const { reversed } = await rescreen(store.screening, () => basisOf({ snapshot }));
    if (!early) assert.equal(reversed, 1);
    await store.close();
    return {
      answered: answered.length,
      forgotten: answered.filter((each) => !kept.has(`evm:${each}`)).length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it(`after ${KILLS} kills every clear answer that was given is under watch`, async () => {
  const result = await forgotten(false, KILLS);
  assert.ok(result.answered > KILLS * 3, `${result.answered} answers in ${KILLS} lives`);
  assert.equal(result.forgotten, 0);
});

it('catches an answer that is given before it is written', async () => {
  // Whether a kill falls between the answer and its writing is chance; on a busy machine it may take a few more.
  let missing = 0;
  for (let tries = 0; missing === 0 && tries < 5; tries += 1)
    missing = (await forgotten(true, KILLS)).forgotten;
  assert.ok(missing > 0);
});
