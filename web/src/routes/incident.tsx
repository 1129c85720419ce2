/** One incident: what is known about it, and, where there is a recording, where the money went. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { IncidentJson } from '../../../src/contract/trace.ts';
import { incidentQuery } from '../api/cases.ts';
import { shortMoney } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { Addresses } from '../ui/addresses.tsx';
import { Attribution, Standing } from '../ui/attribution.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { CaseView } from './case-view.tsx';
import { Facts } from './facts.tsx';

export function Incident() {
  const { id } = useParams({ from: '/incidents/$id' });
  const search = useSearch({ from: '/incidents/$id' });
  const navigate = useNavigate({ from: '/incidents/$id' });
  const query = useQuery(incidentQuery(id));
  useTitle(`${query.data?.victim ?? id} · Ashiato`);
  if (query.data === undefined) {
    return query.error === null ? (
      <Loading />
    ) : (
      <Failure error={query.error} retry={() => void query.refetch()} />
    );
  }
  const incident = query.data;
  return (
    <div className="page">
      <Strip incident={incident} />
      {incident.case === null ? (
        <Unfollowed incident={incident} />
      ) : (
        <CaseView
          id={incident.case}
          search={search}
          set={(patch) =>
            void navigate({
              search: (before) => ({ ...before, ...patch }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      <Addresses addresses={incident.addresses} />
      <Facts incident={incident} />
    </div>
  );
}

/** Who, when, how much, who says so: one line above the answer. */
function Strip({ incident }: { incident: IncidentJson }) {
  const { lang } = useLanguage();
  return (
    <p className="strip">
      <strong>{incident.victim}</strong>
      <span className="num">{formatDay(incident.date, incident.datePrecision, lang)}</span>
      {incident.lossUsd !== null && <span className="num">{shortMoney(incident.lossUsd, lang)}</span>}
      {incident.attribution.actor !== null && <span>{incident.attribution.actor}</span>}
      <Standing status={incident.attribution.status} confidence={incident.attribution.confidence} />
      <Attribution by={incident.attribution.by} limit={3} />
    </p>
  );
}

function Unfollowed({ incident }: { incident: IncidentJson }) {
  const { t, lang } = useLanguage();
  const date = formatDay(incident.date, incident.datePrecision, lang);
  return (
    <h1 className="lead">
      {incident.lossUsd === null
        ? t('incident.lead.nofigure', { date })
        : t('incident.lead', { date, usd: shortMoney(incident.lossUsd, lang) })}
    </h1>
  );
}
