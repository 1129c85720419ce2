/**
 * Whom the traces saw an address take stolen value from and give it to. Only stolen value counts: who else an address
 * deals with is nobody's business here.
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { type Chain, getChain } from '../model/chain.ts';
import type { Counterparty } from '../model/decision.ts';
import { addressOf, type Location } from '../model/location.ts';
import type { End, Movement } from '../model/movement.ts';

type Family = Chain['family'];
export type TracedAccount = { readonly family: Family; readonly address: string };

/** An answer names this many; the number of all stands beside them. */
const MOST = 10;

export type Counterparties = { readonly count: number; readonly largest: readonly Unlisted[] };
/** Lists change while traces stand: who is listed is looked up when it is asked. */
type Unlisted = Omit<Counterparty, 'listedOn'>;

export type Dealings = (key: string, stolen: AssetId) => Counterparties;

/** By account key or transaction id. Under several policies the same payment counts once, at its largest. */
export function dealingsOf(
  traces: readonly { readonly policy: string; readonly movements: readonly Movement[] }[],
): Dealings {
  const dealt = new Map<string, Map<string, Map<string, Amount>>>();
  const ends = new Map<string, End>();
  const add = (key: string, stolen: AssetId, who: string, policy: string, amount: Amount): void => {
    const whom = dealt.get(`${stolen} ${key}`) ?? new Map<string, Map<string, Amount>>();
    dealt.set(`${stolen} ${key}`, whom);
    const sums = whom.get(who) ?? new Map<string, Amount>();
    whom.set(who, sums);
    sums.set(policy, (sums.get(policy) ?? 0n) + amount);
  };
  for (const { policy, movements } of traces)
    for (const { from, to, txid, stolen, origin, end } of movements) {
      if (end?.kind === 'fee') continue;
      const [giver, taker] = [keyOf(from), keyOf(to)];
      if (giver === taker) continue;
      if (taker !== null && end !== null) ends.set(taker, end);
      if (giver !== null) {
        add(txid, stolen, `from ${giver}`, policy, origin);
        if (taker !== null) add(taker, stolen, `from ${giver}`, policy, origin);
      }
      if (taker !== null) {
        add(txid, stolen, `to ${taker}`, policy, origin);
        if (giver !== null) add(giver, stolen, `to ${taker}`, policy, origin);
      }
    }
  const conserving = traces.some(({ policy }) => conserves(policy));
  return (key, stolen) => {
    const whom = [...(dealt.get(`${stolen} ${key}`) ?? [])].map(([who, sums]): [string, Amount] => [
      who,
      [...sums].reduce(
        (most, [policy, sum]) => (sum > most && (!conserving || conserves(policy)) ? sum : most),
        0n,
      ),
    ]);
    const largest = whom
      .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1))
      .slice(0, MOST)
      .map(([who, amount]): Unlisted => {
        const [direction = '', account = ''] = who.split(' ');
        return {
          ...accountOf(account),
          direction: direction === 'from' ? 'from' : 'to',
          amount,
          end: ends.get(account) ?? null,
        };
      });
    return { count: whom.length, largest };
  };
}

/** A ceiling (poison) says where value could be at most, and is no part of an envelope. */
export const conserves = (policy: string): boolean => policy !== 'poison';

export function keyOf(location: Location | null): string | null {
  const address = location === null ? null : addressOf(location);
  return location === null || address === null ? null : `${getChain(location.chain).family}:${address}`;
}

export function accountOf(key: string): TracedAccount {
  const colon = key.indexOf(':');
  return { family: key.slice(0, colon) as Family, address: key.slice(colon + 1) };
}
