/** Korean: articles, and what is taken from them. */
import type { intel as english } from '../en/intel.ts';
import type { Catalogue } from '../keys.ts';

export const intel: Catalogue<typeof english> = {
  'intel.title': '첩보 수집',
};
