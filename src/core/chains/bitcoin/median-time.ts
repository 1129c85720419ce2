/** Median time past: the clock of Bitcoin's chain, which only goes forward (BIP-113). */

export const MEDIAN_BLOCKS = 11;

/** Of the times of a block and up to ten before it (Core's `GetMedianTimePast`); a single block's own time may go back. */
export function medianTime(times: readonly number[]): number {
  const sorted = times.slice(-MEDIAN_BLOCKS).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * The last height whose median time is at or before an instant; -1 where even the first is later. A block's median
 * is never before its parent's, so it is found by halving.
 */
export function lastHeightBy(blocks: readonly { readonly time: number }[], instant: number): number {
  let low = -1;
  let high = blocks.length - 1;
  while (low < high) {
    const height = Math.ceil((low + high) / 2);
    const times = blocks
      .slice(Math.max(0, height + 1 - MEDIAN_BLOCKS), height + 1)
      .map((block) => block.time);
    if (medianTime(times) <= instant) low = height;
    else high = height - 1;
  }
  return low;
}
