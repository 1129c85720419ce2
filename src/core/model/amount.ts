/**
 * Money is a non-negative `bigint` in base units of its asset (satoshi, wei, sun); on the wire it is a
 * decimal string. Nothing here rounds.
 */
import { AshiatoError } from './errors.ts';

export type Amount = bigint;

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a decimal in whole units ("1.5", "1e-05") as base units of an asset with `decimals` places.
 * Over-precise input is refused, never rounded.
 */
export function parseDecimal(text: string, decimals: number, where: string): Amount {
  const match = DECIMAL.exec(text.trim());
  if (match === null) {
    throw new AshiatoError('E_AMOUNT', `"${text}" is not a non-negative decimal number`, {
      where,
      next: 'Write an amount such as 173600 or 0.25, without sign, separators or unit.',
    });
  }
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const scale = decimals - fraction.length + Number(exponent);
  if (scale >= 0) return BigInt(digits) * 10n ** BigInt(scale);
  const cut = digits.length + scale;
  const dropped = cut <= 0 ? digits : digits.slice(cut);
  if (/[1-9]/.test(dropped)) {
    throw new AshiatoError('E_AMOUNT_PRECISION', `"${text}" has more than ${decimals} decimals`, {
      where,
      limit: `${decimals} decimals`,
      next: 'Give the amount in the precision of the asset; nothing is rounded here.',
    });
  }
  return cut <= 0 ? 0n : BigInt(digits.slice(0, cut));
}

/** Reads base units written as a decimal string. */
export function parseBaseUnits(text: string, where: string): Amount {
  if (!/^\d{1,78}$/.test(text)) {
    throw new AshiatoError('E_AMOUNT', `"${text}" is not a count of base units`, {
      where,
      limit: 'digits only, at most 78 of them',
      next: 'Write base units (satoshi, wei, sun) as digits.',
    });
  }
  return BigInt(text);
}

/** Writes base units as an exact decimal in whole units, without trailing zeros. */
export function formatDecimal(amount: Amount, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/**
 * Shares `total` out by `weights`: floors first, then the remainder one unit each to the largest fractions,
 * ties by index (Hamilton's method). The parts sum to `total` exactly; with `total` ≤ Σ weights no part
 * exceeds its weight.
 */
export function apportion(total: Amount, weights: readonly Amount[]): Amount[] {
  const sum = weights.reduce((acc, w) => acc + w, 0n);
  if (sum === 0n) return weights.map(() => 0n);
  const parts = weights.map((w) => (total * w) / sum);
  let rest = total - parts.reduce((acc, p) => acc + p, 0n);
  if (rest === 0n) return parts;
  const order = weights
    .map((w, index) => ({ index, fraction: (total * w) % sum }))
    .sort((a, b) => (a.fraction === b.fraction ? a.index - b.index : a.fraction > b.fraction ? -1 : 1));
  for (const { index } of order) {
    if (rest === 0n) break;
    parts[index]! += 1n;
    rest -= 1n;
  }
  return parts;
}
