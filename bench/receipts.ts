/** What it costs to prove a block: its roots with and without its senders, against hashing its bytes alone. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { privateKeyToAccount } from 'viem/accounts';
import { toHex } from '../src/core/chains/evm/bytes.ts';
import { readHeader } from '../src/core/chains/evm/header.ts';
import { ETHEREUM } from '../src/core/chains/evm/profiles.ts';
import { bloomOf, readReceipt } from '../src/core/chains/evm/receipt.ts';
import { expectSender, readTransaction } from '../src/core/chains/evm/transaction.ts';
import { listRoot } from '../src/core/chains/evm/trie.ts';
import { verifyBlock } from '../src/core/chains/evm/verify.ts';
import { type Figure, round, timeMs } from './figure.ts';

/** As many as an Ethereum block has, each with as many logs. */
const TRANSACTIONS = 200;
const LOGS = 3;
const RUNS = 15;

type Json = Record<string, unknown>;

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`;
const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
const address = (value: number): `0x${string}` => `0x${value.toString(16).padStart(40, '1')}`;

/** Signed by one key: recovering does not care whose it is. */
async function madeTransaction(nonce: number): Promise<Json> {
  const account = privateKeyToAccount(`0x${'4c'.repeat(32)}`);
  const fields = { chainId: 1, nonce, gas: 90_000n, maxFeePerGas: 30n, maxPriorityFeePerGas: 1n, value: 7n };
  const data = `0xa9059cbb${'00'.repeat(12)}${'ab'.repeat(20)}${'00'.repeat(31)}07` as const;
  const signed = await account.signTransaction({ ...fields, type: 'eip1559', to: address(nonce), data });
  const { parseTransaction } = await import('viem');
  const { r, s, yParity } = parseTransaction(signed);
  return {
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, hex(value)])),
    ...{ type: '0x2', to: address(nonce), input: data, accessList: [], r, s, v: hex(yParity ?? 0) },
    from: account.address.toLowerCase(),
  };
}

const madeReceipt = (index: number): Json => ({
  type: '0x2',
  status: '0x1',
  cumulativeGasUsed: hex(60_000 * (index + 1)),
  logs: Array.from({ length: LOGS }, (_, i) => ({
    address: address(index * LOGS + i),
    topics: [TRANSFER, word(index), word(index + i)],
    data: word(1_000_000 + i),
  })),
});

export async function receiptFigures(): Promise<Figure[]> {
  const transactions: Json[] = [];
  for (let i = 0; i < TRANSACTIONS; i += 1) transactions.push(await madeTransaction(i));
  const receipts = Array.from({ length: TRANSACTIONS }, (_, i) => madeReceipt(i));
  const read = receipts.map((receipt) => readReceipt(receipt, 'receipt'));
  const encoded = transactions.map((tx) => readTransaction(tx, 'transaction').encoded);
  const header = {
    ...{ parentHash: word(1), sha3Uncles: word(2), miner: address(3), stateRoot: word(4), mixHash: word(0) },
    ...{ difficulty: '0x0', number: '0x64', gasLimit: '0x0', gasUsed: '0x0', timestamp: '0x65000000' },
    ...{ extraData: '0x', nonce: '0x0000000000000000', baseFeePerGas: '0x7' },
    transactionsRoot: listRoot(encoded),
    receiptsRoot: listRoot(read.map((receipt) => receipt.encoded)),
    logsBloom: toHex(bloomOf(read.flatMap(({ logs }) => logs))),
  };
  const block = { ...header, hash: readHeader(ETHEREUM, header, 'made').hash, transactions };

  const proved = verifyBlock(ETHEREUM, block, receipts, 'block');
  if (proved.receipts.length !== TRANSACTIONS) throw new Error('the block was not read whole');
  const altered = receipts.with(7, { ...receipts[7], logs: [] });
  let caught = false;
  try {
    verifyBlock(ETHEREUM, block, altered, 'block');
  } catch {
    caught = true;
  }
  if (!caught) throw new Error('a log left out was not caught');

  const bytes = [...encoded, ...read.map((receipt) => receipt.encoded)];
  const hashing = await timeMs(RUNS, () => bytes.map((one) => keccak_256(one)));
  const roots = await timeMs(RUNS, () => verifyBlock(ETHEREUM, block, receipts, 'block'));
  const senders = await timeMs(3, () => {
    // Read anew: a sender is recovered once.
    for (const tx of transactions) expectSender(readTransaction(tx, 'transaction'), 'bench');
  });
  const against = 'hashing its transactions and receipts alone';
  const of = `a block of ${TRANSACTIONS} transactions`;
  const figure = (name: string, value: number): Figure => ({
    ...{
      name,
      value: round(value),
      unit: 'ms',
      against,
      ratio: round(value / hashing),
      target: null,
      holds: null,
    },
  });
  return [figure(`header, roots and bloom of ${of}`, roots), figure(`every sender of ${of}`, senders)];
}
