/** Japanese: what was stolen and what is still held. */
import type { reserves as english } from '../en/reserves.ts';
import type { Catalogue } from '../keys.ts';

export const reserves: Catalogue<typeof english> = {
  'reserves.title': 'まだ保有しているもの',
};
