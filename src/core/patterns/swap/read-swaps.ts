/** Swaps and wraps, by what crosses the edge of recognised exchanges. */
import type { AssetId } from '../../model/asset.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { Meaning } from '../../model/reading.ts';
import type { AccountTransaction } from '../../model/transaction.ts';
import type { Known } from '../known.ts';
import { type Leg, legsOf, passers, payerOf, sumOf, throughs } from '../legs.ts';
import { provenPools } from './pools.ts';

export const SWAPS: DetectorCard = {
  id: 'swap/event-legs',
  question: 'What did this transaction give for what was paid into recognised pools, routers and wrappers?',
  definition:
    "The table's routers, pools, wrappers, and pools proved by their factory (pools.ts) are the exchange. Contracts that pass everything on belong to it; so does every contract on the way where the transaction was sent to a recognised router, which chooses the pools. What crosses the exchange's edge is netted by account and asset: - one account pays one asset, one account is given one recognised asset: a swap (wrapping is a swap at par); a rest given back to the payer is taken off the payment; a further leg of at most one in a hundred, in the asset paid or given, is an integrator's fee and carries nothing; where a price is known, less than half of the payment's worth is no swap; - several recognised assets are paid or given, or coins that are not told of: `unresolved-swap`, the taint ends there; so does what is paid to a wrapper or to a contract that holds everybody’s pools without a reading; - what is given is not recognised, or the exchange is not: no meaning, the taint stays on the asset sent, wrapped where a router wrapped it for the pool.",
  source: 'Architecture.md, "Flow definitions"; Uniswap, 1inch, 0x and CoW contracts as the facts name them.',
  innocent:
    "Swapping is what everybody does with these contracts. What it does not see: where no price is known, one may trade through a recognised router with a pool of one's own at a price of one's own.",
  cost: 'Linear in the legs of a transaction',
};

type SwapMeaning = Extract<Meaning, { type: 'swap' | 'unresolved-swap' }>;

/** `taken` are events that another reading speaks about; who sent or got them is no part of the exchange. */
export function readSwaps(
  tx: AccountTransaction,
  known: Known,
  taken: ReadonlySet<number> = new Set(),
): SwapMeaning[] {
  const legs = legsOf(tx, known);
  const { members, named } = exchangeIn(tx, legs, known);
  for (const { index, from, to } of legs)
    for (const who of taken.has(index) ? [from, to] : []) if (who !== null) members.delete(who);
  const free = legs.filter((leg) => !taken.has(leg.index));
  const spoken = new Set<number>();
  const read = (part: Part): SwapMeaning | null => {
    const service = part.members.map((member) => named.get(member)).find((name) => name !== undefined);
    const meaning = service === undefined ? null : meaningOf(part, free, service, known, tx.time);
    if (meaning !== null) for (const leg of part.legs) spoken.add(leg.index);
    return meaning;
  };
  const found = components(free, members).flatMap((part): SwapMeaning[] => {
    const whole = read(part);
    if (whole !== null) return [whole];
    return withoutOddPools(part, known).flatMap((rest) => read(rest) ?? []);
  });
  const silent = free.filter((leg) => !spoken.has(leg.index));
  return [...found, ...heldByNobody(tx, silent, known)];
}

/**
 * Where what was given is not recognised, the pools that trade it are left out: what was paid is followed to them, in
 * the asset in which they got it. Otherwise coins that a router wraps for such a pool would seem to rest with the
 * wrapper, which is everybody's.
 */
function withoutOddPools({ members, legs }: Part, known: Known): Part[] {
  const odd = new Set<string | null>();
  for (const { from, to, asset } of legs) if (known.asset(asset) === null) odd.add(from).add(to);
  const rest = new Set(members.filter((member) => !odd.has(member)));
  return rest.size === members.length ? [] : components(legs, rest);
}

/**
 * Payments to a wrapper, a settlement or a contract that holds everybody's pools, about which nothing could be read:
 * whoever these contracts hold it for, it is not theirs, and no trace goes on through them.
 */
function heldByNobody(tx: AccountTransaction, legs: readonly Leg[], known: Known): SwapMeaning[] {
  return legs.flatMap(({ index, from, to, asset }): SwapMeaning[] => {
    const row = to === null ? null : known.at(tx.chain, to);
    const payer = from === null ? null : known.at(tx.chain, from);
    if (row === null || from === null || payer?.role === 'wrapper') return [];
    const everybodys =
      row.role === 'wrapper' ||
      row.role === 'settlement' ||
      (row.role === 'pool' && /holds all/.test(row.detail));
    if (!everybodys || known.asset(asset) === null) return [];
    return [{ type: 'unresolved-swap', in: [index], protocol: row.service }];
  });
}

/** The accounts that make up the exchange in this transaction, and the services of those that are known. */
function exchangeIn(
  tx: AccountTransaction,
  legs: readonly Leg[],
  known: Known,
): { members: Set<string>; named: Map<string, string> } {
  const named = new Map<string, string>(provenPools(tx, legs, known));
  for (const leg of legs) {
    for (const who of [leg.from, leg.to]) {
      const row = who === null ? null : known.at(tx.chain, who);
      if (row?.role === 'router' || row?.role === 'pool' || row?.role === 'wrapper')
        named.set(row.address, row.service);
    }
  }
  const payer = payerOf(tx);
  const called = tx.called === undefined ? null : known.at(tx.chain, tx.called.to);
  const routed = called?.role === 'router';
  if (routed) named.set(called.address, called.service);
  const onTheWay = routed ? throughs(legs, payer) : passers(legs, payer);
  const foreign = (who: string): boolean => {
    const role = known.at(tx.chain, who)?.role;
    return role === 'bridge' || role === 'lender' || role === 'settlement';
  };
  const members = new Set([...named.keys(), ...onTheWay].filter((who) => !foreign(who)));
  return { members, named };
}

type Part = { readonly members: readonly string[]; readonly legs: readonly Leg[] };

/** Members that trade with each other, with all their legs: strangers in one transaction stay apart. */
function components(legs: readonly Leg[], members: ReadonlySet<string>): Part[] {
  const group = new Map<string, string>();
  const root = (who: string): string => {
    const up = group.get(who) ?? who;
    return up === who ? who : root(up);
  };
  for (const { from, to } of legs)
    if (from !== null && to !== null && members.has(from) && members.has(to)) group.set(root(from), root(to));
  const parts = Map.groupBy(members, root);
  return [...parts.values()].map((own) => {
    const inside = new Set(own);
    const touches = (who: string | null): boolean => who !== null && inside.has(who);
    return { members: own, legs: legs.filter((leg) => touches(leg.from) || touches(leg.to)) };
  });
}

function meaningOf(
  { members, legs }: Part,
  all: readonly Leg[],
  protocol: string,
  known: Known,
  time: number,
): SwapMeaning | null {
  const inside = new Set<string | null>(members);
  const inner = legs.filter((leg) => inside.has(leg.from) && inside.has(leg.to));
  const paid = sides(
    legs.filter((leg) => !inside.has(leg.from) && leg.from !== null),
    (leg) => leg.from!,
  );
  const given = sides(
    legs.filter((leg) => !inside.has(leg.to) && leg.to !== null),
    (leg) => leg.to!,
  );
  const back: Leg[] = [];
  for (const side of paid) {
    const rest = given.find((each) => each.who === side.who && each.asset === side.asset);
    if (rest === undefined) continue;
    given.splice(given.indexOf(rest), 1);
    back.push(...rest.legs);
  }
  const [payment] = paid;
  if (payment === undefined) return null;
  const netted = sumOf(payment.legs) - sumOf(back);
  const received = withoutFees(given, payment.asset, netted);
  const [gain] = received;
  if (paid.length === 1 && received.length === 1 && gain !== undefined) {
    if (known.asset(gain.asset) === null || gain.asset === payment.asset || netted <= 0n) return null;
    const worth = known.about(payment.asset, netted, gain.asset, time);
    if (worth !== null && sumOf(gain.legs) * 2n < worth) return null;
    const onward = gain.who === payment.who ? forwarded(gain, all) : null;
    const [out, ...also] = onward === null ? gain.legs.map((leg) => leg.index) : [onward.index];
    return {
      type: 'swap',
      in: payment.legs.map((leg) => leg.index),
      out: out!,
      ...(also.length === 0 ? {} : { also }),
      ...(back.length === 0 ? {} : { back: back.map((leg) => leg.index) }),
      inner: [...inner, ...(onward === null ? [] : gain.legs)].map((leg) => leg.index),
      protocol,
    };
  }
  const sent = paid.filter((side) => known.asset(side.asset) !== null);
  const got = received.filter((side) => known.asset(side.asset) !== null);
  // Coins that a node without traces does not tell of: wrapped ones were given up for them.
  const untold = received.length === 0 && inner.some((leg) => leg.asset.endsWith(`:${leg.to}`));
  if (sent.length === 0 || (got.length === 0 && !untold) || back.length > 0) return null;
  return { type: 'unresolved-swap', in: sent.flatMap((side) => side.legs.map((leg) => leg.index)), protocol };
}

/**
 * A contract that swapped for somebody and at once passes on exactly what it got: the receiver is whom it passes it
 * to. Coins move before tokens in a transaction's events, so that the next leg may come before the payment.
 */
function forwarded({ who, asset, legs }: Side, all: readonly Leg[]): Leg | null {
  const amount = sumOf(legs);
  const onward = all.filter((leg) => leg.from === who && leg.asset === asset && leg.to !== null);
  const [only] = onward;
  return onward.length === 1 && only !== undefined && only.amount === amount && legs.length === 1
    ? only
    : null;
}

type Side = { readonly who: string; readonly asset: AssetId; readonly legs: readonly Leg[] };

const sides = (legs: readonly Leg[], whoOf: (leg: Leg) => string): Side[] =>
  [...Map.groupBy(legs, (leg) => `${whoOf(leg)}|${leg.asset}`).values()].map((own) => ({
    who: whoOf(own[0]!),
    asset: own[0]!.asset,
    legs: own,
  }));

/** Leaves out what integrators keep: at most 1 % of what was paid, or of the largest gain in the same asset. */
function withoutFees(given: readonly Side[], paidAsset: AssetId, paid: bigint): Side[] {
  if (given.length < 2) return [...given];
  return given.filter((side) => {
    const amount = sumOf(side.legs);
    if (side.asset === paidAsset) return amount * 100n > paid;
    const largest = given
      .filter((each) => each.asset === side.asset)
      .reduce((most, each) => (sumOf(each.legs) > most ? sumOf(each.legs) : most), 0n);
    return amount * 100n > largest;
  });
}
