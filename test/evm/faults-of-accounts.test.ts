/** Faults of what accounts need beside blocks, and faults at random (see fault-matrix.ts). */
import { ACCOUNT_METHODS, faultMatrix } from './fault-matrix.ts';

faultMatrix(ACCOUNT_METHODS, true);
