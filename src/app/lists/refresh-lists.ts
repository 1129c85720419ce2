/**
 * Lists, from an offered edition to the one in force: read, judged by the gate (promise P13), and then activated,
 * queued for two people, or refused with the edition before left in force and its clock running. What changed is
 * handed back, so that answers given can be looked at again (promise P14).
 */
import {
  holdToDates,
  type ListHistory,
  type Statement,
  type Witness,
  witnessOf,
  witnessOfAccounts,
} from '../../core/lists/as-of.ts';
import { canariesOf } from '../../core/lists/canaries.ts';
import { compareEditions, type Difference, judge } from '../../core/lists/edition.ts';
import { type Format, formatNamed } from '../../core/lists/formats.ts';
import type { Doubt, ReadList } from '../../core/lists/reading.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day, Edition, ListId } from '../../core/model/list.ts';
import { countPeople, type Person } from '../../core/model/people.ts';
import type { Approval, KeptEdition, ListFiles, ListShelf, ShelfState } from '../../ports/list-shelf.ts';

export type ListParts = {
  readonly shelf: ListShelf;
  readonly parse: (format: Format, files: ListFiles) => ReadList;
  /** SHA-256, hex. */
  readonly digest: (bytes: Uint8Array) => string;
  /** Whose keys are registered in the configuration. */
  readonly approvers: readonly Person[];
  /** Whether the signature over the text is that of the key. */
  readonly verify: (key: string, text: string, signature: string) => boolean;
  /** What ships with the program: in force where no edition is, and as history. */
  readonly bundled: {
    readonly editions: readonly Edition[];
    readonly statements: readonly Statement[];
  };
  /** Editions of days past that were never in force here: extracts of a publisher's addresses. */
  readonly extracts: readonly Witness[];
  /** What was read of editions before, by digest: they never change. */
  readonly read: Map<string, ReadList>;
  /** Seconds, UTC. */
  readonly now: number;
};

export type Offer = {
  readonly format: Format;
  readonly files: ListFiles;
  readonly origin: KeptEdition['origin'];
  /** When the publisher itself said that this is current: only known of its own answer, or of a signed import. */
  readonly verifiedAt: number | null;
  /** For formats whose files do not say it. */
  readonly published: Day | null;
  /** What the publisher says the digest is. */
  readonly expected: string | null;
  /** A reader that never met a real file is only used on demand. */
  readonly acceptUnverified: boolean;
};

export type Outcome =
  | {
      readonly type: 'activated';
      readonly edition: KeptEdition;
      readonly difference: Difference;
      readonly doubts: readonly Doubt[];
    }
  | { readonly type: 'confirmed'; readonly edition: KeptEdition }
  | {
      readonly type: 'queued';
      readonly edition: KeptEdition;
      readonly difference: Difference;
      readonly why: AshiatoError;
    }
  | { readonly type: 'refused'; readonly list: ListId; readonly why: AshiatoError };

/** Takes an edition in, as far as the gate lets it. Whatever is wrong with it ends as `refused`. */
export function offer(parts: ListParts, offered: Offer): Outcome {
  try {
    return consider(parts, offered);
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code === 'E_STORE_LOCKED') throw error;
    return { type: 'refused', list: offered.format.list, why: error };
  }
}

function consider(parts: ListParts, offered: Offer): Outcome {
  const { format, files, origin, verifiedAt } = offered;
  const { list } = format;
  if (!format.verified && !offered.acceptUnverified)
    throw refusal(
      'E_LIST_UNVERIFIED',
      `the reader of ${format.id} has never met a real file of ${format.publisher}`,
      list,
    );
  if (verifiedAt !== null && verifiedAt > parts.now)
    throw refusal('E_CLOCK', 'the edition was verified in the future', list);
  const digest = digestOf(parts, format, files);
  if (offered.expected !== null && offered.expected !== digest)
    throw refusal('E_LIST_DIGEST', `the digest is ${digest}, and ${offered.expected} was announced`, list);
  const state = parts.shelf.state();
  const current = state.current.find((each) => each.list === list) ?? null;
  if (current?.digest === digest) return confirm(parts, state, current, offered);
  const read = parts.parse(format, files);
  const published = read.published ?? offered.published;
  if (published === null)
    throw refusal('E_LIST_FORMAT', 'neither the file nor the command says of which day the edition is', list);
  const kept: KeptEdition = {
    digest,
    list,
    format: format.id,
    name: `${format.id} ${published} ${digest.slice(0, 8)}`,
    published,
    files: format.files.map(({ role }) => ({
      role,
      digest: parts.digest(files.get(role) ?? new Uint8Array()),
    })),
    origin,
    verifiedAt,
    obtainedAt: parts.now,
    approvals: state.queued.find((each) => each.digest === digest)?.approvals ?? [],
    waits: null,
  };
  return settle(parts, state, kept, read, files);
}

/** The same bytes again: of a publisher (or a signed word of one) they say that the list is still current. */
function confirm(
  parts: ListParts,
  state: ShelfState,
  current: KeptEdition,
  { origin, verifiedAt }: Offer,
): Outcome {
  const newer = verifiedAt !== null && verifiedAt > (current.verifiedAt ?? -1);
  const edition = newer ? { ...current, verifiedAt, origin } : current;
  if (newer)
    parts.shelf.save({ ...state, version: state.version + 1, current: replaced(state.current, edition) });
  return { type: 'confirmed', edition };
}

/** Judged against what is in force, bundled lists among it; then kept where its verdict says. */
function settle(
  parts: ListParts,
  state: ShelfState,
  kept: KeptEdition,
  read: ReadList,
  files: ListFiles,
): Outcome {
  const next = editionOf(kept, read);
  const before = state.current.find((each) => each.list === kept.list);
  const current =
    before === undefined
      ? (parts.bundled.editions.find((each) => each.list === kept.list) ?? null)
      : loaded(parts, before).edition;
  const approved = approversOf(parts, kept) >= 2;
  const verdict = judge(current, { next, doubts: read.doubts, canaries: canariesOf(kept.list), approved });
  const others = state.queued.filter((each) => each.digest !== kept.digest);
  const queue = (why: AshiatoError, difference: Difference): Outcome => {
    const edition = { ...kept, waits: { code: why.code, says: why.message } };
    const there = state.queued.find((each) => each.digest === kept.digest);
    // Offered again while it waits, nothing has changed: a server that fetches it every quarter of an hour would say so.
    if (there?.waits?.says === why.message && there.approvals.length === kept.approvals.length)
      return { type: 'queued', edition: there, difference, why };
    parts.shelf.keep(files);
    parts.shelf.save({ ...state, version: state.version + 1, queued: [...others, edition] });
    return { type: 'queued', edition, difference, why };
  };
  switch (verdict.type) {
    case 'refuse':
      return { type: 'refused', list: kept.list, why: verdict.why };
    case 'queue':
      return queue(verdict.why, verdict.difference);
    case 'activate': {
      // Formats without a date of their own can only be known as old by their bytes.
      if (!approved && state.earlier.some((each) => each.digest === kept.digest))
        return queue(
          refusal('E_LIST_ROLLBACK', 'these bytes were in force before and were superseded', kept.list),
          verdict.difference,
        );
      parts.shelf.keep(files);
      parts.shelf.save({
        version: state.version + 1,
        current: replaced(state.current, kept),
        // What waited was compared with an edition that is now past.
        queued: others.filter((each) => each.list !== kept.list),
        earlier: before === undefined ? state.earlier : [...state.earlier, before],
      });
      return { type: 'activated', edition: kept, difference: verdict.difference, doubts: read.doubts };
    }
  }
}

/** What an approver signs: bound to the bytes, and to nothing else. */
export const approvalText = (digest: string): string => `ashiato: put list edition ${digest} into force`;

/** One more approver's word; the second different one puts the edition into force. */
export function approve(parts: ListParts, digest: string, approval: Approval): Outcome {
  const state = parts.shelf.state();
  const found = state.queued.find((each) => each.digest.startsWith(digest));
  if (found === undefined || digest.length < 8)
    throw refusal('E_LIST_UNKNOWN', `no edition ${digest.slice(0, 64)} waits for approval`, 'lists');
  const registered = parts.approvers.find(({ name, key }) => name === approval.by && key === approval.key);
  if (registered === undefined || !parts.verify(approval.key, approvalText(found.digest), approval.signature))
    throw refusal(
      'E_LIST_SIGNATURE',
      `the approval is not signed with the registered key of ${approval.by}`,
      found.list,
    );
  const kept = {
    ...found,
    approvals: [...found.approvals.filter((each) => each.key !== approval.key), approval],
  };
  const files = parts.shelf.files(kept);
  return settle(parts, state, kept, parts.parse(formatNamed(kept.format), files), files);
}

/** How many different people have approved, by keys that are registered now. */
function approversOf({ approvers, verify }: ListParts, { digest, approvals }: KeptEdition): number {
  const valid = approvals.filter(({ key, signature }) => verify(key, approvalText(digest), signature));
  return countPeople(
    valid.map(({ by, key }) => ({ name: by, key })),
    approvers,
  );
}

export type ListsInForce = {
  readonly editions: readonly Edition[];
  /** What is known of days past: superseded editions and dated statements. */
  readonly history: ListHistory;
  /** Of editions in force: what was read, but not understood in full. */
  readonly doubts: readonly { readonly list: ListId; readonly doubts: readonly Doubt[] }[];
  /** Editions that could not be read again: their lists are missing from `editions`, or bundled. */
  readonly problems: readonly AshiatoError[];
  /** The lists of those that should be in force; a bundled part may stand in for one. */
  readonly missing: readonly ListId[];
};

/** At most one edition a list; a bundled one stands in where none is kept. */
export function listsInForce(parts: ListParts): ListsInForce {
  const state = parts.shelf.state();
  const problems: AshiatoError[] = [];
  const readable = (kept: KeptEdition): readonly Loaded[] => {
    try {
      return [loaded(parts, kept)];
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      problems.push(error);
      return [];
    }
  };
  const inForce = state.current.flatMap(readable);
  const own = inForce.map(({ edition }) => edition);
  const bundled = parts.bundled.editions.filter(({ list }) => !own.some((each) => each.list === list));
  const past = state.earlier.flatMap((kept) => pastOf(parts, kept, readable));
  const extracts = parts.extracts.map((each) => holdToDates(each, parts.bundled.statements).witness);
  const superseded = parts.bundled.editions.filter(({ list }) => own.some((each) => each.list === list));
  return {
    editions: [...own, ...bundled],
    history: {
      witnesses: [...extracts, ...past, ...superseded.map((edition) => witnessOf(edition))],
      statements: parts.bundled.statements,
    },
    doubts: inForce.flatMap(({ edition: { list }, doubts }) =>
      doubts.length === 0 ? [] : [{ list, doubts }],
    ),
    problems,
    missing: state.current.flatMap(({ list }) => (own.some((each) => each.list === list) ? [] : [list])),
  };
}

/** Of an edition that is past only its addresses count, which are kept beside it: years of editions are read in no time. */
function pastOf(
  { shelf, read }: ListParts,
  kept: KeptEdition,
  readable: (kept: KeptEdition) => readonly Loaded[],
): readonly Witness[] {
  const known = shelf.accounts(kept);
  if (known !== null) return [witnessOfAccounts(kept, known)];
  return readable(kept).map(({ edition }) => {
    read.delete(kept.digest);
    const witness = witnessOf(edition);
    shelf.keepAccounts(kept, [...witness.accounts]);
    return witness;
  });
}

/** Two kept editions of one list, entry by entry; by the beginnings of their digests. */
export function compareKept(parts: ListParts, before: string, after: string): Difference {
  const [a, b] = [named(parts, before), named(parts, after)];
  if (a.list !== b.list)
    throw refusal('E_LIST_EDITIONS', `${a.name} is of ${a.list}, and ${b.name} of ${b.list}`, 'lists');
  return compareEditions(loaded(parts, a).edition, loaded(parts, b).edition);
}

/** A digest that names no edition, more than one, or one in too few digits. */
export const misnamed = (editions: number, digest: string): string => {
  const begins = `a digest that begins with "${digest.slice(0, 64)}"`;
  if (editions === 0) return `no edition has ${begins}`;
  return editions === 1 ? `${begins} is too short to name an edition` : `${editions} editions have ${begins}`;
};

function named({ shelf }: ListParts, digest: string): KeptEdition {
  const { current, queued, earlier } = shelf.state();
  const found = [...current, ...queued, ...earlier].filter((each) => each.digest.startsWith(digest));
  if (found.length === 1 && digest.length >= 4) return found[0]!;
  throw refusal('E_LIST_UNKNOWN', misnamed(found.length, digest.slice(0, 64)), 'lists');
}

type Loaded = { readonly edition: Edition; readonly doubts: readonly Doubt[] };

function loaded(parts: ListParts, kept: KeptEdition): Loaded {
  const read = parts.read.get(kept.digest) ?? parts.parse(formatNamed(kept.format), parts.shelf.files(kept));
  parts.read.set(kept.digest, read);
  return { edition: editionOf(kept, read), doubts: read.doubts };
}

const editionOf = (
  { list, name, published, digest, origin, verifiedAt }: KeptEdition,
  read: ReadList,
): Edition => ({
  list,
  name,
  published,
  digest,
  origin,
  verifiedAt,
  partial: false,
  entries: read.entries,
});

/** Of one file its own; of several the digest of their digests, in the order of the format. */
function digestOf({ digest }: ListParts, format: Format, files: ListFiles): string {
  const own = format.files.map(({ role }) => digest(files.get(role) ?? new Uint8Array()));
  if (own.length === 1) return own[0]!;
  const lines = format.files.map(({ role }, i) => `${role} ${own[i]}\n`).join('');
  return digest(Uint8Array.from(lines, (letter) => letter.charCodeAt(0)));
}

const replaced = (editions: readonly KeptEdition[], edition: KeptEdition): readonly KeptEdition[] => [
  ...editions.filter((each) => each.list !== edition.list),
  edition,
];

const NEXT = {
  E_LIST_UNVERIFIED: 'Compare by hand what it reads, then add --accept-unverified.',
  E_CLOCK: 'Set this machine’s clock; a list that the future verified is not taken.',
  E_LIST_DIGEST: 'Fetch the file again from its publisher.',
  E_LIST_FORMAT: 'Add --published with the day that the publisher names.',
  E_LIST_ROLLBACK:
    'Let two people look at the difference and approve it, if the publisher went back on purpose.',
  E_LIST_UNKNOWN: '"ashiato lists" shows what is kept, with digests.',
  E_LIST_SIGNATURE: 'Sign with the key whose public half stands under "approvers" in the configuration.',
  E_LIST_EDITIONS: 'Compare two editions of one list.',
} as const;

const refusal = (code: keyof typeof NEXT, what: string, where: string): AshiatoError =>
  new AshiatoError(code, what, { where, next: NEXT[code] });
