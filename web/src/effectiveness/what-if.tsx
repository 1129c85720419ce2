/** Which flows a designation would have touched, and until when; ways around are counts and never routes. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { WhatIfJson } from '../../../src/contract/effectiveness.ts';
import { whatIfQuery } from '../api/effectiveness.ts';
import { areaBetween, lineThrough, log, Plot, planeOf } from '../charts/plot.tsx';
import { JOIN, shortUsd } from '../format/amount.ts';
import { formatChance, formatDays } from '../format/chance.ts';
import { between } from '../format/locale.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { rangeCells, rangeText } from './courses.tsx';

type Flow = WhatIfJson['flows'][number];

const FIRST = 'Tornado Cash';

export function WhatIf() {
  const { t } = useLanguage();
  const [draft, setDraft] = useState(FIRST);
  const [cluster, setCluster] = useState(false);
  const [asked, setAsked] = useState({ subject: FIRST, cluster: false });
  const query = useQuery(whatIfQuery(asked.subject, asked.cluster));
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setAsked({ subject: draft.trim(), cluster });
  };
  return (
    <section className="figure" aria-labelledby="what-if">
      <h2 id="what-if">{t('effectiveness.whatif.title')}</h2>
      <p className="hint">{t('effectiveness.whatif.hint')}</p>
      <form className="form" onSubmit={ask}>
        <label className="wide-field">
          {t('effectiveness.whatif.subject')}
          <input
            type="text"
            value={draft}
            maxLength={100}
            spellCheck={false}
            onChange={(event) => setDraft(event.target.value)}
          />
        </label>
        <label className="check">
          <input type="checkbox" checked={cluster} onChange={(event) => setCluster(event.target.checked)} />{' '}
          {t('effectiveness.whatif.cluster')}
        </label>
        <button type="submit" className="button">
          {t('effectiveness.whatif.ask')}
        </button>
      </form>
      {query.error !== null ? (
        <Failure error={query.error} />
      ) : query.data === undefined ? (
        <Loading />
      ) : (
        <Answer found={query.data} />
      )}
    </section>
  );
}

function Answer({ found }: { readonly found: WhatIfJson }) {
  const { t, lang } = useLanguage();
  const { subject, thefts, published, flows } = found;
  return (
    <div data-testid="what-if">
      <p className="verdict">
        {t('effectiveness.whatif.says', {
          name: subject.name,
          count: subject.addresses,
          touched: thefts.touched,
          traced: thefts.traced,
        })}
      </p>
      <p className="hint">{subject.basis.join('; ')}</p>
      {published !== null && (
        <p className="hint">
          {t('effectiveness.whatif.published', {
            routes: published.routes.join(', '),
            thefts: published.thefts,
            n: published.n,
            usd: shortUsd(Number(published.usd), lang),
            share:
              published.share === null
                ? t('effectiveness.whatif.noshare')
                : between(
                    formatChance(published.share.low, lang),
                    formatChance(published.share.high, lang),
                    lang,
                  ),
          })}
        </p>
      )}
      {flows.length === 0 ? (
        <p className="notice">{t('effectiveness.whatif.nothing')}</p>
      ) : (
        <Flows flows={flows} />
      )}
    </div>
  );
}

const SIZE = { width: 540, height: 220 };
const place = (days: number): number => log(Math.max(days, 0.5));

function Flows({ flows }: { readonly flows: readonly Flow[] }) {
  const { t, lang } = useLanguage();
  const largest = flows.toSorted(
    (a, b) => Number(b.touched.low) / Number(b.stolen) - Number(a.touched.low) / Number(a.stolen),
  )[0];
  const days = [...new Set(flows.flatMap(({ still }) => still.map((each) => each.days)))].sort(
    (a, b) => a - b,
  );
  const columns = [
    { name: t('effectiveness.col.theft') },
    { name: t('effectiveness.col.asset') },
    ...[
      t('effectiveness.col.movements'),
      t('effectiveness.col.stolen'),
      t('effectiveness.col.touched.low'),
      t('effectiveness.col.touched.high'),
      t('effectiveness.col.resting.low'),
      t('effectiveness.col.resting.high'),
      ...days.map((each) => t('effectiveness.col.still', { days: formatDays(each, lang) })),
      t('effectiveness.col.payers'),
      t('effectiveness.col.elsewhere'),
      t('effectiveness.col.behind'),
      t('effectiveness.col.around'),
    ].map((name) => ({ name, number: true as const })),
  ];
  const rows = flows.map((flow): Cell[] => [
    plain(flow.incident),
    plain(flow.symbol),
    plain(flow.movements),
    rangeCells({ low: flow.stolen, high: flow.stolen })[0] ?? plain(null),
    ...rangeCells(flow.touched),
    ...rangeCells(flow.resting),
    ...days.map((each): Cell => {
      const at = flow.still.find((point) => point.days === each);
      return at === undefined
        ? plain(null)
        : { shown: rangeText(at.amount, lang), value: `${at.amount.low}-${at.amount.high}` };
    }),
    plain(flow.around.payers),
    plain(flow.around.payersElsewhere),
    plain(flow.around.behind),
    {
      shown:
        aroundText(flow, (hops, places) => t('effectiveness.whatif.hops', { count: places, hops })) || '0',
      value: aroundText(flow, (hops, places) => `${places}@${hops}`),
    },
  ]);
  if (largest === undefined) return null;
  return (
    <Figure
      id="effectiveness-what-if"
      title={t('effectiveness.still.title')}
      says={t('effectiveness.still.says', {
        amount: `${rangeText(largest.touched, lang)}${JOIN}${largest.symbol}`,
        theft: largest.incident,
        share:
          largest.share === null
            ? t('effectiveness.whatif.noshare')
            : between(formatChance(largest.share.low, lang), formatChance(largest.share.high, lang), lang),
        n: largest.movements,
      })}
      columns={columns}
      rows={rows}
      note={t('effectiveness.whatif.note')}
    >
      <div className="plots">
        {flows.map((flow) => (
          <Still key={`${flow.source}|${flow.symbol}`} flow={flow} />
        ))}
      </div>
    </Figure>
  );
}

const aroundText = (flow: Flow, word: (hops: number, places: number) => string): string =>
  flow.around.places.map(({ hops, places }) => word(hops, places)).join(', ');

function Still({ flow }: { readonly flow: Flow }) {
  const { t, lang } = useLanguage();
  const last = flow.still.at(-1)?.days ?? 1;
  const plane = planeOf(SIZE, [place(0), place(last)], [0, 1]);
  const line = (side: 'low' | 'high') =>
    flow.still.map(
      ({ days, amount }) =>
        [plane.x(place(days)), plane.y(Number(amount[side]) / Number(flow.stolen))] as const,
    );
  const title = `${flow.incident}, ${flow.symbol}`;
  const few = flow.share === null;
  return (
    <div>
      <h3>
        {title} <span className="faint num">n = {flow.movements}</span>
      </h3>
      <Plot
        size={SIZE}
        plane={plane}
        label={title}
        xTicks={flow.still
          .filter(({ days }) => days !== 3 && days !== 60)
          .map(({ days }) => ({ value: place(days), label: formatDays(days, lang) }))}
        yTicks={(few ? [] : [0, 0.5, 1]).map((value) => ({ value, label: formatChance(value, lang) }))}
        xName={t('effectiveness.still.axis')}
      >
        <path className="plot-band" d={areaBetween(line('low'), line('high'))} />
        <path className="plot-line" d={lineThrough(line('low'))} />
        <path className="plot-line" d={lineThrough(line('high'))} />
      </Plot>
      <p className="hint">
        {t('effectiveness.around.says', {
          payers: flow.around.payers,
          elsewhere: flow.around.payersElsewhere,
          around: flow.around.places.reduce((sum, { places }) => sum + places, 0),
          hops:
            aroundText(flow, (hops, places) => t('effectiveness.whatif.hops', { count: places, hops })) ||
            '–',
        })}
      </p>
    </div>
  );
}
