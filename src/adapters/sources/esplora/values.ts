/** What no hash of a block covers: values of inputs without their transactions, and fees. Two servers must say the same. */
import type { OpenBlock } from '../../../core/chains/bitcoin/block.ts';
import type { LooseTransaction } from '../../../core/chains/bitcoin/loose.ts';
import { subsidyAt } from '../../../core/chains/bitcoin/network.ts';
import type { RawTransaction } from '../../../core/chains/bitcoin/transaction.ts';
import type { Amount } from '../../../core/model/amount.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { TxId } from '../../../core/model/location.ts';
import type { UtxoTransaction } from '../../../core/model/transaction.ts';
import type { Base } from './base.ts';
import type { ChainContext } from './chain.ts';
import { secondWitness } from './witness.ts';

/** The values of inputs as two servers say them alike; null where they do not. */
export async function agreedValues(
  { pool }: ChainContext,
  tx: LooseTransaction,
): Promise<UtxoTransaction['inputs'] | null> {
  const ask = async (node: Base): Promise<readonly bigint[]> => {
    const said = await node.prevouts(tx.txid);
    const fits = tx.inputs.every(({ txid, vout }, i) => said[i]?.txid === txid && said[i].vout === vout);
    if (fits && said.length === tx.inputs.length) return said.map(({ value }) => value);
    throw new AshiatoError('E_TX_HASH', `the server tells other inputs of ${tx.txid}`, {
      where: node.label,
      next: 'Use another server.',
    });
  };
  try {
    const one = await pool.first(async (node) => ({ node, values: await ask(node) }));
    const two = await secondWitness(pool, one.node, ask);
    if (two === null || one.values.some((value, i) => two.value[i] !== value)) return null;
    return tx.inputs.map(({ txid, vout }, i) => ({ txid, vout, value: one.values[i]! }));
  } catch (error) {
    if (error instanceof AshiatoError && error.code !== 'E_INTERNAL') return null;
    throw error;
  }
}

/**
 * What each transaction of a block left to its miner. No hash covers that without thousands of previous
 * transactions, so two servers must say the same, and together the fees must pay for what the coinbase takes.
 */
export async function feesOf(
  { pool }: ChainContext,
  block: OpenBlock,
  coinbase: RawTransaction,
  onAlone: (what: string) => void,
): Promise<{ readonly txid: TxId; readonly amount: Amount }[]> {
  if (block.txids.length === 1) return [];
  const taken = coinbase.outputs.reduce((sum, { value }) => sum + value, 0n);
  const ask = async (node: Base): Promise<bigint[]> => {
    const fees: bigint[] = [];
    while (fees.length < block.txids.length) {
      const page = await node.fees(block.header.hash, fees.length);
      const fits = page.every(({ txid }, i) => txid === block.txids[fees.length + i]);
      if (page.length === 0 || !fits) throw otherFees(node, block);
      fees.push(...page.map(({ fee }) => fee));
    }
    const paid = fees.slice(1);
    const total = paid.reduce((sum, fee) => sum + fee, subsidyAt(block.network, block.height));
    if (taken > total) throw otherFees(node, block);
    return paid;
  };
  const one = await pool.first(async (node) => ({ node, fees: await ask(node) }));
  const two = await secondWitness(pool, one.node, ask);
  if (two === null) onAlone('what each transaction paid to its miner');
  else if (two.value.some((fee, i) => fee !== one.fees[i])) {
    throw new AshiatoError('E_SOURCES_DISAGREE', 'two servers tell different fees', {
      where: `block ${block.height}`,
      next: 'Ask a third server, and leave out the one that is wrong.',
    });
  }
  return one.fees.map((amount, i) => ({ txid: block.txids[i + 1]!, amount }));
}

const otherFees = (node: Base, block: OpenBlock): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', 'the fees told are not those of the block’s transactions', {
    where: `${node.label} block ${block.height}`,
    next: 'Use another server.',
  });
