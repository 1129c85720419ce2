/**
 * The pinned chain: which header stands at a height at or below the tip that a trace was pinned to.
 *
 * Near the tip headers are joined to it: each is hashed, shows its work, and is the parent of the one above, so
 * whoever wants to deceive must mine. That costs a request for ten blocks of depth. Further down two servers must
 * name the same hash instead, which costs two requests and a header for each block that is needed.
 */
import type { Hash256 } from '../../../core/chains/bitcoin/bytes.ts';
import { badWork, HEADER_BYTES, type Header, parseHeader } from '../../../core/chains/bitcoin/header.ts';
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { type Cache, readBack } from '../wire/cache.ts';
import type { Pool } from '../wire/pool.ts';
import type { Base, ListedHeader } from './base.ts';

export type ChainContext = {
  readonly pool: Pool<Base>;
  readonly network: Network;
  readonly cache: Cache;
  readonly hash: Hash256;
};

export type PinnedChain = {
  readonly tip: Tip;
  /** The header of a height at or below the tip. */
  at(height: number): Promise<Header>;
  /** How large the block of a height is, as a server told along with its header; null where none did. */
  sizeOf(height: number): number | null;
  /** Refuses a server that has not reached the tip, or has another block there. Asked once of each. */
  reached(node: Base): Promise<void>;
  /** The same, now: what a server said before this began to be asked, it said of the pinned chain. */
  stillAt(node: Base): Promise<void>;
};

/** What electrs answers to `/blocks/:height`; mempool.space answers more, of which these are taken. */
const PAGE = 10;
const PAGES_AT_ONCE = 32;
/**
 * How deep below the tip an answer is taken for final, and kept on disk: exchanges credit after so many blocks at
 * most. Should one change all the same, it no longer fits the pinned chain and is asked for again.
 */
export const FINAL_DEPTH = 6;
/** Bitcoin sets the target anew at multiples of this height. */
const RETARGET_BLOCKS = 2016;

export function pinChain(context: ChainContext, tip: Tip, maxJoined: number): PinnedChain {
  const { pool } = context;
  const joined = new Map<number, Placed>();
  const agreed = new Map<number, Promise<Header>>();
  let lowest = tip.height + 1;
  let expected = tip.hash;

  const join = async (height: number): Promise<void> => {
    while (lowest > height) {
      // Pages end at multiples of ten, so that those of an earlier run are found again whatever its tip was.
      const kept = await readKept(context, lowest - 1, expected);
      if (kept !== null) {
        add(kept);
        continue;
      }
      const tops: number[] = [];
      for (let top = lowest - 1; top >= height && tops.length < PAGES_AT_ONCE; top = pageEnd(top) - 1)
        tops.push(top);
      const [from, below] = [lowest - 1, expected];
      const headers = await pool.first(async (node) => {
        const pages = await Promise.all(tops.map((top) => page(node, top)));
        return joinPage(context, pages, from, below, node.label);
      });
      add(headers);
      await keepPages(context, headers, tip);
    }
  };
  const add = (headers: readonly Placed[]): void => {
    for (const placed of headers) {
      joined.set(placed.height, placed);
      lowest = placed.height;
      expected = placed.header.parent;
    }
  };

  // Many may ask at once; one walk after the other keeps the chain in order.
  let walking: Promise<void> = Promise.resolve();
  const walkTo = (height: number): Promise<void> => {
    walking = walking.catch(() => {}).then(() => join(height));
    return walking;
  };

  const check = async (node: Base): Promise<void> => {
    const hash = await hashOf(node, tip.height);
    if (hash !== tip.hash)
      throw reorganised(`${node.label} has block ${hash} where the pinned chain has ${tip.hash}`, tip.height);
  };
  const seen = new Map<Base, Promise<void>>();
  const checks = new Map<Base, { readonly now: Promise<void>; next: Promise<void> | null }>();
  /** A check that was sent before the caller's answer came says nothing about it; the one after that is shared. */
  const stillAt = (node: Base): Promise<void> => {
    const running = checks.get(node);
    if (running === undefined) {
      const now = check(node).finally(() => checks.delete(node));
      checks.set(node, { now, next: null });
      return now;
    }
    running.next ??= running.now.catch(() => {}).then(() => stillAt(node));
    return running.next;
  };

  return {
    tip,
    sizeOf: (height) => joined.get(height)?.blockBytes ?? null,
    stillAt,
    reached(node) {
      const known = seen.get(node) ?? check(node);
      seen.set(node, known);
      known.catch(() => seen.delete(node));
      return known;
    },
    async at(height) {
      if (height >= lowest) return joined.get(height)!.header;
      if (tip.height - height < maxJoined) {
        await walkTo(height);
        return joined.get(height)!.header;
      }
      const known = agreed.get(height) ?? agreedHeader(context, height);
      agreed.set(height, known);
      known.catch(() => agreed.delete(height));
      return known;
    },
  };
}

type Placed = ListedHeader & { readonly header: Header; readonly height: number };

const pageEnd = (top: number): number => top - (top % PAGE);

async function page(node: Base, top: number): Promise<readonly ListedHeader[]> {
  const wanted = top - pageEnd(top) + 1;
  const headers = await node.headersDownFrom(top);
  if (headers.length >= Math.min(wanted, PAGE)) return headers.slice(0, wanted);
  throw new AshiatoError('E_SOURCE_BEHIND', `the server lists ${headers.length} blocks below height ${top}`, {
    where: node.label,
    next: 'Wait until it has caught up, or use another server.',
    retryable: true,
  });
}

/** Headers newest first, the first with the hash expected, each the parent of the one before. */
function joinPage(
  { network, hash }: ChainContext,
  pages: readonly (readonly ListedHeader[])[],
  top: number,
  expected: string,
  where: string,
): Placed[] {
  const placed: Placed[] = [];
  let child: { readonly parent: string; readonly bits: number } = { parent: expected, bits: 0 };
  for (const listed of pages.flat()) {
    const height = top - placed.length;
    const header = parseHeader(listed.bytes, network, hash);
    if (header.hash !== child.parent) {
      throw reorganised(
        `${where} has block ${header.hash} where the pinned chain has ${child.parent}`,
        height,
      );
    }
    if (
      network.retargets &&
      child.bits !== 0 &&
      child.bits !== header.bits &&
      (height + 1) % RETARGET_BLOCKS !== 0
    )
      throw badWork(header.hash, `its target differs from that of the block above, height ${height + 1}`);
    placed.push({ ...listed, header, height });
    child = header;
  }
  return placed;
}

/** A header of which two servers say that it stands at this height. */
export async function agreedHeader(context: ChainContext, height: number): Promise<Header> {
  const hash = await context.pool.agreed(`block ${height}`, (node) => hashOf(node, height));
  return headerOf(context, hash);
}

export async function hashOf(node: Base, height: number): Promise<string> {
  const hash = await node.hashAt(height);
  if (hash !== null) return hash;
  throw new AshiatoError('E_SOURCE_BEHIND', `the server has no block ${height} yet`, {
    where: node.label,
    next: 'Wait until it has caught up, or use another server.',
    retryable: true,
  });
}

export async function headerOf({ pool, network, cache, hash }: ChainContext, id: string): Promise<Header> {
  const check = (bytes: Uint8Array, where: string): Header => {
    const header = parseHeader(bytes, network, hash);
    if (header.hash === id) return header;
    throw new AshiatoError('E_BLOCK_HASH', `the header of ${header.hash} came for ${id}`, {
      where,
      next: 'Use another server.',
    });
  };
  const kept = await readBack(cache, 'header', id, (bytes) => check(bytes, 'the cache'));
  if (kept !== null) return kept;
  const { bytes, header } = await pool.first(async (node) => {
    const answer = await node.header(id);
    return { bytes: answer, header: check(answer, node.label) };
  });
  await cache.put('header', id, bytes);
  return header;
}

/** A page of headers under the hash of its newest; null where there is none that holds. */
const readKept = (context: ChainContext, top: number, newest: string): Promise<Placed[] | null> =>
  readBack(context.cache, 'headers', newest, (kept) => {
    const page = Array.from({ length: Math.max(1, Math.floor(kept.length / HEADER_BYTES)) }, (_, i) => ({
      bytes: kept.subarray(HEADER_BYTES * i, HEADER_BYTES * (i + 1)),
      blockBytes: null,
    }));
    return joinPage(context, [page], top, newest, 'the cache');
  });

async function keepPages({ cache }: ChainContext, headers: readonly Placed[], tip: Tip): Promise<void> {
  const whole = headers.filter(
    ({ height }, i) =>
      height % PAGE === PAGE - 1 && tip.height - height >= FINAL_DEPTH && headers.length - i >= PAGE,
  );
  await Promise.all(
    whole.map(({ header, height }) => {
      const from = headers.findIndex((each) => each.height === height);
      const bytes = headers.slice(from, from + PAGE).map((each) => each.bytes);
      return cache.put('headers', header.hash, Buffer.concat(bytes));
    }),
  );
}

export const reorganised = (what: string, height: number): AshiatoError =>
  new AshiatoError('E_REORG', what, {
    where: `block ${height}`,
    next: 'The chain was reorganised, or the server follows another fork; start the trace again.',
    retryable: true,
  });
