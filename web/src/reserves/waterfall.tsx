/** What became of what was stolen, from left to right: fates that sources name, then what nobody knows. */
import type { LedgerLineJson, ReservesJson } from '../../../src/contract/reserves.ts';
import { PUBLISHED_FATES } from '../../../src/core/strategy/facts.ts';
import { inRow } from '../format/locale.ts';
import { byMoney, exactMoney, shortMoney, shortRange, shortUnits, sumOf } from '../format/money.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Translate } from '../i18n/keys.ts';
import { Figure } from '../ui/figure.tsx';
import { fateWord, lineName } from './words.ts';

type Gains = ReservesJson['gains'];
type Props = { line: LedgerLineJson; data: ReservesJson; choose: (theft: string | undefined) => void };

type Column = {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  /** In dollars; what a bar spans, and from where its range is open. */
  readonly from: number;
  readonly sure: number;
  readonly most: number;
  readonly label: string;
  readonly title: string;
  /** Where the fate begins: the level that the column before left. */
  readonly steps?: number;
};

const [WIDTH, HEIGHT, TOP, FOOT] = [1000, 270, 26, 40];

export function Waterfall({ line, data, choose }: Props) {
  const { t, lang } = useLanguage();
  const seen = data.gains.filter(({ incident }) => line.name === 'all' || incident === line.name);
  const columns = [...columnsOf(line, t, lang), heldColumn(seen, t, lang)];
  const whole = Math.max(1, ...columns.map(({ most }) => most));
  const y = (usd: number): number => TOP + (1 - usd / whole) * (HEIGHT - TOP - FOOT);
  const step = WIDTH / columns.length;
  const name = lineName(line.name, t);
  const range = shortRange(line.unknown.low, line.unknown.high, lang);
  return (
    <Figure
      id="reserves-fates"
      title={t('reserves.fates.title')}
      says={
        line.stolen.n === 0
          ? t('reserves.fates.none', { name })
          : t('reserves.fates.says', { name, stolen: shortMoney(line.stolen.high, lang), unknown: range })
      }
      columns={[
        { name: t('reserves.col.fate') },
        { name: t('reserves.col.low'), number: true },
        { name: t('reserves.col.high'), number: true },
        { name: t('reserves.col.n'), number: true },
        { name: t('reserves.col.sources') },
      ]}
      rows={rowsOf(line).map(({ key, figure }) => [
        { shown: fateWord(key, t), value: key },
        { shown: exactMoney(figure.low), value: figure.low },
        { shown: exactMoney(figure.high), value: figure.high },
        { shown: figure.n, value: figure.n },
        { shown: <Sources all={figure.sources} />, value: figure.sources.join('; ') },
      ])}
      note={
        <>
          {t('reserves.fates.note')}{' '}
          {seen.length === 0
            ? t('reserves.fates.untraced')
            : t('reserves.fates.traced', {
                units: inRow(
                  seen.map(({ symbol, unrealised: { low, high } }) => `${shortUnits(low, high)} ${symbol}`),
                  lang,
                ),
              })}
        </>
      }
    >
      <label className="field">
        {t('reserves.fates.of')}{' '}
        <select
          value={line.name}
          onChange={({ target: { value } }) => choose(value === 'all' ? undefined : value)}
        >
          <option value="all">{t('reserves.all')}</option>
          {data.incidents
            .toSorted((a, b) => byMoney(b.stolen.high, a.stolen.high))
            .map((each) => (
              <option key={each.name} value={each.name}>
                {each.name}
              </option>
            ))}
        </select>
      </label>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('reserves.fates.title')}>
        <line x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} className="axis" />
        {columns.map((column, i) => (
          <g key={column.key}>
            <title>{column.title}</title>
            {column.steps !== undefined && (
              <line
                x1={(i - 1) * step + 14}
                x2={(i + 1) * step - 14}
                y1={y(column.steps)}
                y2={y(column.steps)}
                className="step"
              />
            )}
            {column.sure > 0 && (
              <rect
                x={i * step + 14}
                width={step - 28}
                y={y(column.from + column.sure)}
                height={Math.max(1.5, y(column.from) - y(column.from + column.sure))}
                className={`fill ${column.kind}`}
              />
            )}
            {column.most > column.sure && (
              <rect
                x={i * step + 14}
                width={step - 28}
                y={y(column.from + column.most)}
                height={Math.max(1.5, y(column.from + column.sure) - y(column.from + column.most))}
                className={`fill open ${column.kind}`}
              />
            )}
            <text x={i * step + step / 2} y={y(column.from + column.most) - 6} textAnchor="middle">
              {column.label}
            </text>
            <text x={i * step + step / 2} y={HEIGHT - 20} textAnchor="middle" className="name">
              {column.name}
            </text>
          </g>
        ))}
      </svg>
    </Figure>
  );
}

const rowsOf = ({ stolen, fates, unknown }: LedgerLineJson) => [
  { key: 'stolen', figure: stolen },
  ...PUBLISHED_FATES.map((fate) => ({ key: fate, figure: fates[fate] })),
  { key: 'unknown', figure: unknown },
];

/** Fates hang from the most that was stolen; of unknown fate is what stands below, solid to the least of it. */
function columnsOf(line: LedgerLineJson, t: Translate, lang: string): Column[] {
  let left = Number(line.stolen.high);
  return rowsOf(line).map(({ key, figure }) => {
    const [low, high] = [Number(figure.low), Number(figure.high)];
    const hangs = key !== 'stolen' && key !== 'unknown';
    const steps = left;
    if (hangs) left = Math.max(0, left - high);
    const silent = figure.n === 0 && figure.sources.length > 0 && hangs;
    return {
      key,
      kind: KIND[key] ?? '',
      ...(key === 'stolen' ? {} : { steps }),
      name: fateWord(key, t),
      from: hangs ? left : 0,
      sure: low,
      most: high,
      label: silent
        ? t('reserves.nofigure')
        : high === 0
          ? '–'
          : shortRange(figure.low, figure.high, lang).replaceAll(/US\$\s?/g, ''),
      title: `${fateWord(key, t)}: ${exactMoney(figure.low)} – ${exactMoney(figure.high)} (n = ${figure.n})`,
    };
  });
}

/** What traces see unspent: a part of the unknown. Without a price it is a hollow mark and units. */
function heldColumn(seen: Gains, t: Translate, lang: string): Column {
  const worth = seen.map(({ unrealised: { worth } }) => worth.USD);
  const priced = worth.filter((each) => each !== null);
  const [low, high] = [sumOf(priced.map((each) => each.low)), sumOf(priced.map((each) => each.high))];
  const complete = seen.length > 0 && priced.length === worth.length;
  return {
    key: 'held',
    kind: 'k-unspent',
    name: t('reserves.fate.held'),
    from: 0,
    sure: complete ? Number(low) : 0,
    most: complete ? Number(high) : 0,
    label: complete
      ? shortRange(low, high, lang).replaceAll(/US\$\s?/g, '')
      : seen.length === 0
        ? t('reserves.untraced')
        : t('reserves.unpriced'),
    title: seen
      .map(
        ({ incident, symbol, unrealised }) =>
          `${incident}: ${shortUnits(unrealised.low, unrealised.high)} ${symbol}`,
      )
      .join('\n'),
  };
}

const KIND: Readonly<Record<string, string>> = {
  stolen: 'k-stolen',
  recovered: 'k-recovered',
  frozen: 'k-frozen',
  'cashed-out': 'k-service',
  'in-mixers': 'k-mixer',
  burnt: 'k-burnt',
  unknown: 'k-no-data',
};

const MOST_SHOWN = 6;

function Sources({ all }: { all: readonly string[] }) {
  const rest = all.length - MOST_SHOWN;
  return (
    <span lang="en" title={all.join('\n')}>
      {all.slice(0, MOST_SHOWN).join('; ')}
      {rest > 0 && ` +${rest}`}
    </span>
  );
}
