/** Every detector's card. A new detector is a file of its own and a row here. */
import type { DetectorCard } from '../model/finding.ts';
import { COINJOIN_DETECTORS } from './coinjoin/coinjoin.ts';
import { TORNADO_LINK } from './tornado/link.ts';
import { TORNADO_SIBLINGS } from './tornado/siblings.ts';

export const DETECTORS: readonly DetectorCard[] = [
  ...COINJOIN_DETECTORS.map(({ card }) => card),
  TORNADO_LINK,
  TORNADO_SIBLINGS,
];
