/** Korean: evidence of misrepresentation, and what to ask. */
import type { hiring as english } from '../en/hiring.ts';
import type { Catalogue } from '../keys.ts';

export const hiring: Catalogue<typeof english> = {
  'hiring.title': '채용 심사',
};
