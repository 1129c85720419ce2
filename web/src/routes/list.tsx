/** Every incident on record, and which of them can be followed here. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { IncidentJson } from '../../../src/contract/trace.ts';
import { casesQuery, incidentsQuery } from '../api/cases.ts';
import { formatCount, groupDigits, JOIN } from '../format/amount.ts';
import { exactMoney, shortMoney } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { Attribution, Standing } from '../ui/attribution.tsx';
import { Failure, Loading, Stale } from '../ui/states.tsx';
import { statusWord, victimWord } from '../ui/words.ts';
import { YearBars } from '../ui/year-bars.tsx';
import { filterIncidents, haystack, type ListSearch, type SortKey, totalsOf, yearOf } from './list-search.ts';

const STATUSES = ['official', 'multilateral', 'vendor', 'researcher', 'suspected'];

export function List() {
  const { t, lang } = useLanguage();
  const search = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const query = useQuery(incidentsQuery);
  const cases = useQuery(casesQuery);
  const incidents = query.data;
  const rows = useMemo(
    () => (incidents ?? []).map((incident) => ({ incident, text: haystack(incident, cases.data ?? []) })),
    [incidents, cases.data],
  );
  const shown = useMemo(() => filterIncidents(rows, search), [rows, search]);
  const set = (patch: ListSearch): void =>
    void navigate({ search: (before) => clean({ ...before, ...patch }), replace: true, resetScroll: false });
  useTitle(`${t('app.nav.incidents')} · Ashiato`);

  if (incidents === undefined) {
    return query.error === null ? (
      <Loading />
    ) : (
      <Failure error={query.error} retry={() => void query.refetch()} />
    );
  }
  const totals = totalsOf(incidents);
  return (
    <div className="page">
      <h1 className="lead" title={exactMoney(totals.usd)}>
        {t('list.headline', { count: totals.count, usd: shortMoney(totals.usd, lang), cases: totals.cases })}
      </h1>
      <p className="footing">
        {t('list.footing', { counted: totals.counted, excluded: totals.excluded, unknown: totals.unknown })}
      </p>
      <p className="follow-now">
        <span className="faint">{t('list.followNow')}</span>
        {incidents
          .filter((incident) => incident.case !== null)
          .map((incident) => (
            <Link key={incident.id} to="/incidents/$id" params={{ id: incident.id }} className="follow">
              {incident.victim} <span className="num">{yearOf(incident)}</span>
            </Link>
          ))}
      </p>
      {query.isError && <Stale at={query.dataUpdatedAt} retry={() => void query.refetch()} />}
      <YearBars incidents={incidents} year={search.year} choose={(year) => set({ year })} />
      <search className="filters">
        <input
          type="search"
          value={search.q ?? ''}
          placeholder={`${t('list.search')} (${t('list.search.hint')})`}
          aria-label={t('list.search')}
          onChange={(event) => set({ q: event.target.value })}
        />
        <label className="select">
          <span className="hidden">{t('list.status')}</span>
          <select
            value={search.status ?? ''}
            onChange={(event) => set({ status: event.target.value || undefined })}
          >
            <option value="">{t('list.status.all')}</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {statusWord(status, t)}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={search.follow === true}
            onChange={(event) => set({ follow: event.target.checked || undefined })}
          />
          {t('list.followable')}
        </label>
        <span className="faint" role="status">
          {t('list.shown', { shown: formatCount(shown.length), total: formatCount(incidents.length) })}
        </span>
      </search>
      {shown.length === 0 ? (
        <div className="state">
          <h2>{t('state.empty.title')}</h2>
          <p>{t('state.empty.next')}</p>
          <button type="button" className="button" onClick={() => void navigate({ search: {} })}>
            {t('state.empty.clear')}
          </button>
        </div>
      ) : (
        <IncidentTable incidents={shown} search={search} set={set} />
      )}
    </div>
  );
}

function clean(search: ListSearch): ListSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  );
}

type TableProps = {
  incidents: readonly IncidentJson[];
  search: ListSearch;
  set: (patch: ListSearch) => void;
};

function IncidentTable({ incidents, search, set }: TableProps) {
  const { t } = useLanguage();
  return (
    <div className="scroll">
      <table className="dense incidents">
        <thead>
          <tr>
            <SortHead of="date" search={search} set={set} text={t('list.col.date')} />
            <th scope="col">{t('list.col.victim')}</th>
            <th scope="col">{t('list.col.type')}</th>
            <SortHead of="usd" search={search} set={set} text={t('list.col.usd')} right />
            <th scope="col">{t('list.col.assets')}</th>
            <th scope="col">{t('list.col.attribution')}</th>
            <th scope="col">{t('list.col.by')}</th>
            <th scope="col">{t('list.col.trace')}</th>
          </tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <Row key={incident.id} incident={incident} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ incident }: { incident: IncidentJson }) {
  const { t, lang } = useLanguage();
  const { lossUsd, assets } = incident;
  return (
    <tr className={incident.case === null ? '' : 'followable'}>
      <td className="num nowrap">{formatDay(incident.date, incident.datePrecision, lang)}</td>
      <td className="victim">
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          {incident.victim}
        </Link>
      </td>
      <td className="faint nowrap">{victimWord(incident.victimType, t)}</td>
      <td className="num right nowrap">
        {lossUsd === null ? (
          <span className="faint">{t('list.nofigure')}</span>
        ) : (
          <span title={exactMoney(lossUsd)}>{shortMoney(lossUsd, lang)}</span>
        )}
        {!incident.includedInTotal && <span className="aside">{t('list.notcounted')}</span>}
      </td>
      <td className="assets">
        {assets.slice(0, 2).map((asset) => (
          <span key={asset.unit} className="num asset">
            {asset.amount === null ? asset.unit : `${groupDigits(asset.amount)}${JOIN}${asset.unit}`}
          </span>
        ))}
        {assets.length > 2 && (
          <span
            className="faint"
            title={assets
              .slice(2)
              .map(({ amount, unit }) => `${amount ?? ''} ${unit}`)
              .join('\n')}
          >
            {t('list.more', { count: assets.length - 2 })}
          </span>
        )}
      </td>
      <td className="nowrap">
        <Standing status={incident.attribution.status} confidence={incident.attribution.confidence} />
      </td>
      <td className="said">
        <Attribution by={incident.attribution.by} limit={2} />
      </td>
      <td className="nowrap">
        {incident.case !== null && (
          <Link to="/incidents/$id" params={{ id: incident.id }} className="follow">
            {t('list.follow')}
          </Link>
        )}
      </td>
    </tr>
  );
}

type HeadProps = {
  of: SortKey;
  search: ListSearch;
  set: (patch: ListSearch) => void;
  text: string;
  right?: boolean;
};

function SortHead({ of, search, set, text, right = false }: HeadProps) {
  const { t } = useLanguage();
  const active = (search.sort ?? 'date') === of;
  const ascending = search.dir === 'asc';
  return (
    <th
      scope="col"
      className={right ? 'right' : ''}
      aria-sort={active ? (ascending ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        className="sort"
        title={active ? (ascending ? t('list.sort.asc') : t('list.sort.desc')) : undefined}
        onClick={() =>
          set({ sort: of === 'usd' ? 'usd' : undefined, dir: active && !ascending ? 'asc' : undefined })
        }
      >
        {text}
        <span aria-hidden="true" className="arrow">
          {active ? (ascending ? '↑' : '↓') : ''}
        </span>
      </button>
    </th>
  );
}
