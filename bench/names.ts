/**
 * Names against 120,000 listed ones, on one core; half the questions are of somebody listed, with one slip. The
 * answers are first held to those of scoring every listed name. Times are of the processor, whoever else uses it.
 */
import { makeRandom, type Random } from '../src/core/laboratory/prng.ts';
import type { EntryId, EntryKind, ListEntry, ListId } from '../src/core/model/list.ts';
import { matchExhaustively, matchName, NAME_THRESHOLD } from '../src/core/names/match.ts';
import { makeNameIndex } from '../src/core/names/name-index.ts';
import { type Figure, round } from './figure.ts';

const ENTITIES = 40_000;
const NAMES_EACH = 3;
const QUESTIONS = 600;
const CHECKED = 3;

const ONSETS = 'b ch d f g gh h j k kh l m n p q r s sh t v w y z'.split(' ');
const VOWELS = 'a e i o u a i aa ou ei'.split(' ');
const CODAS = ['', '', '', 'n', 'r', 'l', 'm', 's', 'd', 'k'];
const TRADES = 'trading shipping company ltd llc general international bank petrochemical industries'.split(
  ' ',
);

export function nameFigures(): Figure[] {
  const random = makeRandom(120_000);
  const families = wordsOf(random, 25_000);
  const givens = wordsOf(random, 6_000);
  /** As in life, few given names cover many people. */
  const given = (): string => givens[Math.floor((random.below(1_000) / 1_000) ** 3 * givens.length)]!;
  const entries = Array.from({ length: ENTITIES }, (_, n): ListEntry => {
    const firm = n % 4 === 0;
    const family = random.pick(families);
    const names = Array.from({ length: NAMES_EACH }, () =>
      firm
        ? `${family} ${random.pick(families)} ${random.pick(TRADES)} ${random.pick(TRADES)}`
        : `${random.below(8) === 0 ? random.pick(families) : family}, ${given()} ${given()}`,
    );
    return entryOf(n, firm ? 'organisation' : 'person', names);
  });
  const started = performance.now();
  const index = makeNameIndex(entries);
  const built = performance.now() - started;

  const questions = Array.from({ length: QUESTIONS }, (_, n) =>
    n % 2 === 0
      ? slip(random, random.pick(random.pick(entries).names).name)
      : `${given()} ${random.pick(families)}`,
  );
  for (const name of questions.slice(0, CHECKED)) {
    const [fast, all] = [matchName, matchExhaustively].map((match) =>
      match(index, { name }, NAME_THRESHOLD).map(({ entry, score }) => `${entry.id} ${score}`),
    );
    if (fast!.join() !== all!.join()) throw new Error(`"${name}" finds others than scoring every name does`);
  }
  const times = questions
    .map((name) => {
      const before = process.cpuUsage();
      matchName(index, { name }, NAME_THRESHOLD);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    })
    .sort((a, b) => a - b);
  const figure = (name: string, value: number, unit: string, most: number | null): Figure => ({
    name,
    value: round(value),
    unit,
    against: null,
    ratio: null,
    target: most === null ? null : `≤ ${most}`,
    holds: most === null ? null : value <= most,
  });
  return [
    figure(
      `a name against ${index.indexed.length} listed ones, median`,
      times[QUESTIONS / 2]!,
      'ms of CPU',
      3,
    ),
    figure('the same, 99th percentile', times[Math.floor(QUESTIONS * 0.99)]!, 'ms of CPU', 10),
    figure('building that index', built, 'ms', null),
  ];
}

function wordsOf(random: Random, count: number): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = Array.from({ length: 2 + random.below(3) }, () =>
      [random.pick(ONSETS), random.pick(VOWELS), random.pick(CODAS)].join(''),
    );
    words.add(syllables.join(''));
  }
  return [...words];
}

function slip(random: Random, name: string): string {
  const at = 1 + random.below(name.length - 1);
  return name.slice(0, at) + random.pick([...'aeiourstn']) + name.slice(at + 1);
}

const entryOf = (n: number, kind: EntryKind, names: readonly string[]): ListEntry => ({
  list: 'bench' as ListId,
  id: String(n) as EntryId,
  kind,
  names: names.map((name, i) => ({ name, quality: i === 0 ? 'primary' : 'strong' })),
  births: [],
  countries: [],
  programmes: [],
  effect: 'asset-freeze',
  listedOn: null,
  addresses: [],
  remarks: '',
});
