/** D12: the thief buys a token of his own from himself. */
import type { AssetId } from '../model/asset.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import { placeOf, type Road, rowOf, type Step, stepsOf } from './road.ts';

export const worthlessTokenCard: DetectorCard = {
  id: 'swap/worthless-token',
  question: 'Did stolen value buy a new token of no worth, whose seller left with the value?',
  definition:
    'In one transaction the trace pays somebody and is given a token that is not recognised by him; it is more than half of the token’s supply, or the supply is not known; the token is younger than seven days, or its age is not known; and the one who was paid moves at least half of it on within seven days.',
  source: 'Elliptic (typology D12)',
  innocent: 'Somebody who buys heavily into a new coin and is cheated is a victim, and looks the same.',
  cost: 'O(n²) in the worst case for n movements of one seller',
};

const YOUNG = 7 * 86_400;

/** Null where not known. */
export type TokenFacts = (asset: AssetId) => {
  readonly supply: bigint | null;
  readonly since: number | null;
};

export function findWorthlessTokens(road: Road, factsOf: TokenFacts): Finding[] {
  const steps = stepsOf(road);
  return steps.flatMap((paid): Finding[] => {
    const [buyer, seller] = [placeOf(paid.from), placeOf(paid.to)];
    const tx = road.transactionOf(paid.chain, paid.txid);
    if (paid.type !== 'transfer' || buyer === null || seller === null || tx?.type !== 'account') return [];
    const given = tx.events.find(
      ({ from, to, asset, amount }) =>
        from === seller &&
        to === buyer &&
        road.known.asset(asset) === null &&
        isNew(factsOf(asset), amount, paid.time),
    );
    const exits = given === undefined ? [] : exitsOf(steps, paid, seller);
    const left = exits.reduce((sum, step) => sum + step.sent, 0n);
    if (given === undefined || left * 2n < paid.amount) return [];
    const { supply, since } = factsOf(given.asset);
    return [
      {
        detector: worthlessTokenCard.id,
        subject: { type: 'transaction', chain: paid.chain, txid: paid.txid },
        says: 'A token that nobody recognises was bought, and its seller moved the payment on.',
        strength: supply !== null && since !== null ? 0.8 : 0.4,
        evidence: [
          rowOf(paid, 'paid for the token'),
          ...exits.map((step) => rowOf(step, 'moved on by the seller')),
        ],
      },
    ];
  });
}

const isNew = ({ supply, since }: ReturnType<TokenFacts>, bought: bigint, time: number): boolean =>
  (supply === null || bought * 2n > supply) && (since === null || time - since < YOUNG);

const exitsOf = (steps: readonly Step[], paid: Step, seller: string): Step[] =>
  steps.filter(
    (step) =>
      step.chain === paid.chain &&
      placeOf(step.from) === seller &&
      step.type !== 'fee' &&
      step.time >= paid.time &&
      step.time - paid.time <= YOUNG &&
      step !== paid,
  );
