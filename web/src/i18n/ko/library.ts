/** Korean: incidents, actors, techniques, responses. */
import type { library as english } from '../en/library.ts';
import type { Catalogue } from '../keys.ts';

export const library: Catalogue<typeof english> = {
  'library.title': '자료실',
};
