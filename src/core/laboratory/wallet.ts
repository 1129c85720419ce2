/** Addresses and ids that are valid on their chains, though nobody holds their keys. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { bech32, createBase58check } from '@scure/base';
import type { Chain } from '../model/chain.ts';
import type { TxId } from '../model/location.ts';
import type { Random } from './prng.ts';

const base58check = createBase58check(sha256);

/** A fresh address in the chain's canonical spelling. */
export function newAddress(random: Random, chain: Chain): string {
  const hash = random.bytes(20);
  switch (chain.family) {
    case 'bitcoin':
      // Regtest's human-readable part, witness version 0 (BIP-173).
      return bech32.encode('bcrt', [0, ...bech32.toWords(hash)]);
    case 'evm':
      return `0x${bytesToHex(hash)}`;
    case 'tron':
      return base58check.encode(Uint8Array.from([0x41, ...hash]));
  }
}

export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** Sixty-four hex digits, with EVM's prefix where it has one. */
export function idOf(chain: Chain, content: string): string {
  const digest = sha256Hex(content);
  return chain.family === 'evm' ? `0x${digest}` : digest;
}

export const txIdOf = (chain: Chain, content: string): TxId => idOf(chain, content) as TxId;
