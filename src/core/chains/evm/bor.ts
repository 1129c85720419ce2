/**
 * Polygon's bridge. Until the Madhugiri fork (PIP-74) nodes append a transaction to a block's answer, and a receipt,
 * that stand in no root: the events which the bridge brought from Ethereum. Nothing proves them, so they are left
 * out. Its name is keccak("matic-bor-receipt-", number, hash of the block) (bor, core/types/bor_receipt.go). Since
 * the fork it is a transaction of type 0x7f in the block, and both roots commit to it.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { parseBytes, toHex } from './bytes.ts';
import type { Header } from './header.ts';
import type { EvmProfile } from './profiles.ts';

const PREFIX = utf8ToBytes('matic-bor-receipt-');

function bridgeName({ height, hash }: Header): string {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(height));
  return toHex(keccak_256(concatBytes(PREFIX, number, parseBytes(hash, 'hash', 32))));
}

/** The entries of a list that a root commits to; `key` is where an entry is named. */
export function committed(
  profile: EvmProfile,
  list: readonly unknown[],
  header: Header,
  key: 'hash' | 'transactionHash',
): readonly unknown[] {
  const last = list.at(-1);
  const name = last !== null && typeof last === 'object' && key in last ? (last as never)[key] : undefined;
  return profile.stack === 'bor' && name === bridgeName(header) ? list.slice(0, -1) : list;
}
