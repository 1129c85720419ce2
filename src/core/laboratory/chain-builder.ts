/** Blocks from transactions: sorted into slots of time, numbered, sealed by a hash over content and parent. */
import { type Chain, type ChainId, getChain } from '../model/chain.ts';
import type { TxId } from '../model/location.ts';
import type { Block, Transaction, UtxoTransaction } from '../model/transaction.ts';
import { idOf, txIdOf } from './wallet.ts';

/** A transaction before its block has a number. */
export type Unplaced = Transaction extends infer T
  ? T extends Transaction
    ? Omit<T, 'place'>
    : never
  : never;

const SLOT_SECONDS: Readonly<Record<Chain['family'], number>> = { bitcoin: 600, evm: 12, tron: 3 };

/** The time of the block that a transaction sent at `now` gets into. */
export const slotOf = (chain: Chain, now: number): number => {
  const slot = SLOT_SECONDS[chain.family];
  return Math.ceil(now / slot) * slot;
};

export const contentOf = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v));

const SUBSIDY = 312_500_000n;

/** Only slots with transactions become blocks, so heights have no holes. */
export function sealChain(chainId: ChainId, transactions: readonly Unplaced[], miner: string): Block[] {
  const chain = getChain(chainId);
  const slots = new Map<number, Unplaced[]>();
  for (const tx of transactions) slots.set(tx.time, [...(slots.get(tx.time) ?? []), tx]);
  const blocks: Block[] = [];
  for (const [time, inSlot] of [...slots].sort(([a], [b]) => a - b)) {
    const height = blocks.length;
    const parent = blocks.at(-1)?.hash ?? idOf(chain, `${chainId} before genesis`);
    const mined =
      chain.model === 'utxo' && height > 0
        ? [...inSlot, coinbase(chain, time, height, inSlot, miner)]
        : inSlot;
    const placed = mined.map((tx, index) => ({ ...tx, place: { height, index } }) as Transaction);
    const hash = idOf(chain, contentOf([parent, height, time, placed]));
    blocks.push({ chain: chainId, height, hash, parent, time, transactions: placed });
  }
  return blocks;
}

/** Placed last in its block; it claims the subsidy and all fees. */
function coinbase(
  chain: Chain,
  time: number,
  height: number,
  paying: readonly Unplaced[],
  miner: string,
): Omit<UtxoTransaction, 'place'> {
  const fees = paying.map((tx) => ({ txid: tx.txid, amount: feeOf(tx) }));
  const value = fees.reduce((sum, fee) => sum + fee.amount, SUBSIDY);
  const txid: TxId = txIdOf(chain, `coinbase ${chain.id} ${height} ${time} ${miner}`);
  return {
    type: 'utxo',
    chain: chain.id,
    txid,
    time,
    inputs: [],
    outputs: [{ value, owner: miner }],
    coinbase: { subsidy: SUBSIDY, fees },
  };
}

function feeOf(tx: Unplaced): bigint {
  if (tx.type !== 'utxo') return 0n;
  return (
    tx.inputs.reduce((sum, i) => sum + (i.value ?? 0n), 0n) - tx.outputs.reduce((sum, o) => sum + o.value, 0n)
  );
}
