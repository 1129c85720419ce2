/** D18: many sibling addresses lie still for a month and more, and then move together. For any chain. */
import type { ChainId } from '../model/chain.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { TxId } from '../model/location.ts';

export const dormancyCard: DetectorCard = {
  id: 'dormancy/batch',
  question: 'Do addresses of one origin move together after a long rest?',
  definition:
    'At least 20 addresses funded by the same transaction or address, each untouched for 30 days or more, move within 24 hours of each other.',
  source: 'Older thefts that came alive in batches (typology D18)',
  innocent: 'A custodian that changes its vaults, or a holder who moves to a new wallet, does it too.',
  cost: 'O(n log n) for n moved coins',
};

export type Rest = {
  readonly chain: ChainId;
  readonly address: string;
  /** What funded it: siblings share it. */
  readonly origin: string;
  /** Seconds: when it was last touched before it moved, and when it moved. */
  readonly since: number;
  readonly movedAt: number;
  readonly movedBy: TxId;
};

const FEWEST = 20;
const REST_SECONDS = 30 * 86_400;
const WINDOW_SECONDS = 86_400;

export function findDormantBatches(rests: readonly Rest[]): Finding[] {
  const groups = new Map<string, Rest[]>();
  for (const rest of rests) {
    if (rest.movedAt - rest.since < REST_SECONDS) continue;
    const key = `${rest.chain} ${rest.origin}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rest]);
    else group.push(rest);
  }
  return [...groups.values()].flatMap((group): Finding[] => {
    const batch = largestBatch(group.toSorted((a, b) => a.movedAt - b.movedAt));
    const first = batch[0];
    const addresses = new Set(batch.map((rest) => rest.address)).size;
    if (first === undefined || addresses < FEWEST) return [];
    const days = Math.floor(Math.min(...batch.map((rest) => rest.movedAt - rest.since)) / 86_400);
    return [
      {
        detector: dormancyCard.id,
        subject: { type: 'transaction', chain: first.chain, txid: first.movedBy },
        says: `${addresses} addresses of one origin move within a day after at least ${days} days of rest.`,
        strength: Math.min(0.85, 0.5 + addresses / 200),
        evidence: batch.map(({ chain, address, movedBy }) => ({
          what: 'moved after its rest',
          chain,
          txid: movedBy,
          address,
        })),
      },
    ];
  });
}

function largestBatch(sorted: readonly Rest[]): readonly Rest[] {
  let best: readonly Rest[] = [];
  for (let from = 0, to = 0; from < sorted.length; from += 1) {
    while (to < sorted.length && sorted[to]!.movedAt - sorted[from]!.movedAt < WINDOW_SECONDS) to += 1;
    if (to - from > best.length) best = sorted.slice(from, to);
  }
  return best;
}
