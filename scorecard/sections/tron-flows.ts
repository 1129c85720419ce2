/** TRON flows: whether what our decoder moves is what GraphSense's fixtures count, to the sun. */
import { addressOfTwenty } from '../../src/core/chains/tron/bytes.ts';
import { decodeBlock } from '../../src/core/chains/tron/decode.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TransferEvent } from '../../src/core/model/transaction.ts';
import { type DataFile, filesLike, type ScoreData } from '../data.ts';
import { type ScoreFigure, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';
import { linesOf } from './csv.ts';

export const tronFlows: Section = {
  name: 'TRON flows',
  run: (data) => filesLike(data, /^trx_.*_transactions\.json/).flatMap((file) => scored(data, file)),
};

const TRON = getChain('tron:0x2b6653dc');

type Row = {
  readonly txHash: string;
  readonly blockId: number;
  readonly fromAddress: string;
  readonly toAddress?: string;
  readonly value: number;
  readonly blockTimestamp: number;
};
type FeeRow = { readonly txHash: string; readonly fee: number };

/** What GraphSense's own test of a fixture expects (graphsense-lib, TransformationTest). */
const EXPECTED: Readonly<Record<string, { addresses: number; relations: number }>> = {
  trx_0to10000: { addresses: 1772, relations: 1848 },
};

function scored(data: ScoreData, file: DataFile): SetScore[] {
  const set = /(trx_.*)_transactions/.exec(file.name)?.[1] ?? '';
  const fees = filesLike(data, new RegExp(`^${set}_tx_fee\\.json`))[0];
  if (fees === undefined) return [];
  const feeOf = new Map(linesOf<FeeRow>(fees).map(({ txHash, fee }) => [txHash, BigInt(fee)]));
  const rows = linesOf<Row>(file);
  let right = 0;
  const [addresses, relations] = [new Set<string>(), new Set<string>()];
  for (const row of rows) {
    const [from, to] = [
      account(row.fromAddress),
      row.toAddress === undefined ? null : account(row.toAddress),
    ];
    addresses.add(from);
    if (to !== null) {
      addresses.add(to);
      relations.add(`${from} ${to}`);
    }
    const fee = feeOf.get(row.txHash) ?? 0n;
    if (agrees(eventsOf(row, from, to, fee), from, to, BigInt(row.value), fee)) right += 1;
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

const account = (base64: string): string => addressOfTwenty(Buffer.from(base64, 'base64'));

/** What the decoder makes of a transaction of these parts. */
function eventsOf(row: Row, owner: string, to: string | null, fee: bigint): readonly TransferEvent[] {
  const id = Buffer.from(row.txHash, 'base64').toString('hex');
  const { block } = decodeBlock(
    TRON,
    {
      header: {
        id: '',
        parent: '',
        height: row.blockId,
        time: row.blockTimestamp,
        timeMs: row.blockTimestamp * 1000,
        txRoot: '',
        witness: null,
        signer: null,
      },
      transactions: [
        {
          id,
          encoded: new Uint8Array(0),
          outcome: 'DEFAULT',
          memo: new Uint8Array(0),
          contract:
            to === null ? { type: 'still', owner } : { type: 'transfer', owner, to, sun: BigInt(row.value) },
        },
      ],
    },
    [{ id, fee, succeeded: true, reward: 0n, issued: null, logs: [] }],
    [],
  );
  return block.transactions.flatMap((tx) => (tx.type === 'account' ? tx.events : []));
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
