/** How long stolen value rested before it moved, and before it reached a mixer or service, where a trace knows it. */
import type { Movement } from '../core/model/movement.ts';
import type { Delay } from '../core/strategy/effectiveness.ts';
import type { Trace } from '../core/trace/result.ts';

/** Under the first policy: when a place was reached hangs on no policy, only how much reached it. */
export function delaysOfTraces(cases: readonly (readonly Trace[])[]): Delay[] {
  return cases.flatMap(([trace]) => (trace === undefined ? [] : delaysOfTrace(trace)));
}

function delaysOfTrace({ recording, movements }: Trace): Delay[] {
  const times = new Map(
    [...recording.chains.values()].flatMap((blocks) =>
      blocks.flatMap(({ transactions }) =>
        transactions.map(({ chain, txid, time }): [string, number] => [`${chain}|${txid}`, time]),
      ),
    ),
  );
  const earliest = (fits: (movement: Movement) => boolean): number | null =>
    movements.filter(fits).reduce<number | null>((first, { chain, txid }) => {
      const time = times.get(`${chain}|${txid}`);
      return time === undefined || (first !== null && first <= time) ? first : time;
    }, null);
  const theft = earliest(({ type }) => type === 'seed');
  if (theft === null) return [];
  const row = (what: string, fits: (movement: Movement) => boolean): Delay[] => {
    const time = earliest(fits);
    return time === null
      ? []
      : [
          {
            incident: recording.incident ?? recording.id,
            what,
            seconds: time - theft,
            precision: 'second',
            source: `cases/${recording.id}`,
          },
        ];
  };
  return [
    ...row('first move', ({ from, type }) => from !== null && type !== 'fee' && type !== 'seed'),
    ...row('first mixer', ({ end }) => end?.kind === 'mixer'),
    ...row('first service', ({ end }) => end?.kind === 'service'),
  ];
}
