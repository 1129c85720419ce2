/** Which kinds of services a theft's branches use and when: what rhythm and avoided routes are read from. */
import type { EvidenceRow } from '../model/finding.ts';

export const SERVICE_KINDS = [
  'dex',
  'lending',
  'bridge',
  'mixer',
  'exchange',
  'swapper',
  'guarantee',
] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

export type ServiceUse = {
  readonly kind: ServiceKind;
  /** Seconds, UTC. */
  readonly time: number;
  readonly evidence: EvidenceRow;
};
