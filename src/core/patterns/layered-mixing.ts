/** D10: one branch goes through mixers of several families. */
import type { ChainId } from '../model/chain.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { TxId } from '../model/location.ts';

export const layeredMixingCard: DetectorCard = {
  id: 'mixing/layered',
  question: 'Does a branch go through mixers of several kinds?',
  definition:
    'At least two mixer families (by a detector or a service label) along one branch, in its order. The same family twice is remixing, and none.',
  source: 'Bybit 2025: Wasabi, then CryptoMixer, Tornado Cash and Railgun (typology D10)',
  innocent: 'People who want privacy layer their means too; few others need it.',
  cost: 'O(steps of the branch)',
};

export type MixingStep = {
  readonly chain: ChainId;
  readonly txid: TxId;
  /** `wasabi2`, `tornado`, `cryptomixer` … */
  readonly family: string;
};

/** `steps` in the order of the branch. */
export function findLayeredMixing(steps: readonly MixingStep[]): Finding | null {
  const layers = steps.filter(({ family }, i) => i === 0 || family !== steps[i - 1]!.family);
  const families = [...new Set(layers.map(({ family }) => family))];
  const first = layers[0];
  if (first === undefined || families.length < 2) return null;
  return {
    detector: layeredMixingCard.id,
    subject: { type: 'transaction', chain: first.chain, txid: first.txid },
    says: `One branch goes through ${families.length} kinds of mixers: ${layers.map(({ family }) => family).join(', then ')}.`,
    strength: families.length > 2 ? 0.9 : 0.7,
    evidence: layers.map(({ chain, txid, family }) => ({ what: `into ${family}`, chain, txid })),
  };
}

/** The family of a CoinJoin detector: `coinjoin/whirlpool-mix` → `whirlpool`. */
export const mixerFamily = (detector: string): string =>
  detector.replace(/^coinjoin\//, '').replace(/-.*$/, '');
