/** The nearest known word, for messages about a misspelt one. */

/** Levenshtein distance; words are short, so the plain table is enough. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

export function nearest(word: string, known: Iterable<string>): string | null {
  let best: { word: string; distance: number } | null = null;
  for (const candidate of known) {
    const d = candidate.startsWith(word)
      ? 1
      : distance(word.slice(0, 64).toLowerCase(), candidate.toLowerCase());
    if (best === null || d < best.distance) best = { word: candidate, distance: d };
  }
  return best !== null && best.distance <= Math.max(2, word.length / 2) ? best.word : null;
}
