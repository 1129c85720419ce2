/** A claim in the words of the page. */
import type { ArticleJson } from '../../../src/contract/intel.ts';
import { groupDigits, JOIN } from '../format/amount.ts';
import type { Key, Translate } from '../i18n/keys.ts';

type Says = ArticleJson['claims'][number]['says'];
type Field = ArticleJson['contradictions'][number]['field'];

const KINDS: Readonly<Record<Says['kind'], Key>> = {
  address: 'intel.kind.address',
  transaction: 'intel.kind.transaction',
  amount: 'intel.kind.amount',
  date: 'intel.kind.date',
  actor: 'intel.kind.actor',
  victim: 'intel.kind.victim',
  technique: 'intel.kind.technique',
  attribution: 'intel.kind.attribution',
};

const BOUNDS = {
  said: null,
  about: 'intel.bound.about',
  'at-least': 'intel.bound.least',
  'at-most': 'intel.bound.most',
} as const;

const FIELDS: Readonly<Record<Field, Key>> = {
  date: 'intel.field.date',
  loss: 'intel.field.loss',
  asset: 'intel.field.asset',
  actor: 'intel.field.actor',
  'attribution-date': 'intel.field.attributionDate',
};

export const kindWord = (says: Says, t: Translate): string => t(KINDS[says.kind]);
export const fieldWord = (field: Field, t: Translate): string => t(FIELDS[field]);

/** What the claim comes to, where the quotation alone does not say it. */
export function reading(says: Says, t: Translate): string {
  switch (says.kind) {
    case 'address':
      return `${says.address} (${says.network}${says.checked ? '' : `, ${t('intel.unchecked')}`})`;
    case 'transaction':
      return says.id;
    case 'amount': {
      const amount = `${groupDigits(says.value)}${JOIN}${says.unit}`;
      const bound = BOUNDS[says.bound];
      return bound === null ? amount : t(bound, { amount });
    }
    case 'date':
      return says.date;
    case 'actor':
      return says.actor;
    case 'victim':
      return says.incidents.length === 0 ? says.name : `${says.name} (${says.incidents.join(', ')})`;
    case 'technique':
      return says.technique;
    case 'attribution':
      return t('intel.attributed', {
        by: says.by,
        victim: says.victim ?? '–',
        actor: says.actor ?? 'DPRK',
        date: says.date ?? '–',
      });
  }
}
