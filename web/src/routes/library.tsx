/** Incidents, actors, techniques and responses: found in any script, every statement with its source, edits reviewed. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { HitJson, SearchJson } from '../../../src/contract/library.ts';
import { KINDS } from '../../../src/core/library/entry.ts';
import { queueQuery, searchQuery } from '../api/library.ts';
import { formatCount } from '../format/amount.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { type LibrarySearch, refOf } from '../library/address.ts';
import { EditList } from '../library/edits.tsx';
import { EntryView } from '../library/entry-view.tsx';
import { ProposeEntry } from '../library/propose-entry.tsx';
import { briefWord, KIND_KEYS, titleIn } from '../library/words.ts';
import { KeyField, wantsKey } from '../ui/key-field.tsx';
import { Failure, Loading } from '../ui/states.tsx';

export function Library() {
  const { t } = useLanguage();
  const search = useSearch({ from: '/library' });
  const navigate = useNavigate({ from: '/library' });
  const query = useQuery(searchQuery(search.q ?? '', search.kind));
  useTitle(`${t('library.title')} · Ashiato`);
  const set = (patch: LibrarySearch): void =>
    void navigate({ search: (before) => ({ ...before, ...patch }), replace: true, resetScroll: false });
  if (query.data === undefined)
    return query.error === null ? (
      <Loading />
    ) : (
      <Failure error={query.error} retry={() => void query.refetch()} />
    );
  const found = query.data;
  const entry = refOf(search.entry);
  return (
    <div className="page library">
      <h1 className="lead" data-testid="headline">
        <Lead found={found} query={search.q ?? ''} />
      </h1>
      <p className="footing">{t('library.footing')}</p>
      <search className="filters">
        <input
          type="search"
          value={search.q ?? ''}
          placeholder={t('library.search')}
          aria-label={t('library.search')}
          onChange={(event) => set({ q: event.target.value || undefined, review: undefined })}
        />
        <Kinds found={found} search={search} set={set} />
      </search>
      {search.review === true ? (
        <Queue />
      ) : (
        <div className="shelves">
          <Hits found={found} chosen={search.entry} />
          {entry === null ? (
            <div className="entry">
              {found.hits.length > 0 && <p className="faint">{t('library.choose')}</p>}
              <ProposeEntry />
            </div>
          ) : (
            <EntryView key={search.entry} entry={entry} />
          )}
        </div>
      )}
    </div>
  );
}

function Lead({ found, query }: { found: SearchJson; query: string }) {
  const { t } = useLanguage();
  const entries = Object.values(found.counts).reduce((sum, count) => sum + count, 0);
  if (query !== '') return t('library.found', { count: entries, query });
  const { incident, actor, technique, response } = found.counts;
  return t('library.lead', {
    entries,
    incidents: incident,
    actors: actor,
    techniques: technique,
    responses: response,
  });
}

type KindsProps = { found: SearchJson; search: LibrarySearch; set: (patch: LibrarySearch) => void };

function Kinds({ found, search, set }: KindsProps) {
  const { t } = useLanguage();
  const queue = useQuery(queueQuery);
  const all = Object.values(found.counts).reduce((sum, count) => sum + count, 0);
  const waiting = queue.data?.edits.length;
  const reviewing = search.review === true;
  return (
    <fieldset className="switch kinds" aria-label={t('library.kinds')}>
      <button
        type="button"
        aria-pressed={!reviewing && search.kind === undefined}
        onClick={() => set({ kind: undefined, review: undefined })}
      >
        {t('library.kind.all')} <span className="num">{formatCount(all)}</span>
      </button>
      {KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={!reviewing && search.kind === kind}
          onClick={() => set({ kind, review: undefined })}
        >
          {t(KIND_KEYS[kind])} <span className="num">{formatCount(found.counts[kind])}</span>
        </button>
      ))}
      <button type="button" aria-pressed={reviewing} onClick={() => set({ review: true })}>
        {t('library.review')} {waiting !== undefined && <span className="num">{formatCount(waiting)}</span>}
      </button>
    </fieldset>
  );
}

function Hits({ found, chosen }: { found: SearchJson; chosen: string | undefined }) {
  const { t } = useLanguage();
  if (found.hits.length === 0)
    return (
      <div className="hits faint" role="status">
        <p>{t('library.none')}</p>
        <p>{t('library.none.next')}</p>
      </div>
    );
  return (
    <ul className="hits">
      {found.hits.map((hit) => (
        <Hit key={`${hit.kind}/${hit.id}`} hit={hit} chosen={chosen === `${hit.kind}/${hit.id}`} />
      ))}
    </ul>
  );
}

function Hit({ hit, chosen }: { hit: HitJson; chosen: boolean }) {
  const { t, lang } = useLanguage();
  const { kind, id, titles, by, matched, brief } = hit;
  return (
    <li>
      <Link
        to="/library"
        search={(before) => ({ ...before, entry: `${kind}/${id}` })}
        aria-current={chosen ? 'true' : undefined}
        resetScroll={false}
      >
        <span className="hit-title">{titleIn(titles, lang)}</span>
        <span className="hit-brief">
          {brief.map(({ field, value }) => briefWord(field, value, t, lang)).join(' · ')}
        </span>
        {by !== 'name' && (
          <span className="hit-brief">
            {t(by === 'sound' ? 'library.by.sound' : 'library.by.field', { matched })}
          </span>
        )}
      </Link>
    </li>
  );
}

function Queue() {
  const { t } = useLanguage();
  const query = useQuery(queueQuery);
  if (query.data === undefined) {
    if (query.error === null) return <Loading />;
    const again = (): void => void query.refetch();
    return wantsKey(query.error) ? <KeyField again={again} /> : <Failure error={query.error} retry={again} />;
  }
  const { edits, singleOperator } = query.data;
  return (
    <section className="queue">
      <h2>{edits.length === 0 ? t('library.queue.none') : t('library.queue', { count: edits.length })}</h2>
      {singleOperator && <p className="notice">{t('library.single')}</p>}
      <EditList edits={edits} />
    </section>
  );
}
