/**
 * The lists in force, as screening asks them: immutable, whole in memory, swapped as one. Who holds a snapshot
 * answers from it to the end, whatever is refreshed meanwhile (promise P16).
 */
import type { Chain } from '../model/chain.ts';
import type { ListStanding } from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Day, Edition, ListEntry, ListedAddress, ListId } from '../model/list.ts';
import { finish, type Steps } from '../model/steps.ts';
import { accountTable } from './account-table.ts';
import { type AsOf, asOf, type ListHistory, NO_HISTORY, witnessOf } from './as-of.ts';
import { type Listed, openListings } from './listings.ts';
import { sameKeyAccounts } from './same-key.ts';

type Family = Chain['family'];
type Account = ListedAddress['accounts'][number];

export type ListSnapshot = {
  readonly editions: readonly Edition[];
  /** Lists that were in force here and cannot be read again: who was on them is not known any more. */
  readonly missing: readonly ListId[];
  /**
   * By canonical spelling, or by the bytes that `accountKey` gives for it (the fast way). Also what names another account
   * of its key (`sameKeyAs`), which no list names: nothing else here knows of those, neither editions nor days past.
   */
  readonly lookup: (family: Family, address: string | Uint8Array) => readonly Listed[];
  readonly entries: () => readonly ListEntry[];
  readonly standings: (now: number) => readonly ListStanding[];
  readonly asOf: (list: ListId, family: Family, address: string, day: Day) => AsOf;
};

/** Promise P12: after half an hour without the publisher's word a list is warned of, after six hours stale. */
const WARN_AFTER_S = 30 * 60;
export const STALE_AFTER_S = 6 * 3_600;
const STALE_LIMITS_S = { least: 3_600, most: 24 * 3_600 } as const;

const NONE: readonly Listed[] = Object.freeze([]);

/** At most one edition a list; `history` holds what is known of days past. */
export const makeSnapshot = (
  editions: readonly Edition[],
  history: ListHistory = NO_HISTORY,
  staleAfter: number = STALE_AFTER_S,
  missing: readonly ListId[] = [],
): ListSnapshot => finish(snapshotInSteps(editions, history, staleAfter, missing));

/** Entries that are taken in in one step: some milliseconds, by whoever has others to answer in between. */
const STEP = 500;
/** An account whose other forms are spelt takes as long as this many entries. */
const WORK: Readonly<Record<Family, number>> = { bitcoin: 20, evm: 0, tron: 5 };

export function* snapshotInSteps(
  editions: readonly Edition[],
  history: ListHistory = NO_HISTORY,
  staleAfter: number = STALE_AFTER_S,
  missing: readonly ListId[] = [],
): Steps<ListSnapshot> {
  refuseTwins(editions);
  refuseLimit(staleAfter);
  const entries = Object.freeze(editions.flatMap((edition) => edition.entries));
  const most = countAccounts(entries);
  const table = accountTable(most);
  const listings = openListings(most);
  /** Not for EVM: forty digits are read into a key in less time than a map takes to hash them. */
  const numbers = { bitcoin: new Map<string, number>(), tron: new Map<string, number>() };
  const add = ({ family, address }: Account, listed: Listed): void => {
    const number = table.take(family, address);
    if (family !== 'evm') numbers[family].set(address, number);
    listings.add(number, listed);
  };
  let work = STEP;
  for (const edition of editions)
    for (const entry of edition.entries) {
      if (work >= STEP) {
        yield;
        work = 0;
      }
      work += 1;
      for (const address of entry.addresses)
        for (const account of address.accounts) {
          work += WORK[account.family];
          add(account, { entry, address, edition, sameKeyAs: null });
          for (const twin of sameKeyAccounts(account))
            add(twin, { entry, address, edition, sameKeyAs: account.address });
        }
    }
  const findText = (family: Family, address: string): number => {
    if (family === 'evm') return table.findEvm(address);
    return numbers[family].get(address) ?? -1;
  };
  /** A decision looks up again and again whom it has found. */
  let last: { readonly family: Family; readonly address: string; readonly found: readonly Listed[] } | null =
    null;
  const lookupText = (family: Family, address: string): readonly Listed[] => {
    if (last !== null && address === last.address && family === last.family) return last.found;
    const number = findText(family, address);
    if (number === -1) return NONE;
    last = { family, address, found: Object.freeze(listings.of(number)) };
    return last.found;
  };
  // Only questions about days past need it, and most installs are never asked one.
  let whole: ListHistory | null = null;
  return Object.freeze({
    editions: Object.freeze([...editions]),
    missing: Object.freeze([...missing]),
    lookup: (family: Family, address: string | Uint8Array) => {
      if (typeof address === 'string') return lookupText(family, address);
      const number = table.find(family, address);
      return number === -1 ? NONE : listings.of(number);
    },
    entries: () => entries,
    standings: (now: number) => editions.map((edition) => standingOf(edition, now, staleAfter)),
    asOf: (list: ListId, family: Family, address: string, day: Day) => {
      whole ??= {
        witnesses: [...history.witnesses, ...editions.map((edition) => witnessOf(edition))],
        statements: history.statements,
      };
      return asOf(whole, list, family, address, day);
    },
  });
}

/** Room for the listed and, at most, for the others of their keys. */
const MOST_OF_KEY: Readonly<Record<Family, number>> = { bitcoin: 3, evm: 1, tron: 2 };

function countAccounts(entries: readonly ListEntry[]): number {
  let count = 0;
  for (const { addresses } of entries)
    for (const { accounts } of addresses) for (const { family } of accounts) count += MOST_OF_KEY[family];
  return count;
}

/** A list that the future verified is as good as never verified: the clock is wrong, now or then. */
export function standingOf(edition: Edition, now: number, staleAfter: number = STALE_AFTER_S): ListStanding {
  const { list, name, published, digest, origin, verifiedAt, partial } = edition;
  const age = verifiedAt === null ? null : now - verifiedAt;
  const state =
    age === null || age < 0 || age > staleAfter
      ? 'stale'
      : age > Math.min(WARN_AFTER_S, staleAfter)
        ? 'warn'
        : 'current';
  return { list, edition: name, published, digest, origin, verifiedAt, age, partial, state };
}

function refuseTwins(editions: readonly Edition[]): void {
  const seen = new Set<ListId>();
  for (const { list } of editions) {
    if (seen.has(list))
      throw new AshiatoError('E_LIST_EDITIONS', `two editions of ${list} cannot be in force together`, {
        where: list,
        next: 'Put the earlier one into the history.',
      });
    seen.add(list);
  }
}

/** A customer may be stricter or a little laxer, but not so lax that `clear` means nothing. */
function refuseLimit(staleAfter: number): void {
  if (staleAfter >= STALE_LIMITS_S.least && staleAfter <= STALE_LIMITS_S.most) return;
  throw new AshiatoError('E_CONFIG_VALUE', `a list cannot be stale after ${staleAfter} seconds`, {
    limit: '1 to 24 hours',
    next: 'Set a limit between 3600 and 86400 seconds.',
  });
}
