/** Median time past: the clock of Bitcoin's chain, which only goes forward (BIP-113). */

export const MEDIAN_BLOCKS = 11;

/** Of the times of a block and up to ten before it (Core's `GetMedianTimePast`); a single block's own time may go back. */
export function medianTime(times: readonly number[]): number {
  const sorted = times.slice(-MEDIAN_BLOCKS).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
