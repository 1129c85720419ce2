/** A chart as a page prints it: what it shows in one line, the drawing, and the same figures as a table and as CSV. */
import type { ReactNode } from 'react';
import { csvOf } from '../format/csv.ts';
import { useLanguage } from '../i18n/index.ts';

export type Column = { readonly name: string; readonly number?: true };
/** What stands in the table, and what goes into the CSV where that is not the same. */
export type Cell = { readonly shown: ReactNode; readonly value: string | number | null };

type Props = {
  readonly id: string;
  readonly title: string;
  /** What it says, in one sentence with a number. */
  readonly says: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Sources, gaps and cautions. */
  readonly note?: ReactNode;
  /** The table is what the reader came for. */
  readonly open?: true;
  readonly children: ReactNode;
};

export const plain = (value: string | number | null): Cell => ({ shown: value ?? '–', value });

export function Figure({ id, title, says, columns, rows, note, open, children }: Props) {
  const { t } = useLanguage();
  return (
    <section className="figure" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p className="hint">{says}</p>
      <figure aria-labelledby={`${id}-title`}>
        <div className="drawing">{children}</div>
        {note !== undefined && <figcaption className="footing">{note}</figcaption>}
      </figure>
      <div className="figure-data">
        <details open={open}>
          <summary>{t('figure.table')}</summary>
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
                    {row.map(({ shown }, i) => (
                      <td key={columns[i]?.name} className={columns[i]?.number && 'right num'}>
                        {shown}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
        <button
          type="button"
          className="link"
          onClick={() =>
            download(
              `${id}.csv`,
              csvOf(
                columns.map(({ name }) => name),
                rows.map((row) => row.map(({ value }) => value)),
              ),
            )
          }
        >
          {t('figure.csv')}
        </button>
      </div>
    </section>
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
