/** No language lags behind: same keys, same blanks, right plurals, none unused, none undefined. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { END_KINDS } from '../../src/core/model/movement.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { en } from '../../web/src/i18n/en/index.ts';
import { ja } from '../../web/src/i18n/ja/index.ts';
import { ko } from '../../web/src/i18n/ko/index.ts';

const CATALOGUES: Record<string, Readonly<Record<string, string>>> = { en, ja, ko };
const PLURAL = /_(zero|one|two|few|many|other)$/;
const baseOf = (key: string): string => key.replace(PLURAL, '');
const basesOf = (catalogue: object): string[] => [...new Set(Object.keys(catalogue).map(baseOf))].sort();

const SOURCE = join(import.meta.dirname, '..', '..', 'web', 'src');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/^i18n.(en|ja|ko)\b/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }));

test('every language has every key, and no key of its own', () => {
  for (const [lang, catalogue] of Object.entries(CATALOGUES))
    assert.deepEqual(basesOf(catalogue), basesOf(en), lang);
});

test('plurals have exactly the forms the language has', () => {
  const plurals = [
    ...new Set(
      Object.keys(en)
        .filter((key) => PLURAL.test(key))
        .map(baseOf),
    ),
  ];
  assert.ok(plurals.length > 0);
  for (const [lang, catalogue] of Object.entries(CATALOGUES)) {
    const wanted = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted();
    for (const base of plurals) {
      const had = Object.keys(catalogue).filter((key) => PLURAL.test(key) && baseOf(key) === base);
      assert.deepEqual(had.map((key) => key.slice(base.length + 1)).sort(), wanted, `${lang} ${base}`);
    }
  }
});

test('a translation leaves the same blanks as the English', () => {
  const blanks = (text: string): string[] =>
    [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!))].sort();
  const english: Readonly<Record<string, string>> = en;
  for (const [lang, catalogue] of Object.entries(CATALOGUES)) {
    for (const [key, text] of Object.entries(catalogue)) {
      assert.deepEqual(
        blanks(text),
        blanks(english[key] ?? english[`${baseOf(key)}_other`] ?? ''),
        `${lang} ${key}`,
      );
    }
  }
});

test('no text is empty, and none was left in English', () => {
  const letters: Record<string, RegExp> = {
    ja: /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}、。]/u,
    ko: /\p{sc=Hangul}/u,
  };
  const shared = new Set(['app.name', 'headline.join']);
  for (const [lang, script] of Object.entries(letters)) {
    for (const [key, text] of Object.entries(CATALOGUES[lang]!)) {
      assert.ok(text.length > 0, `${lang} ${key}`);
      if (!shared.has(key)) assert.match(text, script, `${lang} ${key}`);
    }
  }
});

test('every key is used by a page', () => {
  const all = sources.map(({ text }) => text).join('\n');
  // A family of alike texts is asked for by a template, whose ends the compiler knows: `hiring.field.${name}`.
  const inFamily = (key: string): boolean => all.includes(`\`${key.slice(0, key.lastIndexOf('.'))}.\${`);
  const unused = basesOf(en).filter((key) => !all.includes(`'${key}'`) && !inFamily(key));
  assert.deepEqual(unused, []);
});

test('every key a page asks for is in the catalogue', () => {
  const bases = new Set(basesOf(en));
  for (const { name, text } of sources) {
    for (const [, key = ''] of text.matchAll(/\bt\(\s*'([^']+)'/g))
      assert.ok(bases.has(key), `${name} asks for ${key}`);
  }
});

test('every kind of end and every policy has its words', () => {
  const bases = new Set(basesOf(en));
  for (const kind of END_KINDS) assert.ok(bases.has(`end.${kind}`), kind);
  for (const policy of POLICIES)
    assert.ok(bases.has(`policy.${policy}`) && bases.has(`policy.${policy}.says`), policy);
});

test('pages put text on the screen as text only', () => {
  for (const { name, text } of sources) {
    assert.doesNotMatch(
      text,
      /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|https?:\/\//,
      name,
    );
  }
});
