/**
 * How alike two words are: the same, of one sound, of one skeleton, a slip apart, or one the beginning of the other.
 * A slip is an insertion, a loss, a replacement or a swap of neighbours (optimal string alignment). Short words must
 * agree, since one letter makes another name of Li or Song; longer ones may differ by one slip in five letters, two
 * in eight, three in twelve.
 */
import { MIN_SKELETON } from './sound.ts';
import type { Token } from './spelling.ts';

export const slipsAllowed = (length: number): number =>
  length < 5 ? 0 : length < 8 ? 1 : length < 12 ? 2 : 3;

/** Below this no pair of words counts at all; what finds candidates relies on it. */
export const MIN_ALIKE = 0.7;

const SAME_SOUND = 0.96;
const SAME_SHORT_SOUND = 0.86;
/** By the length of the skeleton: one consonant, two, more. */
const SAME_SKELETON = [0.84, 0.91, 0.95] as const;
const NEAR_SKELETON = 0.78;

export function alike(a: Token, b: Token): number {
  if (a.vowelless !== b.vowelless || (a.vowelless && a.text !== b.text))
    return bySkeleton(a.skeleton, b.skeleton);
  if (a.text === b.text) return 1;
  if (a.type === 'number' || b.type === 'number' || a.type === 'legal form' || b.type === 'legal form')
    return 0;
  const bySound = a.sound === b.sound ? (a.sound.length > 3 ? SAME_SOUND : SAME_SHORT_SOUND) : 0;
  const best = Math.max(
    bySound,
    bySlips(a.text, b.text),
    SAME_SOUND * bySlips(a.sound, b.sound),
    byBeginning(a.text, b.text),
  );
  return best < MIN_ALIKE ? 0 : best;
}

function bySkeleton(a: string, b: string): number {
  if (a.length < MIN_SKELETON || b.length < MIN_SKELETON) return 0;
  if (a === b) return SAME_SKELETON[Math.min(a.length, 3) - 1]!;
  const longer = Math.max(a.length, b.length);
  return longer >= 4 && slips(a, b, 1) <= 1 ? NEAR_SKELETON : 0;
}

export function bySlips(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const allowed = slipsAllowed(longer);
  if (allowed === 0 || Math.abs(a.length - b.length) > allowed) return 0;
  const count = slips(a, b, allowed);
  return count > allowed ? 0 : slipped(count, longer, a[0] === b[0]);
}

/** People rarely mistake the first letter. */
export const slipped = (count: number, longer: number, sameFirst: boolean): number =>
  1 - (0.9 * count) / longer - (sameFirst ? 0 : 0.04);

/** Nic for Nicolas: three letters at least, and the more the surer. */
export function byBeginning(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 3 || short.length === long.length || !long.startsWith(short)) return 0;
  return Math.min(0.85, 0.7 + 0.03 * (short.length - 3));
}

const rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)] as const;

/** Slips between two words; anything above `limit` where there are more. */
export function slips(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (a.length > 60 || b.length > 60) return limit + 1;
  let [before, last, next] = [rows[0], rows[1], rows[2]];
  for (let j = 0; j <= b.length; j += 1) last[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    next[0] = i;
    let least = i;
    const letter = a.charCodeAt(i - 1);
    for (let j = 1; j <= b.length; j += 1) {
      const same = letter === b.charCodeAt(j - 1);
      let count = Math.min(last[j - 1]! + (same ? 0 : 1), last[j]! + 1, next[j - 1]! + 1);
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        count = Math.min(count, before[j - 2]! + 1);
      next[j] = count;
      if (count < least) least = count;
    }
    if (least > limit) return limit + 1;
    [before, last, next] = [last, next, before];
  }
  return last[b.length]!;
}
