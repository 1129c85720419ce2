/** Every bridge that is read. A new bridge is a file of its own and a row here. */
import type { Known } from '../known.ts';
import type { Bridge } from './bridge.ts';
import { memoBridge } from './thorchain.ts';

export const bridgesOf = (known: Known): readonly Bridge[] => [...known.memoBridges.map(memoBridge)];
