/** Stolen and of unknown fate, by year or by who did it: from the least that states are sure of to all suspicions. */
import type { LedgerLineJson } from '../../../src/contract/reserves.ts';
import { exactMoney, shortMoney, shortRange, sumOf } from '../format/money.ts';
import { useLanguage } from '../i18n/index.ts';
import { Figure } from '../ui/figure.tsx';
import { lineName } from './words.ts';

type Props = { id: string; title: string; says: string; note: string; lines: readonly LedgerLineJson[] };

const [WIDTH, LEFT, RIGHT, ROW] = [1000, 190, 150, 30];

export function Bands({ id, title, says, note, lines }: Props) {
  const { t, lang } = useLanguage();
  const most = Math.max(1, ...lines.map(({ stolen }) => Number(stolen.high)));
  const x = (usd: string): number => LEFT + (Number(usd) / most) * (WIDTH - LEFT - RIGHT);
  const span = (low: string, high: string) => ({ x: x(low), width: Math.max(2, x(high) - x(low)) });
  return (
    <Figure
      id={id}
      title={title}
      says={says}
      note={note}
      columns={[
        { name: t('reserves.col.name') },
        { name: t('reserves.col.thefts'), number: true },
        { name: t('reserves.col.low'), number: true },
        { name: t('reserves.col.counted'), number: true },
        { name: t('reserves.col.high'), number: true },
        { name: t('reserves.col.unknownLow'), number: true },
        { name: t('reserves.col.unknownHigh'), number: true },
      ]}
      rows={lines.map(({ name, thefts, stolen, unknown }) => [
        { shown: lineName(name, t), value: name },
        { shown: thefts, value: thefts },
        ...[stolen.low, stolen.counted, stolen.high, unknown.low, unknown.high].map((usd) => ({
          shown: exactMoney(usd),
          value: usd,
        })),
      ])}
    >
      <svg viewBox={`0 0 ${WIDTH} ${lines.length * ROW + 6}`} role="img" aria-label={title}>
        <line x1={LEFT} x2={LEFT} y1="0" y2={lines.length * ROW} className="axis" />
        {lines.map(({ name, stolen, unknown }, i) => (
          <g key={name}>
            <title>
              {`${lineName(name, t)}: ${exactMoney(stolen.low)} – ${exactMoney(stolen.high)}; ${t('reserves.fate.unknown')} ${exactMoney(unknown.low)} – ${exactMoney(unknown.high)}`}
            </title>
            <text x={LEFT - 10} y={i * ROW + 17} textAnchor="end" className="name">
              {lineName(name, t)}
            </text>
            <rect {...span(stolen.low, stolen.high)} y={i * ROW + 6} height="9" className="fill band" />
            <line
              x1={x(stolen.counted)}
              x2={x(stolen.counted)}
              y1={i * ROW + 3}
              y2={i * ROW + 18}
              className="tick"
            />
            <rect
              {...span(unknown.low, unknown.high)}
              y={i * ROW + 18}
              height="5"
              className="fill k-no-data"
            />
            <text x={x(stolen.high) + 8} y={i * ROW + 15}>
              {stolen.n === 0 ? t('reserves.nofigure') : shortRange(stolen.low, stolen.high, lang)}
            </text>
          </g>
        ))}
      </svg>
      <p className="legend-line">
        <span className="key band" /> {t('reserves.legend.band')} <span className="key tick" />{' '}
        {t('reserves.legend.counted', {
          usd: shortMoney(sumOf(lines.map(({ stolen }) => stolen.counted)), lang),
        })}{' '}
        <span className="key unknown" /> {t('reserves.legend.unknown')}
      </p>
    </Figure>
  );
}
