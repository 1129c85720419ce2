/** Forecasts as they were issued, and how they did: nothing of them is ever deleted. */
import type { OutlookJson } from '../../../src/contract/outlook.ts';
import { shortUsd } from '../format/amount.ts';
import { formatDays, formatForecast } from '../format/chance.ts';
import { formatDay, formatInstant } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Translate } from '../i18n/keys.ts';
import { type Cell, type Column, CsvButton, DenseTable, plain } from '../ui/dense-table.tsx';

type Issued = OutlookJson['record'][number];
type IssuedOutlook = Issued['outlooks'][number];

export function Record({ record }: { readonly record: readonly Issued[] }) {
  const { t, lang } = useLanguage();
  const columns: readonly Column[] = [
    { name: t('outlook.col.id') },
    { name: t('outlook.col.issued') },
    { name: t('outlook.col.origin') },
    { name: t('outlook.col.days'), number: true },
    { name: t('outlook.col.gone'), number: true },
    { name: t('outlook.col.range'), number: true },
    { name: t('outlook.col.hundred'), number: true },
    { name: t('outlook.col.outcome'), number: true },
    { name: 'CRPS', number: true },
    { name: 'Brier', number: true },
  ];
  const rows = record.flatMap((issued) => issued.outlooks.map((each) => rowOf(issued, each, t, lang)));
  return (
    <section className="figure" aria-labelledby="outlook-record">
      <h2 id="outlook-record">{t('outlook.record.title')}</h2>
      <p className="hint">
        {record.length === 0
          ? t('outlook.record.none')
          : t('outlook.record.says', {
              count: record.length,
              scored: record.flatMap(({ outlooks }) => outlooks).filter(({ state }) => state === 'scored')
                .length,
            })}
      </p>
      {record.length > 0 && (
        <>
          <DenseTable columns={columns} rows={rows} />
          <CsvButton name="outlook-record" columns={columns} rows={rows} />
        </>
      )}
      <p className="footing">{t('outlook.record.note')}</p>
    </section>
  );
}

function rowOf({ id, at, cutOff }: Issued, outlook: IssuedOutlook, t: Translate, lang: string): Cell[] {
  const { days, issuedAfterDays, totalUsd, exceeds, score, state } = outlook;
  const chance = hundredOf(exceeds)?.model ?? null;
  const brier = score === null ? null : (hundredOf(score.brier)?.score ?? null);
  const waits = state === 'due' ? t('outlook.state.due') : t('outlook.state.waiting');
  return [
    { shown: <span className="mono">{id}</span>, value: id },
    { shown: formatInstant(at, lang), value: at },
    { shown: formatDay(cutOff, 'day', lang), value: cutOff },
    { shown: formatDays(days, lang), value: days },
    { shown: formatDays(issuedAfterDays, lang), value: issuedAfterDays },
    {
      shown: `${shortUsd(Number(totalUsd.p10), lang)} – ${shortUsd(Number(totalUsd.p90), lang)}`,
      value: `${totalUsd.p10} – ${totalUsd.p90}`,
    },
    { shown: chance === null ? '–' : formatForecast(chance, lang), value: chance },
    score === null
      ? plain(waits)
      : { shown: shortUsd(Number(score.observedUsd), lang), value: score.observedUsd },
    { shown: score?.crpsLog.toFixed(3) ?? '–', value: score?.crpsLog ?? null },
    { shown: brier?.toFixed(3) ?? '–', value: brier },
  ];
}

const hundredOf = <T extends { readonly usd: string }>(rows: readonly T[]): T | undefined =>
  rows.find(({ usd }) => usd === '100000000');
