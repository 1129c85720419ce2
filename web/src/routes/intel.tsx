/** Articles in, cited claims out: nothing enters without a person. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ArticleJson } from '../../../src/contract/intel.ts';
import { articlesQuery } from '../api/intel.ts';
import { formatCount } from '../format/amount.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { ArticleView } from '../intel/article.tsx';
import { Give } from '../intel/give.tsx';
import { KeyField, wantsKey } from '../ui/key-field.tsx';
import { Failure, Loading } from '../ui/states.tsx';

export function Intel() {
  const { t } = useLanguage();
  useTitle(`${t('intel.title')} · Ashiato`);
  const { article } = useSearch({ from: '/intel' });
  const navigate = useNavigate({ from: '/intel' });
  const open = (id: string): void => void navigate({ search: { article: id }, resetScroll: false });
  const query = useQuery(articlesQuery);
  if (query.data === undefined) {
    if (query.error === null) return <Loading />;
    const again = (): void => void query.refetch();
    if (!wantsKey(query.error)) return <Failure error={query.error} retry={again} />;
    return (
      <div className="page">
        <KeyField again={again} />
      </div>
    );
  }
  const waiting = query.data.reduce((sum, { claims }) => sum + openOf(claims), 0);
  return (
    <div className="page intel">
      <h1 className="lead" data-testid="headline">
        {query.data.length === 0
          ? t('intel.lead.empty')
          : t('intel.lead', { count: query.data.length, claims: formatCount(waiting) })}
      </h1>
      <p className="footing">{t('intel.footing')}</p>
      <Give open={open} />
      {article !== undefined && <ArticleView key={article} id={article} open={open} />}
      {query.data.length > 0 && <Shelf articles={query.data} open={open} shown={article} />}
    </div>
  );
}

const openOf = (claims: ArticleJson['claims']): number =>
  claims.filter(({ state }) => state === 'open').length;

type ShelfProps = {
  readonly articles: readonly ArticleJson[];
  readonly open: (article: string) => void;
  readonly shown: string | undefined;
};

function Shelf({ articles, open, shown }: ShelfProps) {
  const { t, lang } = useLanguage();
  return (
    <>
      <h2>{t('intel.shelf')}</h2>
      <div className="scroll">
        <table className="dense">
          <thead>
            <tr>
              <th scope="col">{t('intel.col.article')}</th>
              <th scope="col">{t('intel.col.published')}</th>
              <th scope="col">{t('intel.col.incident')}</th>
              <th scope="col" className="right">
                {t('intel.col.claims')}
              </th>
              <th scope="col" className="right">
                {t('intel.col.waiting')}
              </th>
              <th scope="col" className="right">
                {t('intel.col.contradictions')}
              </th>
            </tr>
          </thead>
          <tbody>
            {articles.map(({ id, title, file, published, matches, claims, contradictions }) => (
              <tr key={id} aria-selected={id === shown}>
                <td>
                  <button type="button" className="link" onClick={() => open(id)}>
                    {title ?? file}
                  </button>
                </td>
                <td className="num">{published === null ? '–' : formatDay(published, 'day', lang)}</td>
                <td>{matches.map(({ incident }) => incident).join(', ') || '–'}</td>
                <td className="right num">{claims.length}</td>
                <td className="right num">{openOf(claims)}</td>
                <td className="right num">{contradictions.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
