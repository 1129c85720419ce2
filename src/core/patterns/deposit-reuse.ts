/**
 * Deposit addresses of exchanges: a customer pays an address, which passes the same amount on to the exchange's
 * own wallet. Who pays the same deposit address is one customer of that exchange.
 */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { byTime, type Transfer } from './transfer.ts';

const MOST_BLOCKS = 3200;
/** In base units of a coin with 18 decimals: 0.01 of it, for the gas that the deposit address paid. */
const MOST_LOST = 10n ** 16n;

export const DEPOSIT_REUSE: DetectorCard = {
  id: 'ownership/deposit-reuse',
  question: 'Do these payers share an exchange account?',
  definition:
    'Payer → D, then D → a wallet of an exchange, 0 ≤ a₁ − a₂ ≤ 0.01 of the coin, within 3,200 blocks; D is no exchange and pays no other kind of receiver. Confidence = mean(1 − Δblocks ÷ 3,200, 1 − Δamount ÷ 0.01). Payers of one D belong together.',
  source:
    'Victor 2020, “Address clustering heuristics for Ethereum”; parameters as in Tutela (field.md §2.5)',
  innocent:
    'A friend, an employer or another exchange pays into somebody’s deposit address; the address does not tell who owns it.',
  cost: 'O(n log n) in the transfers looked at',
};

export type DepositAddress = {
  readonly address: string;
  readonly exchange: string;
  readonly payers: readonly string[];
  readonly confidence: number;
  readonly pairs: readonly {
    readonly paid: Transfer;
    readonly passed: Transfer;
    readonly confidence: number;
  }[];
};

/** `exchangeOf`: whose wallet an address is; null where it is nobody's known. `lost`: the most the gas may cost, per asset. */
export function findDepositAddresses(
  transfers: readonly Transfer[],
  exchangeOf: (address: string) => string | null,
  lost: (transfer: Transfer) => bigint = () => MOST_LOST,
): DepositAddress[] {
  const incoming = Map.groupBy(transfers.toSorted(byTime), ({ to }) => to);
  const outgoing = Map.groupBy(transfers.toSorted(byTime), ({ from }) => from);
  const found: DepositAddress[] = [];
  for (const [address, sent] of outgoing) {
    if (exchangeOf(address) !== null) continue;
    const exchanges = new Set(sent.map(({ to }) => exchangeOf(to)));
    const [exchange] = exchanges;
    // A deposit address serves one exchange and pays nobody else.
    if (exchanges.size !== 1 || exchange == null) continue;
    const used = new Set<Transfer>();
    const pairs = sent.flatMap((passed) => {
      const paid = (incoming.get(address) ?? []).find(
        (each) =>
          !used.has(each) &&
          each.asset === passed.asset &&
          exchangeOf(each.from) === null &&
          each.block <= passed.block &&
          passed.block - each.block <= MOST_BLOCKS &&
          each.amount >= passed.amount &&
          each.amount - passed.amount <= lost(passed),
      );
      if (paid === undefined || passed.amount === 0n) return [];
      used.add(paid);
      const late = (passed.block - paid.block) / MOST_BLOCKS;
      const short = Number(paid.amount - passed.amount) / Math.max(1, Number(lost(passed)));
      return [{ paid, passed, confidence: (1 - late + 1 - short) / 2 }];
    });
    if (pairs.length === 0) continue;
    found.push({
      address,
      exchange,
      payers: [...new Set(pairs.map(({ paid }) => paid.from))].sort(),
      confidence: pairs.reduce((sum, pair) => sum + pair.confidence, 0) / pairs.length,
      pairs,
    });
  }
  return found;
}

/** Payers that share a deposit address. One payer alone shares nothing. */
export const depositFindings = (addresses: readonly DepositAddress[]): Finding[] =>
  addresses
    .filter(({ payers }) => payers.length > 1)
    .map(({ address, exchange, payers, confidence, pairs }) => ({
      detector: DEPOSIT_REUSE.id,
      subject: { type: 'address', chain: pairs[0]!.paid.chain, address },
      says: `${payers.length} addresses pay into one deposit address of ${exchange}: one customer of it stands behind what they sent there.`,
      strength: confidence,
      evidence: pairs.map(({ paid, passed }) => ({
        what: `paid in, and passed on to ${exchange} ${passed.block - paid.block} blocks later`,
        chain: paid.chain,
        txid: paid.txid,
        address: paid.from,
        asset: paid.asset,
        amount: paid.amount,
      })),
    }));
