/**
 * What two people may decide against an answer (promise P15): that a match is another person, for one subject, one
 * entry as it stands and one set of rules, for 90 days at most; or that a list may answer some hours beyond its
 * age. Neither disappears: it is shown in every answer that it touches.
 */
import type { ShownOverride } from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { ListEntry, ListId } from '../model/list.ts';
import { canonicalJson, digest } from '../trace/seal.ts';

type Ground = {
  readonly id: string;
  readonly reason: string;
  /** The names of the two keys that signed. */
  readonly by: readonly string[];
  /** Seconds, UTC. */
  readonly since: number;
  readonly until: number;
};

export type Override =
  | (Ground & {
      readonly type: 'false-match';
      /** One of the subject's keys. */
      readonly subject: string;
      /** The entry as it stood: any change of it ends the override. */
      readonly entryHash: string;
      readonly rulesDigest: string;
    })
  | (Ground & { readonly type: 'staleness'; readonly list: ListId });

const DAY_S = 86_400;
const LONGEST_S = { 'false-match': 90 * DAY_S, staleness: 4 * 3_600 } as const;

/** What makes an override one: two people, a reason, and an end that is near enough. */
export function checkOverride(override: Override): void {
  const refuse = (what: string, limit: string): never => {
    throw new AshiatoError('E_OVERRIDE', what, {
      where: override.id,
      limit,
      next: 'Let two registered people sign the same text, with a reason and an end.',
    });
  };
  const people = new Set(override.by.map((name) => name.normalize('NFKC').trim().toLowerCase()));
  if (people.size < 2 || people.has('')) refuse('one person alone signed', 'two different people');
  if (override.reason.trim().length < 10) refuse('the reason says nothing', 'at least ten characters');
  const length = override.until - override.since;
  if (!(length > 0 && length <= LONGEST_S[override.type]))
    refuse(
      `an override of ${length} seconds is not allowed`,
      override.type === 'staleness'
        ? 'more than 0 seconds, at most 4 hours'
        : 'more than 0 seconds, at most 90 days',
    );
}

export const isInForce = ({ since, until }: Override, now: number): boolean => since <= now && now < until;

export const showOverride = ({ id, type, by, reason, until }: Override): ShownOverride => ({
  id,
  type,
  by,
  reason,
  until,
});

const hashes = new WeakMap<ListEntry, string>();

/** SHA-256 of all that the publisher says in an entry. Entries are immutable, so it is worked out once. */
export function entryHashOf(entry: ListEntry): string {
  const known = hashes.get(entry);
  if (known !== undefined) return known;
  const hash = digest(canonicalJson(entry));
  hashes.set(entry, hash);
  return hash;
}
