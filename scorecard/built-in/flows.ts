/** A small theft that is passed on by value, with much dust around it; and the case that names its targets. */
import { makeRandom } from '../../src/core/laboratory/prng.ts';

const START = Date.UTC(2024, 0, 1);

export function madeFlows(): Record<string, string> {
  const { below } = makeRandom(12);
  const address = (): string => `0x${Array.from({ length: 40 }, () => below(16).toString(16)).join('')}`;
  const source = address();
  const rows: string[] = [];
  const targets: string[] = [];
  const pay = (from: string, to: string, value: number, hour: number): void => {
    rows.push([new Date(START + hour * 3_600_000).toISOString(), from, to, value].join(','));
  };
  for (let branch = 0; branch < 6; branch += 1) {
    let at = source;
    for (let hop = 0; hop < 5; hop += 1) {
      const next = address();
      pay(at, next, 100, 1 + branch + hop * 3);
      for (let i = 0; i < 4; i += 1) pay(at, address(), 0.01, 2 + branch + hop * 3);
      at = next;
    }
    targets.push(at);
  }
  const named = (list: readonly string[]) => list.map((each) => ({ address: each, label: 'made' }));
  return {
    'flows/made_eth_txs_2024.csv': `${['block_time,from,to,total_eth', ...rows].join('\n')}\n`,
    'flows/tracer_cases_made.json': JSON.stringify([
      { name: 'made', net: 'eth', source: named([source]), target: named(targets) },
    ]),
  };
}
