/** Who is found by which name, why, and that nothing is lost on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyOf, makeSets } from '../../scorecard/names/sets.ts';
import type { EntryId, EntryKind, ListEntry, ListedName, ListId } from '../../src/core/model/list.ts';
import { finish } from '../../src/core/model/steps.ts';
import { slips } from '../../src/core/names/distance.ts';
import {
  matchExhaustively,
  matchName,
  NAME_THRESHOLD,
  type NameQuery,
  searchName,
} from '../../src/core/names/match.ts';
import { makeNameIndex } from '../../src/core/names/name-index.ts';
import { spellingsOf } from '../../src/core/names/spelling.ts';
import { wordTableInSteps } from '../../src/core/names/word-table.ts';
import { listsAtHand, withoutLists } from './data.ts';

const listed = (
  names: readonly string[],
  more: Partial<ListEntry> & { quality?: ListedName['quality'] } = {},
): ListEntry => ({
  list: 'test' as ListId,
  id: names[0] as EntryId,
  kind: 'person' as EntryKind,
  names: names.map((name, i) => ({ name, quality: more.quality ?? (i === 0 ? 'primary' : 'strong') })),
  births: [],
  countries: [],
  programmes: [],
  effect: 'asset-freeze',
  listedOn: null,
  addresses: [],
  remarks: '',
  ...more,
});

/** The best score of one listed name for a query. */
const score = (name: string | NameQuery, entry: ListEntry | string): number => {
  const index = makeNameIndex([typeof entry === 'string' ? listed([entry]) : entry]);
  return matchName(index, typeof name === 'string' ? { name } : name, 0)[0]?.score ?? 0;
};
const finds = (name: string, entry: string): void => {
  const value = score(name, entry);
  assert.ok(value >= NAME_THRESHOLD, `${name} should find ${entry}, but scores ${value.toFixed(3)}`);
};
const passes = (name: string, entry: string): void => {
  const value = score(name, entry);
  assert.ok(value < NAME_THRESHOLD, `${name} should not find ${entry}, but scores ${value.toFixed(3)}`);
};

test('one Korean name is found in every order, romanisation and script', () => {
  // OFAC SDN 21023 is written KIM, Jong Un.
  for (const name of [
    'Kim Jong Un',
    'Jong-un Kim',
    'Gim Jeong-eun',
    'KIM JONGUN',
    'Kim Chŏng-ŭn',
    '김정은',
    '金正恩',
  ])
    finds(name, 'KIM, Jong Un');
  finds('Lee Yong-ho', 'RI, Yong Ho');
  finds('Rhee Young Ho', 'RI, Yong Ho');
  finds('Park Do-chun', 'PAK, To Chun');
  finds("Ch'oe Ch'un-sik", 'CHOE, Chun Sik');
});

test('another Korean family or syllable is another person', () => {
  passes('Lee Jong Un', 'KIM, Jong Un');
  passes('Kim Song Un', 'KIM, Jong Un');
  passes('Kim Jong Chol', 'KIM, Jong Un');
  passes('Kim Min-jun', 'KIM, Jong Un');
  // 중 is no 종 or 정, although Jung may be either.
  passes('Kim Joong Chol', 'KIM, Jong Chol');
});

test('people are found in Cyrillic, Arabic and Chinese letters', () => {
  finds('Владимир Путин', 'PUTIN, Vladimir Vladimirovich');
  finds('معمر القذافي', 'QADHAFI, Muammar');
  finds('عبدالرحمن ياسين', 'YASIN, Abdul Rahman');
  finds('金铁三', 'Jin Tiesan');
  finds('ラザルス', 'LAZARUS');
  finds('任正非', 'REN, Zhengfei');
});

test('slips, order, initials, particles and joined words cost little', () => {
  finds('Vladmir Putin', 'PUTIN, Vladimir Vladimirovich');
  finds('V. Putin Vladimirovich', 'PUTIN, Vladimir Vladimirovich');
  finds('Muammar Gaddafi', 'AL-QADHAFI, Muammar');
  finds('Salahuddin Abdulghaffar', "SALAH AL-DIN, 'Abd al-Ghaffar");
  finds('Aerocaribbean', 'AERO-CARIBBEAN');
  finds('Namchon Gang Trading', 'NAMCHONGANG TRADING');
});

test('firms are found whatever their legal form; ships only with their number', () => {
  const firm = (name: string): ListEntry => listed([name], { kind: 'organisation' });
  assert.ok(score('Zedcex Exchange Limited', firm('ZEDCEX EXCHANGE LTD.')) > 0.99);
  assert.ok(score('A.I.C. Sogo Kenkyusho', firm('AIC SOGO KENKYUSHO')) > 0.99);
  passes('GOLD STAR 5', 'GOLD STAR 3');
  finds('GOLD STAR III', 'GOLD STAR 3');
});

test('a foreign letter drawn like a Latin one hides nobody', () => {
  finds('Vlаdimir Putin', 'PUTIN, Vladimir');
  finds('Vla\u200bdimir\u00adPutin', 'VLADIMIRPUTIN');
});

test('a name that cannot be compared is refused, and says why (bad input 73)', () => {
  const index = makeNameIndex([listed(['KIM, Jong Un'])]);
  const refused = [
    '\u202enU gnoJ miK',
    `K${'\u0301'.repeat(10_000)}im`,
    'x'.repeat(501),
    'y'.repeat(1_000_000),
    '',
    ' \u200b\u00ad',
    '—?!',
    'Kim\u0000Jong',
    'Kim \ud800',
  ];
  for (const name of refused)
    assert.throws(
      () => matchName(index, { name }, NAME_THRESHOLD),
      (error: { code?: string; limit?: string; next?: string }) =>
        error.code === 'E_NAME' && error.limit !== undefined && error.next !== undefined,
      JSON.stringify(name.slice(0, 20)),
    );
  // Marks that languages need, and directions that change no order, are no reason.
  assert.equal(
    matchName(index, { name: 'Kim\u200f Jo\u0302\u0301ng \u202bUn\u202c' }, NAME_THRESHOLD).length,
    1,
  );
});

test('initials, titles and numbers alone find nobody, which is no answer; where they are listed they are found', () => {
  const index = makeNameIndex([listed(['KIM, Jong Un']), listed(['P'])]);
  // Latin-1 read as UTF-8, or a letter that a database could not keep.
  for (const name of [
    'Jos\ufffd M\ufffdller',
    'Jos? M?ller',
    '홍길동？',
    'K',
    'K. J. U.',
    'Mr. K.',
    '12345',
    'Holding Co. Ltd.',
  ])
    assert.throws(() => searchName(index, { name }, NAME_THRESHOLD), { code: 'E_NAME' }, name);
  assert.equal(searchName(index, { name: 'P' }, NAME_THRESHOLD).length, 1);
  assert.deepEqual(searchName(index, { name: '李' }, NAME_THRESHOLD), []);
});

test('a listed name that cannot be read is told, not dropped in silence', () => {
  const index = makeNameIndex([listed(['— —', 'KIM, Jong Un'])]);
  assert.deepEqual(
    index.unreadable.map(({ name }) => name),
    ['— —'],
  );
  assert.equal(index.indexed.length, 1);
});

test('a birth, a country and a kind raise or lower, and an exact name stays above the threshold', () => {
  const entry = listed(['IVANOV, Sergei'], {
    births: ['circa 1960', '13 Oct 1961'],
    countries: ['Korea, North'],
  });
  const name = 'Sergey Ivanow';
  const plain = score(name, entry);
  assert.ok(score({ name, births: ['1961-10-13'] }, entry) > score({ name, births: ['1961'] }, entry));
  assert.ok(score({ name, births: ['1961'] }, entry) > plain);
  assert.ok(score({ name, births: ['1985-01-01'] }, entry) < plain);
  assert.ok(score({ name, countries: ['DPRK'] }, entry) > plain);
  assert.ok(score({ name, countries: ['Japan'] }, entry) < plain);
  assert.ok(score({ name, kind: 'vessel' }, entry) < plain);
  const against = score({ name: 'Sergei Ivanov', births: ['1985'], countries: ['Japan'] }, entry);
  assert.ok(against >= NAME_THRESHOLD, `${against}`);
});

test('weak aliases count less, and the features add up to the score', () => {
  const entry = (quality: ListedName['quality']) => listed(['ABU BAKR'], { quality, births: ['1970'] });
  assert.ok(score('Abu Bakr', entry('weak')) < score('Abu Bakr', entry('strong')));
  for (const name of ['Abu Bakar', 'Bakr Abu']) {
    const [match] = matchName(makeNameIndex([entry('weak')]), { name, births: ['1970'] }, 0.5);
    const sum = match!.features.reduce((total, { value }) => total + value, 0);
    assert.ok(Math.abs(sum - match!.score) < 1e-9, `${sum} is not ${match!.score}`);
    assert.ok(match!.features.every(({ says }) => says !== ''));
  }
});

test('one word in common is no name in common', () => {
  passes('Mohammed', 'MOHAMMED, Hassan Ali');
  passes('Maduro', 'MADURO MOROS, Nicolas');
  passes('John Doe', 'DOE, Paul');
  passes('the Bridgespan Group', 'THE GROUP FOR THE PRESERVATION OF THE HOLY SITES');
});

test('a role, a title and what is said aside are no part of a name', () => {
  for (const name of [
    'Pacho (owner)',
    'Pacho CEO',
    'director Pacho',
    'Pacho (Medellín)',
    'PACHO [since 2019]',
  ])
    finds(name, 'PACHO');
  finds('Gim Jeong-eun, CEO', 'KIM, Jong Un');
  const [match] = matchName(makeNameIndex([listed(['PACHO'])]), { name: 'Pacho (Medellín)' }, NAME_THRESHOLD);
  assert.ok(match?.features.some(({ says }) => says === 'in brackets, not compared: medellín'));
  // Brackets that hold nothing leave the name as it is.
  for (const name of ['Pacho ()', 'Pacho (—)', '(Pacho)', '\u115f (Pacho)', 'Pacho （Medellín）'])
    finds(name, 'PACHO');
  finds('Islamic International Brigade (IIB)', 'ISLAMIC INTERNATIONAL BRIGADE (IIB)');
  // A title is no syllable, so that whoever bears one is compared as a Korean all the same.
  passes('Mr. Lee Jong Un', 'KIM, Jong Un');
  // What a publisher writes in brackets stays part of the name.
  passes('Bank of Sydney', 'BANK (IRAN)');
});

test('a firm of one rare word is found by it in a longer name; people, ships and firms by an acronym are not', () => {
  const of = (name: string, kind: EntryKind, weak = false): ListEntry =>
    listed([name], { kind, quality: weak ? 'weak' : 'primary' });
  const firm = of('CUBATABACO', 'organisation');
  const [match] = matchName(makeNameIndex([firm]), { name: 'Cubatabaco London' }, NAME_THRESHOLD);
  assert.equal(match?.features[0]?.feature, 'one word, whole');
  assert.equal(match.features[0].says, 'cubatabaco; only asked: london');
  assert.ok(score('import YV2943', of('YV2943', 'aircraft')) >= NAME_THRESHOLD);
  assert.ok(score('Cubatabaco London', of('CUBATABACO', 'organisation', true)) >= NAME_THRESHOLD);
  assert.ok(score({ name: 'Cubatabaco London', kind: 'person' }, firm) < NAME_THRESHOLD);
  const others = [
    of('CUBATABACO', 'person'),
    of('CUBATABACO', 'vessel'),
    of('CUBATABACO S.A.', 'organisation'),
    of('CUBATABACO HAVANA', 'organisation'),
  ];
  for (const entry of others)
    assert.ok(score('Cubatabaco London', entry) < NAME_THRESHOLD, entry.names[0]!.name);
  passes('Cubatabako London', 'CUBATABACO');
  assert.ok(score('BNC London', of('BNC', 'organisation')) < NAME_THRESHOLD);
  // A word that four names hold is nobody's.
  const many = ['UNION', 'UNION BANK', 'UNION OF BAKERS', 'UNION TOURS'].map((name) =>
    of(name, 'organisation'),
  );
  assert.deepEqual(matchName(makeNameIndex(many), { name: 'Union Zurich' }, NAME_THRESHOLD), []);
});

test('a name is found without its spaces, in the order of the list and as it is spoken', () => {
  for (const name of ['kimjongun', 'JongUnKim', 'Kim-Jong-Un']) finds(name, 'KIM, Jong Un');
  finds('IslamicRevolutionaryGuard', 'ISLAMIC REVOLUTIONARY GUARD');
  finds('AeroskyOne Ltd', 'AERO SKY ONE');
  finds('Nam Chon Gang Trading', 'NAMCHONGANGTRADING');
  const [match] = matchName(makeNameIndex([listed(['KIM, Jong Un'])]), { name: 'kimjongun' }, 0);
  assert.equal(match?.features[0]?.feature, 'letters without spaces');
  assert.equal(match.features[0].says, 'kimjongun for kim jong un (0.95)');
  passes('kimjongunlee', 'KIM, Jong Un');
  // Both of two words, so that neither was written without its space: 方昂 is not 范刚.
  passes('Fang Ang', 'FAN Gang');
});

test('whole names are found as by scoring every name, at any threshold and beside any evidence', () => {
  const names = ['KIM, Jong Un', 'Kimjongun', 'CUBATABACO', 'YV2943', 'CUBA TABACO SA', 'PACHO', '金正恩'];
  const index = makeNameIndex(
    names.map((name) => listed([name], { kind: 'organisation', countries: ['Cuba'] })),
  );
  for (const name of [
    ...names,
    'jongunkim',
    'Cubatabaco (Kim Jong Un)',
    'yv2943 pacho ceo',
    'kim cubatabaco',
  ])
    for (const threshold of [0, 0.5, 0.8, 0.93, 0.95])
      for (const beside of [{}, { countries: ['Cuba'], births: ['1960'] }]) {
        // Without a word in common a name is not looked at, and scores nothing.
        const [fast, slow] = [matchName, matchExhaustively].map((match) =>
          match(index, { name, ...beside }, threshold)
            .filter(({ features }) => features[0]!.value > 0)
            .map(({ entry, score: value, features }) => `${entry.id} ${value} ${features[0]!.feature}`),
        );
        assert.deepEqual(fast, slow, `${name} at ${threshold}`);
      }
});

test('slips are counted the same as bits and as a table', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcd'), minLength: 5, maxLength: 12 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      const found = finish(wordTableInSteps(spellingsOf(`x${other}`))).like(
        spellingsOf(`x${one}`)[0]!.tokens[0]!,
      );
      const longer = Math.max(one.length, other.length) + 1;
      const allowed = longer < 8 ? 1 : longer < 12 ? 2 : 3;
      if (slips(`x${one}`, `x${other}`, allowed) <= allowed) assert.equal(found.length, 1);
    }),
    { numRuns: process.env.CI === 'true' ? 5_000 : 500 },
  );
});

test('the bound loses nobody: every set finds what scoring each name finds', { skip: withoutLists }, () => {
  const lists = listsAtHand();
  const entries = Object.values(lists).flat();
  // A part of the list, with everybody's names beside those asked for; all of it where there is time.
  const index = makeNameIndex(process.env.CI === 'true' ? entries : entries.filter((_, i) => i % 20 === 0));
  const told = (matches: ReturnType<typeof matchName>): string =>
    matches.map(({ entry, score: value }) => `${keyOf(entry)} ${value}`).join('\n');
  let matched = 0;
  for (const { asked } of makeSets(lists))
    for (const { name } of asked.filter((_, i) => i % 150 === 0))
      for (const query of [{ name }, { name, births: ['1960'], countries: ['Syria'] }]) {
        const all = told(matchExhaustively(index, query, 0.7));
        assert.equal(told(matchName(index, query, 0.7)), all, name);
        matched += all === '' ? 0 : 1;
      }
  assert.ok(matched > 5, `only ${matched} questions matched anybody`);
});

test('where a listed name cannot be read nobody is on no list by name, and who is found is found', () => {
  const index = makeNameIndex([listed(['Kim Chol']), listed(['\u202e\u202d'])]);
  assert.equal(index.unreadable.length, 1);
  assert.equal(searchName(index, { name: 'Kim Chol' }, NAME_THRESHOLD).length, 1);
  assert.throws(() => searchName(index, { name: 'Somebody Else' }, NAME_THRESHOLD), {
    code: 'E_LIST_PARTIAL',
  });
});
