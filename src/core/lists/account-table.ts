/**
 * Accounts of listed addresses as one flat table: rows of one length, and slots found by hashing (open addressing, at
 * most half full), so that a lookup touches memory twice where it finds something, once where not, and makes no object.
 *
 * Key: EVM 20 bytes; TRON its prefix 0x41 and 20 bytes; Bitcoin the version byte and 20 bytes of base58check, or a
 * mark that is no version of base58check (0xe0, on regtest 0xc8) plus the witness version, and the program.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, bech32m, createBase58check, hex } from '@scure/base';
import type { Chain } from '../model/chain.ts';

type Family = Chain['family'];

const base58check = createBase58check(sha256);
const WITNESS = { bc: 0xe0, bcrt: 0xc8 } as const;
/** Keys of two families may hold the same 20 bytes, and mean different accounts. */
const SALTS: Readonly<Record<Family, number>> = { bitcoin: 0x5bd1e995, evm: 0x1b873593, tron: 0x05ebca6b };

/** The key of an address in canonical spelling (`parseAddress`). */
export function accountKey(family: Family, address: string): Uint8Array {
  if (family === 'evm') return hex.decode(address.slice(2));
  if (family === 'tron' || !/^(bc|bcrt)1/.test(address)) return base58check.decode(address);
  const separator = address.lastIndexOf('1');
  const codec = address.charAt(separator + 1) === 'q' ? bech32 : bech32m;
  const { words } = codec.decode(address as `${string}1${string}`);
  const [version = 0, ...program] = words;
  return new Uint8Array([
    WITNESS[address.startsWith('bcrt1') ? 'bcrt' : 'bc'] + version,
    ...codec.fromWords(program),
  ]);
}

const NIBBLES = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) NIBBLES[digit.charCodeAt(0)] = value;

/** The key of an EVM account read into `key`, which is used again and again; false where this is no canonical spelling. */
function readEvmKey(address: string, key: Uint8Array): boolean {
  if (address.length !== 42) return false;
  let bad = 0;
  for (let i = 0; i < 20; i += 1) {
    const high = NIBBLES[address.charCodeAt(2 + i * 2)] ?? -1;
    const low = NIBBLES[address.charCodeAt(3 + i * 2)] ?? -1;
    bad |= high | low;
    key[i] = (high << 4) | low;
  }
  return bad >= 0;
}

export type AccountTable = {
  /** The number of an account in canonical spelling: given out from 0 on, when it is first seen. */
  readonly take: (family: Family, address: string) => number;
  /** The number of the account with this key; -1 where it was never taken. */
  readonly find: (family: Family, key: Uint8Array) => number;
  /** The same for an EVM account in canonical spelling; any other spelling is not found. */
  readonly findEvm: (address: string) => number;
};

/** A row is a line of the processor's cache: the length of the key, the salt, and the key, of 41 bytes at most. */
const [LENGTH, SALT, INTS] = [0, 1, 16] as const;
const [KEY, BYTES] = [8, 64] as const;

/** Empty, with room for `most` accounts. */
export function accountTable(most: number): AccountTable {
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, most * 2)));
  const mask = size - 1;
  /** Hash, and row + 1 (0: empty), side by side: a key that is not here hardly ever touches a row. */
  const slots = new Int32Array(size * 2);
  const rows = new Int32Array(most * INTS);
  const bytes = new Uint8Array(rows.buffer);
  const evmKey = new Uint8Array(20);
  let taken = 0;
  const isAt = (row: number, salt: number, key: Uint8Array): boolean => {
    if (rows[row * INTS + SALT] !== salt || rows[row * INTS + LENGTH] !== key.length) return false;
    const start = row * BYTES + KEY;
    for (let i = 0; i < key.length; i += 1) if (bytes[start + i] !== key[i]) return false;
    return true;
  };
  /** Where the key is, or where it would be. */
  const slotOf = (salt: number, hash: number, key: Uint8Array): number => {
    let slot = hash & mask;
    for (let held = slots[slot * 2 + 1]!; held !== 0; held = slots[slot * 2 + 1]!) {
      if (slots[slot * 2] === hash && isAt(held - 1, salt, key)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const isHeld = (hash: number): boolean => {
    for (let slot = hash & mask; slots[slot * 2 + 1] !== 0; slot = (slot + 1) & mask)
      if (slots[slot * 2] === hash) return true;
    return false;
  };
  return {
    take(family, address) {
      const key = family === 'evm' && readEvmKey(address, evmKey) ? evmKey : accountKey(family, address);
      const salt = SALTS[family];
      const hash = hashOf(salt, key);
      const slot = slotOf(salt, hash, key);
      const held = slots[slot * 2 + 1]!;
      if (held !== 0) return held - 1;
      const row = taken;
      taken += 1;
      rows[row * INTS + LENGTH] = key.length;
      rows[row * INTS + SALT] = salt;
      bytes.set(key, row * BYTES + KEY);
      slots[slot * 2] = hash;
      slots[slot * 2 + 1] = row + 1;
      return row;
    },
    find(family, key) {
      const salt = SALTS[family];
      return slots[slotOf(salt, hashOf(salt, key), key) * 2 + 1]! - 1;
    },
    findEvm(address) {
      const hash = mix(SALTS.evm, fourBytesAt(address, 14), fourBytesAt(address, 22), evmKey.length);
      // Who is not here hardly ever has the hash of somebody who is: all of the address is read only then.
      if (!isHeld(hash) || !readEvmKey(address, evmKey)) return -1;
      return slots[slotOf(SALTS.evm, hash, evmKey) * 2 + 1]! - 1;
    },
  };
}

/**
 * Eight bytes from the middle, which are hashed already in nearly every key; at the ends stand versions and the digits
 * that people choose. Only publishers decide what is held: whoever asks cannot lengthen a way through the slots.
 */
function hashOf(salt: number, key: Uint8Array): number {
  const a = key[6]! | (key[7]! << 8) | (key[8]! << 16) | (key[9]! << 24);
  const b = key[10]! | (key[11]! << 8) | (key[12]! << 16) | (key[13]! << 24);
  return mix(salt, a, b, key.length);
}

function mix(salt: number, a: number, b: number, length: number): number {
  const hash = Math.imul(a ^ salt, 0x85ebca6b) ^ Math.imul(b ^ length, 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

/** Four bytes of a key as its eight digits spell them; whatever stands there is checked by who reads the whole. */
const fourBytesAt = (address: string, at: number): number =>
  byteAt(address, at) |
  (byteAt(address, at + 2) << 8) |
  (byteAt(address, at + 4) << 16) |
  (byteAt(address, at + 6) << 24);

const byteAt = (address: string, at: number): number =>
  (NIBBLES[address.charCodeAt(at)]! << 4) | NIBBLES[address.charCodeAt(at + 1)]!;
