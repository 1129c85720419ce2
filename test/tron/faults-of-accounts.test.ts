/** Faults of what accounts and the chain's end need, and faults at random (see fault-matrix.ts). */
import { ACCOUNT_PATHS, faultMatrix } from './fault-matrix.ts';

faultMatrix(ACCOUNT_PATHS, true);
