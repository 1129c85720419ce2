/** Korean: what was stolen and what is still held. */
import type { reserves as english } from '../en/reserves.ts';
import type { Catalogue } from '../keys.ts';

export const reserves: Catalogue<typeof english> = {
  'reserves.title': '아직 보유하고 있는 것',
};
