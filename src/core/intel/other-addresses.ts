/**
 * Addresses of chains that are not followed but named in articles: checked, so that they can be handed on.
 * Sources: chainparams.cpp of Litecoin, Dogecoin and Zcash (version bytes), XRPL's "Base58 Encodings",
 * Monero's cryptonote base58 (keccak checksum), BIP-173 for the Cosmos family, the "cashaddr" specification,
 * ZIP-316 and ZIP-320, CIP-19, SEP-23, Algorand's "Accounts"; a Solana address is 32 bytes without a checksum.
 */
import { sha256, sha512_256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import {
  base32nopad,
  base58,
  base58xmr,
  base58xrp,
  bech32,
  bech32m,
  createBase58check,
  hex,
} from '@scure/base';
import { crc16, crc32, wordsOfCashaddr } from './check-codes.ts';
import type { ClaimBody } from './claim.ts';

const base58check = createBase58check(sha256);

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x30, 'litecoin'],
  [0x32, 'litecoin'],
  [0x1e, 'dogecoin'],
  [0x16, 'dogecoin'],
]);

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['ltc', 'litecoin'],
  ['thor', 'thorchain'],
  ['maya', 'mayachain'],
  ['cosmos', 'cosmos'],
  ['osmo', 'osmosis'],
]);

/** By the two bytes of the version: to a key, to a script, Sprout. */
const ZCASH_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['1cb8', 22],
  ['1cbd', 22],
  ['169a', 66],
]);

/** G, M and C. */
const STELLAR_VERSIONS = [6 << 3, 12 << 3, 2 << 3];

export function readOtherAddress(word: string, all: string): ClaimBody | null {
  const cash = ofBitcoinCash(word);
  if (cash !== null) return { kind: 'address', network: 'bitcoin-cash', address: cash, checked: true };
  const found = networkOf(word);
  if (found !== null) return { kind: 'address', network: found, address: word, checked: true };
  return isSolana(word, all) ? { kind: 'address', network: 'solana', address: word, checked: false } : null;
}

const networkOf = (word: string): string | null =>
  ofBech32(word) ??
  ofBase58check(word) ??
  ofXrp(word) ??
  ofMonero(word) ??
  ofZcash(word) ??
  ofCardano(word) ??
  ofByron(word) ??
  ofStellar(word) ??
  ofAlgorand(word);

/**
 * With its prefix, which articles leave away and the check covers. The first byte holds the type (a key, a script, or
 * either with tokens) and the length; hashes of 20 and 32 bytes are in use.
 */
function ofBitcoinCash(word: string): string | null {
  if (!/^(?:[qpzr][02-9ac-hj-np-z]{41}|[qpzr][02-9ac-hj-np-z]{60})$/.test(word)) return null;
  const words = wordsOfCashaddr('bitcoincash', word);
  const bytes = words === null ? null : attempt(() => bech32.fromWords(words));
  const [head = 0xff] = bytes ?? [];
  const length = { 0: 20, 3: 32 }[head & 7];
  return head >> 3 < 4 && bytes?.length === 1 + (length ?? 0) ? `bitcoincash:${word}` : null;
}

function ofBech32(word: string): string | null {
  const prefix = /^([a-z]+)1[02-9ac-hj-np-z]{38,59}$/.exec(word)?.[1];
  const network = PREFIXES.get(prefix ?? '');
  return network !== undefined && bech32.decodeUnsafe(word) ? network : null;
}

function ofBase58check(word: string): string | null {
  if (!/^[LMDA9][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(word)) return null;
  const payload = attempt(() => base58check.decode(word));
  return payload?.length === 21 ? (VERSIONS.get(payload[0] ?? -1) ?? null) : null;
}

/** A classic address is version 0 with twenty bytes, under the first four bytes of the doubled SHA-256. */
function ofXrp(word: string): string | null {
  if (!/^r[1-9A-HJ-NP-Za-km-z]{24,34}$/.test(word)) return null;
  const bytes = attempt(() => base58xrp.decode(word));
  if (bytes === null || bytes.length !== 25 || bytes[0] !== 0) return null;
  return endsWith(bytes, sha256(sha256(bytes.subarray(0, 21)))) ? 'xrp' : null;
}

function ofMonero(word: string): string | null {
  if (!/^[48][1-9A-HJ-NP-Za-km-z]{94}$/.test(word)) return null;
  const bytes = attempt(() => base58xmr.decode(word));
  if (bytes === null || bytes.length !== 69) return null;
  return endsWith(bytes, keccak_256(bytes.subarray(0, 65))) ? 'monero' : null;
}

/** Transparent ones in base58check, shielded ones of Sapling, of one unified string, and of ZIP-320's exchanges. */
function ofZcash(word: string): string | null {
  if (/^(?:t[13][1-9A-HJ-NP-Za-km-z]{33}|zc[1-9A-HJ-NP-Za-km-z]{93})$/.test(word)) {
    const payload = attempt(() => base58check.decode(word));
    return payload !== null && payload.length === ZCASH_LENGTHS.get(startOf(payload, 2)) ? 'zcash' : null;
  }
  if (/^zs1[02-9ac-hj-np-z]{75}$/.test(word)) return payloadOf(bech32, word)?.length === 43 ? 'zcash' : null;
  if (/^tex1[02-9ac-hj-np-z]{38}$/.test(word))
    return payloadOf(bech32m, word)?.length === 20 ? 'zcash' : null;
  // What receivers a unified one holds stays scrambled: its check is enough to hand it on.
  return /^u1[02-9ac-hj-np-z]{60,600}$/.test(word) && payloadOf(bech32m, word) !== null ? 'zcash' : null;
}

/** The header's upper half is the type and its lower the network, 1; keys and scripts are hashes of 28 bytes. */
function ofCardano(word: string): string | null {
  const prefix = /^(addr|stake)1[02-9ac-hj-np-z]{50,120}$/.exec(word)?.[1];
  if (prefix === undefined) return null;
  const payload = payloadOf(bech32, word);
  if (payload === null || ((payload[0] ?? 0) & 15) !== 1) return null;
  const type = (payload[0] ?? 0) >> 4;
  const [least, most] = type < 4 ? [57, 57] : type < 6 ? [32, 47] : [29, 29];
  const isOfType = prefix === 'addr' ? type < 8 : type >= 14;
  return isOfType && payload.length >= least && payload.length <= most ? 'cardano' : null;
}

/** CBOR: a list of two, the payload as tagged bytes with their length in one byte, and its CRC-32. */
function ofByron(word: string): string | null {
  if (!/^(?:Ae2td|DdzFF)[1-9A-HJ-NP-Za-km-z]{50,110}$/.test(word)) return null;
  const bytes = attempt(() => base58.decode(word));
  if (bytes === null || startOf(bytes, 4) !== '82d81858') return null;
  const end = 5 + (bytes[4] ?? 0);
  const check = crc32(bytes.subarray(5, end)).toString(16).padStart(8, '0');
  return hex.encode(bytes.subarray(end)) === `1a${check}` ? 'cardano' : null;
}

/** An account, one with a number for a customer, or a contract. Seeds (S…) are secrets and no address. */
function ofStellar(word: string): string | null {
  if (!/^(?:[GC][A-Z2-7]{55}|M[A-Z2-7]{68})$/.test(word)) return null;
  const bytes = attempt(() => base32nopad.decode(word));
  if (bytes === null || !STELLAR_VERSIONS.includes(bytes[0] ?? -1)) return null;
  const check = crc16(bytes.subarray(0, -2));
  return bytes.at(-2) === (check & 0xff) && bytes.at(-1) === check >> 8 ? 'stellar' : null;
}

function ofAlgorand(word: string): string | null {
  if (!/^[A-Z2-7]{57}[AEIMQUY4]$/.test(word)) return null;
  const bytes = attempt(() => base32nopad.decode(word));
  return bytes !== null && endsWith(bytes, sha512_256(bytes.subarray(0, 32)).subarray(-4))
    ? 'algorand'
    : null;
}

/** Only where the article speaks of Solana: any 32 bytes would do otherwise. */
function isSolana(word: string, all: string): boolean {
  if (!/^[1-9A-HJ-NP-Za-km-z]{43,44}$/.test(word) || !/solana|ソラナ|솔라나|\bSOL\b/i.test(all)) return false;
  return attempt(() => base58.decode(word))?.length === 32;
}

/** Of any length: neither Zcash nor Cardano keeps to the 90 characters of BIP-173. */
const payloadOf = (codec: typeof bech32, word: string): Uint8Array | null =>
  attempt(() => codec.fromWords(codec.decode(word as `${string}1${string}`, false).words));

const startOf = (bytes: Uint8Array, length: number): string => hex.encode(bytes.subarray(0, length));

const endsWith = (bytes: Uint8Array, digest: Uint8Array): boolean =>
  bytes.subarray(-4).every((byte, i) => byte === digest[i]);

function attempt(decode: () => Uint8Array): Uint8Array | null {
  try {
    return decode();
  } catch {
    return null;
  }
}
