/** One entry: what is known of it field by field, what was ever proposed, and a form to propose more. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EntryJson } from '../../../src/contract/library.ts';
import type { EntryRef } from '../../../src/core/library/entry.ts';
import { entryPath, entryQuery, historyQuery } from '../api/library.ts';
import { useLanguage } from '../i18n/index.ts';
import { KeyField, wantsKey } from '../ui/key-field.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { EditList } from './edits.tsx';
import { ProposeEdit } from './propose-edit.tsx';
import { type SourceJson, SourceText, Statements } from './statements.tsx';
import { fieldWord, KIND_KEYS, titleIn } from './words.ts';

export function EntryView({ entry: ref }: { entry: EntryRef }) {
  const { t, lang } = useLanguage();
  const [open, setOpen] = useState(false);
  const query = useQuery(entryQuery(ref));
  if (query.data === undefined)
    return query.error === null ? (
      <Loading />
    ) : (
      <Failure error={query.error} retry={() => void query.refetch()} />
    );
  const entry = query.data;
  const sources = sourcesOf(entry);
  const others = Object.values(entry.titles).filter(
    (title) => title !== null && title !== titleIn(entry.titles, lang),
  );
  return (
    <article className="entry" aria-labelledby="entry">
      <header>
        <h2 id="entry">{titleIn(entry.titles, lang)}</h2>
        <p className="strip">
          <span>{t(KIND_KEYS[entry.kind])}</span>
          <span className="mono faint">{entry.id}</span>
          <span className="faint">{others.join(' · ')}</span>
          {entry.kind === 'incident' && (
            <Link to="/incidents/$id" params={{ id: entry.id }}>
              {t('library.incident')}
            </Link>
          )}
        </p>
        <p className="entry-tools">
          <label className="check">
            <input type="checkbox" checked={open} onChange={(event) => setOpen(event.target.checked)} />
            {t('library.sources.show')}
          </label>
          <span className="faint">{t('library.legend')}</span>
        </p>
      </header>
      <dl className="entry-fields">
        {entry.fields
          .filter(({ statements }) => statements.length > 0)
          .map((field) => (
            <div key={field.name}>
              <dt>{fieldWord(field.name, t)}</dt>
              <dd>
                <Statements
                  field={field}
                  numberOf={open ? (source) => sources.findIndex((each) => same(each, source)) + 1 : null}
                />
              </dd>
            </div>
          ))}
      </dl>
      {open && (
        <section aria-labelledby="sources">
          <h3 id="sources">{t('library.sources')}</h3>
          <ol className="sources">
            {sources.map((source) => (
              <li key={JSON.stringify(source)}>
                <SourceText source={source} />
              </li>
            ))}
          </ol>
        </section>
      )}
      <p>
        <a href={entryPath(ref)}>{t('library.json')}</a>
      </p>
      <ProposeEdit key={`${ref.kind}/${ref.id}`} entry={entry} />
      <History entry={ref} />
    </article>
  );
}

const same = (a: SourceJson, b: SourceJson): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Each once, in the order in which the fields name them. */
function sourcesOf({ fields }: EntryJson): readonly SourceJson[] {
  const found: SourceJson[] = [];
  for (const source of fields.flatMap(({ statements }) => statements.flatMap(({ sources }) => sources)))
    if (!found.some((each) => same(each, source))) found.push(source);
  return found;
}

function History({ entry }: { entry: EntryRef }) {
  const { t } = useLanguage();
  const query = useQuery(historyQuery(entry));
  return (
    <section aria-labelledby="history">
      <h3 id="history">{t('library.history')}</h3>
      {query.error !== null && wantsKey(query.error) && <KeyField again={() => void query.refetch()} />}
      {query.data?.edits.length === 0 && <p className="faint">{t('library.history.none')}</p>}
      {query.data !== undefined && <EditList edits={query.data.edits} />}
    </section>
  );
}
