/**
 * Whirlpool’s own proof: a Tx0 is one for certain once a premix of it is spent in a mix, and a mix’s coins come
 * from a Tx0 or from a mix. Strength grows with what is at hand; what is not at hand takes nothing away.
 */
import type { TxId } from '../../model/location.ts';
import type { CoinView } from '../coin-view.ts';
import type { CoinJoinVerdict } from './verdict.ts';

const MIX = 'coinjoin/whirlpool-mix';
const TX0 = 'coinjoin/whirlpool-tx0';
const PROVEN_TX0 = 0.9;
const PROVEN_MIX = 0.99;

export type Judged = { readonly tx: CoinView; readonly verdict: CoinJoinVerdict };

export function withLineage(judged: readonly Judged[]): Judged[] {
  const detectors = new Map(judged.map(({ tx, verdict }) => [tx.txid, verdict.detector]));
  const mixed = new Set<TxId>();
  for (const { tx, verdict } of judged) {
    if (verdict.detector === MIX) for (const { txid } of tx.inputs) mixed.add(txid);
  }
  const descends = ({ inputs }: CoinView): boolean =>
    inputs.every(({ txid }) => [MIX, TX0].includes(detectors.get(txid) ?? ''));
  return judged.map(({ tx, verdict }) => {
    if (verdict.detector === TX0 && mixed.has(tx.txid))
      return raised(tx, verdict, PROVEN_TX0, 'A premix of it is spent in a mix.');
    if (verdict.detector === MIX && descends(tx))
      return raised(tx, verdict, PROVEN_MIX, 'Every coin comes from a Tx0 or from a mix.');
    return { tx, verdict };
  });
}

const raised = (tx: CoinView, verdict: CoinJoinVerdict, strength: number, says: string): Judged => ({
  tx,
  verdict: { ...verdict, strength, says: `${verdict.says} ${says}` },
});
