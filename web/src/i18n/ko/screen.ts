/** Korean: asking about an address, a transaction or a name. */
import type { screen as english } from '../en/screen.ts';
import type { Catalogue } from '../keys.ts';

export const screen: Catalogue<typeof english> = {
  'screen.title': '이 자금을 받아도 되는가',
};
