/** All sections, in the order of the page. A new one is a file beside this and a row here. */
import type { Section } from '../section.ts';
import { listedAsOf } from './as-of.ts';
import { blocks } from './blocks.ts';
import { bridges } from './bridges.ts';
import { coinJoins } from './coinjoin.ts';
import { flows } from './flows.ts';
import { intel } from './intel.ts';
import { laboratory } from './laboratory.ts';
import { laboratoryBitcoin } from './laboratory-bitcoin.ts';
import { names } from './names.ts';
import { ownership } from './ownership.ts';
import { theftExtracts } from './theft-extracts.ts';
import { tornado } from './tornado.ts';
import { tracer } from './tracer.ts';
import { tronFlows } from './tron-flows.ts';

export const SECTIONS: readonly Section[] = [
  coinJoins,
  blocks,
  ownership,
  laboratoryBitcoin,
  laboratory,
  tornado,
  flows,
  tronFlows,
  theftExtracts,
  tracer,
  bridges,
  listedAsOf,
  intel,
  names,
];
