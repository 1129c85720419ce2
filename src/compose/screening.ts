/** What screening stands on in this install: lists in force, rules, kept traces, overrides, keys and a register. */
import { join } from 'node:path';
import { loadIncidents } from '../adapters/facts/incidents.ts';
import { isSignedBy } from '../adapters/lists/keys.ts';
import { webhookNotifier } from '../adapters/notifiers/webhook.ts';
import { loadRules } from '../adapters/rules/rules-file.ts';
import { openKeyring } from '../adapters/signing/keyring.ts';
import { inTurns } from '../app/common/in-turns.ts';
import { type Deciders, overridesInForce } from '../app/screening/dispositions.ts';
import { exposuresKept, type KeptExposures } from '../app/screening/exposures.ts';
import { activate, openRegister, type Rescreened, rescreen } from '../app/screening/register.ts';
import { type Changes, openScreening, type Screening } from '../app/screening/screen.ts';
import type { Config } from '../config.ts';
import type { ListSnapshot } from '../core/lists/snapshot.ts';
import type { AshiatoError } from '../core/model/errors.ts';
import type { Day, Edition, ListEntry } from '../core/model/list.ts';
import { searchName } from '../core/names/match.ts';
import { makeNameIndex, type NameIndex, nameIndexInSteps } from '../core/names/name-index.ts';
import type { NameSearch } from '../core/screening/basis.ts';
import { NO_EXPOSURES } from '../core/screening/exposure.ts';
import { leadsEdition } from '../core/screening/leads.ts';
import type { Ruleset } from '../core/screening/rules.ts';
import { PACKAGE_ROOT } from '../package.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Store } from '../ports/store.ts';
import { composeLibrary } from './base.ts';
import { composeLists, composeSnapshot, FACTS_FOLDER, type ListsAtHand } from './lists.ts';

export const DEFAULT_RULES = join(PACKAGE_ROOT, 'rules', 'default.yaml');

export type ScreeningInstall = {
  readonly screening: Screening;
  readonly rules: Ruleset;
  /** What could not be used, such as an edition that cannot be read again: said, and never guessed over. */
  readonly problems: readonly AshiatoError[];
  /** Takes in what changed since (lists, traces, overrides) and asks again what was answered; null: nothing changed. */
  readonly refresh: () => Promise<Rescreened | null>;
};

export type ScreeningOptions = {
  /** Null: no store is at hand, so answers are not registered and flows are not known. */
  readonly store: Store | null;
  /** Another process writes to the store: it is read, and answers are not registered. */
  readonly readOnly: boolean;
  /** A server reads all names before it answers; one command reads them only where it asks for one. */
  readonly readNames: 'at once' | 'when asked';
};

const wallSeconds = (): number => Date.now() / 1000;

export const composeRules = ({ screeningRules }: Config): Ruleset =>
  loadRules(screeningRules ?? DEFAULT_RULES);

/** Who is told of alerts; signed with the key of the answers. */
export const composeNotifiers = ({ webhooks }: Config, { sign }: Pick<Screening, 'sign'>): Notifier[] =>
  webhooks.map((webhook) => webhookNotifier(webhook, sign, wallSeconds));

export const composeDeciders = ({ approvers }: Config): Deciders => ({
  people: approvers,
  verify: isSignedBy,
});

export async function composeScreening(config: Config, options: ScreeningOptions): Promise<ScreeningInstall> {
  const { store, readOnly } = options;
  const rules = composeRules(config);
  const register = store === null || readOnly ? null : openRegister(store.screening);
  const incidents = loadIncidents(FACTS_FOLDER);
  const exposures: KeptExposures =
    store === null
      ? { book: async () => NO_EXPOSURES, isBehind: async () => false }
      : exposuresKept({ store, incidents, library: composeLibrary(), environment: 'production' });
  const lists = composeLists(config);
  const leads = leadsEdition(incidents, new Date().toISOString().slice(0, 10) as Day);
  const names = nameReader(options.readNames);
  const load = async () => {
    if (options.readNames === 'at once') await lists.readAhead();
    return loadParts(config, store, rules, { leads, exposures, lists, names });
  };
  const loaded = await load();
  const { snapshot, exposure = NO_EXPOSURES, overrides = [] } = loaded.changes;
  const screening = openScreening({
    snapshot,
    names: loaded.changes.names ?? null,
    exposure,
    overrides,
    rules,
    environment: 'production',
    keyring: openKeyring(config.dataFolder, Math.floor(wallSeconds())),
    now: wallSeconds,
    monotonic: () => performance.now() / 1000,
    noted: lists.noted(),
    record: register?.record ?? null,
  });
  let seen = loaded.state;
  let askedAgain = false;
  return {
    screening,
    rules,
    problems: loaded.problems,
    async refresh() {
      const unchanged = (await stateOf(lists, store)) === seen && !(await exposures.isBehind());
      if (unchanged && askedAgain) return null;
      askedAgain = true;
      // At the first look: a process before this one may have been killed between a change and asking again.
      if (unchanged) return store === null || readOnly ? null : rescreen(store.screening, screening.basis);
      const next = await load();
      seen = next.state;
      if (register === null || store === null) {
        screening.swap(next.changes);
        return { asked: 0, reversed: 0 };
      }
      const rescreened = await activate({ screening, register, store: store.screening }, next.changes);
      const { now, trusted } = screening.basis().clock;
      // A clock that jumped ahead would end every watch at once.
      if (!trusted) return rescreened;
      await store.screening.prune(now);
      await store.hiring.prune(now);
      return rescreened;
    },
  };
}

type Loaded = {
  readonly state: string;
  readonly changes: Changes & Required<Pick<Changes, 'snapshot'>>;
  readonly problems: readonly AshiatoError[];
};

/** What a change of any part shows in; cheap enough to look at every few seconds. */
async function stateOf({ version }: ListsAtHand, store: Store | null): Promise<string> {
  const now = Math.floor(wallSeconds());
  const traces = store === null ? [] : (await store.listTraces()).map(({ id }) => id);
  const overrides =
    store === null ? [] : (await store.screening.overrides(now)).map(({ override }) => override.id);
  return JSON.stringify([version(), traces, overrides]);
}

/**
 * Every name of the lists, read once; answers are given while they are read. Where a publisher only confirmed what is
 * in force, the entries are the same, and so is what was read of them.
 */
function nameReader(when: ScreeningOptions['readNames']): (snapshot: ListSnapshot) => Promise<NameSearch> {
  let last: { readonly entries: readonly ListEntry[]; readonly search: NameSearch } | null = null;
  return async (snapshot) => {
    const entries = snapshot.entries();
    if (last?.entries.length === entries.length && last.entries.every((each, i) => each === entries[i]))
      return last.search;
    let index: NameIndex | null = when === 'at once' ? await inTurns(nameIndexInSteps(entries)) : null;
    const search: NameSearch = (query, threshold) => {
      index ??= makeNameIndex(entries);
      return searchName(index, query, threshold);
    };
    last = { entries, search };
    return search;
  };
}

/** What does not change while the program runs, and traces that were read before. */
type Standing = {
  readonly leads: Edition;
  readonly names: (snapshot: ListSnapshot) => Promise<NameSearch>;
  readonly exposures: KeptExposures;
  readonly lists: ListsAtHand;
};

async function loadParts(
  config: Config,
  store: Store | null,
  rules: Ruleset,
  { leads, exposures, lists, names }: Standing,
): Promise<Loaded> {
  const now = Math.floor(wallSeconds());
  // Looked at first: what changes while the parts are read is found at the next look.
  const state = await stateOf(lists, store);
  const { snapshot, problems } = await composeSnapshot(lists, now, [leads], rules.staleAfter);
  const decided =
    store === null
      ? { overrides: [], problems: [] }
      : await overridesInForce(store.screening, composeDeciders(config), now);
  return {
    state,
    changes: {
      snapshot,
      names: await names(snapshot),
      exposure: await exposures.book(),
      overrides: decided.overrides,
    },
    problems: [...problems, ...decided.problems],
  };
}
