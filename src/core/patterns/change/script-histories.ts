/**
 * What is known of the scripts of a set of transactions: counted from the set alone, so “first seen” means first
 * seen in what was traced. With more of the chain at hand more outputs turn out to have been seen before.
 */
import { clusterOf, joinBlock, newClusters } from '../../attribution/clusters/clusters.kernel.ts';
import type { CoinView } from '../coin-view.ts';
import { severalOwners } from '../coinjoin/coinjoin.ts';
import type { ScriptHistory } from './change.ts';

type Seen = { readonly number: number; first: number | null; receipts: number; spends: number };

export type CountedScripts = ScriptHistory & {
  /** The smallest number of the script's cluster; null where it is not in the set. */
  clusterOf(script: string): number | null;
};

export function countScripts(transactions: readonly CoinView[]): CountedScripts {
  const seen = new Map<string, Seen>();
  const look = (script: string): Seen => {
    const known = seen.get(script);
    if (known !== undefined) return known;
    const fresh: Seen = { number: seen.size, first: null, receipts: 0, spends: 0 };
    seen.set(script, fresh);
    return fresh;
  };
  const inputs: number[] = [];
  const starts = [0];
  const vetoed: number[] = [];
  for (const tx of transactions) {
    for (const { script } of tx.outputs) {
      const entry = look(script);
      entry.receipts += 1;
      if (tx.height !== null && (entry.first === null || tx.height < entry.first)) entry.first = tx.height;
    }
    for (const { script } of tx.inputs) {
      if (script === null) continue;
      const entry = look(script);
      entry.spends += 1;
      inputs.push(entry.number);
    }
    starts.push(inputs.length);
    vetoed.push(severalOwners(tx) === null ? 0 : 1);
  }
  const clusters = newClusters(seen.size);
  joinBlock(clusters, seen.size, {
    inputs: Uint32Array.from(inputs),
    starts: Uint32Array.from(starts),
    vetoed: Uint8Array.from(vetoed),
  });
  const cluster = (script: string): number | null => {
    const entry = seen.get(script);
    return entry === undefined ? null : clusterOf(clusters, entry.number);
  };
  return {
    firstSeen: (script) => seen.get(script)?.first ?? null,
    receipts: (script) => seen.get(script)?.receipts ?? 0,
    spends: (script) => seen.get(script)?.spends ?? 0,
    together: (a, b) => cluster(a) !== null && cluster(a) === cluster(b),
    clusterOf: cluster,
  };
}
