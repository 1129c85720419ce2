/** Of how many thefts a source says something, by year or by route; a share only from ten thefts on. */
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import { Legend, Plot, planeOf } from '../charts/plot.tsx';
import { shortUsd } from '../format/amount.ts';
import { formatChance } from '../format/chance.ts';
import { between, inRow } from '../format/locale.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Translate } from '../i18n/keys.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';
import { type Fate, fateWord } from './words.ts';

type Group = EffectivenessJson['total'];

type Props = {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly of: string;
  readonly groups: readonly Group[];
  readonly nameOf: (group: Group) => string;
  readonly note: string;
};

/** What is drawn; the table holds the others too. */
const DRAWN = [
  { fate: 'frozen', className: 'plot-frozen', round: 4 },
  { fate: 'recovered', className: 'plot-recovered', round: 0 },
] as const;

/** Round or square, so that the colour is not alone in telling. */
const Knob = ({ x, y, round }: { readonly x: number; readonly y: number; readonly round: number }) => (
  <rect x={x - 4} y={y - 4} width="8" height="8" rx={round} />
);
const FATES: readonly Fate[] = ['frozen', 'recovered', 'cashed-out', 'in-mixers', 'burnt'];
/** What stands in brackets is in the table. */
const shortName = (name: string): string => name.replace(/\s*[(（].*$/u, '');

const shareOf = (group: Group, fate: Fate) => group.shares.find((each) => each.fate === fate);

/** Counts, where thefts are too few for a share. */
function fewOf(group: Group, t: Translate, lang: string): string {
  const counts = DRAWN.flatMap(({ fate }) => {
    const share = shareOf(group, fate);
    return share === undefined || share.share !== null || share.thefts === 0
      ? []
      : [t('effectiveness.shares.count', { fate: fateWord(fate, t), count: share.thefts })];
  });
  return counts.length === 0 ? '' : t('effectiveness.shares.few', { counts: inRow(counts, lang) });
}

const ROW = 34;
const LEFT = 270;

export function Shares({ id, title, says, of, groups, nameOf, note }: Props) {
  const { t, lang } = useLanguage();
  const size = { width: 1100, height: groups.length * ROW + 56, left: LEFT };
  const plane = planeOf(size, [0, 1], [0, groups.length]);
  const columns = [
    { name: of },
    { name: t('effectiveness.col.n'), number: true as const },
    ...FATES.map((fate) => ({ name: fateWord(fate, t), number: true as const })),
    ...FATES.map((fate) => ({
      name: t('effectiveness.col.usd', { fate: fateWord(fate, t) }),
      number: true as const,
    })),
    { name: t('effectiveness.col.lost'), number: true as const },
  ];
  const rows = groups.map((group): Cell[] => [
    plain(nameOf(group)),
    plain(group.n),
    ...FATES.map((fate): Cell => {
      const share = shareOf(group, fate);
      const shown =
        share?.share == null
          ? String(share?.thefts ?? 0)
          : `${share.thefts} (${between(formatChance(share.share.low, lang), formatChance(share.share.high, lang), lang)})`;
      return { shown, value: share?.thefts ?? 0 };
    }),
    ...FATES.map((fate): Cell => {
      const usd = shareOf(group, fate)?.usd ?? '0';
      return { shown: usd === '0' ? '–' : shortUsd(Number(usd), lang), value: usd };
    }),
    { shown: shortUsd(Number(group.shares[0]?.lost ?? 0), lang), value: group.shares[0]?.lost ?? null },
  ]);
  return (
    <Figure id={id} title={title} says={says} columns={columns} rows={rows} note={note}>
      <Legend
        marks={DRAWN.map(({ fate, className, round }) => ({
          name: fateWord(fate, t),
          shape: (
            <g className={className}>
              <line x1="2" x2="22" y1="6" y2="6" strokeWidth="2" />
              <Knob x={12} y={6} round={round} />
            </g>
          ),
        }))}
      />
      <Plot
        size={size}
        plane={plane}
        label={says}
        xTicks={[0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: formatChance(value, lang) }))}
        yTicks={[]}
        xName={t('effectiveness.shares.axis')}
      >
        {groups.map((group, i) => {
          const middle = plane.box.top + i * ROW + ROW / 2;
          return (
            <g key={group.name}>
              <line
                className="plot-grid"
                x1="0"
                x2={plane.box.right}
                y1={middle + ROW / 2}
                y2={middle + ROW / 2}
              />
              <text className="plot-note" x="0" y={middle} dy="0.35em">
                {shortName(nameOf(group))}
              </text>
              <text className="plot-tick" x={LEFT - 10} y={middle} dy="0.35em" textAnchor="end">
                n = {group.n}
              </text>
              <text className="plot-tick" x={plane.x(0) + 4} y={middle} dy="0.35em">
                {fewOf(group, t, lang)}
              </text>
              {DRAWN.map(({ fate, className, round }, k) => {
                const share = shareOf(group, fate);
                if (share?.share == null) return null;
                const at = middle - 6 + k * 12;
                const { low, high, value } = share.share;
                return (
                  <g key={fate} className={className}>
                    <line x1={plane.x(low)} x2={plane.x(high)} y1={at} y2={at} strokeWidth="2" />
                    <Knob x={plane.x(value)} y={at} round={round} />
                  </g>
                );
              })}
            </g>
          );
        })}
      </Plot>
    </Figure>
  );
}
