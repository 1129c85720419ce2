/** All sections, in the order of the page. A new one is a file beside this and a row here. */
import type { Section } from '../section.ts';
import { coinJoins } from './coinjoin.ts';

export const SECTIONS: readonly Section[] = [coinJoins];
