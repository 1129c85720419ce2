/**
 * A name as somebody typed it, made plain: one form for each letter, no case, no marks that only a machine sees.
 * What could show a reader another name than is compared, or cost more than a name may, is refused.
 */
import { latinLookAlike } from '../model/confusable.ts';
import { AshiatoError } from '../model/errors.ts';

/** The longest name of the lists at hand (an organisation's, of OFAC) has 330 characters. */
const MAX_LENGTH = 500;
/** Scripts stack a few marks on a letter (Vietnamese 2, vocalised Arabic 3, cantillated Hebrew 4). */
const MAX_MARKS = 8;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MAX_MARKS + 1}}`, 'u');

/** U+202D and U+202E turn what follows round on the screen (UAX 9), so that clerk and machine read two names. */
const OVERRIDE = /[\u202d\u202e]/u;
const CONTROL = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u;
/** Joiners, direction marks, soft hyphens, variation selectors: in pasted names by the dozen, and without meaning. */
const UNSEEN = /\p{Cf}|\u034f|\u115f|\u1160|\u3164|[\ufe00-\ufe0f]/gu;
/** In transliterations a letter of its own (ʿayn, hamza, soft sign) or an accent (Ch'oe): spelled with and without. */
const APOSTROPHES = /['’‘`´ʼʻʹʺʾʿ"“”]/gu;

/** Lower case, NFKC, nothing unseen; still in its own script. */
export function readName(text: string, where = 'name'): string {
  const refuse = (what: string, limit: string): never => {
    throw new AshiatoError('E_NAME', what, {
      where,
      limit,
      next: 'Give the name as it stands in the document, in any script, without control characters.',
    });
  };
  // Marks first: composing a letter with ten thousand of them is what costs.
  if (text.length > 20 * MAX_LENGTH)
    refuse(`the name has ${text.length} characters`, `${MAX_LENGTH} characters`);
  if (TOO_MANY_MARKS.test(text))
    refuse('a letter of the name carries too many marks', `${MAX_MARKS} marks on one letter`);
  if ([...text].length > MAX_LENGTH)
    refuse(`the name has ${[...text].length} characters`, `${MAX_LENGTH} characters`);
  if (OVERRIDE.test(text))
    refuse('the name turns its letters round with an override (U+202D or U+202E)', 'no direction override');
  const plain = text.replace(/[\t\r\n]+/g, ' ');
  if (CONTROL.test(plain)) refuse('the name has a control character, or one that is none', 'text only');
  const folded = plain
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .toLowerCase()
    .split(' ')
    .map(inOneScript)
    .join(' ')
    .replace(APOSTROPHES, '')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(folded))
    refuse('nothing of the name is left once it is folded', 'a letter or digit');
  return folded;
}

/** A Cyrillic а in a Latin word is there to be overlooked. A word wholly of another script stays what it is. */
function inOneScript(word: string): string {
  if (!/[a-z]/.test(word) || !/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(word))
    return word;
  const letters = [...word];
  const latin = letters.filter((letter) => /[a-z]/.test(letter)).length;
  if (latin * 2 < letters.length) return word;
  return letters.map((letter) => latinLookAlike(letter) ?? letter).join('');
}
