/**
 * Runs the Bitcoin detectors over a branch that carries the taint of an incident or of a listed entity, and over
 * nothing else: who owns what, and which output is change, is asked of stolen money only. Each run is written down
 * with its reason; there is no way in by an address.
 */

import { coSpendCard } from '../../core/attribution/clusters/co-spend.ts';
import { nativeAsset } from '../../core/model/asset.ts';
import { getChain } from '../../core/model/chain.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { TxId } from '../../core/model/location.ts';
import { findScatter, scatterCard } from '../../core/patterns/btc-scatter.ts';
import { type Change, changeCard, changeOf } from '../../core/patterns/change/change.ts';
import { type CountedScripts, countScripts } from '../../core/patterns/change/script-histories.ts';
import { type CoinView, shapeOf } from '../../core/patterns/coin-view.ts';
import { coinJoinOf } from '../../core/patterns/coinjoin/coinjoin.ts';
import { type Judged, withLineage } from '../../core/patterns/coinjoin/lineage.ts';
import { toFinding } from '../../core/patterns/coinjoin/verdict.ts';
import { dormancyCard, findDormantBatches, type Rest } from '../../core/patterns/dormancy.ts';
import { fanOutCard, findFanOuts, type Spread } from '../../core/patterns/fan-out.ts';
import {
  findLayeredMixing,
  layeredMixingCard,
  type MixingStep,
  mixerFamily,
} from '../../core/patterns/layered-mixing.ts';
import {
  coinbaseLineage,
  coinbaseLineageCard,
  lineageFinding,
} from '../../core/patterns/mining/coinbase-lineage.ts';
import {
  findHashRentalLeads,
  hashRentalCard,
  type RentalPayment,
} from '../../core/patterns/mining/hash-rental.ts';
import type { PoolReader } from '../../core/patterns/mining/pools.ts';
import { followPeels, peelCard, peelFinding } from '../../core/patterns/peel-chain.ts';
import { findPeelsToService, peelToOtcCard } from '../../core/patterns/peel-to-otc.ts';

/** Why a branch may be looked at. */
export type BranchReason =
  | { readonly type: 'incident'; readonly incident: string }
  | { readonly type: 'listed'; readonly list: string; readonly entry: string };

export type Branch = {
  readonly reason: BranchReason;
  /** The transactions through which the taint moved, as the trace says. */
  readonly tainted: ReadonlySet<TxId>;
  /** Their views in chain order. What is not tainted is left out, and counted. */
  readonly transactions: readonly CoinView[];
  /** The service that a script is labelled as. */
  serviceOf(script: string): Service | null;
  /**
   * Transactions of freshly mined coins, in chain order from their coinbases on, fetched because the branch pays for
   * hash power; looked at for nothing else.
   */
  readonly mined?: readonly CoinView[];
  /** Whose coinbase it is, by what stands in it. */
  readonly poolOf: PoolReader;
};

export type Service = {
  readonly name: string;
  readonly kind: 'exchange' | 'mixer' | 'hash-rental' | 'other';
};

/** One line for the audit: which detector ran, why, and over how much. */
export type DetectorRun = {
  readonly detector: string;
  readonly reason: BranchReason;
  readonly transactions: number;
  readonly found: number;
};

export type BranchFindings = {
  readonly findings: readonly Finding[];
  readonly changes: readonly { readonly txid: TxId; readonly change: Change }[];
  /** Co-spend clusters of two scripts and more, each by its oldest member. */
  readonly clusters: ReadonlyMap<number, readonly string[]>;
  readonly runs: readonly DetectorRun[];
  /** Given, but without taint, and so not looked at. */
  readonly untainted: number;
};

export function findOnBranch(branch: Branch): BranchFindings {
  const transactions = branch.transactions.filter((tx) => branch.tainted.has(tx.txid));
  const scripts = countScripts(transactions);
  const joins = coinJoinsOf(branch, transactions);
  const peels = peelsOf(branch, transactions);
  const changes = transactions.map((tx) => ({ txid: tx.txid, change: changeOf(tx, scripts) }));
  const clusters = clustersOf(transactions, scripts);
  const scatter = findScatter(transactions);
  const found: readonly (readonly [string, readonly Finding[]])[] = [
    ['coinjoin', joins.map(({ finding }) => finding)],
    [peelCard.id, peels.chains],
    [peelToOtcCard.id, peels.toService],
    [scatterCard.id, scatter === null ? [] : [scatter]],
    [fanOutCard.id, findFanOuts(spreadsOf(transactions, scripts))],
    [layeredMixingCard.id, layersOf(branch, transactions, joins)],
    [dormancyCard.id, findDormantBatches(restsOf(transactions))],
    [coinbaseLineageCard.id, minedOf(branch, transactions)],
    [hashRentalCard.id, rentalLeadsOf(branch, transactions, scripts)],
  ];
  const run = (detector: string, count: number): DetectorRun => ({
    detector,
    reason: branch.reason,
    transactions: transactions.length,
    found: count,
  });
  return {
    findings: found.flatMap(([, findings]) => findings),
    changes,
    clusters,
    runs: [
      ...found.map(([detector, findings]) => run(detector, findings.length)),
      run(changeCard.id, changes.filter(({ change }) => change.type === 'change').length),
      run(coSpendCard.id, clusters.size),
    ],
    untainted: branch.transactions.length - transactions.length,
  };
}

type Join = Judged & { readonly finding: Finding };

function coinJoinsOf({ serviceOf }: Branch, transactions: readonly CoinView[]): Join[] {
  const context = { isExchange: (script: string) => serviceOf(script)?.kind === 'exchange' };
  const judged = transactions.flatMap((tx): Judged[] => {
    const verdict = coinJoinOf(tx, context);
    return verdict === null ? [] : [{ tx, verdict }];
  });
  return withLineage(judged).flatMap(({ tx, verdict }) => {
    const shape = shapeOf(tx);
    return shape === null ? [] : [{ tx, verdict, finding: toFinding(verdict, shape) }];
  });
}

/** Each chain from where it begins: a transaction that continues one is not begun with again. */
function peelsOf(
  { serviceOf }: Branch,
  transactions: readonly CoinView[],
): { chains: Finding[]; toService: Finding[] } {
  const spenders = new Map<string, CoinView>();
  for (const tx of transactions) for (const { txid, vout } of tx.inputs) spenders.set(`${txid}:${vout}`, tx);
  const around = {
    spenderOf: (txid: TxId, vout: number) => spenders.get(`${txid}:${vout}`) ?? null,
    serviceOf: (script: string) => serviceOf(script)?.name ?? null,
  };
  const continued = new Set<TxId>();
  const chains: Finding[] = [];
  const toService: Finding[] = [];
  for (const tx of transactions) {
    if (continued.has(tx.txid)) continue;
    const chain = followPeels(tx, around);
    for (const { txid } of chain.links) continued.add(txid);
    continued.add(chain.last);
    const finding = peelFinding(tx, chain);
    if (finding !== null) chains.push(finding);
    toService.push(...findPeelsToService(tx, chain, around.serviceOf));
  }
  return { chains, toService };
}

/** Payments out of one script to scripts first paid in the same transaction. */
function spreadsOf(transactions: readonly CoinView[], scripts: CountedScripts): Spread[] {
  return transactions.flatMap((tx) => {
    const from = new Set(tx.inputs.map((input) => input.script));
    const [only] = from;
    if (from.size !== 1 || only === null || only === undefined || tx.time === null) return [];
    const asset = nativeAsset(getChain(tx.chain)).id;
    return tx.outputs
      .filter((output) => output.script !== only)
      .map((output) => ({
        chain: tx.chain,
        txid: tx.txid,
        time: tx.time ?? 0,
        from: only,
        to: output.script,
        asset,
        amount: output.value,
        fresh: scripts.receipts(output.script) === 1,
      }));
  });
}

/** Mixers along each path: what its transaction’s ancestors went through, the longest such history first. */
function layersOf(
  { serviceOf }: Branch,
  transactions: readonly CoinView[],
  joins: readonly Join[],
): Finding[] {
  const verdicts = new Map(joins.map(({ tx, verdict }) => [tx.txid, verdict]));
  const paths = new Map<TxId, readonly MixingStep[]>();
  let longest: readonly MixingStep[] = [];
  for (const tx of transactions) {
    let path: readonly MixingStep[] = [];
    for (const { txid } of tx.inputs) {
      const before = paths.get(txid) ?? [];
      if (before.length > path.length) path = before;
    }
    const verdict = verdicts.get(tx.txid);
    const mixer = tx.outputs.map((output) => serviceOf(output.script)).find((each) => each?.kind === 'mixer');
    const family = verdict === undefined ? (mixer?.name ?? null) : mixerFamily(verdict.detector);
    if (family !== null && path.at(-1)?.family !== family)
      path = [...path, { chain: tx.chain, txid: tx.txid, family }];
    paths.set(tx.txid, path);
    if (path.length > longest.length) longest = path;
  }
  const finding = findLayeredMixing(longest);
  return finding === null ? [] : [finding];
}

/** Coins of the branch that lay still between two of its transactions. */
function restsOf(transactions: readonly CoinView[]): Rest[] {
  const byId = new Map(transactions.map((tx) => [tx.txid, tx]));
  return transactions.flatMap((tx) =>
    tx.inputs.flatMap(({ txid, script }): Rest[] => {
      const funded = byId.get(txid);
      if (funded === undefined || funded.time === null || tx.time === null || script === null) return [];
      return [
        {
          chain: tx.chain,
          address: script,
          origin: txid,
          since: funded.time,
          movedAt: tx.time,
          movedBy: tx.txid,
        },
      ];
    }),
  );
}

export function clustersOf(
  transactions: readonly CoinView[],
  scripts: CountedScripts,
): Map<number, string[]> {
  const members = new Map<number, Set<string>>();
  for (const { inputs } of transactions) {
    for (const { script } of inputs) {
      const cluster = script === null ? null : scripts.clusterOf(script);
      if (script === null || cluster === null) continue;
      members.set(cluster, (members.get(cluster) ?? new Set()).add(script));
    }
  }
  return new Map([...members].filter(([, set]) => set.size > 1).map(([id, set]) => [id, [...set]]));
}

/** What was mined a few steps before and carries taint: fees that were followed into a coinbase, and where they went. */
function minedOf({ poolOf }: Branch, transactions: readonly CoinView[]): Finding[] {
  const byId = new Map(transactions.map((tx) => [tx.txid, tx]));
  return coinbaseLineage(transactions, poolOf).map((lineage) =>
    lineageFinding(byId.get(lineage.txid)!, lineage),
  );
}

/** Payments for hash power, and mined coins that come to the payer's kin: a cluster of the branch, or a shared deposit address. */
function rentalLeadsOf(
  { serviceOf, poolOf, mined = [] }: Branch,
  transactions: readonly CoinView[],
  scripts: CountedScripts,
): Finding[] {
  const payments = transactions.flatMap((tx) =>
    tx.outputs.flatMap(({ script, value }): RentalPayment[] => {
      const service = serviceOf(script);
      const payer = tx.inputs[0]?.script ?? null;
      if (service?.kind !== 'hash-rental' || payer === null || tx.time === null) return [];
      const { chain, txid, time } = tx;
      return [{ chain, txid, time, payer, service: service.name, amount: value }];
    }),
  );
  if (payments.length === 0) return [];
  const times = new Map(mined.map((tx) => [tx.txid, tx.time ?? 0]));
  const payouts = coinbaseLineage(mined, poolOf).map((lineage) => ({
    lineage,
    time: times.get(lineage.txid) ?? 0,
  }));
  const deposits = depositsOf([...transactions, ...mined], serviceOf);
  return findHashRentalLeads(payments, payouts, {
    together: scripts.together,
    sharesDeposit: (a, b) => !(deposits.get(a) ?? NOWHERE).isDisjointFrom(deposits.get(b) ?? NOWHERE),
  });
}

const NOWHERE: ReadonlySet<string> = new Set();

/** The exchange deposit scripts that each script has paid. */
function depositsOf(
  transactions: readonly CoinView[],
  serviceOf: Branch['serviceOf'],
): Map<string, Set<string>> {
  const deposits = new Map<string, Set<string>>();
  for (const { inputs, outputs } of transactions) {
    const paid = outputs.filter(({ script }) => serviceOf(script)?.kind === 'exchange');
    for (const { script } of inputs) {
      if (script === null || paid.length === 0) continue;
      const known = deposits.get(script) ?? new Set();
      for (const output of paid) known.add(output.script);
      deposits.set(script, known);
    }
  }
  return deposits;
}
