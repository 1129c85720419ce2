/** What a node answers, before it is a value of the model: JSON objects whose fields are still unknown. */
import { malformed } from './bytes.ts';

export type Raw = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, where: string): Raw {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw malformed('an object belongs here', where);
  return value as Raw;
}

export function asList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed('a list belongs here', where);
  return value;
}

/** Nodes leave a field out or write null: both mean that there is none. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null;
