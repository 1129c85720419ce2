/** TRON flows: whether what our decoder moves is what GraphSense's fixtures count, to the sun. */
import type { TransferEvent } from '../../src/core/model/transaction.ts';
import { type DataFile, filesLike, type ScoreData } from '../data.ts';
import { addressIn, eventsOf, type FeeRow, type TransactionRow } from '../graphsense-tron.ts';
import { type ScoreFigure, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';
import { linesOf } from './csv.ts';

export const tronFlows: Section = {
  name: 'TRON flows',
  run: (data) => filesLike(data, /^trx_.*_transactions\.json/).flatMap((file) => scored(data, file)),
};

/** What GraphSense's own test of a fixture expects (graphsense-lib, TransformationTest). */
const EXPECTED: Readonly<Record<string, { addresses: number; relations: number }>> = {
  trx_0to10000: { addresses: 1772, relations: 1848 },
};

function scored(data: ScoreData, file: DataFile): SetScore[] {
  const set = /(trx_.*)_transactions/.exec(file.name)?.[1] ?? '';
  const fees = filesLike(data, new RegExp(`^${set}_tx_fee\\.json`))[0];
  if (fees === undefined) return [];
  const feeOf = new Map(linesOf<FeeRow>(fees).map(({ txHash, fee }) => [txHash, BigInt(fee)]));
  const rows = linesOf<TransactionRow>(file);
  let right = 0;
  const [addresses, relations] = [new Set<string>(), new Set<string>()];
  for (const row of rows) {
    const from = addressIn(row.fromAddress);
    const to = row.toAddress === undefined ? null : addressIn(row.toAddress);
    addresses.add(from);
    if (to !== null) {
      addresses.add(to);
      relations.add(`${from} ${to}`);
    }
    const fee = feeOf.get(row.txHash) ?? 0n;
    if (agrees(eventsOf(row, fee), from, to, BigInt(row.value), fee)) right += 1;
  }
  const expected = EXPECTED[set];
  return [
    scoreSet(
      {
        detector: 'flows/account-totals',
        family: 'graphsense',
        set,
        figures: [
          exact('transactions that move what the fixture counts, and cost its fee', right, rows.length),
          ...(expected === undefined
            ? []
            : [
                exact('addresses', addresses.size, expected.addresses),
                exact('sums between two addresses', relations.size, expected.relations),
              ]),
        ],
        notes: [
          'The fixture holds decoded transactions without their bytes; ids and roots are not scored here.',
        ],
      },
      [],
    ),
  ];
}

/** Nothing is paid to oneself, and what is not a payment moves nothing but its fee. */
function agrees(
  events: readonly TransferEvent[],
  from: string,
  to: string | null,
  value: bigint,
  fee: bigint,
): boolean {
  const sum = (type: TransferEvent['type']): bigint =>
    events.filter((event) => event.type === type).reduce((total, { amount }) => total + amount, 0n);
  const moved = to === null || to === from ? 0n : value;
  const placed = events.every((event) => event.from === from && (event.type === 'fee' || event.to === to));
  return sum('fee') === fee && sum('transfer') === moved && placed;
}

const exact = (name: string, right: number, of: number): ScoreFigure => ({
  name,
  value: `${right} of ${of}`,
  target: 'all',
  holds: right === of,
});
