/** Labelled tables: comma-separated lines under a header line, without quoting. */

export function rowsOf(text: string): Record<string, string | undefined>[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  });
}
