/** What the CoinJoin detectors have in common: how they answer, and what forbids them to. */
import type { Amount } from '../../model/amount.ts';
import type { DetectorCard, Finding } from '../../model/finding.ts';
import type { Shape } from '../coin-view.ts';

export type CoinJoinVerdict = {
  /** The id of the detector's card. */
  readonly detector: string;
  readonly denomination: Amount;
  /** Owners the transaction joins, as far as its form tells; 1 for a split that only prepares a mix. */
  readonly participants: number;
  /** 0–1. */
  readonly strength: number;
  /** One sentence. */
  readonly says: string;
};

/** What is known of a transaction's surroundings. */
export type CoinJoinContext = {
  /** Whether a script is tagged as an exchange's own. */
  isExchange(script: string): boolean;
};

export const NOTHING_TAGGED: CoinJoinContext = { isExchange: () => false };

export type CoinJoinDetector = {
  readonly card: DetectorCard;
  find(shape: Shape, context: CoinJoinContext): CoinJoinVerdict | null;
};

export const toFinding = (verdict: CoinJoinVerdict, { tx, inputs, outputs, equal }: Shape): Finding => ({
  detector: verdict.detector,
  subject: { type: 'transaction', chain: tx.chain, txid: tx.txid },
  says: verdict.says,
  strength: verdict.strength,
  evidence: [
    {
      what: `${inputs.length} inputs, ${outputs.length} outputs, ${equal} of them of the same value`,
      chain: tx.chain,
      txid: tx.txid,
      amount: verdict.denomination,
    },
  ],
});

/**
 * Stonewall (Samourai): three or four outputs, exactly one pair of them equal. One wallet makes it alone to look
 * like two, so its form proves nothing and cancels every verdict.
 */
export const isStonewall = ({ outputs, repeats }: Shape): boolean =>
  (outputs.length === 3 || outputs.length === 4) &&
  repeats[0]?.count === 2 &&
  repeats.slice(1).every(({ count }) => count === 1);

/** An exchange pays many the same amount out of its own coins; it does not join a stranger's round. */
export const spendsFromExchange = (shape: Shape, context: CoinJoinContext): boolean =>
  shape.inputs.some((input) => context.isExchange(input.script));

/** Every output its own script: two equal outputs to one script would give the receiver away. */
export const outputsAreDistinct = ({ outputs, outputScripts }: Shape): boolean =>
  outputScripts.size === outputs.length;

/** A wallet made for privacy pays nothing back to a script it spends from. */
export const reusesScript = ({ inputScripts, outputs }: Shape): boolean =>
  outputs.some((output) => inputScripts.has(output.script));

/** An address that brings more than a tenth of the inputs (and more than three) is a service's, not a wallet's. */
export function oneBringsTooMany({ inputs, inputScripts }: Shape): boolean {
  const most = Math.max(3, inputs.length / 10);
  if (inputs.length - inputScripts.size < most) return false;
  const counts = new Map<string, number>();
  for (const { script } of inputs) counts.set(script, (counts.get(script) ?? 0) + 1);
  return Math.max(...counts.values()) > most;
}
