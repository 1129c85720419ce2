/** D08: what arrived on Bitcoin is cut into a great many outputs of about a coin, each to an address of its own. */
import type { Amount } from '../model/amount.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import { type CoinOutput, type CoinView, scriptType } from './coin-view.ts';
import { coinJoinOf } from './coinjoin/coinjoin.ts';

export const scatterCard: DetectorCard = {
  id: 'scatter/btc',
  question: 'Is a branch cut into a great many small coins?',
  definition:
    'Over the transactions of a branch that are no CoinJoins: at least 100 outputs to scripts that are paid once and spent from at most once, mean value 0.2 to 2 BTC.',
  source:
    'Bybit, March 2025: 12,836 BTC over 9,117 wallets (1.41 each), later 10,003 over 35,772 (0.28) (typology D08)',
  innocent:
    'A large exchange’s withdrawals and a miner pool’s payouts look alike; the branch’s taint is what makes it a lead.',
  cost: 'O(outputs) of the branch',
};

const FEWEST = 100;
const LEAST_MEAN: Amount = 20_000_000n;
const MOST_MEAN: Amount = 200_000_000n;
/** Rows of evidence; the whole list is the branch itself. */
const SHOWN = 20;

export function findScatter(branch: readonly CoinView[]): Finding | null {
  const uses = new Map<string, { receipts: number; spends: number }>();
  const useOf = (script: string): { receipts: number; spends: number } => {
    const known = uses.get(script) ?? { receipts: 0, spends: 0 };
    uses.set(script, known);
    return known;
  };
  const paid: { readonly tx: CoinView; readonly output: CoinOutput }[] = [];
  for (const tx of branch) {
    for (const { script } of tx.inputs) if (script !== null) useOf(script).spends += 1;
    const joins = coinJoinOf(tx) !== null;
    for (const output of tx.outputs) {
      if (scriptType(output.script) === 'data') continue;
      useOf(output.script).receipts += 1;
      if (!joins) paid.push({ tx, output });
    }
  }
  const once = paid.filter(({ output }) => {
    const use = useOf(output.script);
    return use.receipts === 1 && use.spends <= 1;
  });
  const total = once.reduce((sum, { output }) => sum + output.value, 0n);
  const count = BigInt(once.length);
  if (once.length < FEWEST || total < LEAST_MEAN * count || total > MOST_MEAN * count) return null;
  const { tx } = once[0]!;
  return {
    detector: scatterCard.id,
    subject: { type: 'transaction', chain: tx.chain, txid: tx.txid },
    says: `${total} sat lie scattered over ${once.length} addresses that are used once.`,
    strength: Math.min(0.9, 0.5 + once.length / 5000),
    evidence: once.slice(0, SHOWN).map(({ tx: { chain, txid }, output }) => ({
      what: 'one of the scattered coins',
      chain,
      txid,
      amount: output.value,
    })),
  };
}
