/**
 * Who spends an output. Whoever is named proves it himself: his own bytes name the output, and his place in the
 * pinned chain is proved. That nobody does has no proof: two servers that have the pinned tip must say so.
 */
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Outpoint } from '../../../core/model/location.ts';
import type { Height, UtxoTransaction } from '../../../core/model/transaction.ts';
import { type Base, type Claim, MOST_TXIDS } from './base.ts';
import { type ChainContext, FINAL_DEPTH, type PinnedChain, reorganised } from './chain.ts';
import type { Prover } from './transactions.ts';
import { secondWitness } from './witness.ts';

export type Spends = {
  /** The transactions that spend these outputs at or below the pinned tip. */
  of(pinned: PinnedChain, outputs: readonly Outpoint[]): Promise<readonly UtxoTransaction[]>;
};

type Named = { readonly txid: string; readonly height: Height; readonly hash: string | null };
type Spent = { readonly output: Outpoint; readonly by: Named };

export function newSpends(context: ChainContext, prover: Prover, onAlone: (what: string) => void): Spends {
  const { pool, cache } = context;
  const claimers = new Map<Base, (txid: string) => Promise<readonly Claim[]>>();
  const claimsOf = (node: Base, txid: string): Promise<readonly Claim[]> => {
    const known = claimers.get(node) ?? newClaimer(node);
    claimers.set(node, known);
    return known(txid);
  };

  /** What one server says of each output: a spender within the pinned chain, or null. */
  const ask = async (
    node: Base,
    pinned: PinnedChain,
    outputs: readonly Outpoint[],
  ): Promise<(Named | null)[]> => {
    await pinned.reached(node);
    const { tip } = pinned;
    const byTransaction = new Map<string, Promise<readonly Claim[]>>();
    for (const { txid } of outputs)
      if (!byTransaction.has(txid)) byTransaction.set(txid, claimsOf(node, txid));
    return Promise.all(
      outputs.map(async ({ txid, vout }) => {
        const claims = await byTransaction.get(txid)!;
        const length = prover.known(txid)?.outputs.length ?? claims.length;
        const claim = claims[vout];
        if (claim === undefined || claims.length !== length) {
          throw new AshiatoError('E_RPC_VALUE', `the server tells of ${claims.length} outputs of ${txid}`, {
            where: `${node.label} ${txid}:${vout}`,
            next: 'Use another server.',
          });
        }
        // A spender in no block yet, or above the pinned tip, leaves the output unspent within the pinned chain.
        if (claim === null || claim.height === null || claim.height > tip.height) return null;
        return { txid: claim.txid, height: claim.height, hash: claim.hash };
      }),
    );
  };

  const prove = async (pinned: PinnedChain, spent: readonly Spent[]): Promise<UtxoTransaction[]> => {
    const byHeight = new Map<Height, Set<string>>();
    for (const { by } of spent) {
      if (by.hash !== null && by.hash !== (await pinned.at(by.height)).hash)
        throw reorganised(
          `${by.txid} is said to stand in block ${by.hash}, which the pinned chain has not`,
          by.height,
        );
      byHeight.set(by.height, (byHeight.get(by.height) ?? new Set()).add(by.txid));
    }
    const proved = new Map<string, UtxoTransaction>();
    await Promise.all(
      [...byHeight].map(async ([height, txids]) => {
        for (const tx of await prover.together(pinned, [...txids], height)) proved.set(tx.txid, tx);
      }),
    );
    for (const { output, by } of spent) {
      const tx = proved.get(by.txid)!;
      if (!tx.inputs.some(({ txid, vout }) => txid === output.txid && vout === output.vout)) {
        throw new AshiatoError('E_SPENDER', `${by.txid} is named as its spender, but does not spend it`, {
          where: keyOf(output),
          next: 'Use another server.',
        });
      }
    }
    await Promise.all(spent.map(({ output, by }) => keep(pinned.tip, output, by)));
    return [...proved.values()];
  };

  /** Only a name is kept: whoever reads it proves it again, against the chain pinned then. */
  const keep = async (tip: Tip, output: Outpoint, { txid, height }: Named): Promise<void> => {
    if (tip.height - height >= FINAL_DEPTH)
      await cache.put('spend', keyOf(output), Buffer.from(`${txid} ${height}`));
  };
  const kept = async ({ tip }: PinnedChain, output: Outpoint): Promise<Named | null> => {
    const bytes = await cache.get('spend', keyOf(output));
    const [, txid, height] =
      /^([0-9a-f]{64}) (\d{1,9})$/.exec(Buffer.from(bytes ?? []).toString('latin1')) ?? [];
    if (txid === undefined || Number(height) > tip.height) return null;
    return { txid, height: Number(height), hash: null };
  };

  /** What was kept and still holds, and the outputs of which nothing is. */
  const fromCache = async (
    pinned: PinnedChain,
    outputs: readonly Outpoint[],
  ): Promise<{ found: UtxoTransaction[]; rest: readonly Outpoint[] }> => {
    const named = await Promise.all(outputs.map((output) => kept(pinned, output)));
    const spent = outputs.flatMap((output, i) => (named[i] === null ? [] : [{ output, by: named[i]! }]));
    if (spent.length === 0) return { found: [], rest: outputs };
    try {
      const found = await prove(pinned, spent);
      return { found, rest: outputs.filter((_, i) => named[i] === null) };
    } catch (error) {
      if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
      // Damaged, or of a block that the chain no longer has: all are asked for as if nothing had been kept.
      await Promise.all(spent.map(({ output }) => cache.drop('spend', keyOf(output))));
      return { found: [], rest: outputs };
    }
  };

  /** One server's word: what it names is proved, what it calls unspent it must say with the pinned tip at hand. */
  const judge = async (node: Base, pinned: PinnedChain, outputs: readonly Outpoint[]) => {
    const said = await ask(node, pinned, outputs);
    const open = outputs.filter((_, i) => said[i] === null);
    const spent = outputs.flatMap((output, i) => (said[i] === null ? [] : [{ output, by: said[i]! }]));
    const [proved] = await Promise.all([
      prove(pinned, spent),
      open.length === 0 ? null : pinned.stillAt(node),
    ]);
    return { node, open, proved };
  };

  return {
    async of(pinned, outputs) {
      const { found, rest } = await fromCache(pinned, outputs);
      if (rest.length === 0) return found;
      const one = await pool.first((node) => judge(node, pinned, rest));
      found.push(...one.proved);
      if (one.open.length === 0) return found;
      const two = await secondWitness(pool, one.node, (node) => judge(node, pinned, one.open));
      if (two === null) onAlone('that outputs are unspent');
      else found.push(...two.value.proved);
      return found;
    },
  };
}

const keyOf = ({ txid, vout }: Outpoint): string => `${txid}.${vout}`;

/** Questions in flight to one server: what comes in meanwhile goes together in the next one. */
const ASKING_AT_ONCE = 4;

/** Gathers single questions into questions about many transactions, where a server takes those. */
function newClaimer(node: Base): (txid: string) => Promise<readonly Claim[]> {
  type Waiting = {
    readonly txid: string;
    resolve(claims: readonly Claim[]): void;
    reject(error: unknown): void;
  };
  if (!node.batches)
    return async (txid) => knownClaims(node, txid, (await node.outspends([txid]))[0] ?? null);
  const waiting: Waiting[] = [];
  let running = 0;
  const next = async (): Promise<void> => {
    running += 1;
    // Whoever asks within the same turn of the loop is taken along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const taken = waiting.splice(0, MOST_TXIDS);
      try {
        const answers = await node.outspends(taken.map(({ txid }) => txid));
        for (const [i, { txid, resolve, reject }] of taken.entries()) {
          try {
            resolve(knownClaims(node, txid, answers[i] ?? null));
          } catch (error) {
            reject(error);
          }
        }
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    running -= 1;
  };
  return (txid) =>
    new Promise((resolve, reject) => {
      waiting.push({ txid, resolve, reject });
      if (running < ASKING_AT_ONCE && (running === 0 || waiting.length === 1)) void next();
    });
}

function knownClaims(node: Base, txid: string, claims: readonly Claim[] | null): readonly Claim[] {
  if (claims !== null) return claims;
  throw new AshiatoError('E_SOURCE_BEHIND', `the server does not know ${txid}`, {
    where: node.label,
    next: 'Wait until it has caught up, or use another server.',
    retryable: true,
  });
}
