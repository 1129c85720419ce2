/** How probable it is that a window’s losses exceed a sum: the model with its band, and plain history beside it. */
import type { OutlookJson } from '../../../src/contract/outlook.ts';
import { areaBetween, Legend, lineThrough, log, Plot, planeOf } from '../charts/plot.tsx';
import { shortUsd } from '../format/amount.ts';
import { formatChance, formatDays, formatForecast } from '../format/chance.ts';
import { byMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';

type Horizon = OutlookJson['outlooks'][number];
type Point = Horizon['curve'][number];

const SIZE = { width: 392, height: 260, left: 44 };
const TICKS = [1e6, 1e7, 1e8, 1e9];
const MOST = 5e9;

export function Curves({ outlook }: { readonly outlook: OutlookJson }) {
  const { t, lang } = useLanguage();
  const { outlooks } = outlook;
  const priced = outlooks.some(({ curve }) => curve.some(({ withMarket }) => withMarket !== null));
  const at = (days: number) =>
    outlooks.find((each) => each.days === days)?.exceeds.find(({ usd }) => usd === '100000000')?.model ?? 0;
  const chance = (value: number | null): Cell =>
    value === null ? plain(null) : { shown: formatForecast(value, lang), value };
  const rows = outlooks.flatMap(({ days, curve, exceeds }) => {
    const own = exceeds.filter(({ usd }) => !curve.some((point) => point.usd === usd));
    return [...curve, ...own.map((each) => ({ ...each, low: null, high: null }))]
      .sort((a, b) => byMoney(a.usd, b.usd))
      .map(({ usd, model, low, high, climatology, withMarket }): Cell[] => [
        plain(days),
        { shown: shortUsd(Number(usd), lang), value: usd },
        chance(model),
        chance(low),
        chance(high),
        chance(climatology),
        chance(withMarket),
      ]);
  });
  return (
    <Figure
      id="outlook-curves"
      title={t('outlook.curves.title')}
      says={t('outlook.curves.says', {
        month: formatForecast(at(30), lang),
        quarter: formatForecast(at(90), lang),
        year: formatForecast(at(365), lang),
      })}
      columns={[
        t('outlook.col.days'),
        t('outlook.col.above'),
        t('outlook.model'),
        t('outlook.col.low'),
        t('outlook.col.high'),
        t('outlook.climatology'),
        t('outlook.market'),
      ].map((name) => ({ name, number: true as const }))}
      rows={rows}
      note={`${t('outlook.curves.note')}${priced ? '' : ` ${t('outlook.price.unavailable')}`}`}
    >
      <Legend
        marks={[
          { name: t('outlook.model'), shape: <line className="plot-line" x1="0" x2="24" y1="6" y2="6" /> },
          { name: t('outlook.band'), shape: <rect className="plot-band" width="24" height="12" /> },
          {
            name: t('outlook.climatology'),
            shape: <line className="plot-other" x1="0" x2="24" y1="6" y2="6" />,
          },
          ...(priced
            ? [
                {
                  name: t('outlook.market'),
                  shape: <line className="plot-third" x1="0" x2="24" y1="6" y2="6" />,
                },
              ]
            : []),
        ]}
      />
      <div className="plots">
        {outlooks.map((horizon) => (
          <Curve key={horizon.days} horizon={horizon} />
        ))}
      </div>
    </Figure>
  );
}

function Curve({ horizon }: { readonly horizon: Horizon }) {
  const { t, lang } = useLanguage();
  const { curve, days, skillClaimed, windows } = horizon;
  const plane = planeOf(SIZE, [log(1e6), log(MOST)], [0, 1]);
  const through = (of: (point: Point) => number | null) =>
    curve.flatMap((point) => {
      const value = of(point);
      return value === null ? [] : [[plane.x(log(Number(point.usd))), plane.y(value)] as const];
    });
  const title = formatDays(days, lang);
  return (
    <div>
      <h3>{title}</h3>
      <Plot
        size={SIZE}
        plane={plane}
        label={title}
        xTicks={TICKS.map((usd) => ({ value: log(usd), label: shortUsd(usd, lang) }))}
        yTicks={[0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: formatChance(value, lang) }))}
        xName={t('outlook.curves.axis')}
      >
        <path
          className="plot-band"
          d={areaBetween(
            through(({ low }) => low),
            through(({ high }) => high),
          )}
        />
        <path className="plot-other" d={lineThrough(through(({ climatology }) => climatology))} />
        <path className="plot-third" d={lineThrough(through(({ withMarket }) => withMarket))} />
        <path className="plot-line" d={lineThrough(through(({ model }) => model))} />
      </Plot>
      <p className="hint">
        {t('outlook.expected', {
          low: shortUsd(Number(horizon.totalUsd.p10), lang),
          high: shortUsd(Number(horizon.totalUsd.p90), lang),
          middle: shortUsd(Number(horizon.totalUsd.p50), lang),
          thefts: Math.round(horizon.thefts.p50),
          fewest: Math.round(horizon.thefts.p10),
          most: Math.round(horizon.thefts.p90),
          largest: shortUsd(Number(horizon.largestUsd.p50), lang),
        })}{' '}
        {!skillClaimed && <strong>{t('outlook.unclaimed', { count: windows })}</strong>}
      </p>
    </div>
  );
}
