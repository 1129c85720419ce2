/** The words of the contract’s names, in the reader’s language. */
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';
import type { Translate } from '../i18n/keys.ts';

export type Fate = EffectivenessJson['total']['shares'][number]['fate'];
export type Awaited = EffectivenessJson['delays'][number]['what'];
export type Study = EffectivenessJson['studies'][number];
export type MeasureKind = EffectivenessJson['timeline'][number]['kinds'][number];

export function fateWord(fate: Fate, t: Translate): string {
  switch (fate) {
    case 'recovered':
      return t('effectiveness.fate.recovered');
    case 'frozen':
      return t('effectiveness.fate.frozen');
    case 'cashed-out':
      return t('effectiveness.fate.cashed');
    case 'in-mixers':
      return t('effectiveness.fate.mixers');
    case 'burnt':
      return t('effectiveness.fate.burnt');
  }
}

export function awaitedWord(what: Awaited, t: Translate): string {
  switch (what) {
    case 'first move':
      return t('effectiveness.wait.move');
    case 'first mixer':
      return t('effectiveness.wait.mixer');
    case 'first service':
      return t('effectiveness.wait.service');
    default:
      return fateWord(what, t);
  }
}

export function studyWord(name: Study['name'], t: Translate): string {
  switch (name) {
    case 'thefts':
      return t('effectiveness.study.thefts');
    case 'stolen':
      return t('effectiveness.study.stolen');
    case 'mixer routes':
      return t('effectiveness.study.routes');
  }
}

export function kindWord(kind: MeasureKind, t: Translate): string {
  switch (kind) {
    case 'actor':
      return t('effectiveness.kind.actor');
    case 'mixer':
      return t('effectiveness.kind.mixer');
    case 'service':
      return t('effectiveness.kind.service');
  }
}
