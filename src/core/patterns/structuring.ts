/** D15: a large inflow is broken into a swarm of payments below a hundred dollars. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { byTime, type Transfer } from './transfer.ts';

const DAY = 86_400;
const LARGE = 10_000;
const SMALL = 100;
const RISE = 4;
const LEAST_SMALL = 20;
const WEEK = 7 * DAY;

export const STRUCTURING: DetectorCard = {
  id: 'typology/structuring',
  question: 'Was a large sum broken into many small payments?',
  definition:
    'Above $10,000 came in; in the week after, at least 20 payments below $100 went out, at least four times as many as in the week before, and to more addresses than had paid in.',
  source:
    'Chainalysis on Chinese-language laundering networks, 2026: payments below $100 up 467 %, 51 % more destinations (field.md §4, D15)',
  innocent:
    'Payroll, airdrops, refunds and the hot wallet of any shop look like this; a known service is left out.',
  cost: 'O(n log n) in the transfers of each address',
};

/** `usd`: what a transfer was worth, or null where that is not known. */
export function structuring(
  transfers: readonly Transfer[],
  usd: (transfer: Transfer) => number | null,
  isService: (address: string) => boolean,
): Finding[] {
  const sorted = transfers.toSorted(byTime);
  const outgoing = Map.groupBy(sorted, ({ from }) => from);
  const incoming = Map.groupBy(sorted, ({ to }) => to);
  const findings: Finding[] = [];
  for (const [address, sent] of outgoing) {
    if (isService(address)) continue;
    const received = incoming.get(address) ?? [];
    const large = received.find((each) => (usd(each) ?? 0) >= LARGE);
    if (large === undefined) continue;
    const isSmall = (each: Transfer): boolean => {
      const worth = usd(each);
      return worth !== null && worth > 0 && worth < SMALL;
    };
    const after = sent.filter(
      (each) => each.time >= large.time && each.time <= large.time + WEEK && isSmall(each),
    );
    const before = sent.filter(
      (each) => each.time < large.time && each.time >= large.time - WEEK && isSmall(each),
    );
    const destinations = new Set(after.map(({ to }) => to)).size;
    const sources = new Set(received.map(({ from }) => from)).size;
    if (after.length < LEAST_SMALL || after.length < RISE * before.length || destinations <= sources)
      continue;
    findings.push({
      detector: STRUCTURING.id,
      subject: { type: 'address', chain: large.chain, address },
      says: `After a large inflow ${after.length} payments below $${SMALL} went to ${destinations} addresses within a week; ${before.length} in the week before.`,
      strength: Math.min(0.7, 0.3 + after.length / 500),
      evidence: [large, ...after].map((each) => ({
        what: each === large ? 'came in' : 'went out',
        chain: each.chain,
        txid: each.txid,
        address: each === large ? each.from : each.to,
        asset: each.asset,
        amount: each.amount,
      })),
    });
  }
  return findings;
}
