/** Japanese: what was stopped, and how fast. */
import type { effectiveness as english } from '../en/effectiveness.ts';
import type { Catalogue } from '../keys.ts';

export const effectiveness: Catalogue<typeof english> = {
  'effectiveness.title': '何が効いたか',
};
