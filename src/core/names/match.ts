/**
 * Who on the lists may be meant by a name. Every listed name is considered: an upper bound of its score, taken from
 * the words that are alike, dismisses those that cannot reach the threshold, and the rest are scored in full. So the
 * answer is that of scoring everything (`matchExhaustively`, which tests hold it to).
 */
import { AshiatoError } from '../model/errors.ts';
import type { ListEntry } from '../model/list.ts';
import { type Alignment, align, alignStanding, BY_INITIAL, joinsOf, LARGER, SMALLER } from './align.ts';
import { type Beside, mostOf, weighEvidence } from './evidence.ts';
import {
  HAS_INITIAL,
  type Indexed,
  type joinKeys,
  MAY_BE_KOREAN,
  type NameIndex,
  standingKey,
} from './name-index.ts';
import { askedSpellingsOf, type Spelling, spellingsOf } from './spelling.ts';

export type NameQuery = Beside & { readonly name: string };

export type Feature = { readonly feature: string; readonly value: number; readonly says: string };

export type NameMatch = {
  readonly entry: ListEntry;
  /** The listed name that matched best. */
  readonly name: string;
  /** 0–1. */
  readonly score: number;
  /** What it is made of; the values add up to the score. */
  readonly features: readonly Feature[];
};

/** Where we ship the threshold: see docs/names.md for what it finds and stops. */
export const NAME_THRESHOLD = 0.85;

/** A publisher calls an alias weak where it is of little use to recognise somebody by. */
const WEAK = 0.92;
/** Sums of floats taken in another order differ in the last bits. */
const ROUNDING = 1e-9;

/** Best first; one match an entry. Refuses a name that cannot be compared (`E_NAME`). */
export function matchName(index: NameIndex, query: NameQuery, threshold: number): readonly NameMatch[] {
  const best = new Map<ListEntry, Scored>();
  for (const asked of askedSpellingsOf(query.name)) {
    const korean = asked.korean.length > 0;
    if (korean) for (const name of index.korean) keep(best, index, query, asked, name, threshold);
    for (const name of reaching(index, query, asked, threshold))
      if (!korean || (index.traits[name]! & MAY_BE_KOREAN) === 0)
        keep(best, index, query, asked, name, threshold);
  }
  return told(best, query);
}

/** The same by scoring every listed name: slow and obvious. */
export function matchExhaustively(
  index: NameIndex,
  query: NameQuery,
  threshold: number,
): readonly NameMatch[] {
  const best = new Map<ListEntry, Scored>();
  for (const asked of askedSpellingsOf(query.name))
    for (const name of index.indexed.keys()) keep(best, index, query, asked, name, threshold);
  return told(best, query);
}

type Scored = {
  readonly indexed: Indexed;
  readonly asked: Spelling;
  readonly alignment: Alignment;
  readonly named: number;
  readonly score: number;
};

function keep(
  best: Map<ListEntry, Scored>,
  { indexed: all, weigh, standing }: NameIndex,
  query: NameQuery,
  asked: Spelling,
  name: number,
  threshold: number,
): void {
  const indexed = all[name]!;
  if (indexed.ownScriptOnly && asked.script !== indexed.spelling.script) return;
  const word = standing[name]!;
  const compared = align(asked, indexed.spelling, weigh);
  const alone = word === null ? null : alignStanding(asked, word);
  const alignment = alone !== null && alone.score > compared.score ? alone : compared;
  const named = alignment.score * (indexed.name.quality === 'weak' ? WEAK : 1);
  if (mostOf(named, query) < threshold) return;
  const known = best.get(indexed.entry);
  if (known !== undefined && known.named >= named) return;
  const { score } = weighEvidence(named, query, indexed.entry);
  if (score >= threshold) best.set(indexed.entry, { indexed, asked, alignment, named, score });
}

function told(best: ReadonlyMap<ListEntry, Scored>, query: NameQuery): NameMatch[] {
  const key = ({ list, id }: ListEntry): string => `${list}/${id}`;
  return [...best.values()]
    .sort((a, b) => b.score - a.score || (key(a.indexed.entry) < key(b.indexed.entry) ? -1 : 1))
    .map(({ indexed, asked, alignment, named, score }) => ({
      entry: indexed.entry,
      name: indexed.name.name,
      score,
      features: [
        ...featuresOf(indexed, asked, alignment, named),
        ...weighEvidence(named, query, indexed.entry).evidence,
      ],
    }));
}

function featuresOf(
  { name, spelling }: Indexed,
  asked: Spelling,
  { score, pairs, onlyAsked, onlyListed, reordered, otherNumber, compared }: Alignment,
  named: number,
): Feature[] {
  const told = pairs.map(({ asked: mine, listed, alike }) =>
    mine === listed ? mine : `${mine} for ${listed} (${alike.toFixed(2)})`,
  );
  const left = [
    ...(onlyAsked.length === 0 ? [] : [`only asked: ${onlyAsked.join(' ')}`]),
    ...(onlyListed.length === 0 ? [] : [`only listed: ${onlyListed.join(' ')}`]),
  ];
  const features: Feature[] = [
    {
      feature: compared,
      value: score,
      says: [told.join(', ') || 'no word in common', ...left].join('; '),
    },
  ];
  if (reordered) features.push({ feature: 'order', value: 0, says: 'the words stand in another order' });
  if (otherNumber) features.push({ feature: 'number', value: 0, says: 'the numbers in the names differ' });
  if (asked.aside !== '')
    features.push({ feature: 'aside', value: 0, says: `in brackets, not compared: ${asked.aside}` });
  if (asked.script !== spelling.script)
    features.push({ feature: 'script', value: 0, says: `${asked.script} against ${spelling.script}` });
  if (name.quality === 'weak')
    features.push({
      feature: 'weak alias',
      value: named - score,
      says: 'the publisher calls this alias weak',
    });
  return features;
}

/** Names whose score may reach the threshold. */
function reaching(index: NameIndex, query: NameQuery, asked: Spelling, threshold: number): number[] {
  const { weights, traits, weigh } = index;
  const { mine, theirs, lastMine, lastTheirs, lastUnit, touched } = index.scratch;
  const own = asked.tokens.map(weigh);
  const all = own.reduce((sum, each) => sum + each, 0);
  const initials = asked.tokens.flatMap(({ type }, i) => (type === 'initial' ? [own[i]!] : []));
  const byInitials = initials.reduce((sum, each) => sum + each, 0) * BY_INITIAL;
  let count = 0;
  /** Word `unit` of those asked may be found in the name, as alike as this, by words of this weight. */
  const credit = (unit: number, name: number, alike: number, weight: number): void => {
    if (lastUnit[name] === -1) {
      touched[count] = name;
      count += 1;
    }
    if (lastUnit[name] !== unit) {
      lastUnit[name] = unit;
      lastMine[name] = 0;
      lastTheirs[name] = 0;
    }
    const [more, moreTheirs] = [own[unit]! * alike, weight * alike];
    if (more > lastMine[name]!) {
      mine[name]! += more - lastMine[name]!;
      lastMine[name] = more;
    }
    if (moreTheirs > lastTheirs[name]!) {
      theirs[name]! += moreTheirs - lastTheirs[name]!;
      lastTheirs[name] = moreTheirs;
    }
  };
  creditAll(index, asked, credit);

  const reached = wholesOf(index, asked);
  for (let i = 0; i < count; i += 1) {
    const name = touched[i]!;
    const listed = weights[name]!;
    const wild = (traits[name]! & HAS_INITIAL) !== 0;
    const shareMine = wild ? 1 : Math.min(1, (mine[name]! + byInitials) / all);
    const shareTheirs = wild ? 1 : Math.min(1, (theirs[name]! + initials.length) / listed);
    const [small, large] = all <= listed ? [shareMine, shareTheirs] : [shareTheirs, shareMine];
    const bound = Math.max(SMALLER * small + LARGER * large, LARGER * small + SMALLER * large);
    if (mostOf(bound, query) >= threshold - ROUNDING) reached.push(name);
    mine[name] = 0;
    theirs[name] = 0;
    lastUnit[name] = -1;
  }
  return reached;
}

/** Names that are found as a whole, whatever their words are worth. */
const wholesOf = ({ wholes }: NameIndex, { tokens, unspaced }: Spelling): number[] =>
  [...unspaced, ...tokens.map(({ text }) => standingKey(text))].flatMap((key) => wholes.get(key) ?? []);

type Credit = (unit: number, name: number, alike: number, weight: number) => void;

function creditAll({ words, postings, joins, weigh }: NameIndex, { tokens }: Spelling, credit: Credit): void {
  const { starts, names } = postings;
  const each = (unit: number, word: number, alike: number): void => {
    const weight = weigh(words.tokens[word]!);
    for (let at = starts[word]!; at < starts[word + 1]!; at += 1) credit(unit, names[at]!, alike, weight);
  };
  const pieces = joinsOf(tokens);
  for (const [unit, token] of tokens.entries()) {
    for (const { word, alike } of words.like(token)) each(unit, word, alike);
    for (const key of keysOfSingle(token))
      for (const { name, weight } of joins.get(key) ?? []) credit(unit, name, 1, weight);
    for (const { from, to, token: joined } of pieces)
      if (from === unit || to === unit) for (const word of words.same(joined)) each(unit, word, 1);
  }
}

/** A join is compared by skeleton where either side lacks vowels. */
const keysOfSingle = (token: Parameters<typeof joinKeys>[0]): string[] =>
  token.vowelless
    ? [`#${token.skeleton}`, `%${token.skeleton}`]
    : [`=${token.text}`, `~${token.sound}`, `#${token.skeleton}`];

/**
 * What programs leave of letters that they cannot read or write (Jos\ufffd, Jos?) or that were escaped for a page (O&#39;Neil).
 * On the lists one name has any of it, of 28,572.
 */
const LOST = /[\ufffd?\uff1f]|&(#x?[\da-f]+|amp|quot|apos|lt|gt|nbsp);/i;

/**
 * As `matchName`; where nobody is found, but names on the lists could not be read or the name asked about has no word
 * to find anybody by, that is no answer.
 */
export function searchName(index: NameIndex, query: NameQuery, threshold: number): readonly NameMatch[] {
  const found = matchName(index, query, threshold);
  const [first] = index.unreadable;
  if (found.length > 0) return found;
  if (LOST.test(query.name))
    throw new AshiatoError('E_NAME', 'letters of the name were lost or escaped before it came here', {
      where: 'name',
      limit: 'no U+FFFD and no question mark, which stand for letters that could not be read, and no &#39;',
      next: 'Send the name as UTF-8, as it stands in the document, and not escaped.',
    });
  if (spellingsOf(query.name).every(({ tokens }) => tokens.every(({ type }) => type !== 'name')))
    throw new AshiatoError('E_NAME', 'the name is made of initials, titles or numbers alone', {
      where: 'name',
      limit: 'a word of two letters or more',
      next: 'Give the name in full.',
    });
  if (first === undefined) return found;
  throw new AshiatoError(
    'E_LIST_PARTIAL',
    `${index.unreadable.length} listed names cannot be read, so nobody can be said to be on no list by name`,
    {
      where: `${first.entry.list} ${first.entry.id}: ${first.why}`,
      next: 'Have the entry corrected or fetch the list again ("ashiato lists refresh").',
    },
  );
}
