/**
 * The audit chain: each journal entry is a leaf, sha256(previous leaf || what was done), and what was done
 * names the digest of the movements and gaps it wrote. So a flipped, removed or re-ordered entry shows, and so
 * does a movement changed behind the journal's back. Only the state, which follows from the journal, is left out.
 */
import { hash } from 'node:crypto';
import type { Gap, Movement } from '../../core/model/movement.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { Database, Engine } from './engine.ts';
import { gapFact, gapOf, movementFact, movementOf, newLookup } from './rows.ts';
import type { GapTable, JournalTable, MovementTable } from './schema.ts';

/** What an entry did, beside its type and trace. */
export type Deed = {
  readonly type: JournalTable['type'];
  readonly trace: string;
  readonly chain?: string;
  readonly height?: number;
  readonly hash?: string;
  /** The digest of the movements and gaps written. */
  readonly digest?: string;
  /** The entries undone. */
  readonly undone?: readonly number[];
  /** The record of a trace that was opened. */
  readonly record?: unknown;
};

export const leafOf = (previous: string, what: string): string =>
  hash('sha256', `${previous}|${what}`, 'hex');

export const whatOf = (deed: Deed): string => canonicalJson(deed);

/** One line a fact; an array's JSON has one spelling, so no keys need sorting. */
export function digestOf(movements: readonly Movement[], gaps: readonly Gap[]): string {
  const lines = [...movements.map(movementFact), ...gaps.map(gapFact)].map((fact) => JSON.stringify(fact));
  return hash('sha256', lines.join('\n'), 'hex');
}

const PAGE = 500;

/** The first sequence number that does not fit, or null. Reads the whole journal. */
export async function findBrokenLeaf(engine: Engine, tx: Database): Promise<number | null> {
  const traces = new Map(
    (await tx.selectFrom('trace').select(['id', 'key']).execute()).map(({ id, key }) => [id, key]),
  );
  let last = { seq: 0, leaf: '' };
  for (;;) {
    const page = await tx
      .selectFrom('journal')
      .selectAll()
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    if (page.length === 0) break;
    const seen = await contentsOf(engine, tx, page);
    for (const entry of page) {
      const { seq, previous, leaf, what } = entry;
      const follows = seq === last.seq + 1 && previous === last.leaf && leaf === leafOf(previous, what);
      if (!follows || !seen.fits(entry, traces.get(entry.trace) ?? ''))
        return last.seq + 1 < seq ? last.seq + 1 : seq;
      last = { seq, leaf };
    }
  }
  const head = await tx.selectFrom('head').selectAll().executeTakeFirst();
  const strayed = await tx
    .selectFrom('movement')
    .select('journal')
    .where('journal', '>', last.seq)
    .limit(1)
    .executeTakeFirst();
  return head?.seq === last.seq && head.leaf === last.leaf && strayed === undefined ? null : last.seq + 1;
}

/** Whether the rows of the entries on a page are still what their leaves say. */
async function contentsOf(
  engine: Engine,
  tx: Database,
  page: readonly JournalTable[],
): Promise<{ fits(entry: JournalTable, trace: string): boolean }> {
  const first = page[0]!.seq;
  const end = page.at(-1)!.seq + 1;
  const movements = await tx
    .selectFrom('movement')
    .selectAll()
    .where('journal', '>=', first)
    .where('journal', '<', end)
    .orderBy('journal')
    .orderBy('position')
    .execute();
  const gaps = await tx
    .selectFrom('gap')
    .selectAll()
    .where('journal', '>=', first)
    .where('journal', '<', end)
    .orderBy('journal')
    .orderBy('position')
    .execute();
  const undone = await tx
    .selectFrom('undone')
    .selectAll()
    .where('by_journal', '>=', first)
    .where('by_journal', '<', end)
    .orderBy('journal')
    .execute();
  const lookup = await newLookup(
    engine,
    tx,
    [...page.map((entry) => entry.chain), ...namesOf(movements, gaps)],
    placesOf(movements, gaps),
  );
  const movementsBy = Map.groupBy(movements, (row) => row.journal);
  const gapsBy = Map.groupBy(gaps, (row) => row.journal);
  const undoneBy = Map.groupBy(undone, (row) => row.by_journal);
  return {
    fits(entry, trace) {
      const { seq, type, chain, height, hash: block, what } = entry;
      const at = { block_chain: chain, block_height: height };
      const written = (movementsBy.get(seq) ?? []).map((row) => movementOf({ ...row, ...at }, lookup));
      const missing = (gapsBy.get(seq) ?? []).map((row) => gapOf(row, lookup));
      const cancelled = (undoneBy.get(seq) ?? []).map((row) => row.journal);
      const said = parse(what);
      const found: Deed = {
        type,
        trace,
        ...(chain === null ? {} : { chain: lookup.text(chain) }),
        ...(height === null ? {} : { height }),
        ...(block === null ? {} : { hash: block }),
        ...(type === 'block' ? { digest: digestOf(written, missing) } : {}),
        ...(type === 'revert' || type === 'reset' ? { undone: cancelled } : {}),
        ...(type === 'open' ? { record: said?.record } : {}),
      };
      return whatOf(found) === what;
    },
  };
}

function parse(what: string): Deed | null {
  try {
    return JSON.parse(what) as Deed;
  } catch {
    return null;
  }
}

export const namesOf = (
  movements: readonly MovementTable[],
  gaps: readonly GapTable[],
): (number | null)[] => [
  ...movements.flatMap((row) => [row.asset, row.stolen, row.from_owner, row.to_owner]),
  ...gaps.flatMap((row) => [row.chain, row.asset, row.owner]),
];

export const placesOf = (
  movements: readonly MovementTable[],
  gaps: readonly GapTable[],
): (number | null)[] => [
  ...movements.flatMap((row) => [row.from_place, row.to_place]),
  ...gaps.map((row) => row.place),
];
