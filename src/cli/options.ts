/** Options that several commands read alike. */
import { type Config, readConfig } from '../config.ts';
import { AshiatoError } from '../core/model/errors.ts';

/** The configuration, with the data folder that `--data` names. */
export const configWith = (env: NodeJS.ProcessEnv, { data }: { readonly data?: string }): Config =>
  readConfig(env, data === undefined ? {} : { dataFolder: data });

/** A whole number from 1 to `most`. */
export function parseCount(text: string, where: string, most: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new AshiatoError('E_USAGE', `"${text}" is no count`, {
    where,
    limit: `1 to ${most}`,
    next: 'Give a whole number.',
  });
}

export const parseHops = (text: string): number => parseCount(text, '--max-hops', 999_999);
