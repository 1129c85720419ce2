/** D22: the forty-five days of laundering, in waves. A likeness to a template, never an attribution. */
import type { DetectorCard, Finding, Subject } from '../model/finding.ts';
import { SERVICE_KINDS, type ServiceKind, type ServiceUse } from './services-used.ts';

const DAY = 86_400;
const LEAST_USES = 10;

/** Waves by days after the theft, with how often each kind is used in them. Shares are ours; the order of kinds is the source's. */
const TEMPLATE: readonly {
  readonly from: number;
  readonly to: number;
  readonly shares: Readonly<Record<ServiceKind, number>>;
}[] = [
  {
    from: 0,
    to: 6,
    shares: {
      dex: 0.4,
      lending: 0.02,
      bridge: 0.15,
      mixer: 0.35,
      exchange: 0.04,
      swapper: 0.03,
      guarantee: 0.01,
    },
  },
  {
    from: 6,
    to: 11,
    shares: {
      dex: 0.12,
      lending: 0.02,
      bridge: 0.35,
      mixer: 0.25,
      exchange: 0.14,
      swapper: 0.1,
      guarantee: 0.02,
    },
  },
  {
    from: 20,
    to: 46,
    shares: {
      dex: 0.05,
      lending: 0.02,
      bridge: 0.1,
      mixer: 0.1,
      exchange: 0.23,
      swapper: 0.25,
      guarantee: 0.25,
    },
  },
];

export const RHYTHM: DetectorCard = {
  id: 'typology/rhythm-45',
  question: 'Does the order of services follow the forty-five-day pattern?',
  definition:
    'Uses of services on days 0–5, 6–10 and 20–45 after the theft, against a template by waves; log-likelihood ratio per use against the mix of other thefts, at least 10 uses in at least two waves.',
  source:
    'Chainalysis 2026, on 45 days and three waves (field.md §4, D22); the shares of the template are own estimates',
  innocent:
    'Any careful thief goes from swaps over bridges to cash: the pattern says how, not who. Another theft of the same mix scores the same.',
  cost: 'O(n) in the uses of services',
};

/** `others`: how often other thefts use each kind; equal shares where nothing is known. */
export function rhythm(
  subject: Subject,
  theft: number,
  uses: readonly ServiceUse[],
  others: Readonly<Record<ServiceKind, number>> = EQUAL,
): Finding[] {
  let ratio = 0;
  const counted: ServiceUse[] = [];
  const waves = new Set<number>();
  for (const use of uses) {
    const day = (use.time - theft) / DAY;
    const wave = TEMPLATE.findIndex(({ from, to }) => day >= from && day < to);
    if (wave === -1) continue;
    ratio += Math.log(TEMPLATE[wave]!.shares[use.kind] / others[use.kind]);
    waves.add(wave);
    counted.push(use);
  }
  const each = ratio / Math.max(1, counted.length);
  if (counted.length < LEAST_USES || waves.size < 2 || each <= 0) return [];
  return [
    {
      detector: RHYTHM.id,
      subject,
      says: `${counted.length} uses of services in ${waves.size} waves fit the forty-five-day pattern ${Math.exp(each).toFixed(1)} times better, each, than the mix of other thefts.`,
      // One use hardly says anything of the next one's independence, so the mean and not the sum speaks.
      strength: Math.min(0.6, each / (1 + each)),
      evidence: counted.map(({ evidence }) => evidence),
    },
  ];
}

const EQUAL = Object.fromEntries(SERVICE_KINDS.map((kind) => [kind, 1 / SERVICE_KINDS.length])) as Readonly<
  Record<ServiceKind, number>
>;
