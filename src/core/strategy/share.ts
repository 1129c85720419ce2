/** When a count may be read as a share, and how sure the share is. */

/** Below it a share is shown as a count only. */
export const LEAST_FOR_SHARE = 10;

/** Wilson (1927), 95 %. */
export function wilson(hits: number, n: number): { value: number; low: number; high: number } {
  const z = 1.959964;
  const p = hits / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Null below ten. */
export const shareOf = (hits: number, n: number): ReturnType<typeof wilson> | null =>
  n < LEAST_FOR_SHARE ? null : wilson(hits, n);
