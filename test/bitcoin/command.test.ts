/** `ashiato scan` as a person runs it. */
import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ashiato, cleanEnv, withFolder } from '../cli/run.ts';
import { makeChain } from './chain.ts';
import { writeFolder } from './folder.ts';
import { txidOf } from './writer.ts';

const CHAIN = makeChain(21, 50);
const seedOf = (height: number): string => `${txidOf(CHAIN[height]!.txs[0]!)}:0`;

test('ashiato scan follows several thefts in one pass, as text, JSON and CSV', () => {
  const blocks = writeFolder({ files: [CHAIN.slice(0, 30), CHAIN.slice(30)] });
  try {
    withFolder((home) => {
      const base = ['scan', '--network', 'regtest', '--blocks', blocks];
      const run = (...args: string[]) => ashiato([...base, ...args], cleanEnv(home));
      const text = run('--seed', `alpha=${seedOf(3)}@3`, '--seed', `beta=${seedOf(9)}`);
      assert.equal(text.code, 0, text.err);
      assert.match(text.out, /^alpha: .* of 50 BTC followed to an end/m);
      assert.match(text.out, /^beta: /m);
      assert.match(text.out, /LABORATORY/, 'regtest is not real money');
      assert.match(text.out, /are local-trusted/);
      assert.match(text.out, /Σ ends = stolen: (\d+) = \1 base units/);

      const json = run('--seed', `alpha=${seedOf(3)}@3`, '--seed', `beta=${seedOf(9)}`, '--json');
      const traces = json.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { incident: string; assets: { conserved: boolean }[] });
      assert.deepEqual(
        traces.map((trace) => trace.incident),
        ['alpha', 'beta'],
      );
      assert.ok(traces.every((trace) => trace.assets[0]!.conserved));

      const all = run('--seed', `alpha=${seedOf(3)}@3`, '--policy', 'all', '--verify', 'full');
      assert.match(all.out, /the range over fifo, lifo, haircut/);
      assert.doesNotMatch(all.out, /local-trusted/);
      assert.match(run('--seed', `alpha=${seedOf(3)}@3`, '--csv').out, /^[a-z,]+/i);
      // Each policy is kept, and is done again without the blocks.
      const once = run('--seed', `alpha=${seedOf(3)}@3`, '--json');
      const { traceId, stateHash } = JSON.parse(once.out) as { traceId: string; stateHash: string };
      const file = join(home, 'saved.json');
      writeFileSync(file, once.out);
      const elsewhere = cleanEnv(home, { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' });
      for (const name of [traceId, file]) {
        const again = ashiato(['recompute', name], elsewhere, { oneCore: true });
        assert.equal(again.code, 0, again.err);
        assert.match(again.out, new RegExp(`^identical: .*\\ntrace ${traceId}\\nstate ${stateHash}`));
      }

      const twice = run(
        '--seed',
        `alpha=${seedOf(3)}`,
        '--seed',
        `alpha=${seedOf(3)}@3`,
        '--json',
        '--no-save',
      );
      assert.equal(
        (JSON.parse(twice.out) as { stateHash: string }).stateHash,
        stateHash,
        'named twice, stolen once',
      );

      const limited = run(
        '--seed',
        `alpha=${seedOf(3)}@3`,
        '--max-hops',
        '1',
        '--no-save',
        '--data',
        join(home, 'b'),
      );
      assert.match(limited.out, /budget/);
      assert.ok(!existsSync(join(home, 'b')), 'what is not to be kept is not');

      // Each start takes a second: some everywhere, all of them where CI=true.
      const everything = process.env.CI === 'true';
      for (const [n, [args, code]] of (
        [
          [[], 'E_USAGE'],
          [['--seed', seedOf(3), '--max-hops', 'x'], 'E_USAGE'],
          [['--seed', `x=${seedOf(3)}`, '--case', 'x'], 'E_CASE_UNKNOWN'],
          [['--case', 'no-such-case'], 'E_CASE_UNKNOWN'],
          [['--case', 'dmm-2024'], 'E_SEED'],
          [['--case', 'ronin-2022'], 'E_SEED'],
          [['--seed', 'zz'], 'E_SEED'],
          [['--seed', `${seedOf(3)}@4`], 'E_SEED'],
          [['--seed', seedOf(3), '--verify', 'some'], 'E_USAGE'],
          [['--seed', seedOf(3), '--network', 'testnet'], 'E_CHAIN_UNSUPPORTED'],
          [['--seed', seedOf(3), '--network', 'bitcoin'], 'E_WRONG_CHAIN'],
          [['--seed', seedOf(3), '--as-of', '2001-01-01'], 'E_TIME_RANGE'],
        ] as const
      ).entries()) {
        if (!everything && n % 4 !== 0) continue;
        const refused = run(...args);
        assert.equal(refused.code, 2, refused.out);
        assert.match(refused.err, new RegExp(`^${code}: `), args.join(' '));
        assert.match(refused.err, /^Next: /m);
      }
    });
  } finally {
    rmSync(blocks, { recursive: true });
  }
});
