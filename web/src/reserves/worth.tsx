/** What traced money was worth when it was cashed out and is worth where it rests; and what observers saw on a day. */
import type { ReservesJson, ValuedJson } from '../../../src/contract/reserves.ts';
import { CURRENCIES, type Currency } from '../../../src/core/strategy/prices.ts';
import { groupDigits } from '../format/amount.ts';
import { exactMoney, shortMoney, shortRange, shortUnits } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Unpriced } from './months.tsx';
import { fateWord } from './words.ts';

type Gain = ReservesJson['gains'][number];
type Stage = Gain['realised'];

export function Worth({ data: { gains, total, prices, tracked } }: { data: ReservesJson }) {
  const { t, lang } = useLanguage();
  const crypto = prices.filter(({ asset }) => asset !== 'USD');
  const stages = (gain: Gain): readonly [string, Stage][] => [
    [t('reserves.worth.realised'), gain.realised],
    [t('reserves.worth.held'), gain.unrealised],
    [t('reserves.worth.atTheft'), gain.unrealisedAtTheft],
  ];
  return (
    <section aria-labelledby="worth">
      <h2 id="worth">{t('reserves.worth.title')}</h2>
      <p className="hint">{crypto.length === 0 ? t('reserves.worth.noprices') : t('reserves.worth.says')}</p>
      <div className="scroll">
        <table className="dense">
          <thead>
            <tr>
              <th scope="col">{t('reserves.col.what')}</th>
              <th scope="col" className="right">
                {t('reserves.col.units')}
              </th>
              {CURRENCIES.map((currency) => (
                <th scope="col" key={currency} className="right">
                  {currency}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('reserves.worth.stolen')}</th>
              <td className="right faint">–</td>
              <td className="right num">{shortRange(total.stolen.low, total.stolen.high, lang)}</td>
              {total.stolen.abroad.map(({ currency, low, high, n, withoutRate, sources }) => (
                <td key={currency} className="right num" title={sources.join('\n')}>
                  {n === 0 ? <Unpriced why={null} /> : shortRange(low, high, lang, currency)}
                  <span className="item faint">{t('reserves.worth.rates', { n, without: withoutRate })}</span>
                </td>
              ))}
            </tr>
            {gains.flatMap((gain) =>
              stages(gain).map(([what, stage]) => (
                <tr key={`${gain.source}${gain.symbol}${what}`}>
                  <th scope="row">
                    {gain.incident} {gain.symbol}, {what}{' '}
                    <span className="faint num">
                      {stage.days.length > 1 ? `${stage.days[0]} – ${stage.days.at(-1)}` : stage.days[0]}
                    </span>
                  </th>
                  <td className="right num">
                    {Number(stage.high) === 0 ? '–' : shortUnits(stage.low, stage.high)}
                  </td>
                  {CURRENCIES.map((currency) => (
                    <td key={currency} className="right num">
                      <StageWorth stage={stage} currency={currency} />
                    </td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      {tracked.some(({ stillHeld }) => stillHeld.length > 0) && (
        <details>
          <summary>{t('reserves.places')}</summary>
          <div className="scroll">
            <table className="dense">
              <thead>
                <tr>
                  <th scope="col">{t('reserves.fates.of')}</th>
                  <th scope="col">{t('incident.address')}</th>
                  <th scope="col" className="right">
                    {t('reserves.col.units')}
                  </th>
                  <th scope="col">{t('reserves.col.day')}</th>
                </tr>
              </thead>
              <tbody>
                {tracked.flatMap(({ incident, source, seenUntil, stillHeld }) =>
                  stillHeld.flatMap(({ chain, symbol, places }) =>
                    places.map(({ address, low, high }) => (
                      <tr key={`${source}${chain}${symbol}${address}`}>
                        <td>{incident}</td>
                        <td className="mono">{address}</td>
                        <td className="right num">
                          {shortUnits(low, high)} {symbol}
                        </td>
                        <td className="faint">
                          {chain} <span className="num">{seenUntil}</span>
                        </td>
                      </tr>
                    )),
                  ),
                )}
              </tbody>
            </table>
          </div>
        </details>
      )}
      <p className="footing">
        {t('reserves.worth.note')}{' '}
        <span lang="en">
          {prices.map(({ id, from, to }) => `${id} ${from ?? '–'} – ${to ?? '–'}`).join('; ')}
        </span>
      </p>
    </section>
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
  return (
    <section aria-labelledby="seen">
      <h2 id="seen">{t('reserves.seen.title')}</h2>
      <p className="hint">{t('reserves.seen.says')}</p>
      <div className="scroll">
        <table className="dense">
          <thead>
            <tr>
              <th scope="col">{t('reserves.col.day')}</th>
              <th scope="col">{t('reserves.col.holder')}</th>
              <th scope="col" className="right">
                {t('reserves.col.units')}
              </th>
              {CURRENCIES.map((currency) => (
                <th scope="col" key={currency} className="right">
                  {currency}
                </th>
              ))}
              <th scope="col">{t('reserves.col.sources')}</th>
            </tr>
          </thead>
          <tbody>
            {observations.map((seen) => (
              <tr key={`${seen.day}${seen.source}${seen.asset}`}>
                <td className="num">{seen.day}</td>
                <td lang="en">{seen.holder}</td>
                <td className="right num">
                  {seen.approximate ? '≈ ' : ''}
                  {groupDigits(seen.amount)} {seen.asset}
                </td>
                {CURRENCIES.map((currency) => (
                  <td key={currency} className="right num">
                    <Value value={seen.values[currency]} currency={currency} />
                  </td>
                ))}
                <td lang="en">
                  {seen.source} <span className="faint">{seen.confidence}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
  return (
    <section aria-labelledby="assets">
      <h2 id="assets">{t('reserves.assets.title')}</h2>
      <p className="hint">
        {t('reserves.assets.says', { n: thefts.withUnits, all: thefts.all })}{' '}
        {asOf === null
          ? t('reserves.assets.noday')
          : t('reserves.assets.day', { day: formatDay(asOf, 'day', lang) })}
      </p>
      <div className="scroll">
        <table className="dense">
          <thead>
            <tr>
              <th scope="col">{t('reserves.col.asset')}</th>
              <th scope="col" className="right">
                {t('reserves.col.thefts')}
              </th>
              <th scope="col" className="right">
                {t('reserves.col.units')}
              </th>
              {asOf !== null &&
                CURRENCIES.map((currency) => (
                  <th scope="col" key={currency} className="right">
                    {currency}
                  </th>
                ))}
              <th scope="col">{t('reserves.col.fates')}</th>
            </tr>
          </thead>
          <tbody>
            {assets.slice(0, MOST_ASSETS).map(({ unit, thefts: n, units, values, fates }) => (
              <tr key={unit}>
                <th scope="row">{unit}</th>
                <td className="right num">{n}</td>
                <td className="right num">{units === '0' ? '–' : groupDigits(units)}</td>
                {asOf !== null &&
                  CURRENCIES.map((currency) => (
                    <td key={currency} className="right num">
                      {values === null ? '–' : <Value value={values[currency]} currency={currency} />}
                    </td>
                  ))}
                <td>
                  {fates.map(({ incident, fate, assets: own, note }) => (
                    <span key={`${incident}${fate}${note}`} className="item" title={note}>
                      {incident}: {fateWord(fate, t)}{' '}
                      <span className="num faint">
                        {own.map((each) => `${groupDigits(each.amount ?? '?')} ${each.unit}`).join(', ')}
                      </span>
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Value({ value, currency }: { value: ValuedJson; currency: Currency }) {
  const { lang } = useLanguage();
  if (value.type === 'price-unavailable') return <Unpriced why={value.why} />;
  return (
    <span title={`${exactMoney(value.amount, currency)}\n${value.source}`}>
      {shortMoney(value.amount, lang, currency)}
    </span>
  );
}
