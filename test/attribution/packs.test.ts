/** Packs of tags: nothing is lost on the way in and out, and what is bad is named with its line. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { listPacks, readActorPack, readTagPack } from '../../src/adapters/tags/files.ts';
import { renderCsv, renderLabels } from '../../src/adapters/tags/tables.ts';
import { parsePack, renderPack } from '../../src/adapters/tags/yaml.ts';
import { openActorBook } from '../../src/core/attribution/actors.ts';
import {
  type Import,
  type Problem,
  packOfTags,
  type RawPack,
  standingRows,
  tagsOfPack,
} from '../../src/core/attribution/tagpack.ts';

const ROOT = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'tags',
);
const skip = existsSync(join(ROOT, 'graphsense_tagpacks.tar.gz'))
  ? false
  : 'no real packs here: set ASHIATO_DATA';
const folder = mkdtempSync(join(tmpdir(), 'ashiato-packs-'));
after(() => rmSync(folder, { recursive: true }));

const BYTES = new TextEncoder();
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const fieldsOf = ({ header, rows }: RawPack) => ({ header, rows: rows.map(({ fields }) => fields) });
const isKept = ({ aside, code }: Problem): boolean => aside || code === 'E_TAG_DUPLICATE';
const keptRows = ({ problems }: Import) => problems.filter(isKept).map((each) => `${each.line} ${each.code}`);

const HEAD =
  'title: t\ncreator: somebody\nsource: https://example.org\ncurrency: BTC\nconfidence: service_data\n';
const ADDRESS = '34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo';
const pack = (tags: string, head = HEAD): RawPack =>
  parsePack(`${head}tags:\n${tags}`, 'p', 'tags', 'p.yaml');
const refused = (code: string, where: RegExp, read: () => unknown): void => {
  assert.throws(read, (error: Error & { code?: string; where?: string }) => {
    assert.equal(error.code, code);
    assert.match(error.where ?? '', where);
    return true;
  });
};

test('every tag of the 36 GraphSense packs is read, and each pack comes out as it went in', { skip }, () => {
  execFileSync('tar', ['xzf', join(ROOT, 'graphsense_tagpacks.tar.gz'), '-C', folder]);
  const files = listPacks(join(folder, 'tagpacks'));
  assert.equal(files.length, 36);
  let claims = 0;
  let rows = 0;
  const notRead: string[] = [];
  for (const path of files) {
    const read = readTagPack(path);
    const again = parsePack(renderPack(read, 'tags'), read.name, 'tags', path);
    assert.deepEqual(fieldsOf(again), fieldsOf(read), path);
    const taken = tagsOfPack(read, 'T1');
    claims += taken.tags.length;
    rows += read.rows.length;
    assert.equal(taken.rows.length, read.rows.length, path);
    notRead.push(...taken.problems.filter(isKept).map(({ code }) => code));
    const whole = standingRows(read, taken, () => true);
    assert.deepEqual(fieldsOf(whole), fieldsOf(read), path);
  }
  // What the packs repeat, and addresses that are none: a TRON address among Bitcoin's, one lower-cased, one cut.
  // Repetitions make the claim of the row before them; the others make none, and both go out again.
  assert.equal(rows, claims + notRead.length);
  assert.equal(rows, 12_919);
  assert.deepEqual(
    Object.fromEntries(
      Object.entries(Object.groupBy(notRead, (code) => code)).map(([code, all]) => [code, all!.length]),
    ),
    {
      E_TAG_DUPLICATE: 15,
      E_ADDR_CHAIN: 2,
      E_ADDR_CHARSET: 1,
    },
  );
});

test('the ActorPack is read and comes out as it went in', { skip }, () => {
  const read = readActorPack(join(ROOT, 'graphsense.actorpack.yaml.gz'));
  // All of it takes seconds, so outside CI a part goes the way back.
  const part = { ...read, rows: process.env.CI === 'true' ? read.rows : read.rows.slice(0, 300) };
  const again = parsePack(renderPack(part, 'actors'), read.name, 'actors', 'again');
  assert.deepEqual(fieldsOf(again), fieldsOf(part));
  const actors = openActorBook([read]);
  assert.equal(actors.size, 3813);
  assert.equal(actors.find('1inch_lop')?.label, '1inch Network');
});

test('label lists of explorers and tables are packs too', { skip }, () => {
  const labels = tagsOfPack(readTagPack(join(ROOT, 'etherscan_labels_2023.json.gz')), 'T3');
  assert.equal(labels.tags.length, 29_945);
  assert.ok(labels.tags.every((tag) => tag.level === 'T3'));
  const listed = gunzipSync(readFileSync(join(ROOT, 'polygonscan_labels_2023.json.gz'))).toString();
  const again = renderLabels(readTagPack(join(ROOT, 'polygonscan_labels_2023.json.gz')));
  const named = (text: string) =>
    Object.entries(JSON.parse(text) as Record<string, { name: string; labels: string[] }>).map(
      // Where the list has no name, its labels are the name.
      ([address, { name, labels: own }]) => [address, name.trim() === '' ? own.join(', ') : name, own],
    );
  assert.deepEqual(named(again), named(listed));
  const heists = tagsOfPack(readTagPack(join(ROOT, 'heist_labels_etherscan.csv')), 'T3');
  assert.equal(heists.tags.length, 117);
});

test('a row takes from the header what it does not say itself', () => {
  const { tags } = tagsOfPack(
    pack(
      `- address: ${ADDRESS}\n  label: a\n- address: ${ADDRESS}\n  label: b\n  confidence: heuristic\n  lastmod: 2022-01-02\n`,
    ),
    'T0',
  );
  assert.deepEqual(
    tags.map(({ label, author, source, confidence, level, modified }) => [
      label,
      author,
      source,
      confidence,
      level,
      modified,
    ]),
    [
      ['a', 'somebody', 'https://example.org', 0.5, 'T1', null],
      ['b', 'somebody', 'https://example.org', 0.1, 'T4', '2022-01-02'],
    ],
  );
});

test('a publisher is believed no further than the configuration says, and may call itself lower', () => {
  const own = pack(
    `- address: ${ADDRESS}\n  label: a\n  confidence: ownership\n- address: ${ADDRESS}\n  label: b\n  confidence: heuristic\n`,
  );
  assert.deepEqual(
    tagsOfPack(own, 'T3').tags.map(({ level }) => level),
    ['T3', 'T4'],
  );
});

test('text stays text: neither 0.10 nor a date nor 01 becomes something else', () => {
  const read = pack(
    `- address: ${ADDRESS}\n  label: 0.10\n  lastmod: 2022-01-02\n  context: '01'\n  is_cluster_definer: true\n`,
  );
  const again = parsePack(renderPack(read, 'tags'), 'p', 'tags', 'p.yaml');
  assert.deepEqual([...again.rows[0]!.fields.values()], [ADDRESS, '0.10', '2022-01-02', '01', true]);
  // Under YAML 1.1, which GraphSense reads, an unquoted one would be a number or a date.
  assert.match(renderPack(read, 'tags'), /label: "0.10"[\s\S]*lastmod: "2022-01-02"[\s\S]*context: "01"/);
});

test('broken YAML is refused with its line', () => {
  refused('E_TAG_FILE', /^p\.yaml:9$/, () => pack(`- address: ${ADDRESS}\n  label: [open\n`));
  refused('E_TAG_FILE', /^p\.yaml:7$/, () => pack(`- ${ADDRESS}\n`));
  refused('E_TAG_FILE', /^p\.yaml:1$/, () => parsePack('- a\n', 'p', 'tags', 'p.yaml'));
  refused('E_TAG_FILE', /^p\.yaml:1$/, () => parsePack('title: t\n', 'p', 'tags', 'p.yaml'));
  refused('E_TAG_FILE', /^p\.yaml:9$/, () => pack(`- address: ${ADDRESS}\n  label: a\n  label: b\n`));
});

test('a bomb of aliases, deep nesting and prototype keys are refused', () => {
  const bomb = `a: &a [x, x]\n${'bcdefgh'
    .split('')
    .map((key, i) => `${key}: &${key} [${`*${'abcdefgh'[i]}, `.repeat(9)}x]`)
    .join('\n')}\ntags: []\n`;
  refused('E_TAG_ALIASES', /^p\.yaml:\d+$/, () => parsePack(bomb, 'p', 'tags', 'p.yaml'));
  refused('E_DEPTH', /^p\.yaml:7$/, () => pack(`- address: ${'['.repeat(40)}${']'.repeat(40)}\n`));
  refused('E_KEY', /^p\.yaml:8$/, () => pack(`- address: ${ADDRESS}\n  __proto__: {polluted: true}\n`));
  assert.equal(({} as { polluted?: true }).polluted, undefined);
});

test('a file that is not UTF-8 is refused with the line', () => {
  const bytes = Buffer.concat([
    BYTES.encode(`${HEAD}tags:\n- address: ${ADDRESS}\n  label: `),
    Uint8Array.of(0xff, 0xfe, 0x0a),
  ]);
  const path = file('latin.yaml', bytes);
  refused('E_ENCODING', /latin\.yaml:8$/, () => readTagPack(path));
});

test('the same claim twice, a label of a megabyte and an address that is none are named and go out as they came', () => {
  const rows = [
    `- address: ${ADDRESS}\n  label: a`,
    `- address: ${ADDRESS}\n  label: a`,
    `- address: ${ADDRESS}\n  label: ${'x'.repeat(1_000_000)}`,
    `- address: ${ADDRESS.toLowerCase()}\n  label: a`,
    `- label: nobody`,
    `- address: ${ADDRESS}\n  label: b`,
  ];
  const whole = pack(`${rows.join('\n')}\n`);
  const taken = tagsOfPack(whole, 'T1');
  assert.deepEqual(
    taken.tags.map(({ label }) => label),
    ['a', 'b'],
  );
  assert.deepEqual(keptRows(taken), [
    '9 E_TAG_DUPLICATE',
    '11 E_TAG_LABEL',
    '13 E_ADDR_CHECKSUM',
    '15 E_TAG_FILE',
  ]);
  const [first] = taken.rows;
  assert.deepEqual(
    taken.rows.map(({ claim }) => claim),
    [first!.claim, first!.claim, null, null, null, taken.rows[5]!.claim],
  );
  // Whoever takes a claim back takes its repetition back too; what claims nothing cannot be taken back.
  const after = standingRows(whole, taken, (claim) => claim !== first!.claim);
  assert.deepEqual(
    after.rows.map(({ line }) => line),
    [11, 13, 15, 16],
  );
});

test('a label that deceives and a category that is not known are kept and named', () => {
  const taken = tagsOfPack(
    pack(
      `- address: ${ADDRESS}\n  label: "Binаnce"\n- address: ${ADDRESS}\n  label: b\n  category: fun_fair\n- address: ${ADDRESS}\n  label: Биржа\n`,
    ),
    'T1',
  );
  assert.equal(taken.tags.length, 3);
  assert.deepEqual(
    taken.problems.map(({ code, line, what }) => [
      code,
      line,
      what.includes('Cyrillic') || what.includes('fun_fair'),
    ]),
    [
      ['E_TAG_LABEL', 7, true],
      ['E_TAG_CATEGORY', 9, true],
    ],
  );
});

test('actors that are names of each other in a circle are named, and lead nowhere', () => {
  const actors = openActorBook([
    parsePack(
      'actors:\n- id: a\n  label: A\n  aliases: [b]\n- id: b\n  label: B\n  aliases: [c]\n- id: c\n  label: C\n  aliases: [a, z]\n',
      'p',
      'actors',
      'p',
    ),
  ]);
  assert.deepEqual(
    actors.problems.map(({ code, line }) => `${line} ${code}`),
    ['2 E_ACTOR_CYCLE', '5 E_ACTOR_CYCLE', '8 E_ACTOR_CYCLE'],
  );
  assert.equal(actors.find('b')?.label, 'B');
  assert.equal(actors.find('z')?.label, 'C');
});

test('a table with a crooked line or without addresses is refused with its line', () => {
  refused('E_TAG_FILE', /bad\.csv:3$/, () =>
    readTagPack(file('bad.csv', `address,label\n${ADDRESS},a\n${ADDRESS}\n`)),
  );
  refused('E_TAG_FILE', /none\.csv:1$/, () => readTagPack(file('none.csv', 'label\na\n')));
  refused('E_TAG_FILE', /twin\.csv:1$/, () => readTagPack(file('twin.csv', 'address,label,name\na,b,c\n')));
  refused('E_TAG_FILE', /bad\.json:2$/, () => readTagPack(file('bad.json', '{\n"a": ]}\n')));
});

test('what a spreadsheet would compute goes out inert', () => {
  const csv = renderCsv(pack(`- address: ${ADDRESS}\n  label: '=HYPERLINK("http://x")'\n`));
  assert.match(csv, new RegExp(`${ADDRESS},BTC,"'=HYPERLINK\\(""http://x""\\)"`));
});

test('claims of our own are a pack that reads back as the same claims', () => {
  const { tags } = tagsOfPack(
    pack(`- address: ${ADDRESS}\n  label: a\n  category: exchange\n  actor: binance\n`),
    'T1',
  );
  const again = tagsOfPack(
    parsePack(renderPack(packOfTags('own', tags), 'tags'), 'own', 'tags', 'own'),
    'T1',
  );
  assert.deepEqual(again.problems, []);
  const core = ({ address, label, category, actor, level }: Import['tags'][number]) => ({
    address,
    label,
    category,
    actor,
    level,
  });
  assert.deepEqual(again.tags.map(core), tags.map(core));
});
