/** Thefts by month: the number in the cell, the sum as its shade. */
import type { OutlookJson } from '../../../src/contract/outlook.ts';
import { Legend, log } from '../charts/plot.tsx';
import { shortUsd } from '../format/amount.ts';
import { localeOf } from '../format/locale.ts';
import { byMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';

const CELL = { width: 78, height: 30 };
/** So that the ink on it can be read in both themes. */
const DARKEST = 0.45;
const LEFT = 60;
const TOP = 22;

export function Calendar({ calendar }: { readonly calendar: OutlookJson['calendar'] }) {
  const { t, lang } = useLanguage();
  const years = [...new Set(calendar.map(({ month }) => month.slice(0, 4)))];
  const worst = calendar.reduce((most, each) => (byMoney(each.usd, most.usd) > 0 ? each : most));
  const monthName = (month: number): string =>
    new Intl.DateTimeFormat(localeOf(lang), { month: 'short', timeZone: 'UTC' }).format(
      Date.UTC(2026, month - 1, 1),
    );
  // From a hundred thousand to two billion dollars, by powers of ten.
  const shade = (usd: number): number =>
    usd === 0 ? 0.04 : DARKEST * Math.min(1, Math.max(0.12, (log(usd) - 5) / (log(2e9) - 5)));
  const width = LEFT + 12 * CELL.width;
  const height = TOP + years.length * CELL.height;
  return (
    <Figure
      id="outlook-calendar"
      title={t('outlook.calendar.title')}
      says={t('outlook.calendar.says', {
        quiet: calendar.filter(({ n }) => n === 0).length,
        months: calendar.length,
        month: new Intl.DateTimeFormat(localeOf(lang), {
          year: 'numeric',
          month: 'long',
          timeZone: 'UTC',
        }).format(new Date(`${worst.month}-01T00:00:00Z`)),
        usd: shortUsd(Number(worst.usd), lang),
      })}
      columns={[
        { name: t('outlook.col.month') },
        { name: t('outlook.col.thefts'), number: true },
        { name: t('outlook.col.usd'), number: true },
        { name: t('outlook.col.unknown'), number: true },
      ]}
      rows={calendar.map(({ month, n, usd, unknown }): Cell[] => [
        plain(month),
        plain(n),
        { shown: shortUsd(Number(usd), lang), value: usd },
        plain(unknown),
      ])}
      note={t('outlook.calendar.note')}
    >
      <Legend
        marks={[1e6, 1e8, 1e9].map((usd) => ({
          name: shortUsd(usd, lang),
          shape: <rect className="plot-cell" fillOpacity={shade(usd)} width="24" height="12" />,
        }))}
      />
      <svg
        className="plot"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={t('outlook.calendar.title')}
      >
        {Array.from({ length: 12 }, (_, i) => (
          <text
            key={monthName(i + 1)}
            className="plot-tick"
            x={LEFT + (i + 0.5) * CELL.width}
            y={12}
            textAnchor="middle"
          >
            {monthName(i + 1)}
          </text>
        ))}
        {years.map((year, row) => (
          <text key={year} className="plot-tick" x="0" y={TOP + (row + 0.5) * CELL.height} dy="0.35em">
            {year}
          </text>
        ))}
        {calendar.map(({ month, n, usd }) => {
          const row = years.indexOf(month.slice(0, 4));
          const column = Number(month.slice(5)) - 1;
          const [x, y] = [LEFT + column * CELL.width, TOP + row * CELL.height];
          const dark = shade(Number(usd));
          return (
            <g key={month}>
              <title>{`${month}: ${n}, ${shortUsd(Number(usd), lang)}`}</title>
              <rect
                className={n === 0 ? 'plot-cell empty' : 'plot-cell'}
                fillOpacity={n === 0 ? 1 : dark}
                x={x + 1}
                y={y + 1}
                width={CELL.width - 2}
                height={CELL.height - 2}
              />
              <text
                className="plot-note"
                x={x + CELL.width / 2}
                y={y + CELL.height / 2}
                dy="0.35em"
                textAnchor="middle"
              >
                {n === 0 ? '' : n}
              </text>
            </g>
          );
        })}
      </svg>
    </Figure>
  );
}
