/** Faults of what every block needs (see fault-matrix.ts). */
import { BLOCK_METHODS, faultMatrix } from './fault-matrix.ts';

faultMatrix(BLOCK_METHODS, false);
