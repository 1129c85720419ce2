/**
 * Which blocks can hold a change of a token balance: those whose bloom filter has the contract and the account
 * (proof by headers), or those in which two nodes find a log (proof by sources).
 */
import { parseBytes, parseCount } from '../../../core/chains/evm/bytes.ts';
import { asList, asObject } from '../../../core/chains/evm/raw.ts';
import { mayHold } from '../../../core/chains/evm/receipt.ts';
import { bloomItems } from '../../../core/chains/evm/tokens.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { PinnedChain, Proof } from './anchor.ts';
import { type CapableNode, quantity } from './capabilities.ts';
import type { Witnesses } from './caveats.ts';

/** Blocks of one `eth_getLogs` call; hosted nodes often allow no more. */
export const LOG_RANGE_BLOCKS = 2_000;

/** `contract` is null for all tokens at once. */
export async function tokenBlocks(
  witnesses: Witnesses<CapableNode>,
  pinned: PinnedChain,
  proof: Proof,
  contract: string | null,
  account: string,
  from: number,
): Promise<number[]> {
  if (proof === 'headers') {
    const items = bloomItems(
      contract === null ? null : parseBytes(contract, 'contract'),
      parseBytes(account, 'account'),
    );
    return (await pinned.from(from))
      .filter((header) => mayHold(header.bloom, items))
      .map((header) => header.height);
  }
  const heights = new Set<number>();
  for (let start = from; start <= pinned.tip.height; start += LOG_RANGE_BLOCKS) {
    const end = Math.min(pinned.tip.height, start + LOG_RANGE_BLOCKS - 1);
    const found = await witnesses.agreed(
      'which logs there are is',
      `the logs of ${contract ?? account} in blocks ${start} to ${end}`,
      (node) => logHeights(node, contract, account, start, end),
    );
    for (const height of found) heights.add(height);
  }
  return [...heights].sort((a, b) => a - b);
}

/** As sender and as receiver; a wrapper's Deposit and Withdrawal name the owner in the sender's place. */
async function logHeights(
  node: CapableNode,
  contract: string | null,
  account: string,
  from: number,
  to: number,
): Promise<number[]> {
  const topic = `0x${'00'.repeat(12)}${account.slice(2)}`;
  const ask = (...topics: unknown[]) => ({
    method: 'eth_getLogs',
    params: [
      {
        ...(contract === null ? {} : { address: contract }),
        fromBlock: quantity(from),
        toBlock: quantity(to),
        topics,
      },
    ],
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
