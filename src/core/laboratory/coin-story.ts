/** Transactions on Lab Bitcoin, with what each does to the thief's book. */
import type { Amount } from '../model/amount.ts';
import type { Chain } from '../model/chain.ts';
import { assert } from '../model/errors.ts';
import type { Location } from '../model/location.ts';
import type { UtxoOutput } from '../model/transaction.ts';
import { exchanged, type Pieces, split, unitsOf } from './book.ts';
import { type Coin, type Lab, type Note, nativeOf, outpointOf, recordUtxo, stopOf } from './lab.ts';

export type Spend = {
  readonly inputs: readonly Coin[];
  readonly outputs: readonly UtxoOutput[];
  readonly notes?: readonly Note[];
  /** The outputs the thief means to pay with stolen money, first come first; absent: all, in order. */
  readonly stolenTo?: readonly number[];
};

/** What a transaction of this shape costs at the fee rate of the day. */
export const minerFee = (lab: Lab, inputs: number, outputs: number): Amount =>
  BigInt(11 + 68 * inputs + 31 * outputs) * lab.random.between(3n, 24n);

const sumOf = (items: readonly { readonly value: Amount }[]): Amount =>
  items.reduce((sum, item) => sum + item.value, 0n);

/** New coins for those who own some before the story begins. */
export const found = (lab: Lab, chain: Chain, outputs: readonly UtxoOutput[]): Coin[] =>
  recordUtxo(lab, chain, [], outputs, [], sumOf(outputs));

/** Pays `payments` out of `inputs`; what is left after the fee goes to `change`. */
export function payWithChange(
  lab: Lab,
  chain: Chain,
  inputs: readonly Coin[],
  payments: readonly UtxoOutput[],
  change: string,
  notes: readonly Note[] = [],
  memo: readonly UtxoOutput[] = [],
): Coin[] {
  const rest = sumOf(inputs) - sumOf(payments) - minerFee(lab, inputs.length, payments.length + 1);
  return spend(lab, chain, {
    inputs,
    outputs: [...payments, { value: rest, owner: change }, ...memo],
    notes,
  });
}

export function spend(lab: Lab, chain: Chain, { inputs, outputs, notes = [], stolenTo }: Spend): Coin[] {
  const total = sumOf(inputs);
  assert(
    sumOf(outputs) < total && outputs.every((output) => output.value >= 0n),
    `the coins do not suffice in the scene "${lab.scene}"`,
  );
  const asset = nativeOf(chain);
  const places = inputs.map((coin) => outpointOf(chain, coin));
  const stolen = places.reduce((sum, place) => sum + lab.book.held(place), 0n);
  // An input is as mixed as the whole transaction: its units lose themselves among all the others.
  let pieces: Pieces = places.flatMap((place) =>
    lab.book.take(place, total, stolen === total ? lab.book.held(place) : total + 1n),
  );
  const coins = recordUtxo(lab, chain, inputs, outputs, notes);
  for (const vout of stolenTo ?? coins.keys()) {
    const coin = coins[vout]!;
    const { head, tail } = split(pieces, coin.value);
    pieces = tail;
    const meaning = notes.find(
      (note) => note.meaning.type === 'bridge-out' && note.meaning.event === vout,
    )?.meaning;
    const to = outpointOf(chain, coin);
    const stop = coin.owner === null ? null : stopOf(lab, chain, coin.owner);
    if (meaning?.type === 'bridge-out')
      lab.book.put({ type: 'transit', chain: chain.id, edge: meaning.edge, asset }, head, lab.scene);
    else if (stop !== null) lab.book.end(stop, to, asset, head, lab.scene);
    else lab.book.put(to, head, lab.scene);
  }
  if (unitsOf(pieces) > 0n) lab.book.end({ kind: 'fee', label: '' }, null, asset, pieces, lab.scene);
  for (const { meaning } of notes) {
    if (meaning.type !== 'bridge-in') continue;
    const via: Location = {
      type: 'transit',
      chain: meaning.paidChain,
      edge: meaning.edge,
      asset: meaning.paidAsset,
    };
    const coin = coins[meaning.event]!;
    const paid = lab.book.take(via, meaning.debit, lab.book.held(via));
    lab.book.put(outpointOf(chain, coin), exchanged(paid, meaning.debit, coin.value), lab.scene);
  }
  return coins;
}
