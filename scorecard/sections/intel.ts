/**
 * Claims of articles: how many of those a document makes are read out of it, and how many of those read are made,
 * by field and language. The own documents were written by the hand that wrote the reader, before it.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadKnowledge } from '../../src/adapters/intel/knowledge.ts';
import type { ClaimBody, ClaimKind } from '../../src/core/intel/claim.ts';
import type { Knowledge } from '../../src/core/intel/knowledge.ts';
import { readArticle } from '../../src/core/intel/read-article.ts';
import { filesLike, type ScoreData } from '../data.ts';
import { type Scored, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const OWN = join(ROOT, 'test', 'intel', 'documents');
/** Written after the reader, scored, and never corrected against: what to expect of the next article. */
const UNSEEN = join(ROOT, 'test', 'intel', 'unseen');

export const intel: Section = {
  name: 'Claims of articles',
  run: (data) => {
    const knowledge = loadKnowledge(join(ROOT, 'facts'));
    return [
      ...scoresOf('own documents', readOwn(), knowledge),
      ...scoresOf('unseen documents', readOwn(UNSEEN), knowledge),
      ...shared(data, knowledge),
    ];
  },
};

/** The fields of a document's labels, and the claims they label. */
const FIELDS: Readonly<Record<string, ClaimKind>> = {
  addresses: 'address',
  transactions: 'transaction',
  amounts: 'amount',
  dates: 'date',
  actors: 'actor',
  victims: 'victim',
  techniques: 'technique',
  attributions: 'attribution',
};

type Labelled = {
  readonly id: string;
  readonly lang: string;
  readonly published: string | null;
  readonly text: string;
  /** By field; absent: the document is not labelled for it. */
  readonly expected: Readonly<Record<string, readonly string[] | undefined>>;
  /** The incident it speaks of, `new`, or null; absent: not labelled. */
  readonly incident?: string | null;
  /** Whether the labels name every claim; otherwise only recall can be told. */
  readonly complete: boolean;
};

export const readOwn = (folder = OWN): Labelled[] =>
  existsSync(folder)
    ? globSync('*.jsonl', { cwd: folder })
        .sort()
        .flatMap((file) => linesOf(readFileSync(join(folder, file), 'utf8')).map(ownLine))
    : [];

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

function ownLine(line: string): Labelled {
  const { expected, ...rest } = JSON.parse(line) as Omit<Labelled, 'incident' | 'complete'> & {
    readonly expected: Labelled['expected'] & { readonly incident: string | null };
  };
  const { incident, ...fields } = expected;
  return { ...rest, expected: fields, incident: incident as string | null, complete: true };
}

/** How a claim is written in the labels. */
function labelOf(says: ClaimBody): string {
  switch (says.kind) {
    case 'address':
      return says.address;
    case 'transaction':
      return says.id;
    case 'amount':
      return `${says.value} ${says.unit}`;
    case 'date':
      return says.date;
    case 'actor':
      return says.actor;
    case 'victim':
      return says.name;
    case 'technique':
      return says.technique;
    case 'attribution':
      return [says.by, says.victim ?? '-', says.actor ?? '-', says.date ?? '-'].join('>');
  }
}

/** What the labels and the reader say of each field of a document. */
export function compare(document: Labelled, knowledge: Knowledge): Map<string, Scored[]> {
  const reading = readArticle(document.text, document.published, knowledge);
  const fields = new Map<string, Scored[]>();
  for (const [field, kind] of Object.entries(FIELDS)) {
    const labels = document.expected[field];
    if (labels === undefined) continue;
    const found = new Set(reading.claims.flatMap(({ says }) => (says.kind === kind ? [labelOf(says)] : [])));
    const all = document.complete ? new Set([...labels, ...found]) : new Set(labels);
    fields.set(
      field,
      [...all].map((label) => ({
        id: `${document.id}: ${label}`,
        labelled: labels.includes(label),
        found: found.has(label),
        why: `read: ${[...found].join(', ') || 'nothing'}`,
      })),
    );
  }
  if (document.incident !== undefined) {
    const found = reading.matches[0]?.incident ?? (reading.proposal === null ? null : 'new');
    const wrong = found !== document.incident;
    fields.set('incident', [
      ...(document.incident === null
        ? []
        : [
            {
              id: `${document.id}: ${document.incident}`,
              labelled: true,
              found: !wrong,
              why: `read: ${found}`,
            },
          ]),
      ...(wrong && found !== null
        ? [
            {
              id: `${document.id}: ${found}`,
              labelled: false,
              found: true,
              why: reading.matches[0]?.grounds.join('; ') ?? 'a theft of an unknown victim',
            },
          ]
        : []),
    ]);
  }
  return fields;
}

function scoresOf(set: string, documents: readonly Labelled[], knowledge: Knowledge): SetScore[] {
  const byLanguage = Map.groupBy(documents, ({ lang }) => lang);
  return [...byLanguage].flatMap(([language, own]) => {
    const fields = new Map<string, Scored[]>();
    for (const document of own)
      for (const [field, items] of compare(document, knowledge))
        fields.set(field, [...(fields.get(field) ?? []), ...items]);
    return [...fields]
      .filter(([, items]) => items.length > 0)
      .map(([field, items]) =>
        scoreSet(
          {
            detector: `intel/${field}`,
            family: 'intel',
            set: `${set}, ${language} (${own.length})`,
            notes: own.every(({ complete }) => complete)
              ? [set.startsWith('unseen') ? UNCORRECTED : CORRECTED]
              : ['The labels name some claims of each line only, so that precision cannot be told.'],
          },
          items,
        ),
      );
  });
}

const CORRECTED =
  'Written and labelled by the hand that wrote the reader, before it; the reader was corrected against them.';
const UNCORRECTED =
  'Written and labelled by the hand that wrote the reader, after it; the reader was not corrected against them.';

type SharedLine = {
  readonly id: string;
  readonly lang: string;
  readonly text: string;
  readonly expected: Record<string, unknown>;
};

/** Units of the keys under which the shared lines keep their amounts. */
const AMOUNTS: Readonly<Record<string, string>> = {
  jpy: 'JPY',
  krw: 'KRW',
  usd: 'USD',
  cumulative_usd: 'USD',
  seized_usd: 'USD',
  eth: 'ETH',
  usdc: 'USDC',
};
const DATES = ['attributed_on', 'when', 'theft_month', 'theft', 'date', 'year'];
/** Free words of the shared lines that are techniques of the facts. */
const TECHNIQUES: Readonly<Record<string, string>> = {
  'Tornado Cash': 'L-TC',
  eXch: 'L-SWAP',
  'LinkedIn social engineering': 'A-JOB',
  'multisig implementation swap': 'A-SAFESWAP',
};

function shared(data: ScoreData, knowledge: Knowledge): SetScore[] {
  return filesLike(data, /^multilingual_.*\.jsonl$/).flatMap((file) =>
    scoresOf(
      file.name,
      linesOf(file.text()).map((line) => sharedLine(JSON.parse(line) as SharedLine, knowledge)),
      knowledge,
    ),
  );
}

function sharedLine({ id, lang, text, expected }: SharedLine, knowledge: Knowledge): Labelled {
  const words = (key: string): string[] =>
    [expected[key]]
      .flat()
      .filter((value) => typeof value === 'string' || typeof value === 'number')
      .map(String);
  const amount = (value: string, unit: string | undefined): string[] =>
    unit === undefined ? [] : [`${value} ${unit}`];
  return {
    id,
    lang,
    published: null,
    text,
    complete: false,
    expected: {
      amounts: [
        ...words('amount').flatMap((value) => amount(value, words('asset')[0])),
        ...words('recovered').flatMap((value) => amount(value, words('recovered_asset')[0])),
        ...Object.entries(AMOUNTS).flatMap(([key, unit]) => words(key).map((value) => `${value} ${unit}`)),
      ],
      dates: DATES.flatMap(words),
      actors: [...words('actor'), ...words('actors')].flatMap((name) =>
        knowledge.actors.find(name).map(({ means }) => means),
      ),
      victims: words('victim').flatMap((name) => knowledge.victims.find(name).map(({ means }) => means.name)),
      techniques: [...words('service'), ...words('vector')].flatMap((word) => TECHNIQUES[word] ?? []),
    },
  };
}
