/** How long it took: one mark a theft, hollow where a source gives the month only. */
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import { Legend, log, Plot, planeOf } from '../charts/plot.tsx';
import { formatSpanOf } from '../format/chance.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, type Column, CsvButton, DenseTable, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';
import { type Awaited, awaitedWord } from './words.ts';

type Delay = EffectivenessJson['delays'][number];
type Group = EffectivenessJson['delayGroups'][number];

const ROW = 30;
const LEFT = 250;
const [SHORTEST, LONGEST] = [600, 86_400 * 2000];
const TICKS = [600, 3600, 86_400, 86_400 * 7, 86_400 * 30, 86_400 * 365, 86_400 * 1800];

/** For the CSV: with its unit, and not surer than what is shown. */
const inSeconds = (seconds: number, atMost: boolean): string => `${atMost ? '≤ ' : ''}${seconds} s`;

type Props = {
  readonly delays: readonly Delay[];
  readonly groups: readonly Group[];
  readonly routeName: (id: string) => string;
};

export function Delays({ delays, groups, routeName }: Props) {
  const { t, lang } = useLanguage();
  const all = groups.filter(({ by }) => by === 'all');
  const size = { width: 1100, height: all.length * ROW + 60, left: LEFT };
  const plane = planeOf(size, [log(SHORTEST), log(LONGEST)], [0, 1]);
  const nOf = (what: Awaited): number => all.find((group) => group.what === what)?.n ?? 0;
  const span = (seconds: number, atMost: boolean): string =>
    atMost
      ? t('effectiveness.delay.most', { span: formatSpanOf(seconds, lang) })
      : formatSpanOf(seconds, lang);
  const took = ({ seconds, precision }: Delay): string => span(seconds, precision === 'month');
  const groupColumns: readonly Column[] = [
    { name: t('effectiveness.col.what') },
    { name: t('effectiveness.col.group') },
    { name: t('effectiveness.col.n'), number: true },
    { name: t('effectiveness.col.median'), number: true },
  ];
  const groupRows = groups.map(({ what, by, name, n, median }) => [
    { shown: awaitedWord(what, t), value: what },
    {
      shown: by === 'all' ? t('effectiveness.all') : by === 'route' ? routeName(name) : name,
      value: `${by} ${name}`,
    },
    plain(n),
    median === null
      ? { shown: t('effectiveness.median.none'), value: null }
      : { shown: span(median.seconds, median.atMost), value: inSeconds(median.seconds, median.atMost) },
  ]);
  return (
    <>
      <Figure
        id="effectiveness-delays"
        title={t('effectiveness.delays.title')}
        says={t('effectiveness.delays.says', { frozen: nOf('frozen'), moved: nOf('first move') })}
        columns={[
          { name: t('effectiveness.col.theft') },
          { name: t('effectiveness.col.what') },
          { name: t('effectiveness.col.took'), number: true },
          { name: t('effectiveness.col.source') },
        ]}
        rows={delays.map((delay): Cell[] => [
          plain(delay.incident),
          { shown: awaitedWord(delay.what, t), value: delay.what },
          { shown: took(delay), value: inSeconds(delay.seconds, delay.precision === 'month') },
          plain(delay.source),
        ])}
        note={t('effectiveness.delays.note')}
      >
        <Legend
          marks={[
            {
              name: t('effectiveness.delay.exact'),
              shape: <circle className="plot-dot" cx="12" cy="6" r="4" />,
            },
            {
              name: t('effectiveness.delay.month'),
              shape: <circle className="plot-dot hollow" cx="12" cy="6" r="4" />,
            },
          ]}
        />
        <Plot
          size={size}
          plane={plane}
          label={t('effectiveness.delays.title')}
          xTicks={TICKS.map((value) => ({ value: log(value), label: formatSpanOf(value, lang) }))}
          yTicks={[]}
        >
          {all.map(({ what, n }, i) => {
            const middle = plane.box.top + i * ROW + ROW / 2;
            return (
              <g key={what}>
                <line
                  className="plot-grid"
                  x1="0"
                  x2={plane.box.right}
                  y1={middle + ROW / 2}
                  y2={middle + ROW / 2}
                />
                <text className="plot-note" x="0" y={middle} dy="0.35em">
                  {awaitedWord(what, t)}
                </text>
                <text className="plot-tick" x={LEFT - 10} y={middle} dy="0.35em" textAnchor="end">
                  n = {n}
                </text>
                {delays
                  .filter((delay) => delay.what === what)
                  .map((delay) => (
                    <circle
                      key={delay.incident}
                      className={delay.precision === 'month' ? 'plot-dot hollow' : 'plot-dot'}
                      cx={plane.x(log(Math.max(delay.seconds, SHORTEST)))}
                      cy={middle}
                      r="4"
                    >
                      <title>{`${delay.incident}: ${took(delay)}`}</title>
                    </circle>
                  ))}
              </g>
            );
          })}
        </Plot>
      </Figure>
      <details>
        <summary>{t('effectiveness.delays.groups')}</summary>
        <DenseTable columns={groupColumns} rows={groupRows} />
      </details>
      <CsvButton name="effectiveness-delays-groups" columns={groupColumns} rows={groupRows} />
    </>
  );
}
