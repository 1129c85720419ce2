/** Faults of what every TRON block needs (see fault-matrix.ts). */
import { BLOCK_PATHS, faultMatrix } from './fault-matrix.ts';

faultMatrix(BLOCK_PATHS, false);
