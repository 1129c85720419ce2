/** Reading a server's JSON: each field is what it must be, or the answer is refused with the place of the fault. */
import { AshiatoError } from '../../../core/model/errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, where: string): Fields {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
  throw malformed('an object was expected', where);
}

export function list(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed('a list was expected', where);
}

/** Heights, counts, times and numbers of outputs: below 2⁵³, so exact. */
export function count(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed('a whole number was expected', where);
}

/** All coins together are 2.1 × 10¹⁵ satoshi, below 2⁵³. */
export const amount = (value: unknown, where: string): bigint => BigInt(count(value, where));

export function flag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw malformed('true or false was expected', where);
}

const HASH = /^[0-9a-f]{64}$/;

export function hashText(value: unknown, where: string): string {
  if (typeof value === 'string' && HASH.test(value)) return value;
  throw malformed('a hash of 64 hexadecimal digits was expected', where);
}

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', `the answer is malformed: ${what}`, { where, next: 'Use another server.' });
