/** Loss by year, which is also the filter by year. Its table is the list below it. */
import type { IncidentJson } from '../../../src/contract/trace.ts';
import { shortMoney, sumOf } from '../format/money.ts';
import { useLanguage } from '../i18n/index.ts';
import { yearOf } from '../routes/list-search.ts';

type Props = {
  incidents: readonly IncidentJson[];
  year: number | undefined;
  choose: (year: number | undefined) => void;
};

const HEIGHT = 44;

export function YearBars({ incidents, year, choose }: Props) {
  const { t, lang } = useLanguage();
  const sorted = [...Map.groupBy(incidents, yearOf)]
    .map(([of, all]) => ({
      of,
      count: all.length,
      usd: sumOf(all.flatMap(({ includedInTotal, lossUsd }) => (includedInTotal ? (lossUsd ?? []) : []))),
    }))
    .sort((a, b) => a.of - b.of);
  const most = Math.max(1, ...sorted.map(({ usd }) => Number(usd)));
  return (
    <fieldset className="years">
      <legend className="hidden">{t('list.years')}</legend>
      <button
        type="button"
        className="year year-all"
        aria-pressed={year === undefined}
        onClick={() => choose(undefined)}
      >
        {t('list.year.all')}
      </button>
      {sorted.map(({ of, count, usd }) => {
        const height = Math.max(1, (Number(usd) / most) * HEIGHT);
        const title = t('list.year.title', { year: of, count, usd: shortMoney(usd, lang) });
        return (
          <button
            key={of}
            type="button"
            className="year"
            aria-pressed={year === of}
            aria-label={title}
            title={title}
            onClick={() => choose(year === of ? undefined : of)}
          >
            <span className="year-usd num">{shortMoney(usd, lang).replace(/^US\$\s?/, '')}</span>
            <svg viewBox={`0 0 40 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <rect x="0" y={HEIGHT - height} width="40" height={height} />
            </svg>
            <span className="num">{of}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
