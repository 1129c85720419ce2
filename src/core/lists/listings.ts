/**
 * Which entries name an account, by the account's number. In columns, chained from the first to the last: as objects
 * they would be so many that the collector holds up answers whenever lists are swapped.
 */
import type { Edition, ListEntry, ListedAddress } from '../model/list.ts';

export type Listed = {
  readonly entry: ListEntry;
  readonly address: ListedAddress;
  readonly edition: Edition;
  /** Null: the entry names the account. Otherwise the account that it names, whose key spends from this one as well. */
  readonly sameKeyAs: string | null;
};

export type Listings = {
  readonly add: (account: number, listed: Listed) => void;
  /** Those that name it, then those that name another of its key, each in the order in which they were added. */
  readonly of: (account: number) => readonly Listed[];
};

const NONE = -1;

/** Empty, with room for `most` of them. */
export function openListings(most: number): Listings {
  const entries: ListEntry[] = [];
  const addresses: ListedAddress[] = [];
  const editions: Edition[] = [];
  const sameKeys: (string | null)[] = [];
  const first = new Int32Array(most).fill(NONE);
  const last = new Int32Array(most).fill(NONE);
  const next = new Int32Array(most).fill(NONE);
  return {
    add(account, { entry, address, edition, sameKeyAs }) {
      const listing = entries.length;
      entries.push(entry);
      addresses.push(address);
      editions.push(edition);
      sameKeys.push(sameKeyAs);
      if (first[account] === NONE) first[account] = listing;
      else next[last[account]!] = listing;
      last[account] = listing;
    },
    of(account) {
      const found: Listed[] = [];
      for (let at = first[account]!; at !== NONE; at = next[at]!)
        found.push({
          entry: entries[at]!,
          address: addresses[at]!,
          edition: editions[at]!,
          sameKeyAs: sameKeys[at]!,
        });
      return namedFirst(found);
    },
  };
}

/** An entry that names the account itself has no more to say by naming another of its key. */
function namedFirst(found: readonly Listed[]): readonly Listed[] {
  if (found.every(({ sameKeyAs }) => sameKeyAs === null)) return found;
  const naming = found.filter(({ sameKeyAs }) => sameKeyAs === null);
  const entries = new Set(naming.map(({ entry }) => entry));
  return [...naming, ...found.filter(({ sameKeyAs, entry }) => sameKeyAs !== null && !entries.has(entry))];
}
