/** The outlook for a terminal, and the backtest as the page docs/outlook-backtest.md. */
import type { LogEntry } from '../adapters/forecasts/log.ts';
import type { Backtest } from '../app/outlook.ts';
import { type Day, dayNumber } from '../core/strategy/day.ts';
import {
  type Bin,
  coverageOf80,
  type Forecaster,
  FROZEN_BEFORE,
  HORIZONS,
  LEAST_WINDOWS,
  reliability,
  type Scored,
  type Skill,
  scoredAfterFreeze,
} from '../core/strategy/outlook/backtest.ts';
import type { Issued, Outlook, Spread } from '../core/strategy/outlook/forecast.ts';
import { FROZEN, LEAST_MILLIONS } from '../core/strategy/outlook/model.ts';
import { table, usdText, wrap } from './figures.ts';

const CAVEATS = [
  'Attribution came in hindsight: a backtest knows of thefts that nobody ascribed to the DPRK on the day of the origin.',
  'The rows of recent years come from one researcher’s register and are fuller than those before 2021: a rising rate is partly a fuller list.',
  'Only counted thefts of at least $1 m with a published figure; suspected ones are left out of forecast and outcome alike.',
];

export function outlookToText(issued: Issued): string {
  const blocks = [
    wrap(
      `From ${issued.outlooks[0]?.from}: the catalogue ends on ${issued.cutOff}; later months are missing in it, not without thefts.`,
      0,
    ),
    ...issued.outlooks.map((each) => outlookBlock(each, issued)),
    issued.market === null
      ? 'With the market: price-unavailable (set ASHIATO_PRICES to a folder of prices).'
      : wrap(
          `With the market: bitcoin moved by ${percent(Math.exp(issued.market.gain) - 1)} in the ninety days before (${issued.market.by}); the fitted effect multiplies the rate by ${Math.exp(issued.market.effect * issued.market.gain).toFixed(2)}. What that is worth: docs/outlook-backtest.md.`,
          0,
        ),
    ...CAVEATS.map((caveat) => wrap(`! ${caveat}`)),
    wrap(
      `Model: ${issued.model}; half-life ${issued.parameters.halfLife} days. Its record: docs/outlook-backtest.md`,
      0,
    ),
  ];
  return `${blocks.join('\n\n').replaceAll('\n\n! ', '\n! ')}\n`;
}

function outlookBlock(each: Outlook, { cutOff }: Issued): string {
  const windows = windowsSinceFreeze(cutOff, each.horizon);
  return [
    `${each.horizon} days, until ${each.until}`,
    ...(windows < LEAST_WINDOWS
      ? [
          wrap(
            `  No skill is claimed: ${windows} windows of this length have passed since the model was frozen.`,
          ),
        ]
      : []),
    table([
      ['  total above', 'model', 'climatology', 'with market'],
      ...each.exceeds.map(({ millions, model, climatology, withMarket }) => [
        `  $${millions} m`,
        percent(model),
        percent(climatology),
        withMarket === null ? '-' : percent(withMarket),
      ]),
    ]),
    `  thefts of $${LEAST_MILLIONS} m or more: ${spread(each.thefts, 0)}; total $ m: ${spread(each.totalMillions, 0)}; largest $ m: ${spread(each.largestMillions, 0)}`,
  ].join('\n');
}

const windowsSinceFreeze = (cutOff: Day, horizon: number): number =>
  Math.floor((dayNumber(cutOff) + 1 - dayNumber(FROZEN_BEFORE)) / horizon);

const spread = ({ p10, p50, p90 }: Spread, places: number): string =>
  `${p50.toFixed(places)} (${p10.toFixed(places)}-${p90.toFixed(places)})`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Money as decimal strings of dollars; probabilities and counts as numbers. */
export const outlookToJson = (issued: Issued, id: string | null) => ({
  issued: id,
  model: issued.model,
  parameters: issued.parameters,
  cutOff: issued.cutOff,
  market: issued.market ?? { reason: 'price-unavailable' },
  outlooks: issued.outlooks.map((each) => ({
    days: each.horizon,
    from: each.from,
    until: each.until,
    skillClaimed: windowsSinceFreeze(issued.cutOff, each.horizon) >= LEAST_WINDOWS,
    exceeds: each.exceeds.map(({ millions, ...rest }) => ({ usd: dollars(millions), ...rest })),
    thefts: each.thefts,
    totalUsd: spreadOfDollars(each.totalMillions),
    largestUsd: spreadOfDollars(each.largestMillions),
  })),
  sources: ['facts/incidents.json', 'docs/outlook-backtest.md'],
  caveats: CAVEATS,
});

const dollars = (millions: number): string => usdText(BigInt(Math.round(millions * 1e8)));
const spreadOfDollars = ({ p10, p50, p90 }: Spread) => ({
  p10: dollars(p10),
  p50: dollars(p50),
  p90: dollars(p90),
});

export function issuedToText(log: readonly LogEntry[], cutOff: Day): string {
  if (log.length === 0) return 'No forecast was issued yet. Next: ashiato outlook --issue\n';
  const rows = log.flatMap((entry) =>
    entry.type === 'scored'
      ? []
      : entry.forecast.outlooks.map(({ horizon, until, exceeds }) => {
          const score = log.find(
            (each) => each.type === 'scored' && each.id === entry.id && each.score.horizon === horizon,
          );
          const above = exceeds.find(({ millions }) => millions === 100);
          return [
            entry.id,
            entry.at.slice(0, 10),
            entry.forecast.cutOff,
            String(horizon),
            until,
            above === undefined ? '-' : percent(above.model),
            score?.type === 'scored'
              ? `$${score.score.observedMillions.toFixed(0)} m, CRPS ${score.score.crpsLog.toFixed(3)}`
              : until <= cutOff
                ? 'due'
                : 'waits for the catalogue',
          ];
        }),
  );
  return `${table([['forecast', 'issued', 'origin', 'days', 'until', '> $100 m', 'outcome'], ...rows])}\n`;
}

export function backtestToMarkdown(report: Backtest): string {
  const after = scoredAfterFreeze(report.scored);
  const [best] = report.choice;
  const count = (claim: Skill['claim'], against: Forecaster): string => {
    const own = report.skills.filter((each) => each.against === against && each.claim !== 'too few cases');
    return `${own.filter((each) => each.claim === claim).length} of ${own.length}`;
  };
  const sections = [
    '# Outlook: the backtest',
    'Written by `ASHIATO_PRICES=<folder of prices> ashiato outlook --backtest > docs/outlook-backtest.md`; do not edit by hand. How the model works and what it is for: [outlook](outlook.md).',
    `**In one line:** on origins from ${FROZEN_BEFORE} on, the model scores better than climatology on ${count('better', 'climatology')} scores that have cases enough, worse on ${count('worse', 'climatology')}; against the trailing mean better on ${count('better', 'trailing mean')}, worse on ${count('worse', 'trailing mean')}. Its probabilities were ${HORIZONS.map((horizon) => `${biasOf(after, horizon)} at ${horizon} days`).join(', ')}. At 365 days nothing is claimed. ${marketLine(report)}`,
    '## What was done',
    [
      `- ${report.events} thefts of at least $1 m since 2016; those before 2017 are too few to use. The catalogue ends on ${report.cutOff}: windows that reach beyond it are left out, not counted as quiet.`,
      '- Origins every 30 days from 2019-01-01; at each only what had happened before is used.',
      `- Parameters were chosen by CRPS (log₁₀ of 1 + millions) on windows that end in 2022 or before, and then frozen: half-life ${FROZEN.halfLife} days, prior exponent ${FROZEN.priorExponent}. Best of ${report.choice.length} candidates: ${best?.crpsLog.toFixed(4)}; worst ${report.choice.at(-1)?.crpsLog.toFixed(4)}: the choice matters little. Two parameters of ${report.choice.length} tried were chosen by rule; the form of the model and its other priors were set by a person who knew the whole catalogue, which no freezing undoes.`,
      '- *Climatology*: every past window of the same length, a week apart. *Trailing mean*: the last 365 days go on, as one number.',
      '- Intervals are 90 %, by resampling blocks as long as the window (at least three origins). About one in ten of them misses by chance, and many are printed. “Windows” counts those that do not overlap; below ten, or where a threshold was crossed (or not) in fewer than five of them, nothing is claimed.',
    ].join('\n'),
    CAVEATS.map((caveat) => `- ${caveat}`).join('\n'),
    `## Skill on origins from ${FROZEN_BEFORE} on`,
    'Skill is 1 − score / score of the reference; below zero the reference was better.',
    ...(['climatology', 'trailing mean'] as const).flatMap((against) => [
      `### Against ${against}`,
      skillTable(report.skills.filter((each) => each.against === against)),
    ]),
    '### The windows that chose the parameters (2019 to 2022), against climatology',
    'These flatter the model; they stand here so that nothing is left out.',
    skillTable(report.skillsOfChoice),
    '## Does a recovering market bring more thefts?',
    ...marketSection(report),
    '## Reliability',
    'All thresholds ($10, 100, 500, 1000 m) of one horizon together, origins after the freeze. Neighbouring windows share thefts, so the counts are fewer than they look.',
    ...HORIZONS.flatMap((horizon) => [
      `### ${horizon} days`,
      reliabilityTable(reliability(after, 'model', horizon)),
      coverageLine(after, horizon),
    ]),
    '## Every origin',
    originsTable(report.scored),
  ];
  return `${sections.join('\n\n')}\n`;
}

function marketLine({ market }: Backtest): string {
  if (market === null) return 'The market covariate was not tested: no prices were at hand.';
  const told = (claim: Skill['claim']): number => market.skills.filter((each) => each.claim === claim).length;
  const tried = market.skills.length - told('too few cases');
  return `With the market covariate ${told('better')} of ${tried} scores are better and ${told('worse')} worse${isChance(market) ? ': no more than chance gives' : ''}.`;
}

/** A 90 % interval misses on either side once in twenty. */
const isChance = ({ skills }: NonNullable<Backtest['market']>): boolean =>
  skills.filter(({ claim }) => claim === 'better').length <= Math.ceil(skills.length / 20);

function marketSection({ market }: Backtest): string[] {
  if (market === null) return ['`price-unavailable`: not tested in this run.'];
  const sure = market.lags.filter(({ counts }) => excludesNone(counts.interval));
  return [
    `The rate is multiplied by exp(effect × what bitcoin gained in the ninety days before, as a logarithm), the effect fitted from the past of each origin (${market.by}). At the end of the catalogue it is ${market.effect.toFixed(2)}: a gain of 50 % multiplies the rate by ${(1.5 ** market.effect).toFixed(2)}.`,
    '### The model with the market, against the model without, out of sample',
    skillTable(market.skills),
    '### Lead and lag',
    'Monthly thefts (their number, and log₁₀ of 1 + millions), less the mean of the twelve months before, against what bitcoin gained in a month. A positive lead: the market moved first.',
    markdownTable([
      ['lead, months', 'n', 'r, number', '90 %', 'r, total', '90 %'],
      ...market.lags.map(({ lead, months, counts, totals }) => [
        String(lead),
        String(months),
        counts.correlation.toFixed(2),
        showInterval(counts.interval),
        totals.correlation.toFixed(2),
        showInterval(totals.interval),
      ]),
    ]),
    `Of ${market.lags.length} leads and lags, ${sure.length} of the number of thefts exclude no correlation (${sure.map(({ lead }) => lead).join(', ') || 'none'}); between one and two would by chance alone. ${isChance(market) ? 'Out of sample the market adds nothing that can be told from chance: the data do not support the claim that a recovering market brings more thefts, and do not refute a small effect.' : 'Out of sample the market adds more than chance would: see the scores above.'}`,
  ];
}

const excludesNone = (interval: Skill['interval']): boolean =>
  interval !== null && (interval.low > 0 || interval.high < 0);

const showInterval = (interval: Skill['interval'], places = 2): string =>
  interval === null ? '-' : `${interval.low.toFixed(places)} to ${interval.high.toFixed(places)}`;

const skillTable = (skills: readonly Skill[]): string =>
  markdownTable([
    ['days', 'score', 'origins', 'windows', 'own', 'reference', 'skill', '90 %', 'claim'],
    ...skills.map((each) => [
      String(each.horizon),
      each.score,
      String(each.origins),
      String(each.windows),
      each.mean.toFixed(3),
      each.reference.toFixed(3),
      each.skill === null ? '-' : each.skill.toFixed(2),
      showInterval(each.interval),
      each.claim,
    ]),
  ]);

const reliabilityTable = (bins: readonly Bin[]): string =>
  markdownTable([
    ['forecast', 'n', 'mean forecast', 'happened', 'share'],
    ...bins.map(({ from, to, n, forecast, happened }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      String(n),
      n === 0 ? '-' : forecast.toFixed(2),
      String(happened),
      n < 10 ? '-' : (happened / n).toFixed(2),
    ]),
  ]);

function coverageLine(after: readonly Scored[], horizon: number): string {
  const [model, climatology] = (['model', 'climatology'] as const).map((name) =>
    coverageOf80(after, name, horizon),
  );
  return `The 80 % interval held the outcome at ${model?.covered} of ${model?.n} origins (climatology: ${climatology?.covered}); ${Math.round((model?.n ?? 0) * 0.8)} would be right. ${biasLine(after, horizon)}`;
}

const biasOf = (after: readonly Scored[], horizon: number): string =>
  biasLine(after, horizon).replace(/^.*: (.*)\.$/, '$1');

function biasLine(after: readonly Scored[], horizon: number): string {
  const bins = reliability(after, 'model', horizon).filter(({ n }) => n > 0);
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  const forecast = bins.reduce((sum, bin) => sum + bin.n * bin.forecast, 0) / n;
  const happened = bins.reduce((sum, bin) => sum + bin.happened, 0) / n;
  const verdict =
    Math.abs(happened - forecast) < 0.03 ? 'about right' : happened > forecast ? 'too low' : 'too high';
  return `Over all bins the mean forecast was ${forecast.toFixed(2)} and ${happened.toFixed(2)} happened: ${verdict}.`;
}

const originsTable = (scored: readonly Scored[]): string =>
  markdownTable([
    ['origin', 'days', 'observed, $ m', 'P(> $100 m)', 'climatology', 'CRPS log', 'climatology'],
    ...scored.map(({ origin, horizon, observed, by }) => {
      const [model, climatology] = [by.get('model'), by.get('climatology')];
      return [
        origin,
        String(horizon),
        observed.toFixed(1),
        model?.exceeds.get(100)?.probability.toFixed(2) ?? '-',
        climatology?.exceeds.get(100)?.probability.toFixed(2) ?? '-',
        model?.crpsLog.toFixed(3) ?? '-',
        climatology?.crpsLog.toFixed(3) ?? '-',
      ];
    }),
  ]);

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}
