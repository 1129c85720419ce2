/** Change, peel chains and what is built on them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, changeOf } from '../../../src/core/patterns/change/change.ts';
import { countScripts } from '../../../src/core/patterns/change/script-histories.ts';
import type { CoinView } from '../../../src/core/patterns/coin-view.ts';
import { followPeels, peelFinding } from '../../../src/core/patterns/peel-chain.ts';
import { findPeelsToService } from '../../../src/core/patterns/peel-to-otc.ts';
import { id, make, script, times } from './make.ts';

const told = (change: Change): string =>
  change.type === 'change' ? `${change.vout} by ${change.by.join(', ')}` : change.why;

/** Change of the last transaction, with all of them as its history. */
function changeOfLast(transactions: readonly CoinView[]): Change {
  return changeOf(transactions.at(-1)!, countScripts(transactions));
}

const payment = (outputs: readonly (readonly [number, string])[], inputs = [[900_000, 'a']] as const) =>
  make({ name: 'tx', height: 100, inputs, outputs });

test('one-time change: the only fresh, odd, smaller output of the inputs’ kind, with a reason for every output', () => {
  const change = changeOfLast([
    payment([
      [500_000, 'shop'],
      [390_123, 'fresh'],
    ]),
  ]);
  assert.equal(told(change), '1 by one-time');
  assert.deepEqual(
    change.reasons
      .filter((reason) => reason.heuristic === 'one-time')
      .map(({ vout, why }) => `${vout}: ${why}`),
    [
      '0: its value is a multiple of 1,000 sat',
      '1: the only fresh output of the inputs’ kind, not round, smaller than every input',
    ],
  );
});

test('two candidates are no answer, nor is an address seen before', () => {
  const two = changeOfLast([
    payment([
      [500_001, 'shop'],
      [390_123, 'fresh'],
    ]),
  ]);
  assert.equal(told(two), 'no heuristic names an output');
  assert.ok(two.reasons.some(({ why }) => why === 'one of 2 outputs that could be'));
  const seen = changeOfLast([
    make({ name: 'before', height: 90, inputs: [[900_000, 'b']], outputs: [[390_000, 'fresh']] }),
    payment([
      [500_000, 'shop'],
      [390_123, 'fresh'],
    ]),
  ]);
  assert.equal(told(seen), 'no heuristic names an output');
  const kind = changeOfLast([
    payment([
      [500_000, 'shop'],
      [390_123, 'p2sh:fresh'],
    ]),
  ]);
  assert.ok(kind.reasons.some(({ why }) => why === 'its type p2sh is not that of all inputs'));
});

test('direct change outweighs one-time change, and a cluster outweighs it too', () => {
  assert.equal(
    told(
      changeOfLast([
        payment([
          [500_000, 'a'],
          [390_123, 'fresh'],
        ]),
      ]),
    ),
    '0 by direct',
  );
  const together = make({
    name: 'before',
    height: 90,
    inputs: [
      [10_000, 'a'],
      [20_000, 'b'],
    ],
    outputs: [[29_000, 'x']],
  });
  assert.equal(
    told(
      changeOfLast([
        together,
        payment([
          [500_000, 'b'],
          [390_123, 'fresh'],
        ]),
      ]),
    ),
    '0 by cluster',
  );
  assert.equal(
    told(
      changeOfLast([
        payment(
          [
            [400_000, 'a'],
            [390_123, 'b'],
          ],
          [
            [450_000, 'a'],
            [450_000, 'b'],
          ] as never,
        ),
      ]),
    ),
    '2 outputs are as likely',
  );
});

test('where several may own the inputs there is no change', () => {
  const mix = make({
    name: 'mix',
    inputs: times(5, (i) => [i < 2 ? 5_003_932 : 5_000_000, `in${i}`] as const),
    outputs: times(5, (i) => [5_000_000, `out${i}`] as const),
  });
  assert.match(told(changeOfLast([mix])), /several owners may have signed \(coinjoin\/whirlpool-mix\)/);
});

/** Six links that each pay 100,000 or so; the payees' spends are made otherwise. */
function chain(payee: (i: number) => string): CoinView[] {
  let rest = 9_000_000;
  return times(6, (i) => {
    const paid = 100_000 + 1_000 * i;
    const tx = make({
      name: `link${i}`,
      height: 100 + i,
      locktime: 99 + i,
      inputs: [[rest, `c${i}`, i === 0 ? 'origin' : `link${i - 1}`, i === 0 ? 0 : 1]],
      outputs: [
        [paid, payee(i)],
        [rest - paid - 1_000, `c${i + 1}`],
      ],
    });
    rest -= paid + 1_000;
    return tx;
  });
}

const around = (transactions: readonly CoinView[], services: Readonly<Record<string, string>> = {}) => ({
  spenderOf: (txid: string, vout: number) =>
    transactions.find((tx) => tx.inputs.some((each) => each.txid === txid && each.vout === vout)) ?? null,
  serviceOf: (each: string) => services[each] ?? null,
});

test('a peel chain goes on where one spender is made alike, and says in what', () => {
  const links = chain((i) => `payee${i}`);
  // A payee spends too, with another version and no lock time.
  const payee = make({
    name: 'payee',
    version: 1,
    inputs: [[100_000, 'payee0', 'link0', 0]],
    outputs: [
      [50_000, 'p'],
      [49_000, 'q'],
    ],
  });
  const peels = followPeels(links[0]!, around([...links, payee]));
  assert.equal(peels.links.length, 5);
  assert.equal(peels.last, id('link5'));
  assert.deepEqual(peels.links[0]!.agreed, [
    'version',
    'locktime',
    'replaceable',
    'inputs of p2wpkh',
    'one inputs',
    'two outputs',
    'fee rate',
  ]);
  assert.equal(peels.links[0]!.peels[0]!.value, 100_000n);
  assert.equal(peels.stopped, 'no further output is known to be spent');
  assert.equal(peelFinding(links[0]!, peels)?.evidence.length, 5);
});

test('it stops at an ambiguity, at too many inputs, and at a labelled service', () => {
  const links = chain((i) => `payee${i}`);
  const twin = make({
    name: 'twin',
    height: 103,
    locktime: 102,
    inputs: [[102_000, 'payee2', 'link2', 0]],
    outputs: [
      [50_000, 'p'],
      [51_000, 'q'],
    ],
  });
  const unsure = followPeels(links[0]!, around([...links, twin]));
  assert.deepEqual(
    [unsure.links.length, unsure.stopped],
    [2, 'ambiguous: the spenders of 2 outputs are alike'],
  );
  const sweep = make({
    name: 'sweep',
    inputs: [[1, 'c1', 'link0', 1], ...times(4, (i) => [1_000, `s${i}`] as const)],
    outputs: [
      [2_000, 'x'],
      [1_000, 'y'],
    ],
  });
  assert.equal(followPeels(sweep, around([sweep])).stopped, '5 inputs: no peel');
  const service = followPeels(links[0]!, around([links[0]!], { [script('c1')]: 'Exchange' }));
  assert.equal(service.stopped, 'labelled service: Exchange');
});

test('five alike peels into one service are a finding, four or uneven ones are none', () => {
  const links = chain((i) => `deposit${i % 2}`);
  const services = { [script('deposit0')]: 'OTC', [script('deposit1')]: 'OTC' };
  const { serviceOf, spenderOf } = around(links, services);
  const peels = followPeels(links[0]!, { serviceOf, spenderOf });
  assert.match(findPeelsToService(links[0]!, peels, serviceOf)[0]?.says ?? '', /5 alike pieces .* of OTC/);
  const fewer = { ...peels, links: peels.links.slice(1) };
  assert.deepEqual(findPeelsToService(links[0]!, fewer, serviceOf), []);
  const uneven = {
    ...peels,
    links: peels.links.map((link, i) => ({
      ...link,
      peels: link.peels.map((p) => ({ ...p, value: p.value * 9n ** BigInt(i) })),
    })),
  };
  assert.deepEqual(findPeelsToService(links[0]!, uneven, serviceOf), []);
});
