/**
 * Block headers. A block is named by SHA-256 of its header's signed bytes with the first eight bytes replaced by
 * its number (java-tron, `BlockCapsule.BlockId`). Nodes show the fields, not the bytes, so they are written
 * again; a field that we do not know gives another id and is refused, never half read.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { AshiatoError } from '../../model/errors.ts';
import {
  addressOf,
  addressOfTwenty,
  asObject,
  isAbsent,
  parseAmount,
  parseCount,
  parseHex,
  toHex,
} from './bytes.ts';
import { Writer } from './protobuf.ts';

export type Header = {
  readonly id: string;
  readonly parent: string;
  readonly height: number;
  /** Seconds; TRON counts milliseconds, and they order blocks. */
  readonly time: number;
  readonly timeMs: number;
  readonly txRoot: string;
  /** Null in the first block, whose witness is a sentence. */
  readonly witness: string | null;
  /** Whose key signed: the witness's own, or one it delegates, which stands in no header. Null in the first block. */
  readonly signer: string | null;
};

/** `value` is a block as from `/wallet/getblockbynum`, with or without its transactions. */
export function readHeader(value: unknown, where: string): Header {
  const block = asObject(value, where);
  const header = asObject(block.block_header, `${where}.block_header`);
  const raw = asObject(header.raw_data, `${where}.block_header.raw_data`);
  const at = (name: string): string => `${where}.${name}`;
  const bytes = (name: string): Uint8Array =>
    isAbsent(raw[name]) ? new Uint8Array(0) : parseHex(raw[name], at(name));
  const number = (name: string): bigint => (isAbsent(raw[name]) ? 0n : parseAmount(raw[name], at(name)));
  const encoded = new Writer()
    .int64(1, number('timestamp'))
    .bytes(2, bytes('txTrieRoot'))
    .bytes(3, bytes('parentHash'))
    .int64(7, number('number'))
    .int64(8, number('witness_id'))
    .bytes(9, bytes('witness_address'))
    .int64(10, number('version'))
    .bytes(11, bytes('accountStateRoot'))
    .finish();
  const height = isAbsent(raw.number) ? 0 : parseCount(raw.number, at('number'));
  const timeMs = isAbsent(raw.timestamp) ? 0 : parseCount(raw.timestamp, at('timestamp'));
  const digest = sha256(encoded);
  const id = prefixOf(height) + toHex(digest).slice(16);
  const stated = toHex(parseHex(block.blockID, at('blockID'), 32));
  const parent = toHex(parseHex(raw.parentHash, at('parentHash'), 32));
  expectPrefix(stated, height, at('blockID'));
  if (height > 0) expectPrefix(parent, height - 1, at('parentHash'));
  if (stated !== id) {
    throw new AshiatoError('E_HEADER_HASH', `the block id is ${id}, and the node states ${stated}`, {
      where,
      next: 'The node alters data, or the block has a field that is not known yet; use another node.',
    });
  }
  const witness = addressOf(bytes('witness_address'));
  return {
    id,
    parent,
    height,
    time: Math.floor(timeMs / 1000),
    timeMs,
    txRoot: toHex(parseHex(raw.txTrieRoot, at('txTrieRoot'), 32)),
    witness,
    signer: height === 0 ? null : signerOf(digest, header.witness_signature, witness, where),
  };
}

const prefixOf = (height: number): string => height.toString(16).padStart(16, '0');

function expectPrefix(id: string, height: number, where: string): void {
  if (id.startsWith(prefixOf(height))) return;
  throw new AshiatoError('E_BLOCK_ID', `${id} does not begin with the number ${height}`, {
    where,
    next: 'The node mixes up blocks; use another node.',
  });
}

/**
 * Who signed what, by digest and signature: recovering takes 3 ms, and a header is read again from every witness and
 * with every answer (is the pinned tip still there?). Nothing but what was recovered from these very bytes.
 */
const recovered = new Map<string, string>();
const MOST_RECOVERED = 10_000;

/** r, s, and the sign of the point as 0/1 or 27/28 (java-tron, `Rsv.fromSignature`). */
function signerOf(digest: Uint8Array, value: unknown, witness: string | null, where: string): string {
  const at = `${where}.witness_signature`;
  const refuse = (what: string): AshiatoError =>
    new AshiatoError('E_WITNESS_SIGNATURE', what, { where: at, next: 'Use another node.' });
  if (witness === null) throw refuse('the block names no witness');
  const signature = isAbsent(value) ? new Uint8Array(0) : parseHex(value, at);
  if (signature.length < 65) throw refuse(`a signature has 65 bytes, not ${signature.length}`);
  const sign = signature[64]! >= 27 ? signature[64]! - 27 : signature[64]!;
  if (sign > 1) throw refuse('the signature names no point');
  const same = toHex(digest) + toHex(signature.subarray(0, 64)) + sign;
  const known = recovered.get(same);
  if (known !== undefined) return known;
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact').addRecoveryBit(sign);
    const key = parsed.recoverPublicKey(digest).toBytes(false);
    const signer = addressOfTwenty(keccak_256(key.subarray(1)).subarray(12));
    if (recovered.size >= MOST_RECOVERED) recovered.clear();
    recovered.set(same, signer);
    return signer;
  } catch {
    // The library refuses numbers out of range and points that are not on the curve.
    throw refuse('the signature is nobody’s');
  }
}
