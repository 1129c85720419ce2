/** What traced money was worth when it was cashed out and is worth where it rests; and what observers saw on a day. */
import { Fragment } from 'react';
import type { ReservesJson, ValuedJson } from '../../../src/contract/reserves.ts';
import { CURRENCIES, type Currency } from '../../../src/core/strategy/prices.ts';
import { groupDigits } from '../format/amount.ts';
import { exactMoney, shortMoney, shortRange, shortUnits } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Translate } from '../i18n/keys.ts';
import { type Cell, type Column, CsvButton, DenseTable, plain } from '../ui/dense-table.tsx';
import { Unpriced } from './months.tsx';
import { fateWord } from './words.ts';

type Gain = ReservesJson['gains'][number];
type Stage = Gain['realised'];

const IN_CURRENCIES: readonly Column[] = CURRENCIES.map((name) => ({ name, number: true }));

export function Worth({ data: { gains, total, prices, tracked } }: { data: ReservesJson }) {
  const { t, lang } = useLanguage();
  const crypto = prices.filter(({ asset }) => asset !== 'USD');
  const stages = (gain: Gain): readonly [string, Stage][] => [
    [t('reserves.worth.realised'), gain.realised],
    [t('reserves.worth.held'), gain.unrealised],
    [t('reserves.worth.atTheft'), gain.unrealisedAtTheft],
  ];
  const columns: readonly Column[] = [
    { name: t('reserves.col.what'), heads: true },
    { name: t('reserves.col.units'), number: true },
    ...IN_CURRENCIES,
  ];
  const rows = [
    stolenRow(total.stolen, t, lang),
    ...gains.flatMap((gain) => stages(gain).map(([what, stage]) => stageRow(gain, what, stage))),
  ];
  return (
    <section aria-labelledby="worth">
      <h2 id="worth">{t('reserves.worth.title')}</h2>
      <p className="hint">{crypto.length === 0 ? t('reserves.worth.noprices') : t('reserves.worth.says')}</p>
      <DenseTable columns={columns} rows={rows} />
      <CsvButton name="reserves-worth" columns={columns} rows={rows} />
      <Places tracked={tracked} />
      <p className="footing">
        {t('reserves.worth.note')}{' '}
        <span lang="en">
          {prices.map(({ id, from, to }) => `${id} ${from ?? '–'} – ${to ?? '–'}`).join('; ')}
          <Credits prices={prices} />
        </span>
      </p>
    </section>
  );
}

/** Owners let their prices be shown where these words lead to them. */
function Credits({ prices }: Pick<ReservesJson, 'prices'>) {
  const links = new Map(
    prices.flatMap(({ credit }): [string, string][] => (credit ? [[credit.link, credit.text]] : [])),
  );
  return [...links].map(([link, text]) => (
    <Fragment key={link}>
      {'. '}
      <a href={link} rel="noreferrer">
        {text}
      </a>
    </Fragment>
  ));
}

function stolenRow(
  { low, high, abroad }: ReservesJson['total']['stolen'],
  t: Translate,
  lang: string,
): Cell[] {
  return [
    plain(t('reserves.worth.stolen')),
    plain(null),
    { shown: shortRange(low, high, lang), value: span(low, high) },
    ...abroad.map(({ currency, low, high, n, withoutRate, sources }) => ({
      shown: (
        <span title={sources.join('\n')}>
          {n === 0 ? <Unpriced why={null} /> : shortRange(low, high, lang, currency)}
          <span className="item faint">{t('reserves.worth.rates', { n, without: withoutRate })}</span>
        </span>
      ),
      value: n === 0 ? null : span(low, high),
    })),
  ];
}

function stageRow({ incident, symbol }: Gain, what: string, stage: Stage): Cell[] {
  const days = stage.days.length > 1 ? `${stage.days[0]} – ${stage.days.at(-1)}` : (stage.days[0] ?? '');
  return [
    {
      shown: (
        <>
          {incident} {symbol}, {what} <span className="faint num">{days}</span>
        </>
      ),
      value: `${incident} ${symbol}, ${what} ${days}`,
    },
    {
      shown: Number(stage.high) === 0 ? '–' : shortUnits(stage.low, stage.high),
      value: span(stage.low, stage.high),
    },
    ...CURRENCIES.map((currency) => ({
      shown: <StageWorth stage={stage} currency={currency} />,
      value: spanOf(stage.worth[currency]),
    })),
  ];
}

/** Of a range that may be unknown: an empty cell of the CSV. */
const spanOf = (range: { readonly low: string; readonly high: string } | null): string | null =>
  range === null ? null : span(range.low, range.high);
const span = (low: string, high: string): string => (low === high ? low : `${low} – ${high}`);

/** The addresses at which traces see it. */
function Places({ tracked }: Pick<ReservesJson, 'tracked'>) {
  const { t } = useLanguage();
  const rows = tracked.flatMap(({ incident, seenUntil, stillHeld }) =>
    stillHeld.flatMap(({ chain, symbol, places }) =>
      places.map(({ address, low, high }) => [
        plain(incident),
        { shown: <span className="mono">{address}</span>, value: address },
        { shown: `${shortUnits(low, high)} ${symbol}`, value: `${span(low, high)} ${symbol}` },
        { shown: <span className="faint">{`${chain} ${seenUntil}`}</span>, value: `${chain} ${seenUntil}` },
      ]),
    ),
  );
  if (rows.length === 0) return null;
  const columns: readonly Column[] = [
    { name: t('reserves.fates.of') },
    { name: t('incident.address') },
    { name: t('reserves.col.units'), number: true },
    { name: t('reserves.col.day') },
  ];
  return (
    <>
      <details>
        <summary>{t('reserves.places')}</summary>
        <DenseTable columns={columns} rows={rows} />
      </details>
      <CsvButton name="reserves-places" columns={columns} rows={rows} />
    </>
  );
}

function StageWorth({ stage, currency }: { stage: Stage; currency: Currency }) {
  const { lang } = useLanguage();
  const priced = stage.worth[currency];
  if (Number(stage.high) === 0) return <span className="faint">–</span>;
  if (priced === null) return <Unpriced why={stage.missing.join('\n')} />;
  return (
    <span
      title={`${exactMoney(priced.low, currency)} – ${exactMoney(priced.high, currency)}\n${priced.sources.join('\n')}`}
    >
      {shortRange(priced.low, priced.high, lang, currency)}
    </span>
  );
}

export function Observations({ data: { observations, cautions } }: { data: ReservesJson }) {
  const { t } = useLanguage();
  if (observations.length === 0) return null;
  const columns: readonly Column[] = [
    { name: t('reserves.col.day') },
    { name: t('reserves.col.holder') },
    { name: t('reserves.col.units'), number: true },
    ...IN_CURRENCIES,
    { name: t('reserves.col.sources') },
  ];
  const rows = observations.map(({ day, holder, amount, asset, approximate, values, source, confidence }) => [
    { shown: <span className="num">{day}</span>, value: day },
    { shown: <span lang="en">{holder}</span>, value: holder },
    {
      shown: `${approximate ? '≈ ' : ''}${groupDigits(amount)} ${asset}`,
      value: `${approximate ? '≈ ' : ''}${amount} ${asset}`,
    },
    ...valueCells(values),
    {
      shown: (
        <span lang="en">
          {source} <span className="faint">{confidence}</span>
        </span>
      ),
      value: `${source} (${confidence})`,
    },
  ]);
  return (
    <section aria-labelledby="seen">
      <h2 id="seen">{t('reserves.seen.title')}</h2>
      <p className="hint">{t('reserves.seen.says')}</p>
      <DenseTable columns={columns} rows={rows} />
      <CsvButton name="reserves-observations" columns={columns} rows={rows} />
      <p className="footing" lang="en">
        {cautions.join('; ')}.
      </p>
    </section>
  );
}

const MOST_ASSETS = 15;

/** Units as published, and what they would be worth on the day asked for. */
export function Assets({ data: { assets, asOf, thefts } }: { data: ReservesJson }) {
  const { t, lang } = useLanguage();
  if (assets.length === 0) return null;
  const columns: readonly Column[] = [
    { name: t('reserves.col.asset'), heads: true },
    { name: t('reserves.col.thefts'), number: true },
    { name: t('reserves.col.units'), number: true },
    ...(asOf === null ? [] : IN_CURRENCIES),
    { name: t('reserves.col.fates') },
  ];
  const rows = assets.map(({ unit, thefts: n, units, values, fates }) => [
    plain(unit),
    plain(n),
    units === '0' ? plain(null) : { shown: groupDigits(units), value: units },
    ...(asOf === null ? [] : values === null ? CURRENCIES.map(() => plain(null)) : valueCells(values)),
    {
      shown: fates.map((each) => (
        <span key={`${each.incident}${each.fate}${each.note}`} className="item" title={each.note}>
          {each.incident}: {fateWord(each.fate, t)} <span className="num faint">{amountsOf(each)}</span>
        </span>
      )),
      value: fates.map((each) => `${each.incident}: ${fateWord(each.fate, t)} ${amountsOf(each)}`).join('; '),
    },
  ]);
  return (
    <section aria-labelledby="assets">
      <h2 id="assets">{t('reserves.assets.title')}</h2>
      <p className="hint">
        {t('reserves.assets.says', { n: thefts.withUnits, all: thefts.all })}{' '}
        {asOf === null
          ? t('reserves.assets.noday')
          : t('reserves.assets.day', { day: formatDay(asOf, 'day', lang) })}
      </p>
      <DenseTable columns={columns} rows={rows.slice(0, MOST_ASSETS)} />
      <CsvButton name="reserves-assets" columns={columns} rows={rows} />
    </section>
  );
}

const amountsOf = ({ assets }: ReservesJson['assets'][number]['fates'][number]): string =>
  assets.map(({ amount, unit }) => `${groupDigits(amount ?? '?')} ${unit}`).join(', ');

const valueCells = (values: Readonly<Record<Currency, ValuedJson>>): Cell[] =>
  CURRENCIES.map((currency) => ({
    shown: <Value value={values[currency]} currency={currency} />,
    value: values[currency].type === 'valued' ? values[currency].amount : null,
  }));

function Value({ value, currency }: { value: ValuedJson; currency: Currency }) {
  const { lang } = useLanguage();
  if (value.type === 'price-unavailable') return <Unpriced why={value.why} />;
  return (
    <span title={`${exactMoney(value.amount, currency)}\n${value.source}`}>
      {shortMoney(value.amount, lang, currency)}
    </span>
  );
}
