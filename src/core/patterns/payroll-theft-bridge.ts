/** D21: pay that is consolidated meets a theft, within two transfers or in one deposit address. */
import type { ChainId } from '../model/chain.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { Payroll } from './payroll.ts';
import type { Transfer } from './transfer.ts';

const HOPS = 2;

export const PAYROLL_THEFT_BRIDGE: DetectorCard = {
  id: 'typology/payroll-theft-bridge',
  question: 'Do consolidated wages and a theft meet?',
  definition:
    'An address of consolidated pay lies within 2 transfers of an address that carries an incident’s taint, or pays the same deposit address of an exchange. Known services are not walked through.',
  source: 'The insider case of $1.3 million (ZachXBT 2024; field.md §4, D21)',
  innocent:
    'Two transfers reach many people; a shared deposit address may be a payment to a third party. It ties flows, not persons.',
  cost: 'O(n) in the transfers looked at, for each address of consolidated pay',
};

export type Meeting = {
  readonly chain: ChainId;
  readonly payrolls: readonly Payroll[];
  readonly transfers: readonly Transfer[];
  /** Addresses that carry the incident's taint. */
  readonly tainted: ReadonlySet<string>;
  readonly isService: (address: string) => boolean;
  /** Deposit addresses of exchanges, each with who pays it. */
  readonly deposits: readonly { readonly address: string; readonly payers: readonly string[] }[];
};

export function payrollTheftBridge({
  chain,
  payrolls,
  transfers,
  tainted,
  isService,
  deposits,
}: Meeting): Finding[] {
  const touching = new Map<string, Transfer[]>();
  for (const each of transfers)
    for (const end of [each.from, each.to]) touching.set(end, [...(touching.get(end) ?? []), each]);
  return payrolls.flatMap(({ consolidator, receivers }) => {
    const own = new Set([consolidator, ...receivers]);
    const path = [...own]
      .map((address) => pathToTaint(address, touching, tainted, isService))
      .find((found) => found !== null);
    const shared = deposits.filter(
      ({ payers }) => payers.some((payer) => own.has(payer)) && payers.some((payer) => tainted.has(payer)),
    );
    if (path == null && shared.length === 0) return [];
    return [
      {
        detector: PAYROLL_THEFT_BRIDGE.id,
        subject: { type: 'address' as const, chain, address: consolidator },
        says:
          path == null
            ? 'Consolidated pay and a theft use the same deposit address of an exchange.'
            : `Consolidated pay lies ${path.length === 0 ? 'on' : `${path.length} transfers from`} a branch of a theft.`,
        strength: path != null && path.length < HOPS ? 0.7 : 0.5,
        evidence: [
          ...(path ?? []).map((each) => ({
            what: 'on the way between them',
            chain: each.chain,
            txid: each.txid,
            address: each.to,
            asset: each.asset,
            amount: each.amount,
          })),
          ...shared.map(({ address }) => ({ what: 'deposit address that both pay', chain, address })),
        ],
      },
    ];
  });
}

/** The shortest way of at most two transfers, in either direction; empty where the address itself is tainted. */
function pathToTaint(
  from: string,
  touching: ReadonlyMap<string, readonly Transfer[]>,
  tainted: ReadonlySet<string>,
  isService: (address: string) => boolean,
): readonly Transfer[] | null {
  if (tainted.has(from)) return [];
  let open: { address: string; path: readonly Transfer[] }[] = [{ address: from, path: [] }];
  const seen = new Set([from]);
  for (let hop = 0; hop < HOPS; hop += 1) {
    const next: typeof open = [];
    for (const { address, path } of open) {
      if (isService(address)) continue;
      for (const each of touching.get(address) ?? []) {
        const other = each.from === address ? each.to : each.from;
        if (seen.has(other)) continue;
        seen.add(other);
        if (tainted.has(other)) return [...path, each];
        next.push({ address: other, path: [...path, each] });
      }
    }
    open = next;
  }
  return null;
}
