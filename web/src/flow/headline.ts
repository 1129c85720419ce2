/** The answer in one sentence, computed from the ends and from nothing else. */
import type { EndKind } from '../../../src/core/model/movement.ts';
import { between } from '../format/locale.ts';
import { formatShare } from '../format/share.ts';
import type { Key, Translate } from '../i18n/keys.ts';
import { endWords } from '../ui/words.ts';
import { compare, type EndGroup } from './ends.ts';
import type { Range } from './range.ts';

type Wording = { readonly one: Key; readonly many: Key };

const plain = (key: Key): Wording => ({ one: key, many: key });

const WORDINGS: Record<EndKind, Wording> = {
  mixer: { one: 'headline.mixer.one', many: 'headline.mixer.many' },
  service: { one: 'headline.service.one', many: 'headline.service.many' },
  'probable-service': plain('headline.probable'),
  unspent: plain('headline.unspent'),
  frozen: plain('headline.frozen'),
  recovered: plain('headline.recovered'),
  'bridged-unmatched': plain('headline.bridged'),
  burnt: plain('headline.burnt'),
  fee: plain('headline.fee'),
  'below-threshold': plain('headline.threshold'),
  budget: plain('headline.budget'),
  'no-data': plain('headline.nodata'),
};

/** At most so many parts are said; the table has the rest. */
const PARTS = 4;

export type Said = {
  readonly total: string;
  readonly ceiling: boolean;
  readonly t: Translate;
  readonly lang: string;
};

export function headlineOf(
  ends: readonly EndGroup[],
  stolen: bigint,
  { total, ceiling, t, lang }: Said,
): string {
  const kinds = Map.groupBy(ends, (end) => end.kind);
  const parts = [...kinds]
    .map(([kind, groups]) => {
      const sum = groups.reduce((total, group) => total + group.amount, 0n);
      return { kind, groups, amount: sum > stolen ? stolen : sum };
    })
    .sort((a, b) => compare(b.amount, a.amount))
    .slice(0, PARTS)
    .map(({ kind, groups, amount }) => {
      const share = formatShare(amount, stolen, lang);
      const only = groups.length === 1 && groups[0]!.label !== '' ? groups[0]!.label : null;
      return only === null
        ? t(WORDINGS[kind].many, { share, count: groups.length })
        : t(WORDINGS[kind].one, { share, name: only });
    });
  const said = { total, parts: parts.join(t('headline.join')) };
  return ceiling ? t('headline.ceiling', said) : t('headline.of', said);
}

/** The same answer as a range: the policies side by side, in one line. */
export function spreadOf(ranges: readonly Range[], stolen: bigint, t: Translate, lang: string): string {
  const parts = ranges
    .filter((range) => range.max * 1000n >= stolen)
    .slice(0, PARTS)
    .map((range) => {
      const least = formatShare(range.min, stolen, lang);
      const most = formatShare(range.max, stolen, lang);
      return `${endWords(range.kind, '', t).kind} ${between(least, most, lang)}`;
    });
  return t('headline.range', { parts: parts.join(t('headline.join')) });
}
