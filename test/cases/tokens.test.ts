/** Look-alike tokens are told by rule, on all 69 contracts that touched the Bybit accounts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCase } from '../../src/adapters/cases/cases.ts';
import { splitTable } from '../../src/adapters/cases/files.ts';
import { judgeTokens } from '../../src/adapters/cases/tokens.ts';
import { foldSymbol, judgeToken, RECOGNISED_ASSETS } from '../../src/core/attribution/assets.ts';
import { getChain } from '../../src/core/model/chain.ts';

const ETHEREUM = getChain('eip155:1');
const FOLDER = join(import.meta.dirname, '..', '..', 'cases', 'bybit-2025');
const judged = judgeTokens(splitTable(readFileSync(join(FOLDER, 'tokens.csv')), 'tokens.csv'), ETHEREUM);
const symbols = (verdict: string): string[] =>
  judged.filter((token) => token.judgement.verdict === verdict).map((token) => token.symbol);

test('the genuine contracts are recognised', () => {
  assert.equal(judged.length, 69);
  assert.deepEqual(symbols('recognised'), ['USDT', 'stETH', 'mETH', 'cmETH', 'USDC', 'LINK', 'DAI']);
});

test('whatever reads like them under another contract is a look-alike', () => {
  assert.deepEqual(symbols('look-alike'), [
    'ЕTH',
    'ЕТН',
    'ETH',
    'ETH',
    'EТH',
    'ЕТН...',
    'ETH',
    'ETH',
    'ETH',
    'ЕTH',
    'ETH',
    'ETH',
    'stEТH',
    'ѕтETН',
    'stETH',
    'stETH',
    'stETH',
    'ЕТН...',
    'DАI',
    'DAІ',
    'DАI',
    'ETH',
    'EТH',
    'ЕТН...',
    'ЕTH',
  ]);
});

test('tokens that pretend nothing are merely not recognised', () => {
  const unknown = symbols('unrecognised');
  assert.equal(unknown.length, 69 - 7 - 25);
  for (const symbol of ['XEN', 'MOON', 'HACKER', 'ETHO', 'BybitExploiter', 'ЕRC20'])
    assert.ok(unknown.includes(symbol), symbol);
});

test('a verdict says of what, under which genuine contract, and by which letters', () => {
  const verdict = judgeToken(ETHEREUM, '0xa486c18410b32bb1d6ede632663b95423aaf5310', 'DАI');
  assert.deepEqual(verdict, {
    verdict: 'look-alike',
    of: 'DAI',
    genuine: '0x6b175474e89094c44da98b954eedeac495271d0f',
    letters: ['the Cyrillic letter "А" (U+0410), which looks like the Latin "a"'],
  });
  const plain = judgeToken(ETHEREUM, '0x2f22686d82dded300c975e63b62efbe824c9d236', 'ETH');
  assert.deepEqual(plain, { verdict: 'look-alike', of: 'ETH', genuine: null, letters: [] });
});

test('a symbol is folded as the eye takes it', () => {
  for (const disguise of ['ＵＳＤＣ', 'U\u200bSDC', ' usdc. ', 'UŠDC', 'ՍSDС'])
    assert.equal(foldSymbol(disguise), 'usdc', disguise);
  const verdictOf = (symbol: string): string => judgeToken(ETHEREUM, `0x${'1'.repeat(40)}`, symbol).verdict;
  for (const disguise of ['DAl', 'DA1', 'LlNK', 'link', 'USDC '])
    assert.equal(verdictOf(disguise), 'look-alike', disguise);
  for (const honest of ['DAL', 'USDX', 'WETHER', '']) assert.equal(verdictOf(honest), 'unrecognised', honest);
});

test('a symbol is only a disguise on the chain where the genuine asset is known', () => {
  assert.equal(judgeToken(getChain('eip155:56'), `0x${'1'.repeat(40)}`, 'LINK').verdict, 'unrecognised');
  assert.equal(judgeToken(getChain('eip155:56'), `0x${'1'.repeat(40)}`, 'ВNB').verdict, 'look-alike');
  assert.equal(
    judgeToken(getChain('tron:0x2b6653dc'), 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'USDT').verdict,
    'recognised',
  );
});

test('every recognised asset says where its contract was read', () => {
  for (const { asset, source, contract } of RECOGNISED_ASSETS) {
    assert.ok(source.length > 0);
    assert.ok(asset.id.endsWith(contract));
  }
});

test('the case rejects all that is not recognised and says how many', () => {
  const bybit = loadCase(FOLDER);
  assert.equal(bybit.readings.rejected.length, 62);
  const said = bybit.gaps.find((gap) => gap.text.includes('token contracts'))!.text;
  assert.match(said, /Of 69 .* 62 are never followed: 25 .* 37 /);
});

test('a symbol of a megabyte is refused with its line', () => {
  const table = {
    file: 'tokens.csv',
    header: ['contract', 'symbol', 'decimals'],
    rows: [{ line: 7, cells: [`0x${'1'.repeat(40)}`, 'E'.repeat(1_000_000), '18'] }],
  };
  assert.throws(() => judgeTokens(table, ETHEREUM), { code: 'E_CASE_TABLE', where: 'tokens.csv:7 symbol' });
});
