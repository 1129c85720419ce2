/** The answer in one sentence, computed from the ends and from nothing else. */
import type { EndKind } from '../../../src/core/model/movement.ts';
import { formatShare } from '../format/share.ts';
import type { Key, Translate } from '../i18n/keys.ts';
import { compare, type EndGroup } from './ends.ts';

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

export function headlineOf(
  ends: readonly EndGroup[],
  stolen: bigint,
  total: string,
  t: Translate,
  lang: string,
): string {
  const kinds = Map.groupBy(ends, (end) => end.kind);
  const parts = [...kinds]
    .map(([kind, groups]) => ({
      kind,
      groups,
      amount: groups.reduce((sum, group) => sum + group.amount, 0n),
    }))
    .sort((a, b) => compare(b.amount, a.amount))
    .slice(0, PARTS)
    .map(({ kind, groups, amount }) => {
      const share = formatShare(amount, stolen, lang);
      const only = groups.length === 1 && groups[0]!.label !== '' ? groups[0]!.label : null;
      return only === null
        ? t(WORDINGS[kind].many, { share, count: groups.length })
        : t(WORDINGS[kind].one, { share, name: only });
    });
  return t('headline.of', { total, parts: parts.join(t('headline.join')) });
}
