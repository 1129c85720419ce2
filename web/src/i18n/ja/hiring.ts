/** Japanese: evidence of misrepresentation, and what to ask. */
import type { hiring as english } from '../en/hiring.ts';
import type { Catalogue } from '../keys.ts';

export const hiring: Catalogue<typeof english> = {
  'hiring.title': '採用時の確認',
};
