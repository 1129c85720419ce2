/** What was seen on a day, in months of imports, against the reader's own threshold. Hollow: somebody's estimate. */
import type { ReservesJson } from '../../../src/contract/reserves.ts';
import { exactMoney, shortMoney, shortRange } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Figure } from '../ui/figure.tsx';

type Gauge = NonNullable<ReservesJson['gauge']>;

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [1000, 400, 130, 28, 22];

export function Months({ gauge }: { gauge: Gauge }) {
  const { t, lang } = useLanguage();
  const { scale, threshold, readings } = gauge;
  const monthly = Number(scale.imports) / 12;
  const line = threshold === null ? null : Number(threshold) / monthly;
  const most = Math.max(1, line ?? 0, ...readings.map(({ months }) => Number(months?.high ?? 0)));
  const x = (months: number): number => LEFT + (months / most) * (WIDTH - LEFT - RIGHT);
  const top = readings.reduce<Gauge['readings'][number] | null>(
    (best, each) => (Number(each.months?.high ?? -1) > Number(best?.months?.high ?? -1) ? each : best),
    null,
  );
  const height = TOP + readings.length * ROW + 24;
  return (
    <Figure
      id="reserves-months"
      title={t('reserves.months.title')}
      says={
        top?.months == null
          ? t('reserves.months.none')
          : t('reserves.months.says', {
              months: top.months.high,
              day: formatDay(top.day, 'day', lang),
              usd: shortMoney(top.usd?.high ?? '0', lang),
            })
      }
      note={
        <>
          {t('reserves.months.note', {
            year: scale.year,
            imports: shortMoney(scale.imports, lang),
          })}{' '}
          <span lang="en">
            {scale.source}. {gauge.cautions.join('; ')}.
          </span>
        </>
      }
      columns={[
        { name: t('reserves.col.day') },
        { name: t('reserves.col.what') },
        { name: t('reserves.col.basis') },
        { name: t('reserves.col.value'), number: true },
        { name: t('reserves.col.months'), number: true },
        { name: t('reserves.col.share'), number: true },
        { name: t('reserves.col.sources') },
      ]}
      rows={readings.map(({ day, what, basis, usd, why, months, shareOfTradePercent, sources }) => [
        { shown: day, value: day },
        { shown: <span lang="en">{what}</span>, value: what },
        {
          shown: basis === 'traced' ? t('reserves.basis.traced') : t('reserves.basis.published'),
          value: basis,
        },
        usd === null
          ? { shown: <Unpriced why={why} />, value: null }
          : { shown: `${exactMoney(usd.low)} – ${exactMoney(usd.high)}`, value: `${usd.low} – ${usd.high}` },
        { shown: rangeText(months), value: rangeText(months) },
        { shown: rangeText(shareOfTradePercent), value: rangeText(shareOfTradePercent) },
        { shown: <span lang="en">{sources.join('; ')}</span>, value: sources.join('; ') },
      ])}
    >
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('reserves.months.title')}>
        {ticksTo(most).map((months) => (
          <g key={months}>
            <line x1={x(months)} x2={x(months)} y1={TOP} y2={height - 24} className="grid" />
            <text x={x(months)} y={height - 8} textAnchor="middle">
              {months}
            </text>
          </g>
        ))}
        {readings.map((reading, i) => (
          <Mark key={`${reading.day}${reading.what}`} reading={reading} y={TOP + i * ROW + ROW / 2} x={x} />
        ))}
        {line !== null && (
          <g>
            <line x1={x(line)} x2={x(line)} y1={TOP - 6} y2={height - 24} className="threshold" />
            <text
              x={x(line)}
              y={TOP - 10}
              textAnchor={line > most / 2 ? 'end' : 'start'}
              className="threshold"
            >
              {t('reserves.threshold.line', { usd: shortMoney(threshold ?? '0', lang) })}
            </text>
          </g>
        )}
      </svg>
    </Figure>
  );
}

type MarkProps = { reading: Gauge['readings'][number]; y: number; x: (months: number) => number };

function Mark({ reading: { day, what, basis, usd, why, months }, y, x }: MarkProps) {
  const { t, lang } = useLanguage();
  const name = `${day}  ${what.length > 56 ? `${what.slice(0, 55)}…` : what}`;
  return (
    <g>
      <title>{`${day} ${what}: ${usd === null ? (why ?? '') : `${exactMoney(usd.low)} – ${exactMoney(usd.high)}`}`}</title>
      <text x={LEFT - 12} y={y + 4} textAnchor="end" lang="en">
        {name}
      </text>
      {months === null || usd === null ? (
        <text x={LEFT + 8} y={y + 4} className="unpriced">
          {t('reserves.unpriced')}
        </text>
      ) : (
        <>
          <line x1={x(Number(months.low))} x2={x(Number(months.high))} y1={y} y2={y} className="reach" />
          <circle
            cx={x(Number(months.high))}
            cy={y}
            r="5"
            className={basis === 'traced' ? 'traced' : 'estimate'}
          />
          <text x={x(Number(months.high)) + 10} y={y + 4}>
            {shortRange(usd.low, usd.high, lang)}
          </text>
        </>
      )}
    </g>
  );
}

/** Why there is no value is one hover away; the word itself is the state. */
export function Unpriced({ why }: { why: string | null }) {
  const { t } = useLanguage();
  return (
    <span className="unpriced" title={why ?? ''}>
      {t('reserves.unpriced')}
    </span>
  );
}

const rangeText = (range: { readonly low: string; readonly high: string } | null): string | null =>
  range === null ? null : range.low === range.high ? range.low : `${range.low} – ${range.high}`;

const ticksTo = (most: number): number[] => {
  const step = most > 12 ? 3 : most > 5 ? 1 : 0.5;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
};
