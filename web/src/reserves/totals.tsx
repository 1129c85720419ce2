/** What publishers say was stolen in a year, beside our rows of the same days, and what may explain the difference. */
import type { TotalsJson } from '../../../src/contract/reserves.ts';
import { exactMoney, shortMoney } from '../format/money.ts';
import { useLanguage } from '../i18n/index.ts';
import { Figure } from '../ui/figure.tsx';

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [1000, 70, 40, 42, 4];
/** Marks nearer than this, in drawn units, share one label. */
const NEAR = 14;

export function Totals({ years }: { years: TotalsJson['years'] }) {
  const { t, lang } = useLanguage();
  const publishers = [
    ...new Set(years.flatMap(({ comparisons }) => comparisons.map(({ source }) => source))),
  ];
  const letterOf = (source: string): string => LETTERS[publishers.indexOf(source)] ?? '?';
  const rows = years.flatMap((year) => year.comparisons.map((row) => ({ ...row, year })));
  const most = Math.max(
    1,
    ...years.map(({ high }) => Number(high)),
    ...rows.map(({ published }) => Number(published)),
  );
  const x = (usd: string): number => LEFT + (Number(usd) / most) * (WIDTH - LEFT - RIGHT);
  const widest = years
    .map(({ year, comparisons }) => {
      const whole = comparisons
        .filter(({ period }) => /^\d{4}$/.test(period))
        .map(({ published }) => Number(published));
      return { year, times: whole.length < 2 ? 0 : Math.max(...whole) / Math.min(...whole) };
    })
    .reduce((a, b) => (b.times > a.times ? b : a), { year: 0, times: 0 });
  return (
    <Figure
      id="reserves-totals"
      title={t('reserves.totals.title')}
      says={t('reserves.totals.says', {
        publishers: publishers.length,
        times: widest.times.toFixed(1),
        year: widest.year,
      })}
      note={t('reserves.totals.note')}
      open
      columns={[
        { name: t('reserves.col.period') },
        { name: t('reserves.col.publisher') },
        { name: t('reserves.col.published'), number: true },
        { name: t('reserves.col.ours'), number: true },
        { name: t('reserves.col.difference'), number: true },
        { name: t('reserves.col.names'), number: true },
        { name: t('reserves.col.unexplained'), number: true },
        { name: t('reserves.col.candidates') },
      ]}
      rows={rows.map((row) => [
        { shown: row.period, value: row.period },
        {
          shown: (
            <span lang="en">
              <b>{letterOf(row.source)}</b> {row.source}
              <span className="item faint">{row.basis}</span>
            </span>
          ),
          value: row.source,
        },
        ...[row.published, row.ours, row.difference].map((usd) => ({
          shown: <span title={exactMoney(usd)}>{signed(usd, lang)}</span>,
          value: usd,
        })),
        {
          shown: row.named === null ? t('reserves.totals.norows') : row.named.n,
          value: row.named?.n ?? null,
        },
        {
          shown: <span title={exactMoney(row.unexplained)}>{signed(row.unexplained, lang)}</span>,
          value: row.unexplained,
        },
        {
          shown: (
            <span lang="en" title={row.candidates.map(candidate).join('\n')}>
              {row.candidates
                .filter(({ usd }) => Number(usd) > 0)
                .slice(0, 3)
                .map(({ incident, usd }) => `${incident} ${signed(usd, lang)}`)
                .join(', ')}
            </span>
          ),
          value: row.candidates.map(candidate).join('; '),
        },
      ])}
    >
      <svg
        viewBox={`0 ${-TOP} ${WIDTH} ${years.length * ROW + TOP + 8}`}
        role="img"
        aria-label={t('reserves.totals.title')}
      >
        {years.map(({ year, low, high, counted, comparisons }, i) => (
          <g key={year}>
            <text x={LEFT - 12} y={i * ROW + 21} textAnchor="end" className="name">
              {year}
            </text>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={i * ROW + 17} y2={i * ROW + 17} className="grid" />
            <rect
              x={x(low)}
              width={Math.max(2, x(high) - x(low))}
              y={i * ROW + 13}
              height="8"
              className="fill band"
            >
              <title>{`${year}: ${exactMoney(low)} – ${exactMoney(high)}`}</title>
            </rect>
            <line x1={x(counted)} x2={x(counted)} y1={i * ROW + 9} y2={i * ROW + 25} className="tick" />
            {comparisons.map(({ source, period, published }) => (
              <g key={source} className="publisher">
                <title>{`${source}, ${period}: ${exactMoney(published)}`}</title>
                <circle cx={x(published)} cy={i * ROW + 17} r="3" className="estimate" />
              </g>
            ))}
            {labelsOf(comparisons.map(({ source, published }) => [x(published), letterOf(source)])).map(
              ([at, letters], k) => (
                <text key={letters} x={at} y={i * ROW + (k % 2 === 0 ? 9 : 34)} textAnchor="middle">
                  {letters}
                </text>
              ),
            )}
          </g>
        ))}
      </svg>
      <p className="legend-line">
        <span className="key band" /> {t('reserves.totals.band')} <span className="key tick" />{' '}
        {t('reserves.totals.ours')}{' '}
        {publishers.map((source) => (
          <span key={source} lang="en" className="nowrap">
            <b>{letterOf(source)}</b> {source.replace(/ \(.*/, '')}{' '}
          </span>
        ))}
      </p>
    </Figure>
  );
}

/** One label for marks that lie together, over their middle; neighbours then stand above and below by turns. */
function labelsOf(marks: readonly (readonly [at: number, letter: string])[]): [number, string][] {
  const groups: (readonly [number, string])[][] = [];
  for (const mark of marks.toSorted(([a], [b]) => a - b)) {
    const last = groups.at(-1);
    if (last !== undefined && mark[0] - (last.at(-1)?.[0] ?? 0) < NEAR) last.push(mark);
    else groups.push([mark]);
  }
  return groups.map((group) => [
    ((group[0]?.[0] ?? 0) + (group.at(-1)?.[0] ?? 0)) / 2,
    group.map(([, letter]) => letter).join(' '),
  ]);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const candidate = ({ incident, usd, why }: { incident: string; usd: string; why: string }): string =>
  `${incident}: ${why} ${usd}`;
const signed = (usd: string, lang: string): string =>
  usd.startsWith('-') ? `−${shortMoney(usd.slice(1), lang)}` : shortMoney(usd, lang);
