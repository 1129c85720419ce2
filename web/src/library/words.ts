/** Machine words of the library → catalogue keys. What has no key is shown as it came. */
import type { EditJson, EntryJson } from '../../../src/contract/library.ts';
import type { Kind } from '../../../src/core/library/entry.ts';
import { type Language, localeOf } from '../format/locale.ts';
import { exactMoney, shortMoney } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import type { Key, Translate } from '../i18n/keys.ts';
import { confidenceWord, statusWord, victimWord } from '../ui/words.ts';

export const KIND_KEYS: Record<Kind, Key> = {
  incident: 'library.kind.incident',
  actor: 'library.kind.actor',
  technique: 'library.kind.technique',
  response: 'library.kind.response',
};

export const STATE_KEYS: Record<EditJson['state'], Key> = {
  open: 'library.state.open',
  accepted: 'library.state.accepted',
  rejected: 'library.state.rejected',
  retracted: 'library.state.retracted',
};

const FIELD_KEYS: Record<string, Key> = {
  victim: 'library.field.victim',
  alias: 'library.field.alias',
  date: 'library.field.date',
  datePrecision: 'library.field.datePrecision',
  victimType: 'library.field.victimType',
  country: 'library.field.country',
  chain: 'library.field.chain',
  taken: 'library.field.taken',
  loss: 'library.field.loss',
  actor: 'library.field.actor',
  cluster: 'library.field.cluster',
  status: 'library.field.status',
  confidence: 'library.field.confidence',
  attributedBy: 'library.field.attributedBy',
  actors: 'library.field.actors',
  accessTechnique: 'library.field.accessTechnique',
  access: 'library.field.access',
  launderingTechnique: 'library.field.launderingTechnique',
  laundering: 'library.field.laundering',
  recovered: 'library.field.recovered',
  recoveredUsd: 'library.field.recoveredUsd',
  responses: 'library.field.responses',
  notes: 'library.field.notes',
  'name.en': 'library.field.name.en',
  'name.ja': 'library.field.name.ja',
  'name.ko': 'library.field.name.ko',
  kind: 'library.field.kind',
  parent: 'library.field.parent',
  mitreGroup: 'library.field.mitreGroup',
  designation: 'library.field.designation',
  incidents: 'library.field.incidents',
  phase: 'library.field.phase',
  signature: 'library.field.signature',
  detector: 'library.field.detector',
  mitre: 'library.field.mitre',
  seenIn: 'library.field.seenIn',
  incident: 'library.field.incident',
  lever: 'library.field.lever',
  by: 'library.field.by',
  froze: 'library.field.froze',
  worked: 'library.field.worked',
  limits: 'library.field.limits',
  figure: 'library.field.figure',
};

const PHASE_KEYS: Record<string, Key> = {
  access: 'library.phase.access',
  theft: 'library.phase.theft',
  layering: 'library.phase.layering',
  'cash-out': 'library.phase.cash-out',
};

const LEVER_KEYS: Record<string, Key> = {
  'issuer-freeze': 'library.lever.issuer-freeze',
  'exchange-freeze': 'library.lever.exchange-freeze',
  'contract-change': 'library.lever.contract-change',
  seizure: 'library.lever.seizure',
  'service-seizure': 'library.lever.service-seizure',
  'bridge-delay': 'library.lever.bridge-delay',
  governance: 'library.lever.governance',
  whitehat: 'library.lever.whitehat',
  bounty: 'library.lever.bounty',
  'standing-unit': 'library.lever.standing-unit',
  listing: 'library.lever.listing',
  unstated: 'library.lever.unstated',
};

const ACTOR_KEYS: Record<string, Key> = {
  'state organ': 'library.is.state-organ',
  'intelligence agency': 'library.is.intelligence-agency',
  military: 'library.is.military',
  'cyber unit': 'library.is.cyber-unit',
  'threat group': 'library.is.threat-group',
  'threat cluster': 'library.is.threat-cluster',
  'revenue network': 'library.is.revenue-network',
  'party organ': 'library.is.party-organ',
  ministry: 'library.is.ministry',
  company: 'library.is.company',
  bank: 'library.is.bank',
  person: 'library.is.person',
};

const PRECISION_KEYS: Record<string, Key> = {
  day: 'library.precision.day',
  month: 'library.precision.month',
  season: 'library.precision.season',
};

const lookUp = (keys: Record<string, Key>, word: string, t: Translate): string => {
  const key = keys[word];
  return key === undefined ? word : t(key);
};

export const fieldWord = (field: string, t: Translate): string => lookUp(FIELD_KEYS, field, t);

/** A value for reading; the value itself is one hover away where it is not the same. */
export function valueWord(field: string, value: string, t: Translate, lang: Language): string {
  switch (field) {
    case 'phase':
      return lookUp(PHASE_KEYS, value, t);
    case 'lever':
      return lookUp(LEVER_KEYS, value, t);
    case 'kind':
      return lookUp(ACTOR_KEYS, value, t);
    case 'status':
      return statusWord(value, t);
    case 'confidence':
      return confidenceWord(value, t);
    case 'victimType':
      return victimWord(value, t);
    case 'datePrecision':
      return lookUp(PRECISION_KEYS, value, t);
    case 'country':
      return countryWord(value, t, lang);
    case 'date':
      return formatDay(value, value.length > 7 ? 'day' : 'month', lang);
    case 'loss':
    case 'recoveredUsd':
      return `${shortMoney(value, lang)} (${exactMoney(value)})`;
    default:
      return value;
  }
}

const countryWord = (code: string, t: Translate, lang: Language): string => {
  if (code === '-') return t('incident.unknown');
  return /^[A-Z]{2}$/.test(code)
    ? (new Intl.DisplayNames([localeOf(lang)], { type: 'region' }).of(code) ?? code)
    : code;
};

/** The same where there is little room. */
export const briefWord = (field: string, value: string, t: Translate, lang: Language): string =>
  field === 'loss' ? shortMoney(value, lang) : valueWord(field, value, t, lang);

/** In the reader's language where there is such a name. */
export const titleIn = (titles: EntryJson['titles'], lang: Language): string => titles[lang] ?? titles.en;
