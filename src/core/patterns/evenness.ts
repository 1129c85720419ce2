/** How alike amounts are, in whole numbers: the coefficient of variation is compared, never computed. */
import type { Amount } from '../model/amount.ts';

/** Whether standard deviation / mean is below `percent` hundredths. */
export function variesLess(amounts: readonly Amount[], percent: bigint): boolean {
  const n = BigInt(amounts.length);
  let sum = 0n;
  let squares = 0n;
  for (const amount of amounts) {
    sum += amount;
    squares += amount * amount;
  }
  // cv² = (n·Σx² − (Σx)²) / (Σx)²
  return sum > 0n && 10_000n * (n * squares - sum * sum) < percent * percent * sum * sum;
}

/** Whether most are round: at most two digits that are not trailing zeros. */
export function mostlyRound(amounts: readonly Amount[]): boolean {
  const round = amounts.filter((amount) => amount > 0n && amount.toString().replace(/0+$/, '').length <= 2);
  return 10 * round.length >= 9 * amounts.length && amounts.length > 0;
}
