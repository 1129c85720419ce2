/** The outpoints a scan begins from, found in the chain: where they are and what they are worth. */
import type { BlockArchive } from '../core/chains/bitcoin/archive.ts';
import { type OpenBlock, openBlock, rawTransaction } from '../core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../core/chains/bitcoin/layout.ts';
import type { Tip } from '../core/model/case.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { TxId } from '../core/model/location.ts';

export type Seed = {
  readonly incident: string;
  readonly txid: TxId;
  readonly vout: number;
  /** Null: the chain is hashed from its beginning until the transaction is found. */
  readonly height: number | null;
};

export type ScanProgress = {
  readonly phase: 'find' | 'follow';
  readonly bytes: number;
  readonly of: number;
  readonly height: number;
};

export type Located = {
  readonly incident: string;
  readonly txid: TxId;
  readonly vout: number;
  readonly height: number;
  readonly value: string;
};

/** Where the seeds are and what they are worth. One whose height is given costs one block. */
export async function locate(
  archive: BlockArchive,
  seeds: readonly Seed[],
  tip: Tip,
  onProgress: (progress: ScanProgress) => void,
): Promise<Located[]> {
  const found: Located[] = [];
  const look = (height: number, bytes: Uint8Array, wanted: readonly Seed[]): Seed[] => {
    const block = openAt(archive, height, bytes);
    return wanted.filter((seed) => {
      const i = block.txids.indexOf(seed.txid);
      if (i === -1) return true;
      const output = rawTransaction(block, i).outputs[seed.vout];
      if (output === undefined || output.value === 0n) {
        throw notThere(
          seed,
          output === undefined ? 'the transaction has no such output' : 'the output is worth nothing',
        );
      }
      const { incident, txid, vout } = seed;
      found.push({ incident, txid, vout, height, value: output.value.toString() });
      return false;
    });
  };
  for (const height of new Set(seeds.flatMap((seed) => (seed.height === null ? [] : [seed.height])))) {
    const wanted = seeds.filter((seed) => seed.height === height);
    if (height > tip.height) throw notThere(wanted[0]!, `the chain ends at height ${tip.height}`);
    for await (const batch of archive.read(height, height)) {
      const missing = look(height, batch[0]!.bytes, wanted);
      if (missing[0] !== undefined) throw notThere(missing[0], `block ${height} has no such transaction`);
    }
  }
  let open = seeds.filter((seed) => seed.height === null);
  const of = bytesBetween(archive, 0, tip.height);
  let bytes = 0;
  // A coinbase that was made twice (blocks 91842 and 91880, exempt from BIP-30) is found where it was made first.
  for await (const batch of open.length === 0 ? [] : archive.read(0, tip.height)) {
    for (const block of batch) {
      open = look(block.height, block.bytes, open);
      bytes += archive.blocks[block.height]!.size;
    }
    onProgress({ phase: 'find', bytes, of, height: batch.at(-1)!.height });
    if (open.length === 0) break;
  }
  if (open[0] !== undefined)
    throw notThere(open[0], `no block up to height ${tip.height} has such a transaction`);
  // In the order they were asked for, which does not hang on where they were found.
  return seeds.map(({ incident, txid, vout }) => {
    const same = (seed: Located): boolean =>
      seed.incident === incident && seed.txid === txid && seed.vout === vout;
    return found.find(same)!;
  });
}

const notThere = (seed: Seed, why: string): AshiatoError =>
  new AshiatoError('E_SEED', `the seed cannot be found: ${why}`, {
    where: `${seed.txid}:${seed.vout}`,
    next: 'Check the transaction, the number of the output and the height against an explorer.',
  });

function openAt(archive: BlockArchive, height: number, bytes: Uint8Array): OpenBlock {
  const layout = newLayout();
  const { hash } = archive.blocks[height]!;
  layOut(bytes, layout, hash);
  return openBlock(bytes, layout, { network: archive.network, height, hash }, archive.hash, archive.hashMany);
}

export function bytesBetween({ blocks }: BlockArchive, from: number, to: number): number {
  let bytes = 0;
  for (let height = from; height <= to; height += 1) bytes += blocks[height]!.size;
  return bytes;
}
