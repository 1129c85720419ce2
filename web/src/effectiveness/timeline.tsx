/** Thefts by quarter with the days on which states acted, and what the event studies can and cannot say. */
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import { Legend, Plot, planeOf } from '../charts/plot.tsx';
import { formatSigned } from '../format/chance.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';
import { kindWord, type MeasureKind, type Study, studyWord } from './words.ts';

type Timeline = Pick<EffectivenessJson, 'timeline' | 'thefts'>;

const KINDS: readonly MeasureKind[] = ['actor', 'mixer', 'service'];
const SIZE = { width: 1100, height: 280, left: 40 };

/** Shapes tell the kinds apart where colours do not. */
function Flag({ kind, x, y }: { readonly kind: MeasureKind; readonly x: number; readonly y: number }) {
  switch (kind) {
    case 'actor':
      return <path className="plot-actor" d={`M${x - 4.5} ${y - 4}h9l-4.5 8z`} />;
    case 'mixer':
      return <path className="plot-mixer" d={`M${x} ${y - 5}l5 5l-5 5l-5 -5z`} />;
    case 'service':
      return <rect className="plot-service" x={x - 4} y={y - 4} width="8" height="8" />;
  }
}

/** Of a day, in years. */
const yearsOf = (day: string): number => {
  const year = Number(day.slice(0, 4));
  return year + (Date.parse(day) - Date.UTC(year, 0, 1)) / (365.25 * 86_400_000);
};

export function MeasuresInTime({ timeline, thefts }: Timeline) {
  const { t } = useLanguage();
  const first = Number(thefts[0]?.quarter.slice(0, 4) ?? 2016);
  const last = Number(thefts.at(-1)?.quarter.slice(0, 4) ?? 2026) + 1;
  const most = Math.max(4, ...thefts.map(({ n }) => n));
  const plane = planeOf(SIZE, [first, last], [0, most * 1.4]);
  const shown = timeline.filter(({ day }) => day >= `${first}`);
  const lanes = new Map(KINDS.map((kind, i) => [kind, plane.box.top + 8 + i * 16]));
  return (
    <Figure
      id="effectiveness-timeline"
      title={t('effectiveness.timeline.title')}
      says={t('effectiveness.timeline.says', {
        measures: shown.length,
        mixers: shown.filter(({ kinds }) => kinds.includes('mixer')).length,
      })}
      columns={[
        { name: t('effectiveness.col.day') },
        { name: t('effectiveness.col.kind') },
        { name: t('effectiveness.col.target') },
        { name: t('effectiveness.col.by') },
        { name: t('effectiveness.col.before'), number: true },
        { name: t('effectiveness.col.after'), number: true },
      ]}
      rows={timeline.map(({ day, kinds, what, by, before, after }): Cell[] => [
        plain(day),
        { shown: kinds.map((kind) => kindWord(kind, t)).join(', '), value: kinds.join(' ') },
        plain(what),
        plain(by),
        plain(before),
        plain(after),
      ])}
      note={t('effectiveness.timeline.note')}
    >
      <Legend
        marks={[
          ...KINDS.map((kind) => ({ name: kindWord(kind, t), shape: <Flag kind={kind} x={12} y={6} /> })),
          {
            name: t('effectiveness.timeline.bars'),
            shape: <rect className="plot-bar" x="8" width="8" height="12" />,
          },
        ]}
      />
      <Plot
        size={SIZE}
        plane={plane}
        label={t('effectiveness.timeline.title')}
        xTicks={Array.from({ length: last - first }, (_, i) => ({
          value: first + i,
          label: String(first + i),
        }))}
        yTicks={[0, 5, 10].filter((n) => n <= most).map((value) => ({ value, label: String(value) }))}
      >
        {thefts.map(({ quarter, n }) => {
          const from = Number(quarter.slice(0, 4)) + (Number(quarter.at(-1)) - 1) / 4;
          const x = plane.x(from);
          return (
            <rect
              key={quarter}
              className="plot-bar"
              x={x + 1}
              width={Math.max(1, plane.x(from + 0.25) - x - 2)}
              y={plane.y(n)}
              height={plane.box.bottom - plane.y(n)}
            >
              <title>{`${quarter}: ${n}`}</title>
            </rect>
          );
        })}
        {shown.flatMap(({ day, what, kinds }) =>
          kinds.map((kind) => (
            <g key={`${day}|${kind}`}>
              <title>{`${day}: ${what}`}</title>
              <Flag kind={kind} x={plane.x(yearsOf(day))} y={lanes.get(kind) ?? 0} />
            </g>
          )),
        )}
      </Plot>
    </Figure>
  );
}

const ROW = 56;
const STUDY_LEFT = 380;

export function Studies({ studies }: { readonly studies: readonly Study[] }) {
  const { t } = useLanguage();
  const size = { width: 1100, height: studies.length * ROW + 24, left: STUDY_LEFT, bottom: 8 };
  const found = studies.filter(({ change, placebo }) => change < placebo.low || change > placebo.high).length;
  const verdict = (study: Study): string => {
    const inside = study.change >= study.placebo.low && study.change <= study.placebo.high;
    if (!inside) return t('effectiveness.study.outside');
    const times = Math.round(100 * study.power);
    return study.halvingWouldShow
      ? t('effectiveness.study.nothing', { times })
      : t('effectiveness.study.blind', { times });
  };
  return (
    <Figure
      id="effectiveness-studies"
      title={t('effectiveness.studies.title')}
      says={t('effectiveness.studies.says', { count: studies.length, found })}
      columns={[
        { name: t('effectiveness.col.study') },
        { name: t('effectiveness.col.measures'), number: true },
        { name: t('effectiveness.col.before'), number: true },
        { name: t('effectiveness.col.after'), number: true },
        { name: t('effectiveness.col.change'), number: true },
        { name: t('effectiveness.col.placebo.low'), number: true },
        { name: t('effectiveness.col.placebo.high'), number: true },
        { name: 'p', number: true },
        { name: t('effectiveness.col.verdict') },
      ]}
      rows={studies.map((study): Cell[] => [
        { shown: studyWord(study.name, t), value: study.name },
        plain(study.measures),
        { shown: study.before.toFixed(2), value: study.before },
        { shown: study.after.toFixed(2), value: study.after },
        { shown: formatSigned(study.change, 2), value: study.change },
        { shown: formatSigned(study.placebo.low, 2), value: study.placebo.low },
        { shown: formatSigned(study.placebo.high, 2), value: study.placebo.high },
        { shown: study.p.toFixed(2), value: study.p },
        plain(verdict(study)),
      ])}
      note={t('effectiveness.studies.note', {
        days: studies[0]?.days ?? 90,
        overlapping: studies[0]?.overlapping ?? 0,
        measures: studies[0]?.measures ?? 0,
        left: studies[0]?.leftOut ?? 0,
      })}
    >
      <Legend
        marks={[
          {
            name: t('effectiveness.studies.placebo'),
            shape: <rect className="plot-placebo" y="2" width="24" height="8" />,
          },
          {
            name: t('effectiveness.studies.observed'),
            shape: <circle className="plot-dot" cx="12" cy="6" r="4" />,
          },
        ]}
      />
      <svg
        className="plot"
        viewBox={`0 0 ${size.width} ${size.height}`}
        width={size.width}
        height={size.height}
        role="img"
        aria-label={t('effectiveness.studies.title')}
      >
        {studies.map((study, i) => {
          const { low, high } = study.placebo;
          const reach = 1.2 * Math.max(Math.abs(low), Math.abs(high), Math.abs(study.change));
          // Each study has a scale of its own: their units differ, and nothing is at the middle of all.
          const { x } = planeOf(size, [-reach, reach], [0, 1]);
          const y = 12 + i * ROW + ROW / 2;
          return (
            <g key={study.name}>
              <text className="plot-note" x="0" y={y - 8}>
                {studyWord(study.name, t)}
              </text>
              <text className="plot-tick" x="0" y={y + 10}>
                {verdict(study)}
              </text>
              <rect className="plot-placebo" x={x(low)} width={x(high) - x(low)} y={y - 6} height="12" />
              <line className="plot-zero" x1={x(0)} x2={x(0)} y1={y - 14} y2={y + 14} />
              <circle className="plot-dot" cx={x(study.change)} cy={y} r="5" />
              <text className="plot-tick" x={x(low)} y={y + 22} textAnchor="middle">
                {formatSigned(low, 2)}
              </text>
              <text className="plot-tick" x={x(high)} y={y + 22} textAnchor="middle">
                {formatSigned(high, 2)}
              </text>
              <text className="plot-note" x={x(study.change)} y={y - 12} textAnchor="middle">
                {formatSigned(study.change, 2)}
              </text>
            </g>
          );
        })}
      </svg>
    </Figure>
  );
}
