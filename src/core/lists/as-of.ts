/**
 * "Was this address listed on that day?", from what is known of days past: editions, each of which speaks of its
 * own day only, and dated statements of when the publisher listed and delisted an address. Between and outside
 * them nothing is known, and that is the answer; the date of an entity is never taken for its address's. Only a
 * whole edition of the very day says "not listed": dates that were collected may lack a listing.
 */
import type { Chain } from '../model/chain.ts';
import type { Day, Edition, ListEntry, ListId } from '../model/list.ts';

type Family = Chain['family'];

/** What one edition says of addresses on the day it was published. */
export type Witness = {
  readonly list: ListId;
  readonly edition: string;
  /** The edition is of a day between these two, which are the same where the day is known. */
  readonly from: Day;
  readonly to: Day;
  /** Families of which it has every listed address, so that silence means "not listed". */
  readonly wholeFor: readonly Family[];
  /** `family:address` in canonical spelling. */
  readonly accounts: ReadonlySet<string>;
};

/** The publisher's own dates of one address. */
export type Statement = {
  readonly list: ListId;
  readonly family: Family;
  readonly address: string;
  readonly listedOn: Day;
  /** The first day on which it was listed no more; null: it stood on the last day known. */
  readonly delistedOn: Day | null;
  /** The last day of which the statement speaks. */
  readonly knownUntil: Day;
  readonly source: string;
};

export type ListHistory = {
  readonly witnesses: readonly Witness[];
  readonly statements: readonly Statement[];
};

/** An edition beside the day asked about, and whether it lists the address; null where it cannot say. */
export type Bracket = { readonly edition: string; readonly day: Day; readonly listed: boolean | null };

export type AsOf =
  | { readonly type: 'listed'; readonly since: Day | null; readonly ground: string }
  | { readonly type: 'not-listed'; readonly edition: string; readonly ground: string }
  /** Dates of this address are at hand, and the day is in none of them: a fact about those dates, no "not listed". */
  | ({ readonly type: 'outside-dates'; readonly says: string; readonly ground: string } & Brackets)
  | ({ readonly type: 'unknown'; readonly why: string } & Brackets);

/** The nearest editions on both sides of the day; one of the day itself, which cannot say, counts as before it. */
type Brackets = { readonly before: Bracket | null; readonly after: Bracket | null };

export const NO_HISTORY: ListHistory = { witnesses: [], statements: [] };

const EVERY_FAMILY: readonly Family[] = ['bitcoin', 'evm', 'tron'];

/** An edition as a witness of its day. One that is partial, or that no publisher confirmed, never says who is not listed. */
export const witnessOf = (
  { list, name, published, partial, verifiedAt, entries }: Edition,
  wholeFor: readonly Family[] = partial || verifiedAt === null ? [] : EVERY_FAMILY,
): Witness => ({
  list,
  edition: name,
  from: published,
  to: published,
  wholeFor,
  accounts: new Set(accountsIn(entries)),
});

/** The same of a whole edition of which only the addresses are at hand. */
export const witnessOfAccounts = (
  { list, name, published, verifiedAt }: Pick<Edition, 'list' | 'name' | 'published' | 'verifiedAt'>,
  accounts: readonly string[],
): Witness => ({
  list,
  edition: name,
  from: published,
  to: published,
  wholeFor: verifiedAt === null ? [] : EVERY_FAMILY,
  accounts: new Set(accounts),
});

/** Real extracts lack 1.3 % at most of what is known to have been listed on their day. */
const MAX_LACK_PERCENT = 2;

/**
 * Extracts are made by others and may be cut anywhere: one that lacks what is known to have been listed on its day still
 * says who was, and no more who was not. `lacks` of `known` addresses of the families that it has.
 */
export function holdToDates(
  extract: Witness,
  statements: readonly Statement[],
): { readonly witness: Witness; readonly lacks: number; readonly known: number } {
  const known = statements.filter(
    ({ list, family, listedOn, delistedOn, knownUntil }) =>
      list === extract.list &&
      extract.wholeFor.includes(family) &&
      listedOn <= extract.from &&
      extract.to < (delistedOn ?? '9999-12-31') &&
      extract.to <= knownUntil,
  );
  const lacks = known.filter(({ family, address }) => !extract.accounts.has(keyOf(family, address)));
  const cut = EVERY_FAMILY.some((family) => {
    const of = (all: readonly Statement[]): number => all.filter((each) => each.family === family).length;
    return of(lacks) * 100 > of(known) * MAX_LACK_PERCENT;
  });
  return {
    witness: cut ? { ...extract, wholeFor: [] } : extract,
    lacks: lacks.length,
    known: known.length,
  };
}

/** `family:address` of everybody whom entries name. */
const accountsIn = (entries: readonly ListEntry[]): string[] =>
  entries.flatMap((entry) =>
    entry.addresses.flatMap((each) => each.accounts.map((one) => keyOf(one.family, one.address))),
  );

export function asOf(history: ListHistory, list: ListId, family: Family, address: string, day: Day): AsOf {
  const witnesses = history.witnesses.filter((each) => each.list === list);
  const statements = history.statements.filter(
    (each) => each.list === list && each.family === family && each.address === address,
  );
  const said = (each: Witness): boolean | null =>
    each.accounts.has(keyOf(family, address)) ? true : each.wholeFor.includes(family) ? false : null;
  const bracket = (each: Witness | undefined): Bracket | null =>
    each === undefined ? null : { edition: each.edition, day: each.from, listed: said(each) };
  const brackets = (): Brackets => ({
    before: bracket(
      witnesses
        .filter((each) => each.to <= day)
        .sort(byDay)
        .at(-1),
    ),
    after: bracket(witnesses.filter((each) => each.from > day).sort(byDay)[0]),
  });
  const ofThisDay = witnesses.filter((each) => each.from === day && each.to === day);
  const naming = ofThisDay.find((each) => said(each) === true);
  const silent = ofThisDay.find((each) => said(each) === false);
  const covering = statements.find(
    (each) => each.listedOn <= day && day < (each.delistedOn ?? '9999-12-31') && day <= each.knownUntil,
  );
  if (naming !== undefined)
    return { type: 'listed', since: covering?.listedOn ?? null, ground: `edition ${naming.edition}` };
  if (silent !== undefined && covering !== undefined)
    // Extracts of 2022 left USDT out: an edition silent on what its publisher dates is not believed, nor denied.
    return {
      type: 'unknown',
      why: `the edition ${silent.edition} does not have it, and it is said to be listed since ${covering.listedOn} (${covering.source})`,
      ...brackets(),
    };
  if (silent !== undefined)
    return { type: 'not-listed', edition: silent.edition, ground: `edition ${silent.edition}` };
  if (covering !== undefined) return { type: 'listed', since: covering.listedOn, ground: covering.source };
  const near = brackets();
  const outside = nearestDates(
    statements.filter((each) => day <= each.knownUntil),
    day,
  );
  if (outside !== null) return { type: 'outside-dates', ...outside, ...near };
  return { type: 'unknown', why: whyOf(near, day), ...near };
}

/** The last delisting before the day, or else the first listing after it. */
function nearestDates(statements: readonly Statement[], day: Day): { says: string; ground: string } | null {
  const ended = statements
    .flatMap(({ delistedOn, source }) =>
      delistedOn === null || delistedOn > day ? [] : [{ delistedOn, source }],
    )
    .sort((a, b) => (a.delistedOn < b.delistedOn ? 1 : -1))[0];
  if (ended !== undefined)
    return { says: `it was delisted on ${ended.delistedOn} (${ended.source})`, ground: ended.source };
  const [first] = [...statements].sort((a, b) => (a.listedOn < b.listedOn ? -1 : 1));
  if (first === undefined) return null;
  return { says: `it was listed later, on ${first.listedOn} (${first.source})`, ground: first.source };
}

function whyOf({ before, after }: Brackets, day: Day): string {
  if (before?.day === day) return `the edition of ${day} is no whole one that its publisher confirmed`;
  if (before !== null && after !== null)
    return `${day} lies between the editions of ${before.day} and ${after.day}`;
  if (before !== null) return `${day} is later than the last edition kept, of ${before.day}`;
  if (after !== null) return `${day} is earlier than the first edition kept, of ${after.day}`;
  return 'no edition of this list that speaks of its day is kept';
}

const byDay = (a: Witness, b: Witness): number => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);

const keyOf = (family: Family, address: string): string => `${family}:${address}`;
