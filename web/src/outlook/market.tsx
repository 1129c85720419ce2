/** Whether a recovering market brings more thefts: tested by leads and lags, and by forecasts out of sample. */
import type { BacktestJson, OutlookJson } from '../../../src/contract/outlook.ts';
import { Plot, planeOf } from '../charts/plot.tsx';
import { formatChance, formatSigned } from '../format/chance.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';

type Props = { readonly tested: NonNullable<BacktestJson['market']>; readonly now: OutlookJson['market'] };

const SIZE = { width: 1100, height: 260, left: 48 };

export function Market({ tested, now }: Props) {
  const { t, lang } = useLanguage();
  const told = tested.skills.filter(({ claim }) => claim !== 'too few cases');
  const count = (claim: string): number => told.filter((each) => each.claim === claim).length;
  const scores = { better: count('better'), worse: count('worse'), told: told.length };
  const most = Math.max(...tested.lags.map(({ lead }) => lead));
  const plane = planeOf(SIZE, [-most - 0.5, most + 0.5], [-0.5, 0.5]);
  const cells = (figure: (typeof tested.lags)[number]['counts']): Cell[] => [
    { shown: formatSigned(figure.correlation, 2), value: figure.correlation },
    ...[figure.interval?.low, figure.interval?.high].map((edge) =>
      edge === undefined ? plain(null) : { shown: formatSigned(edge, 2), value: edge },
    ),
  ];
  const excluding = tested.lags.filter(
    ({ counts: { interval } }) => interval !== null && (interval.low > 0 || interval.high < 0),
  ).length;
  return (
    <Figure
      id="outlook-market"
      title={t('outlook.market.title')}
      says={
        // A 90 % interval misses on either side once in twenty: so many would be better by chance.
        count('better') <= Math.ceil(tested.skills.length / 20)
          ? t('outlook.market.no', scores)
          : t('outlook.market.yes', scores)
      }
      columns={[
        t('outlook.col.lead'),
        t('outlook.col.months'),
        t('outlook.col.r'),
        t('outlook.col.low'),
        t('outlook.col.high'),
        t('outlook.col.rtotal'),
        t('outlook.col.totallow'),
        t('outlook.col.totalhigh'),
      ].map((name) => ({ name, number: true as const }))}
      rows={tested.lags.map(({ lead, months, counts, totals }): Cell[] => [
        plain(lead),
        plain(months),
        ...cells(counts),
        ...cells(totals),
      ])}
      note={t('outlook.market.note', {
        series: tested.by,
        excluding,
        lags: tested.lags.length,
        effect: formatChance(1.5 ** tested.effect - 1, lang),
      })}
    >
      <p className="hint">
        {'reason' in now
          ? t('outlook.price.unavailable')
          : t('outlook.market.now', {
              gain: formatSigned((Math.exp(now.gain) - 1) * 100, 0),
              factor: Math.exp(now.gain * now.effect).toFixed(2),
              series: now.by,
            })}
      </p>
      <Plot
        size={SIZE}
        plane={plane}
        label={t('outlook.market.title')}
        xTicks={tested.lags.map(({ lead }) => ({
          value: lead,
          label: lead === 0 ? '0' : formatSigned(lead, 0),
        }))}
        yTicks={[-0.5, -0.25, 0, 0.25, 0.5].map((value) => ({
          value,
          label: value === 0 ? '0' : formatSigned(value, 2),
        }))}
        xName={t('outlook.market.axis')}
      >
        <line
          className="plot-zero"
          x1={plane.box.left}
          x2={plane.box.right}
          y1={plane.y(0)}
          y2={plane.y(0)}
        />
        {tested.lags.map(({ lead, counts: { correlation, interval } }) => (
          <g key={lead}>
            {interval !== null && (
              <line
                className="plot-interval"
                x1={plane.x(lead)}
                x2={plane.x(lead)}
                y1={plane.y(interval.low)}
                y2={plane.y(interval.high)}
              />
            )}
            <circle
              className={
                interval !== null && (interval.low > 0 || interval.high < 0) ? 'plot-dot' : 'plot-dot hollow'
              }
              cx={plane.x(lead)}
              cy={plane.y(correlation)}
              r="4"
            />
          </g>
        ))}
      </Plot>
    </Figure>
  );
}
