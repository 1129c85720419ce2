/**
 * Runs the detectors of swaps, bridges and loans over the road that a theft's taint took, and over nothing else. Each
 * run is written down with its reason. What needs prices, volumes or the age of a token is run without them, and is
 * then as sure as its card says, or finds nothing.
 */
import type { TagBook } from '../../core/attribution/tags.ts';
import { mayStop } from '../../core/attribution/trust.ts';
import type { Recording } from '../../core/model/case.ts';
import { getChain } from '../../core/model/chain.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { Movement } from '../../core/model/movement.ts';
import type { AccountTransaction, Transaction } from '../../core/model/transaction.ts';
import { findFreezeReactions, freezeReactionCard } from '../../core/patterns/freeze-reaction.ts';
import { findFreezeRiskSwaps, freezeRiskSwapCard } from '../../core/patterns/freeze-risk-swap.ts';
import type { Known } from '../../core/patterns/known.ts';
import {
  collateralLaunderingCard,
  findCollateralLaundering,
} from '../../core/patterns/lending/collateral-laundering.ts';
import { findNativeSwapBursts, nativeSwapBurstCard } from '../../core/patterns/native-swap-burst.ts';
import { type DecileOf, findObscureDetours, obscureDetourCard } from '../../core/patterns/obscure-detour.ts';
import {
  dustCard,
  findDust,
  findPoisoning,
  findSpoofedEvents,
  findSpoofedToken,
  poisoningCard,
  spoofedEventCard,
} from '../../core/patterns/poisoning.ts';
import { findRefundAbuse, refundAbuseCard } from '../../core/patterns/refund-abuse.ts';
import { REHEARSAL, rehearsal } from '../../core/patterns/rehearsal.ts';
import { placeOf, type Road } from '../../core/patterns/road.ts';
import { findRoundTrips, roundTripCard } from '../../core/patterns/round-trip.ts';
import type { Transfer } from '../../core/patterns/transfer.ts';
import { findTronEndgames, tronEndgameCard } from '../../core/patterns/tron-endgame.ts';
import { findWorthlessTokens, worthlessTokenCard } from '../../core/patterns/worthless-token.ts';
import type { BranchReason, DetectorRun } from './branch-findings.ts';

export type RoadBranch = {
  readonly reason: BranchReason;
  readonly movements: readonly Movement[];
  readonly recording: Recording;
  /** Null: no volumes are at hand. */
  readonly decileOf: DecileOf | null;
};

export type RoadFindings = { readonly findings: readonly Finding[]; readonly runs: readonly DetectorRun[] };

export function findOnRoad(
  { reason, movements, recording, decileOf }: RoadBranch,
  book: TagBook,
  known: Known,
): RoadFindings {
  const tainted = new Set(movements.map(({ chain, txid }) => `${chain}|${txid}`));
  const transactions = new Map<string, Transaction>();
  for (const blocks of recording.chains.values())
    for (const tx of blocks.flatMap((block) => block.transactions))
      if (tainted.has(`${tx.chain}|${tx.txid}`)) transactions.set(`${tx.chain}|${tx.txid}`, tx);
  const road: Road = {
    movements,
    known,
    transactionOf: (chain, txid) => transactions.get(`${chain}|${txid}`) ?? null,
    tagOf: (chain, address) => {
      const tag = book.of(address).find((each) => mayStop(each, 0));
      if (tag !== undefined) return { label: tag.label, category: tag.category ?? '' };
      const stop = recording.readings.stops.find((each) => each.chain === chain && each.address === address);
      return stop === undefined ? null : { label: stop.end.label, category: stop.end.kind };
    },
  };
  const found: readonly (readonly [string, readonly Finding[]])[] = [
    [freezeRiskSwapCard.id, findFreezeRiskSwaps(road)],
    [collateralLaunderingCard.id, findCollateralLaundering(road)],
    [nativeSwapBurstCard.id, findNativeSwapBursts(road, { perDay: null, dollars: () => null })],
    [refundAbuseCard.id, findRefundAbuse(road)],
    [roundTripCard.id, findRoundTrips(road)],
    ...(decileOf === null ? [] : [[obscureDetourCard.id, findObscureDetours(road, decileOf)] as const]),
    [worthlessTokenCard.id, findWorthlessTokens(road, () => ({ supply: null, since: null }))],
    [tronEndgameCard.id, findTronEndgames(road)],
    [freezeReactionCard.id, findFreezeReactions(road, recording.readings.freezes)],
    [REHEARSAL.id, rehearsalsOn(road, recording)],
    ...strangersOn(movements, [...transactions.values()], known, recording),
  ];
  return {
    findings: found.flatMap(([, findings]) => findings),
    runs: found.map(([detector, findings]) => ({
      detector,
      reason,
      transactions: transactions.size,
      found: findings.length,
    })),
  };
}

/** Of the time before the theft only what the recording holds of its wallets is at hand. */
function rehearsalsOn({ movements, known, tagOf }: Road, { chains }: Recording): Finding[] {
  const own = new Set(movements.flatMap(({ from }) => placeOf(from) ?? []));
  const seeds = new Set(movements.flatMap(({ type, txid }) => (type === 'seed' ? [txid] : [])));
  const services = new Map<string, string>();
  const transfers: Transfer[] = [];
  let incident = Number.POSITIVE_INFINITY;
  for (const tx of [...chains.values()].flatMap((blocks) => blocks.flatMap((block) => block.transactions))) {
    const { chain, txid, time, place } = tx;
    if (seeds.has(txid)) incident = Math.min(incident, time);
    if (tx.type === 'utxo') continue;
    for (const { type, from, to, asset, amount } of tx.events) {
      if (type === 'fee' || from === null || to === null || !own.has(from)) continue;
      const service = known.at(chain, to)?.service ?? tagOf(chain, to)?.label;
      if (service === undefined) continue;
      services.set(to, service);
      transfers.push({ chain, txid, block: place.height, time, from, to, asset, amount });
    }
  }
  return rehearsal({
    before: transfers.filter(({ time }) => time < incident),
    after: transfers.filter(({ time }) => time >= incident),
    incident,
    serviceAt: (address) => services.get(address) ?? null,
  });
}

/** What strangers put on the road: grains, look-alikes, and contracts that say what they may not. */
function strangersOn(
  movements: readonly Movement[],
  transactions: readonly Transaction[],
  known: Known,
  { assets }: Recording,
): (readonly [string, readonly Finding[]])[] {
  const own = new Set(movements.flatMap(({ from }) => placeOf(from) ?? []));
  const histories = new Map([...own].map((address): [string, Transaction[]] => [address, []]));
  for (const tx of transactions) for (const address of partiesOf(tx)) histories.get(address)?.push(tx);
  const accounts = (list: readonly Transaction[]): AccountTransaction[] =>
    list.filter((tx) => tx.type === 'account');
  return [
    [
      poisoningCard.id,
      [...histories].flatMap(([address, history]) => findPoisoning(address, accounts(history), known)),
    ],
    [dustCard.id, [...histories].flatMap(([address, history]) => findDust(address, history))],
    [
      spoofedEventCard.id,
      [
        ...accounts(transactions).flatMap((tx) => findSpoofedEvents(tx, known)),
        ...assets.flatMap(({ chain, id, symbol }) =>
          known.asset(id) === null && getChain(chain).laboratory !== true && !id.includes('/slip44:')
            ? (findSpoofedToken(chain, id.slice(id.lastIndexOf(':') + 1), symbol) ?? [])
            : [],
        ),
      ],
    ],
  ];
}

const partiesOf = (tx: Transaction): Set<string> =>
  new Set(
    (tx.type === 'utxo'
      ? tx.outputs.map(({ owner }) => owner)
      : tx.events.flatMap(({ from, to }) => [from, to])
    ).filter((address) => address !== null),
  );
