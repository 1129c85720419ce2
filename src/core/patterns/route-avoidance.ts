/** D23: hardly any lending, much bridging, mixing and guarantee markets. */
import type { DetectorCard, Finding, Subject } from '../model/finding.ts';
import type { ServiceKind, ServiceUse } from './services-used.ts';

const LEAST_USES = 20;
const LENDING_GAP = 0.2;
const EXCESS = 1.5;
/** Fewer thefts, or hardly any uses, are no base rate. */
const LEAST_THEFTS = 3;
const LEAST_COMPARED = 60;

export const ROUTE_AVOIDANCE: DetectorCard = {
  id: 'typology/route-avoidance',
  question: 'Are routes avoided that other thieves use?',
  definition:
    'Of at least 20 uses of services lending has at most a fifth of its share among other thefts, and bridges, mixers and guarantee markets together at least one and a half times theirs. The others are traces kept here of at least 3 thefts that the facts do not name, with at least 60 uses: every theft of the facts is laid at the same door, so that they cannot say what others do. Without such traces nothing is said.',
  source: 'Chainalysis 2026: a gap of 80 % in lending (field.md §4, D23)',
  innocent:
    'A thief of bitcoin has nothing to lend, and small thefts avoid lending too. It is contradicted: in 2026 the same actors borrowed against stolen collateral (D05).',
  cost: 'O(n) in the uses of services',
};

/** What other thefts use: how many thefts and uses were counted, and the share of each kind. */
export type Compared = {
  readonly thefts: number;
  readonly uses: number;
  readonly shares: Readonly<Record<ServiceKind, number>>;
};

export function routeAvoidance(subject: Subject, uses: readonly ServiceUse[], others: Compared): Finding[] {
  if (uses.length < LEAST_USES || others.thefts < LEAST_THEFTS || others.uses < LEAST_COMPARED) return [];
  const share = (...kinds: readonly ServiceKind[]): number =>
    uses.filter(({ kind }) => kinds.includes(kind)).length / uses.length;
  const usual = (...kinds: readonly ServiceKind[]): number =>
    kinds.reduce((sum, kind) => sum + others.shares[kind], 0);
  const lending = share('lending') / Math.max(1e-9, usual('lending'));
  const moved = share('bridge', 'mixer', 'guarantee') / Math.max(1e-9, usual('bridge', 'mixer', 'guarantee'));
  if (usual('lending') === 0 || lending > LENDING_GAP || moved < EXCESS) return [];
  return [
    {
      detector: ROUTE_AVOIDANCE.id,
      subject,
      says: `Lending is used ${Math.round(lending * 100)} % as often as in other thefts, bridges, mixers and guarantee markets ${moved.toFixed(1)} times as often (${others.thefts} thefts, ${others.uses} uses of services).`,
      strength: Math.min(0.5, 0.2 + 0.1 * (moved - EXCESS)),
      evidence: uses
        .filter(({ kind }) => kind === 'bridge' || kind === 'mixer' || kind === 'guarantee')
        .map(({ evidence }) => evidence),
    },
  ];
}
