/** A small mixer pool with a thief's batches and his receivers, written like the real tables. */
import { makeRandom } from '../../src/core/laboratory/prng.ts';

const START = 1_650_000_000;
const DAY = 86_400;
const BATCHES = 4;

export function madeTornado(): Record<string, string> {
  const { below } = makeRandom(11);
  const address = (): string => `0x${Array.from({ length: 40 }, () => below(16).toString(16)).join('')}`;
  const blockAt = (time: number): number => 14_000_000 + Math.floor((time - START + 60 * DAY) / 13);
  const deposits: number[] = [];
  const withdrawals: { time: number; to: string }[] = [];
  for (let i = 0; i < 400; i += 1) {
    const time = START - 40 * DAY + Math.floor((i * 55 * DAY) / 400);
    deposits.push(time);
    withdrawals.push({ time: time + below(3600), to: address() });
  }
  const batches: string[] = [];
  const truth: string[] = [];
  for (let batch = 1; batch <= BATCHES; batch += 1) {
    const first = START + batch * 2 * DAY;
    const depositor = address();
    batches.push([batch, depositor, 12, minute(first), minute(first + 3600)].join(','));
    for (let i = 0; i < 12; i += 1) deposits.push(first + i * 300);
    for (let receiver = 0; receiver < 4; receiver += 1) {
      const to = address();
      truth.push([batch, depositor, to, 3].join(','));
      for (let i = 0; i < 3; i += 1) withdrawals.push({ time: first + 3600 + below(6 * 3600), to });
    }
  }
  const hash = (i: number): string => `0x${i.toString(16).padStart(64, '0')}`;
  const lines = (header: string, rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;
  return {
    'tornado/deposits_eth_100.csv': lines(
      'block,timestamp,tx_hash,leaf_index,commitment',
      deposits.sort((a, b) => a - b).map((time, i) => [blockAt(time), time, hash(i), i, hash(i)].join(',')),
    ),
    'tornado/withdrawals_eth_100.csv': lines(
      'block,tx_hash,to,fee_wei,nullifier_hash',
      withdrawals
        .sort((a, b) => a.time - b.time)
        .map(({ time, to }, i) => [blockAt(time), hash(10_000 + i), to, 1, hash(i)].join(',')),
    ),
    'dprk/made_tornado_deposit_batches.csv': lines(
      'batch,depositor,deposits_100eth,first_utc,last_utc',
      batches,
    ),
    'dprk/made_tornado_withdrawers.csv': lines('batch,depositor,withdrawer,withdrawals_100eth', truth),
  };
}

const minute = (time: number): string => new Date(time * 1000).toISOString().slice(0, 16);
