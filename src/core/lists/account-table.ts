/**
 * Accounts of listed addresses as one flat table: key bytes end to end, and slots found by hashing (open
 * addressing, at most half full), so that a lookup touches two typed arrays and makes no object.
 *
 * Key: EVM 20 bytes; TRON its prefix 0x41 and 20 bytes; Bitcoin the version byte and 20 bytes of base58check, or a
 * mark that is no version of base58check (0xe0, on regtest 0xc8) plus the witness version, and the program.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, bech32m, createBase58check, hex } from '@scure/base';
import type { Chain } from '../model/chain.ts';
import type { Steps } from '../model/steps.ts';

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

export type AccountTable = {
  /** The number that was given with this key; -1 where there is none. */
  readonly find: (family: Family, key: Uint8Array) => number;
};

/** What a row holds, side by side so that it is read at once: salt, where its key begins and ends, its number. */
const [SALT, START, END, NUMBER, ROW] = [0, 1, 2, 3, 4] as const;

/** Each key once, with the number to be found by it. */
export function* accountTable(
  accounts: readonly { readonly family: Family; readonly key: Uint8Array; readonly number: number }[],
): Steps<AccountTable> {
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, accounts.length * 2)));
  const mask = size - 1;
  /** Hash, and row + 1 (0: empty), side by side: a key that is not here hardly ever touches a row. */
  const slots = new Int32Array(size * 2);
  const rows = new Int32Array(accounts.length * ROW);
  const bytes = new Uint8Array(accounts.reduce((sum, { key }) => sum + key.length, 0));
  let end = 0;
  for (const [index, { family, key, number }] of accounts.entries()) {
    if (index % 10_000 === 0) yield;
    bytes.set(key, end);
    rows.set([SALTS[family], end, end + key.length, number], index * ROW);
    end += key.length;
    const hash = hashOf(SALTS[family], key);
    let slot = hash & mask;
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    slots.set([hash, index + 1], slot * 2);
  }
  const isAt = (row: number, salt: number, key: Uint8Array): boolean => {
    const start = rows[row + START]!;
    if (rows[row + SALT] !== salt || rows[row + END]! - start !== key.length) return false;
    for (let i = 0; i < key.length; i += 1) if (bytes[start + i] !== key[i]) return false;
    return true;
  };
  return {
    find: (family, key) => {
      const salt = SALTS[family];
      const hash = hashOf(salt, key);
      let slot = hash & mask;
      for (let held = slots[slot * 2 + 1]!; held !== 0; held = slots[slot * 2 + 1]!) {
        const row = (held - 1) * ROW;
        if (slots[slot * 2] === hash && isAt(row, salt, key)) return rows[row + NUMBER]!;
        slot = (slot + 1) & mask;
      }
      return -1;
    },
  };
}

/** FNV-1a over words of four bytes, mixed as in MurmurHash3's finaliser. Only publishers choose what is held. */
function hashOf(salt: number, key: Uint8Array): number {
  let hash = salt ^ key.length;
  for (let i = 0; i < key.length; i += 4) {
    const word = key[i]! | ((key[i + 1] ?? 0) << 8) | ((key[i + 2] ?? 0) << 16) | ((key[i + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
