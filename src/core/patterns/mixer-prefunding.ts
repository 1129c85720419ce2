/** D01: the wallets of an attack get their first gas out of a mixer, in equal small amounts, hours before it. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { byTime, type Transfer } from './transfer.ts';

const LEAST_WALLETS = 4;
const WINDOW = 2 * 3600;
const BEFORE = 48 * 3600;

export const MIXER_PREFUNDING: DetectorCard = {
  id: 'typology/mixer-prefunding',
  question: 'Were the wallets of this attack paid for out of a mixer?',
  definition:
    'At least 4 wallets without a past each get the same small withdrawal of one mixer within 2 hours, at most 48 hours before the incident, and at least one of them later deals with an address of the incident.',
  source: 'Kelp, April 2026: 8 × 0.1 ETH about ten hours before (field.md §4, D01)',
  innocent:
    'People who want privacy withdraw equal amounts too, and an attacker’s hour may be anybody’s. Without the later dealing nothing is said.',
  cost: 'O(n log n) in the withdrawals of two days',
};

export type PreFunding = {
  /** Withdrawals of one mixer. */
  readonly withdrawals: readonly Transfer[];
  /** Seconds, UTC. */
  readonly incident: number;
  /** Whether the address did anything before a time. */
  readonly hadPast: (address: string, before: number) => boolean;
  /** Dealings with addresses of the incident, by wallet: the first one after a time, or null. */
  readonly dealing: (address: string, after: number) => Transfer | null;
};

export function mixerPrefunding({ withdrawals, incident, hadPast, dealing }: PreFunding): Finding[] {
  const near = withdrawals
    .filter(({ time, to }) => time <= incident && time >= incident - BEFORE && !hadPast(to, time))
    .sort(byTime);
  const findings: Finding[] = [];
  for (const same of Map.groupBy(near, ({ asset, amount }) => `${asset}|${amount}`).values()) {
    const group = largestWithin(same);
    const wallets = new Set(group.map(({ to }) => to));
    if (wallets.size < LEAST_WALLETS) continue;
    const dealings = group.flatMap(({ to, time }) => dealing(to, time) ?? []);
    const [first] = group;
    if (dealings.length === 0 || first === undefined) continue;
    findings.push({
      detector: MIXER_PREFUNDING.id,
      subject: { type: 'address', chain: first.chain, address: dealings[0]!.from },
      says: `${wallets.size} new wallets got the same amount out of a mixer ${Math.round((incident - first.time) / 3600)} hours before the incident, and ${new Set(dealings.map(({ from }) => from)).size} of them took part in it.`,
      strength: Math.min(
        0.95,
        0.5 + 0.05 * wallets.size + 0.1 * new Set(dealings.map(({ from }) => from)).size,
      ),
      evidence: [
        ...group.map((each) => ({
          what: 'withdrawn from the mixer',
          chain: each.chain,
          txid: each.txid,
          address: each.to,
          asset: each.asset,
          amount: each.amount,
        })),
        ...dealings.map((each) => ({
          what: 'dealt with an address of the incident',
          chain: each.chain,
          txid: each.txid,
          address: each.from,
        })),
      ],
    });
  }
  return findings;
}

/** The most withdrawals that lie within one window. */
function largestWithin(sorted: readonly Transfer[]): readonly Transfer[] {
  let best: readonly Transfer[] = [];
  for (let from = 0, to = 0; to < sorted.length; to += 1) {
    while (sorted[to]!.time - sorted[from]!.time > WINDOW) from += 1;
    if (to - from + 1 > best.length) best = sorted.slice(from, to + 1);
  }
  return best;
}
