/**
 * D19: stolen coins pay for rented hash power, and freshly mined coins come back. The payout has no link to the
 * payment on the chain, by design; so this is a lead for a request to the rental service, and never more.
 */
import type { Amount } from '../../model/amount.ts';
import type { ChainId } from '../../model/chain.ts';
import type { DetectorCard, Finding } from '../../model/finding.ts';
import type { TxId } from '../../model/location.ts';
import type { Lineage } from './coinbase-lineage.ts';

export const hashRentalCard: DetectorCard = {
  id: 'mining/hash-rental',
  question: 'May stolen coins have been turned into newly mined ones?',
  definition:
    'A tainted payment to an address tagged as hash rental or cloud mining; within 60 days after it an output of coinbase lineage to an address that is in the payer’s co-spend cluster, or that shares a deposit address with it.',
  source: 'Mandiant on APT43, 2023 (typology D19)',
  innocent:
    'Whoever rents hash power is paid like this, and most do it honestly. A lead only: ask the service, do not conclude.',
  cost: 'O(payments · payouts)',
};

const WINDOW_SECONDS = 60 * 86_400;
/** However many payouts fit, it stays a lead. */
const LEAD = 0.3;

export type RentalPayment = {
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly time: number;
  readonly payer: string;
  readonly service: string;
  readonly amount: Amount;
};

export type Payout = { readonly lineage: Lineage; readonly time: number };

export type Kinship = {
  together(a: string, b: string): boolean;
  sharesDeposit(a: string, b: string): boolean;
};

export function findHashRentalLeads(
  payments: readonly RentalPayment[],
  payouts: readonly Payout[],
  kin: Kinship,
): Finding[] {
  return payments.flatMap((payment): Finding[] => {
    const back = payouts.filter(
      ({ lineage, time }) =>
        time >= payment.time &&
        time - payment.time <= WINDOW_SECONDS &&
        (kin.together(payment.payer, lineage.script) || kin.sharesDeposit(payment.payer, lineage.script)),
    );
    if (back.length === 0) return [];
    const { chain, txid, service, amount } = payment;
    return [
      {
        detector: hashRentalCard.id,
        subject: { type: 'transaction', chain, txid },
        says: `Lead only: tainted coins paid ${service}, and ${back.length} freshly mined outputs reached kin of the payer within 60 days.`,
        strength: LEAD,
        evidence: [
          { what: `the payment to ${service}`, chain, txid, amount },
          ...back.map(({ lineage }) => ({
            what: `mined by ${lineage.pools.join(', ')}, ${lineage.steps} steps ago`,
            chain,
            txid: lineage.txid,
            amount: lineage.value,
          })),
        ],
      },
    ];
  });
}
