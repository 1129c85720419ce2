/** What they still hold: a band and no single number; what is known of the rest, and what it would pay for. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReservesJson } from '../../../src/contract/reserves.ts';
import { reservesQuery, totalsQuery } from '../api/reserves.ts';
import { formatCount } from '../format/amount.ts';
import { byMoney, exactMoney, shortMoney, shortRange } from '../format/money.ts';
import { formatDay, formatInstant } from '../format/time.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import type { Translate } from '../i18n/keys.ts';
import { Bands } from '../reserves/bands.tsx';
import { Months } from '../reserves/months.tsx';
import { Totals } from '../reserves/totals.tsx';
import { Waterfall } from '../reserves/waterfall.tsx';
import { lineName } from '../reserves/words.ts';
import { Assets, Observations, Worth } from '../reserves/worth.tsx';
import { Failure, Loading, Stale } from '../ui/states.tsx';
import type { ReservesSearch } from './reserves-search.ts';

export function Reserves() {
  const { t } = useLanguage();
  const search = useSearch({ from: '/reserves' });
  const navigate = useNavigate({ from: '/reserves' });
  const query = useQuery(reservesQuery(search));
  useTitle(`${t('reserves.title')} · Ashiato`);
  const set = (patch: ReservesSearch): void =>
    void navigate({
      search: (before) => clean({ ...before, ...patch }),
      replace: true,
      resetScroll: false,
    });
  if (query.data === undefined)
    return query.error === null ? (
      <Loading text={t('reserves.loading')} />
    ) : (
      <div className="page reserves">
        <Questions key={JSON.stringify(search)} search={search} set={set} />
        <Failure error={query.error} retry={() => void query.refetch()} />
      </div>
    );
  return (
    <div className="page reserves">
      {query.isError && <Stale at={query.dataUpdatedAt} retry={() => void query.refetch()} />}
      <Ledger data={query.data} search={search} set={set} />
    </div>
  );
}

/** The rest stands in the JSON; a bar of some thousand dollars shows nothing. */
const MOST_CHAINS = 8;

type Props = { data: ReservesJson; search: ReservesSearch; set: (patch: ReservesSearch) => void };

function Ledger({ data, search, set }: Props) {
  const { t, lang } = useLanguage();
  const totals = useQuery(totalsQuery);
  const { total, held, thefts, gauge } = data;
  const line = data.incidents.find(({ name }) => name === search.theft) ?? total;
  const most = shortMoney(held.high, lang);
  const stolen = shortMoney(total.stolen.high, lang);
  return (
    <>
      <h1 className="lead" title={exactMoney(held.high)}>
        {held.low === null
          ? t('reserves.lead.units', { high: most, stolen })
          : t('reserves.lead', { low: shortMoney(held.low, lang), high: most, stolen })}
      </h1>
      <p className="footing">
        {held.low === null ? t('reserves.footing.units') : t('reserves.footing')}{' '}
        {t('reserves.coverage', {
          counted: thefts.counted,
          fate: thefts.withFate,
          traced: thefts.traced,
          units: formatCount(thefts.all - thefts.withUnits),
          all: thefts.all,
          day: formatDay(data.cutOff, 'day', lang),
        })}{' '}
        {t('figure.unedited')}
      </p>
      <Questions key={JSON.stringify(search)} search={search} set={set} />
      {thefts.all === 0 && <p className="notice">{t('reserves.empty')}</p>}
      {gauge !== null && <Crossings gauge={gauge} />}
      <Waterfall line={line} data={data} choose={(theft) => set({ theft })} />
      <Bands
        id="reserves-years"
        title={t('reserves.years.title')}
        says={t('reserves.years.says', largest(data.years, t, lang))}
        note={t('reserves.bands.note')}
        lines={data.years}
      />
      <Bands
        id="reserves-actors"
        title={t('reserves.actors.title')}
        says={t('reserves.actors.says', largest(data.clusters, t, lang))}
        note={t('reserves.actors.note')}
        lines={data.clusters}
      />
      <Bands
        id="reserves-chains"
        title={t('reserves.chains.title')}
        says={t('reserves.chains.says', largest(data.chains, t, lang))}
        note={t('reserves.chains.note')}
        lines={data.chains.slice(0, MOST_CHAINS)}
      />
      {gauge !== null && <Months gauge={gauge} />}
      <Worth data={data} />
      <Assets data={data} />
      <Observations data={data} />
      {totals.data === undefined ? (
        totals.error !== null && <Failure error={totals.error} retry={() => void totals.refetch()} />
      ) : (
        <Totals years={totals.data.years} />
      )}
    </>
  );
}

/** Whose, until when, above what: sent when the form is. */
function Questions({ search, set }: { search: ReservesSearch; set: Props['set'] }) {
  const { t } = useLanguage();
  const all = useQuery(reservesQuery({}));
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const given = (name: string): string | undefined => String(form.get(name) ?? '').trim() || undefined;
        const threshold = given('threshold');
        set({
          actor: given('actor'),
          asOf: given('asOf'),
          threshold: threshold === undefined ? undefined : Number(threshold),
          par: form.get('par') === 'on' || undefined,
        });
      }}
    >
      <label>
        {t('reserves.ask.actor')}{' '}
        <select name="actor" defaultValue={search.actor ?? ''}>
          <option value="">{t('reserves.ask.anyone')}</option>
          {[...new Set([...(all.data?.clusters ?? []).map(({ name }) => name), search.actor ?? ''])]
            .filter((name) => name !== '')
            .map((name) => (
              <option key={name} value={name}>
                {lineName(name, t)}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t('reserves.ask.asOf')} <input type="date" name="asOf" defaultValue={search.asOf ?? ''} />
      </label>
      <label>
        {t('reserves.ask.threshold')}{' '}
        <input
          name="threshold"
          type="number"
          min="1"
          step="any"
          placeholder="1000000000"
          defaultValue={search.threshold ?? ''}
        />
      </label>
      <label className="check">
        <input type="checkbox" name="par" defaultChecked={search.par === true} /> {t('reserves.ask.par')}
      </label>
      <button type="submit" className="button">
        {t('reserves.ask.do')}
      </button>
    </form>
  );
}

/** Red is for this alone. */
function Crossings({ gauge: { readings, threshold } }: { gauge: NonNullable<ReservesJson['gauge']> }) {
  const { t, lang } = useLanguage();
  if (threshold === null) return null;
  const above = readings.filter(({ threshold: state }) => state === 'crossed' || state === 'straddled');
  if (above.length === 0)
    return (
      <p className="notice" role="status">
        {t('reserves.threshold.below', { usd: shortMoney(threshold, lang) })}
      </p>
    );
  return (
    <ul className="crossings" role="status">
      {above.map(({ what, day, usd, threshold: state, recordedAt }) => (
        <li key={`${day}${what}`}>
          {t(state === 'crossed' ? 'reserves.threshold.above' : 'reserves.threshold.perhaps', {
            usd: shortMoney(threshold, lang),
            day,
            value: shortMoney(usd?.high ?? '0', lang),
          })}{' '}
          <span lang="en">{what}</span>{' '}
          <span className="faint">
            {recordedAt === null
              ? t('reserves.threshold.unrecorded')
              : t('reserves.threshold.recorded', { time: formatInstant(recordedAt, lang) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The line with the most, and how much, for a sentence. */
function largest(
  lines: ReservesJson['years'],
  t: Translate,
  lang: string,
): { name: string; usd: string; n: number } {
  const [first] = lines.toSorted((a, b) => byMoney(b.stolen.high, a.stolen.high));
  if (first === undefined) return { name: '–', usd: '–', n: 0 };
  return {
    name: lineName(first.name, t),
    usd: shortRange(first.stolen.low, first.stolen.high, lang),
    n: lines.length,
  };
}

const clean = (search: ReservesSearch): ReservesSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
