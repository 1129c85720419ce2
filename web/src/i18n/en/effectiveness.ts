/** English: what was stopped, and how fast. */
export const effectiveness = {
  'effectiveness.title': 'What worked',
  'effectiveness.lead':
    'Something was frozen in {{frozen}} and recovered in {{recovered}} of {{n}} thefts: {{usd}} of {{lost}}.',
  'effectiveness.footing':
    'What sources say; their silence is not failure, so every share is a lower bound. The catalogue ends on {{day}}; {{traced}} of its thefts are traced here. {{uncounted}} thefts that no total counts are left out, so “What they still hold”, which has them, may name more that was frozen or recovered.',
  'effectiveness.sources': 'Sources: {{sources}}.',
  'effectiveness.all': 'All thefts',

  'effectiveness.fate.frozen': 'Frozen',
  'effectiveness.fate.recovered': 'Recovered',
  'effectiveness.fate.cashed': 'Cashed out',
  'effectiveness.fate.mixers': 'Into mixers',
  'effectiveness.fate.burnt': 'Burnt',

  'effectiveness.years.title': 'By year of the theft',
  'effectiveness.years.says':
    'Sources report a freeze in {{frozen}} and a recovery in {{recovered}} of {{n}} thefts.',
  'effectiveness.routes.title': 'By route of laundering',
  'effectiveness.routes.says':
    'A route is published for {{known}} of {{n}} thefts; a theft may have taken several.',
  'effectiveness.routes.note':
    'Routes with one theft are left out here. A route that is followed closely is also frozen more often: this compares what was looked at, not what was tried.',
  'effectiveness.shares.axis': 'share of thefts, with a 95 % interval (Wilson)',
  'effectiveness.shares.count_one': '{{fate}}: {{count}} theft',
  'effectiveness.shares.count_other': '{{fate}}: {{count}} thefts',
  'effectiveness.shares.few': '{{counts}} (too few for a share)',
  'effectiveness.shares.note':
    'Below ten thefts there is a count and no share. A theft counts when a source says that any part of it was frozen or came back.',

  'effectiveness.courses.title': 'How long stolen value stayed within reach',
  'effectiveness.courses.says_one': 'Of {{count}} traced theft, unspent where the data end: {{resting}}.',
  'effectiveness.courses.says_other': 'Of {{count}} traced thefts, unspent where the data end: {{resting}}.',
  'effectiveness.courses.band': 'not yet in a mixer or at a named service (lowest to highest policy)',
  'effectiveness.courses.axis': 'after the theft',
  'effectiveness.courses.note':
    'Dormant means unmoved for 90 days before the last block seen; where the data end sooner, nothing is said. A trace knows nothing after its last block, so this is never “now”.',
  'effectiveness.dormant.short': 'unknown: seen for {{days}}',

  'effectiveness.delays.title': 'How long it took',
  'effectiveness.delays.says':
    'Dated: {{frozen}} freezes, and the first move of {{moved}} traced thefts; a median stands from ten on.',
  'effectiveness.delays.note':
    'The first three are seen on chain, to the second, in traced thefts alone; the others are dates of sources, and where only a month is given the time runs to its end.',
  'effectiveness.delays.groups': 'By year and by route',
  'effectiveness.delay.exact': 'to the second or the day',
  'effectiveness.delay.month': 'at most: a source gives the month',
  'effectiveness.delay.most': 'at most {{span}}',
  'effectiveness.median.none': 'n below 10',
  'effectiveness.wait.move': 'First move',
  'effectiveness.wait.mixer': 'First mixer',
  'effectiveness.wait.service': 'First named service',

  'effectiveness.listed.title': 'Listed addresses and the money in them',
  'effectiveness.listed.says':
    'When {{entity}} was listed on {{day}}, {{rested}} of {{theft}} rested in the listed addresses; {{left}} left them afterwards.',
  'effectiveness.listed.none': 'No traced theft here used an address that was listed.',
  'effectiveness.listed.rested': 'rested there on the day of listing',
  'effectiveness.listed.left': 'left since',
  'effectiveness.listed.range': 'perhaps, by policy',
  'effectiveness.listed.axis': 'share of what was stolen in that asset',
  'effectiveness.listed.note_one':
    'One theft: a case and no rule. What had gone into a mixer before the day counts as gone. A listing binds those who obey it; a wallet of its own obeys nobody.',
  'effectiveness.listed.note_other':
    '{{count}} thefts: cases and no rule. What had gone into a mixer before the day counts as gone. A listing binds those who obey it; a wallet of its own obeys nobody.',

  'effectiveness.timeline.title': 'Measures and thefts',
  'effectiveness.timeline.says':
    '{{measures}} days with designations, listings or seizures since 2016, {{mixers}} of them against mixers.',
  'effectiveness.timeline.bars': 'thefts of at least US$ 1m in the quarter',
  'effectiveness.timeline.note':
    'Measures of one day are one. A delisting, or a court that lifted a measure, is no measure. “Before” and “after” count thefts of at least US$ 1m within 90 days; where a window reaches beyond the catalogue there is no count.',
  'effectiveness.kind.actor': 'against actors',
  'effectiveness.kind.mixer': 'against mixers',
  'effectiveness.kind.service': 'against other services',

  'effectiveness.studies.title': 'Did thefts change around measures?',
  'effectiveness.studies.says':
    'Of {{count}} studies {{found}} show a change that days moved at random do not show.',
  'effectiveness.studies.placebo': 'the same days moved together at random: middle 90 %',
  'effectiveness.studies.observed': 'observed: the 90 days after less the 90 before',
  'effectiveness.studies.note':
    'Windows of {{days}} days; {{left}} measures are left out because theirs reach beyond the catalogue. {{overlapping}} of {{measures}} have another measure within their window, so no change can be laid to one of them. Each row has its own scale. Flows are seen through published routes and traced thefts only.',
  'effectiveness.study.thefts': 'Thefts around every measure',
  'effectiveness.study.stolen': 'Dollars stolen (log₁₀ of 1 + millions)',
  'effectiveness.study.routes': 'Thefts through mixers, around measures on mixers',
  'effectiveness.study.nothing': 'no effect shows; a halving would have, {{times}} times in 100',
  'effectiveness.study.blind': 'no effect shows, but a halving would have only {{times}} times in 100',
  'effectiveness.study.outside': 'changes more than moved days do; of the cause this says nothing',

  'effectiveness.whatif.title': 'What if it were designated?',
  'effectiveness.whatif.hint':
    'Choose an address, a service or a listed entity: which traced flows its designation would have touched, and until when. For those who decide about designations; ways around are counted and never named.',
  'effectiveness.whatif.subject': 'Address, service or listed entity',
  'effectiveness.whatif.cluster': 'with what is spent together with it',
  'effectiveness.whatif.ask': 'Ask',
  'effectiveness.whatif.says_one':
    'Designating {{name}} ({{count}} address) would have touched flows of {{touched}} of {{traced}} traced thefts.',
  'effectiveness.whatif.says_other':
    'Designating {{name}} ({{count}} addresses) would have touched flows of {{touched}} of {{traced}} traced thefts.',
  'effectiveness.whatif.published':
    'Published routes that name it ({{routes}}): {{thefts}} of {{n}} thefts with a published route ({{share}}). {{usd}} were stolen in them; how much went this way is not said.',
  'effectiveness.whatif.noshare': 'too few for a share',
  'effectiveness.whatif.nothing':
    'No traced flow meets it. That is what is at hand here, not what happened: most thefts are not traced.',
  'effectiveness.whatif.note':
    'A range over taint policies, of traced thefts alone. Passing through an address is not stopping there. Once an address is listed, others are used: the past is an upper bound.',
  'effectiveness.whatif.hops_one': '{{count}} end after {{hops}} hops',
  'effectiveness.whatif.hops_other': '{{count}} ends after {{hops}} hops',
  'effectiveness.still.title': 'What it could still have touched, by the day it came into force',
  'effectiveness.still.says': '{{amount}} of {{theft}} passed through it ({{share}}; n = {{n}} movements).',
  'effectiveness.still.axis': 'in force so long after the theft',
  'effectiveness.around.says':
    '{{payers}} addresses paid in, {{elsewhere}} of them paid others too. {{around}} ends were reached without it: {{hops}}.',

  'effectiveness.col.n': 'Thefts',
  'effectiveness.col.usd': '{{fate}}, US$',
  'effectiveness.col.lost': 'Lost, US$',
  'effectiveness.col.year': 'Year',
  'effectiveness.col.route': 'Route',
  'effectiveness.col.theft': 'Theft',
  'effectiveness.col.asset': 'Asset',
  'effectiveness.col.stolen': 'Stolen',
  'effectiveness.col.resting.low': 'Unspent, least',
  'effectiveness.col.resting.high': 'Unspent, most',
  'effectiveness.col.dormant.low': 'Dormant, least',
  'effectiveness.col.dormant.high': 'Dormant, most',
  'effectiveness.col.until': 'Seen until',
  'effectiveness.col.source': 'Source',
  'effectiveness.col.what': 'What',
  'effectiveness.col.took': 'Took',
  'effectiveness.col.group': 'Of',
  'effectiveness.col.median': 'Median',
  'effectiveness.col.day': 'Day',
  'effectiveness.col.kind': 'Kind',
  'effectiveness.col.target': 'Target',
  'effectiveness.col.by': 'By',
  'effectiveness.col.before': 'Before',
  'effectiveness.col.after': 'After',
  'effectiveness.col.study': 'Study',
  'effectiveness.col.measures': 'Measures',
  'effectiveness.col.change': 'Change',
  'effectiveness.col.placebo.low': 'Placebo, 5 %',
  'effectiveness.col.placebo.high': 'Placebo, 95 %',
  'effectiveness.col.verdict': 'What it says',
  'effectiveness.col.entity': 'Listed',
  'effectiveness.col.touched.low': 'Passed through, least',
  'effectiveness.col.touched.high': 'Passed through, most',
  'effectiveness.col.rested.low': 'Rested that day, least',
  'effectiveness.col.rested.high': 'Rested that day, most',
  'effectiveness.col.left.low': 'Left since, least',
  'effectiveness.col.left.high': 'Left since, most',
  'effectiveness.col.movements': 'Movements (n)',
  'effectiveness.col.still': 'Still touched after {{days}}',
  'effectiveness.col.payers': 'Payers',
  'effectiveness.col.elsewhere': 'of them paid others',
  'effectiveness.col.behind': 'Ends behind it',
  'effectiveness.col.around': 'Ends around it',
} as const;
