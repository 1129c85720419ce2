/** Addresses of three families, by the published vectors and by real ones. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { familyOf, formatAddress, parseAddress, toChecksum } from '../src/core/model/address.ts';
import { type Chain, getChain } from '../src/core/model/chain.ts';
import { AshiatoError, type ErrorCode } from '../src/core/model/errors.ts';

const BITCOIN = getChain('bip122:000000000019d6689c085ae165831e93');
const REGTEST = getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');
const ETHEREUM = getChain('eip155:1');
const TRON = getChain('tron:0x2b6653dc');

const data = resolve(import.meta.dirname, '..', process.env.ASHIATO_DATA ?? '../shared/data', 'btc');
const skip = existsSync(data)
  ? false
  : 'real address samples are not at hand; set ASHIATO_DATA to their folder';

function refused(chain: Chain, text: string, code: ErrorCode, message = /./): void {
  assert.throws(
    () => parseAddress(chain, text),
    (error) => {
      assert.ok(error instanceof AshiatoError, String(error));
      assert.equal(error.code, code, `${text}: ${error.message}`);
      assert.match(error.message, message);
      assert.ok(error.next, 'every refusal says what to do next');
      return true;
    },
  );
}

test('BIP-173 and BIP-350: valid mainnet addresses, in canonical lower case', () => {
  for (const text of [
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
    'BC1SW50QGDZ25J',
    'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ]) {
    assert.equal(parseAddress(BITCOIN, text), text.toLowerCase());
  }
});

test('BIP-350: invalid addresses are refused for their reason', () => {
  const invalid: readonly (readonly [string, ErrorCode])[] = [
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'E_ADDR_CHECKSUM'],
    ['BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL', 'E_ADDR_CHECKSUM'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'E_ADDR_CHECKSUM'],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'E_ADDR_CHARSET'],
    ['BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'E_ADDR_CHAIN'],
    ['bc1pw5dgrnzv', 'E_ADDR_CHAIN'],
    ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'E_ADDR_CHAIN'],
    ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'E_ADDR_CHAIN'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'E_ADDR_CHAIN'],
    ['bc1gmk9yu', 'E_ADDR_CHAIN'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4', 'E_ADDR_CHARSET'],
  ];
  for (const [text, code] of invalid) refused(BITCOIN, text, code);
});

test('base58check: P2PKH and P2SH of mainnet, and those of regtest only in the laboratory', () => {
  for (const text of ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy']) {
    assert.equal(parseAddress(BITCOIN, ` ${text} `), text);
    refused(REGTEST, text, 'E_ADDR_CHAIN');
  }
  assert.equal(
    parseAddress(REGTEST, 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'),
    'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn',
  );
  refused(BITCOIN, 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn', 'E_ADDR_CHAIN');
  refused(BITCOIN, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'E_ADDR_CHECKSUM');
  refused(BITCOIN, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0', 'E_ADDR_CHARSET', /"0" \(U\+0030\)/);
});

test('regtest speaks bech32 with bcrt', () => {
  assert.equal(
    parseAddress(REGTEST, 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'),
    'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
  );
  refused(BITCOIN, 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 'E_ADDR_CHAIN', /bc1/);
});

test('EIP-55: the examples hold, one letter in the other case does not, one case is accepted', () => {
  for (const text of [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ]) {
    assert.equal(parseAddress(ETHEREUM, text), text.toLowerCase());
    assert.equal(parseAddress(ETHEREUM, text.toLowerCase()), text.toLowerCase());
  }
  assert.equal(
    toChecksum('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'),
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  );
  assert.equal(
    formatAddress(ETHEREUM, '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359'),
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  );
  refused(ETHEREUM, '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'E_ADDR_CHECKSUM');
  refused(ETHEREUM, '0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea', 'E_ADDR_CHAIN', /38 hex digits/);
  refused(ETHEREUM, '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg', 'E_ADDR_CHARSET', /"g"/);
});

test('TRON: base58check, 41 hex and 0x form come to one spelling', () => {
  const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
  assert.equal(parseAddress(TRON, usdt), usdt);
  assert.equal(parseAddress(TRON, '41a614f803b6fd780986a42c78ec9c7f77e6ded13c'), usdt);
  assert.equal(parseAddress(TRON, '0xa614f803b6fd780986a42c78ec9c7f77e6ded13c'), usdt);
  refused(TRON, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u', 'E_ADDR_CHECKSUM');
  refused(TRON, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'E_ADDR_CHAIN', /Bitcoin/);
});

test('an address of another family is named as such', () => {
  refused(BITCOIN, '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359', 'E_ADDR_CHAIN', /EVM/);
  refused(BITCOIN, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'E_ADDR_CHAIN', /TRON/);
  refused(ETHEREUM, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'E_ADDR_CHAIN', /Bitcoin/);
  assert.equal(familyOf('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'), 'bitcoin');
  assert.equal(familyOf('hello'), null);
});

test('a foreign letter is named with its code point, and an empty address is empty', () => {
  refused(
    ETHEREUM,
    '0x5аaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    'E_ADDR_CHARSET',
    /Cyrillic letter "а" \(U\+0430\).*Latin "a".*position 4/,
  );
  refused(BITCOIN, '1Α1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'E_ADDR_CHARSET', /Greek letter "Α" \(U\+0391\)/);
  refused(
    ETHEREUM,
    '0x5\u200baaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    'E_ADDR_CHARSET',
    /invisible character \(U\+200B\)/,
  );
  for (const chain of [BITCOIN, ETHEREUM, TRON]) refused(chain, '  ', 'E_ADDR_EMPTY');
});

test('all 5,000 real Bitcoin addresses of the sample pass and are canonical already', { skip }, () => {
  const lines = gunzipSync(readFileSync(join(data, 'btc_addresses_sample.txt.gz')))
    .toString()
    .trim()
    .split('\n');
  assert.equal(lines.length, 5000);
  for (const line of lines) assert.equal(parseAddress(BITCOIN, line), line);
});

test('no invalid base58 key of the vectors passes for an address', { skip }, () => {
  const vectors = JSON.parse(
    gunzipSync(readFileSync(join(data, 'base58_keys_invalid.json.gz'))).toString(),
  ) as string[][];
  for (const [text = ''] of vectors) {
    for (const chain of [BITCOIN, REGTEST, TRON])
      assert.throws(() => parseAddress(chain, text), AshiatoError, text);
  }
});
