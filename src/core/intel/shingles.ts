/**
 * Duplicate and syndicated articles, by what their letters share: runs of eight letters or digits (blanks and
 * punctuation are the agency's taste), hashed, of which the smallest 256 stand for all (Broder 1997, bottom-k).
 */
export type Sketch = readonly number[];

const RUN = 8;
const KEPT = 256;

export function sketchOf(text: string): Sketch {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  const hashes = new Set<number>();
  for (let at = 0; at + RUN <= letters.length; at += 1) hashes.add(hash(letters, at));
  if (hashes.size === 0 && letters !== '') hashes.add(hash(letters.padEnd(RUN, ' '), 0));
  return [...hashes].sort((a, b) => a - b).slice(0, KEPT);
}

/** FNV-1a with a last mixing, so that the smallest hashes are a fair sample. */
function hash(letters: string, at: number): number {
  let value = 0x811c9dc5;
  for (let i = at; i < at + RUN; i += 1) value = Math.imul(value ^ letters.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

/** An estimate of the share of runs that two texts have in common, 0 to 1. */
export function likeness(a: Sketch, b: Sketch): number {
  const union = [...new Set([...a, ...b])].sort((x, y) => x - y).slice(0, KEPT);
  if (union.length === 0) return 0;
  const left = new Set(a);
  const right = new Set(b);
  return union.filter((value) => left.has(value) && right.has(value)).length / union.length;
}

export type Kinship = 'same' | 'syndicated' | null;

/** From nine tenths on two texts are one with a changed headline; from four tenths on one retells the other. */
export function kinshipOf(share: number): Kinship {
  return share >= 0.9 ? 'same' : share >= 0.4 ? 'syndicated' : null;
}
