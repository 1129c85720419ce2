/** Every detector's card. A new detector is a file of its own and a row here. */
import type { DetectorCard } from '../model/finding.ts';

export const DETECTORS: readonly DetectorCard[] = [];
