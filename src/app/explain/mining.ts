/**
 * Were these coins mined a few steps ago, by whom, and may stolen money have paid for it? Asked only of what carries a
 * theft's taint or stands on a list: whoever is neither is not looked into, and a service's coins are its customers'.
 * The answer is provenance and leads; a coinbase is as clean as its buyer.
 */
import type { Explanation } from '../../contract/explain.ts';
import { isSeedRole } from '../../core/attribution/roles.ts';
import type { TagBook } from '../../core/attribution/tags.ts';
import { standsOn } from '../../core/attribution/trust.ts';
import type { Network } from '../../core/chains/bitcoin/network.ts';
import { scriptOfAddress } from '../../core/chains/bitcoin/payees.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { addressOf, type TxId } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import type { CoinView } from '../../core/patterns/coin-view.ts';
import { viewTransactions } from '../../core/patterns/coin-view-readers.ts';
import {
  coinbaseLineage,
  coinbaseLineageCard,
  type Lineage,
} from '../../core/patterns/mining/coinbase-lineage.ts';
import { hashRentalCard } from '../../core/patterns/mining/hash-rental.ts';
import type { PoolReader } from '../../core/patterns/mining/pools.ts';
import type { BranchReason, DetectorRun } from './branch-findings.ts';
import { findOnCoins } from './coin-findings.ts';
import type { Ancestors, MiningLimits, MiningSubject } from './mining-ancestors.ts';
import { type Shelves, sightsAtHand } from './sights.ts';

export type MiningParts = {
  readonly network: Network;
  readonly ancestors: Ancestors;
  readonly explain: (text: string, where: string) => Promise<Explanation>;
  /** The entries of lists that name a Bitcoin address. */
  readonly listed: (address: string) => readonly { readonly list: string; readonly entry: string }[];
  readonly shelves: Shelves;
  readonly book: TagBook;
  readonly poolOf: PoolReader;
  /** Whose word the names of pools are. */
  readonly poolSource: string;
};

export type MinedCoin = {
  readonly txid: TxId;
  readonly vout: number;
  /** Satoshi. */
  readonly value: string;
  readonly steps: number;
  readonly pools: readonly string[];
  readonly coinbases: readonly {
    readonly txid: TxId;
    readonly height: number | null;
    readonly text: string;
  }[];
};

export type MiningAnswer = {
  readonly subject: { readonly type: MiningSubject['type']; readonly id: string };
  /** Why it was allowed to be asked. */
  readonly reason: BranchReason;
  readonly runs: readonly DetectorRun[];
  readonly limits: MiningLimits;
  readonly leftOut: readonly string[];
  /** Outputs that were looked at, and how many of them were mined within the steps. */
  readonly coins: number;
  readonly mined: readonly MinedCoin[];
  /** D19: stolen money paid for hash power, and mined coins came to the payer's kin. Leads only. */
  readonly rentals: readonly {
    readonly incident: string;
    readonly says: string;
    readonly evidence: readonly string[];
  }[];
  readonly poolSource: string;
  readonly innocent: readonly string[];
};

const WHERE = 'mining';

export async function traceMining(
  text: string,
  parts: MiningParts,
  limits: MiningLimits,
): Promise<MiningAnswer> {
  const { network, poolOf } = parts;
  const explanation = await parts.explain(text, WHERE);
  const { type, id } = explanation.subject;
  if (!explanation.subject.chains.includes(network.chain))
    throw new AshiatoError('E_ADDR_CHAIN', `this is nothing of ${network.name}`, {
      where: WHERE,
      next: 'Give a Bitcoin address or transaction id; only Bitcoin is looked at here.',
    });
  const reason = reasonFor(explanation, parts);
  const subject: MiningSubject = type === 'address' ? { type, address: id } : { type, txid: id as TxId };

  const { transactions, limits: leftOut } = await parts.ancestors(subject, limits);
  const views = viewTransactions(transactions, network);
  const isOwn = ownOutputs(subject, network);
  const coins = views.reduce(
    (count, view) => count + view.outputs.filter(({ value }, vout) => value > 0n && isOwn(view, vout)).length,
    0,
  );
  const byId = new Map(views.map((view) => [view.txid, view]));
  const lineages = coinbaseLineage(views, poolOf, limits.steps);
  const mined = lineages.filter(({ txid, vout }) => isOwn(byId.get(txid)!, vout));
  const rentals = await rentalsOf(subject, views, parts);
  const run = (detector: string, found: number): DetectorRun => ({
    detector,
    reason,
    transactions: transactions.length,
    found,
  });
  return {
    subject: { type, id },
    reason,
    runs: [run(coinbaseLineageCard.id, mined.length), run(hashRentalCard.id, rentals.length)],
    limits,
    leftOut,
    coins,
    mined: mined.map((lineage) => coinOf(lineage, byId)),
    rentals,
    poolSource: parts.poolSource,
    innocent: [coinbaseLineageCard.innocent, hashRentalCard.innocent],
  };
}

/** The taint or listing that lets this be asked; throws where there is none. */
function reasonFor(explanation: Explanation, { listed, book }: MiningParts): BranchReason {
  const { subject, incidents, traces } = explanation;
  const [entry] = subject.type === 'address' ? listed(subject.id) : [];
  if (entry !== undefined) return { type: 'listed', ...entry };
  if (subject.type === 'address' && book.of(subject.id).some((tag) => standsOn(tag, null)))
    throw refuse('this is a service’s address: the coins there are its customers’');
  const named = incidents.find(({ role }) => subject.type === 'transaction' || isSeedRole(role));
  if (named !== undefined) return { type: 'incident', incident: named.id };
  const met = traces.find(
    ({ movementsIn, ends }) => movementsIn > 0 && !ends.some((end) => SERVICE_ENDS.test(end)),
  );
  if (met !== undefined) return { type: 'incident', incident: met.incident };
  throw refuse('no trace at hand reached this, no theft names it, and it stands on no list');
}

const SERVICE_ENDS = /^(service|probable-service|mixer|bridged-unmatched)/;

const refuse = (what: string): AshiatoError =>
  new AshiatoError('E_UNTAINTED', what, {
    where: WHERE,
    limit: 'branches that carry a theft’s taint, and listed addresses',
    next: 'Trace the theft first ("ashiato trace") and keep the trace; whose coins are nobody’s theft is not asked.',
  });

type Own = (view: CoinView, vout: number) => boolean;

function ownOutputs(subject: MiningSubject, network: Network): Own {
  if (subject.type === 'transaction') return ({ txid }) => txid === subject.txid;
  const script = Buffer.from(scriptOfAddress(subject.address, network)).toString('hex');
  return ({ outputs }, vout) => outputs[vout]?.script === script;
}

const coinOf = (
  { txid, vout, value, steps, pools, coinbases }: Lineage,
  byId: ReadonlyMap<TxId, CoinView>,
): MinedCoin => ({
  txid,
  vout,
  value: value.toString(),
  steps,
  pools,
  coinbases: coinbases.map((each) => {
    const view = byId.get(each);
    return { txid: each, height: view?.height ?? null, text: view?.minerText ?? '' };
  }),
});

/** Only traces that meet the subject are looked at, with the mined coins beside them. */
async function rentalsOf(
  subject: MiningSubject,
  mined: readonly CoinView[],
  { shelves, book, poolOf }: MiningParts,
): Promise<MiningAnswer['rentals']> {
  const isAsked = ({ txid, from, to }: Movement): boolean =>
    subject.type === 'transaction'
      ? txid === subject.txid
      : [from, to].some((end) => end !== null && addressOf(end) === subject.address);
  const sights = await sightsAtHand(shelves, isAsked);
  return sights.flatMap(({ incident, recording, movements }) =>
    recording === null || !movements.some(isAsked)
      ? []
      : findOnCoins(recording, movements, { type: 'incident', incident }, { book, poolOf, mined }).flatMap(
          ({ findings }) =>
            findings
              .filter(({ detector }) => detector === hashRentalCard.id)
              .map(({ says, evidence }) => ({
                incident,
                says,
                evidence: evidence.map(
                  ({ what, txid }) => `${what}${txid === undefined ? '' : ` (${txid})`}`,
                ),
              })),
        ),
  );
}
