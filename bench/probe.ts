/** A whole chain read and every input looked for in a table that holds the one id which is spent. */
import type { BlockArchive } from '../src/core/chains/bitcoin/archive.ts';
import { firstHit, layOut, newLayout } from '../src/core/chains/bitcoin/layout.ts';
import { hold, newOutpointTable, type OutpointTable } from '../src/core/chains/bitcoin/outpoints.ts';
import { NEEDLE } from './block-files.ts';
import { prng } from './synthetic.ts';

export function tableOf(size: number): OutpointTable {
  const random = prng(size);
  const word = (): number => Math.floor(random() * 2 ** 32);
  const table = newOutpointTable(7);
  hold(table, ...NEEDLE);
  while (table.size < size) hold(table, word(), word());
  return table;
}

/** Heights of the blocks that are hit. */
export async function readAndProbe(archive: BlockArchive, table: OutpointTable): Promise<number[]> {
  const layout = newLayout();
  const found: number[] = [];
  for await (const batch of archive.read(0, archive.blocks.length - 1)) {
    for (const { bytes, height } of batch) {
      layOut(bytes, layout, 'bench');
      if (firstHit(layout, table) !== -1) found.push(height);
    }
  }
  return found;
}
