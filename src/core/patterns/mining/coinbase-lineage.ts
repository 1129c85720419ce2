/** Where coins were mined: the way back, or onward, from a coinbase in few steps. */
import type { Amount } from '../../model/amount.ts';
import type { DetectorCard, Finding } from '../../model/finding.ts';
import type { TxId } from '../../model/location.ts';
import type { CoinView } from '../coin-view.ts';
import { severalOwners } from '../coinjoin/coinjoin.ts';
import type { PoolReader } from './pools.ts';

export const coinbaseLineageCard: DetectorCard = {
  id: 'mining/coinbase-lineage',
  question: 'Were these coins mined a few steps ago?',
  definition:
    'An output whose whole value descends, in at most 3 steps, from coinbases: each step spends only such outputs, and none may have several owners. The pool is what the coinbase says.',
  source: 'Chain facts; the pool’s name is the miner’s own word',
  innocent: 'Freshly mined coins are as clean as their buyer. Lineage is provenance and no suspicion.',
  cost: 'O(inputs and outputs) of the transactions given, in chain order',
};

export const MOST_STEPS = 3;

export type Lineage = {
  readonly txid: TxId;
  readonly vout: number;
  readonly value: Amount;
  readonly script: string;
  /** Steps since the coinbase; 0: its own output. */
  readonly steps: number;
  readonly pools: readonly string[];
  readonly coinbases: readonly TxId[];
};

/** Every output of coinbase lineage among transactions in chain order (a coinbase may stand anywhere in its block). */
export function coinbaseLineage(
  transactions: readonly CoinView[],
  poolOf: PoolReader,
  mostSteps = MOST_STEPS,
): Lineage[] {
  const known = new Map<string, Lineage>();
  const add = (tx: CoinView, steps: number, pools: readonly string[], coinbases: readonly TxId[]): void => {
    tx.outputs.forEach(({ value, script }, vout) => {
      if (value > 0n)
        known.set(`${tx.txid}:${vout}`, { txid: tx.txid, vout, value, script, steps, pools, coinbases });
    });
  };
  for (const tx of transactions) {
    if (tx.minerText === null) continue;
    add(tx, 0, [poolOf(tx.minerText) ?? 'unknown miner'], [tx.txid]);
  }
  for (const tx of transactions) {
    if (tx.minerText !== null || tx.inputs.length === 0) continue;
    const before = tx.inputs.map(({ txid, vout }) => known.get(`${txid}:${vout}`));
    if (!before.every((each) => each !== undefined) || severalOwners(tx) !== null) continue;
    const steps = 1 + Math.max(...before.map((each) => each.steps));
    if (steps > mostSteps) continue;
    const all = <T>(pick: (each: Lineage) => readonly T[]): T[] => [...new Set(before.flatMap(pick))];
    add(
      tx,
      steps,
      all((each) => each.pools),
      all((each) => each.coinbases),
    );
  }
  return [...known.values()];
}

export const lineageFinding = (tx: CoinView, { vout, value, steps, pools, coinbases }: Lineage): Finding => ({
  detector: coinbaseLineageCard.id,
  subject: { type: 'transaction', chain: tx.chain, txid: tx.txid },
  says: `Output ${vout} is made of coins mined ${steps} ${steps === 1 ? 'step' : 'steps'} before, by ${pools.join(', ')}.`,
  strength: steps === 0 ? 1 : 0.9,
  evidence: coinbases.map((txid) => ({ what: 'the coinbase', chain: tx.chain, txid, amount: value })),
});
