/**
 * What an accepted claim of an article would add to the library's entry of the incident that the article speaks of.
 * It stands beside what is there and replaces nothing, and it is only proposed: another person reviews it.
 */
import type { Claim } from '../intel/claim.ts';
import type { ArticleEntry } from '../intel/intake.ts';
import type { Change, Edit, Proposal } from './edit.ts';
import { type Entry, leadOf, type Passage, statementsOf } from './entry.ts';
import { isDollars } from './fields.ts';

export type Accepted = {
  readonly article: ArticleEntry;
  readonly claim: Claim;
  readonly by: string;
  readonly reason: string;
};

/** Null: the claim says nothing that an entry holds, or the article does not speak of just one incident. */
export function proposalFrom(
  { article, claim, by, reason }: Accepted,
  entries: readonly Entry[],
): Proposal | null {
  const [match] = article.matches;
  if (match === undefined || article.matches.length > 1) return null;
  const incident = entries.find(({ kind, id }) => kind === 'incident' && id === match.incident);
  const change = incident === undefined ? null : changeFrom(claim, article, incident, entries);
  if (change === null) return null;
  const { id, title, file, published } = article;
  // A title may hold anything; what a person reads as a source is one plain line.
  const called = (title ?? file).replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300);
  const says = [called, published].filter((each) => each !== null).join(', ');
  return {
    entry: { kind: 'incident', id: match.incident },
    creates: false,
    changes: [change],
    source: {
      says,
      seen: 'article taken in',
      passage: { article: id, ...claim.span, quote: claim.quote },
    },
    // One article is one voice, however sure it sounds.
    confidence: 'low',
    by,
    reason: reason === '' ? 'accepted claim of an article' : reason,
  };
}

function changeFrom(
  { span, says }: Claim,
  { contradictions }: ArticleEntry,
  incident: Entry,
  entries: readonly Entry[],
): Change | null {
  const contradicts = (field: (typeof contradictions)[number]['field']): boolean =>
    contradictions.some((each) => each.field === field && each.span.start === span.start);
  const beside = (field: string, value: string): Change | null =>
    statementsOf(incident, field).some((each) => each.value === value) ? null : { field, was: null, value };
  switch (says.kind) {
    case 'attribution':
      return beside('attributedBy', says.date === null ? says.by : `${says.by} · ${says.date}`);
    case 'technique':
      switch (leadOf(technique(says.technique, entries), 'phase')) {
        case 'access':
          return beside('accessTechnique', says.technique);
        case 'layering':
        case 'cash-out':
          return beside('launderingTechnique', says.technique);
        default:
          return null;
      }
    // A day, a sum or a doer that agrees adds nothing; what contradicts is worth a reviewer's time.
    case 'date':
      return contradicts('date') && says.date.length === 10 ? beside('date', says.date) : null;
    case 'amount':
      if (contradicts('loss')) return isDollars(says.value) ? beside('loss', says.value) : null;
      return contradicts('asset') ? beside('taken', `${says.value} ${says.unit}`) : null;
    case 'actor':
      return contradicts('actor') ? beside('actor', says.name) : null;
    case 'victim':
    case 'address':
    case 'transaction':
      return null;
  }
}

const technique = (id: string, entries: readonly Entry[]): Entry =>
  entries.find((each) => each.kind === 'technique' && each.id === id) ?? {
    kind: 'technique',
    id,
    fields: [],
  };

/** The passage was proposed before, whatever became of it. */
export const wasProposed = ({ article, start, end }: Passage, edits: readonly Edit[]): boolean =>
  edits.some(({ proposal: { source } }) => {
    const { passage } = source;
    return passage?.article === article && passage.start === start && passage.end === end;
  });
