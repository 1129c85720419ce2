/**
 * Which record of a rev file is a block's: the record does not say, and the node's own index is not read. Records
 * stand in the order blocks were connected, so the block's rank by height is where to look first; the checksum,
 * which covers the parent's hash, decides.
 */
import { existsSync } from 'node:fs';
import { cursorOf, type Hash256, readCompactSize } from '../../../core/chains/bitcoin/bytes.ts';
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import { UNDO_CHECKSUM_BYTES } from '../../../core/chains/bitcoin/undo.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { type Folder, filePath, framesOf, openFile, readStretch } from './folder.ts';

/** The widest count. */
const COUNT_BYTES = 9;

type Record = {
  readonly index: number;
  readonly offset: number;
  readonly size: number;
  readonly transactions: number;
};

export type UndoWanted = {
  readonly file: number;
  readonly hash: string;
  readonly parent: string;
  /** Transactions with inputs: all but the coinbase. */
  readonly transactions: number;
  /** How many blocks of the best chain in the same file come before, and how many there are. */
  readonly rank: number;
  readonly blocksInFile: number;
};

/** The bytes of the record whose checksum holds; null where the file has no record for the block. */
export type UndoFiles = { find(wanted: UndoWanted): Promise<Uint8Array | null> };

/** As many files as a stretch of blocks out of order can be spread over. */
const REMEMBERED = 8;

export function undoFiles(folder: Folder, network: Network, hash: Hash256): UndoFiles {
  const read = new Map<number, readonly Record[]>();
  const recordsOf = (file: number): readonly Record[] => {
    const known = read.get(file);
    if (known !== undefined) return known;
    const records = readRecords(folder, network, file);
    read.set(file, records);
    if (read.size > REMEMBERED) read.delete(read.keys().next().value!);
    return records;
  };
  return {
    async find(wanted) {
      const records = recordsOf(wanted.file);
      const candidates = records
        .filter((record) => record.transactions === wanted.transactions)
        .sort((a, b) => Math.abs(a.index - wanted.rank) - Math.abs(b.index - wanted.rank));
      if (candidates.length === 0) return missing(wanted, records, folder);
      const parent = Buffer.from(wanted.parent, 'hex').reverse();
      const handle = await openFile(folder, 'rev', wanted.file);
      try {
        for (const { offset, size } of candidates) {
          const bytes = new Uint8Array(parent.length + size + UNDO_CHECKSUM_BYTES);
          const stretch = bytes.subarray(parent.length);
          await readStretch(handle, stretch, offset, folder.key);
          bytes.set(parent);
          const sum = hash(bytes.subarray(0, parent.length + size));
          if (Buffer.compare(sum, stretch.subarray(size)) === 0) return stretch.subarray(0, size);
        }
      } finally {
        await handle.close();
      }
      return missing(wanted, records, folder);
    },
  };
}

/** Fewer records than blocks: some are missing, this one may be. As many: then one of them is damaged. */
function missing(wanted: UndoWanted, records: readonly Record[], folder: Folder): null {
  if (records.length < wanted.blocksInFile) return null;
  throw new AshiatoError('E_UNDO', 'no record of the file has the checksum of this block', {
    where: `${filePath(folder, 'rev', wanted.file)}, block ${wanted.hash}`,
    next: 'Rebuild the undo data: start Bitcoin Core once with -reindex-chainstate.',
  });
}

function readRecords(folder: Folder, network: Network, file: number): Record[] {
  if (!existsSync(filePath(folder, 'rev', file))) return [];
  const records: Record[] = [];
  for (const { offset, size, head } of framesOf(folder, 'rev', file, network, COUNT_BYTES)) {
    records.push({
      index: records.length,
      offset,
      size,
      transactions: readCompactSize(cursorOf(head, 'undo data')),
    });
  }
  return records;
}
