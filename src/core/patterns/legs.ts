/** The transfers of one account transaction, looked at as legs: who pays what to whom, and who only passes it on. */
import { type AssetId, tokenAsset } from '../model/asset.ts';
import { getChain } from '../model/chain.ts';
import type { AccountTransaction } from '../model/transaction.ts';
import type { Known } from './known.ts';

export type Leg = {
  readonly index: number;
  readonly asset: AssetId;
  /** Null where a token is made or destroyed by what is no recognised wrapper. */
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: bigint;
};

/** Transfers, no fees. A wrapper makes and destroys its own token, so it stands where the chain says nobody. */
export function legsOf(tx: AccountTransaction, known: Known): Leg[] {
  return tx.events
    .filter((event) => event.type === 'transfer' && event.amount > 0n)
    .map(({ index, asset, from, to, amount }) => {
      const wrapper = wrapperOf(tx, asset, known);
      return { index, asset, from: from ?? wrapper, to: to ?? wrapper, amount };
    });
}

function wrapperOf(tx: AccountTransaction, asset: AssetId, known: Known): string | null {
  const contract = asset.slice(asset.lastIndexOf(':') + 1);
  if (asset !== tokenAsset(getChain(tx.chain), contract, '', 0).id) return null;
  return known.at(tx.chain, contract)?.role === 'wrapper' ? contract : null;
}

/** Who paid for the transaction: its sender. */
export const payerOf = (tx: AccountTransaction): string | null =>
  tx.events.find((event) => event.type === 'fee')?.from ?? null;

export const sumOf = (legs: readonly Leg[]): bigint => legs.reduce((sum, leg) => sum + leg.amount, 0n);

/** Accounts that both receive and send here, but for the transaction's sender: contracts on the way. */
export function throughs(legs: readonly Leg[], payer: string | null): Set<string> {
  const senders = new Set(legs.map((leg) => leg.from));
  const found = new Set<string>();
  for (const { to } of legs) if (to !== null && to !== payer && senders.has(to)) found.add(to);
  return found;
}

/** Accounts that end with exactly what they began with, though something passed through them. */
export function passers(legs: readonly Leg[], payer: string | null): Set<string> {
  const net = new Map<string, Map<AssetId, bigint>>();
  const add = (who: string | null, asset: AssetId, amount: bigint): void => {
    if (who === null) return;
    const own = net.get(who) ?? new Map<AssetId, bigint>();
    net.set(who, own.set(asset, (own.get(asset) ?? 0n) + amount));
  };
  for (const { from, to, asset, amount } of legs) {
    add(from, asset, -amount);
    add(to, asset, amount);
  }
  const through = throughs(legs, payer);
  return new Set([...through].filter((who) => [...net.get(who)!.values()].every((amount) => amount === 0n)));
}

/**
 * Where value that enters a protocol by `leg` set out in this transaction: back over contracts that were paid the
 * same asset by one earlier leg and pass it on. A wallet that is no contract ends the way back.
 */
export function entryOf(legs: readonly Leg[], leg: Leg, payer: string | null): Leg {
  const through = throughs(legs, payer);
  const seen = new Set<Leg>();
  let at = leg;
  while (at.from !== null && through.has(at.from) && !seen.has(at)) {
    seen.add(at);
    const into = legs.filter((each) => each.to === at.from && each.asset === leg.asset && each !== at);
    const [only] = into;
    if (into.length !== 1 || only === undefined || only.amount < at.amount) break;
    // What a wrapper just made was paid for in another asset: that is a swap, and sets out here.
    if (only.from === null || leg.asset.endsWith(`:${only.from}`)) break;
    at = only;
  }
  return at;
}
