/**
 * Block headers and the work in them. A header is 80 bytes: version, parent, merkle root, time, target in
 * compact form ("bits"), nonce; its double SHA-256, read as a number, must not exceed the target.
 */
import { AshiatoError } from '../../model/errors.ts';
import { type Hash256, SOURCE_IS_WRONG, showHash, truncated, viewOf } from './bytes.ts';
import type { Network } from './network.ts';

export const HEADER_BYTES = 80;

export type Header = {
  readonly hash: string;
  readonly parent: string;
  readonly merkleRoot: string;
  /** Seconds since 1970, as the miner says. */
  readonly time: number;
  readonly bits: number;
};

/** Reads a header and checks the work that it claims. */
export function parseHeader(bytes: Uint8Array, network: Network, hash: Hash256): Header {
  if (bytes.length < HEADER_BYTES) throw truncated('block header', bytes.length, HEADER_BYTES);
  const view = viewOf(bytes);
  const digest = hash(bytes.subarray(0, HEADER_BYTES));
  const header: Header = {
    hash: showHash(digest),
    parent: showHash(bytes.subarray(4, 36)),
    merkleRoot: showHash(bytes.subarray(36, 68)),
    time: view.getUint32(68, true),
    bits: view.getUint32(72, true),
  };
  const target = targetOf(header.bits);
  if (target === null || target > targetOf(network.limitBits)! || BigInt(`0x${header.hash}`) > target) {
    throw badWork(
      header.hash,
      `its hash does not meet the target ${header.bits.toString(16)} of ${network.name}`,
    );
  }
  return header;
}

export const badWork = (hash: string, why: string): AshiatoError =>
  new AshiatoError('E_POW', `the block header lacks proof of work: ${why}`, {
    where: hash,
    next: SOURCE_IS_WRONG,
  });

/**
 * The target a compact form stands for (Core's `arith_uint256::SetCompact`): one byte of length, three of
 * digits. Null where it is negative, zero, or above 256 bits.
 */
export function targetOf(bits: number): bigint | null {
  const bytes = bits >>> 24;
  const digits = bits & 0x007fffff;
  if (digits === 0 || (bits & 0x00800000) !== 0) return null;
  const target =
    bytes <= 3 ? BigInt(digits >>> (8 * (3 - bytes))) : BigInt(digits) << BigInt(8 * (bytes - 3));
  return target === 0n || target >= 1n << 256n ? null : target;
}

/** Core's `arith_uint256::GetCompact`. The digits are signed, so a leading bit set takes one byte more. */
function compactOf(target: bigint): number {
  let bytes = Math.ceil(target.toString(2).length / 8);
  let digits = Number(bytes <= 3 ? target << BigInt(8 * (3 - bytes)) : target >> BigInt(8 * (bytes - 3)));
  if ((digits & 0x00800000) !== 0) {
    digits >>>= 8;
    bytes += 1;
  }
  return ((bytes << 24) | digits) >>> 0;
}

/** Hashes a miner must try on average: 2²⁵⁶ ÷ (target + 1) (Core's `GetBlockProof`). */
export function workOf(bits: number): bigint {
  const target = targetOf(bits);
  return target === null ? 0n : (1n << 256n) / (target + 1n);
}

const RETARGET_BLOCKS = 2016;
const RETARGET_SECONDS = 14 * 24 * 3600;

/**
 * The bits a block must have (Core's `CalculateNextWorkRequired`): every 2016 blocks the target is scaled by
 * how long the last 2016 took, at most four times either way; between, it stays.
 */
export function nextBits(
  network: Network,
  height: number,
  last: { readonly bits: number; readonly time: number },
  firstTimeOf: (height: number) => number,
): number {
  if (!network.retargets || height % RETARGET_BLOCKS !== 0) return last.bits;
  const taken = last.time - firstTimeOf(height - RETARGET_BLOCKS);
  const seconds = Math.min(Math.max(taken, RETARGET_SECONDS / 4), RETARGET_SECONDS * 4);
  const target = (targetOf(last.bits)! * BigInt(seconds)) / BigInt(RETARGET_SECONDS);
  const limit = targetOf(network.limitBits)!;
  return compactOf(target > limit ? limit : target);
}
