/** Where a scan begins: the stolen outputs, which block holds them, and what they are worth. */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { BlockArchive } from '../../core/chains/bitcoin/archive.ts';
import { checkBlock, type OpenBlock, openBlock, rawTransaction } from '../../core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../../core/chains/bitcoin/layout.ts';
import { newOutpointTable } from '../../core/chains/bitcoin/outpoints.ts';
import { holdPayee, mayPay } from '../../core/chains/bitcoin/payees.ts';
import { ownerOf } from '../../core/chains/bitcoin/script.ts';
import type { Tip } from '../../core/model/case.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TxId } from '../../core/model/location.ts';
import type { Stop } from '../../core/model/reading.ts';
import { formatInstant } from '../../core/trace/request.ts';

/** A theft to follow, alone: everything else is clean to it. */
export type Incident = {
  readonly id: string;
  /** Its id in the facts; null for a theft of one's own. */
  readonly incident: string | null;
  readonly title: string;
  readonly seeds: readonly Seed[];
  /** Stolen outputs that are known only by whom they pay. */
  readonly paid: Paid | null;
  readonly stops: readonly Stop[];
};

export type Seed = {
  readonly txid: TxId;
  readonly vout: number;
  /** Null: the chain is hashed from its beginning until the transaction is found. */
  readonly height: number | null;
};

/**
 * Every output that pays one of the addresses within a window of block times, but for what these addresses pay
 * each other out of what they were paid in it (change). Where one of `txids` is among the payments, only those
 * of `txids` count: then the theft itself is known, and the rest came later or from elsewhere.
 */
export type Paid = {
  readonly addresses: readonly string[];
  readonly txids: readonly TxId[];
  /** Seconds, UTC. */
  readonly since: number;
  readonly until: number;
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

/** One whose height is given costs one block; payments cost their window; without either, the chain is hashed. */
export async function locate(
  archive: BlockArchive,
  incidents: readonly Incident[],
  tip: Tip,
  onProgress: (progress: ScanProgress) => void,
): Promise<Located[]> {
  const wanted = incidents.flatMap(({ id, seeds }) => seeds.map((seed) => ({ ...seed, incident: id })));
  const named = await locateNamed(archive, wanted, tip, onProgress);
  const { found: paid, absent } = await locatePaid(archive, incidents, tip, onProgress);
  if (absent[0] !== undefined) throw absent[0].why;
  // In the order they were asked for, which does not hang on where they were found.
  return incidents.flatMap(({ id }) => [
    ...named.filter((seed) => seed.incident === id),
    ...paid.filter((seed) => seed.incident === id),
  ]);
}

export type Absent = { readonly id: string; readonly why: AshiatoError };

/**
 * Of thefts that are known only by whom they paid, those whose payments this archive holds, now by their outputs; and
 * the others, each with the reason.
 */
export async function placePaid(
  archive: BlockArchive,
  incidents: readonly Incident[],
  tip: Tip,
  onProgress: (progress: ScanProgress) => void,
): Promise<{ readonly placed: readonly Incident[]; readonly absent: readonly Absent[] }> {
  const { found, absent } = await locatePaid(archive, incidents, tip, onProgress);
  const placed = incidents.flatMap((incident): Incident[] => {
    const seeds = found.filter((seed) => seed.incident === incident.id);
    return seeds.length === 0
      ? []
      : [{ ...incident, seeds: seeds.map(({ txid, vout, height }) => ({ txid, vout, height })), paid: null }];
  });
  return { placed, absent };
}

type Named = Seed & { readonly incident: string };

async function locateNamed(
  archive: BlockArchive,
  seeds: readonly Named[],
  tip: Tip,
  onProgress: (progress: ScanProgress) => void,
): Promise<Located[]> {
  const found: Located[] = [];
  const layout = newLayout();
  const look = (height: number, bytes: Uint8Array, wanted: readonly Named[]): Named[] => {
    const { hash } = archive.blocks[height]!;
    layOut(bytes, layout, hash);
    const place = { network: archive.network, height, hash };
    const { ids } = checkBlock(bytes, layout, place, archive.hash, archive.hashMany);
    if (!wanted.some(({ txid }) => isAmong(ids, txid))) return [...wanted];
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
  return seeds.map(({ incident, txid, vout }) => {
    const same = (seed: Located): boolean =>
      seed.incident === incident && seed.txid === txid && seed.vout === vout;
    return found.find(same)!;
  });
}

/** Whether an id is among many of 32 bytes each: to write them all out would take half as long as to hash them. */
function isAmong(ids: Uint8Array, txid: TxId): boolean {
  const wanted = hexToBytes(txid).reverse();
  for (let at = 0; at < ids.length; at += 32) {
    if (ids[at] === wanted[0] && wanted.every((byte, i) => byte === ids[at + i])) return true;
  }
  return false;
}

const notThere = (seed: Seed, why: string): AshiatoError =>
  new AshiatoError('E_SEED', `the seed cannot be found: ${why}`, {
    where: `${seed.txid}:${seed.vout}`,
    next: 'Check the transaction, the number of the output and the height against an explorer.',
  });

/** What is looked for in a window of heights, and what was found so far. */
type Search = {
  readonly id: string;
  readonly paid: Paid;
  readonly from: number;
  readonly to: number;
  readonly addresses: ReadonlySet<string>;
  readonly found: Located[];
  /** Outputs of the addresses, found or change. */
  readonly own: Set<string>;
};

async function locatePaid(
  archive: BlockArchive,
  incidents: readonly Incident[],
  tip: Tip,
  onProgress: (progress: ScanProgress) => void,
): Promise<{ readonly found: readonly Located[]; readonly absent: readonly Absent[] }> {
  const asked = incidents.flatMap(({ id, paid }) =>
    paid === null ? [] : [searchOf(archive, id, paid, tip)],
  );
  const searches = asked.filter((each) => 'found' in each);
  const table = newOutpointTable(0);
  for (const { addresses } of searches)
    for (const address of addresses) holdPayee(table, address, archive.network);
  const windows = joined(searches);
  const of = windows.reduce((sum, { from, to }) => sum + bytesBetween(archive, from, to), 0);
  const layout = newLayout();
  let bytes = 0;
  for (const { from, to } of windows) {
    for await (const batch of archive.read(from, to)) {
      for (const block of batch) {
        layOut(block.bytes, layout, archive.blocks[block.height]!.hash);
        const candidates = mayPay(block.bytes, layout, table);
        if (candidates.length > 0)
          notePayments(openAt(archive, block.height, block.bytes), candidates, searches);
        bytes += archive.blocks[block.height]!.size;
      }
      onProgress({ phase: 'find', bytes, of, height: batch.at(-1)!.height });
    }
  }
  return {
    found: searches.flatMap(chosen),
    absent: asked.flatMap((each) =>
      'why' in each ? [each] : each.found.length === 0 ? [{ id: each.id, why: unpaid(each) }] : [],
    ),
  };
}

/** From the first block to the last whose own time is in the window; a block's time may go back a little. */
function searchOf({ blocks }: BlockArchive, id: string, paid: Paid, tip: Tip): Search | Absent {
  const inside = ({ time }: { time: number }): boolean => time >= paid.since && time <= paid.until;
  const known = blocks.slice(0, tip.height + 1);
  const from = known.findIndex(inside);
  if (from === -1) {
    const why = new AshiatoError('E_SEED', `no block is from the time of ${id}: ${windowOf(paid)}`, {
      where: id,
      limit: `the chain is followed to ${formatInstant(tip.time)}`,
      next: 'Give a folder that reaches further, or a later --as-of.',
    });
    return { id, why };
  }
  return {
    id,
    paid,
    from,
    to: known.findLastIndex(inside),
    addresses: new Set(paid.addresses),
    found: [],
    own: new Set(),
  };
}

const windowOf = ({ since, until }: Paid): string => `${formatInstant(since)} to ${formatInstant(until)}`;

/** Windows that overlap are read once. */
function joined(searches: readonly Search[]): { from: number; to: number }[] {
  const windows: { from: number; to: number }[] = [];
  for (const { from, to } of searches.toSorted((a, b) => a.from - b.from)) {
    const last = windows.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else windows.push({ from, to });
  }
  return windows;
}

function notePayments(block: OpenBlock, candidates: readonly number[], searches: readonly Search[]): void {
  for (const i of candidates) {
    const raw = rawTransaction(block, i);
    const txid = block.txids[i]!;
    const owners = raw.outputs.map(({ script }) => ownerOf(script, block.network));
    for (const { id, from, to, addresses, found, own } of searches) {
      if (block.height < from || block.height > to) continue;
      const change = raw.inputs.some((input) => own.has(`${input.txid}:${input.vout}`));
      for (const [vout, { value }] of raw.outputs.entries()) {
        if (value === 0n || !addresses.has(owners[vout] ?? '')) continue;
        own.add(`${txid}:${vout}`);
        if (!change) found.push({ incident: id, txid, vout, height: block.height, value: value.toString() });
      }
    }
  }
}

/** Where the theft itself is known and is among the payments, the others came later or from elsewhere. */
function chosen({ paid, found }: Search): readonly Located[] {
  const thefts = found.filter(({ txid }) => paid.txids.includes(txid));
  return thefts.length > 0 ? thefts : found;
}

const unpaid = ({ id, paid }: Search): AshiatoError =>
  new AshiatoError(
    'E_SEED',
    `nothing was paid to the known addresses of ${id} in its time: ${windowOf(paid)}`,
    { where: id, next: 'Name the stolen outputs with --seed.' },
  );

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
