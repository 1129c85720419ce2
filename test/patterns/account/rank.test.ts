/** TTR: mass is kept, time is respected, swaps are followed, budgets are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { rankTrace } from '../../../src/app/trace/rank-trace.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { composeLibrary } from '../../../src/compose/base.ts';
import { makeRandom } from '../../../src/core/laboratory/prng.ts';
import { type RankMethod, type RankTransfer, rank, TTR } from '../../../src/core/trace/rank.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';

const t = (
  from: string,
  to: string,
  value: number,
  time: number,
  more: Partial<RankTransfer> = {},
): RankTransfer => ({
  txid: `${from}-${to}-${time}`,
  time,
  from,
  to,
  asset: 'ETH',
  value,
  ...more,
});
const of = (transfers: readonly RankTransfer[]) => (address: string) =>
  transfers.filter(({ from, to }) => from === address || to === address);
const ranked = (transfers: readonly RankTransfer[], method: RankMethod = 'redirect', more = {}) =>
  rank({ address: 's', time: 0 }, of(transfers), { ...TTR, method, ...more });
const scores = (transfers: readonly RankTransfer[], method: RankMethod = 'redirect') =>
  Object.fromEntries(ranked(transfers, method).places.map(({ address, score }) => [address, score]));

test('value leads further than dust, and equal shares do not tell them apart', () => {
  const flow = [t('s', 'rich', 99, 1), t('s', 'dust', 1, 1)];
  const weight = scores(flow, 'weight');
  assert.ok(weight.rich! > 50 * weight.dust!);
  const base = scores(flow, 'base');
  assert.ok(Math.abs(base.rich! - base.dust!) < 1e-12);
});

test('what left before the value arrived is not where it went', () => {
  const flow = [t('s', 'a', 10, 5), t('a', 'before', 10, 4), t('a', 'after', 10, 6)];
  const time = scores(flow, 'time');
  assert.ok(time.after! > 0);
  assert.equal(time.before, undefined);
  assert.ok(scores(flow, 'weight').before! > 0);
});

test('a swap is followed in the asset that came back', () => {
  const flow = [
    t('s', 'a', 10, 1),
    t('a', 'pool', 10, 2, { txid: 'swap' }),
    t('pool', 'a', 12, 2, { txid: 'swap', asset: 'USDT' }),
    t('a', 'cash', 12, 3, { asset: 'USDT' }),
    t('pool', 'anybody', 10, 4),
  ];
  const redirect = scores(flow);
  assert.ok(redirect.cash! > 0.1, 'the proceeds lead on');
  assert.equal(redirect.anybody, undefined, 'the pool is passed through');
  assert.ok(scores(flow, 'time').anybody! > 0, 'without redirecting they do not');
});

test('no mass is lost or made: scores and what is still on its way sum to one', () => {
  const random = makeRandom(7).below;
  for (let round = 0; round < 20; round += 1) {
    const flow = Array.from({ length: 60 }, (_, i) =>
      t(i % 6 === 0 ? 's' : `n${random(12)}`, `n${random(12)}`, 1 + random(9), 1 + random(40)),
    );
    for (const method of ['base', 'weight', 'time', 'redirect'] as const) {
      const { places } = ranked(flow, method, { epsilon: 1e-9 });
      const sum = places.reduce((total, { score }) => total + score, 0);
      assert.ok(sum > 0.999 && sum < 1 + 1e-9, `${method}: ${sum}`);
    }
  }
});

test('the budget of opened places is kept and told', () => {
  const chain = Array.from({ length: 50 }, (_, i) => t(i === 0 ? 's' : `n${i}`, `n${i + 1}`, 10, i + 1));
  let asked = 0;
  const all = of(chain);
  const { opened, stoppedBy } = rank(
    { address: 's', time: 0 },
    (address) => {
      asked += 1;
      return all(address);
    },
    { ...TTR, budget: 5, epsilon: 0 },
  );
  assert.deepEqual([opened, asked, stoppedBy], [5, 5, 'budget']);
  assert.equal(ranked(chain).stoppedBy, 'epsilon');
  assert.equal(ranked([]).stoppedBy, 'nothing-left');
});

test('the same transfers in another order rank the same', () => {
  const flow = Array.from({ length: 40 }, (_, i) =>
    t(i % 5 === 0 ? 's' : `n${i % 7}`, `n${(i * 3) % 7}`, 1 + (i % 4), 1 + i),
  );
  assert.deepEqual(
    ranked(flow).places.map(({ address }) => address),
    ranked(flow.toReversed()).places.map(({ address }) => address),
  );
});

test('a recorded theft: nearly every tainted place of Ronin is among the places ranked, and services are not looked behind', async () => {
  const recording = composeLibrary().openCase('ronin-2022');
  const { met, of, runs, places } = rankTrace(
    await trace(recording, recordingSource(recording), DEFAULT_REQUEST),
    TTR,
  );
  assert.ok(met / of > 0.9231, `${met} of ${of}`);
  assert.ok(places.length < 870);
  assert.ok(runs.every(({ opened, budget }) => opened <= budget));
});
