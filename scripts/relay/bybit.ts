/** Bybit, February 2025: every genuine-asset outflow of the first three wallets on one branch. */
import { RECOGNISED_ASSETS } from '../../src/core/attribution/assets.ts';
import { toChecksum } from '../../src/core/model/address.ts';
import { apportion, formatDecimal, parseDecimal } from '../../src/core/model/amount.ts';
import { BYBIT_TEXT } from './bybit-text.ts';
import {
  AUTHOR,
  type CaseRow,
  cell,
  ETHER,
  ETHEREUM,
  headOf,
  named,
  pin,
  readSource,
  type SourceRow,
  theftAddresses,
  writeJson,
  writeTable,
} from './source.ts';

const INCIDENT = 'bybit-2025';
const HOPS = 'flows/bybit_hops_1_3.csv';
const TOKENS = 'flows/bybit_token_symbols.csv';

const THEFT_WALLET = '0x47666fab8bd0ac7003bce3f5c3585383f09486e2';
const SWAP_WALLET = '0xa4b2fd68593b6f34e51cb9edb66e71c1b4ab449e';
const CONSOLIDATION = '0xdd90071d52f20e85c89802e5dc1ec0a7b6475f92';
const CMETH_WALLET = '0x1542368a03ad1f03d96d51b414f4738961cf4443';
/** The end of the minute the facts give for the theft, and the block of that moment: 64 slots of 12 s before the first row. */
const THEFT_PLACED = { time: '2025-02-21T14:16:59Z', block: '21895255' } as const;

const STOLEN = [
  { asset: 'ETH', amount: '401346.77' },
  { asset: 'stETH', amount: '90375.54791768' },
  { asset: 'cmETH', amount: '15000' },
  { asset: 'mETH', amount: '8000' },
] as const;

const VENUES: Readonly<Record<string, { readonly protocol: string; readonly name: string }>> = {
  '0x6bb000067005450704003100632eb93ea00c0000': {
    protocol: 'Velora (ParaSwap)',
    name: 'Velora (ParaSwap) Augustus executor',
  },
  '0xfe837a3530dd566401d35befcd55582af7c4dffc': { protocol: 'DODO', name: 'DODO: Fee Route Proxy' },
  '0x04708077eca6bb527a5bbbd6358ffb043a9c1c14': {
    protocol: 'Uniswap V3',
    name: 'Uniswap V3: mETH/WETH pool',
  },
};

/** Swaps in the order of the table, and the ETH that came of each group. Stated by how many swaps it takes. */
const GROUPS = [
  { swaps: 1, received: '9980', declaration: 'swap-1' },
  { swaps: 4, received: '49755', declaration: 'swap-2' },
  { swaps: 7, received: '38312.8948', declaration: 'swap-3' },
] as const;

type Swap = { readonly row: SourceRow; readonly received: string; readonly declaration: string };

export function relayBybit(dataFolder: string): Map<string, string> {
  const hops = readSource(dataFolder, HOPS);
  const swaps = shareOut(hops);
  const table = writeTable([
    ...theftRows(),
    ...hops.flatMap((row) =>
      hopRows(
        row,
        swaps.find((swap) => swap.row === row),
      ),
    ),
  ]);
  const tokens = tokenTable(readSource(dataFolder, TOKENS));
  return new Map([
    ['transfers.csv', table],
    ['tokens.csv', tokens],
    [
      'case.json',
      writeJson(caseFile(hops, swaps, { 'transfers.csv': pin(table), 'tokens.csv': pin(tokens) })),
    ],
  ]);
}

const theftRows = (): CaseRow[] =>
  STOLEN.map(({ asset, amount }) => ({
    tx: 'declared-theft',
    ...THEFT_PLACED,
    from: '',
    to: THEFT_WALLET,
    asset,
    amount,
    declared: 'theft',
  }));

/** A swap's payment and the declared receipt of its ETH are one transaction. */
function hopRows(row: SourceRow, swap: Swap | undefined): CaseRow[] {
  const shared = { tx: cell(row, 'tx_prefix'), time: cell(row, 'utc'), block: cell(row, 'block') };
  const recorded = {
    ...shared,
    from: cell(row, 'from'),
    to: cell(row, 'to'),
    asset: cell(row, 'asset'),
    amount: cell(row, 'amount'),
    declared: '',
  };
  if (swap === undefined) return [recorded];
  return [
    recorded,
    { ...shared, from: '', to: SWAP_WALLET, asset: 'ETH', amount: swap.received, declared: swap.declaration },
  ];
}

/** Within a group the ETH is shared in proportion to token units, stETH and mETH at par, by largest remainder. */
function shareOut(hops: readonly SourceRow[]): Swap[] {
  const paid = hops.filter((row) => VENUES[cell(row, 'to')] !== undefined);
  const units = (row: SourceRow): bigint => parseDecimal(cell(row, 'amount'), 18, `${HOPS}:${row.line}`);
  if (paid.length !== GROUPS.reduce((sum, group) => sum + group.swaps, 0))
    throw new Error('the table no longer has twelve swaps');
  let start = 0;
  return GROUPS.flatMap(({ swaps, received, declaration }) => {
    const rows = paid.slice(start, start + swaps);
    start += swaps;
    const shares = apportion(parseDecimal(received, 18, declaration), rows.map(units));
    return rows.map((row, index) => ({ row, received: formatDecimal(shares[index]!, 18), declaration }));
  });
}

function tokenTable(rows: readonly SourceRow[]): string {
  const lines = rows.map((row) =>
    [cell(row, 'contractAddress'), quoted(cell(row, 'tokenSymbol')), cell(row, 'decimals')].join(','),
  );
  return `${['contract,symbol,decimals', ...lines].join('\n')}\n`;
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function caseFile(
  hops: readonly SourceRow[],
  swaps: readonly Swap[],
  files: Readonly<Record<string, string>>,
) {
  return {
    ...headOf(INCIDENT, BYBIT_TEXT),
    files,
    assets: [ETHER, ...['stETH', 'mETH', 'cmETH'].map(tokenOf)],
    coverage: {
      type: 'addresses',
      addresses: [THEFT_WALLET, SWAP_WALLET, CONSOLIDATION].map(toChecksum),
      reason: 'beyond-hop-3',
    },
    openings: 'genesis',
    declarations: BYBIT_TEXT.declarations,
    seeds: STOLEN.map(({ asset, amount }, event) => ({
      tx: 'declared-theft',
      event,
      amount,
      stolen: asset,
      origin: amount,
      declaration: 'theft',
    })),
    swaps: swaps.map(({ row, declaration }) => ({
      tx: cell(row, 'tx_prefix'),
      in: [0],
      out: 1,
      protocol: VENUES[cell(row, 'to')]!.protocol,
      declaration,
    })),
    stops: [
      {
        chain: ETHEREUM,
        address: toChecksum(CMETH_WALLET),
        asset: 'cmETH',
        kind: 'recovered',
        label: 'mETH Protocol',
        confidence: 0.95,
        evidence: {
          author: AUTHOR,
          source: 'facts/incidents.json, bybit-2025, recovered_or_frozen',
          note: 'The mETH team recovered the 15,000 cmETH (about USD 43 million).',
        },
      },
    ],
    names: names(hops),
    gaps: BYBIT_TEXT.gaps.map((text) => ({ type: 'coverage', text })),
    tokens: { file: 'tokens.csv', chain: ETHEREUM },
  };
}

function tokenOf(symbol: string) {
  const found = RECOGNISED_ASSETS.find(({ asset }) => asset.chain === ETHEREUM && asset.symbol === symbol);
  if (found === undefined) throw new Error(`${symbol} is not a recognised asset`);
  return { symbol, chain: ETHEREUM, contract: toChecksum(found.contract), decimals: found.asset.decimals };
}

const ROLE_NAMES: Readonly<Record<string, string>> = {
  direct_theft: 'Bybit theft wallet',
  consolidation: 'Consolidation wallet',
  holding: 'Holding wallet',
};

/** Names come from the role and note the facts give; addresses the facts do not know stay nameless. */
function names(hops: readonly SourceRow[]) {
  const seen = new Set(hops.flatMap((row) => [cell(row, 'from'), cell(row, 'to')]));
  const known = theftAddresses(INCIDENT).filter(({ address }) => seen.has(address.toLowerCase()));
  const wallets = known.map(({ address, role, note }) =>
    named(address, `${ROLE_NAMES[role] ?? role}${note === undefined ? '' : ` (${note})`}`),
  );
  return [...wallets, ...Object.entries(VENUES).map(([address, venue]) => named(address, venue.name))];
}
