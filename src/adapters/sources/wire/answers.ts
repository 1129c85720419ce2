/** What a server answers, read strictly: each field is of the form expected, or the answer is refused with its place. */
import { AshiatoError } from '../../../core/model/errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, where: string): Fields {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
  throw refuse('an object', value, where);
}

export function asList(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw refuse('a list', value, where);
}

/** Heights, counts, times, and amounts in satoshi (all coins together are 2.1 × 10¹⁵): below 2⁵³, so exact. */
export function asCount(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw refuse('a whole number', value, where);
}

export function asFlag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw refuse('true or false', value, where);
}

/** A block hash or a transaction id of Bitcoin, as it is shown. */
export function asHash(value: unknown, where: string): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw refuse('a hash of 64 hexadecimal digits', value, where);
}

export function asBytes(value: unknown, where: string): Uint8Array {
  if (typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value))
    return new Uint8Array(Buffer.from(value, 'hex'));
  throw refuse('bytes in hexadecimal', value, where);
}

const refuse = (wanted: string, value: unknown, where: string): AshiatoError =>
  malformed(`${JSON.stringify(value)?.slice(0, 40)} came for ${wanted}`, where);

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', `the answer is malformed: ${what}`, { where, next: 'Use another server.' });
