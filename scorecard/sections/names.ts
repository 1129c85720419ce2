/**
 * Names: of those listed, who is found by a name that is not the one indexed; of those not listed, who is stopped.
 * Sets are frozen (`scorecard/names/sets.ts`); only the part that nothing was chosen on is scored.
 */
import type { ListEntry } from '../../src/core/model/list.ts';
import { matchName, NAME_THRESHOLD } from '../../src/core/names/match.ts';
import { makeNameIndex, type NameIndex } from '../../src/core/names/name-index.ts';
import type { ScoreData } from '../data.ts';
import { type Listed, readListed } from '../names/entries.ts';
import { PUBLISHED } from '../names/published.ts';
import { type Asked, isForTuning, keyOf, makeSets, type NameSet } from '../names/sets.ts';
import { type Scored, type ScoreFigure, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const DETECTOR = 'screening/names';
const THRESHOLDS = [0.8, 0.82, 0.85, 0.88, 0.9, 0.92, 0.95];
/** What is not found above this is told as not found. */
const FLOOR = 0.75;
/** Shares of the negatives that may be stopped, at which recall is told. */
const STOPPED = [0.005, 0.01, 0.02, 0.05];

/** One question and the score of what it should have found, or of the best where nothing should be. */
type Answer = { readonly asked: Asked; readonly score: number; readonly says: string };

export const names: Section = {
  name: 'Names',
  run(data: ScoreData) {
    const listed = readListed(data);
    if (Object.values(listed).every((entries) => entries.length === 0)) return [];
    const indexes = new Map<string, NameIndex>();
    const answered = makeSets(listed)
      .filter(({ asked }) => asked.length > 0)
      .map((set) => ({ set, answers: answersOf(set, indexOf(indexes, listed, set)) }));
    const stopped = answered
      .filter(({ set }) => isNegative(set))
      .flatMap(({ answers }) => answers.map(({ score }) => score))
      .sort((a, b) => b - a);
    return [
      ...answered.map(({ set, answers }) => scoreOf(set, answers, stopped)),
      ...publishedPairs(Object.values(listed).flat()),
    ];
  },
};

const isNegative = ({ asked }: NameSet): boolean => asked[0]?.target === null;

function indexOf(known: Map<string, NameIndex>, listed: Listed, { name, lists, asked }: NameSet): NameIndex {
  const withheld = new Map(
    asked.flatMap((each) => (each.withheld === null ? [] : [[each.target, each.withheld]])),
  );
  const key = `${lists.join()} ${withheld.size === 0 ? '' : name}`;
  const made =
    known.get(key) ??
    makeNameIndex(
      lists
        .flatMap((list) => listed[list])
        .map((entry) => ({
          ...entry,
          names: entry.names.filter((each) => each.name !== withheld.get(keyOf(entry))),
        })),
    );
  known.set(key, made);
  return made;
}

const answersOf = ({ asked }: NameSet, index: NameIndex): Answer[] =>
  asked
    .filter((each) => !isForTuning(each))
    .map((each) => {
      const matches = matchName(index, { name: each.name }, FLOOR);
      const match =
        each.target === null ? matches[0] : matches.find(({ entry }) => keyOf(entry) === each.target);
      const told = match === undefined ? `below ${FLOOR}` : `${match.score.toFixed(3)}, ${match.name}`;
      return { asked: each, score: match?.score ?? 0, says: `"${each.name}" (${each.treatment}): ${told}` };
    });

function scoreOf(set: NameSet, answers: readonly Answer[], stopped: readonly number[]): SetScore {
  const negative = isNegative(set);
  const items = answers.map(
    ({ asked, score, says }): Scored => ({
      id: asked.id,
      labelled: !negative,
      found: score >= NAME_THRESHOLD,
      why: says,
    }),
  );
  const at = (threshold: number, of = answers): string =>
    `${((of.filter(({ score }) => score >= threshold).length / of.length) * 100).toFixed(1)} %`;
  const word = negative ? 'stopped' : 'found';
  const curve: ScoreFigure[] = THRESHOLDS.map((threshold) => ({
    name: `${word} at threshold ${threshold}`,
    value: at(threshold),
  }));
  const fixed: ScoreFigure[] = negative
    ? []
    : STOPPED.map((share) => {
        // The threshold above which this share of everybody not listed scores.
        const threshold = stopped[Math.floor(stopped.length * share)] ?? 1;
        return {
          name: `found where ${share * 100} % of all negatives are stopped (threshold ${threshold.toFixed(3)})`,
          value: at(threshold + 1e-9),
        };
      });
  const treatments = Map.groupBy(answers, ({ asked }) => asked.treatment);
  const each: ScoreFigure[] =
    treatments.size < 2
      ? []
      : [...treatments].map(([treatment, of]) => ({
          name: `found, ${treatment} (${of.length})`,
          value: at(NAME_THRESHOLD, of),
        }));
  return scoreSet(
    {
      detector: DETECTOR,
      family: negative ? 'nobody listed' : 'somebody listed',
      set: set.name,
      figures: [...curve, ...fixed, ...each],
      notes: [NOTES[set.name] ?? ''].filter((note) => note !== ''),
    },
    items,
  );
}

const NOTES: Readonly<Record<string, string>> = {
  'one alias left out':
    'Many aliases are other names altogether (acronyms, translations, noms de guerre, a ship’s former names): nothing but the list itself could find those, so recall has a ceiling well below 100 %.',
  'UN to OFAC, same day of birth':
    'Pairs share a word of four letters among all their names, which keeps chance out and the hardest pairs too.',
  'words added, spaces left out':
    'Drawn after the matcher, from all names, aliases too. A word beside a name of one word finds firms and aircraft only: people’s are given names, and ships bear words of the dictionary.',
  'Korean people':
    'Who is stopped here bears a listed name in another romanisation; only a date of birth or a document can tell.',
};

/** Pairs with the scores of another program: both are judged at the threshold that suits each best. */
function publishedPairs(entries: readonly ListEntry[]): SetScore[] {
  const [some] = entries;
  if (some === undefined) return [];
  const invented = PUBLISHED.map(
    ({ listed }, i): ListEntry => ({
      ...some,
      id: `published-${i}` as ListEntry['id'],
      kind: 'organisation',
      names: [{ name: listed, quality: 'primary' }],
    }),
  );
  const index = makeNameIndex([...entries, ...invented]);
  const pairs = PUBLISHED.map((pair, i) => {
    const match = matchName(index, { name: pair.asked }, 0.4).find(
      ({ entry }) => entry.id === `published-${i}`,
    );
    return { ...pair, ours: match?.score ?? 0 };
  });
  const bestFor = (score: (pair: (typeof pairs)[number]) => number): string => {
    const highest = Math.max(...pairs.filter(({ same }) => !same).map(score));
    const same = pairs.filter((pair) => pair.same);
    return `${same.filter((pair) => score(pair) > highest).length} of ${same.length}`;
  };
  const at = (score: (pair: (typeof pairs)[number]) => number, threshold: number): string => {
    const over = pairs.filter((pair) => score(pair) >= threshold);
    return `${over.filter(({ same }) => same).length} right, ${over.filter(({ same }) => !same).length} wrong`;
  };
  const [ours, theirs] = [
    (pair: (typeof pairs)[number]) => pair.ours,
    (pair: (typeof pairs)[number]) => pair.theirs,
  ];
  return [
    scoreSet(
      {
        detector: DETECTOR,
        family: 'pairs',
        set: 'pairs published by watchman',
        figures: [
          { name: 'one name scored above every pair of two: ours', value: bestFor(ours) },
          { name: 'the same by watchman’s published scores', value: bestFor(theirs) },
          { name: `at ${NAME_THRESHOLD}: ours`, value: at(ours, NAME_THRESHOLD) },
          { name: `at ${NAME_THRESHOLD}: watchman’s published scores`, value: at(theirs, NAME_THRESHOLD) },
        ],
        notes: [
          'Scores as published in watchman’s tests and docs; labels are ours, and few. Not a run of watchman.',
        ],
      },
      pairs.map((pair) => ({
        id: `${pair.asked} / ${pair.listed}`,
        labelled: pair.same,
        found: pair.ours >= NAME_THRESHOLD,
        why: `ours ${pair.ours.toFixed(3)}, theirs ${pair.theirs}`,
      })),
    ),
  ];
}
