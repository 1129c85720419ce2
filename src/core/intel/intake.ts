/**
 * What the intake keeps, and what follows from it: an article taken in with its claims, a person's decision on each,
 * and which earlier articles tell the same. Entries are only ever added.
 */
import { AshiatoError } from '../model/errors.ts';
import type { Reading } from './read-article.ts';
import { kinshipOf, likeness, type Sketch } from './shingles.ts';

/** A document as readable text. */
export type Article = {
  /** The first sixteen digits of the SHA-256 of its text. */
  readonly id: string;
  /** The file's name or the page's address. */
  readonly file: string;
  readonly kind: 'html' | 'pdf' | 'text';
  readonly title: string | null;
  readonly text: string;
  /** As the page says it; a day. */
  readonly published: string | null;
};

/** An article taken in before that tells the same; `share` of what they have in common, 0 to 1. */
export type Kin = { readonly id: string; readonly kinship: 'same' | 'syndicated'; readonly share: number };

export type ArticleEntry = Omit<Article, 'text'> &
  Reading & {
    readonly type: 'article';
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly kin: readonly Kin[];
  };

export type DecisionEntry = {
  readonly type: 'decision';
  readonly article: string;
  /** Its place among the article's claims, from 1. */
  readonly claim: number;
  readonly verdict: 'accepted' | 'rejected';
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

export type IntakeEntry = ArticleEntry | DecisionEntry;

export type Decision = Pick<DecisionEntry, 'verdict' | 'by' | 'reason' | 'at'>;

export type Intake = {
  readonly articles: readonly ArticleEntry[];
  /** The decision on a claim, or none. */
  readonly decisionOn: (article: string, claim: number) => DecisionEntry | null;
};

export function intakeOf(entries: readonly IntakeEntry[]): Intake {
  const decisions = new Map<string, DecisionEntry>();
  for (const entry of entries)
    if (entry.type === 'decision') decisions.set(`${entry.article}.${entry.claim}`, entry);
  return {
    articles: entries.filter((entry) => entry.type === 'article'),
    decisionOn: (article, claim) => decisions.get(`${article}.${claim}`) ?? null,
  };
}

/** What is noted of an article beside those that were taken in before. */
export const noteArticle = (
  { text: _, ...article }: Article,
  reading: Reading,
  at: string,
  before: readonly ArticleEntry[],
): ArticleEntry => ({ type: 'article', ...article, at, ...reading, kin: kinOf(reading.sketch, before) });

function kinOf(sketch: Sketch, before: readonly ArticleEntry[]): Kin[] {
  return before.flatMap(({ id, sketch: other }) => {
    const share = likeness(sketch, other);
    const kinship = kinshipOf(share);
    return kinship === null ? [] : [{ id, kinship, share: Math.round(share * 100) / 100 }];
  });
}

export type ClaimRef = { readonly article: ArticleEntry; readonly claim: number };

/** `3f0c9a1e.4`: the beginning of an article's id, and the claim's place in it. */
export function findClaim(id: string, { articles }: Intake): ClaimRef {
  const [, prefix = '', number = ''] = /^([0-9a-f]{4,16})\.(\d{1,6})$/.exec(id) ?? [];
  const found = prefix === '' ? [] : articles.filter((article) => article.id.startsWith(prefix));
  const article = found[0];
  const claim = Number(number);
  if (article !== undefined && found.length === 1 && claim >= 1 && claim <= article.claims.length)
    return { article, claim };
  throw new AshiatoError('E_INTEL_UNKNOWN', `"${id}" is no claim of an article taken in`, {
    where: id,
    next: '"ashiato intel list" shows the ids of claims, such as 3f0c9a1e.4.',
  });
}

/** All of them or none: every claim must exist and be undecided, and somebody must decide. */
export function decisionsOn(ids: readonly string[], decision: Decision, intake: Intake): DecisionEntry[] {
  if (decision.by.trim() === '')
    throw new AshiatoError('E_USAGE', 'nobody is named', {
      where: 'by',
      next: 'Name the person who decides.',
    });
  return [...new Set(ids)].map((id) => {
    const { article, claim } = findClaim(id, intake);
    const before = intake.decisionOn(article.id, claim);
    if (before === null) return { type: 'decision', article: article.id, claim, ...decision };
    throw new AshiatoError(
      'E_INTEL_DECIDED',
      `"${id}" was ${before.verdict} by ${before.by} on ${before.at}`,
      {
        where: id,
        next: 'The journal only grows; take in the article that says otherwise.',
      },
    );
  });
}
