/**
 * The index of bad inputs: each row of the programme is met by a test, which is found here by file and by words of
 * its name, and which names the code (or says the outcome) that the programme asks for.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Row = readonly [number: number, input: string, code: string, file: string, words: string];

const ROWS: readonly Row[] = [
  [
    1,
    'block body for another hash',
    'E_BLOCK_HASH',
    'bitcoin/refusals',
    'a body for another hash is refused',
  ],
  [2, 'header without its work', 'E_POW', 'bitcoin/refusals', 'a header without the work it claims'],
  [3, 'another merkle root', 'E_MERKLE', 'bitcoin/refusals', 'another merkle root'],
  [
    4,
    'repeated transactions, same root',
    'E_MERKLE_MUTATED',
    'bitcoin/refusals',
    'repeated transactions with the same root',
  ],
  [5, 'block cut short', 'E_TRUNCATED', 'bitcoin/refusals', 'a block cut anywhere is truncated'],
  [6, 'trailing bytes', 'E_TRAILING', 'bitcoin/refusals', 'bytes after the last transaction are refused'],
  [7, 'count beyond any block', 'E_VARINT', 'bitcoin/refusals', 'a count that is not minimal'],
  [
    8,
    'outputs beyond 21 million',
    'E_AMOUNT',
    'bitcoin/refusals',
    'outputs worth more than all coins are refused',
  ],
  [9, 'coinbase made twice', 'BIP-30', 'bitcoin/scan', 'a coinbase made twice is credited once'],
  [
    10,
    'amount as a float',
    'E_AMOUNT_PRECISION',
    'bitcoin-core/spent',
    'an amount is every satoshi that was written',
  ],
  [
    11,
    'unknown script',
    'witness version',
    'bitcoin/bad-inputs',
    'a script without an address is kept by its hash',
  ],
  [
    12,
    'node of another network',
    'E_WRONG_CHAIN',
    'bitcoin-core/archive',
    'a node of another network is refused',
  ],
  [
    13,
    'totals that do not fit',
    'E_STATS_INCONSISTENT',
    'esplora/source',
    'totals that do not fit are named and not used',
  ],
  [
    14,
    'transaction in two blocks',
    'moves coins once',
    'bitcoin/bad-inputs',
    'a transaction in a block that was given up',
  ],
  [15, 'omitted log', 'E_RECEIPTS_ROOT', 'evm/bad-inputs', '15, 17, 18: an omitted log'],
  [
    16,
    'no logs from a node that is behind',
    'E_SOURCE_BEHIND',
    'evm/bad-inputs',
    '16: no logs from a node that is behind',
  ],
  [17, 'altered header', 'E_HEADER_HASH', 'evm/bad-inputs', '15, 17, 18: an omitted log'],
  [18, 'receipts without transactions', 'E_TX_ROOT', 'evm/bad-inputs', '15, 17, 18: an omitted log'],
  [19, 'network that changes', 'E_WRONG_CHAIN', 'evm/bad-inputs', '19: a node that changes its network'],
  [20, 'removed log', 'removed', 'evm/bad-inputs', '20: a log that was removed'],
  [21, 'look-alike symbol', 'look-alike', 'evm/bad-inputs', '21: a symbol that reads like another'],
  [
    22,
    'event that names a victim',
    'taints nothing',
    'evm/bad-inputs',
    '22, 23: what an unlisted contract announces',
  ],
  [
    23,
    'transfers of nothing',
    'transfers of nothing',
    'evm/bad-inputs',
    '22, 23: what an unlisted contract announces',
  ],
  [24, 'token id, nothing indexed', 'E_LOG_SHAPE', 'evm/bad-inputs', '24: a token id is no amount'],
  [25, 'decimals() that lies', 'decimals()', 'evm/bad-inputs', '25, 26: neither decimals() nor symbol()'],
  [26, 'symbol() of a megabyte', 'symbol()', 'evm/bad-inputs', '25, 26: neither decimals() nor symbol()'],
  [
    27,
    'balance that moves without a log',
    'E_BALANCE_DIVERGENCE',
    'evm/source',
    'a token that changes balances without a log',
  ],
  [28, 'largest value', 'largest amount is exact', 'evm/bad-inputs', '28, 35: the largest amount is exact'],
  [29, 'bad EIP-55 checksum', 'E_ADDR_CHECKSUM', 'evm/bad-inputs', '29: an address whose checksum is wrong'],
  [30, 'block id without its number', 'E_BLOCK_ID', 'tron/moves', '30: a block id that does not begin'],
  [31, 'another transaction root', 'E_TX_ROOT', 'tron/moves', '31: transactions that do not give the root'],
  [32, 'missing transaction info', 'E_RECEIPT_MISSING', 'tron/moves', '32: a missing transaction info'],
  [33, 'failed call with logs', 'credits nobody', 'tron/moves', '33: a failed call credits nobody'],
  [34, 'TRC-10 called USDT', 'TRC-10', 'tron/moves', '34: a TRC-10 called USDT'],
  [35, 'number beyond 2^53', '2^53', 'tron/moves', '35: amounts beyond 2^53 are exact'],
  [36, 'three spellings of one account', 'one subject', 'tron/moves', '36: T…, 41… and 0x… of one account'],
  [37, 'unsolidified block', 'provisional', 'tron/source', '37: unsolidified blocks are left out'],
  [
    38,
    'sources that disagree',
    'E_SOURCES_DISAGREE',
    'tron/source',
    '38: sources that disagree on events are held',
  ],
  [39, 'HTML with status 200', 'E_NOT_JSON', 'evm/client', ''],
  [40, 'truncated JSON', 'E_TRUNCATED', 'evm/client', ''],
  [41, 'small answer that unpacks to a large one', 'E_TOO_LARGE', 'evm/client', ''],
  [42, 'swapped or missing ids', 'E_RPC_ID', 'evm/client', ''],
  [43, 'null is not empty', 'E_RPC_NULL', 'evm/client', ''],
  [44, 'the same key twice', 'E_DUP_KEY', 'evm/client', 'what JSON.parse would let pass'],
  [45, 'five million lists', 'E_DEPTH', 'evm/client', 'what JSON.parse would let pass'],
  [46, 'a byte a second', 'E_TIMEOUT', 'sources/wire', 'a server that sends a byte at a time'],
  [47, 'redirect', 'E_REDIRECT', 'evm/client', ''],
  [
    48,
    'tip that goes back one',
    'no reorganisation',
    'esplora/source',
    'a tip that goes back one and returns',
  ],
  [49, 'frozen tip', 'E_STALE_TIP', 'evm/source', 'a tip that stands still is an alarm'],
  [50, 'Retry-After: 1e9', 'thirty years', 'esplora/source', 'a wish to be left alone is honoured'],
  [51, '__proto__', 'E_KEY', 'evm/client', 'what JSON.parse would let pass'],
  [52, 'list without an entry', 'E_LIST_EMPTY', 'lists/bad-inputs', '52: a list without an entry'],
  [53, 'list that shrinks', 'E_LIST_SHRINK', 'lists/bad-inputs', '53: a list that shrinks'],
  [54, 'list cut mid-file', 'E_XML_EOF', 'lists/bad-inputs', '54: a list that is cut anywhere'],
  [
    55,
    'billion laughs, external entities',
    'E_XML_DTD',
    'lists/bad-inputs',
    '55: a document type or an entity',
  ],
  [56, 'nested elements', 'E_XML_DEPTH', 'lists/bad-inputs', '56: elements are nested 64 deep'],
  [57, 'unknown asset', 'E_LIST_UNKNOWN_ASSET', 'lists/readers', '57: an asset that is new'],
  [58, 'another digest', 'E_LIST_DIGEST', 'lists/bad-inputs', '58: a digest that is not'],
  [59, 'older edition', 'E_LIST_ROLLBACK', 'lists/bad-inputs', '59: an older edition'],
  [60, 'redirect, refusal', 'E_LIST_FETCH', 'lists/bad-inputs', '60: a redirect to a login page'],
  [61, 'archive', 'E_ARCHIVE', 'lists/bad-inputs', '61: no archive is opened'],
  [
    62,
    'invisible characters in an address',
    'original is kept',
    'lists/readers',
    '62: a listed address with invisible characters',
  ],
  [63, 'UTF-16, NUL, broken quotes', 'E_ENCODING', 'lists/bad-inputs', '63: UTF-16, NUL, broken quotes'],
  [64, 'USDT names no chain', 'every chain', 'lists/readers', '64: USDT is an asset'],
  [65, 'empty address', 'E_ADDR_EMPTY', 'screening/decide', 'bad input is refused with its code'],
  [66, 'homoglyph in an address', 'E_ADDR_CHARSET', 'screening/decide', 'bad input is refused with its code'],
  [67, 'address of another chain', 'E_ADDR_CHAIN', 'screening/decide', 'bad input is refused with its code'],
  [68, 'unsupported chain', 'E_CHAIN_UNSUPPORTED', 'screening/decide', 'bad input is refused with its code'],
  [69, 'one bad of many', 'indeterminate', 'screening/answers', 'a batch is clear only as a whole'],
  [70, 'list of 6 h 1 s', 'E_STALE_LIST', 'screening/decide', 'of 6 h 1 s never again'],
  [71, 'chain that lags', 'E_STALE_CHAIN', 'screening/exposure', 'complete ends and fresh tips'],
  [72, 'clock that jumps a day', 'E_CLOCK', 'screening/answers', 'that jumps a day either way'],
  [73, 'name that cannot be read', 'E_NAME', 'screening/decide', 'that cannot be read (E_NAME'],
  [74, 'replayed clear', 'expired', 'api/client', 'blocks a replayed answer: after its minute'],
];

const read = (file: string): string => readFileSync(join(import.meta.dirname, `${file}.test.ts`), 'utf8');

test('every bad input of the programme has its row, in order', () => {
  assert.deepEqual(
    ROWS.map(([number]) => number),
    Array.from({ length: ROWS.length }, (_, i) => i + 1),
  );
  assert.ok(ROWS.length >= 74, 'the rows of lists and screening are there');
});

for (const [number, input, code, file, words] of ROWS) {
  test(`${number}: ${input} is met by a test that names ${code}`, () => {
    const source = read(file);
    assert.ok(source.includes(words), `test/${file}.test.ts has no test "${words}"`);
    assert.ok(source.includes(code), `test/${file}.test.ts does not name ${code}`);
  });
}
