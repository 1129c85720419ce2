/** The one idea of a trace in words and numbers; the first line of every rendering. */
import { formatDecimal } from '../model/amount.ts';
import type { EndKind } from '../model/movement.ts';
import type { StolenAsset, Trace } from '../trace/result.ts';
import { percent } from './text.ts';

export function headline(trace: Trace): string {
  return `${trace.recording.title.en}: ${trace.assets.map(sentence).join('; ')}.`;
}

/** Ends at which the money can still be found, or is known to be gone; the rest was lost to view. */
const LOST: readonly EndKind[] = ['no-data', 'budget', 'bridged-unmatched'];

function sentence({ asset, stolen, ends }: StolenAsset): string {
  const sum = (kinds: (kind: EndKind) => boolean): bigint =>
    ends.filter((end) => kinds(end.kind)).reduce((total, end) => total + end.amount, 0n);
  const followed = sum((kind) => !LOST.includes(kind));
  const parts = [
    [sum((kind) => kind === 'mixer'), 'into mixers'],
    [sum((kind) => kind === 'service' || kind === 'probable-service'), 'at services'],
    [sum((kind) => kind === 'unspent'), 'still unspent'],
    [sum((kind) => kind === 'frozen' || kind === 'recovered'), 'frozen or recovered'],
  ] as const;
  const said = parts
    .filter(([amount]) => amount > 0n)
    .map(([amount, what]) => `${percent(amount, stolen)} ${what}`);
  return [
    `${percent(followed, stolen)} of ${whole(stolen, asset.decimals)} ${asset.symbol} followed to an end`,
    ...said,
  ].join(', ');
}

/** Whole units, or what there is of them where there is not one. */
function whole(amount: bigint, decimals: number): string {
  const text = formatDecimal(amount, decimals);
  return amount < 10n ** BigInt(decimals) ? text : text.split('.')[0]!.replace(/\B(?=(\d{3})+$)/g, ',');
}
