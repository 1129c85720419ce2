/** Decimals as integers of eighteen places, which is more than any text prints: compared exactly, never as floats. */
const PLACES = 18;

/** A plain non-negative decimal times ten to the exponent. */
export function scaled(digits: string, exponent = 0): bigint {
  const [units = '0', fraction = ''] = digits.split('.');
  const kept = fraction.slice(0, PLACES).padEnd(PLACES, '0');
  return BigInt(units + kept) * 10n ** BigInt(exponent);
}

export function decimalOf(value: bigint): string {
  const digits = value.toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/0+$/, '');
  return digits.slice(0, -PLACES) + (fraction === '' ? '' : `.${fraction}`);
}

/** Whether two values differ by at most so many per cent of the larger. */
export function isNear(a: bigint, b: bigint, percent: bigint): boolean {
  const larger = a > b ? a : b;
  const apart = a > b ? a - b : b - a;
  return apart * 100n <= larger * percent;
}
