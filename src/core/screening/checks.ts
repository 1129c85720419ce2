/** The checks, one function each: what was found, and how much its absence means. */
import type { Listed } from '../lists/listings.ts';
import type { Check, Match, ScreenedSubject } from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { ListEntry, ListedAddress } from '../model/list.ts';
import type { Basis, NameFound, Silence } from './basis.ts';
import type { Coverage, TracedExposure } from './exposure.ts';
import { entryHashOf } from './overrides.ts';
import { heldWithOneKey } from './subject.ts';

type ListedMatch = Extract<Match, { type: 'listed' }>;
type ExposureMatch = Extract<Match, { type: 'exposure' }>;
type Account = Extract<ScreenedSubject, { type: 'address' }>['accounts'][number];

const NOTHING: readonly never[] = Object.freeze([]);

/** An incident's address is a lead and never a listing. */
const isLead = ({ entry }: Listed): boolean => entry.effect === 'stolen-funds-lead';

/**
 * The sanctions and orders that name an account or another that its key spends from. `accounts` are of one key, first
 * the one that is asked about: what names it says so, and what names only the others says whom it names.
 */
export function listedMatches(accounts: readonly Account[], { snapshot }: Basis): readonly ListedMatch[] {
  const named: ListedAddress[] = [];
  const matches: ListedMatch[] = [];
  for (const account of accounts)
    for (const listed of snapshot.lookup(account.family, account.address)) {
      if (isLead(listed) || named.includes(listed.address)) continue;
      named.push(listed.address);
      const beside = account === accounts[0] ? null : account.address;
      matches.push(keyed(listingOf(listed), listed.sameKeyAs ?? beside));
    }
  return matches;
}

/** What a listing says is the same in every answer: made once, and frozen, as all that answers share. */
const listings = new WeakMap<ListedAddress, { readonly entry: ListEntry; readonly match: ListedMatch }>();

function listingOf({ entry, address }: Listed): ListedMatch {
  const known = listings.get(address);
  if (known?.entry === entry) return known.match;
  const match = Object.freeze(matchOf(entry, address));
  listings.set(address, { entry, match });
  return match;
}

const ofOtherForms = new WeakMap<ListedMatch, Map<string, ListedMatch>>();

/** What a listing says of the other accounts of a listed address's key. */
function keyed(match: ListedMatch, sameKeyAs: string | null): ListedMatch {
  if (sameKeyAs === null) return match;
  const known = ofOtherForms.get(match) ?? new Map<string, ListedMatch>();
  ofOtherForms.set(match, known);
  const made = known.get(sameKeyAs) ?? Object.freeze({ ...match, sameKeyAs });
  known.set(sameKeyAs, made);
  return made;
}

const matchOf = (
  entry: ListEntry,
  address: ListedAddress | null,
  score = 1,
  features: NameFound['features'] = [],
): ListedMatch => ({
  type: 'listed',
  list: entry.list,
  entry: entry.id,
  entryHash: entryHashOf(entry),
  names: entry.names.map(({ name }) => name),
  effect: entry.effect,
  programmes: entry.programmes,
  addressListedOn: address?.listedOn ?? null,
  entryListedOn: entry.listedOn,
  sameKeyAs: null,
  score,
  features,
});

export function checkLists(matches: readonly ListedMatch[], basis: Basis): Check {
  const [match, other] = matches;
  if (match === undefined) return silentCheck('lists', basis);
  return other === undefined ? aloneCheck(match) : foundCheck('lists', matches);
}

const alone = new WeakMap<ListedMatch, Check>();

/** As a listing is shared by all answers, so is the check that found it and nothing else. */
function aloneCheck(match: ListedMatch): Check {
  const known = alone.get(match);
  if (known !== undefined) return known;
  const made = Object.freeze(foundCheck('lists', Object.freeze([match])));
  alone.set(match, made);
  return made;
}

const silent = new WeakMap<Basis, Map<Check['name'], Check>>();

/** The same for everybody who is not found, so it is made once for each basis. */
function silentCheck(name: Check['name'], basis: Basis): Check {
  const made = silent.get(basis) ?? new Map<Check['name'], Check>();
  silent.set(basis, made);
  const known = made.get(name) ?? Object.freeze({ name, ...basis.silence, matches: NOTHING });
  made.set(name, known);
  return known;
}

function foundCheck(name: Check['name'], matches: readonly ListedMatch[]): Check {
  const [first] = matches;
  const who = first?.names[0] ?? first?.entry ?? '';
  const day = first?.addressListedOn ?? first?.entryListedOn ?? null;
  const more = matches.length > 1 ? `, and ${matches.length - 1} more` : '';
  return {
    name,
    outcome: 'hit',
    code: null,
    says: `${bySameKey(first)}${who} on ${first?.list} (${first?.effect})${day === null ? '' : ` since ${day}`}${more}`,
    next: null,
    matches,
    notFoundIn: [],
  };
}

/** Money to it is money to whoever is listed; but it is no list that says so. */
const bySameKey = (match: ListedMatch | undefined): string =>
  match === undefined || match.sameKeyAs === null
    ? ''
    : `on no list itself, but the key of the listed ${match.sameKeyAs} spends from it: `;

/** Of the parties of a transaction only those that the journal knows can be looked up. */
export function checkTransactionLists(txid: string, basis: Basis): Check {
  const parties = basis.exposure.partiesOf(txid);
  const matches = listedParties(parties, basis);
  if (matches.length > 0) return foundCheck('lists', matches);
  return { name: 'lists', ...silenceOfParties(parties.length), matches: NOTHING };
}

const listedParties = (parties: readonly Account[], basis: Basis): readonly ListedMatch[] =>
  parties.flatMap((party) => listedMatches(heldWithOneKey([party]), basis));

/** A transaction may have parties that nobody knows here: that none of the known is listed clears none of them. */
export const silenceOfParties = (known: number): Silence => ({
  outcome: 'indeterminate',
  code: 'E_COVERAGE',
  says:
    known === 0
      ? 'the parties of this transaction are not known here'
      : `${known} parties of this transaction are known here and not listed; it may have more`,
  next: 'Screen the addresses of its inputs or its sender.',
  notFoundIn: NOTHING,
});

export function checkName(subject: Extract<ScreenedSubject, { type: 'name' }>, basis: Basis): Check {
  const unable = (code: Check['code'], says: string, next: string): Check => ({
    name: 'name',
    outcome: 'indeterminate',
    code,
    says,
    next,
    matches: NOTHING,
    notFoundIn: [],
  });
  if (basis.names === null)
    return unable('E_UNSUPPORTED', 'no index of names is loaded', 'Start Ashiato with its lists.');
  try {
    const found = basis.names(
      { name: subject.text, births: subject.births, countries: subject.countries },
      basis.rules.nameThreshold,
    );
    const matches = found
      .filter(({ entry }) => entry.effect !== 'stolen-funds-lead')
      .map(({ entry, score, features }) => matchOf(entry, null, score, features));
    return matches.length === 0 ? silentCheck('name', basis) : foundCheck('name', matches);
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    return unable(error.code, error.message, error.next ?? 'Give the name as its papers spell it.');
  }
}

/** Leads and traced flows that count: within the hops of the rules, and together above their dust. */
export type Exposures = { readonly counted: readonly ExposureMatch[]; readonly dust: readonly string[] };

const NO_EXPOSURE: Exposures = Object.freeze({ counted: NOTHING, dust: NOTHING });

export function exposuresOf(accounts: readonly Account[], basis: Basis): Exposures {
  let found: TracedExposure[] | null = null;
  for (const { family, address } of accounts) {
    const traced = basis.exposure.of(family, address);
    // Where both accounts of a key are looked at, what names one of them is found there.
    const named = basis.snapshot
      .lookup(family, address)
      .filter((each) => isLead(each) && (each.sameKeyAs === null || accounts.length === 1));
    if (traced.length === 0 && named.length === 0) continue;
    found ??= [];
    found.push(...named.map(leadMatch), ...traced);
  }
  if (found === null) return NO_EXPOSURE;
  const fromListed = accounts.some(
    ({ family, address }) => listedParties(basis.exposure.payersOf(family, address), basis).length > 0,
  );
  return weigh(found, fromListed, basis);
}

export const transactionExposures = (txid: string, basis: Basis): Exposures =>
  weigh(
    basis.exposure.ofTransaction(txid),
    listedParties(basis.exposure.partiesOf(txid), basis).length > 0,
    basis,
  );

/** What a listed address paid straight to the subject counts, however little it is and however far from the theft. */
function weigh(found: readonly TracedExposure[], fromListed: boolean, basis: Basis): Exposures {
  const { maxHops, dust } = basis.rules.exposure;
  const counts = ({ hops }: TracedExposure): boolean => fromListed || maxHops === null || hops <= maxHops;
  const near = found.filter(counts);
  const sums = new Map<string, bigint>();
  for (const { asset, max } of near)
    if (asset !== null && max !== null) sums.set(asset, (sums.get(asset) ?? 0n) + max);
  const isDust = ({ asset, hops, max }: TracedExposure): boolean => {
    if (fromListed || hops === 0 || asset === null || max === null) return false;
    return (sums.get(asset) ?? 0n) < (dust.get(asset) ?? 0n);
  };
  return {
    counted: near.filter((match) => !isDust(match)).map((match) => withLists(match, basis)),
    dust: [
      ...near
        .filter(isDust)
        .map(
          ({ incident, asset, max, hops }) =>
            `exposure to ${incident} over ${hops} hops sums to ${max} base units of ${asset}, below the dust limit of the rules`,
        ),
      ...found
        .filter((each) => !counts(each))
        .map(
          ({ incident, hops }) =>
            `stolen value of ${incident} reached it over ${hops} hops, beyond the ${maxHops} that the rules count`,
        ),
    ],
  };
}

/** An answer names this many of a cluster; those that are listed are named all. */
const MOST_MEMBERS = 20;

/** Says of counterparties and of the cluster who is listed by the editions in force. */
function withLists(
  { counterparties, coSpent, ...match }: TracedExposure,
  { snapshot }: Basis,
): ExposureMatch {
  const listsNaming = (family: Account['family'], address: string) => [
    ...new Set(
      snapshot
        .lookup(family, address)
        .flatMap((each) => (isLead(each) || each.sameKeyAs !== null ? [] : [each.entry.list])),
    ),
  ];
  return {
    ...match,
    counterparties: {
      count: counterparties.count,
      largest: counterparties.largest.map((each) => ({
        ...each,
        listedOn: listsNaming(each.family, each.address),
      })),
    },
    cluster:
      coSpent.length === 0
        ? null
        : {
            size: coSpent.length,
            members: coSpent.slice(0, MOST_MEMBERS),
            listed: coSpent.flatMap((address) =>
              listsNaming('bitcoin', address).map((list) => ({ address, list })),
            ),
          },
  };
}

function leadMatch({ entry, sameKeyAs }: Listed): TracedExposure {
  const [incident = ''] = entry.programmes;
  return {
    type: 'exposure',
    incident,
    stolenOn: entry.listedOn,
    firstArrived: null,
    lastArrived: null,
    hops: 0,
    asset: null,
    min: null,
    max: null,
    policies: [],
    path: entry.addresses.map(({ text }) => text),
    counterparties: { count: 0, largest: [] },
    coSpent: [],
    ground:
      sameKeyAs === null ? entry.remarks : `the key of ${sameKeyAs} spends from it; that is ${entry.remarks}`,
  };
}

/** Why nothing found does not mean that there is nothing; null where it does. */
function lackOfCoverage(
  coverage: Coverage,
  { rules, clock }: Basis,
): Pick<Check, 'code' | 'says' | 'next'> | null {
  if (!clock.trusted)
    return {
      code: 'E_CLOCK',
      says: 'the clock of this machine jumped',
      next: 'Set it right and start again.',
    };
  const old = coverage.tips.find(({ time }) => clock.now - time > rules.exposure.maxTipAge);
  if (coverage.incomplete !== null)
    return {
      code: 'E_COVERAGE',
      says: `not in the journal, which is not enough: ${coverage.incomplete}`,
      next: 'Trace the incidents that the rules name to their ends, or name the chain of the payment.',
    };
  if (old !== undefined)
    return {
      code: 'E_STALE_CHAIN',
      says: `the newest block behind this is of ${new Date(old.time * 1000).toISOString()} (${old.chain})`,
      next: 'Follow the traces to the newest block; what the lists say stands.',
    };
  return null;
}

export function checkExposure({ counted }: Exposures, coverage: Coverage, basis: Basis): Check {
  const base = { name: 'exposure' as const, notFoundIn: NOTHING };
  const [first] = counted;
  if (first !== undefined)
    return {
      ...base,
      outcome: 'hit',
      code: null,
      says:
        first.max === null
          ? `an address of ${first.incident} (${first.ground}); a lead about stolen funds, not a sanction`
          : `stolen value of ${first.incident} reached it over ${first.hops} hops: ${first.min} to ${first.max} base units of ${first.asset}; not a sanction`,
      next: null,
      matches: counted,
    };
  return unexposedCheck(coverage, basis);
}

const unexposed = new WeakMap<Basis, Map<Coverage, Check>>();

/** The same for everybody whom no flow reached, so it is made once for each basis and coverage. */
function unexposedCheck(coverage: Coverage, basis: Basis): Check {
  const ofBasis = unexposed.get(basis) ?? new Map<Coverage, Check>();
  const known = ofBasis.get(coverage);
  if (known !== undefined) return known;
  const made = Object.freeze(unexposedBy(coverage, basis));
  unexposed.set(basis, ofBasis.set(coverage, made));
  return made;
}

function unexposedBy(coverage: Coverage, basis: Basis): Check {
  const base = { name: 'exposure' as const, matches: NOTHING, notFoundIn: NOTHING };
  const lack = lackOfCoverage(coverage, basis);
  if (lack !== null) return { ...base, outcome: 'indeterminate', ...lack };
  return {
    ...base,
    outcome: 'clear',
    code: null,
    says: `no stolen value of ${coverage.incidents.length} incidents within ${coverage.maxHops ?? 'any number of'} hops up to ${coverage.tips.map(({ chain, height }) => `${chain} block ${height}`).join(', ')}`,
    next: null,
  };
}
