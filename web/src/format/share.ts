/** Shares in words a reader can trust: never "100 %" or "0 %" for something that is not exactly that. */

const NARROW = '\u202f';
const SCALE = 100_000_000n;

/** part ÷ whole as a number between 0 and 1, computed in integers. */
export function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * SCALE) / whole) / Number(SCALE);
}

/** Writes part ÷ whole in per cent, with as many decimals as the size asks for. */
export function formatShare(part: bigint, whole: bigint, lang: string): string {
  const percent = lang === 'en' ? `${NARROW}%` : '%';
  if (whole === 0n || part === 0n) return `0${percent}`;
  if (part === whole) return `100${percent}`;

  const value = shareOf(part, whole) * 100;
  if (value > 99.9 && value < 100) return `> 99.9${percent}`;
  if (value < 0.001) return `< 0.001${percent}`;
  const digits = value >= 0.95 ? 1 : value >= 0.095 ? 2 : 3;
  return `${value.toFixed(digits)}${percent}`;
}
