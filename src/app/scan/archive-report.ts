/** What an archive of blocks can and cannot do, found out by reading its newest block. */
import type { BlockArchive } from '../../core/chains/bitcoin/archive.ts';
import { layOut, newLayout } from '../../core/chains/bitcoin/layout.ts';
import type { Ability, SourceReport } from '../../ports/chain-source.ts';

export async function reportArchive(archive: BlockArchive, name: string): Promise<SourceReport> {
  const { network, blocks, stale, unconnected, cutTail } = archive;
  const height = blocks.length - 1;
  const { hash, time } = blocks[height]!;
  return {
    source: name,
    chain: network.chain,
    tip: { chain: network.chain, height, hash, time },
    abilities: [
      {
        name: 'network',
        can: 'yes',
        detail: `${network.name}: the headers of ${blocks.length} blocks join from the first on, with their work`,
      },
      await undoAbility(archive, height),
      {
        name: 'every incident in one pass',
        can: 'yes',
        detail: 'ashiato scan; single transactions cannot be asked for',
      },
      {
        name: 'whole',
        can: cutTail || unconnected > 0 ? 'partly' : 'yes',
        detail: `${stale} stale blocks, ${unconnected} whose ancestors are missing${cutTail ? ', the newest file ends within a block' : ''}`,
      },
      { name: 'mempool', can: 'no', detail: 'what stands in no block yet is in no block file' },
    ],
  };
}

/** Whether what inputs were worth is at hand, tried on the newest block that spends something. */
async function undoAbility(archive: BlockArchive, newest: number): Promise<Ability> {
  const name = 'undo data';
  const layout = newLayout();
  for (let height = newest; height > Math.max(0, newest - 100); height -= 1) {
    for await (const [block] of archive.read(height, height))
      layOut(block!.bytes, layout, archive.blocks[height]!.hash);
    if (layout.count < 2) continue;
    const undo = await archive.undo(height, layout.count);
    return undo === null
      ? {
          name,
          can: 'no',
          detail: `none for block ${height}: where inputs of others count, branches end as no-data`,
        }
      : { name, can: 'yes', detail: `what inputs were worth is known, tried on block ${height}` };
  }
  return { name, can: 'partly', detail: 'none of the newest blocks spends anything, so it was not tried' };
}
