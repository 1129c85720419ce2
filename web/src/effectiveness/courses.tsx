/** Traced thefts: how much had not reached a mixer or a service, day by day; what rests, and what is dormant. */
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import { areaBetween, Legend, lineThrough, log, Plot, planeOf, steps } from '../charts/plot.tsx';
import { groupDigits, JOIN } from '../format/amount.ts';
import { formatChance, formatDays } from '../format/chance.ts';
import { between, inRow } from '../format/locale.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';

type Course = EffectivenessJson['courses'][number];
type Range = Course['resting'];

const whole = (decimal: string): string => groupDigits(decimal.split('.')[0] ?? '0');
export const rangeText = ({ low, high }: Range, lang: string): string =>
  between(whole(low), whole(high), lang);
export const rangeCells = ({ low, high }: Range): Cell[] => [
  { shown: whole(low), value: low },
  { shown: whole(high), value: high },
];

/** A share of fewer movements is not drawn; the table has the amounts. */
export const LEAST = 10;

const SIZE = { width: 540, height: 240 };
/** Days on a logarithmic axis; the first day lies at its left edge. */
const place = (days: number): number => log(Math.max(days, 0.5));
const TICKS = [1, 7, 30, 90, 180, 365];

export function Courses({ courses }: { readonly courses: readonly Course[] }) {
  const { t, lang } = useLanguage();
  const moving = courses.filter(
    ({ reached, movements }) => movements >= LEAST && Number(reached.at(-1)?.amount.high ?? 0) > 0,
  );
  const resting = courses.map((course) => `${rangeText(course.resting, lang)}${JOIN}${course.symbol}`);
  const columns = [
    t('effectiveness.col.theft'),
    t('effectiveness.col.asset'),
    t('effectiveness.col.movements'),
    t('effectiveness.col.stolen'),
    t('effectiveness.col.resting.low'),
    t('effectiveness.col.resting.high'),
    t('effectiveness.col.dormant.low'),
    t('effectiveness.col.dormant.high'),
    t('effectiveness.col.until'),
    t('effectiveness.col.source'),
  ].map((name, i) => (i > 1 && i < 8 ? { name, number: true as const } : { name }));
  const rows = courses.map((course): Cell[] => [
    plain(course.incident),
    plain(course.symbol),
    plain(course.movements),
    { shown: whole(course.stolen), value: course.stolen },
    ...rangeCells(course.resting),
    ...(course.dormant === null
      ? [
          {
            shown: t('effectiveness.dormant.short', { days: formatDays(course.seenDays, lang) }),
            value: null,
          },
          plain(null),
        ]
      : rangeCells(course.dormant)),
    plain(course.seenUntil),
    plain(course.source),
  ]);
  return (
    <Figure
      id="effectiveness-courses"
      title={t('effectiveness.courses.title')}
      says={t('effectiveness.courses.says', {
        count: new Set(courses.map(({ incident }) => incident)).size,
        resting: inRow(resting, lang),
      })}
      columns={columns}
      rows={rows}
      note={t('effectiveness.courses.note')}
    >
      <Legend
        marks={[
          {
            name: t('effectiveness.courses.band'),
            shape: <rect className="plot-band" width="24" height="12" />,
          },
        ]}
      />
      <div className="plots">
        {moving.map((course) => (
          <Survival key={`${course.source}|${course.symbol}`} course={course} />
        ))}
      </div>
    </Figure>
  );
}

function Survival({ course }: { readonly course: Course }) {
  const { t, lang } = useLanguage();
  const stolen = Number(course.stolen);
  const last = course.reached.at(-1)?.days ?? 1;
  const plane = planeOf(SIZE, [place(0), place(last)], [0, 1]);
  const line = (side: 'low' | 'high') =>
    steps(
      course.reached.map(({ days, amount }) => [
        plane.x(place(days)),
        plane.y(1 - Number(amount[side]) / stolen),
      ]),
    );
  // What surely reached an end is the upper edge of what had not.
  const [upper, lower] = [line('low'), line('high')];
  const title = `${course.incident}, ${course.symbol}`;
  return (
    <div>
      <h3>
        {title} <span className="faint num">n = {course.movements}</span>
      </h3>
      <Plot
        size={SIZE}
        plane={plane}
        label={title}
        xTicks={TICKS.filter((days) => days <= last).map((days) => ({
          value: place(days),
          label: formatDays(days, lang),
        }))}
        yTicks={[0, 0.5, 1].map((value) => ({ value, label: formatChance(value, lang) }))}
        xName={t('effectiveness.courses.axis')}
      >
        <path className="plot-band" d={areaBetween(lower, upper)} />
        <path className="plot-line" d={lineThrough(upper)} />
        <path className="plot-line" d={lineThrough(lower)} />
      </Plot>
    </div>
  );
}
