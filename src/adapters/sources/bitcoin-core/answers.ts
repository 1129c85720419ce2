/** A node's answers, read strictly: what is not of the form expected is refused, never guessed at. */
import { AshiatoError } from '../../../core/model/errors.ts';

type Fields = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, where: string): Fields {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
  throw badValue('an object', value, where);
}

export function asList(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw badValue('a list', value, where);
}

/** A block hash or a transaction id, as it is shown. */
export function asHash(value: unknown, where: string): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw badValue('a hash', value, where);
}

export function asBytes(value: unknown, where: string): Uint8Array {
  if (typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value))
    return new Uint8Array(Buffer.from(value, 'hex'));
  throw badValue('bytes in hexadecimal', value, where);
}

export function asCount(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw badValue('a count', value, where);
}

const badValue = (wanted: string, value: unknown, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', `${JSON.stringify(value)?.slice(0, 40)} came for ${wanted}`, {
    where,
    next: 'The node answers in a form that is not Bitcoin Core’s; use another node.',
  });
