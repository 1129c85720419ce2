/**
 * Two keys of a word in Latin letters. The sound: one letter for what offices romanise in many ways (kh/h, q/k/gh,
 * ou/u, y/i, double letters). The skeleton: the sound without its vowels, for scripts that do not write them
 * (Arabic, Hebrew) or add their own (kana).
 */

/** In this order; each sees what those before it left. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/tch|tsch|cz/g, 'ch'],
  [/schtsch|shch|sch/g, 'sh'],
  [/dzh|dj|zh/g, 'j'],
  [/ph/g, 'f'],
  [/ck|kh(?=[bcdfgklmnpqrstvz])/g, 'k'],
  [/kh/g, 'h'],
  [/gh|q|g/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/x/g, 'ks'],
  [/sh/g, 's'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/ts|tz/g, 's'],
  [/w/g, 'v'],
  [/z/g, 's'],
  [/(?<=[aeiouy])h(?![aeiouy])/g, ''],
  [/ff?$/, 'v'],
  [/a[iey]+|e[iy]+|ae|oe|ue/g, 'i'],
  [/[iy]o/g, 'iu'],
  [/[iy]a/g, 'ia'],
  [/[iy]e/g, 'i'],
  [/o[uo]|au|o/g, 'u'],
  [/[yei]+/g, 'i'],
  [/(.)\1+/g, '$1'],
];

export function soundOf(word: string): string {
  let sound = word;
  for (const [from, to] of SOUNDS) sound = sound.replace(from, to);
  return sound;
}

/** Even one consonant (علي, Ali) says something beside others. */
export const MIN_SKELETON = 1;

/** Arabic joins letters into what reads as digraphs (ط + ه is no th), so every h goes, and kh with the other k. */
export const skeletonOf = (word: string): string =>
  soundOf(word.replace(/w/g, 'u').replace(/ng/g, 'n').replace(/kh/g, 'k'))
    .replace(/[aiuoh]/g, '')
    .replace(/l/g, 'r')
    .replace(/v/g, 'b')
    .replace(/(.)\1+/g, '$1');
