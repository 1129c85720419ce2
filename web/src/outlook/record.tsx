/** Forecasts as they were issued, and how they did: nothing of them is ever deleted. */
import type { OutlookJson } from '../../../src/contract/outlook.ts';
import { shortUsd } from '../format/amount.ts';
import { formatChance, formatDays } from '../format/chance.ts';
import { formatDay, formatInstant } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';

type Issued = OutlookJson['record'][number];

export function Record({ record }: { readonly record: readonly Issued[] }) {
  const { t, lang } = useLanguage();
  return (
    <section className="figure" aria-labelledby="outlook-record">
      <h2 id="outlook-record">{t('outlook.record.title')}</h2>
      <p className="hint">
        {record.length === 0
          ? t('outlook.record.none')
          : t('outlook.record.says', {
              count: record.length,
              scored: record.flatMap(({ outlooks }) => outlooks).filter(({ state }) => state === 'scored')
                .length,
            })}
      </p>
      {record.length > 0 && (
        <div className="scroll">
          <table className="dense">
            <thead>
              <tr>
                <th scope="col">{t('outlook.col.id')}</th>
                <th scope="col">{t('outlook.col.issued')}</th>
                <th scope="col">{t('outlook.col.origin')}</th>
                <th scope="col" className="right">
                  {t('outlook.col.days')}
                </th>
                <th scope="col" className="right">
                  {t('outlook.col.range')}
                </th>
                <th scope="col" className="right">
                  {t('outlook.col.hundred')}
                </th>
                <th scope="col" className="right">
                  {t('outlook.col.outcome')}
                </th>
                <th scope="col" className="right">
                  CRPS
                </th>
                <th scope="col" className="right">
                  Brier
                </th>
              </tr>
            </thead>
            <tbody>
              {record.flatMap((issued) =>
                issued.outlooks.map((each) => (
                  <tr key={`${issued.id}|${each.days}`}>
                    <td className="mono">{issued.id}</td>
                    <td>{formatInstant(issued.at, lang)}</td>
                    <td>{formatDay(issued.cutOff, 'day', lang)}</td>
                    <td className="right num">{formatDays(each.days, lang)}</td>
                    <td className="right num">
                      {shortUsd(Number(each.totalUsd.p10), lang)} –{' '}
                      {shortUsd(Number(each.totalUsd.p90), lang)}
                    </td>
                    <td className="right num">{formatChance(hundredOf(each.exceeds)?.model ?? 0, lang)}</td>
                    <td className="right num">
                      {each.score !== null
                        ? shortUsd(Number(each.score.observedUsd), lang)
                        : each.state === 'due'
                          ? t('outlook.state.due')
                          : t('outlook.state.waiting')}
                    </td>
                    <td className="right num">{each.score?.crpsLog.toFixed(3) ?? '–'}</td>
                    <td className="right num">
                      {each.score === null ? '–' : (hundredOf(each.score.brier)?.score.toFixed(3) ?? '–')}
                    </td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
      <p className="footing">{t('outlook.record.note')}</p>
    </section>
  );
}

const hundredOf = <T extends { readonly usd: string }>(rows: readonly T[]): T | undefined =>
  rows.find(({ usd }) => usd === '100000000');
