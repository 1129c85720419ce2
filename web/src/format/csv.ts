/** RFC 4180, as spreadsheets read it: with a byte order mark for Japanese and Korean, and with no cell that is a formula. */

type Value = string | number | null;

export const csvOf = (columns: readonly string[], rows: readonly (readonly Value[])[]): string =>
  `\ufeff${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A text that begins like a formula would be run by the spreadsheet (CWE-1236).
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
