/**
 * Which entries name an account, by the account's number. In columns, chained from the first to the last: as objects
 * they would be so many that the collector holds up answers whenever lists are swapped.
 */
import type { Edition, ListEntry, ListedAddress } from '../model/list.ts';

export type Listed = {
  readonly entry: ListEntry;
  readonly address: ListedAddress;
  readonly edition: Edition;
};

export type Listings = {
  readonly add: (account: number, entry: ListEntry, address: ListedAddress, edition: Edition) => void;
  /** In the order in which they were added. */
  readonly of: (account: number) => readonly Listed[];
};

const NONE = -1;

/** Empty, with room for `most` of them. */
export function openListings(most: number): Listings {
  const entries: ListEntry[] = [];
  const addresses: ListedAddress[] = [];
  const editions: Edition[] = [];
  const first = new Int32Array(most).fill(NONE);
  const last = new Int32Array(most).fill(NONE);
  const next = new Int32Array(most).fill(NONE);
  return {
    add(account, entry, address, edition) {
      const listing = entries.length;
      entries.push(entry);
      addresses.push(address);
      editions.push(edition);
      if (first[account] === NONE) first[account] = listing;
      else next[last[account]!] = listing;
      last[account] = listing;
    },
    of(account) {
      const found: Listed[] = [];
      for (let at = first[account]!; at !== NONE; at = next[at]!)
        found.push({ entry: entries[at]!, address: addresses[at]!, edition: editions[at]! });
      return found;
    },
  };
}
