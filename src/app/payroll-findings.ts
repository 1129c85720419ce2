/**
 * Wallets against pay that was consolidated (D20) and met a theft (D21): what the detectors found on the branches of
 * traced thefts, and nowhere else. A wallet that no theft touched is not looked into.
 */
import type { TagBook } from '../core/attribution/tags.ts';
import type { Finding } from '../core/model/finding.ts';
import { addressOf } from '../core/model/location.ts';
import type { Movement } from '../core/model/movement.ts';
import { PAYROLL } from '../core/patterns/payroll.ts';
import { PAYROLL_THEFT_BRIDGE } from '../core/patterns/payroll-theft-bridge.ts';
import { findOnAccounts } from './account-findings.ts';
import { type Shelves, sightsAtHand } from './sights.ts';

const PAY: readonly string[] = [PAYROLL.id, PAYROLL_THEFT_BRIDGE.id];

export type PayFinding = { readonly incident: string; readonly finding: Finding };

/** By canonical address. */
export async function payrollFindings(
  addresses: ReadonlySet<string>,
  shelves: Shelves,
  book: TagBook,
): Promise<ReadonlyMap<string, readonly PayFinding[]>> {
  const found = new Map<string, PayFinding[]>();
  if (addresses.size === 0) return found;
  const isAsked = ({ from, to }: Movement): boolean =>
    [from, to].some((end) => end !== null && addresses.has(addressOf(end) ?? ''));
  for (const { incident, movements, timeOf } of await sightsAtHand(shelves, isAsked)) {
    if (!movements.some(isAsked)) continue;
    const reason = { type: 'incident' as const, incident };
    const { findings } = findOnAccounts({ reason, movements, timeOf, others: [] }, book);
    for (const finding of findings.filter(({ detector }) => PAY.includes(detector)))
      for (const address of new Set(finding.evidence.flatMap((row) => row.address ?? [])))
        if (addresses.has(address))
          found.set(address, [...(found.get(address) ?? []), { incident, finding }]);
  }
  return found;
}
