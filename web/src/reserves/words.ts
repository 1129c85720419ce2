/** The reader's words for fates and lines of the ledger. */
import type { Translate } from '../i18n/keys.ts';

export function fateWord(fate: string, t: Translate): string {
  switch (fate) {
    case 'stolen':
      return t('reserves.fate.stolen');
    case 'recovered':
      return t('reserves.fate.recovered');
    case 'frozen':
      return t('reserves.fate.frozen');
    case 'cashed-out':
      return t('reserves.fate.cashed');
    case 'in-mixers':
      return t('reserves.fate.mixers');
    case 'burnt':
      return t('reserves.fate.burnt');
    case 'unknown':
      return t('reserves.fate.unknown');
    default:
      return fate;
  }
}

/** The ledger's own words for lines of several or none; other names are those of the facts. */
export function lineName(name: string, t: Translate): string {
  switch (name) {
    case 'all':
      return t('reserves.all');
    case 'several chains':
      return t('reserves.line.several');
    case 'unknown':
      return t('reserves.line.unknown');
    case 'unattributed':
      return t('reserves.line.unattributed');
    default:
      return name;
  }
}
