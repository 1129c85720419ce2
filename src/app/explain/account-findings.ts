/**
 * Runs the detectors of account chains over the branches of a theft, and over nothing else: ownership and typologies
 * are asked of what carries an incident's taint, never of an address that somebody names. Each run is written down
 * with its reason.
 */
import { RECOGNISED_ASSETS } from '../../core/attribution/assets.ts';
import type { TagBook } from '../../core/attribution/tags.ts';
import { mayStop, standsOn } from '../../core/attribution/trust.ts';
import { chainOfAsset } from '../../core/model/asset.ts';
import type { Finding, Subject } from '../../core/model/finding.ts';
import { addressOf } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import type { KnownTag } from '../../core/model/tag.ts';
import { DEPOSIT_REUSE, depositFindings, findDepositAddresses } from '../../core/patterns/deposit-reuse.ts';
import { fanOutCard, findFanOuts } from '../../core/patterns/fan-out.ts';
import { findPayrolls, PAYROLL } from '../../core/patterns/payroll.ts';
import { PAYROLL_THEFT_BRIDGE, payrollTheftBridge } from '../../core/patterns/payroll-theft-bridge.ts';
import { RHYTHM, rhythm } from '../../core/patterns/rhythm.ts';
import { type Compared, ROUTE_AVOIDANCE, routeAvoidance } from '../../core/patterns/route-avoidance.ts';
import { SERVICE_KINDS, type ServiceKind, type ServiceUse } from '../../core/patterns/services-used.ts';
import { STRUCTURING, structuring } from '../../core/patterns/structuring.ts';
import { type Transfer, whole } from '../../core/patterns/transfer.ts';
import type { BranchReason, DetectorRun } from './branch-findings.ts';

export type AccountBranch = {
  readonly reason: BranchReason;
  readonly movements: readonly Movement[];
  /** Seconds, UTC; null where the trace was kept without times. */
  readonly timeOf: (movement: Movement) => number | null;
  /** Movements of each other theft at hand, to compare with. */
  readonly others: readonly (readonly Movement[])[];
};

export function findOnAccounts(
  branch: AccountBranch,
  book: TagBook,
): { findings: readonly Finding[]; runs: readonly DetectorRun[] } {
  const transfers = branch.movements.flatMap(
    (movement) => transferOf(movement, branch.timeOf(movement)) ?? [],
  );
  const tainted = new Set(transfers.flatMap(({ from, to }) => [from, to]));
  const tagOf = (address: string): KnownTag | undefined => book.of(address).find((tag) => mayStop(tag, 0));
  const isService = (address: string): boolean => book.of(address).some((tag) => standsOn(tag, null));
  const exchangeOf = (address: string): string | null => {
    const tag = tagOf(address);
    return tag?.category === 'exchange' ? (tag.actor ?? tag.label) : null;
  };
  const deposits = findDepositAddresses(transfers, exchangeOf);
  const dollars = transfers.filter((each) => usdOf(each) !== null);
  const payrolls = findPayrolls({
    transfers: dollars,
    usd: usdOf,
    isService,
    cashesOut: (address) =>
      tagOf(address) !== undefined || deposits.some((deposit) => deposit.address === address),
  });
  const uses = branch.movements.flatMap((movement) => useOf(movement, branch.timeOf(movement), tagOf) ?? []);
  const seed = branch.movements.find(({ type }) => type === 'seed');
  const theft = seed === undefined ? null : branch.timeOf(seed);
  const about = subjectOf(seed);
  const found: readonly (readonly [string, readonly Finding[]])[] = [
    [DEPOSIT_REUSE.id, depositFindings(deposits)],
    [fanOutCard.id, findFanOuts(spreadsOf(transfers))],
    [STRUCTURING.id, structuring(dollars, usdOf, isService)],
    [PAYROLL.id, payrolls.findings],
    [
      PAYROLL_THEFT_BRIDGE.id,
      transfers[0] === undefined
        ? []
        : payrollTheftBridge({
            chain: transfers[0].chain,
            payrolls: payrolls.payrolls,
            transfers,
            tainted,
            isService,
            deposits,
          }),
    ],
    [RHYTHM.id, about === null || theft === null ? [] : rhythm(about, theft, uses)],
    [ROUTE_AVOIDANCE.id, about === null ? [] : routeAvoidance(about, uses, mixOf(branch.others, tagOf))],
  ];
  return {
    findings: found.flatMap(([, findings]) => findings),
    runs: found.map(([detector, findings]) => ({
      detector,
      reason: branch.reason,
      transactions: transfers.length,
      found: findings.length,
    })),
  };
}

function transferOf(movement: Movement, time: number | null): Transfer | null {
  const from = movement.from?.type === 'account' ? movement.from.address : null;
  const to = movement.to?.type === 'account' ? movement.to.address : null;
  if (movement.type !== 'transfer' || from === null || to === null || time === null) return null;
  const { chain, txid, place, asset, amount } = movement;
  return { chain, txid, block: place.height, time, from, to, asset, amount };
}

const STABLE = new Set(['USDT', 'USDC', 'DAI']);
const DOLLARS = new Map(
  RECOGNISED_ASSETS.flatMap(({ asset }) =>
    STABLE.has(asset.symbol) ? [[asset.id, asset.decimals] as const] : [],
  ),
);

function usdOf({ asset, amount }: Transfer): number | null {
  const decimals = DOLLARS.get(asset);
  return decimals === undefined ? null : whole(amount, decimals);
}

/** A receiver is fresh where the branch itself had not paid it before. */
function spreadsOf(transfers: readonly Transfer[]) {
  const paid = new Set<string>();
  return transfers
    .toSorted((a, b) => a.time - b.time)
    .map((each) => {
      const fresh = !paid.has(each.to);
      paid.add(each.to);
      return { ...each, fresh };
    });
}

function useOf(
  movement: Movement,
  time: number | null,
  tagOf: (address: string) => KnownTag | undefined,
): ServiceUse | null {
  const kind = kindOf(movement, tagOf);
  if (kind === null || time === null) return null;
  const { chain, txid, asset, amount } = movement;
  const address = movement.to === null ? null : addressOf(movement.to);
  return {
    kind,
    time,
    evidence: {
      what: `through a service: ${kind}`,
      chain,
      txid,
      asset,
      amount,
      ...(address === null ? {} : { address }),
    },
  };
}

const KIND_OF = new Map<string, ServiceKind>([
  ['exchange', 'exchange'],
  ['instant_swapper', 'swapper'],
  ['guarantee_market', 'guarantee'],
]);

function kindOf(
  { type, end, to }: Movement,
  tagOf: (address: string) => KnownTag | undefined,
): ServiceKind | null {
  if (type === 'swap') return 'dex';
  if (type === 'lend') return 'lending';
  if (type === 'bridge-out') return 'bridge';
  if (end?.kind === 'mixer') return 'mixer';
  const address = to === null ? null : addressOf(to);
  if (end?.kind !== 'service' || address === null) return null;
  return KIND_OF.get(tagOf(address)?.category ?? '') ?? 'exchange';
}

/** How often others use each kind. */
function mixOf(
  thefts: readonly (readonly Movement[])[],
  tagOf: (address: string) => KnownTag | undefined,
): Compared {
  const kinds = thefts.flat().flatMap((movement) => kindOf(movement, tagOf) ?? []);
  const share = (kind: ServiceKind): number =>
    kinds.filter((each) => each === kind).length / Math.max(1, kinds.length);
  return {
    thefts: thefts.length,
    uses: kinds.length,
    shares: Object.fromEntries(SERVICE_KINDS.map((kind) => [kind, share(kind)])) as Compared['shares'],
  };
}

function subjectOf(seed: Movement | undefined): Subject | null {
  const address = seed?.to == null ? null : addressOf(seed.to);
  return seed === undefined || address === null
    ? null
    : { type: 'address', chain: chainOfAsset(seed.asset).id, address };
}
