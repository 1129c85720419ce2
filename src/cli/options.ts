/** Options that several commands read alike. */
import { AshiatoError } from '../core/model/errors.ts';

export function parseHops(text: string): number {
  const hops = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (hops < 1) {
    throw new AshiatoError('E_USAGE', `"${text}" is not a number of hops`, {
      where: '--max-hops',
      limit: '1 to 999999',
      next: 'Give a whole number of movements.',
    });
  }
  return hops;
}
