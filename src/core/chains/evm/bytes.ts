/** Bytes and the hex text in which nodes write them. */
import { hex } from '@scure/base';
import { AshiatoError } from '../../model/errors.ts';

export const EMPTY_BYTES = new Uint8Array(0);

/** `0x…` of any even length; `length` fixes it in bytes. */
export function parseBytes(value: unknown, where: string, length?: number): Uint8Array {
  if (typeof value !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) {
    throw malformed(`${describe(value)} is not hex data`, where);
  }
  if (length !== undefined && value.length !== 2 + 2 * length) {
    throw malformed(`${(value.length - 2) / 2} bytes stand where ${length} belong`, where);
  }
  return hex.decode(value.slice(2).toLowerCase());
}

/** Data of `length` bytes, kept as lower-case text. */
export function parseData(value: unknown, where: string, length: number): string {
  parseBytes(value, where, length);
  return (value as string).toLowerCase();
}

/**
 * A quantity: a hex number in text, exact at any size. A JSON number is refused, because it may have been
 * rounded on the way (`JSON.parse` does so beyond 2^53).
 */
export function parseQuantity(value: unknown, where: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) {
    throw malformed(`${describe(value)} is not a hex quantity of at most 256 bits`, where);
  }
  return BigInt(value);
}

/** A quantity that counts or orders: a block number, an index, a time. */
export function parseCount(value: unknown, where: string): number {
  const count = parseQuantity(value, where);
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed(`${count} is too large to count with`, where);
  return Number(count);
}

export const toHex = (bytes: Uint8Array): string => `0x${hex.encode(bytes)}`;

/** The fewest bytes that write a number; none for zero, as RLP and the Yellow Paper want it. */
export function minimalBytes(value: bigint): Uint8Array {
  if (value === 0n) return EMPTY_BYTES;
  const digits = value.toString(16);
  return hex.decode(digits.length % 2 === 0 ? digits : `0${digits}`);
}

export function wholeNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', what, {
    where,
    next: 'The node answers in a form that is not Ethereum’s; use another node.',
  });

const describe = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
