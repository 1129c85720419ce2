/** Whether what was said to happen with a probability happened so often: the nearer the diagonal, the better. */
import type { BacktestJson } from '../../../src/contract/outlook.ts';
import { Legend, Plot, planeOf } from '../charts/plot.tsx';
import { formatChance, formatDays } from '../format/chance.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';

type Horizon = BacktestJson['reliability'][number];

const SIZE = { width: 392, height: 320, left: 44 };
/** Fewer cases make a hollow mark and no share. */
const LEAST = 10;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function Reliability({ reliability }: { readonly reliability: BacktestJson['reliability'] }) {
  const { t, lang } = useLanguage();
  const low = reliability.filter(({ forecast, happened }) => happened - forecast >= 0.03);
  return (
    <Figure
      id="outlook-reliability"
      title={t('outlook.reliability.title')}
      says={t('outlook.reliability.says', {
        count: low.length,
        all: reliability.length,
        forecast: formatChance(reliability[0]?.forecast ?? 0, lang),
        happened: formatChance(reliability[0]?.happened ?? 0, lang),
      })}
      columns={[
        t('outlook.col.days'),
        t('outlook.col.from'),
        t('outlook.col.to'),
        t('outlook.col.cases'),
        t('outlook.col.forecast'),
        t('outlook.col.happened'),
      ].map((name) => ({ name, number: true as const }))}
      rows={reliability.flatMap(({ days, bins }) =>
        bins.map(({ from, to, n, forecast, happened }): Cell[] => [
          plain(days),
          { shown: formatChance(from, lang), value: from },
          { shown: formatChance(to, lang), value: to },
          plain(n),
          forecast === null ? plain(null) : { shown: formatChance(forecast, lang), value: forecast },
          plain(happened),
        ]),
      )}
      note={t('outlook.reliability.note')}
    >
      <Legend
        marks={[
          {
            name: t('outlook.reliability.mark'),
            shape: <circle className="plot-dot" cx="12" cy="6" r="5" />,
          },
          {
            name: t('outlook.reliability.few'),
            shape: <circle className="plot-dot hollow" cx="12" cy="6" r="4" />,
          },
          {
            name: t('outlook.reliability.right'),
            shape: <line className="plot-diagonal" x1="0" x2="24" y1="6" y2="6" />,
          },
        ]}
      />
      <div className="plots">
        {reliability.map((horizon) => (
          <Diagram key={horizon.days} horizon={horizon} />
        ))}
      </div>
    </Figure>
  );
}

function Diagram({ horizon }: { readonly horizon: Horizon }) {
  const { t, lang } = useLanguage();
  const { days, bins, covered } = horizon;
  const plane = planeOf(SIZE, [0, 1], [0, 1]);
  const title = formatDays(days, lang);
  return (
    <div>
      <h3>{title}</h3>
      <Plot
        size={SIZE}
        plane={plane}
        label={title}
        xTicks={TICKS.map((value) => ({ value, label: formatChance(value, lang) }))}
        yTicks={TICKS.map((value) => ({ value, label: formatChance(value, lang) }))}
        xName={t('outlook.reliability.axis')}
      >
        <line className="plot-diagonal" x1={plane.x(0)} y1={plane.y(0)} x2={plane.x(1)} y2={plane.y(1)} />
        {bins.map(({ from, n, forecast, happened }) =>
          forecast === null ? null : (
            <g key={from}>
              <circle
                className={n < LEAST ? 'plot-dot hollow' : 'plot-dot'}
                cx={plane.x(forecast)}
                cy={plane.y(happened / n)}
                r={3 + Math.sqrt(n) / 2}
              />
              <text
                className="plot-tick"
                x={plane.x(forecast) + (forecast > 0.8 ? -10 : 10)}
                y={plane.y(happened / n) + 16}
                textAnchor={forecast > 0.8 ? 'end' : 'start'}
              >
                {`${happened}/${n}`}
              </text>
            </g>
          ),
        )}
      </Plot>
      <p className="hint">
        {t('outlook.coverage', { model: covered.model, n: covered.n, right: Math.round(covered.n * 0.8) })}
      </p>
    </div>
  );
}
