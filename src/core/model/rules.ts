/** The rules a trace runs under. They are part of its identity. */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import { AshiatoError } from './errors.ts';

export const POLICIES = ['fifo', 'lifo', 'haircut', 'tiho', 'libr', 'poison'] as const;
export type PolicyName = (typeof POLICIES)[number];

export type Rules = {
  readonly policy: PolicyName;
  /** A lot that has moved this often is not followed further; null: no limit. */
  readonly maxHops: number | null;
  /** A transfer that stands for less than this much of a stolen asset is not followed further. */
  readonly minOrigin: ReadonlyMap<AssetId, Amount>;
  /** Follow the tainted share of a miner's fee into the coinbase. */
  readonly followFees: boolean;
  /** Clean units taken to lie in an account of which nobody could tell the balance before. */
  readonly unknownOpening: Amount;
};

export function parsePolicy(name: string): PolicyName {
  const policy = POLICIES.find((p) => p === name);
  if (policy === undefined) {
    throw new AshiatoError('E_POLICY_UNKNOWN', `"${name}" is not a taint policy`, {
      where: '--policy',
      next: `Use one of ${POLICIES.join(', ')}, or all for the envelope.`,
    });
  }
  return policy;
}
