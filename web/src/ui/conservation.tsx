/** Σ ends = stolen, drawn and said, for one stolen asset. */
import type { StolenAssetJson } from '../../../src/contract/trace.ts';
import { groupEnds } from '../flow/ends.ts';
import { exactAmount } from '../format/amount.ts';
import { formatShare, shareOf } from '../format/share.ts';
import { useLanguage } from '../i18n/index.ts';
import { litBy, type Pointing } from './pointing.ts';
import { endWords } from './words.ts';

const WIDTH = 1000;

export function Conservation({ asset, pointing }: { asset: StolenAssetJson; pointing: Pointing }) {
  const { t, lang } = useLanguage();
  const stolen = BigInt(asset.stolen);
  const ends = groupEnds(asset.ends, stolen);
  const sum = ends.reduce((total, end) => total + end.amount, 0n);
  const whole = sum > stolen ? sum : stolen;
  const lit = litBy(pointing);
  const said =
    asset.conserved === null
      ? t('conserve.null')
      : asset.conserved && sum === stolen
        ? t('conserve.ok', { total: exactAmount(stolen, asset.decimals, asset.symbol) })
        : t('conserve.broken');
  // A bar of a sum that is not claimed would claim it.
  if (asset.conserved === null) return <p className="hint">{`${asset.symbol}: ${said}`}</p>;
  let x = 0;
  return (
    <figure className="conserve" data-asset={asset.symbol}>
      <svg viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none" role="img" aria-label={said}>
        <rect width={WIDTH} height="14" className="bar-ground" />
        {ends.map((end) => {
          const width = shareOf(end.amount, whole) * WIDTH;
          const at = x;
          x += width;
          const words = endWords(end.kind, end.label, t);
          const units = t('conserve.units', { units: end.amount.toString() });
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the ends table offers the same to the keyboard.
            <rect
              key={end.key}
              x={at}
              width={Math.max(width, 0.6)}
              height="14"
              className={`fill k-${end.kind} ${lit !== null && lit !== end.key ? 'dim' : ''}`}
              onMouseEnter={() => pointing.hover(end.key)}
              onMouseLeave={() => pointing.hover(null)}
            >
              <title>{`${words.kind} ${words.label} ${formatShare(end.amount, stolen, lang)}\n${units}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption
        className={asset.conserved === false ? 'alert' : ''}
        title={t('conserve.units', { units: sum.toString() })}
      >
        {said}
      </figcaption>
    </figure>
  );
}
