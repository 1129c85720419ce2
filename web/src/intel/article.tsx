/** One article: what it speaks of, what in it contradicts the library, its text and its claims side by side. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ArticleTextJson } from '../../../src/contract/intel.ts';
import { articleQuery } from '../api/intel.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Failure, Loading } from '../ui/states.tsx';
import { Claims } from './claims.tsx';
import { MarkedText } from './marked-text.tsx';
import { fieldWord, reading } from './words.ts';

export function ArticleView({ id, open }: { id: string; open: (article: string) => void }) {
  const query = useQuery(articleQuery(id));
  const [chosen, setChosen] = useState<string | null>(null);
  const { t, lang } = useLanguage();
  if (query.data === undefined)
    return query.error === null ? (
      <Loading />
    ) : (
      <Failure error={query.error} retry={() => void query.refetch()} />
    );
  const article = query.data;
  return (
    <section className="article" aria-labelledby="article">
      <h2 id="article">{article.title ?? article.file}</h2>
      <p className="strip">
        <span>
          {article.published === null ? t('intel.undated') : formatDay(article.published, 'day', lang)}
        </span>
        <span className="faint">{article.file}</span>
      </p>
      <Standing article={article} open={open} />
      <div className="pair article-pair">
        <MarkedText article={article} chosen={chosen} choose={setChosen} />
        <div>
          <Claims article={article} chosen={chosen} choose={setChosen} />
          <Refused article={article} />
          <Asides article={article} />
        </div>
      </div>
    </section>
  );
}

function Standing({ article, open }: { article: ArticleTextJson; open: (article: string) => void }) {
  const { t } = useLanguage();
  const { kin, matches, proposal, contradictions } = article;
  return (
    <ul className="standing-notes">
      {matches.map(({ incident, grounds }) => (
        <li key={incident}>
          {t('intel.speaksOf')}{' '}
          <Link to="/incidents/$id" params={{ id: incident }}>
            {incident}
          </Link>{' '}
          <span className="faint" lang="en">
            {grounds.join('; ')}
          </span>
        </li>
      ))}
      {matches.length === 0 && proposal === null && <li>{t('intel.speaksOfNone')}</li>}
      {proposal !== null && (
        <li>
          {t('intel.proposes', {
            date: proposal.date ?? '–',
            amounts: proposal.amounts.length === 0 ? '–' : proposal.amounts.join(', '),
          })}{' '}
          <span className="faint">“{proposal.quote}”</span>
        </li>
      )}
      {contradictions.map(({ incident, field, library, article: said, span }) => (
        <li key={`${incident} ${field} ${span.start}`} className="contradiction">
          {t('intel.contradicts', { incident, field: fieldWord(field, t), library, said })}
        </li>
      ))}
      {kin.map(({ id, kinship, share }) => (
        <li key={id}>
          {t(kinship === 'same' ? 'intel.kin.same' : 'intel.kin.retold', {
            percent: Math.round(share * 100),
          })}{' '}
          <button type="button" className="link mono" onClick={() => open(id)}>
            {id.slice(0, 8)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Refused({ article: { refused } }: { article: ArticleTextJson }) {
  const { t } = useLanguage();
  if (refused.length === 0) return null;
  return (
    <>
      <h2>{t('intel.refused')}</h2>
      <ul className="refused">
        {refused.map(({ span, quote, code, why }) => (
          <li key={`${span.start} ${code}`}>
            <span className="mono faint">{code}</span> “{quote}” <span lang="en">{why}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Asides({ article: { asides } }: { article: ArticleTextJson }) {
  const { t } = useLanguage();
  if (asides.length === 0) return null;
  return (
    <details>
      <summary>{t('intel.asides', { count: asides.length })}</summary>
      <ul>
        {asides.map(({ span, says }) => (
          <li key={`${span.start} ${says.kind}`}>{reading(says, t)}</li>
        ))}
      </ul>
    </details>
  );
}
