/** The intake, step by step: read a document, hold it against what is known, note it, and note what a person decides. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knowledge } from '../../core/intel/knowledge.ts';
import { readArticle } from '../../core/intel/read-article.ts';
import { kinshipOf, likeness, type Sketch } from '../../core/intel/shingles.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Article, isDay, readDocument } from './document.ts';
import { type ArticleEntry, type DecisionEntry, type Entry, intelJournal } from './journal.ts';

export type TakenIn = { readonly entry: ArticleEntry; readonly isNew: boolean };

/** An article that was taken in already is not taken in again. */
export async function takeIn(
  path: string,
  told: { readonly published: string | null; readonly encoding: string | null; readonly now: string },
  knowledge: Knowledge,
  dataFolder: string,
): Promise<TakenIn> {
  if (told.published !== null && !isDay(told.published))
    throw new AshiatoError('E_TIME_RANGE', `"${told.published}" is not a day`, {
      where: '--published',
      next: 'Write a day of the calendar, such as 2025-02-21.',
    });
  const article = await readDocument(path, told.encoding);
  const journal = intelJournal(dataFolder);
  const { articles } = intakeOf(journal.read());
  const known = articles.find(({ id }) => id === article.id);
  if (known !== undefined) return { entry: known, isNew: false };
  const entry = noted(article, told.published ?? article.published, told.now, knowledge, articles);
  // The text goes first: a journal that names spans of a text that is not there would be worse than a spare file.
  const texts = join(dataFolder, 'intel');
  mkdirSync(texts, { recursive: true });
  writeFileSync(join(texts, `${entry.id}.txt`), article.text, { mode: 0o600 });
  journal.add(() => [entry]);
  return { entry, isNew: true };
}

function noted(
  article: Article,
  published: string | null,
  at: string,
  knowledge: Knowledge,
  before: readonly ArticleEntry[],
): ArticleEntry {
  const reading = readArticle(article.text, published, knowledge);
  return structuredClone({
    type: 'article',
    id: article.id,
    at,
    file: article.file,
    kind: article.kind,
    title: article.title,
    ...reading,
    kin: kinOf(reading.sketch, before),
  }) as ArticleEntry;
}

function kinOf(sketch: Sketch, before: readonly ArticleEntry[]): ArticleEntry['kin'] {
  return before.flatMap(({ id, sketch: other }) => {
    const share = likeness(sketch, other);
    const kinship = kinshipOf(share);
    return kinship === null ? [] : [{ id, kinship, share: Math.round(share * 100) / 100 }];
  });
}

export type Intake = {
  readonly articles: readonly ArticleEntry[];
  /** The decision on a claim, or none. */
  decisionOn(article: string, claim: number): DecisionEntry | null;
};

export const openIntake = (dataFolder: string): Intake => intakeOf(intelJournal(dataFolder).read());

function intakeOf(entries: readonly Entry[]): Intake {
  const decisions = new Map<string, DecisionEntry>();
  for (const entry of entries)
    if (entry.type === 'decision') decisions.set(`${entry.article}.${entry.claim}`, entry);
  return {
    articles: entries.filter((entry) => entry.type === 'article'),
    decisionOn: (article, claim) => decisions.get(`${article}.${claim}`) ?? null,
  };
}

type Decision = Pick<DecisionEntry, 'verdict' | 'by' | 'reason' | 'at'>;

/** All of them or none: every claim must exist and be undecided. */
export function decide(claims: readonly string[], decision: Decision, dataFolder: string): void {
  if (decision.by.trim() === '')
    throw new AshiatoError('E_USAGE', 'nobody is named', {
      where: '--by',
      next: 'Name the person who decides.',
    });
  intelJournal(dataFolder).add((before) => decisionsOn(claims, decision, intakeOf(before)));
}

function decisionsOn(claims: readonly string[], decision: Decision, intake: Intake): DecisionEntry[] {
  return [...new Set(claims)].map((id) => {
    const [, prefix = '', number = ''] = /^([0-9a-f]{4,16})\.(\d{1,6})$/.exec(id) ?? [];
    const found = prefix === '' ? [] : intake.articles.filter((article) => article.id.startsWith(prefix));
    const article = found[0];
    const claim = Number(number);
    if (article === undefined || found.length > 1 || claim < 1 || claim > article.claims.length)
      throw new AshiatoError('E_INTEL_UNKNOWN', `"${id}" is no claim of an article taken in`, {
        where: id,
        next: '"ashiato intel list" shows the ids of claims, such as 3f0c9a1e.4.',
      });
    const before = intake.decisionOn(article.id, claim);
    if (before !== null)
      throw new AshiatoError(
        'E_INTEL_DECIDED',
        `"${id}" was ${before.verdict} by ${before.by} on ${before.at}`,
        {
          where: id,
          next: 'The journal only grows; take in the article that says otherwise.',
        },
      );
    return { type: 'decision', article: article.id, claim, ...decision };
  });
}
