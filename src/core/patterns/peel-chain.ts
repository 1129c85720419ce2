/**
 * Follows a peel chain: a large coin pays a little, the rest goes to a fresh address, which does the same again.
 * The next link is chosen by how the spending transaction is made, not by amounts: the same wallet makes its
 * transactions alike (own wording after Kappos et al. 2022).
 */
import type { Amount } from '../model/amount.ts';
import type { DetectorCard, EvidenceRow, Finding } from '../model/finding.ts';
import type { TxId } from '../model/location.ts';
import { type CoinView, scriptType, shapeOf } from './coin-view.ts';
import { coinJoinOf } from './coinjoin/coinjoin.ts';

export const peelCard: DetectorCard = {
  id: 'peel-chain/fingerprint',
  question: 'Where does the rest of a coin go that is paid out piece by piece?',
  definition:
    'At each transaction (at most 3 inputs, 2–10 outputs) the outputs’ spending transactions are compared with it in version, lock-time habit, replace-by-fee, script types and numbers of inputs and outputs, as far as known; a fee rate within a factor of 2 is noted, but fees follow the market and a differing one forbids nothing. The chain goes on where exactly one of them agrees in all known features, and in at least three. The other outputs are peels. It ends at an ambiguity, a CoinJoin, a labelled service, too many inputs, or an unspent output. A finding from three links on.',
  source: 'Kappos et al. 2022 (“How to Peel a Million”), own wording; features as GraphSense lists them',
  innocent:
    'Every wallet with change makes short peel chains, and exchanges pay out in long ones. It says where the rest went, not why.',
  cost: 'O(outputs) look-ups of spenders a link',
};

/** What a wallet's habits show of a transaction; null: the source does not say. */
export type Fingerprint = {
  readonly version: number | null;
  /** `none`: zero. `near`: at or just below the block, as Core does against fee sniping. */
  readonly locktime: 'none' | 'near' | 'other' | null;
  readonly replaceable: boolean | null;
  readonly inputTypes: string;
  readonly inputs: 'one' | 'few' | 'many';
  readonly outputs: 'one' | 'two' | 'few' | 'many';
  /** Satoshi a thousand bytes of estimated size. */
  readonly feeRate: Amount;
};

const SNIPING_WINDOW = 100;
const MOST_INPUTS = 3;
const MOST_OUTPUTS = 10;
const FEWEST_AGREEING = 3;
const FEE_FACTOR = 2n;
const FIRST_FINAL = 0xfffffffe;
const FEWEST_LINKS = 3;

export function fingerprintOf(tx: CoinView): Fingerprint | null {
  const shape = shapeOf(tx);
  if (shape === null) return null;
  const sequences = tx.inputs.map((input) => input.sequence);
  const size = BigInt(11 + 68 * tx.inputs.length + 31 * tx.outputs.length);
  return {
    version: tx.version,
    locktime: habitOf(tx),
    replaceable: sequences.includes(null) ? null : sequences.some((each) => each! < FIRST_FINAL),
    inputTypes: [...shape.inputTypes].sort().join('+'),
    inputs: tx.inputs.length === 1 ? 'one' : tx.inputs.length <= MOST_INPUTS ? 'few' : 'many',
    outputs:
      tx.outputs.length === 1
        ? 'one'
        : tx.outputs.length === 2
          ? 'two'
          : tx.outputs.length <= MOST_OUTPUTS
            ? 'few'
            : 'many',
    feeRate: (1000n * shape.fee) / size,
  };
}

function habitOf({ locktime, height }: CoinView): Fingerprint['locktime'] {
  if (locktime === null) return null;
  if (locktime === 0) return 'none';
  if (height === null) return null;
  return locktime <= height && locktime > height - SNIPING_WINDOW ? 'near' : 'other';
}

/** The features in which two transactions agree; null where a known one differs. */
export function agreement(a: Fingerprint, b: Fingerprint): readonly string[] | null {
  const agreed: string[] = [];
  for (const feature of ['version', 'locktime', 'replaceable'] as const) {
    if (a[feature] === null || b[feature] === null) continue;
    if (a[feature] !== b[feature]) return null;
    agreed.push(feature);
  }
  if (a.inputTypes !== b.inputTypes) return null;
  agreed.push(`inputs of ${a.inputTypes}`);
  if (a.inputs === 'many' || b.inputs === 'many') return null;
  if (a.inputs === b.inputs) agreed.push(`${a.inputs} inputs`);
  if (a.outputs !== b.outputs) return null;
  agreed.push(`${a.outputs} outputs`);
  if (a.feeRate <= FEE_FACTOR * b.feeRate && b.feeRate <= FEE_FACTOR * a.feeRate) agreed.push('fee rate');
  return agreed;
}

export type Peel = {
  readonly txid: TxId;
  readonly vout: number;
  readonly value: Amount;
  readonly script: string;
};

export type PeelLink = {
  readonly txid: TxId;
  /** The output that went on. */
  readonly change: number;
  /** In what its spender agrees with this transaction. */
  readonly agreed: readonly string[];
  readonly peels: readonly Peel[];
  readonly time: number | null;
};

export type PeelChain = {
  readonly links: readonly PeelLink[];
  /** Where it stopped. */
  readonly last: TxId;
  readonly stopped: string;
};

export type PeelSurroundings = {
  /** The transaction that spends an output; null: unspent, or not looked up. */
  spenderOf(txid: TxId, vout: number): CoinView | null;
  /** The service that a script is labelled as; null: none. */
  serviceOf(script: string): string | null;
};

export function followPeels(start: CoinView, around: PeelSurroundings, mostLinks = 10_000): PeelChain {
  const links: PeelLink[] = [];
  let tx = start;
  for (;;) {
    const step = links.length < mostLinks ? nextOf(tx, around) : `${mostLinks} links, the limit`;
    if (typeof step === 'string') return { links, last: tx.txid, stopped: step };
    links.push({
      txid: tx.txid,
      change: step.vout,
      agreed: step.agreed,
      peels: tx.outputs.flatMap(({ value, script }, vout) =>
        vout === step.vout ? [] : [{ txid: tx.txid, vout, value, script }],
      ),
      time: tx.time,
    });
    tx = step.next;
  }
}

type Step = { readonly vout: number; readonly next: CoinView; readonly agreed: readonly string[] };

/** The one output that goes on, or why none does. */
function nextOf(tx: CoinView, around: PeelSurroundings): Step | string {
  if (tx.inputs.length > MOST_INPUTS) return `${tx.inputs.length} inputs: no peel`;
  const verdict = coinJoinOf(tx);
  if (verdict !== null) return `a CoinJoin (${verdict.detector})`;
  if (tx.outputs.length < 2 || tx.outputs.length > MOST_OUTPUTS)
    return `${tx.outputs.length} outputs: no peel`;
  const own = fingerprintOf(tx);
  if (own === null) return 'what its inputs were worth is not known';
  const steps: Step[] = [];
  let spent = 0;
  for (const [vout, { script }] of tx.outputs.entries()) {
    if (scriptType(script) === 'data' || around.serviceOf(script) !== null) continue;
    const next = around.spenderOf(tx.txid, vout);
    if (next === null) continue;
    spent += 1;
    const other = fingerprintOf(next);
    const agreed = other === null ? null : agreement(own, other);
    if (agreed !== null && agreed.length >= FEWEST_AGREEING) steps.push({ vout, next, agreed });
  }
  if (steps.length === 1) return steps[0]!;
  if (steps.length > 1) return `ambiguous: the spenders of ${steps.length} outputs are alike`;
  const services = tx.outputs
    .map((output) => around.serviceOf(output.script))
    .filter((name) => name !== null);
  if (spent === 0)
    return services.length > 0
      ? `labelled service: ${services.join(', ')}`
      : 'no further output is known to be spent';
  return 'no spender is made like it';
}

export function peelFinding(start: CoinView, chain: PeelChain): Finding | null {
  if (chain.links.length < FEWEST_LINKS) return null;
  const peels = chain.links.flatMap((link) => link.peels);
  const total = peels.reduce((sum, peel) => sum + peel.value, 0n);
  return {
    detector: peelCard.id,
    subject: { type: 'transaction', chain: start.chain, txid: start.txid },
    says: `A peel chain of ${chain.links.length} links pays out ${total} sat in ${peels.length} pieces; it stops: ${chain.stopped}.`,
    strength: Math.min(0.9, 0.4 + chain.links.length / 20),
    evidence: chain.links.map(
      ({ txid, change, agreed }): EvidenceRow => ({
        what: `output ${change} goes on; its spender agrees in ${agreed.join(', ')}`,
        chain: start.chain,
        txid,
      }),
    ),
  };
}
