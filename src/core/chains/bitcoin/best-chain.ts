/** The chain with the most work among headers that came in any order; what does not connect is only counted. */
import { AshiatoError } from '../../model/errors.ts';
import { badWork, type Header, nextBits, workOf } from './header.ts';
import type { Network } from './network.ts';

export type BestChain<T> = {
  /** By height, from the genesis block on. */
  readonly blocks: readonly T[];
  /** 2²⁵⁶ ÷ target, summed. */
  readonly work: bigint;
  /** Blocks that connect, on branches with less work. */
  readonly stale: number;
  /** Blocks whose ancestors are not all there. */
  readonly unconnected: number;
};

/** What binds a block to its chain. */
type Link = Omit<Header, 'merkleRoot'>;

/**
 * Ties go to the block that came first, as in Core; a block stored twice is one. The targets along the best chain are checked against the
 * rule that sets them, so a chain of easy blocks cannot pass.
 */
export function selectBestChain<T extends Link>(headers: readonly T[], network: Network): BestChain<T> {
  const order = new Map<string, number>();
  const children = new Map<string, T[]>();
  for (const header of headers) {
    if (order.has(header.hash)) continue;
    order.set(header.hash, order.size);
    const siblings = children.get(header.parent);
    if (siblings === undefined) children.set(header.parent, [header]);
    else siblings.push(header);
  }
  const genesis = headers.find((header) => header.hash === network.genesis);
  if (genesis === undefined) {
    throw new AshiatoError('E_WRONG_CHAIN', `no file holds the first block of ${network.name}`, {
      where: network.genesis,
      next: 'Give the blocks folder of a node that is not pruned, and the network it runs on.',
    });
  }
  const parentOf = new Map<string, T>();
  let tip = { header: genesis, work: workOf(genesis.bits) };
  let connected = 0;
  for (const queue = [tip]; queue.length > 0; ) {
    const { header, work } = queue.pop()!;
    connected += 1;
    const earlier = order.get(header.hash)! < order.get(tip.header.hash)!;
    if (work > tip.work || (work === tip.work && earlier)) tip = { header, work };
    for (const child of children.get(header.hash) ?? []) {
      parentOf.set(child.hash, header);
      queue.push({ header: child, work: work + workOf(child.bits) });
    }
  }
  const blocks: T[] = [];
  for (let at: T | undefined = tip.header; at !== undefined; at = parentOf.get(at.hash)) blocks.push(at);
  blocks.reverse();
  checkTargets(blocks, network);
  return {
    blocks,
    work: tip.work,
    stale: connected - blocks.length,
    unconnected: order.size - connected,
  };
}

/** Refuses a chain, given from the genesis block on, in which a target is not the one its rule sets. */
export function checkTargets(
  blocks: readonly Pick<Link, 'hash' | 'time' | 'bits'>[],
  network: Network,
): void {
  for (let height = 1; height < blocks.length; height += 1) {
    const bits = nextBits(network, height, blocks[height - 1]!, (first) => blocks[first]!.time);
    if (blocks[height]!.bits !== bits) {
      throw badWork(
        blocks[height]!.hash,
        `the target at height ${height} is ${blocks[height]!.bits.toString(16)}, not ${bits.toString(16)}`,
      );
    }
  }
}
