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

type Family = Chain['family'];

const base58check = createBase58check(sha256);
const WITNESS = { bc: 0xe0, bcrt: 0xc8 } as const;
/** Keys of two families may hold the same 20 bytes, and mean different accounts. */
const SALTS: Readonly<Record<Family, number>> = { bitcoin: 0x5bd1e995, evm: 0x1b873593, tron: 0x85ebca6b };

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

/** Each key once, with the number to be found by it. */
export function accountTable(
  rows: readonly { readonly family: Family; readonly key: Uint8Array; readonly number: number }[],
): AccountTable {
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, rows.length * 2)));
  const mask = size - 1;
  /** Row + 1; 0 is empty. */
  const slots = new Uint32Array(size);
  const salts = new Uint32Array(rows.length);
  const numbers = new Int32Array(rows.length);
  const starts = new Uint32Array(rows.length + 1);
  const bytes = new Uint8Array(rows.reduce((sum, row) => sum + row.key.length, 0));
  for (const [index, { family, key, number }] of rows.entries()) {
    salts[index] = SALTS[family];
    numbers[index] = number;
    bytes.set(key, starts[index]!);
    starts[index + 1] = starts[index]! + key.length;
    let slot = hashOf(SALTS[family], key) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = index + 1;
  }
  const isAt = (index: number, salt: number, key: Uint8Array): boolean => {
    const start = starts[index]!;
    if (salts[index] !== salt || starts[index + 1]! - start !== key.length) return false;
    for (let i = 0; i < key.length; i += 1) if (bytes[start + i] !== key[i]) return false;
    return true;
  };
  return {
    find: (family, key) => {
      const salt = SALTS[family];
      let slot = hashOf(salt, key) & mask;
      for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
        if (isAt(held - 1, salt, key)) return numbers[held - 1]!;
        slot = (slot + 1) & mask;
      }
      return -1;
    },
  };
}

/** FNV-1a over the bytes, mixed at the end as in MurmurHash3's finaliser. Only publishers choose what is held. */
function hashOf(salt: number, key: Uint8Array): number {
  let hash = salt ^ key.length;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
