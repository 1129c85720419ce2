/** Figures in rows, and the same as CSV: what a chart, or a table by itself, gives a reader to work on with. */
import type { ReactNode } from 'react';
import { csvOf } from '../format/csv.ts';
import { useLanguage } from '../i18n/index.ts';

export type Column = {
  readonly name: string;
  readonly number?: true;
  /** What its row is about: read out before each of the others. */
  readonly heads?: true;
};
/** What stands in the table, and what goes into the CSV where that is not the same. */
export type Cell = { readonly shown: ReactNode; readonly value: string | number | null };

export const plain = (value: string | number | null): Cell => ({ shown: value ?? '–', value });

type Table = { readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] };

export function DenseTable({ columns, rows }: Table) {
  return (
    <div className="scroll">
      <table className="dense">
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th scope="col" key={name} className={number && 'right'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.map(({ value }) => value).join('|')}>
              {row.map(({ shown }, i) => {
                const { name, number, heads } = columns[i] ?? {};
                return heads ? (
                  <th scope="row" key={name}>
                    {shown}
                  </th>
                ) : (
                  <td key={name} className={number && 'right num'}>
                    {shown}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `name` without its ending. */
export function CsvButton({ name, columns, rows }: Table & { readonly name: string }) {
  const { t } = useLanguage();
  const save = (): void =>
    download(
      `${name}.csv`,
      csvOf(
        columns.map((column) => column.name),
        rows.map((row) => row.map(({ value }) => value)),
      ),
    );
  return (
    <button type="button" className="link" onClick={save}>
      {t('figure.csv')}
    </button>
  );
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
