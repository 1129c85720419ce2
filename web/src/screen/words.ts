/** An answer's fixed words in the reader's language; its sentences stay as they were signed. */
import type { FindingsJson } from '../../../src/contract/screen.ts';
import type { Key, Translate } from '../i18n/keys.ts';

type Check = FindingsJson['checks'][number];

const OUTCOMES = {
  hit: 'screen.outcome.hit',
  clear: 'screen.outcome.clear',
  indeterminate: 'screen.outcome.indeterminate',
} as const satisfies Record<FindingsJson['outcome'], Key>;

const ACTIONS = {
  credit: 'screen.action.credit',
  send: 'screen.action.send',
  review: 'screen.action.review',
  hold: 'screen.action.hold',
  refuse: 'screen.action.refuse',
} as const satisfies Record<FindingsJson['action'], Key>;

const CHECKS = {
  lists: 'screen.check.lists',
  exposure: 'screen.check.exposure',
  name: 'screen.check.name',
  ownership: 'screen.check.ownership',
} as const satisfies Record<Check['name'], Key>;

const EFFECTS = {
  'asset-freeze': 'screen.effect.assetFreeze',
  'transport-restriction': 'screen.effect.transport',
  'seizure-order': 'screen.effect.seizure',
  'export-control': 'screen.effect.exportControl',
  'stolen-funds-lead': 'screen.effect.lead',
} as const satisfies Record<Extract<Check['matches'][number], { type: 'listed' }>['effect'], Key>;

const STATES = {
  current: 'screen.state.current',
  warn: 'screen.state.warn',
  stale: 'screen.state.stale',
} as const satisfies Record<FindingsJson['lists'][number]['state'], Key>;

export const outcomeWord = (outcome: FindingsJson['outcome'], t: Translate): string => t(OUTCOMES[outcome]);
export const actionWord = (action: FindingsJson['action'], t: Translate): string => t(ACTIONS[action]);
export const checkWord = (name: Check['name'], t: Translate): string => t(CHECKS[name]);
export const effectWord = (effect: keyof typeof EFFECTS, t: Translate): string => t(EFFECTS[effect]);
export const stateWord = (state: keyof typeof STATES, t: Translate): string => t(STATES[state]);
