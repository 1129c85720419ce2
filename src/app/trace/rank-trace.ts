/** Where to look first in a recorded theft: TTR over its transfers, beside what exact taint says rests or ended there. */
import type { Recording } from '../../core/model/case.ts';
import { addressOf } from '../../core/model/location.ts';
import type { Transaction } from '../../core/model/transaction.ts';
import { type Ranking, type RankOptions, type RankTransfer, rank } from '../../core/trace/rank.ts';
import type { Trace } from '../../core/trace/result.ts';

export type RankedPlace = {
  readonly address: string;
  readonly score: number;
  /** Whether exact taint ever reached it under the trace's policy. */
  readonly tainted: boolean;
};

export type RankedTrace = {
  readonly places: readonly RankedPlace[];
  /** Of each seed: how many places were opened, of how many allowed, and what ended the push. */
  readonly runs: readonly {
    readonly seed: string;
    readonly opened: number;
    readonly budget: number;
    readonly stoppedBy: Ranking['stoppedBy'];
  }[];
  /** Tainted places among the places ranked, and all tainted places. */
  readonly met: number;
  readonly of: number;
};

export function rankTrace(trace: Trace, options: RankOptions): RankedTrace {
  const byAddress = transfersByAddress(trace.recording);
  const tainted = new Set(trace.movements.flatMap(({ to }) => (to === null ? [] : (addressOf(to) ?? []))));
  const times = new Map<string, number>();
  for (const [chain, blocks] of trace.recording.chains)
    for (const block of blocks) times.set(`${chain}|${block.height}`, block.time);
  // Behind an exchange or a mixer stand other people's coins: such a place is named and not looked behind.
  const stops = new Set(trace.recording.readings.stops.map(({ address }) => address));
  const seeds = new Map<string, number>();
  for (const { type, to, chain, place } of trace.movements) {
    const address = type === 'seed' && to !== null ? addressOf(to) : null;
    const time = times.get(`${chain}|${place.height}`) ?? 0;
    if (address !== null) seeds.set(address, Math.min(time, seeds.get(address) ?? time));
  }
  const score = new Map<string, number>();
  const runs = [...seeds].map(([address, time]) => {
    // The theft's own second counts as before what it led to.
    const ranking = rank(
      { address, time: time - 1 },
      (each) => (stops.has(each) ? [] : (byAddress.get(each) ?? [])),
      options,
    );
    for (const place of ranking.places)
      score.set(place.address, (score.get(place.address) ?? 0) + place.score / seeds.size);
    return { seed: address, opened: ranking.opened, budget: options.budget, stoppedBy: ranking.stoppedBy };
  });
  const places = [...score]
    .map(([address, own]) => ({ address, score: own, tainted: tainted.has(address) }))
    .sort((a, b) => b.score - a.score || (a.address < b.address ? -1 : 1));
  return { places, runs, met: places.filter((place) => place.tainted).length, of: tainted.size };
}

function transfersByAddress({ chains }: Recording): Map<string, RankTransfer[]> {
  const byAddress = new Map<string, RankTransfer[]>();
  const owners = new Map<string, string>();
  for (const blocks of chains.values())
    for (const { transactions } of blocks)
      for (const tx of transactions) {
        if (tx.type === 'utxo')
          for (const [vout, { owner }] of tx.outputs.entries())
            if (owner !== null) owners.set(`${tx.txid}:${vout}`, owner);
        for (const transfer of transfersOf(tx, owners))
          for (const end of new Set([transfer.from, transfer.to])) {
            const own = byAddress.get(end);
            if (own === undefined) byAddress.set(end, [transfer]);
            else own.push(transfer);
          }
      }
  return byAddress;
}

/** Of coins every spender pays every output by its part of the inputs, for inputs whose owner the recording knows. */
function transfersOf(tx: Transaction, ownerOf: ReadonlyMap<string, string>): RankTransfer[] {
  const { txid, time } = tx;
  if (tx.type === 'account')
    return tx.events.flatMap(({ type, from, to, asset, amount }) =>
      type === 'fee' || from === null || to === null
        ? []
        : [{ txid, time, from, to, asset, value: Number(amount) }],
    );
  const owners = tx.inputs.flatMap(({ txid: from, vout, value }) => {
    const owner = ownerOf.get(`${from}:${vout}`);
    return owner === undefined || value === null ? [] : [{ owner, value: Number(value) }];
  });
  const total = owners.reduce((sum, { value }) => sum + value, 0);
  return tx.outputs.flatMap(({ owner: to, value }) =>
    to === null
      ? []
      : owners.map(({ owner: from, value: own }) => ({
          txid,
          time,
          from,
          to,
          asset: 'coin',
          value: (Number(value) * own) / Math.max(1, total),
        })),
  );
}
