/** Korean: what may come, and how sure that is. */
import type { outlook as english } from '../en/outlook.ts';
import type { Catalogue } from '../keys.ts';

export const outlook: Catalogue<typeof english> = {
  'outlook.title': '앞으로의 전망',
};
