/** Transactions on the account chains, with what each does to the thief's book. */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type { Chain } from '../model/chain.ts';
import type { Location, TxId } from '../model/location.ts';
import type { Meaning } from '../model/reading.ts';
import type { TransferEvent } from '../model/transaction.ts';
import { exchanged, type Pieces, unitsOf } from './book.ts';
import {
  accountOf,
  addBalance,
  balanceOf,
  gasOf,
  type Lab,
  type Leg,
  legIndex,
  type Note,
  nativeOf,
  recordAccount,
  stopOf,
} from './lab.ts';
import type { Saying } from './saying.ts';

export type Options = {
  readonly heavy?: boolean;
  /** What the contracts announce on the way. */
  readonly said?: readonly Saying[];
};

/** Gas, then the legs in order. With no legs it is a transaction that failed. */
export function transact(
  lab: Lab,
  chain: Chain,
  payer: string,
  legs: readonly Leg[],
  notes: readonly Note[] = [],
  options: Options = {},
): TxId {
  const gas = gasOf(lab, chain, options.heavy ?? (notes.length > 0 || legs.length !== 1)).map(
    (amount, index): TransferEvent => ({
      index,
      type: 'fee',
      asset: nativeOf(chain),
      from: payer,
      to: null,
      amount,
    }),
  );
  return play(
    lab,
    chain,
    [...gas, ...legs.map((leg, i): TransferEvent => ({ index: legIndex(i), type: 'transfer', ...leg }))],
    notes,
    options.said,
  );
}

/** What is left of an owner's native coin once the gas of one more simple transfer is set aside. */
export function sendAll(lab: Lab, chain: Chain, from: string, to: string): TxId {
  const asset = nativeOf(chain);
  const gas = gasOf(lab, chain, false).map(
    (amount, index): TransferEvent => ({ index, type: 'fee', asset, from, to: null, amount }),
  );
  const spent = gas.reduce((sum, event) => sum + event.amount, 0n);
  const rest: TransferEvent = {
    index: legIndex(0),
    type: 'transfer',
    asset,
    from,
    to,
    amount: balanceOf(lab, from, asset) - spent,
  };
  return play(lab, chain, [...gas, rest], []);
}

/** Money that was there before the story. */
export function mint(
  lab: Lab,
  chain: Chain,
  credits: readonly { readonly to: string; readonly asset: AssetId; readonly amount: Amount }[],
): TxId {
  return play(
    lab,
    chain,
    credits.map(
      (credit, i): TransferEvent => ({ index: legIndex(i), type: 'transfer', from: null, ...credit }),
    ),
    [],
  );
}

function play(
  lab: Lab,
  chain: Chain,
  events: readonly TransferEvent[],
  notes: readonly Note[],
  said?: readonly Saying[],
): TxId {
  const txid = recordAccount(lab, chain, events, notes, said);
  const worthless = new Set(events.filter((e) => lab.worthless.has(e.asset)).map((e) => e.index));
  const meanings = notes
    .map(({ meaning }) => meaning)
    .filter((m) => !namedBy(m).some((index) => worthless.has(index)));
  const paid = new Map<Meaning, { pieces: Pieces; units: Amount }>();
  for (const event of events) {
    const { asset, from, to, amount } = event;
    const meaning = meanings.find((m) => namedBy(m).includes(event.index));
    const before = from === null ? 0n : balanceOf(lab, from, asset);
    const out = (): Pieces =>
      from === null ? [] : lab.book.take(accountOf(chain, from, asset), amount, before);
    switch (meaning?.type) {
      case 'seed':
        lab.seeds.push({
          chain: chain.id,
          txid,
          location: accountOf(chain, to!, asset),
          stolen: asset,
          amount: meaning.amount,
        });
        lab.book.steal(accountOf(chain, to!, asset), meaning.amount, lab.scene);
        break;
      case 'swap': {
        if (meaning.in.includes(event.index)) {
          const sofar = paid.get(meaning) ?? { pieces: [], units: 0n };
          paid.set(meaning, { pieces: [...sofar.pieces, ...out()], units: sofar.units + amount });
        }
        if (event.index !== Math.max(meaning.out, ...meaning.in)) break;
        const leg = events.find((e) => e.index === meaning.out)!;
        const { pieces, units } = paid.get(meaning)!;
        lab.book.put(accountOf(chain, leg.to!, leg.asset), exchanged(pieces, units, leg.amount), lab.scene);
        break;
      }
      case 'bridge-out':
        lab.book.put({ type: 'transit', chain: chain.id, edge: meaning.edge, asset }, out(), lab.scene);
        break;
      case 'bridge-in': {
        const via: Location = {
          type: 'transit',
          chain: meaning.paidChain,
          edge: meaning.edge,
          asset: meaning.paidAsset,
        };
        const pieces = lab.book.take(via, meaning.debit, lab.book.held(via));
        lab.book.put(accountOf(chain, to!, asset), exchanged(pieces, meaning.debit, amount), lab.scene);
        break;
      }
      case 'supply':
        lab.book.put(positionOf(chain, meaning, asset), out(), lab.scene);
        break;
      case 'withdraw': {
        const position = positionOf(chain, meaning, asset);
        lab.book.put(
          accountOf(chain, to!, asset),
          lab.book.take(position, amount, lab.book.held(position)),
          lab.scene,
        );
        break;
      }
      case 'borrow': {
        const position = positionOf(chain, meaning, meaning.collateral);
        const pieces = lab.book.take(position, meaning.units, lab.book.held(position));
        lab.book.put(accountOf(chain, to!, asset), exchanged(pieces, meaning.units, amount), lab.scene);
        break;
      }
      case 'repay':
        lab.book.put(
          positionOf(chain, meaning, meaning.collateral),
          exchanged(out(), amount, meaning.units),
          lab.scene,
        );
        break;
      default:
        arrive(lab, chain, event, out());
    }
    addBalance(lab, from, asset, -amount);
    addBalance(lab, to, asset, amount);
  }
  return txid;
}

function arrive(lab: Lab, chain: Chain, event: TransferEvent, pieces: Pieces): void {
  const { asset, from, to } = event;
  if (unitsOf(pieces) === 0n) return;
  if (event.type === 'fee') lab.book.end({ kind: 'fee', label: '' }, null, asset, pieces, lab.scene);
  else if (to === null)
    lab.book.end({ kind: 'burnt', label: '' }, accountOf(chain, from!, asset), asset, pieces, lab.scene);
  else {
    const place = accountOf(chain, to, asset);
    const stop = stopOf(lab, chain, to);
    if (stop === null) lab.book.put(place, pieces, lab.scene);
    else lab.book.end(stop, place, asset, pieces, lab.scene);
  }
}

const namedBy = (meaning: Meaning): readonly number[] => {
  if (meaning.type === 'swap') return [...meaning.in, meaning.out, ...meaning.inner];
  return meaning.type === 'unresolved-swap' ? meaning.in : [meaning.event];
};

const positionOf = (
  chain: Chain,
  meaning: { readonly protocol: string; readonly account: string },
  asset: AssetId,
): Location => ({
  type: 'position',
  chain: chain.id,
  protocol: meaning.protocol,
  address: meaning.account,
  asset,
});
