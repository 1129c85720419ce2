/** The outlook for a terminal, and the backtest as the page docs/outlook-backtest.md. */
import { CAVEATS } from '../app/strategy/outlook-json.ts';
import type { BacktestJson, IssuedJson } from '../contract/outlook.ts';
import { LEAST_WINDOWS, windowsSinceFreeze } from '../core/strategy/outlook/backtest.ts';
import type { Issued, Outlook, Spread } from '../core/strategy/outlook/forecast.ts';
import { LEAST_MILLIONS } from '../core/strategy/outlook/model.ts';
import { shortUsd, table, wrap } from './figures.ts';

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
        chance(model),
        chance(climatology),
        withMarket === null ? '-' : chance(withMarket),
      ]),
    ]),
    `  thefts of $${LEAST_MILLIONS} m or more: ${spread(each.thefts, 0)}; total $ m: ${spread(each.totalMillions, 0)}; largest $ m: ${spread(each.largestMillions, 0)}`,
  ].join('\n');
}

const spread = ({ p10, p50, p90 }: Spread, places: number): string =>
  `${p50.toFixed(places)} (${p10.toFixed(places)}-${p90.toFixed(places)})`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** That all of some thousand simulated windows crossed a sum does not make it certain. */
const chance = (p: number): string => (p < 0.005 ? '< 1 %' : p >= 0.995 ? '> 99 %' : percent(p));

/** The windows of a forecast that were not written down, and when they could be. */
export function overToText({ cutOff, outlooks }: Issued, kept: Issued): string {
  const over = outlooks.filter(({ horizon }) => !kept.outlooks.some((each) => each.horizon === horizon));
  if (over.length === 0) return '';
  const windows = over.map(({ horizon, until }) => `${horizon} days (until ${until})`).join(', ');
  return `${wrap(`Not issued, for they are over: ${windows}. The catalogue ends on ${cutOff}; a release with a later one can issue them again.`, 0)}\n`;
}

export function issuedToText(record: readonly IssuedJson[]): string {
  if (record.length === 0) return 'No forecast was issued yet. Next: ashiato outlook --issue\n';
  const rows = record.flatMap(({ id, at, cutOff, outlooks }) =>
    outlooks.map(({ days, until, issuedAfterDays, exceeds, state, score }) => {
      const above = exceeds.find(({ usd }) => usd === '100000000');
      return [
        id,
        at.slice(0, 10),
        cutOff,
        `${issuedAfterDays} of ${days}`,
        until,
        above === undefined ? '-' : chance(above.model),
        score !== null
          ? `${shortUsd(BigInt(score.observedUsd.split('.')[0] ?? '0') * 100n)}, CRPS ${score.crpsLog.toFixed(3)}`
          : state === 'due'
            ? 'due'
            : 'waits for the catalogue',
      ];
    }),
  );
  return `${table([['forecast', 'issued', 'origin', 'days gone', 'until', '> $100 m', 'outcome'], ...rows])}\n`;
}

type Skill = BacktestJson['skills'][number];
type Reliability = BacktestJson['reliability'][number];

export function backtestToMarkdown(report: BacktestJson): string {
  const { frozenBefore, parameters } = report;
  const [best] = report.choice;
  const count = (claim: Skill['claim'], against: string): string => {
    const own = report.skills.filter((each) => each.against === against && each.claim !== 'too few cases');
    return `${own.filter((each) => each.claim === claim).length} of ${own.length}`;
  };
  const sections = [
    '# Outlook: the backtest',
    'Written by `ASHIATO_PRICES=<folder of prices> ashiato outlook --backtest > docs/outlook-backtest.md`; do not edit by hand; the same figures for programs, with `--json`: [outlook-backtest.json](outlook-backtest.json). How the model works and what it is for: [outlook](outlook.md).',
    `**In one line:** on origins from ${frozenBefore} on, the model scores better than climatology on ${count('better', 'climatology')} scores that have cases enough, worse on ${count('worse', 'climatology')}; against the trailing mean better on ${count('better', 'trailing mean')}, worse on ${count('worse', 'trailing mean')}. Its probabilities were ${report.reliability.map((each) => `${biasOf(each)} at ${each.days} days`).join(', ')}. At 365 days nothing is claimed. ${marketLine(report)}`,
    '## What was done',
    [
      `- ${report.events} thefts of at least $1 m since 2016; those before 2017 are too few to use. The catalogue ends on ${report.cutOff}: windows that reach beyond it are left out, not counted as quiet.`,
      '- Origins every 30 days from 2019-01-01; at each only what had happened before is used.',
      `- Parameters were chosen by CRPS (log₁₀ of 1 + millions) on windows that end in 2022 or before, and then frozen: half-life ${parameters.halfLife} days, prior exponent ${parameters.priorExponent}. Best of ${report.choice.length} candidates: ${best?.crpsLog.toFixed(4)}; worst ${report.choice.at(-1)?.crpsLog.toFixed(4)}: the choice matters little. Two parameters of ${report.choice.length} tried were chosen by rule; the form of the model and its other priors were set by a person who knew the whole catalogue, which no freezing undoes. ${atEdge(report)}`,
      '- *Climatology*: every past window of the same length, a week apart. *Trailing mean*: the last 365 days go on, as one number.',
      '- Intervals are 90 %, by resampling blocks as long as the window (at least three origins). About one in ten of them misses by chance, and many are printed. “Windows” counts those that do not overlap; below ten, or where a threshold was crossed (or not) in fewer than five of them, nothing is claimed.',
    ].join('\n'),
    CAVEATS.map((caveat) => `- ${caveat}`).join('\n'),
    `## Skill on origins from ${frozenBefore} on`,
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
    ...report.reliability.flatMap((each) => [
      `### ${each.days} days`,
      reliabilityTable(each.bins),
      coverageLine(each),
    ]),
    '## Every origin',
    originsTable(report.origins),
  ];
  return `${sections.join('\n\n')}\n`;
}

function marketLine({ market }: BacktestJson): string {
  if (market === null) return 'The market covariate was not tested: no prices were at hand.';
  const told = (claim: Skill['claim']): number => market.skills.filter((each) => each.claim === claim).length;
  const tried = market.skills.length - told('too few cases');
  return `With the market covariate ${told('better')} of ${tried} scores are better and ${told('worse')} worse${isChance(market) ? ': no more than chance gives' : ''}.`;
}

/** A 90 % interval misses on either side once in twenty. */
const isChance = ({ skills }: NonNullable<BacktestJson['market']>): boolean =>
  skills.filter(({ claim }) => claim === 'better').length <= Math.ceil(skills.length / 20);

function marketSection({ market }: BacktestJson): string[] {
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

const reliabilityTable = (bins: Reliability['bins']): string =>
  markdownTable([
    ['forecast', 'n', 'mean forecast', 'happened', 'share'],
    ...bins.map(({ from, to, n, forecast, happened }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      String(n),
      forecast === null ? '-' : forecast.toFixed(2),
      String(happened),
      n < 10 ? '-' : (happened / n).toFixed(2),
    ]),
  ]);

function coverageLine(reliability: Reliability): string {
  const { n, model, climatology } = reliability.covered;
  return `The 80 % interval held the outcome at ${model} of ${n} origins (climatology: ${climatology}); ${Math.round(n * 0.8)} would be right. Over all bins the mean forecast was ${reliability.forecast.toFixed(2)} and ${reliability.happened.toFixed(2)} happened: ${biasOf(reliability)}.`;
}

const biasOf = ({ forecast, happened }: Reliability): string =>
  Math.abs(happened - forecast) < 0.03 ? 'about right' : happened > forecast ? 'too low' : 'too high';

/** A best candidate at the edge of what was tried says that the range was too narrow. */
function atEdge({ parameters, choice }: BacktestJson): string {
  const edges = (['halfLife', 'priorExponent'] as const).filter((name) => {
    const tried = choice.map((each) => each.parameters[name]);
    return parameters[name] === Math.min(...tried) || parameters[name] === Math.max(...tried);
  });
  return edges.length === 0
    ? 'Neither stands at the edge of what was tried.'
    : `${edges.length === 2 ? 'Both stand' : 'One stands'} at the edge of what was tried: values beyond it might have done better, and trying them now would be choosing with the outcome in sight.`;
}

const originsTable = (origins: BacktestJson['origins']): string =>
  markdownTable([
    ['origin', 'days', 'observed, $ m', 'P(> $100 m)', 'climatology', 'CRPS log', 'climatology'],
    ...origins.map(({ origin, days, observedUsd, model, climatology }) => [
      origin,
      String(days),
      (Number(observedUsd) / 1e6).toFixed(1),
      model?.above100.toFixed(2) ?? '-',
      climatology?.above100.toFixed(2) ?? '-',
      model?.crpsLog.toFixed(3) ?? '-',
      climatology?.crpsLog.toFixed(3) ?? '-',
    ]),
  ]);

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}
