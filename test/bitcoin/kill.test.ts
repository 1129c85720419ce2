/** SIGKILL at random instants: a scan goes on from its checkpoint and finds what an undisturbed one finds. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { makeChain, prng } from './chain.ts';
import { writeFolder } from './folder.ts';
import { txidOf } from './writer.ts';

const CHAIN = makeChain(7, 120);
const FOLDER = writeFolder({ files: [CHAIN.slice(0, 50), CHAIN.slice(50)] });
after(() => rmSync(FOLDER, { recursive: true }));

/** Runs until it is done, or until so many checkpoints and milliseconds later it is killed. */
async function run(
  checkpoint: string,
  killAfter: { saves: number; ms: number } | null,
): Promise<string | null> {
  const args = [join(import.meta.dirname, 'worker.ts'), FOLDER, checkpoint, txidOf(CHAIN[2]!.txs[0]!), '2'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let saves = 0;
  let state: string | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('state ')) state = line;
    else saves += 1;
    if (killAfter === null || saves !== killAfter.saves) continue;
    await setTimeout(killAfter.ms);
    child.kill('SIGKILL');
  }
  return state;
}

test('a scan that is killed again and again ends with the same state', async () => {
  const expected = await run(join(FOLDER, 'undisturbed.json'), null);
  assert.match(expected ?? '', /^state [0-9a-f]{64}$/);
  const checkpoint = join(FOLDER, 'scan.json');
  const random = prng(3);
  let kills = 0;
  for (let state: string | null = null; state === null; ) {
    state = await run(checkpoint, kills < 6 ? { saves: 1 + random(3), ms: random(8) } : null);
    if (state === null) {
      kills += 1;
      assert.ok(existsSync(checkpoint), 'what was saved is there after the kill');
    } else assert.equal(state, expected);
  }
  assert.ok(kills >= 3, `only ${kills} kills`);
  assert.ok(!existsSync(checkpoint), 'a finished scan leaves no checkpoint');
});
