/** What traced value did around days on which the addresses it used were listed. */
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import { Legend, Plot, planeOf } from '../charts/plot.tsx';
import { JOIN } from '../format/amount.ts';
import { formatChance } from '../format/chance.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';
import { LEAST, rangeCells, rangeText } from './courses.tsx';

type Listed = EffectivenessJson['listed'][number];

const ROW = 44;
const LEFT = 380;

export function ListedFlows({ listed }: { readonly listed: readonly Listed[] }) {
  const { t, lang } = useLanguage();
  const drawn = listed.filter(({ movements }) => movements >= LEAST);
  const size = { width: 1100, height: drawn.length * ROW + 56, left: LEFT };
  const plane = planeOf(size, [0, 1], [0, 1]);
  const [largest] = listed.toSorted(
    (a, b) => Number(b.rested.low) / Number(b.stolen) - Number(a.rested.low) / Number(a.stolen),
  );
  const names = [
    t('effectiveness.col.touched.low'),
    t('effectiveness.col.touched.high'),
    t('effectiveness.col.rested.low'),
    t('effectiveness.col.rested.high'),
    t('effectiveness.col.left.low'),
    t('effectiveness.col.left.high'),
  ];
  return (
    <Figure
      id="effectiveness-listed"
      title={t('effectiveness.listed.title')}
      says={
        largest === undefined
          ? t('effectiveness.listed.none')
          : t('effectiveness.listed.says', {
              day: formatDay(largest.day, 'day', lang),
              entity: largest.entity,
              rested: `${rangeText(largest.rested, lang)}${JOIN}${largest.symbol}`,
              left: `${rangeText(largest.left, lang)}${JOIN}${largest.symbol}`,
              theft: largest.incident,
            })
      }
      columns={[
        { name: t('effectiveness.col.day') },
        { name: t('effectiveness.col.entity') },
        { name: t('effectiveness.col.theft') },
        { name: t('effectiveness.col.asset') },
        { name: t('effectiveness.col.movements'), number: true },
        { name: t('effectiveness.col.stolen'), number: true },
        ...names.map((name) => ({ name, number: true as const })),
        { name: t('effectiveness.col.until') },
      ]}
      rows={listed.map((flow): Cell[] => [
        plain(flow.day),
        plain(flow.entity),
        plain(flow.incident),
        plain(flow.symbol),
        plain(flow.movements),
        rangeCells({ low: flow.stolen, high: flow.stolen })[0] ?? plain(null),
        ...rangeCells(flow.touched),
        ...rangeCells(flow.rested),
        ...rangeCells(flow.left),
        plain(flow.seenUntil),
      ])}
      note={t('effectiveness.listed.note', { count: new Set(listed.map(({ incident }) => incident)).size })}
    >
      <Legend
        marks={[
          {
            name: t('effectiveness.listed.rested'),
            shape: <rect className="plot-held" y="1" width="24" height="5" />,
          },
          {
            name: t('effectiveness.listed.left'),
            shape: <rect className="plot-mixer" y="6" width="24" height="5" />,
          },
          {
            name: t('effectiveness.listed.range'),
            shape: <rect className="plot-held plot-faint" y="3" width="24" height="6" />,
          },
        ]}
      />
      <Plot
        size={size}
        plane={plane}
        label={t('effectiveness.listed.title')}
        xTicks={[0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: formatChance(value, lang) }))}
        yTicks={[]}
        xName={t('effectiveness.listed.axis')}
      >
        {drawn.map((flow, i) => {
          const y = plane.box.top + i * ROW;
          const at = (amount: string): number => plane.x(Number(amount) / Number(flow.stolen));
          const bar = (range: Listed['rested'], className: string, top: number) => (
            <g className={className}>
              <rect x={plane.x(0)} width={at(range.low) - plane.x(0)} y={top} height="10" />
              <rect
                className="plot-faint"
                x={at(range.low)}
                width={at(range.high) - at(range.low)}
                y={top}
                height="10"
              />
            </g>
          );
          return (
            <g key={`${flow.day}|${flow.entity}|${flow.source}|${flow.symbol}`}>
              <text className="plot-note" x="0" y={y + 14}>
                {`${flow.day} ${flow.entity}`}
              </text>
              <text className="plot-tick" x="0" y={y + 30}>
                {`${flow.incident}, ${flow.symbol}, n = ${flow.movements}`}
              </text>
              {bar(flow.rested, 'plot-held', y + 6)}
              {bar(flow.left, 'plot-mixer', y + 20)}
              <line className="plot-grid" x1="0" x2={plane.box.right} y1={y + ROW - 3} y2={y + ROW - 3} />
            </g>
          );
        })}
      </Plot>
    </Figure>
  );
}
