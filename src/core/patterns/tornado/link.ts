/**
 * From a thief's deposits to whoever may have withdrawn them: candidate sets with probabilities, never one name
 * and never a movement of taint. Runs on batches of an incident's or a listed entity's addresses only.
 */
import { nativeAsset } from '../../model/asset.ts';
import { getChain } from '../../model/chain.ts';
import type { DetectorCard, Finding } from '../../model/finding.ts';
import type { TxId } from '../../model/location.ts';
import { type Batch, byRecipient, type Candidate, type Pool } from './events.ts';
import { excessOf } from './excess.ts';
import { dealtDirectly, inOrderOfTime, sameAddress, sameDenominations, uniqueGasPrice } from './published.ts';

export const TORNADO_LINK: DetectorCard = {
  id: 'tornado/link',
  question: 'Who may have withdrawn what was paid into this mixer?',
  definition:
    'Candidates by five heuristics and by the excess of withdrawals over the pool’s usual rate in the hours after a batch; p = 1 − Π(1 − pᵢ) over same address, unique gas price, same denominations (≥ 2 pools, ≥ 5 transactions, 1 day), direct dealings (≥ 3) and excess. Matching in order of time is shown but not counted: the excess already uses the time.',
  source:
    'Béres et al. 2021; Tutela 2022; FIFO matching after the study of mixers on three chains (field.md §2.5); excess: own',
  innocent: 'Whoever used the pool in the same hours: most candidates of a busy pool are strangers.',
  cost: 'O(n log n) in the events of a pool, O(b · k) for b batches with k withdrawals in their hours',
};

export type Outside = {
  /** The same depositor’s batches in other pools. */
  readonly others: (batch: Batch) => readonly { readonly pool: Pool; readonly batch: Batch }[];
  /** Direct transactions between two addresses outside the pool; 0 where nothing is known. */
  readonly dealings: (a: string, b: string) => number;
};

export const NOTHING_OUTSIDE: Outside = { others: () => [], dealings: () => 0 };

/** Every candidate of each batch, the likeliest first. */
export function linkBatches(
  pool: Pool,
  batches: readonly Batch[],
  outside: Outside = NOTHING_OUTSIDE,
): readonly (readonly Candidate[])[] {
  const all = byRecipient(pool);
  const excess = excessOf(pool, batches);
  return batches.map((batch, i) => {
    const counted: Readonly<Record<string, ReadonlyMap<string, number>>> = {
      'same-address': sameAddress(pool, batch),
      'gas-price': uniqueGasPrice(pool, batch),
      denominations: sameDenominations([{ pool, batch }, ...outside.others(batch)]),
      dealings: dealtDirectly(pool, batch, outside.dealings),
      excess: excess[i]!,
    };
    const shown = { ...counted, 'order-of-time': inOrderOfTime(pool, batch) };
    const recipients = new Set(Object.values(counted).flatMap((links) => [...links.keys()]));
    return [...recipients]
      .map((recipient): Candidate => {
        const against = Object.values(counted).reduce(
          (rest, links) => rest * (1 - (links.get(recipient) ?? 0)),
          1,
        );
        const by = Object.entries(shown).flatMap(([name, links]) =>
          links.has(recipient) ? [[name, links.get(recipient)!]] : [],
        );
        return {
          recipient,
          probability: 1 - against,
          withdrawals: all.get(recipient) ?? [],
          by: Object.fromEntries(by),
        };
      })
      .sort((a, b) => b.probability - a.probability || (a.recipient < b.recipient ? -1 : 1));
  });
}

/** A batch’s candidates at or above a probability, as something that can be shown and doubted. */
export function tornadoFinding(
  pool: Pool,
  batch: Batch,
  candidates: readonly Candidate[],
  least: number,
): Finding | null {
  const kept = candidates.filter(({ probability }) => probability >= least);
  if (kept.length === 0) return null;
  const asset = nativeAsset(getChain(pool.chain)).id;
  const mean = kept.reduce((sum, { probability }) => sum + probability, 0) / kept.length;
  const taken = kept.reduce((sum, { withdrawals }) => sum + withdrawals.length, 0);
  return {
    detector: TORNADO_LINK.id,
    subject: { type: 'address', chain: pool.chain, address: batch.depositor },
    says: `${kept.length} receivers may hold what ${batch.count} deposits into ${pool.name} brought; together they took ${taken} withdrawals, of which at most ${batch.count} can be theirs.`,
    // What the set took beyond the deposits is certainly wrong.
    strength: Math.min(mean, batch.count / Math.max(1, taken)),
    evidence: kept.map(({ recipient, probability, withdrawals }) => ({
      what: `${withdrawals.length} withdrawals, probability ${probability.toFixed(2)}`,
      chain: pool.chain,
      address: recipient,
      asset,
      ...(withdrawals[0] === undefined ? {} : { txid: withdrawals[0].txid as TxId }),
    })),
  };
}
