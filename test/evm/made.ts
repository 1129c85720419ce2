/** Blocks made for a test, as a node's JSON has them. */
import { toHex } from '../../src/core/chains/evm/bytes.ts';
import { readHeader } from '../../src/core/chains/evm/header.ts';
import type { EvmProfile } from '../../src/core/chains/evm/profiles.ts';
import { bloomOf, readReceipt } from '../../src/core/chains/evm/receipt.ts';
import { readTransaction } from '../../src/core/chains/evm/transaction.ts';
import { listRoot } from '../../src/core/chains/evm/trie.ts';

export type Json = Record<string, unknown>;

export const hex = (value: bigint | number): `0x${string}` => `0x${value.toString(16)}`;
export const word = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;
export const topic = (address: string): string => `0x${'00'.repeat(12)}${address.slice(2)}`;

/** A block whose header commits to what it holds. */
export function makeBlock(
  profile: EvmProfile,
  transactions: readonly Json[],
  receipts: readonly Json[],
  rest: Json = {},
): Json {
  const read = receipts.map((receipt) => readReceipt(receipt, 'receipt'));
  const raw = {
    parentHash: word(1n),
    sha3Uncles: word(2n),
    miner: `0x${'c3'.repeat(20)}`,
    stateRoot: word(3n),
    transactionsRoot: listRoot(transactions.map((tx) => readTransaction(tx, 'tx').encoded)),
    receiptsRoot: listRoot(read.map(({ encoded }) => encoded)),
    logsBloom: toHex(bloomOf(read.flatMap(({ logs }) => logs))),
    difficulty: '0x0',
    number: '0x64',
    gasLimit: '0x0',
    gasUsed: '0x0',
    timestamp: '0x65000000',
    extraData: '0x',
    mixHash: word(0n),
    nonce: '0x0000000000000000',
    baseFeePerGas: '0xa',
    ...rest,
    transactions,
  };
  return { ...raw, hash: readHeader(profile, raw, 'made').hash };
}
