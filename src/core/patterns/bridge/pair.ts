/** Deposits and the payouts that answer them. */
import { getChain } from '../../model/chain.ts';
import type { DetectorCard, EvidenceRow, Finding } from '../../model/finding.ts';
import type { NotedMeaning } from '../../model/reading.ts';
import type { Known } from '../known.ts';
import { type Bridge, type Deposit, edgeOf, type Payout } from './bridge.ts';

export const PAIRING: DetectorCard = {
  id: 'bridge/generic-match',
  question: 'Which payout answers which deposit?',
  definition:
    "(1) the payout repeats what names the deposit (an id, a nonce, a memo), and pays whom the deposit names where it names somebody; (2) a known contract of the same protocol pays the same address the same token, within the protocol's fee band and window, and no other deposit or payout fits: then the pair is taken and says on what ground; (3) whatever else fits is a candidate, which is a finding and never a movement. Several payouts that name one deposit share it by what they paid; a refund among them takes what it gave back.",
  source: "ConneX (destination, chain, token, amount, time); the order is field.md §2.6's.",
  innocent: "A candidate of the right size is often somebody else's.",
  cost: 'A look-up a key; (2) and (3) are quadratic in what fits one address or one day',
};

type Ground = 'key' | 'address';
export type Pair = {
  readonly deposit: Deposit;
  readonly payouts: readonly Payout[];
  readonly ground: Ground;
};

export function pairSides(
  deposits: readonly Deposit[],
  payouts: readonly Payout[],
  bridges: readonly Bridge[],
  known: Known,
): { pairs: readonly Pair[]; open: readonly Deposit[]; unused: readonly Payout[] } {
  const rules = new Map(bridges.map((bridge) => [bridge.protocol, bridge]));
  const pairs: Pair[] = [];
  const taken = new Set<Payout>();
  const byKey = Map.groupBy(payouts, (payout) => `${payout.protocol}|${payout.key}`);
  const open: Deposit[] = [];
  for (const equal of Map.groupBy(deposits, ({ protocol, key }) => `${protocol}|${key}`).values()) {
    const key = equal[0]!.key;
    const named = key === null ? [] : (byKey.get(`${equal[0]!.protocol}|${key}`) ?? []);
    for (const [deposit, answering] of shared(equal, named)) {
      const fit = withoutDust(answering);
      const spoken = rules.get(deposit.protocol)?.byAnybody === true && isTooLittle(deposit, fit, known);
      if (fit.length === 0 || spoken) open.push(deposit);
      else {
        for (const payout of fit) taken.add(payout);
        pairs.push({ deposit, payouts: fit, ground: 'key' });
      }
    }
  }
  const left = open.flatMap((deposit) => {
    const rule = rules.get(deposit.protocol);
    const fitting =
      rule === undefined
        ? []
        : payouts.filter((each) => !taken.has(each) && fits(deposit, each, rule, known));
    return fitting.length === 1 ? [{ deposit, payout: fitting[0]! }] : [];
  });
  for (const { deposit, payout } of left) {
    if (left.filter((each) => each.payout === payout).length !== 1) continue;
    taken.add(payout);
    open.splice(open.indexOf(deposit), 1);
    pairs.push({ deposit, payouts: [payout], ground: 'address' });
  }
  const paidIn = new Set([...taken].map(sideOf));
  return {
    pairs,
    // Where a bridge pays out of its own coins, what goes back to its wallet is no payment into it.
    open: open.filter((side) => getChain(side.chain).family !== 'bitcoin' || !paidIn.has(sideOf(side))),
    unused: payouts.filter((payout) => !taken.has(payout)),
  };
}

const sideOf = ({ protocol, chain, txid }: Deposit | Payout): string => `${protocol}|${chain}|${txid}`;

/** Anybody can send a grain of dust with the right memo; it is no part of a swap's payout. */
function withoutDust(payouts: readonly Payout[]): readonly Payout[] {
  const largest = payouts.reduce((most, { amount }) => (amount > most ? amount : most), 0n);
  return payouts.filter((payout) => payout.proven || payout.amount * 100n >= largest);
}

/** Less than half of the worth, where all of it has a price: a payer may answer himself, and whoever does, gives little. */
function isTooLittle(deposit: Deposit, payouts: readonly Payout[], known: Known): boolean {
  const worths = payouts.map(({ asset, amount, time }) => known.about(asset, amount, deposit.asset, time));
  if (worths.includes(null)) return false;
  return 2n * worths.reduce<bigint>((sum, worth) => sum + (worth ?? 0n), 0n) < deposit.amount;
}

/**
 * Which payouts of one key go to which of the deposits that share it. Each goes to the only deposit it agrees with.
 * Where deposits cannot be told apart (the same amount for the same address, twice), as many payouts as deposits are
 * taken in order of time; otherwise the key names none of them.
 */
function shared(deposits: readonly Deposit[], payouts: readonly Payout[]): Map<Deposit, readonly Payout[]> {
  const fits = deposits.map((deposit) => payouts.filter((payout) => agrees(deposit, payout)));
  if (deposits.length === 1) return new Map([[deposits[0]!, fits[0]!]]);
  const claimants = (payout: Payout): number => fits.filter((fit) => fit.includes(payout)).length;
  if (payouts.every((payout) => claimants(payout) <= 1))
    return new Map(deposits.map((deposit, i) => [deposit, fits[i]!]));
  const alike = fits.every((fit) => fit.length === deposits.length);
  const inTime = payouts.toSorted((a, b) => a.time - b.time);
  const order = deposits.toSorted((a, b) => a.time - b.time);
  return new Map(
    deposits.map((deposit) => {
      const payout = inTime[order.indexOf(deposit)];
      return [deposit, alike && payout !== undefined ? [payout] : []];
    }),
  );
}

/** Whether a payout that names the deposit pays whom and where the deposit says. */
function agrees({ chain, time, to, refund, from, amount }: Deposit, payout: Payout): boolean {
  if (payout.time < time && payout.chain === chain) return false;
  if (payout.refund) {
    const back = refund ?? from;
    // Whoever gives it back gives more than the grain that a stranger spends on the right memo.
    const dust = !payout.proven && payout.amount * 100n < amount;
    return payout.chain === chain && !dust && (back === null || payout.to === back);
  }
  return (
    (to.chain === null || payout.chain === to.chain) && (to.address === null || payout.to === to.address)
  );
}

/** Without a key: same protocol, address and token, amount and time in the band. */
function fits(deposit: Deposit, payout: Payout, rule: Bridge, known: Known): boolean {
  const { to } = deposit;
  if (payout.protocol !== deposit.protocol || payout.refund) return false;
  if (payout.key !== null && deposit.key !== null) return false;
  if (to.address === null || to.asset === null) return false;
  return (
    payout.chain === to.chain &&
    payout.to === to.address &&
    payout.asset === to.asset &&
    inBand(deposit, payout, rule, known)
  );
}

/**
 * Within the window, and no more missing than the bridge takes. Where nothing is redeemed at par, a known contract's
 * payment to the very address will do; anybody else's must be worth about as much by the price of the day.
 */
function inBand(deposit: Deposit, payout: Payout, rule: Bridge, known: Known): boolean {
  const late = payout.time - deposit.time;
  if (late < 0 || late > rule.window) return false;
  const worth = known.rate(deposit.asset, deposit.amount, payout.asset, deposit.time);
  if (worth === null) return payout.proven || isAbout(deposit, payout, known);
  // A price may have moved in the payer's favour by then.
  if (payout.amount * 100n > worth * 102n) return false;
  return (worth - payout.amount) * 10_000n <= worth * BigInt(rule.feeBand);
}

/** A day's price is one of its prices; coins move by a tenth within a day. */
function isAbout(deposit: Deposit, payout: Payout, known: Known): boolean {
  const worth = known.about(deposit.asset, deposit.amount, payout.asset, deposit.time);
  return worth !== null && payout.amount * 10n <= worth * 11n && payout.amount * 20n >= worth * 17n;
}

/** The meanings of a pair. Shares add up to the deposit exactly: the last payout takes what rounding leaves. */
export function meaningsOf({ deposit, payouts, ground }: Pair): NotedMeaning[] {
  const edge = edgeOf(deposit);
  const { protocol } = deposit;
  const debits = sharesOf(deposit, payouts);
  return [
    outOf(deposit),
    ...payouts.map(
      (payout, i): NotedMeaning => ({
        chain: payout.chain,
        txid: payout.txid,
        meaning: {
          type: 'bridge-in',
          event: payout.event,
          edge,
          paidChain: deposit.chain,
          paidAsset: deposit.asset,
          debit: debits[i]!,
          protocol,
        },
        evidence: {
          author: AUTHOR,
          source: ground === 'key' ? 'the payout names the deposit' : 'address, token, amount and time agree',
          note: payout.note,
        },
      }),
    ),
  ];
}

export const AUTHOR = 'Ashiato patterns';

export const outOf = (deposit: Deposit): NotedMeaning => ({
  chain: deposit.chain,
  txid: deposit.txid,
  meaning: {
    type: 'bridge-out',
    event: deposit.event,
    edge: edgeOf(deposit),
    protocol: deposit.protocol,
  },
  evidence: {
    author: AUTHOR,
    source: deposit.proven ? 'said by a known contract' : 'the payer’s own word',
    note: deposit.note,
  },
});

function sharesOf({ asset, amount, chain }: Deposit, payouts: readonly Payout[]): bigint[] {
  const returned = (payout: Payout): bigint =>
    payout.refund && payout.chain === chain && payout.asset === asset ? payout.amount : 0n;
  const outs = payouts.filter((payout) => !payout.refund);
  if (outs.length === 0) return inProportion(amount, payouts);
  const refunds = payouts.map((payout) => returned(payout));
  const total = refunds.reduce((sum, each) => sum + each, 0n);
  const rest = amount > total ? amount - total : 0n;
  const shares = inProportion(rest, outs);
  return payouts.map((payout, i) => (payout.refund ? refunds[i]! : shares[outs.indexOf(payout)]!));
}

function inProportion(amount: bigint, payouts: readonly Payout[]): bigint[] {
  const total = payouts.reduce((sum, payout) => sum + payout.amount, 0n);
  let before = 0n;
  return payouts.map((payout) => {
    const start = total === 0n ? 0n : (amount * before) / total;
    before += payout.amount;
    return (total === 0n ? 0n : (amount * before) / total) - start;
  });
}

/** Payouts of the right size and time that nothing names: for an analyst to look at. */
export function candidatesFor(
  deposit: Deposit,
  payouts: readonly Payout[],
  bridges: readonly Bridge[],
  known: Known,
): Finding | null {
  const rule = bridges.find((bridge) => bridge.protocol === deposit.protocol);
  if (rule === undefined) return null;
  const rows = payouts.flatMap((payout): EvidenceRow[] => {
    const late = payout.time - deposit.time;
    if (payout.protocol !== deposit.protocol || late < 0 || late > rule.window) return [];
    const named = deposit.to.address !== null && payout.to === deposit.to.address;
    const priced = known.rate(deposit.asset, deposit.amount, payout.asset, deposit.time) !== null;
    if (!named && !(payout.proven && priced && inBand(deposit, payout, rule, known))) return [];
    return [
      {
        what: `${payout.protocol} paid this ${payout.time - deposit.time} seconds later`,
        chain: payout.chain,
        txid: payout.txid,
        ...(payout.to === null ? {} : { address: payout.to }),
        asset: payout.asset,
        amount: payout.amount,
      },
    ];
  });
  if (rows.length === 0) return null;
  return {
    detector: 'bridge/generic-match',
    subject: { type: 'transaction', chain: deposit.chain, txid: deposit.txid },
    says: `${rows.length} payouts fit this deposit into ${deposit.protocol} by amount and time; none names it.`,
    strength: 0.5 / rows.length,
    evidence: rows,
  };
}
