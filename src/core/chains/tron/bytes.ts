/** Bytes, hex, addresses and whole numbers as TRON's full nodes write them in JSON (`visible: false`). */
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check, hex } from '@scure/base';
import { AshiatoError } from '../../model/errors.ts';

const base58check = createBase58check(sha256);
const PREFIX = 0x41;

export const INT64_MAX = 2n ** 63n - 1n;

/** Hex without a sign before it; `length` fixes it in bytes. */
export function parseHex(value: unknown, where: string, length?: number): Uint8Array {
  if (typeof value !== 'string' || !/^(?:[0-9a-fA-F]{2})*$/.test(value)) {
    throw malformed(`${describe(value)} is not hex data`, where);
  }
  if (length !== undefined && value.length !== 2 * length) {
    throw malformed(`${value.length / 2} bytes stand where ${length} belong`, where);
  }
  return hex.decode(value.toLowerCase());
}

export const toHex = (bytes: Uint8Array): string => hex.encode(bytes);

/**
 * A 64-bit number. One that JSON cannot hold exactly comes as a bigint (`parseExactJson`) or as text; a number
 * beyond 2^53 may have been rounded on the way and is refused.
 */
export function parseInt64(value: unknown, where: string): bigint {
  let read: bigint | null = null;
  if (typeof value === 'bigint') read = value;
  else if (typeof value === 'number' && Number.isSafeInteger(value)) read = BigInt(value);
  else if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) read = BigInt(value);
  if (read === null || BigInt.asIntN(64, read) !== read) {
    throw malformed(`${describe(value)} is not an exact 64-bit number`, where);
  }
  return read;
}

/** A number that counts, orders or weighs: never below zero. */
export function parseAmount(value: unknown, where: string): bigint {
  const amount = parseInt64(value, where);
  if (amount < 0n) throw malformed(`${amount} is below zero`, where);
  return amount;
}

export function parseCount(value: unknown, where: string): number {
  const count = parseAmount(value, where);
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed(`${count} is too large to count with`, where);
  return Number(count);
}

/** The 21 bytes of an address, 0x41 first, in the canonical spelling; null where they are none. */
export const addressOf = (bytes: Uint8Array): string | null =>
  bytes.length === 21 && bytes[0] === PREFIX ? base58check.encode(bytes) : null;

/** The 20 bytes that the virtual machine knows an address by. */
export function addressOfTwenty(bytes: Uint8Array): string {
  const full = new Uint8Array(21);
  full[0] = PREFIX;
  full.set(bytes.subarray(0, 20), 1);
  return base58check.encode(full);
}

/** Bytes as text, each byte a letter: numbers and notes of the machine are ASCII. */
export const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export type Raw = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, where: string): Raw {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw malformed('an object belongs here', where);
  return value as Raw;
}

/** Java leaves out empty lists. */
export function asList(value: unknown, where: string): readonly unknown[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw malformed('a list belongs here', where);
  return value;
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null;

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', what, {
    where,
    next: 'The node answers in a form that is not TRON’s; use another node.',
  });

const describe = (value: unknown): string => {
  const text =
    typeof value === 'bigint' ? String(value) : typeof value === 'object' ? 'an object' : String(value);
  const shown = text.replace(/[^\x20-\x7e]/g, '?');
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
};
