/**
 * Who owned the inputs of a CoinJoin: what “all inputs of a transaction are one owner’s” (H1) would wrongly join,
 * and what is left of it with the veto. Emulated sets tell the owning wallet of every input.
 */
import { changeOf } from '../../src/core/patterns/change/change.ts';
import { countScripts } from '../../src/core/patterns/change/script-histories.ts';
import { severalOwners } from '../../src/core/patterns/coinjoin/coinjoin.ts';
import type { ScoreData } from '../data.ts';
import { type Scored, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';
import { type Labelled, readCorpus, type Wallets } from './coinjoin-sets.ts';

type Owned = Labelled & { readonly wallets: Wallets };

export const ownership: Section = {
  name: 'Ownership of inputs',
  run(data: ScoreData) {
    const { files, transactions } = readCorpus(data);
    return files.flatMap((file): SetScore[] => {
      const rows = file.txids.map((txid) => transactions.get(txid)!);
      const owned = rows.filter((row): row is Owned => row.wallets !== null);
      return owned.length === 0 ? [] : [ownersOf(file.family, file.stem, owned, rows.length)];
    });
  },
};

/** An item is a transaction: “found” means that the rule keeps its inputs apart, as it must where several own them. */
function ownersOf(family: string, stem: string, rows: readonly Owned[], all: number): SetScore {
  const items = rows.map(({ view, wallets }): Scored => {
    const reason = severalOwners(view);
    return {
      id: view.txid,
      labelled: new Set(wallets.inputs).size > 1,
      found: reason !== null,
      why: `${new Set(wallets.inputs).size} wallets${reason === null ? '' : `; ${reason}`}`,
    };
  });
  const naive = joined(rows, () => true);
  const vetoed = joined(rows, ({ view }) => severalOwners(view) === null);
  const claims = rows.filter(
    ({ view, wallets }) =>
      new Set(wallets.inputs).size > 1 && changeOf(view, countScripts([view])).type === 'change',
  ).length;
  const pairs = (count: number, of: number): string => `${count} of ${of} pairs`;
  return scoreSet(
    {
      detector: 'cluster/co-spend-veto',
      family,
      set: `${stem}, owners known`,
      targets: { recall: 0.99 },
      notes: [
        `${rows.length} of ${all} transactions name the owning wallet of every input and output. Emulated on regtest, so figures speak of the rule and not of how often it happens on mainnet.`,
      ],
      figures: [
        { name: 'H1 without veto: addresses joined wrongly', value: pairs(naive.wrong, naive.joined) },
        { name: 'H1 without veto: clusters that mix wallets', value: naive.mixed },
        { name: 'H1 without veto: wallets in the largest cluster', value: naive.most },
        {
          name: 'with the veto: addresses joined wrongly',
          value: pairs(vetoed.wrong, vetoed.joined),
          target: '0',
          holds: vetoed.wrong === 0,
        },
        {
          name: 'change claimed inside a CoinJoin of several wallets',
          value: claims,
          target: '0',
          holds: claims === 0,
        },
        {
          name: 'what the veto costs: pairs of one wallet’s inputs left apart',
          value: naive.joined - naive.wrong - (vetoed.joined - vetoed.wrong),
        },
      ],
    },
    items,
  );
}

/** Joins the input addresses of the transactions that a rule accepts, and counts pairs by true owner. */
function joined(
  rows: readonly Owned[],
  accepts: (row: Owned) => boolean,
): { joined: number; wrong: number; mixed: number; most: number } {
  const parents = new Map<string, string>();
  const owners = new Map<string, string>();
  const rootOf = (script: string): string => {
    let at = script;
    while (parents.get(at)! !== at) at = parents.get(at)!;
    return at;
  };
  for (const row of rows) {
    const scripts = row.shape.inputs.map((input) => input.script);
    scripts.forEach((script, i) => {
      owners.set(script, row.wallets.inputs[i]!);
      if (!parents.has(script)) parents.set(script, script);
    });
    if (!accepts(row)) continue;
    for (const script of scripts.slice(1)) parents.set(rootOf(script), rootOf(scripts[0]!));
  }
  const clusters = new Map<string, Map<string, number>>();
  for (const [script, owner] of owners) {
    const cluster = clusters.get(rootOf(script)) ?? new Map<string, number>();
    cluster.set(owner, (cluster.get(owner) ?? 0) + 1);
    clusters.set(rootOf(script), cluster);
  }
  const pairsOf = (n: number): number => (n * (n - 1)) / 2;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const sizes = [...clusters.values()].map((cluster) => [...cluster.values()]);
  const total = sum(sizes.map((counts) => pairsOf(sum(counts))));
  return {
    joined: total,
    wrong: total - sum(sizes.flat().map(pairsOf)),
    mixed: sizes.filter((counts) => counts.length > 1).length,
    most: Math.max(0, ...sizes.map((counts) => counts.length)),
  };
}
