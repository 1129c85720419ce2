/**
 * A folded name in Latin words, once for each way it may be read. Hangul is romanised by syllables; Chinese
 * characters are read in Mandarin and, apart, in Korean; kana, Arabic and Hebrew give words whose vowels mean nothing;
 * everything else goes letter by letter.
 *
 * Not read: Chinese characters in Japanese (their readings in names are guesswork), and Korean names that were
 * written in Cyrillic or kana first (Ким Чен Ын).
 */
import anyAscii from 'any-ascii';
import hanja from 'hanja';
import { familyLength, romanise } from './korean.ts';
import { withoutNativeForms } from './words.ts';

export type Word = {
  readonly text: string;
  /** Only its consonants can be compared. */
  readonly vowelless: boolean;
};

export type Reading = {
  /** How it was read, for people: `Latin letters`, `hangul`. */
  readonly script: string;
  readonly words: readonly Word[];
  /** So many of the first words are the family name: by a comma or by the custom of the script. 0: nobody can say. */
  readonly familyWords: number;
};

export const LATIN = 'Latin letters';

const HAN = /\p{Script=Han}/u;
const HANGUL = /\p{Script=Hangul}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
const VOWELLESS = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

export function readingsOf(folded: string): Reading[] {
  // `jin tiesan (金铁三)`: a name and the same in another script.
  const aside = /^([^(（]*[a-z][^(（]*)[(（]([^)）a-z]*[^\p{P}\p{N}\s)）a-z][^)）a-z]*)[)）]$/u.exec(folded);
  if (aside !== null) return [...readingsOf(aside[1]!), ...readingsOf(aside[2]!)];
  const text = inArabicParts(withoutNativeForms(folded)).replace(
    /(?<!\p{L})\p{L}(?:\.\p{L})+\.?(?!\p{L})/gu,
    (dotted) => dotted.replaceAll('.', ''),
  );
  const words = wordsOf(text);
  if (words.some((word) => HAN.test(word) && !KANA.test(word))) return hanReadings(words);
  if (words.some((word) => HANGUL.test(word)))
    return [{ script: 'hangul', words: words.flatMap(ofHangul), familyWords: 1 }];
  return [
    {
      script: scriptOf(text),
      words: words.flatMap(ofLetters),
      familyWords: /^[^,]+,[^,]+$/.test(text)
        ? wordsOf(text.slice(0, text.indexOf(','))).flatMap(ofLetters).length
        : 0,
    },
  ];
}

const wordsOf = (text: string): string[] =>
  text.split(/[^\p{L}\p{M}\p{N}ー]+/u).filter((word) => word !== '');

/** `Abd al-Rahman is written as one word or two; Abdullah is one name. */
const inArabicParts = (text: string): string =>
  text
    .replace(/عبد\s*(?:ال)?له(?!\p{L})/gu, 'عبدالله')
    .replace(/عبدال(?!له(?!\p{L}))(?=\p{L}{3})/gu, 'عبد ال');

function scriptOf(text: string): string {
  if (KANA.test(text)) return 'kana';
  if (/\p{Script=Arabic}/u.test(text)) return 'Arabic script';
  if (/\p{Script=Hebrew}/u.test(text)) return 'Hebrew script';
  if (/\p{Script=Cyrillic}/u.test(text)) return 'Cyrillic';
  return /[a-z]/.test(text) || !/\p{L}/u.test(text) ? LATIN : 'another script';
}

const plain = (text: string): Word => ({ text, vowelless: false });

/** At most four syllables without a space are a person's name, family name first; more are a firm's. */
function ofHangul(word: string): Word[] {
  const syllables = [...word].map((letter) => romanise(letter));
  if (syllables.some((syllable) => syllable === null)) return ofLetters(word);
  if (syllables.length < 2 || syllables.length > 4) return [plain(syllables.join(''))];
  const family = familyLength(word);
  return [plain(syllables.slice(0, family).join('')), ...syllables.slice(family).map((each) => plain(each!))];
}

/** Surnames that are read otherwise than the character elsewhere (Xiandai Hanyu Cidian). */
const MANDARIN_FAMILIES: Readonly<Record<string, string>> = {
  单: 'shan',
  單: 'shan',
  曾: 'zeng',
  解: 'xie',
  仇: 'qiu',
  区: 'ou',
  區: 'ou',
  查: 'zha',
  任: 'ren',
  朴: 'piao',
  盖: 'ge',
  葛: 'ge',
  华: 'hua',
  尉: 'wei',
  万: 'wan',
  乐: 'yue',
  樂: 'yue',
  员: 'yun',
  覃: 'qin',
  翟: 'zhai',
  缪: 'miao',
  冼: 'xian',
  重: 'chong',
  种: 'chong',
  秘: 'bi',
  召: 'shao',
  折: 'she',
};

const LONG_MANDARIN = new Set([
  '欧阳',
  '歐陽',
  '司马',
  '司馬',
  '上官',
  '诸葛',
  '諸葛',
  '东方',
  '皇甫',
  '尉迟',
  '夏侯',
  '慕容',
]);

function hanReadings(words: readonly string[]): Reading[] {
  const mandarin = words.flatMap((word): Word[] => {
    if (!HAN.test(word)) return ofLetters(word);
    const family = LONG_MANDARIN.has(word.slice(0, 2)) ? 2 : 1;
    const read = [...word].map((letter) => letters(letter));
    const first = family === 1 ? (MANDARIN_FAMILIES[word[0]!] ?? read[0]!) : read.slice(0, 2).join('');
    return [first, ...read.slice(family)].filter((each) => each !== '').map(plain);
  });
  const korean = words.flatMap((word) => {
    const read = [...word].map((letter) =>
      letter === '金' ? '김' : hanja.default.translate(letter, 'SUBSTITUTION'),
    );
    return read.every((syllable) => romanise(syllable) !== null) ? ofHangul(read.join('')) : [];
  });
  const readings = [{ script: 'Chinese characters in Mandarin', words: mandarin, familyWords: 1 }];
  if (korean.length > 0)
    readings.push({ script: 'Chinese characters in Korean', words: korean, familyWords: 1 });
  return readings.filter((reading) => reading.words.length > 0);
}

function ofLetters(word: string): Word[] {
  if (KANA.test(word)) return [{ text: letters(word), vowelless: true }].filter(({ text }) => text !== '');
  if (!VOWELLESS.test(word))
    return anyAscii(word)
      .toLowerCase()
      .replace(/['`"]/g, '')
      .split(/[^a-z0-9]+/)
      .filter((each) => each !== '')
      .map(plain);
  // The article stands apart, as in al-Qadhafi; a final tāʾ marbūṭa is rarely heard.
  const article = /^ال(.{3,})$/u.exec(word);
  const rest = letters((article?.[1] ?? word).replace(/ة$/u, ''));
  if (rest === '') return [];
  return [...(article === null ? [] : [plain('al')]), { text: rest, vowelless: true }];
}

const letters = (text: string): string =>
  anyAscii(text)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
