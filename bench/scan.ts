/**
 * How fast block files are read, parsed and asked for tainted outpoints, against plainly reading the same files.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Block } from 'bitcoinjs-lib';
import { openBitcoinFiles } from '../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { openChecker } from '../src/adapters/sources/bitcoin-files/checker.ts';
import { filePath, openFolder } from '../src/adapters/sources/bitcoin-files/folder.ts';
import { newHashMany } from '../src/adapters/sources/bitcoin-files/hash-many.ts';
import type { BlockArchive } from '../src/core/chains/bitcoin/archive.ts';
import { firstHit, layOut, newLayout } from '../src/core/chains/bitcoin/layout.ts';
import { withoutWitness } from '../src/core/chains/bitcoin/messages.ts';
import { parseNetwork } from '../src/core/chains/bitcoin/network.ts';
import type { OutpointTable } from '../src/core/chains/bitcoin/outpoints.ts';
import { writeChain } from './block-files.ts';
import { type Figure, round, timeMs } from './figure.ts';
import { readAndProbe, tableOf } from './probe.ts';

const RUNS = 5;
const REGTEST = parseNetwork('regtest');
/** Reading ahead and collecting garbage move it by some megabytes either way. */
const FLAT_MB = 32;
const LIBRARY_BLOCKS = 30;
const FULL_MB_S = 300;
const SIZES = [10, 100_000, 10_000_000] as const;
const FLOOR: ReadonlyMap<number, number> = new Map([
  [100_000, 2000],
  [10_000_000, 1500],
]);

export async function scanFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-bench-'));
  try {
    const hit = writeChain(folder);
    const archive = openBitcoinFiles(folder, REGTEST);
    const bytes = openFolder(folder).files.reduce(
      (sum, file) => sum + statSync(pathOf(folder, file)).size,
      0,
    );
    const plain = await timeMs(RUNS, () => readPlainly(folder));
    const perSecond = (ms: number): number => bytes / 1000 / ms;
    const figures: Figure[] = [
      {
        name: 'plain reading from page cache',
        value: round(perSecond(plain)),
        unit: 'MB/s',
        against: null,
        ratio: null,
        target: null,
        holds: null,
      },
    ];
    for (const size of SIZES) {
      const table = tableOf(size);
      const found = await readAndProbe(archive, table);
      if (found.length !== 1 || found[0] !== hit)
        throw new Error(`with ${size} outpoints blocks ${found} are hit, not ${hit}`);
      const whole = await timeMs(RUNS, () => readAndProbe(archive, table));
      const parse = await parseAlone(archive, table);
      const floor = FLOOR.get(size) ?? null;
      figures.push(
        {
          name: `parse and probe, ${size} outpoints, one core`,
          value: round(parse),
          unit: 'MB/s',
          against: 'plain reading from page cache',
          ratio: round(parse / perSecond(plain)),
          target: floor === null ? null : `≥ ${floor} MB/s`,
          holds: floor === null ? null : parse >= floor,
        },
        {
          name: `read, parse and probe, ${size} outpoints`,
          value: round(perSecond(whole)),
          unit: 'MB/s',
          against: 'plain reading from page cache',
          ratio: round(plain / whole),
          target: null,
          holds: null,
        },
      );
    }
    for (const size of SIZES) figures.push(memoryWith(folder, size));
    figures.push(...(await againstLibrary(archive, tableOf(100_000))));
    for (const threads of [1, 2]) figures.push(await verifyAll(archive, threads, bytes));
    const cold = await fromDisk(folder, archive, tableOf(100_000), bytes);
    return cold === null ? figures : [...figures, cold];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Read again and again, a chain leaves nothing behind: a longer chain needs no more memory. */
function memoryWith(folder: string, size: number): Figure {
  const ran = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'scan-memory.ts'), folder, String(size)],
    { encoding: 'utf8' },
  );
  if (ran.status !== 0) throw new Error(ran.stderr);
  const { bytes, firstMb, risenMb } = JSON.parse(ran.stdout) as {
    bytes: number;
    firstMb: number;
    risenMb: number;
  };
  return {
    name: `resident memory that ${round(bytes / 1e9)} GB more of chain add, ${size} outpoints (${round(firstMb)} MB before)`,
    value: round(risenMb),
    unit: 'MB',
    against: null,
    ratio: null,
    target: `≤ ${FLAT_MB} MB`,
    holds: risenMb <= FLAT_MB,
  };
}

/** The first blocks, parsed by the library most people use; its ids must be the scan's. */
async function againstLibrary(archive: BlockArchive, table: OutpointTable): Promise<Figure[]> {
  const blocks: Buffer[] = [];
  for await (const batch of archive.read(1, LIBRARY_BLOCKS))
    for (const { bytes } of batch) blocks.push(Buffer.from(bytes));
  const bytes = blocks.reduce((sum, block) => sum + block.length, 0);
  const layout = newLayout();
  const hashMany = newHashMany();
  for (const block of blocks) {
    layOut(block, layout, 'bench');
    const ids = hashMany(withoutWitness(block, layout));
    const theirs = Block.fromBuffer(block).transactions ?? [];
    if (theirs.length !== layout.count) throw new Error('the library counts other transactions');
    for (const [i, tx] of theirs.entries())
      if (Buffer.compare(tx.getHash(), ids.subarray(32 * i, 32 * i + 32)) !== 0)
        throw new Error(`transaction ${i} has another id in the library`);
  }
  const rate = async (job: (block: Buffer) => void): Promise<number> =>
    bytes / 1000 / (await timeMs(3, () => blocks.forEach(job)));
  const library = await rate((block) => void Block.fromBuffer(block));
  const libraryIds = await rate((block) => {
    for (const tx of Block.fromBuffer(block).transactions ?? []) tx.getHash();
  });
  const ours = await rate((block) => {
    layOut(block, layout, 'bench');
    firstHit(layout, table);
  });
  const oursIds = await rate((block) => {
    layOut(block, layout, 'bench');
    hashMany(withoutWitness(block, layout));
  });
  return [
    {
      name: 'parse and probe the same blocks, 100000 outpoints',
      value: round(ours),
      unit: 'MB/s',
      against: `bitcoinjs-lib, parsing alone (${round(library)} MB/s)`,
      ratio: round(ours / library),
      target: '≥ 35 ×',
      holds: ours / library >= 35,
    },
    {
      name: 'parse and hash every id of the same blocks, one core',
      value: round(oursIds),
      unit: 'MB/s',
      against: `bitcoinjs-lib with ids (${round(libraryIds)} MB/s)`,
      ratio: round(oursIds / libraryIds),
      target: null,
      holds: null,
    },
  ];
}

/** Every id and merkle root, in so many threads beside the one that parses. */
async function verifyAll(archive: BlockArchive, threads: number, bytes: number): Promise<Figure> {
  const checker = openChecker(archive, threads);
  const layout = newLayout();
  try {
    const pass = async (): Promise<void> => {
      for await (const batch of archive.read(0, archive.blocks.length - 1)) {
        const checked = checker.check(batch);
        for (const block of batch) layOut(block.bytes, layout, 'bench');
        await checked;
      }
    };
    // The first call of a kernel pays for its compilation.
    await pass();
    const rate = bytes / 1000 / (await timeMs(RUNS, pass));
    const floor = threads === 2 ? FULL_MB_S : null;
    return {
      name: `scan --verify full, ${threads} ${threads === 1 ? 'thread' : 'threads'} hashing`,
      value: round(rate),
      unit: 'MB/s',
      against: null,
      ratio: null,
      target: floor === null ? null : `≥ ${floor} MB/s`,
      holds: floor === null ? null : rate >= floor,
    };
  } finally {
    await checker.close();
  }
}

/** The whole scan from the disk itself; null where the system cannot be asked to forget a file. */
async function fromDisk(
  folder: string,
  archive: BlockArchive,
  table: OutpointTable,
  bytes: number,
): Promise<Figure | null> {
  const plain: number[] = [];
  const scanned: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    if (!forget(folder)) return null;
    plain.push(await timeMs(1, () => readPlainly(folder)));
    forget(folder);
    scanned.push(await timeMs(1, () => readAndProbe(archive, table)));
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
  const [read, scan] = [median(plain), median(scanned)];
  return {
    name: 'scan from disk, 100000 outpoints',
    value: round(bytes / 1000 / scan),
    unit: 'MB/s',
    against: 'plain reading from disk',
    ratio: round(read / scan),
    target: '≥ 0.95 ×',
    holds: read / scan >= 0.95,
  };
}

/** GNU dd drops a file from the page cache when it "copies" nothing with nocache. */
function forget(folder: string): boolean {
  return openFolder(folder).files.every((file) => {
    const args = [`of=${pathOf(folder, file)}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'];
    return spawnSync('dd', args).status === 0;
  });
}

const pathOf = (folder: string, file: number): string => filePath(openFolder(folder), 'blk', file);

/** Sequential reads of the same size as the archive's, into one buffer. */
function readPlainly(folder: string): void {
  const buffer = Buffer.alloc(8 << 20);
  for (const file of openFolder(folder).files) {
    const descriptor = openSync(pathOf(folder, file), 'r');
    while (readSync(descriptor, buffer) > 0);
    closeSync(descriptor);
  }
}

/** MB/s over blocks that lie in memory already: time in the loop alone, summed over the whole chain. */
async function parseAlone(archive: BlockArchive, table: OutpointTable): Promise<number> {
  const layout = newLayout();
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    let ms = 0;
    let bytes = 0;
    let hits = 0;
    for await (const batch of archive.read(0, archive.blocks.length - 1)) {
      const start = performance.now();
      for (const block of batch) {
        layOut(block.bytes, layout, 'bench');
        hits += firstHit(layout, table) === -1 ? 0 : 1;
        bytes += block.bytes.length;
      }
      ms += performance.now() - start;
    }
    if (hits !== 1) throw new Error(`${hits} blocks are hit instead of one`);
    rates.push(bytes / 1000 / ms);
  }
  return rates.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}
