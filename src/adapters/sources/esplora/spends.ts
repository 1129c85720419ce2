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
    return Promise.all(
      outputs.map(async ({ txid, vout }) => {
        const claims = await claimsOf(node, txid);
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
    for (const { by } of spent) {
      if (by.hash !== null && by.hash !== (await pinned.at(by.height)).hash)
        throw reorganised(
          `${by.txid} is said to stand in block ${by.hash}, which the pinned chain has not`,
          by.height,
        );
    }
    const spenders = new Map(spent.map(({ by }) => [by.txid, by.height]));
    const proved = new Map<string, UtxoTransaction>();
    await Promise.all(
      [...spenders].map(async ([txid, height]) => proved.set(txid, await prover.at(pinned, txid, height))),
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
const ASKING_AT_ONCE = 8;

/** Gathers single questions into questions about many transactions, where a server takes those. */
function newClaimer(node: Base): (txid: string) => Promise<readonly Claim[]> {
  type Asked = PromiseWithResolvers<readonly Claim[]>;
  const waiting = new Map<string, Asked>();
  let running = 0;
  const atOnce = node.batches ? MOST_TXIDS : 1;
  const most = node.batches ? ASKING_AT_ONCE : Number.POSITIVE_INFINITY;

  const ask = async (taken: readonly (readonly [string, Asked])[]): Promise<void> => {
    try {
      const answers = await node.outspends(taken.map(([txid]) => txid));
      for (const [i, [txid, { resolve, reject }]] of taken.entries()) {
        const claims = answers[i] ?? null;
        if (claims === null) reject(unknownHere(node, txid));
        else resolve(claims);
      }
    } catch (error) {
      for (const [, { reject }] of taken) reject(error);
    }
  };
  const dispatch = (): void => {
    while (waiting.size > 0 && running < most) {
      const taken = [...waiting.entries().take(atOnce)];
      for (const [txid] of taken) waiting.delete(txid);
      running += 1;
      void ask(taken).finally(() => {
        running -= 1;
        dispatch();
      });
    }
  };
  return (txid) => {
    const before = waiting.get(txid);
    if (before !== undefined) return before.promise;
    // Whoever asks within the same turn of the loop is taken along.
    if (waiting.size === 0) setImmediate(dispatch);
    const asked: Asked = Promise.withResolvers();
    waiting.set(txid, asked);
    return asked.promise;
  };
}

const unknownHere = (node: Base, txid: string): AshiatoError =>
  new AshiatoError('E_SOURCE_BEHIND', `the server does not know ${txid}`, {
    where: node.label,
    next: 'Wait until it has caught up, or use another server.',
    retryable: true,
  });
