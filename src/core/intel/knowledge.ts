/** What an article is held against: incidents, and the names of victims, actors, techniques and those who speak. */
import type { Name } from './names.ts';
import { type Names, openNames } from './names.ts';

export type KnownIncident = {
  readonly id: string;
  readonly date: string;
  readonly datePrecision: 'day' | 'month' | 'season';
  readonly victim: string;
  /** Decimal text; null where it was not published. */
  readonly lossUsd: string | null;
  readonly lossRange: readonly [low: string, high: string] | null;
  readonly assets: readonly { readonly amount: string | null; readonly unit: string }[];
  /** Ids of actors that the library names, and their parents. */
  readonly actors: readonly string[];
  readonly attributedBy: readonly { readonly who: string; readonly date: string | null }[];
  /** Canonical spelling. */
  readonly addresses: readonly string[];
  readonly transactions: readonly string[];
};

export type Victim = { readonly name: string; readonly incidents: readonly string[] };

/** As the facts give them. */
export type NameTables = {
  readonly victims: readonly Name<Victim>[];
  readonly actors: readonly Name<string>[];
  readonly techniques: readonly Name<string>[];
  readonly speakers: readonly Name<string>[];
};

export type Knowledge = {
  readonly incidents: readonly KnownIncident[];
  readonly victims: Names<Victim>;
  readonly actors: Names<string>;
  readonly techniques: Names<string>;
  readonly speakers: Names<string>;
};

export const openKnowledge = (incidents: readonly KnownIncident[], tables: NameTables): Knowledge => ({
  incidents,
  victims: openNames(tables.victims),
  actors: openNames(tables.actors),
  techniques: openNames(tables.techniques),
  speakers: openNames(tables.speakers),
});
