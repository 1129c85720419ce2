/**
 * Wallets against pay that was consolidated (D20) and met a theft (D21): what the detectors found on the branches of
 * traced thefts, and nowhere else. A wallet that no theft touched is not looked into.
 */
import type { TagBook } from '../../core/attribution/tags.ts';
import type { Finding } from '../../core/model/finding.ts';
import { addressOf } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import { PAYROLL } from '../../core/patterns/payroll.ts';
import { PAYROLL_THEFT_BRIDGE } from '../../core/patterns/payroll-theft-bridge.ts';
import { findOnAccounts } from './account-findings.ts';
import { type Shelves, type Sight, sightsAtHand } from './sights.ts';

const PAY: readonly string[] = [PAYROLL.id, PAYROLL_THEFT_BRIDGE.id];

export type PayFinding = { readonly incident: string; readonly finding: Finding };

/** By canonical address; of the traces at hand. */
export async function payrollFindings(
  addresses: ReadonlySet<string>,
  shelves: Shelves,
  book: TagBook,
): Promise<ReadonlyMap<string, readonly PayFinding[]>> {
  if (addresses.size === 0) return new Map();
  return findPay(addresses, await sightsAtHand(shelves, asking(addresses)), book);
}

const asking =
  (addresses: ReadonlySet<string>) =>
  ({ from, to }: Movement): boolean =>
    [from, to].some((end) => end !== null && addresses.has(addressOf(end) ?? ''));

export function findPay(
  addresses: ReadonlySet<string>,
  sights: readonly Sight[],
  book: TagBook,
): ReadonlyMap<string, readonly PayFinding[]> {
  const found = new Map<string, PayFinding[]>();
  const isAsked = asking(addresses);
  for (const { incident, movements, timeOf } of sights) {
    if (!movements.some(isAsked)) continue;
    const reason = { type: 'incident' as const, incident };
    const { findings } = findOnAccounts({ reason, movements, timeOf, others: [] }, book);
    for (const finding of findings.filter(({ detector }) => PAY.includes(detector)))
      for (const address of addressesOf(finding))
        if (addresses.has(address))
          found.set(address, [...(found.get(address) ?? []), { incident, finding }]);
  }
  return found;
}

const addressesOf = ({ subject, evidence }: Finding): ReadonlySet<string> =>
  new Set([
    ...(subject.type === 'address' ? [subject.address] : []),
    ...evidence.flatMap(({ address }) => address ?? []),
  ]);
