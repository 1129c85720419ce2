/**
 * Addresses of chains that are not followed but named in articles: checked, so that they can be handed on.
 * Sources: chainparams.cpp of Litecoin and Dogecoin (version bytes), XRPL's "Base58 Encodings",
 * Monero's cryptonote base58 (keccak checksum), BIP-173 for the Cosmos family; a Solana address is 32 bytes
 * without a checksum.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { base58, base58xmr, base58xrp, bech32, createBase58check } from '@scure/base';
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

export function readOtherAddress(word: string, all: string): ClaimBody | null {
  const found = ofBech32(word) ?? ofBase58check(word) ?? ofXrp(word) ?? ofMonero(word);
  if (found !== null) return { kind: 'address', network: found, address: word, checked: true };
  return isSolana(word, all) ? { kind: 'address', network: 'solana', address: word, checked: false } : null;
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

/** Only where the article speaks of Solana: any 32 bytes would do otherwise. */
function isSolana(word: string, all: string): boolean {
  if (!/^[1-9A-HJ-NP-Za-km-z]{43,44}$/.test(word) || !/solana|ソラナ|솔라나|\bSOL\b/i.test(all)) return false;
  return attempt(() => base58.decode(word))?.length === 32;
}

const endsWith = (bytes: Uint8Array, digest: Uint8Array): boolean =>
  bytes.subarray(-4).every((byte, i) => byte === digest[i]);

function attempt(decode: () => Uint8Array): Uint8Array | null {
  try {
    return decode();
  } catch {
    return null;
  }
}
