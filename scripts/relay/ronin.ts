/** Ronin bridge, March 2022: the theft wallet, its intermediaries, and their deposits into Tornado Cash. */
import { apportion, formatDecimal, parseDecimal } from '../../src/core/model/amount.ts';
import { RONIN_TEXT } from './ronin-text.ts';
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

const INCIDENT = 'ronin-2022';
const TRANSFERS = 'flows/ronin_lazarus_eth_txs_2022.csv';
const BATCHES = 'dprk/ronin_tornado_deposit_batches.csv';

const THEFT_WALLET = '0x098b716b8aaf21512996dc57eb0615e2383e2f96';
const POOL = '0xa160cdab225685da1d56aa342ad8841c3b53f291';
const USDC = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const STOLEN_ETH = '173600';
const STOLEN_USDC = '25500000';
/** Before the first row of the export (13:16:57), on the day of the theft. */
const THEFT_PLACED = '2022-03-23T13:00:00Z';
/** Wallets that swapped the stolen USDC, and the second before each one's first recorded debit. */
const SWAPPERS = [
  {
    wallet: '0x665660f65e94454a64b96693a67a41d440155617',
    placed: '2022-03-23T13:58:57Z',
    tx: 'declared-usdc-1',
  },
  {
    wallet: '0xe708f17240732bbfa1baa8513f66b665fbc7ce10',
    placed: '2022-03-23T13:59:40Z',
    tx: 'declared-usdc-2',
  },
] as const;

export function relayRonin(dataFolder: string): Map<string, string> {
  const transfers = readSource(dataFolder, TRANSFERS);
  const batches = readSource(dataFolder, BATCHES);
  const swapped = swapperCredits(transfers);
  const rows: CaseRow[] = [
    credit('declared-theft', THEFT_PLACED, THEFT_WALLET, STOLEN_ETH, 'theft'),
    ...swapped.map(({ tx, placed, wallet, amount }) => credit(tx, placed, wallet, amount, 'usdc-swap')),
    ...transfers.map(transferRow),
    ...batches.map(batchRow),
  ];
  const table = writeTable(rows);
  return new Map([
    ['transfers.csv', table],
    ['case.json', writeJson(caseFile(transfers, batches, swapped, pin(table)))],
  ]);
}

const blank = { block: '', asset: 'ETH', declared: '' } as const;

const credit = (tx: string, time: string, to: string, amount: string, declared: string): CaseRow => ({
  ...blank,
  tx,
  time,
  from: '',
  to,
  amount,
  declared,
});

const transferRow = (row: SourceRow): CaseRow => ({
  ...blank,
  tx: `row-${String(row.line).padStart(3, '0')}`,
  time: cell(row, 'block_time').replace('+00:00', 'Z'),
  from: cell(row, 'from'),
  to: cell(row, 'to'),
  amount: cell(row, 'total_eth'),
});

/** A batch is known to be complete at the end of its last minute. */
const batchRow = (row: SourceRow): CaseRow => ({
  ...blank,
  tx: `batch-${cell(row, 'batch').padStart(2, '0')}`,
  time: `${cell(row, 'last_utc')}:59Z`,
  from: cell(row, 'depositor'),
  to: POOL,
  amount: `${cell(row, 'deposits_100eth')}00`,
});

type SwapperCredit = {
  readonly wallet: string;
  readonly placed: string;
  readonly tx: string;
  readonly amount: string;
  readonly origin: string;
};

/** What each wallet sent to the theft wallet beyond what it is recorded to have received must have come from its swap. */
function swapperCredits(transfers: readonly SourceRow[]): SwapperCredit[] {
  const sum = (column: 'from' | 'to', wallet: string): bigint =>
    transfers
      .filter((row) => cell(row, column) === wallet)
      .reduce(
        (total, row) => total + parseDecimal(cell(row, 'total_eth'), 18, `${TRANSFERS}:${row.line}`),
        0n,
      );
  const credits = SWAPPERS.map(({ wallet }) => sum('from', wallet) - sum('to', wallet));
  const origins = apportion(parseDecimal(STOLEN_USDC, 6, 'USDC'), credits);
  return SWAPPERS.map((swapper, index) => ({
    ...swapper,
    amount: formatDecimal(credits[index]!, 18),
    origin: formatDecimal(origins[index]!, 6),
  }));
}

function caseFile(
  transfers: readonly SourceRow[],
  batches: readonly SourceRow[],
  swapped: readonly SwapperCredit[],
  digest: string,
) {
  const facts = theftAddresses(INCIDENT);
  const covered = facts
    .filter(({ address, note }) => address.toLowerCase() === THEFT_WALLET || note === 'OFAC-listed')
    .map(({ address }) => address);
  const seen = new Set(transfers.flatMap((row) => [cell(row, 'from'), cell(row, 'to')]));
  const stray = transfers.find(
    (row) => !covered.some((address) => [cell(row, 'from'), cell(row, 'to')].includes(address.toLowerCase())),
  );
  if (covered.length !== 8 || stray !== undefined)
    throw new Error('the export no longer covers exactly the eight listed wallets');
  return {
    ...headOf(INCIDENT, RONIN_TEXT),
    files: { 'transfers.csv': digest },
    assets: [ETHER, { symbol: 'USDC', chain: ETHEREUM, contract: USDC, decimals: 6 }],
    coverage: { type: 'addresses', addresses: covered, reason: 'outflows-not-recorded' },
    openings: 'genesis',
    declarations: RONIN_TEXT.declarations,
    seeds: [
      {
        tx: 'declared-theft',
        event: 0,
        amount: STOLEN_ETH,
        stolen: 'ETH',
        origin: STOLEN_ETH,
        declaration: 'theft',
      },
      ...swapped.map(({ tx, amount, origin }) => ({
        tx,
        event: 0,
        amount,
        stolen: 'USDC',
        origin,
        declaration: 'usdc-swap',
      })),
    ],
    swaps: [],
    stops: [
      {
        chain: ETHEREUM,
        address: named(POOL, '').address,
        kind: 'mixer',
        label: 'Tornado Cash 100 ETH',
        confidence: 0.98,
        evidence: {
          author: AUTHOR,
          source:
            'facts/services.json, mixers, Tornado Cash, pool 100 ETH (OFAC list of 2022-08-08 via graphsense; pool name from Etherscan labels)',
          note: 'A contract of fixed address, named by its deployer, by Etherscan and by the OFAC list of 2022 (delisted 2025-03-21).',
        },
      },
    ],
    names: [
      named(THEFT_WALLET, 'Ronin theft wallet'),
      ...swapped.map(({ wallet }, i) => named(wallet, `USDC swap wallet ${i + 1}`)),
      ...numbered(
        facts.filter(({ role }) => role === 'mixer_intermediary'),
        'Intermediary',
      ),
      ...numbered(
        facts.filter(({ role, address }) => role === 'cex_intermediary' && seen.has(address.toLowerCase())),
        'Exchange intermediary',
      ),
      ...batches.map((row) => named(cell(row, 'depositor'), `Tornado depositor ${cell(row, 'batch')}`)),
      named('0x1a2a1c938ce3ec39b6d47113c7955baa9dd454f2', 'Axie Infinity: Ronin Bridge'),
      named(USDC, 'USDC contract'),
      named('0x4976a4a02f38326660d17bf34b431dc6e2eb2327', 'Binance'),
    ],
    gaps: RONIN_TEXT.gaps.map((text) => ({ type: 'coverage', text })),
  };
}

const numbered = (addresses: readonly { readonly address: string }[], name: string) =>
  addresses.map(({ address }, index) => named(address, `${name} ${index + 1}`));
