/**
 * Addresses of Bitcoin, the EVM chains and TRON: read, checked and brought to one canonical spelling, in
 * which they are compared everywhere. Canonical are: base58check as it stands, bech32 in lower case, EVM hex
 * in lower case, TRON in base58check.
 *
 * Sources: base58check as in Bitcoin Core's `base58.cpp`; BIP-173 (bech32) and BIP-350 (bech32m);
 * EIP-55 (mixed-case checksum); TRON's developer guide (prefix byte 0x41).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base58, bech32, bech32m, createBase58check, hex } from '@scure/base';
import type { Chain } from './chain.ts';
import { describeCharacter } from './confusable.ts';
import { AshiatoError, type ErrorCode } from './errors.ts';

type Family = Chain['family'];

const base58check = createBase58check(sha256);
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const TRON_PREFIX = 0x41;

/** Version bytes (P2PKH, P2SH) and human-readable parts; the laboratory runs on regtest's. */
const MAINNET = { hrp: 'bc', versions: [0x00, 0x05] } as const;
const REGTEST = { hrp: 'bcrt', versions: [0x6f, 0xc4] } as const;

const FAMILY_NAMES: Readonly<Record<Family, string>> = { bitcoin: 'Bitcoin', evm: 'EVM', tron: 'TRON' };

const HEX_DIGITS = new Uint8Array(128);
for (const digit of '0123456789abcdef') HEX_DIGITS[digit.charCodeAt(0)] = 1;

/** By a table: as a regular expression it takes twice as long, and a third of all that an address in a batch costs. */
function isCanonicalEvm(text: string): boolean {
  if (text.length !== 42 || !text.startsWith('0x')) return false;
  for (let i = 2; i < 42; i += 1) if (HEX_DIGITS[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/** Reads an address of `chain` and returns its canonical spelling. */
export function parseAddress(chain: Chain, text: string, where = 'address'): string {
  // Already canonical, as most of a batch is.
  if (chain.family === 'evm' && isCanonicalEvm(text)) return text;
  const trimmed = text.trim();
  if (trimmed === '') {
    throw refuse('E_ADDR_EMPTY', 'the address is empty', where, `Give an address of ${chain.name}.`);
  }
  refuseForeign(trimmed, where);
  switch (chain.family) {
    case 'bitcoin':
      return parseBitcoin(chain, trimmed, where);
    case 'evm':
      return parseEvm(chain, trimmed, where);
    case 'tron':
      return parseTron(chain, trimmed, where);
  }
}

/** How an address is shown: EVM addresses with their EIP-55 checksum, all others as they are. */
export const formatAddress = (chain: Chain, address: string): string =>
  chain.family === 'evm' ? toChecksum(address) : address;

/** EIP-55: a hex letter is upper case where the same digit of keccak256(lower-case hex) is 8 or more. */
export function toChecksum(address: string): string {
  const digits = address.toLowerCase().replace(/^0x/, '');
  const digest = hex.encode(keccak_256(utf8ToBytes(digits)));
  const cased = [...digits].map((d, i) => (Number.parseInt(digest.charAt(i), 16) >= 8 ? d.toUpperCase() : d));
  return `0x${cased.join('')}`;
}

function parseBitcoin(chain: Chain, text: string, where: string): string {
  refuseOtherFamily(chain, text, where);
  const network = chain.laboratory === true ? REGTEST : MAINNET;
  const hrp = /^(bc|tb|bcrt)1/i.exec(text)?.[1];
  if (hrp !== undefined) return parseSegwit(chain, text, hrp.toLowerCase(), network.hrp, where);
  const payload = readBase58check(chain, text, where);
  const version = payload[0] ?? -1;
  if (payload.length !== 21 || !(network.versions as readonly number[]).includes(version)) {
    throw notOfChain(
      chain,
      `its version byte ${version} and ${payload.length} bytes are not those of ${chain.name}`,
      where,
    );
  }
  return text;
}

/** BIP-173 and BIP-350: version 0 carries the bech32 checksum, versions 1 to 16 carry bech32m's. */
function parseSegwit(chain: Chain, text: string, hrp: string, expectedHrp: string, where: string): string {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) {
    throw refuse(
      'E_ADDR_CHARSET',
      'the address mixes upper and lower case',
      where,
      'Write it in one case, as BIP-173 asks.',
    );
  }
  refuseOutside(lower.slice(hrp.length + 1), BECH32, where);
  // The checksum alone takes six characters; with fewer than seven there is no version to check it by.
  if (lower.length < hrp.length + 8) throw notOfChain(chain, 'it has no witness version', where);
  if (lower.length > 90) throw notOfChain(chain, 'it is longer than the 90 characters of BIP-173', where);
  const codec = lower.charAt(hrp.length + 1) === 'q' ? bech32 : bech32m;
  const decoded = codec.decodeUnsafe(lower);
  if (!decoded) throw badChecksum(codec === bech32 ? 'bech32' : 'bech32m', where);
  if (hrp !== expectedHrp) {
    throw notOfChain(
      chain,
      `it begins with "${hrp}1", and addresses of ${chain.name} with "${expectedHrp}1"`,
      where,
    );
  }
  const [version = 99, ...words] = decoded.words;
  const program = codec.fromWordsUnsafe(words);
  const length = program?.length ?? 0;
  const lengthFits = version === 0 ? length === 20 || length === 32 : length >= 2 && length <= 40;
  if (version > 16 || !lengthFits) {
    throw notOfChain(
      chain,
      `a witness program of version ${version} with ${length} bytes does not exist`,
      where,
    );
  }
  return lower;
}

function parseEvm(chain: Chain, text: string, where: string): string {
  refuseOtherFamily(chain, text, where);
  if (!/^0x/i.test(text)) throw notOfChain(chain, 'it does not begin with 0x', where);
  return parseHex(chain, text.slice(2), where);
}

function parseHex(chain: Chain, digits: string, where: string): string {
  refuseOutside(digits, '0123456789abcdefABCDEF', where);
  if (digits.length !== 40)
    throw notOfChain(chain, `it has ${digits.length} hex digits instead of 40`, where);
  const lower = `0x${digits.toLowerCase()}`;
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  if (mixed && toChecksum(lower) !== `0x${digits}`) throw badChecksum('EIP-55', where);
  return lower;
}

/** Base58check, `41…` hex as nodes print it, or the `0x` form of TRON's EVM. */
function parseTron(chain: Chain, text: string, where: string): string {
  if (/^(0x)?41[0-9a-fA-F]{40}$/.test(text)) {
    return base58check.encode(hex.decode(text.replace(/^0x/, '').toLowerCase()));
  }
  if (/^0x/i.test(text)) {
    return base58check.encode(hex.decode(`41${parseHex(chain, text.slice(2), where).slice(2)}`));
  }
  refuseOtherFamily(chain, text, where);
  const payload = readBase58check(chain, text, where);
  if (payload.length !== 21 || payload[0] !== TRON_PREFIX) {
    throw notOfChain(chain, `its first byte is ${payload[0]} and not ${TRON_PREFIX}`, where);
  }
  return text;
}

/** The account of the EVM chains that the key of a TRON account holds, both in canonical spelling. */
export const evmTwinOf = (tron: string): string => `0x${hex.encode(base58.decode(tron).subarray(1, 21))}`;

function readBase58check(chain: Chain, text: string, where: string): Uint8Array {
  refuseOutside(text, BASE58, where);
  // An address is 25 bytes, at most 35 letters; whatever is longer is a key or noise, and slow to decode.
  if (text.length > 36 || base58.decode(text).length !== 25) {
    throw notOfChain(chain, 'it does not hold the 25 bytes of an address', where);
  }
  try {
    return base58check.decode(text);
  } catch (cause) {
    throw badChecksum('base58check', where, cause);
  }
}

/** Whose address a text looks like, by its shape alone. */
export function familyOf(text: string): Family | null {
  if (/^0x/i.test(text)) return 'evm';
  // TRON goes first: TB1… may begin one of its addresses, and no segwit address has 34 characters.
  if (/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(text) || /^41[0-9a-f]{40}$/i.test(text)) return 'tron';
  if (/^(bc|tb|bcrt)1/i.test(text)) return 'bitcoin';
  if (/^[123mn][1-9A-HJ-NP-Za-km-z]{24,34}$/.test(text)) return 'bitcoin';
  return null;
}

function refuseOtherFamily(chain: Chain, text: string, where: string): void {
  const family = familyOf(text);
  if (family === null || family === chain.family) return;
  throw notOfChain(chain, `it has the form of a ${FAMILY_NAMES[family]} address`, where);
}

/** No address has a character outside ASCII's letters and digits: a foreign letter is a disguise or a slip. */
function refuseForeign(text: string, where: string): void {
  const foreign = [...text].find((character) => !/^[0-9A-Za-z]$/.test(character));
  if (foreign !== undefined) throw badCharacter(text, foreign, where);
}

function refuseOutside(text: string, alphabet: string, where: string): void {
  const outside = [...text].find((character) => !alphabet.includes(character));
  if (outside !== undefined) throw badCharacter(text, outside, where);
}

const refuse = (code: ErrorCode, what: string, where: string, next: string, cause?: unknown): AshiatoError =>
  new AshiatoError(code, what, { where, next, cause });

const badCharacter = (text: string, character: string, where: string): AshiatoError =>
  refuse(
    'E_ADDR_CHARSET',
    `no such address has ${describeCharacter(character)}, found at position ${[...text].indexOf(character) + 1}`,
    where,
    'Copy the address again from its source; do not correct the letter by hand.',
  );

const badChecksum = (kind: string, where: string, cause?: unknown): AshiatoError =>
  refuse(
    'E_ADDR_CHECKSUM',
    `the ${kind} checksum is wrong`,
    where,
    'Copy the address again from its source: a character is missing or changed.',
    cause,
  );

const notOfChain = (chain: Chain, why: string, where: string): AshiatoError =>
  refuse(
    'E_ADDR_CHAIN',
    `this is not an address of ${chain.name}: ${why}`,
    where,
    `Give an address of ${chain.name}, or name the chain it belongs to.`,
  );
