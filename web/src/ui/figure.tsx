/** A chart as a page prints it: what it shows in one line, the drawing, and the same figures as a table and as CSV. */
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, type Column, CsvButton, DenseTable } from './dense-table.tsx';

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
          <DenseTable columns={columns} rows={rows} />
        </details>
        <CsvButton name={id} columns={columns} rows={rows} />
      </div>
    </section>
  );
}
