/**
 * Whether a new edition of a list may come into force (promise P13). A list that shrinks in silence is the worst
 * fault of screening: everybody it lost is clear from then on. So a new edition must be whole, not older, hold the
 * canaries, and lose hardly anything; what it loses beyond that two people must have looked at.
 */
import { AshiatoError, type ErrorCode } from '../model/errors.ts';
import type { Edition, EntryId, ListEntry, ListedAddress } from '../model/list.ts';
import type { Doubt } from './reading.ts';

/** What must stand in every edition, or something is wrong with it: chosen entries and addresses of long standing. */
export type Canary =
  | { readonly type: 'entry'; readonly id: EntryId }
  /** Where a publisher numbers its entries anew in every edition. */
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'address'; readonly address: string };

export type Difference = {
  readonly added: readonly ListEntry[];
  readonly removed: readonly ListEntry[];
  readonly changed: readonly { readonly before: ListEntry; readonly after: ListEntry }[];
  /** Addresses that are gone although their entry still stands. */
  readonly lostAddresses: readonly { readonly entry: EntryId; readonly address: string }[];
};

export type Verdict =
  | { readonly type: 'activate'; readonly difference: Difference }
  /** Kept aside until two people approve; the old edition answers and its clock runs on. */
  | { readonly type: 'queue'; readonly why: AshiatoError; readonly difference: Difference }
  | { readonly type: 'refuse'; readonly why: AshiatoError };

/** Entries, or addresses, that may go without a word: 2 %. */
const MAX_SHRINK_PERCENT = 2;

export type Candidate = {
  readonly next: Edition;
  readonly doubts: readonly Doubt[];
  readonly canaries: readonly Canary[];
  /** Whether two people have approved just this edition. */
  readonly approved: boolean;
};

export function judge(current: Edition | null, { next, doubts, canaries, approved }: Candidate): Verdict {
  const refuse = (code: ErrorCode, what: string): Verdict => ({
    type: 'refuse',
    why: refusal(next, code, what),
  });
  if (next.entries.length === 0) return refuse('E_LIST_EMPTY', 'the edition has no entry');
  if (current !== null && next.published < current.published)
    return refuse(
      'E_LIST_ROLLBACK',
      `the edition is of ${next.published}, the one in force of ${current.published}`,
    );
  const lost = canaries.filter((canary) => !holds(next, canary));
  if (lost[0] !== undefined)
    return refuse(
      'E_LIST_CANARY',
      `${lost.length} of ${canaries.length} canaries are missing, first ${nameOf(lost[0])}`,
    );
  const cut = doubts.find((doubt) => doubt.code === 'E_LIST_PARTIAL');
  if (cut !== undefined && !next.partial) return refuse('E_LIST_PARTIAL', `${cut.says} (${cut.where})`);
  const difference = compareEditions(current, next);
  if (approved) return { type: 'activate', difference };
  const shrunk = current === null ? null : lossOf(current, difference);
  if (shrunk !== null) return { type: 'queue', why: refusal(next, 'E_LIST_SHRINK', shrunk), difference };
  const unknown = doubts.find((doubt) => doubt.code === 'E_LIST_UNKNOWN_ELEMENT');
  if (unknown === undefined) return { type: 'activate', difference };
  return {
    type: 'queue',
    why: refusal(next, unknown.code, `${unknown.says} (${unknown.where})`),
    difference,
  };
}

/** In words what goes beyond the limit; null where nothing does. A part of a list has no size that could shrink. */
function lossOf(current: Edition, { removed, lostAddresses }: Difference): string | null {
  if (lostAddresses.length > 0)
    return `${lostAddresses.length} addresses are gone although their entries still stand, first ${lostAddresses[0]!.address}`;
  if (current.partial) return null;
  const beyond = (gone: number, of: number): boolean => gone * 100 > of * MAX_SHRINK_PERCENT;
  const addresses = (entries: readonly ListEntry[]): number =>
    entries.reduce((sum, entry) => sum + entry.addresses.length, 0);
  if (beyond(removed.length, current.entries.length))
    return `${removed.length} of ${current.entries.length} entries are gone`;
  const [gone, of] = [addresses(removed), addresses(current.entries)];
  return beyond(gone, of) ? `${gone} of ${of} addresses are gone` : null;
}

export function compareEditions(before: Edition | null, after: Edition): Difference {
  const old = new Map((before?.entries ?? []).map((entry) => [entry.id, entry]));
  const now = new Map(after.entries.map((entry) => [entry.id, entry]));
  const kept = new Set(after.entries.flatMap((entry) => entry.addresses.flatMap(spellingsOf)));
  const changed = after.entries.flatMap((entry) => {
    const earlier = old.get(entry.id);
    return earlier === undefined || same(earlier, entry) ? [] : [{ before: earlier, after: entry }];
  });
  return {
    added: after.entries.filter((entry) => !old.has(entry.id)),
    removed: [...old.values()].filter((entry) => !now.has(entry.id)),
    changed,
    lostAddresses: changed.flatMap(({ before: earlier }) =>
      earlier.addresses
        .filter((each) => spellingsOf(each).every((one) => !kept.has(one)))
        .map((each) => ({ entry: earlier.id, address: each.text })),
    ),
  };
}

/** An address that is spelled otherwise, or stands with another entry now, is not lost. */
const spellingsOf = ({ text, accounts }: ListedAddress): readonly string[] =>
  accounts.length === 0 ? [text] : accounts.map((one) => `${one.family}:${one.address}`);

const same = (a: ListEntry, b: ListEntry): boolean => JSON.stringify(a) === JSON.stringify(b);

function holds({ entries }: Edition, canary: Canary): boolean {
  switch (canary.type) {
    case 'entry':
      return entries.some((entry) => entry.id === canary.id);
    case 'name':
      return entries.some((entry) => entry.names.some(({ name }) => name === canary.name));
    case 'address':
      return entries.some((entry) =>
        entry.addresses.some(
          (each) =>
            each.text === canary.address || each.accounts.some((one) => one.address === canary.address),
        ),
      );
  }
}

function nameOf(canary: Canary): string {
  switch (canary.type) {
    case 'entry':
      return `entry ${canary.id}`;
    case 'name':
      return canary.name;
    case 'address':
      return canary.address;
  }
}

const NEXT: Partial<Record<ErrorCode, string>> = {
  E_LIST_SHRINK:
    'Let two people look at the difference ("ashiato lists diff") and approve it ("ashiato lists approve").',
  E_LIST_UNKNOWN_ELEMENT:
    'Let two people look at what the element says, and approve the edition ("ashiato lists approve").',
  E_LIST_ROLLBACK: 'Fetch the current edition from the publisher; an older one is never taken back.',
};

const refusal = ({ list, name }: Edition, code: ErrorCode, what: string): AshiatoError =>
  new AshiatoError(code, what, {
    where: `${list} ${name}`,
    ...(code === 'E_LIST_SHRINK' ? { limit: `${MAX_SHRINK_PERCENT} % of the edition in force` } : {}),
    next:
      NEXT[code] ??
      'Fetch the edition again from its publisher; until then the edition before stays in force.',
  });
