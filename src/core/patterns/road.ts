/** A finished trace as the detectors of its road see it: movements with their times, and who is known by name. */
import type { AssetId } from '../model/asset.ts';
import type { ChainId } from '../model/chain.ts';
import type { EvidenceRow } from '../model/finding.ts';
import { addressOf, type Location } from '../model/location.ts';
import type { Movement } from '../model/movement.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Known } from './known.ts';

export type TagOf = (
  chain: ChainId,
  address: string,
) => { readonly label: string; readonly category: string } | null;

export type Road = {
  readonly movements: readonly Movement[];
  readonly transactionOf: (chain: ChainId, txid: string) => Transaction | null;
  readonly tagOf: TagOf;
  readonly known: Known;
};

/** A movement with the time of its transaction. */
export type Step = Movement & { readonly time: number };

/** By time; within a transaction in their order. Movements whose transaction is not at hand are left out. */
export const stepsOf = ({ movements, transactionOf }: Road): Step[] =>
  movements
    .flatMap((movement): Step[] => {
      const tx = transactionOf(movement.chain, movement.txid);
      return tx === null ? [] : [{ ...movement, time: tx.time }];
    })
    .sort(
      (a, b) =>
        a.time - b.time ||
        (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : 0) ||
        a.place.height - b.place.height ||
        a.place.index - b.place.index ||
        a.seq - b.seq,
    );

export const placeOf = (location: Location | null): string | null =>
  location === null ? null : addressOf(location);

export const assetFrom = ({ from, asset }: Movement): AssetId =>
  from === null || from.type === 'outpoint' ? asset : from.asset;

export const rowOf = (step: Movement, what: string): EvidenceRow => ({
  what,
  chain: step.chain,
  txid: step.txid,
  ...(placeOf(step.to) === null ? {} : { address: placeOf(step.to)! }),
  asset: step.asset,
  amount: step.amount,
});

/** A bridge's two sides, by the edge between them. */
export type Crossing = { readonly out: Step; readonly in: Step };

export function crossingsOf(steps: readonly Step[]): Crossing[] {
  const outs = new Map<string, Step>();
  for (const step of steps)
    if (step.type === 'bridge-out' && step.to?.type === 'transit' && !outs.has(step.to.edge))
      outs.set(step.to.edge, step);
  return steps.flatMap((step) => {
    const out =
      step.type === 'bridge-in' && step.from?.type === 'transit' ? outs.get(step.from.edge) : undefined;
    return out === undefined ? [] : [{ out, in: step }];
  });
}

export const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.POSITIVE_INFINITY;
