/** D03: one address spreads what it has over many fresh ones, alike in value, within hours. For any chain. */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type { ChainId } from '../model/chain.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { TxId } from '../model/location.ts';
import { mostlyRound, variesLess } from './evenness.ts';

export const fanOutCard: DetectorCard = {
  id: 'fan-out/even',
  question: 'Does one address spread what it has over many new ones?',
  definition:
    'At least 10 distinct receivers, each paid for the first time, from one address in one asset within 6 hours; the values vary by less than a tenth (standard deviation / mean), or nine tenths of them are round.',
  source: 'Bybit, February 2025, and other thefts (typology D03)',
  innocent:
    'Payrolls, airdrops and exchanges that fill fresh deposit or hot wallets do the same. It shows a habit, not a thief.',
  cost: 'O(n log n) for n transfers of a branch',
};

export type Spread = {
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly time: number;
  readonly from: string;
  readonly to: string;
  readonly asset: AssetId;
  readonly amount: Amount;
  /** Whether the receiver had never been paid before. */
  readonly fresh: boolean;
};

const FEWEST = 10;
const WINDOW_SECONDS = 6 * 3600;
const EVEN_PERCENT = 10n;

export function findFanOuts(transfers: readonly Spread[]): Finding[] {
  const groups = new Map<string, Spread[]>();
  for (const transfer of transfers) {
    if (!transfer.fresh || transfer.amount === 0n) continue;
    const key = `${transfer.chain} ${transfer.from} ${transfer.asset}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [transfer]);
    else group.push(transfer);
  }
  return [...groups.values()].flatMap(fanOutOf);
}

/** The longest run within the window that is even or round. */
function fanOutOf(group: readonly Spread[]): Finding[] {
  const sorted = group.toSorted((a, b) => a.time - b.time);
  let best: readonly Spread[] = [];
  for (let from = 0, to = 0; from < sorted.length; from += 1) {
    while (to < sorted.length && sorted[to]!.time - sorted[from]!.time < WINDOW_SECONDS) to += 1;
    if (to - from <= best.length) continue;
    const run = sorted.slice(from, to);
    if (new Set(run.map((each) => each.to)).size < FEWEST) continue;
    const amounts = run.map((each) => each.amount);
    if (variesLess(amounts, EVEN_PERCENT) || mostlyRound(amounts)) best = run;
  }
  const first = best[0];
  if (first === undefined) return [];
  const receivers = new Set(best.map((each) => each.to)).size;
  const minutes = Math.round((best.at(-1)!.time - first.time) / 60);
  return [
    {
      detector: fanOutCard.id,
      subject: { type: 'address', chain: first.chain, address: first.from },
      says: `${receivers} new addresses are paid from one within ${minutes} minutes, in alike amounts.`,
      strength: Math.min(0.9, 0.4 + receivers / 100),
      evidence: best.map(({ chain, txid, to, asset, amount }) => ({
        what: 'paid a new address',
        chain,
        txid,
        address: to,
        asset,
        amount,
      })),
    },
  ];
}
