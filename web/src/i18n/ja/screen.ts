/** Japanese: asking about an address, a transaction or a name. */
import type { screen as english } from '../en/screen.ts';
import type { Catalogue } from '../keys.ts';

export const screen: Catalogue<typeof english> = {
  'screen.title': 'この資金を受け取ってよいか',
};
