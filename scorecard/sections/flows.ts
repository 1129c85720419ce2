/** Account flows: whether what we count from traces and logs is what GraphSense's own fixtures expect, to the wei. */
import { nativeAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { findDepositAddresses } from '../../src/core/patterns/deposit-reuse.ts';
import type { Transfer } from '../../src/core/patterns/transfer.ts';
import { type DataFile, filesLike, type ScoreData } from '../data.ts';
import { type ScoreFigure, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';
import { jsonOf, linesOf, rowsOf } from './csv.ts';

export const flows: Section = {
  name: 'Account flows',
  run: (data) => filesLike(data, /^gs_.*_reference_addresses\.json/).flatMap((file) => scored(data, file)),
};

type AddressRow = {
  readonly addressId: number;
  readonly address: string;
  readonly totalReceived: { readonly value: number };
  readonly totalSpent: { readonly value: number };
};
type RelationRow = {
  readonly srcAddressId: number;
  readonly dstAddressId: number;
  readonly value: { readonly value: number };
};
type TokenRow = {
  readonly blockId: number;
  readonly logIndex: number;
  readonly tokenAddress: string;
  readonly from: string;
  readonly to: string;
  readonly value: number;
};
type LogRow = {
  readonly blockId: number;
  readonly logIndex: number;
  readonly address: string;
  readonly data: string;
  readonly topics: readonly string[];
};

function scored(data: ScoreData, reference: DataFile): SetScore[] {
  const prefix = /(gs_.*)_reference_addresses/.exec(reference.name)?.[1] ?? '';
  const sibling = (name: string): DataFile | undefined =>
    filesLike(data, new RegExp(`^${prefix}_${name}`))[0];
  const traces = sibling('traces\\.csv');
  if (traces === undefined) return [];
  const expected = linesOf<AddressRow>(reference);
  const addressOf = new Map(expected.map((row) => [row.addressId, hex(row.address)]));
  const theirs = countTraces(traces, () => true);
  const ours = countTraces(
    traces,
    (type) => type !== 'delegatecall' && type !== 'callcode' && type !== 'staticcall',
  );
  const matching = (counted: Counted): number =>
    expected.filter((row) => {
      const address = hex(row.address);
      return (
        same(counted.received.get(address), row.totalReceived.value) &&
        same(counted.spent.get(address), row.totalSpent.value)
      );
    }).length;
  const relations = (
    sibling('reference_address_relations') === undefined
      ? []
      : linesOf<RelationRow>(sibling('reference_address_relations')!)
  ).filter((row) => addressOf.has(row.srcAddressId) && addressOf.has(row.dstAddressId));
  const relationsRight = relations.filter((row) =>
    same(
      theirs.between.get(`${addressOf.get(row.srcAddressId)}|${addressOf.get(row.dstAddressId)}`),
      row.value.value,
    ),
  ).length;
  return [
    scoreSet(
      {
        detector: 'flows/account-totals',
        family: 'graphsense',
        set: prefix,
        figures: [
          exact(
            'totals received and spent of addresses, by the fixture’s rule',
            matching(theirs),
            expected.length,
          ),
          exact('sums between two addresses, by the fixture’s rule', relationsRight, relations.length),
          ...tokenFigures(data, prefix),
          ...depositFigures(data, traces),
          {
            name: 'addresses whose totals agree by our rule',
            value: `${matching(ours)} of ${expected.length}`,
          },
        ],
        notes: [
          'The fixture counts the value field of delegate calls, which moves nothing (EIP-7: the value is the caller’s, and no balance changes). We do not; the difference is the last row.',
          'Sums whose addresses the reference does not list are left out of the second row.',
        ],
      },
      [],
    ),
  ];
}

/** Numbers of JSON are exact up to 2⁵³; a larger one is held against what it was rounded from. */
const same = (counted: bigint | undefined, expected: number): boolean => Number(counted ?? 0n) === expected;

const exact = (name: string, right: number, of: number): ScoreFigure => ({
  name,
  value: `${right} of ${of}`,
  target: 'all',
  holds: right === of,
});

type Counted = {
  readonly received: Map<string, bigint>;
  readonly spent: Map<string, bigint>;
  readonly between: Map<string, bigint>;
};

function countTraces(file: DataFile, moves: (callType: string) => boolean): Counted {
  const counted: Counted = { received: new Map(), spent: new Map(), between: new Map() };
  const add = (map: Map<string, bigint>, key: string, value: bigint): void => {
    map.set(key, (map.get(key) ?? 0n) + value);
  };
  for (const row of rowsOf(file)) {
    if (row.status !== '1' || !moves(row.callType ?? '')) continue;
    const value = integer(row.value ?? '');
    const [from, to] = [row.fromAddress ?? '', row.toAddress ?? ''];
    add(counted.received, to, value);
    add(counted.spent, from, value);
    add(counted.between, `${from}|${to}`, value);
  }
  return counted;
}

/** The table writes some integers as `199e17`. */
function integer(text: string): bigint {
  const [, digits = '0', fraction = '', exponent = '0'] =
    /^(\d+)(?:\.(\d+))?(?:e\+?(\d+))?$/i.exec(text) ?? [];
  return BigInt(digits + fraction) * 10n ** BigInt(Number(exponent) - fraction.length);
}

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

function tokenFigures(data: ScoreData, prefix: string): ScoreFigure[] {
  const logs = filesLike(data, new RegExp(`^${prefix}_logs\\.json`))[0];
  if (logs === undefined) return [];
  const found = new Map(
    linesOf<LogRow>(logs)
      .filter(({ topics }) => topics[0] === TRANSFER && topics.length === 3)
      .map(({ blockId, logIndex, address, topics, data: amount }) => [
        `${blockId}|${logIndex}`,
        [address, `0x${topics[1]!.slice(-40)}`, `0x${topics[2]!.slice(-40)}`, BigInt(amount).toString()].join(
          '|',
        ),
      ]),
  );
  return filesLike(data, new RegExp(`^${prefix}_reference_.*_token_transfers`)).map((file) => {
    const expected = linesOf<TokenRow>(file);
    const right = expected.filter(
      (row) =>
        found.get(`${row.blockId}|${row.logIndex}`) ===
        [hex(row.tokenAddress), hex(row.from), hex(row.to), String(row.value)].join('|'),
    );
    return exact(
      `token transfers of ${/reference_(.*)_token/.exec(file.name)?.[1]}`,
      right.length,
      expected.length,
    );
  });
}

/** Nobody labelled deposit addresses here, so what is found can only be counted. */
function depositFigures(data: ScoreData, traces: DataFile): ScoreFigure[] {
  const labels = filesLike(data, /^etherscan_labels.*\.json$/)[0];
  if (labels === undefined) return [];
  const table = jsonOf(labels) as Record<string, { name: string; labels: string[] }>;
  const exchanges = new Map(
    Object.entries(table).flatMap(([address, { name, labels: own }]) =>
      own.includes('exchange') ? [[address.toLowerCase(), name || 'an exchange'] as const] : [],
    ),
  );
  const { id: chain } = getChain('eip155:1');
  const transfers = rowsOf(traces).flatMap((row): Transfer[] => {
    const { fromAddress: from, toAddress: to, txHash, blockId } = row;
    if (row.status !== '1' || row.callType !== 'call' || !from || !to || !txHash) return [];
    const block = Number(blockId);
    return [
      {
        chain,
        txid: txHash as TxId,
        block,
        time: block * 12,
        from,
        to,
        asset: nativeAsset(getChain(chain)).id,
        amount: integer(row.value ?? ''),
      },
    ];
  });
  const found = findDepositAddresses(
    transfers.filter(({ amount }) => amount > 0n),
    (address) => exchanges.get(address) ?? null,
  );
  return [
    { name: 'deposit addresses found (nobody labelled any; the fixture spans minutes)', value: found.length },
  ];
}

const hex = (base64: string): string => `0x${Buffer.from(base64, 'base64').toString('hex')}`;
