/** D14: branches of a trace meet in dollars on TRON, on the way to an over-the-counter desk. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { placeOf, type Road, rowOf, type Step, stepsOf } from './road.ts';

export const tronEndgameCard: DetectorCard = {
  id: 'tron/endgame',
  question: 'Do branches of this trace meet in USDT on TRON and go on to a desk?',
  definition:
    'Tainted USDT of at least three senders meets at one address on TRON, which sends tainted USDT on to an address tagged as over-the-counter desk, guarantee market or underground bank.',
  source: 'S2W; write-ups of the Kelp theft (typology D14)',
  innocent:
    'Payment firms in Asia gather USDT on TRON from many and sell it to such desks; the tag must be right.',
  cost: 'O(n) for n movements',
};

const FEWEST = 3;
const DESK = /otc|guarantee|underground|money_?launder|p2p/i;

export function findTronEndgames(road: Road): Finding[] {
  const dollars = stepsOf(road).filter(
    ({ chain, asset, type }) =>
      chain.startsWith('tron:') && type !== 'fee' && road.known.asset(asset)?.symbol === 'USDT',
  );
  const into = new Map<string, Step[]>();
  for (const step of dollars) {
    const to = placeOf(step.to);
    if (to !== null) into.set(to, [...(into.get(to) ?? []), step]);
  }
  return [...into].flatMap(([meeting, received]): Finding[] => {
    const senders = new Set(
      received.map((step) => (step.from?.type === 'transit' ? step.from.edge : placeOf(step.from))),
    );
    const on = dollars.filter((step) => {
      const to = placeOf(step.to);
      const tag = to === null ? null : road.tagOf(step.chain, to);
      return placeOf(step.from) === meeting && tag !== null && DESK.test(`${tag.category} ${tag.label}`);
    });
    const [first] = received;
    if (senders.size < FEWEST || on.length === 0 || first === undefined) return [];
    return [
      {
        detector: tronEndgameCard.id,
        subject: { type: 'address', chain: first.chain, address: meeting },
        says: `${senders.size} branches meet here in USDT, and it goes on to a desk.`,
        strength: 0.7,
        evidence: [
          ...received.map((step) => rowOf(step, 'a branch arrives')),
          ...on.map((step) => rowOf(step, 'on to a tagged desk')),
        ],
      },
    ];
  });
}
