/** Lists and what became of them, for the terminal. */
import type { Outcome } from '../app/lists/refresh-lists.ts';
import type { Difference } from '../core/lists/edition.ts';
import type { Doubt } from '../core/lists/reading.ts';
import { counted } from '../core/model/counted.ts';
import type { ListStanding } from '../core/model/decision.ts';
import type { AshiatoError } from '../core/model/errors.ts';
import type { Edition, ListEntry, ListId } from '../core/model/list.ts';
import type { Attempt, KeptEdition } from '../ports/list-shelf.ts';
import { wrapLines } from './figures.ts';

type Shown = {
  readonly lists: readonly ListStanding[];
  readonly waiting: readonly KeptEdition[];
  /** What came of the last try to fetch each. */
  readonly attempts: readonly Attempt[];
  readonly doubts: readonly { readonly list: ListId; readonly doubts: readonly Doubt[] }[];
  readonly problems: readonly AshiatoError[];
};

export function listsText(
  { lists, waiting, attempts, doubts, problems }: Shown,
  editions: readonly Edition[],
): string {
  const lines = lists.map((standing, i) => {
    const entries = editions[i]?.entries ?? [];
    const addresses = entries.reduce((sum, entry) => sum + entry.addresses.length, 0);
    const size = `${counted(entries.length, 'entry', 'entries')}, ${counted(addresses, 'address', 'addresses')}`;
    const own = doubts.find(({ list }) => list === standing.list)?.doubts ?? [];
    return `${standing.list}  ${standing.edition}  ${size}\n  ${stateText(standing)}\n${doubtsText(own)}`;
  });
  return wrapLines(
    [
      ...lines,
      ...waiting.map(
        (each) =>
          `waiting: ${each.list}  ${each.name}  ${each.approvals.length} of 2 approvals\n  ${each.waits?.code}: ${each.waits?.says}\n`,
      ),
      ...attempts.flatMap(({ format, at, failure }) =>
        failure === null
          ? []
          : [
              `not refreshed: ${format} at ${new Date(at * 1_000).toISOString()}: ${failure.code}: ${failure.says}\n`,
            ],
      ),
      ...problems.map((each) => `problem: ${each.code}: ${each.message} (${each.where ?? ''})\n`),
    ].join(''),
  );
}

/** The first few; `--json` has them all. */
function doubtsText(doubts: readonly Doubt[]): string {
  const shown = doubts.slice(0, 5).map((doubt) => `  ${doubt.code}: ${doubt.says} (${doubt.where})\n`);
  const more = doubts.length > shown.length ? `  and ${doubts.length - shown.length} more doubts\n` : '';
  return shown.join('') + more;
}

function stateText({ state, age, partial, origin, digest }: ListStanding): string {
  const confirmed =
    age === null ? 'never confirmed by its publisher' : `confirmed by its publisher ${ageText(age)} ago`;
  const next = state === 'current' ? '' : '; run "ashiato lists refresh"';
  const part = partial ? 'a part of the list only: it can say who is listed, never who is not; ' : '';
  return `${state}: ${part}${confirmed}${next}  (${origin}, sha256 ${digest.slice(0, 16)}…)`;
}

function ageText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} days`;
}

export function outcomeText(outcome: Outcome): string {
  switch (outcome.type) {
    case 'activated':
      return [
        `${outcome.edition.list}: ${outcome.edition.name} is in force; ${counts(outcome.difference)}\n`,
        ...outcome.doubts.map((doubt) => `  ${doubt.code}: ${doubt.says} (${doubt.where})\n`),
      ].join('');
    case 'confirmed':
      return `${outcome.edition.list}: ${outcome.edition.name} is still what is offered${outcome.edition.verifiedAt === null ? ', but no publisher said so' : ''}\n`;
    case 'queued':
      return `${outcome.edition.list}: ${outcome.edition.name} waits for two approvals (${outcome.edition.approvals.length} given); sha256 ${outcome.edition.digest}; ${counts(outcome.difference)}\n${renderDifference(outcome.difference)}`;
    case 'refused':
      return `${outcome.list}: refused, ${outcome.why.code}: ${outcome.why.message}\n`;
  }
}

const counts = ({ added, removed, changed, lostAddresses }: Difference): string =>
  `${counted(added.length, 'entry', 'entries')} added, ${removed.length} removed, ${changed.length} changed, ${counted(lostAddresses.length, 'address', 'addresses')} lost`;

/** Lines that a person can go through one by one. */
export function renderDifference({ added, removed, changed, lostAddresses }: Difference): string {
  return [
    ...added.map((entry) => `+ ${entryText(entry)}\n`),
    ...removed.map((entry) => `- ${entryText(entry)}\n`),
    ...changed.map(({ after }) => `~ ${entryText(after)}\n`),
    ...lostAddresses.map(({ entry, address }) => `! ${entry} lost ${address}\n`),
  ].join('');
}

function entryText({ id, names, addresses }: ListEntry): string {
  const held = addresses.length === 0 ? '' : `  [${addresses.map((each) => each.text).join(', ')}]`;
  return `${id}  ${names[0]?.name ?? ''}${held}`;
}
