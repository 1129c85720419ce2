/**
 * What coins were made from: a few steps back from whoever was paid, out of any Bitcoin source. A server or a
 * recording is asked step by step. Block files cannot be asked, so they are read once from the newest block back:
 * what a transaction spends always stands before it, so that one pass meets every ancestor.
 */
import type { BlockArchive, BlockBytes } from '../../core/chains/bitcoin/archive.ts';
import { openBlock, rawTransaction, toCoinbase, toTransaction } from '../../core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../../core/chains/bitcoin/layout.ts';
import { newOutpointTable } from '../../core/chains/bitcoin/outpoints.ts';
import { holdPayee, mayPay } from '../../core/chains/bitcoin/payees.ts';
import type { ChainId } from '../../core/model/chain.ts';
import type { TxId } from '../../core/model/location.ts';
import { comparePlaces, pays, type UtxoTransaction } from '../../core/model/transaction.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

/** Whose coins: all that an address was paid, or what one transaction made. */
export type MiningSubject =
  | { readonly type: 'address'; readonly address: string }
  | { readonly type: 'transaction'; readonly txid: TxId };

export type MiningLimits = {
  /** Steps from the coinbase to the subject, at most. */
  readonly steps: number;
  /** Payments to the subject that are looked at, the newest first. */
  readonly payments: number;
  /** Transactions that are looked at in all. */
  readonly transactions: number;
  /** Blocks that are read back from the newest, where they are read. */
  readonly blocks: number;
};

export type Ancestry = {
  /** In chain order. */
  readonly transactions: readonly UtxoTransaction[];
  /** What was left out and why, one sentence each. */
  readonly limits: readonly string[];
};

export type Ancestors = (subject: MiningSubject, limits: MiningLimits) => Promise<Ancestry>;

/** At so many at once a server is asked. */
const AT_ONCE = 100;

export const ancestorsFrom =
  (source: ChainSource, chain: ChainId): Ancestors =>
  async (subject, limits) => {
    await source.tips(null);
    const fetch = async (txids: readonly TxId[]): Promise<UtxoTransaction[]> => {
      const found: UtxoTransaction[] = [];
      for (let from = 0; from < txids.length; from += AT_ONCE) {
        const wants = txids
          .slice(from, from + AT_ONCE)
          .map((txid) => ({ type: 'transaction' as const, chain, txid }));
        found.push(...(await source.fetch(wants)).filter((tx) => tx.type === 'utxo'));
      }
      return found;
    };
    const paid =
      subject.type === 'transaction'
        ? await fetch([subject.txid])
        : (await source.paid(chain, subject.address, 0)).filter((tx) => tx.type === 'utxo');
    const kept = paid.toSorted((a, b) => comparePlaces(b.place, a.place)).slice(0, limits.payments);
    const told = [...tooMany(paid.length, limits.payments)];
    const known = new Map<TxId, UtxoTransaction>(kept.map((tx) => [tx.txid, tx]));
    let newest = kept;
    for (let step = 0; step < limits.steps && newest.length > 0; step += 1) {
      const wanted = [...new Set(newest.flatMap(({ inputs }) => inputs.map(({ txid }) => txid)))].filter(
        (txid) => !known.has(txid),
      );
      const room = Math.max(0, limits.transactions - known.size);
      if (wanted.length > room) told.push(noRoom(wanted.length - room, limits.transactions));
      newest = await fetch(wanted.slice(0, room));
      for (const tx of newest) known.set(tx.txid, tx);
      const lost = Math.min(wanted.length, room) - newest.length;
      if (lost > 0) told.push(`${lost} transactions ${step + 1} steps back are not at hand in this source.`);
    }
    return { transactions: inOrder(known.values()), limits: told };
  };

/** Blocks held at once: some sixty megabytes of today's. */
const WINDOW = 32;

export const ancestorsIn =
  (archive: BlockArchive): Ancestors =>
  async (subject, limits) => {
    const { network, blocks } = archive;
    const tip = blocks.length - 1;
    const first = Math.max(0, tip - limits.blocks + 1);
    const payee = newOutpointTable(0);
    if (subject.type === 'address') holdPayee(payee, subject.address, network);
    /** Steps that may still be gone back from each transaction wanted. */
    const wanted = new Map<TxId, number>(
      subject.type === 'transaction' ? [[subject.txid, limits.steps]] : [],
    );
    const found: UtxoTransaction[] = [];
    let payments = 0;
    let leftOut = 0;
    const layout = newLayout();

    const look = ({ bytes, height }: BlockBytes): void => {
      const { hash } = blocks[height]!;
      layOut(bytes, layout, hash);
      const mayBePaid =
        subject.type === 'address' ? new Set(mayPay(bytes, layout, payee)) : new Set<number>();
      if (mayBePaid.size === 0 && wanted.size === 0) return;
      const block = openBlock(bytes, layout, { network, height, hash }, archive.hash, archive.hashMany);
      for (let i = layout.count - 1; i >= 0; i -= 1) {
        const left = wanted.get(block.txids[i]!);
        if (left === undefined && !mayBePaid.has(i)) continue;
        const tx =
          i === 0 ? toCoinbase(block, null) : toTransaction(block, i, rawTransaction(block, i), null);
        const isPaid = subject.type === 'address' && pays(tx, subject.address);
        if (left === undefined && !isPaid) continue;
        if (isPaid) payments += 1;
        if (
          found.length >= limits.transactions ||
          (isPaid && left === undefined && payments > limits.payments)
        ) {
          leftOut += 1;
          continue;
        }
        found.push(tx);
        wanted.delete(tx.txid);
        const onward = Math.max(left ?? 0, isPaid ? limits.steps : 0);
        if (onward > 0)
          for (const { txid } of tx.inputs) wanted.set(txid, Math.max(onward - 1, wanted.get(txid) ?? 0));
      }
    };

    for (let to = tip; to >= first; to -= WINDOW) {
      const window: BlockBytes[] = [];
      // What a batch holds is overwritten by the next one.
      for await (const batch of archive.read(Math.max(first, to - WINDOW + 1), to))
        for (const { height, bytes } of batch) window.push({ height, bytes: bytes.slice() });
      for (const each of window.toSorted((a, b) => b.height - a.height)) look(each);
    }
    return {
      transactions: inOrder(found),
      limits: [
        ...tooMany(payments, limits.payments),
        ...(leftOut > 0 && payments <= limits.payments ? [noRoom(leftOut, limits.transactions)] : []),
        ...(first > 0
          ? [`Blocks before ${first} were not read; ${wanted.size} ancestors may stand there.`]
          : []),
      ],
    };
  };

const tooMany = (payments: number, most: number): string[] =>
  payments > most ? [`Of ${payments} payments the newest ${most} were looked at.`] : [];

const noRoom = (count: number, most: number): string =>
  `${count} ancestors were not looked at: more than ${most} transactions.`;

/** In chain order, each input with what the output it spends was worth, where that is among them. */
function inOrder(transactions: Iterable<UtxoTransaction>): UtxoTransaction[] {
  const all = [...transactions].sort((a, b) => comparePlaces(a.place, b.place));
  const byId = new Map(all.map((tx) => [tx.txid, tx]));
  return all.map((tx) => ({
    ...tx,
    inputs: tx.inputs.map((input) => ({
      ...input,
      value: input.value ?? byId.get(input.txid)?.outputs[input.vout]?.value ?? null,
    })),
  }));
}
