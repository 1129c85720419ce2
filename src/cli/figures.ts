/** Sums of money and tables for a terminal of a hundred columns. */
import type { Cents, Credit, Currency, InEach } from '../core/strategy/prices.ts';

/** `$1.46 bn`, `$43.0 m`, `$12,345`: cut, not rounded up. */
export function shortUsd(cents: Cents): string {
  const sign = cents < 0n ? '-' : '';
  const dollars = (cents < 0n ? -cents : cents) / 100n;
  if (dollars >= 1_000_000_000_000n) return `${sign}$${fixed(dollars / 10_000_000_000n, 2)} tn`;
  if (dollars >= 1_000_000_000n) return `${sign}$${fixed(dollars / 10_000_000n, 2)} bn`;
  if (dollars >= 1_000_000n) return `${sign}$${fixed(dollars / 100_000n, 1)} m`;
  return `${sign}$${grouped(dollars)}`;
}

export const rangeUsd = (low: Cents, high: Cents): string =>
  shortUsd(low) === shortUsd(high) ? shortUsd(low) : `${shortUsd(low)} to ${shortUsd(high)}`;

const SIGNS: InEach<string> = { USD: '$', JPY: '¥', KRW: '₩' };

export const shortMoney = (cents: Cents, currency: Currency): string =>
  shortUsd(cents).replace('$', SIGNS[currency]);

/** Hundredths as a decimal. */
export const fixed = (value: bigint, places: number): string => {
  const digits = value.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

/** `12,345` */
export const grouped = (whole: bigint): string => whole.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** Columns as wide as their widest cell; the first left, the others right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const creditToText = ({ text, link }: Credit): string => `${text}: ${link}`;

/** Breaks at spaces; lines after the first are indented. */
export function wrap(text: string, indent = 2, width = 98): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = width - (lines.length === 0 ? 0 : indent);
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each, i) => (i === 0 ? each : ' '.repeat(indent) + each)).join('\n');
}

/** A report of many lines, each wrapped by itself; what does not fit goes on below, two deeper than it began. */
export const wrapLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const indent = line.length - line.trimStart().length;
      return wrap(line.slice(indent), 2, 100 - indent).replace(/^(?=.)/gm, ' '.repeat(indent));
    })
    .join('\n');

export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
