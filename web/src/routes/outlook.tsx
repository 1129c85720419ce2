/** How probable losses above a sum are, how good such forecasts have been, and where they say nothing. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { BacktestJson, OutlookJson } from '../../../src/contract/outlook.ts';
import { backtestQuery, outlookQuery } from '../api/outlook.ts';
import { shortUsd } from '../format/amount.ts';
import { formatForecast } from '../format/chance.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { Calendar } from '../outlook/calendar.tsx';
import { Curves } from '../outlook/curves.tsx';
import { Market } from '../outlook/market.tsx';
import { Record } from '../outlook/record.tsx';
import { Reliability } from '../outlook/reliability.tsx';
import { Skills } from '../outlook/skills.tsx';
import { Failure, Loading } from '../ui/states.tsx';

export function Outlook() {
  const { t } = useLanguage();
  useTitle(`${t('outlook.title')} · Ashiato`);
  const [exceed, setExceed] = useState<string>();
  const outlook = useQuery(outlookQuery(exceed));
  const backtest = useQuery(backtestQuery);
  if (outlook.data === undefined)
    return outlook.error === null ? (
      <Loading text={t('outlook.loading')} />
    ) : (
      <Failure error={outlook.error} retry={() => void outlook.refetch()} />
    );
  return (
    <div className="page">
      <Lead outlook={outlook.data} backtest={backtest.data} />
      <OwnSum outlook={outlook.data} exceed={exceed} ask={setExceed} error={outlook.error} />
      <Curves outlook={outlook.data} />
      {backtest.data !== undefined && (
        <>
          <Skills backtest={backtest.data} />
          <Reliability reliability={backtest.data.reliability} />
          {backtest.data.market === null ? (
            <p className="notice">{t('outlook.price.unavailable')}</p>
          ) : (
            <Market tested={backtest.data.market} now={outlook.data.market} />
          )}
        </>
      )}
      {backtest.error !== null && <Failure error={backtest.error} retry={() => void backtest.refetch()} />}
      <Calendar calendar={outlook.data.calendar} />
      <Record record={outlook.data.record} />
      <p className="footing">
        {t('outlook.model.note', { model: outlook.data.model, halfLife: outlook.data.parameters.halfLife })}
      </p>
    </div>
  );
}

type LeadProps = { readonly outlook: OutlookJson; readonly backtest: BacktestJson | undefined };

function Lead({ outlook, backtest }: LeadProps) {
  const { t, lang } = useLanguage();
  const quarter = outlook.outlooks.find(({ days }) => days === 90);
  const hundred = quarter?.curve.find(({ usd }) => usd === '100000000');
  const stale =
    backtest !== undefined && backtest.cutOff !== outlook.cutOff
      ? t('outlook.stale', { day: backtest.cutOff })
      : '';
  return (
    <>
      <h1 className="lead" data-testid="headline">
        {t('outlook.lead', {
          days: quarter?.days ?? 90,
          day: formatDay(quarter?.from ?? outlook.cutOff, 'day', lang),
          usd: shortUsd(1e8, lang),
          chance: formatForecast(hundred?.model ?? 0, lang),
          low: formatForecast(hundred?.low ?? 0, lang),
          high: formatForecast(hundred?.high ?? 1, lang),
        })}
      </h1>
      <p className="footing">
        {t('outlook.footing', { day: formatDay(outlook.cutOff, 'day', lang) })} {t('figure.unedited')} {stale}
      </p>
    </>
  );
}

type OwnProps = {
  readonly outlook: OutlookJson;
  readonly exceed: string | undefined;
  readonly ask: (usd: string | undefined) => void;
  readonly error: Error | null;
};

function OwnSum({ outlook, exceed, ask, error }: OwnProps) {
  const { t, lang } = useLanguage();
  const [draft, setDraft] = useState('250000000');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask(draft.replace(/[\s,]/g, '') || undefined);
  };
  const chances =
    exceed === undefined
      ? []
      : outlook.outlooks.flatMap(({ days, exceeds }) => {
          const own = exceeds.find(({ usd }) => Number(usd) === Number(exceed));
          return own === undefined
            ? []
            : [t('outlook.own.one', { days, chance: formatForecast(own.model, lang) })];
        });
  return (
    <form className="form" onSubmit={submit}>
      <label>
        {t('outlook.own')}{' '}
        <input
          type="text"
          inputMode="numeric"
          value={draft}
          maxLength={20}
          onChange={(event) => setDraft(event.target.value)}
        />
      </label>
      <button type="submit" className="button">
        {t('outlook.own.ask')}
      </button>
      <span className="num" role="status">
        {error !== null
          ? error.message
          : chances.length > 0 && `${shortUsd(Number(exceed), lang)}: ${chances.join(' · ')}`}
      </span>
    </form>
  );
}
