/**
 * A node's block files as an archive, without any index: the headers are found by stepping from record to
 * record, the best chain by the work in them, and then blocks are read in chain order, wherever they stand.
 */
import type { ArchivedBlock, BlockArchive, BlockBytes } from '../../../core/chains/bitcoin/archive.ts';
import { selectBestChain } from '../../../core/chains/bitcoin/best-chain.ts';
import { HEADER_BYTES, parseHeader } from '../../../core/chains/bitcoin/header.ts';
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import { type BlockUndo, decodeUndo } from '../../../core/chains/bitcoin/undo.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { type Folder, filePath, framesOf, openFile, openFolder, readStretch } from './folder.ts';
import { nativeHash, newHashMany } from './hash-many.ts';
import { undoFiles } from './undo-files.ts';

type StoredBlock = ArchivedBlock & { readonly file: number; readonly offset: number };

export type ReadOptions = {
  /** Bytes of blocks read at once. */
  readonly batchBytes?: number;
  readonly onIndexed?: (files: number, of: number) => void;
  /** Asked where no file has the undo data of a block, a node for instance. */
  readonly undoFrom?: (hash: string, height: number, transactions: number) => Promise<BlockUndo | null>;
};

/** Large enough to read at the disk's speed, small enough for three of them to stay in the processor's cache. */
const BATCH_BYTES = 8 << 20;
/** Reads on their way: with two a disk has something to do while one of them is handed over. */
const AHEAD = 2;
/** Room for a batch and what lies between its blocks. */
const BUFFER_SHARE = 1.25;
/** Between two blocks of a file it is cheaper to read on than to read anew. */
const GAP_BYTES = 65_536;

export function openBitcoinFiles(path: string, network: Network, options: ReadOptions = {}): BlockArchive {
  const folder = openFolder(path);
  const { headers, cutTail } = readHeaders(folder, network, options.onIndexed);
  const { blocks, stale, unconnected } = selectBestChain(headers, network);
  const ranks = rankInFiles(blocks);
  const undo = undoFiles(folder, network, nativeHash);
  const { batchBytes = BATCH_BYTES } = options;
  const buffers: Buffers = { free: [], bytes: Math.ceil(BUFFER_SHARE * batchBytes) };
  return {
    network,
    blocks,
    stale,
    unconnected,
    cutTail,
    verified: false,
    hash: nativeHash,
    hashMany: newHashMany(),
    read: (from, to) => readInOrder(folder, blocks, from, to, batchBytes, buffers),
    async undo(height, transactions) {
      const { file, hash: id, parent } = blocks[height]!;
      const { rank, of } = ranks(height);
      const spending = transactions - 1;
      const record = await undo.find({
        file,
        hash: id,
        parent,
        transactions: spending,
        rank,
        blocksInFile: of,
      });
      if (record !== null) return decodeUndo(record, id);
      return (await options.undoFrom?.(id, height, transactions)) ?? null;
    },
    caveats: () => [],
  };
}

function readHeaders(
  folder: Folder,
  network: Network,
  onIndexed: ReadOptions['onIndexed'],
): { headers: StoredBlock[]; cutTail: boolean } {
  const headers: StoredBlock[] = [];
  for (const [index, file] of folder.files.entries()) {
    const newest = index === folder.files.length - 1;
    const cut = readFileHeaders(folder, network, file, headers);
    if (newest) return { headers, cutTail: cut };
    if (cut) {
      throw new AshiatoError('E_TRUNCATED', 'a block file ends within a block', {
        where: filePath(folder, 'blk', file),
        limit: 'only the newest file may',
        next: 'Copy the file again from the node, with the node stopped.',
      });
    }
    onIndexed?.(index + 1, folder.files.length);
  }
  return { headers, cutTail: false };
}

/** Adds the headers of a file; true where it ends within a block. */
function readFileHeaders(folder: Folder, network: Network, file: number, headers: StoredBlock[]): boolean {
  const frames = framesOf(folder, 'blk', file, network, HEADER_BYTES);
  for (let next = frames.next(); ; next = frames.next()) {
    if (next.done === true) return next.value;
    const { offset, size, head } = next.value;
    // Not all of a header is kept: there are a million of them.
    const { hash: id, parent, time, bits } = parseHeader(head, network, nativeHash);
    headers.push({ hash: id, parent, time, bits, file, offset, size });
  }
}

/** Undo records begin with the block after genesis, which has none. */
function rankInFiles(blocks: readonly StoredBlock[]): (height: number) => { rank: number; of: number } {
  const counts = new Map<number, number>();
  const ranks = new Uint32Array(blocks.length);
  for (let height = 1; height < blocks.length; height += 1) {
    const { file } = blocks[height]!;
    ranks[height] = counts.get(file) ?? 0;
    counts.set(file, ranks[height]! + 1);
  }
  return (height) => ({ rank: ranks[height]!, of: counts.get(blocks[height]!.file) ?? 0 });
}

/**
 * Memory to read into, used again from batch to batch and from one reading to the next. V8 does not weigh shared
 * memory when it decides to collect garbage, so what was made anew for each would pile up by hundreds of megabytes.
 */
type Buffers = { readonly free: Uint8Array[]; readonly bytes: number };

/** While one batch is worked on, the next are read into the other buffers. */
async function* readInOrder(
  folder: Folder,
  blocks: readonly StoredBlock[],
  from: number,
  to: number,
  batchBytes: number,
  { free, bytes }: Buffers,
): AsyncGenerator<readonly BlockBytes[]> {
  const own = Array.from({ length: AHEAD + 1 }, () => free.pop() ?? sharedBytes(bytes));
  const pending: Promise<BlockBytes[]>[] = [];
  let turn = 0;
  let height = from;
  const load = (): Promise<BlockBytes[]> => {
    const first = height;
    for (
      let sum = 0;
      height <= to && (height === first || sum + blocks[height]!.size <= batchBytes);
      height += 1
    ) {
      sum += blocks[height]!.size;
    }
    turn = (turn + 1) % own.length;
    const batch = loadBatch(folder, blocks, first, height, own, turn);
    // Its failure is told when its turn comes, or not at all where nobody reads on.
    batch.catch(() => {});
    return batch;
  };
  try {
    if (height <= to) pending.push(load());
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      // What was handed out before is done with, so its buffer may be read into.
      while (height <= to && pending.length < AHEAD) pending.push(load());
      yield await next;
    }
  } finally {
    // Whoever stops early leaves reads on their way.
    await Promise.allSettled(pending);
    free.push(...own);
  }
}

/** Shared, so that worker threads verify what lies in it without a copy. */
const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

type Stretch = { readonly file: number; readonly offset: number; end: number; at: number };

/** Reads the blocks of heights [from, to): neighbours in a file together, in the order of the file. */
async function loadBatch(
  folder: Folder,
  blocks: readonly StoredBlock[],
  from: number,
  to: number,
  buffers: Uint8Array[],
  turn: number,
): Promise<BlockBytes[]> {
  const wanted = blocks
    .slice(from, to)
    .map(({ file, offset, size }, i) => ({ height: from + i, file, offset, size }))
    .sort((a, b) => a.file - b.file || a.offset - b.offset);
  const stretches: Stretch[] = [];
  const placed = wanted.map(({ height, file, offset, size }) => {
    let last = stretches.at(-1);
    if (last === undefined || last.file !== file || offset - last.end > GAP_BYTES) {
      const at = last === undefined ? 0 : last.at + last.end - last.offset;
      last = { file, offset, end: offset, at };
      stretches.push(last);
    }
    last.end = offset + size;
    return { height, start: last.at + offset - last.offset, size };
  });
  const last = stretches.at(-1)!;
  const length = last.at + last.end - last.offset;
  // A block larger than a batch, or blocks that stand far apart.
  if (buffers[turn]!.length < length) buffers[turn] = sharedBytes(length);
  const buffer = buffers[turn]!;
  for (const file of new Set(stretches.map((stretch) => stretch.file))) {
    const handle = await openFile(folder, 'blk', file);
    try {
      for (const { offset, end, at } of stretches.filter((stretch) => stretch.file === file)) {
        await readStretch(handle, buffer.subarray(at, at + end - offset), offset, folder.key);
      }
    } finally {
      await handle.close();
    }
  }
  return placed
    .sort((a, b) => a.height - b.height)
    .map(({ height, start, size }) => ({ height, bytes: buffer.subarray(start, start + size) }));
}
