/** Which transactions pay an address. A list has no proof of being whole: two servers must tell the same one. */
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Height } from '../../../core/model/transaction.ts';
import type { Pool } from '../wire/pool.ts';
import type { Base, Listed } from './base.ts';
import { secondWitness } from './witness.ts';

/** An address of a service has hundreds of thousands; at 25 a page that is not a seed to trace from. */
const MOST_LISTED = 10_000;

export type History = {
  readonly listed: readonly { readonly txid: string; readonly height: Height }[];
  /** Where the list goes back to the beginning: what the server says it sums up to. */
  readonly stats: { readonly count: number; readonly funded: bigint } | null;
  readonly alone: boolean;
};

export async function historyOf(
  pool: Pool<Base>,
  tip: Tip,
  address: string,
  since: number,
): Promise<History> {
  const one = await pool.first(async (node) => ({ node, pages: await listOf(node, tip, address, since) }));
  const two = await secondWitness(pool, one.node, (node) => listOf(node, tip, address, since));
  const print = (listed: readonly Listed[]): string =>
    listed
      .map(({ txid, height }) => `${txid} ${height}`)
      .sort()
      .join();
  if (two !== null && print(two.value.listed) !== print(one.pages.listed)) {
    throw new AshiatoError('E_SOURCES_DISAGREE', 'two servers list different transactions of an address', {
      where: address,
      next: 'Ask a third server, and leave out the one that is wrong.',
    });
  }
  const { listed, whole } = one.pages;
  const stats = whole ? await statsOf(pool, address) : null;
  return { listed, stats, alone: two === null };
}

/** Only a second look at the list: a server that does not give totals does not keep the list from being used. */
async function statsOf(pool: Pool<Base>, address: string): Promise<History['stats']> {
  try {
    return await pool.first((node) => node.stats(address));
  } catch (error) {
    if (error instanceof AshiatoError && error.code !== 'E_INTERNAL') return null;
    throw error;
  }
}

async function listOf(
  node: Base,
  tip: Tip,
  address: string,
  since: number,
): Promise<{ readonly listed: readonly Listed[]; readonly whole: boolean }> {
  const listed: Listed[] = [];
  let [after, above]: [string | null, number] = [null, 0];
  for (;;) {
    const page = await node.history(address, after);
    const fresh = page.filter(({ txid }) => !listed.some((before) => before.txid === txid));
    above += fresh.filter(({ height }) => height > tip.height).length;
    listed.push(...fresh);
    // Newest first by height; the times of neighbours may be the other way round by up to two hours.
    const last = page.at(-1);
    const within = listed.filter((each) => each.time >= since && each.height <= tip.height);
    if (last === undefined || fresh.length === 0)
      return { listed: within, whole: above === 0 && within.length === listed.length };
    if (last.time < since - 7_200) return { listed: within, whole: false };
    if (listed.length > MOST_LISTED) {
      throw new AshiatoError('E_SCAN_LIMIT', 'the address has too many transactions to list', {
        where: address,
        limit: `${MOST_LISTED} transactions`,
        next: 'Name the transactions of the theft instead of the address, or a later date.',
      });
    }
    after = last.txid;
  }
}
