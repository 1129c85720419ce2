/** English: what may come, and how sure that is. */
export const outlook = {
  'outlook.title': 'What may come',
  'outlook.loading': 'Simulating ten thousand futures…',
  'outlook.lead':
    'With a probability of {{chance}} ({{low}} to {{high}}) the {{days}} days from {{day}} bring thefts of more than {{usd}}.',
  'outlook.footing':
    'The forecast begins where the catalogue ends, on {{day}}: later months are missing in it, not without thefts. Thefts of at least US$ 1m that are ascribed to the DPRK.',
  'outlook.stale': 'The backtest below rests on a catalogue until {{day}}.',
  'outlook.own': 'A sum of your own, in dollars',
  'outlook.own.ask': 'Ask',
  'outlook.own.one': '{{days}} days: {{chance}}',

  'outlook.model': 'Model',
  'outlook.climatology': 'Climatology: past windows of this length',
  'outlook.market': 'Model with the market',
  'outlook.band': 'middle 90 % over the parameters that the past leaves open',
  'outlook.curves.title': 'Probability that losses exceed a sum',
  'outlook.curves.says': 'More than US$ 100m: {{month}} in 30 days, {{quarter}} in 90, {{year}} in 365.',
  'outlook.curves.axis': 'total of the window above',
  'outlook.curves.note':
    'Frequency times heavy-tailed severity: a Poisson count with a gamma rate, log-normal sizes up to US$ 50m and a Pareto tail above, nothing above US$ 5bn. The band is of the model’s own parameters; that the model is wrong is not in it.',
  'outlook.price.unavailable':
    'There is no forecast with the market: no prices reach the end of the catalogue here (price-unavailable).',
  'outlook.expected':
    'Total {{low}} to {{high}} (middle {{middle}}), {{thefts}} thefts ({{fewest}} to {{most}}), largest {{largest}} in the middle; ranges are of eight in ten.',
  'outlook.unclaimed_one':
    'No skill is claimed: {{count}} window of this length has passed since the model was frozen.',
  'outlook.unclaimed_other':
    'No skill is claimed: {{count}} windows of this length have passed since the model was frozen.',

  'outlook.skill.title': 'How such forecasts would have done',
  'outlook.skill.says':
    'Better on {{better}} of {{told}} scores that have cases enough, worse on {{worse}}; {{few}} have too few cases to say.',
  'outlook.skill.against': 'Compared with',
  'outlook.skill.claimed': 'told apart: the 90 % interval excludes 0',
  'outlook.skill.none': 'the reference made no error',
  'outlook.skill.note':
    'Skill is 1 − score / score of the reference: left of 0 the reference was better. Rolling origins every 30 days since 2019; parameters were chosen on windows that end in 2022 and frozen, so the origins from 2023 on count. Intervals by resampling blocks of neighbouring origins. Attribution came in hindsight, which no backtest undoes.',
  'outlook.against.climatology': 'Against climatology, from 2023 on',
  'outlook.against.trailing': 'Against “as in the last 365 days”',
  'outlook.against.choice': 'Until 2022: the windows that chose the parameters',
  'outlook.against.market': 'Model with the market against without',
  'outlook.claim.better': 'better',
  'outlook.claim.worse': 'worse',
  'outlook.claim.same': 'not told apart',
  'outlook.claim.few': 'too few cases',
  'outlook.score.crpslog': 'CRPS, logarithm of the total',
  'outlook.score.crpsusd': 'CRPS, dollars',
  'outlook.score.interval': 'Interval score, 80 %',
  'outlook.score.brier': 'Brier, above {{usd}}',

  'outlook.reliability.title': 'Did it happen as often as it was said?',
  'outlook.reliability.says':
    'At {{count}} of {{all}} horizons the probabilities were too low: at 30 days {{forecast}} on average, and {{happened}} happened.',
  'outlook.reliability.note':
    'Origins from 2023 on, the thresholds US$ 10m, 100m, 500m and 1bn together. Neighbouring windows share thefts, so the counts are fewer than they look.',
  'outlook.reliability.axis': 'probability that was forecast',
  'outlook.reliability.mark': 'how often it happened (size: cases)',
  'outlook.reliability.few': 'fewer than 10 cases',
  'outlook.reliability.right': 'as often as was said',
  'outlook.coverage':
    'The 80 % interval held the outcome at {{model}} of {{n}} origins; {{right}} would be right.',

  'outlook.market.title': 'Does a recovering market bring more thefts?',
  'outlook.market.no':
    'The data do not support it: with the market, forecasts are better on {{better}} of {{told}} scores and worse on {{worse}}.',
  'outlook.market.yes':
    'More than chance would: with the market, forecasts are better on {{better}} of {{told}} scores and worse on {{worse}}.',
  'outlook.market.now':
    'Bitcoin moved by {{gain}} % in the 90 days before the catalogue’s end ({{series}}); the fitted effect multiplies the rate by {{factor}}.',
  'outlook.market.axis': 'months by which the market moved before the thefts',
  'outlook.market.note':
    'Correlation of monthly gains of bitcoin ({{series}}) with the number of thefts, less the mean of the twelve months before; 90 % intervals by resampling blocks of six months. {{excluding}} of {{lags}} leads and lags exclude 0, and one or two would by chance alone. The fitted effect: a gain of 50 % goes with {{effect}} more thefts; a small effect is not refuted.',

  'outlook.calendar.title': 'Calendar of thefts',
  'outlook.calendar.says':
    '{{quiet}} of {{months}} months without a counted theft; the worst was {{month}} with {{usd}}.',
  'outlook.calendar.note':
    'The number in a cell is of thefts, its shade the sum by powers of ten. Recent years are listed more fully than those before 2021: part of the growth is a fuller list.',

  'outlook.record.title': 'Issued forecasts',
  'outlook.record.none': 'None was issued here yet: “ashiato outlook --issue” writes one down for good.',
  'outlook.record.says_one': '{{count}} forecast was issued here; {{scored}} of its outlooks are scored.',
  'outlook.record.says_other':
    '{{count}} forecasts were issued here; {{scored}} of their outlooks are scored.',
  'outlook.record.note':
    'A forecast is kept as it was issued and scored once the catalogue holds its days; the record only grows, and a changed or cut one is refused. Brier is that of more than US$ 100m.',
  'outlook.state.due': 'due: scored by the next --issue',
  'outlook.state.waiting': 'waits for the catalogue',
  'outlook.model.note': 'Model: {{model}}; half-life {{halfLife}} days. Source: facts/incidents.json.',

  'outlook.col.days': 'Days',
  'outlook.col.above': 'Above',
  'outlook.col.low': 'Low',
  'outlook.col.high': 'High',
  'outlook.col.month': 'Month',
  'outlook.col.thefts': 'Thefts',
  'outlook.col.usd': 'Stolen, US$',
  'outlook.col.unknown': 'Without a figure',
  'outlook.col.from': 'From',
  'outlook.col.to': 'To',
  'outlook.col.cases': 'Cases',
  'outlook.col.forecast': 'Mean forecast',
  'outlook.col.happened': 'Happened',
  'outlook.col.score': 'Score',
  'outlook.col.origins': 'Origins',
  'outlook.col.windows': 'Windows apart',
  'outlook.col.own': 'Own',
  'outlook.col.reference': 'Reference',
  'outlook.col.skill': 'Skill',
  'outlook.col.claim': 'Claim',
  'outlook.col.lead': 'Lead, months',
  'outlook.col.months': 'Months (n)',
  'outlook.col.r': 'r, number',
  'outlook.col.rtotal': 'r, dollars (log)',
  'outlook.col.totallow': 'Low, US$',
  'outlook.col.totalhigh': 'High, US$',
  'outlook.col.id': 'Forecast',
  'outlook.col.issued': 'Issued',
  'outlook.col.origin': 'Origin',
  'outlook.col.gone': 'Over when issued',
  'outlook.col.range': 'Total, 8 in 10',
  'outlook.col.hundred': '> US$ 100m',
  'outlook.col.outcome': 'Outcome',
} as const;
