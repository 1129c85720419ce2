/**
 * Letters that look like others. Used to name the foreign letter in an address, and to tell that a token
 * dresses up as another. The table holds the Cyrillic, Greek and other letters that are drawn like a Latin
 * letter in common typefaces (a part of Unicode TR 39, confusables); full-width and other compatibility
 * forms need no row, because NFKC already folds them.
 */
const ROWS: readonly (readonly [latin: string, others: string])[] = [
  ['a', 'аАαΑɑ'],
  ['b', 'ЬВвΒβ'],
  ['c', 'сСϲϹᴄ'],
  ['d', 'ԁԀ'],
  ['e', 'еЕΕεєҽ'],
  ['f', 'ϝϜ'],
  ['g', 'ɡԌ'],
  ['h', 'һНнΗ'],
  ['i', 'іІΙιıӏӀ'],
  ['j', 'јЈϳͿ'],
  ['k', 'кКΚκ'],
  ['l', 'ⅼ'],
  ['m', 'мМΜ'],
  ['n', 'Νпηո'],
  ['o', 'оОΟοσօՕ'],
  ['p', 'рРΡρ'],
  ['q', 'ԛԚ'],
  ['r', 'гᴦ'],
  ['s', 'ѕЅꜱՏ'],
  ['t', 'тТΤτ'],
  ['u', 'υսՍ'],
  ['v', 'νѵѴ'],
  ['w', 'ԝԜω'],
  ['x', 'хХΧχ'],
  ['y', 'уУΥγүҮ'],
  ['z', 'Ζᴢ'],
];

const LATIN = new Map<string, string>();
for (const [latin, others] of ROWS) for (const other of others) LATIN.set(other, latin.toLowerCase());

/** The Latin letter (lower case) that a foreign letter is drawn like, or null. */
export function latinLookAlike(letter: string): string | null {
  if (/^[\x20-\x7e]$/.test(letter)) return null;
  const direct = LATIN.get(letter);
  if (direct !== undefined) return direct;
  const plain = letter.normalize('NFKC');
  return /^[A-Za-z0-9]$/.test(plain) ? plain.toLowerCase() : null;
}

/** How a reader would be told of a character: the sign itself and its code point. */
export function describeCharacter(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const shown = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) ? `"${character}" ` : '';
  const script = scriptOf(character);
  const twin = latinLookAlike(character);
  const looks = twin === null ? '' : `, which looks like the Latin "${twin}"`;
  return `${script}${shown}(U+${point})${looks}`;
}

function scriptOf(character: string): string {
  if (/\p{Script=Cyrillic}/u.test(character)) return 'the Cyrillic letter ';
  if (/\p{Script=Greek}/u.test(character)) return 'the Greek letter ';
  if (/[\uff01-\uff5e]/.test(character)) return 'the full-width character ';
  if (/[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/.test(character)) return 'an invisible character ';
  if (/\s/.test(character)) return 'a blank ';
  return 'the character ';
}
