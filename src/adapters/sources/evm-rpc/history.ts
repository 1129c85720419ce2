/**
 * Which blocks can hold a balance change of an account. For tokens: those whose bloom filter has the contract
 * and the account (proof by headers), or those in which two nodes find a log (proof by sources). For the chain's
 * own coin every block: no filter tells who was paid, so its history costs a walk over all blocks.
 */
import { parseBytes, parseCount } from '../../../core/chains/evm/bytes.ts';
import { asList, asObject } from '../../../core/chains/evm/raw.ts';
import { mayHold } from '../../../core/chains/evm/receipt.ts';
import { bloomItems } from '../../../core/chains/evm/tokens.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Account } from '../../../core/model/location.ts';
import type { Pool } from '../wire/pool.ts';
import type { PinnedChain, Proof } from './anchor.ts';
import { type CapableNode, quantity } from './capabilities.ts';

/** Blocks of one `eth_getLogs` call; hosted nodes often allow no more. */
const LOG_RANGE_BLOCKS = 2_000;

export async function heightsOf(
  pool: Pool<CapableNode>,
  pinned: PinnedChain,
  proof: Proof,
  account: Account,
  from: number,
  maxBlocks: number,
): Promise<number[]> {
  const contract = contractOf(account);
  if (contract === null) {
    const count = pinned.tip.height - from + 1;
    if (count > maxBlocks) throw tooManyBlocks(count, from, maxBlocks, account.address);
    return Array.from({ length: count }, (_, i) => from + i);
  }
  if (proof === 'headers') {
    const items = bloomItems(parseBytes(contract, 'contract'), parseBytes(account.address, 'account'));
    return (await pinned.from(from))
      .filter((header) => mayHold(header.bloom, items))
      .map((header) => header.height);
  }
  const heights = new Set<number>();
  for (let start = from; start <= pinned.tip.height; start += LOG_RANGE_BLOCKS) {
    const end = Math.min(pinned.tip.height, start + LOG_RANGE_BLOCKS - 1);
    const found = await pool.agreed(`the logs of ${contract} in blocks ${start} to ${end}`, (node) =>
      logHeights(node, contract, account.address, start, end),
    );
    for (const height of found) heights.add(height);
  }
  return [...heights].sort((a, b) => a - b);
}

export const tooManyBlocks = (count: number, from: number, maxBlocks: number, where: string): AshiatoError =>
  new AshiatoError(
    'E_SCAN_LIMIT',
    `the history of a native balance needs all ${count} blocks from ${from} on`,
    {
      where,
      limit: `${maxBlocks} blocks`,
      next: 'Ask for an earlier date, or raise maxBlocks.',
    },
  );

/** Null for the chain's own coin. */
const contractOf = ({ asset }: Account): string | null =>
  /\/erc20:(0x[0-9a-f]{40})$/.exec(asset)?.[1] ?? null;

/** As sender and as receiver; a wrapper's Deposit and Withdrawal name the owner in the sender's place. */
async function logHeights(
  node: CapableNode,
  contract: string,
  account: string,
  from: number,
  to: number,
): Promise<number[]> {
  const topic = `0x${'00'.repeat(12)}${account.slice(2)}`;
  const ask = (...topics: unknown[]) => ({
    method: 'eth_getLogs',
    params: [{ address: contract, fromBlock: quantity(from), toBlock: quantity(to), topics }],
  });
  // A node that is behind answers with fewer logs, not with an error; so it must show that it has the last block.
  const last = { method: 'eth_getBlockByNumber', params: [quantity(to), false] };
  const [, ...answers] = await node
    .ask([last, ask(null, topic), ask(null, null, topic)])
    .catch((error: unknown) => {
      if (!(error instanceof AshiatoError) || error.code !== 'E_RPC_NULL') throw error;
      throw new AshiatoError('E_SOURCE_BEHIND', `the node has not reached block ${to}`, {
        where: node.label,
        next: 'Wait until it has caught up.',
        retryable: true,
      });
    });
  const heights = answers.flatMap((answer) =>
    asList(answer, 'eth_getLogs').map((log) => readHeight(log, from, to, node.label)),
  );
  return [...new Set(heights)].sort((a, b) => a - b);
}

function readHeight(log: unknown, from: number, to: number, where: string): number {
  const { blockNumber, removed } = asObject(log, where);
  const height = parseCount(blockNumber, `${where} log.blockNumber`);
  if (removed === true || height < from || height > to) {
    throw new AshiatoError('E_RPC_VALUE', `a log of block ${height} is not one of those asked for`, {
      where,
      next: 'Use another node.',
    });
  }
  return height;
}
