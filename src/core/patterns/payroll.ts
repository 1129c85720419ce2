/**
 * D20: wages of several workers, from several employers, are swept into one pair of hands. No input says anything
 * of nationality, name or looks, and none may.
 */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { byTime, spreadOf, type Transfer } from './transfer.ts';

const DAY = 86_400;
const LEAST_WAGES = 3;
const SHORTEST = 25 * DAY;
const LONGEST = 35 * DAY;
const MOST_VARIATION = 0.2;
const LOWEST = 3000;
const HIGHEST = 8000;
const SWEPT = 0.7;
const SWEEP_WITHIN = 7 * DAY;
const LEAST_RECEIVERS = 3;
const LEAST_PAYERS = 3;

export const PAYROLL: DetectorCard = {
  id: 'typology/payroll-consolidation',
  question: 'Do the wages of several workers end in one hand?',
  definition:
    'A receiver gets at least 3 stablecoin payments of $3,000–8,000 from one payer, 25–35 days apart, varying less than 20 %, and sends at least 70 % of them within 7 days to one address; that address is fed by at least 3 such receivers with at least 3 different payers, is no known service, and passes it on to an exchange, a facilitator or an over-the-counter desk.',
  source:
    'Eight workers, twelve projects, two consolidators (ZachXBT 2024); US Treasury and MSMT on IT workers (field.md §4, D20)',
  innocent:
    'Contractors use one exchange, a family or an agency shares a wallet, a DAO or a payroll service pays many: an exchange’s, an agency’s or a service’s known address is left out, a payer that pays all of them is one payer, and what is left is a question to ask, not a verdict.',
  cost: 'O(n log n) in stablecoin transfers of the branches looked at',
};

export type Payroll = {
  readonly receivers: readonly string[];
  readonly payers: readonly string[];
  readonly consolidator: string;
};

export type PayrollWorld = {
  /** Stablecoin transfers. */
  readonly transfers: readonly Transfer[];
  readonly usd: (transfer: Transfer) => number | null;
  /** An exchange, a payroll service, an agency that says so: whoever holds money for others. */
  readonly isService: (address: string) => boolean;
  /** Whether the address is an exchange's, a facilitator's or a desk's, or a deposit address of one. */
  readonly cashesOut: (address: string) => boolean;
};

type Receiver = {
  readonly address: string;
  readonly payer: string;
  readonly wages: readonly Transfer[];
  readonly sweeps: readonly Transfer[];
  readonly to: string;
};

export function findPayrolls(world: PayrollWorld): {
  readonly payrolls: readonly Payroll[];
  readonly findings: readonly Finding[];
} {
  const sorted = world.transfers.toSorted(byTime);
  const incoming = Map.groupBy(sorted, ({ to }) => to);
  const outgoing = Map.groupBy(sorted, ({ from }) => from);
  const receivers = [...incoming].flatMap(([address, received]) =>
    world.isService(address) ? [] : (receiverAt(address, received, outgoing.get(address) ?? [], world) ?? []),
  );
  const payrolls: Payroll[] = [];
  const findings: Finding[] = [];
  for (const [consolidator, own] of Map.groupBy(receivers, ({ to }) => to)) {
    const payers = [...new Set(own.map(({ payer }) => payer))].sort();
    const addresses = [...new Set(own.map(({ address }) => address))].sort();
    const exits = (outgoing.get(consolidator) ?? []).filter(({ to }) => world.cashesOut(to));
    if (addresses.length < LEAST_RECEIVERS || payers.length < LEAST_PAYERS || exits.length === 0) continue;
    payrolls.push({ receivers: addresses, payers, consolidator });
    findings.push({
      detector: PAYROLL.id,
      subject: { type: 'address', chain: own[0]!.wages[0]!.chain, address: consolidator },
      says: `Monthly pay of ${addresses.length} receivers from ${payers.length} payers is swept into one address and goes on to a place that cashes out.`,
      strength: Math.min(
        0.8,
        0.4 + 0.05 * (addresses.length + payers.length - LEAST_RECEIVERS - LEAST_PAYERS),
      ),
      evidence: [
        ...own.flatMap(({ wages, sweeps }) => [
          ...wages.map((each) => row('monthly pay', each, each.to)),
          ...sweeps.map((each) => row('swept', each, each.from)),
        ]),
        ...exits.map((each) => row('passed on to a place that cashes out', each, each.to)),
      ],
    });
  }
  return { payrolls, findings };
}

const row = (what: string, { chain, txid, asset, amount }: Transfer, address: string) => ({
  what,
  chain,
  txid,
  address,
  asset,
  amount,
});

function receiverAt(
  address: string,
  received: readonly Transfer[],
  sent: readonly Transfer[],
  { usd, isService }: PayrollWorld,
): Receiver | null {
  for (const [payer, paid] of Map.groupBy(received, ({ from }) => from)) {
    const wages = paid.filter((each) => {
      const worth = usd(each);
      return worth !== null && worth >= LOWEST && worth <= HIGHEST;
    });
    if (
      wages.length < LEAST_WAGES ||
      !isMonthly(wages) ||
      spreadOf(wages.map((each) => usd(each)!)).variation >= MOST_VARIATION
    )
      continue;
    const total = wages.reduce((sum, each) => sum + usd(each)!, 0);
    for (const [to, swept] of Map.groupBy(sent, (each) => each.to)) {
      if (isService(to)) continue;
      const prompt = swept.filter(({ time }) =>
        wages.some((wage) => time >= wage.time && time <= wage.time + SWEEP_WITHIN),
      );
      if (prompt.reduce((sum, each) => sum + (usd(each) ?? 0), 0) >= SWEPT * total)
        return { address, payer, wages, sweeps: prompt, to };
    }
  }
  return null;
}

const isMonthly = (wages: readonly Transfer[]): boolean =>
  wages
    .slice(1)
    .every(({ time }, i) => time - wages[i]!.time >= SHORTEST && time - wages[i]!.time <= LONGEST);
