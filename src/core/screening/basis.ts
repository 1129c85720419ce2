/**
 * What answers of one second rest on: the lists with their standing, the rules, flows, overrides and the clock,
 * worked out once and shared by every answer of that second.
 */
import type { ListSnapshot } from '../lists/snapshot.ts';
import type { ChainId } from '../model/chain.ts';
import type { Check, HoldTask, ListStanding } from '../model/decision.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { ListEntry, ListId } from '../model/list.ts';
import { holdTask } from './deadlines.ts';
import type { Coverage, ExposureBook } from './exposure.ts';
import { INCIDENT_LEADS } from './leads.ts';
import { isInForce, type Override } from './overrides.ts';
import type { Ruleset } from './rules.ts';

/** A name found on a list, explained feature by feature. */
export type NameFound = {
  readonly entry: ListEntry;
  readonly score: number;
  readonly features: readonly { readonly feature: string; readonly value: number; readonly says: string }[];
};

export type NameQuery = {
  readonly name: string;
  readonly births: readonly string[];
  readonly countries: readonly string[];
};

/** Everybody on the lists by name; throws for a name that cannot be read. */
export type NameSearch = (query: NameQuery, threshold: number) => readonly NameFound[];

export type Parts = {
  readonly snapshot: ListSnapshot;
  /** Null: no index of names was made. */
  readonly names: NameSearch | null;
  readonly exposure: ExposureBook;
  readonly rules: Ruleset;
  readonly overrides: readonly Override[];
  readonly environment: 'production' | 'laboratory';
};

/** Seconds, UTC; `trusted` is false once the clock jumped. */
export type Clock = { readonly now: number; readonly trusted: boolean };

/** How far lists can say that somebody is not on them. */
export type Silence = Pick<Check, 'outcome' | 'code' | 'says' | 'next' | 'notFoundIn'>;

export type Basis = Parts & {
  readonly clock: Clock;
  readonly standings: readonly ListStanding[];
  readonly byList: ReadonlyMap<ListId, ListStanding>;
  /** Those of the rules, and what was in force here and is lost: a damaged file must not make a hit of yesterday clear. */
  readonly required: readonly ListId[];
  readonly silence: Silence;
  readonly validUntil: number;
  /** The rules, as answers name them. */
  readonly inForce: Pick<Ruleset, 'version' | 'digest'>;
  /** What a hold asks of whoever holds. */
  readonly holdTask: HoldTask;
  /** Staleness overrides that an answer without a match rests on. */
  readonly relied: readonly Override[];
  readonly coverageOf: (chains: readonly ChainId[]) => Coverage;
};

/** Promise P11: an answer holds for a minute at most, and never beyond the age of a list that it rests on. */
const VALID_S = 60;

export function newBasis(parts: Parts, clock: Clock): Basis {
  const standings = Object.freeze(
    parts.snapshot.standings(clock.now).filter(({ list }) => list !== INCIDENT_LEADS),
  );
  const byList = new Map(standings.map((standing) => [standing.list, standing]));
  const staleness = parts.overrides.filter(
    (override) => override.type === 'staleness' && isInForce(override, clock.now),
  );
  const excused = new Map(
    staleness.flatMap((each) => (each.type === 'staleness' ? [[each.list, each]] : [])),
  );
  const coverages = new Map<string, Coverage>();
  const { rules } = parts;
  const required = [...new Set([...rules.requiredLists, ...parts.snapshot.missing])];
  return {
    ...parts,
    clock,
    standings,
    byList,
    required,
    silence: silenceOf(required, rules.staleAfter, byList, excused, clock),
    validUntil: Math.min(clock.now + VALID_S, ...ends(rules, byList, excused, clock.now)),
    inForce: Object.freeze({ version: rules.version, digest: rules.digest }),
    holdTask: Object.freeze(holdTask(rules.jurisdiction, clock.now)),
    relied: rules.requiredLists.flatMap((list) => {
      const override = excused.get(list);
      const standing = byList.get(list);
      return override !== undefined && standing?.state === 'stale' && standing.age !== null ? [override] : [];
    }),
    coverageOf(chains) {
      const key = chains.join(' ');
      const known =
        coverages.get(key) ??
        within(rules.exposure.maxHops, parts.exposure.coverage(chains, rules.exposure.incidents));
      coverages.set(key, known);
      return known;
    },
  };
}

/** Flows beyond the hops of the rules are not looked at, however far the traces go: an answer must not say more. */
const within = (most: number | null, coverage: Coverage): Coverage =>
  most === null || (coverage.maxHops !== null && coverage.maxHops <= most)
    ? coverage
    : { ...coverage, maxHops: most };

/** When a list that was fresh is stale, and when an override that excuses one ends. */
function ends(
  rules: Ruleset,
  byList: ReadonlyMap<ListId, ListStanding>,
  excused: ReadonlyMap<ListId, Override>,
  now: number,
): number[] {
  return rules.requiredLists.flatMap((list) => {
    const standing = byList.get(list);
    const freshUntil = (standing?.verifiedAt ?? 0) + rules.staleAfter;
    const end = Math.max(freshUntil, excused.get(list)?.until ?? 0);
    return end > now ? [end] : [];
  });
}

type Lack = { readonly code: ErrorCode; readonly says: string; readonly next: string };

/** What is wrong with a required list, worst first; null where its silence means "not listed". */
function lackOf(
  list: ListId,
  standing: ListStanding | undefined,
  excused: ReadonlyMap<ListId, Override>,
  staleAfter: number,
): Lack | null {
  const refresh =
    standing?.origin === 'signed-import'
      ? 'Carry a newer edition here and run "ashiato lists import", or run "ashiato lists refresh".'
      : 'Run "ashiato lists refresh".';
  if (standing === undefined)
    return {
      code: 'E_LIST_MISSING',
      says: `no edition of ${list} is at hand that can be read`,
      next: refresh,
    };
  const { edition, age, partial, published } = standing;
  if (partial)
    return {
      code: 'E_LIST_PARTIAL',
      says: `${list} is at hand only in part (edition ${edition} of ${published}): it says who is listed, not who is not`,
      next: refresh,
    };
  if (age !== null && age < 0)
    return {
      code: 'E_CLOCK',
      says: `${list} was confirmed ${-age} s in the future: this clock or that one is wrong`,
      next: 'Set the clock of this machine right, then run "ashiato lists refresh".',
    };
  const stale = standing.state === 'stale' || age === null || age > staleAfter;
  // What nobody ever confirmed is no list that grew old, and no two people can say that it is current.
  if (!stale || (excused.has(list) && age !== null)) return null;
  return {
    code: 'E_STALE_LIST',
    says:
      age === null
        ? `nobody at the publisher has ever confirmed edition ${edition} of ${list}`
        : `${list} (edition ${edition}) was last confirmed ${describeAge(age)} ago`,
    next: refresh,
  };
}

const describeAge = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', `${minutes % 60} min`]
    .filter((part) => part !== '')
    .join(' ');
};

function silenceOf(
  required: readonly ListId[],
  staleAfter: number,
  byList: ReadonlyMap<ListId, ListStanding>,
  excused: ReadonlyMap<ListId, Override>,
  clock: Clock,
): Silence {
  const notFoundIn = [...byList.values()].map(({ list, edition }) => ({ list, edition }));
  const where = notFoundIn.map(({ list, edition }) => `${list} ${edition}`).join(', ');
  const notFound = where === '' ? 'no list was looked through' : `not found in ${where}`;
  if (!clock.trusted)
    return {
      outcome: 'indeterminate',
      code: 'E_CLOCK',
      says: `${notFound}; the clock of this machine jumped, so no age of a list can be believed`,
      next: 'Set the clock right and start Ashiato again.',
      notFoundIn,
    };
  const lacks = required.flatMap((list) => lackOf(list, byList.get(list), excused, staleAfter) ?? []);
  const [first] = lacks;
  if (first !== undefined)
    return {
      outcome: 'indeterminate',
      code: first.code,
      says: `${notFound}; ${lacks.map(({ says }) => says).join('; ')}`,
      next: first.next,
      notFoundIn,
    };
  return { outcome: 'clear', code: null, says: notFound, next: null, notFoundIn };
}
