/**
 * Which Bitcoin addresses are spent together in transactions that carry a theft's taint, with the veto against CoinJoins
 * (core/attribution/clusters/co-spend.ts). Other transactions are not looked at: a cluster is a lead about stolen value.
 */
import { NETWORKS } from '../../core/chains/bitcoin/network.ts';
import type { Recording } from '../../core/model/case.ts';
import type { Movement } from '../../core/model/movement.ts';
import { countScripts } from '../../core/patterns/change/script-histories.ts';
import { viewTransactions } from '../../core/patterns/coin-view-readers.ts';
import { clustersOf } from './branch-findings.ts';
import { ownersOf } from './coin-findings.ts';

/** Groups of two addresses and more, each in the order of spelling. */
export function coSpentOn(recording: Recording, movements: readonly Movement[]): string[][] {
  return NETWORKS.flatMap((network) => {
    const tainted = new Set(movements.flatMap(({ chain, txid }) => (chain === network.chain ? [txid] : [])));
    const coins = (recording.chains.get(network.chain) ?? []).flatMap(({ transactions }) =>
      transactions.flatMap((tx) => (tx.type === 'utxo' ? [tx] : [])),
    );
    if (tainted.size === 0 || coins.length === 0) return [];
    const owners = ownersOf(coins, network);
    // All are read, for an input's script is that of the output it spends; only tainted ones join.
    const views = viewTransactions(coins, network).filter(({ txid }) => tainted.has(txid));
    return [...clustersOf(views, countScripts(views)).values()].map((scripts) =>
      scripts.map((script) => owners.get(script) ?? script).sort(),
    );
  });
}
