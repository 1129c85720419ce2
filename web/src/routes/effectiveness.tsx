/** What was stopped, how fast, what listings met, and what a designation would have touched. */
import { useQuery } from '@tanstack/react-query';
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import { effectivenessQuery } from '../api/effectiveness.ts';
import { Courses } from '../effectiveness/courses.tsx';
import { Delays } from '../effectiveness/delays.tsx';
import { ListedFlows } from '../effectiveness/listed.tsx';
import { Shares } from '../effectiveness/shares.tsx';
import { MeasuresInTime, Studies } from '../effectiveness/timeline.tsx';
import { WhatIf } from '../effectiveness/what-if.tsx';
import { shortMoney, sumOf } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { Failure, Loading } from '../ui/states.tsx';

export function Effectiveness() {
  const { t } = useLanguage();
  useTitle(`${t('effectiveness.title')} · Ashiato`);
  const query = useQuery(effectivenessQuery);
  if (query.data === undefined)
    return query.error === null ? (
      <Loading />
    ) : (
      <Failure error={query.error} retry={() => void query.refetch()} />
    );
  return <Found found={query.data} />;
}

function Found({ found }: { readonly found: EffectivenessJson }) {
  const { t, lang } = useLanguage();
  const { total, years, routes, withoutRoute } = found;
  const shareOf = (fate: string) => total.shares.find((each) => each.fate === fate);
  const [frozen, recovered] = [shareOf('frozen'), shareOf('recovered')];
  const named = sumOf([frozen?.usd ?? '0', recovered?.usd ?? '0']);
  const routeName = (id: string): string => found.routeNames[id]?.[lang] ?? id;
  const all = { ...total, name: t('effectiveness.all') };
  return (
    <div className="page">
      <h1 className="lead" data-testid="headline">
        {t('effectiveness.lead', {
          frozen: frozen?.thefts ?? 0,
          recovered: recovered?.thefts ?? 0,
          n: total.n,
          usd: shortMoney(named, lang),
          lost: shortMoney(frozen?.lost ?? '0', lang),
        })}
      </h1>
      <p className="footing">
        {t('effectiveness.footing', {
          day: formatDay(found.cutOff, 'day', lang),
          traced: found.traced,
          uncounted: found.uncounted,
        })}{' '}
        {t('figure.unedited')} <a href="#what-if">{t('effectiveness.whatif.title')}</a>
      </p>
      <Shares
        id="effectiveness-years"
        title={t('effectiveness.years.title')}
        says={t('effectiveness.years.says', {
          frozen: frozen?.thefts ?? 0,
          recovered: recovered?.thefts ?? 0,
          n: total.n,
        })}
        of={t('effectiveness.col.year')}
        groups={[...years, all]}
        nameOf={({ name }) => name}
        note={t('effectiveness.shares.note')}
      />
      <Shares
        id="effectiveness-routes"
        title={t('effectiveness.routes.title')}
        says={t('effectiveness.routes.says', { known: total.n - withoutRoute, n: total.n })}
        of={t('effectiveness.col.route')}
        groups={routes.filter(({ n }) => n > 1)}
        nameOf={({ name }) => routeName(name)}
        note={t('effectiveness.routes.note')}
      />
      <Courses courses={found.courses} />
      <Delays delays={found.delays} groups={found.delayGroups} routeName={routeName} />
      <ListedFlows listed={found.listed} />
      <MeasuresInTime timeline={found.timeline} thefts={found.thefts} />
      <Studies studies={found.studies} />
      <WhatIf />
      <p className="footing">{t('effectiveness.sources', { sources: found.sources.join(', ') })}</p>
    </div>
  );
}
