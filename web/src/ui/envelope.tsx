/** How far the policies differ, end by end. Uncertainty is drawn, not footnoted. */
import type { EnvelopeJson } from '../../../src/contract/trace.ts';
import { type Range, rangesOf } from '../flow/range.ts';
import { formatShare, shareOf } from '../format/share.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, Swatch, type Unit } from './bits.tsx';
import { litBy, type Pointing } from './pointing.ts';
import { endWords } from './words.ts';

type Props = { asset: EnvelopeJson['assets'][number]; policy: string; pointing: Pointing };

export function Envelope({ asset, policy, pointing }: Props) {
  const { t } = useLanguage();
  const stolen = BigInt(asset.stolen);
  const lit = litBy(pointing);
  return (
    <>
      <p className="hint">{t('envelope.words')}</p>
      <table className="dense envelope">
        <thead>
          <tr>
            <th scope="col">{t('ends.col.kind')}</th>
            <th scope="col" className="wide">
              {t('ends.range')}
            </th>
            <th scope="col" className="right">
              {t('envelope.min')}
            </th>
            <th scope="col" className="right">
              {t('envelope.max')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rangesOf(asset).map((range) => {
            const words = endWords(range.kind, range.label, t);
            return (
              <tr
                key={range.key}
                className={lit === range.key ? 'lit' : ''}
                onMouseEnter={() => pointing.hover(range.key)}
                onMouseLeave={() => pointing.hover(null)}
              >
                <th scope="row">
                  <Swatch kind={range.kind} />
                  {words.kind} {words.label !== '' && <span className="faint">{words.label}</span>}
                </th>
                <td className="wide">
                  <Bar range={range} stolen={stolen} policy={policy} unit={asset} />
                </td>
                <td className="right">
                  <Bound units={range.min} stolen={stolen} unit={asset} />
                </td>
                <td className="right">
                  <Bound units={range.max} stolen={stolen} unit={asset} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

const WIDTH = 160;
const MIDDLE = 9;

function Bar({ range, stolen, policy, unit }: { range: Range; stolen: bigint; policy: string; unit: Unit }) {
  const { t, lang } = useLanguage();
  const x = (units: bigint): number => 6 + shareOf(units, stolen) * (WIDTH - 12);
  const chosen = range.byPolicy.get(policy);
  const title = [
    ...[...range.byPolicy].map(([name, units]) => `${name}: ${formatShare(units, stolen, lang)}`),
    ...(range.ceiling === null ? [] : [`${t('ends.ceiling')}: ${formatShare(range.ceiling, stolen, lang)}`]),
    ...(range.min === range.max ? [t('envelope.same')] : []),
    `${unit.symbol}`,
  ].join('\n');
  return (
    <svg viewBox={`0 0 ${WIDTH} 18`} className="range" role="img" aria-label={title.replaceAll('\n', ', ')}>
      <title>{title}</title>
      <line x1="6" x2={WIDTH - 6} y1={MIDDLE} y2={MIDDLE} className="axis" />
      <rect
        x={x(range.min) - 1}
        width={Math.max(2, x(range.max) - x(range.min) + 2)}
        y="5"
        height="8"
        className={`fill k-${range.kind}`}
      />
      {chosen !== undefined && <line x1={x(chosen)} x2={x(chosen)} y1="1" y2="17" className="chosen" />}
      {range.ceiling !== null && (
        <path d={`M${x(range.ceiling)},${MIDDLE - 4.5}l4.5,4.5l-4.5,4.5l-4.5,-4.5Z`} className="ceiling" />
      )}
    </svg>
  );
}

function Bound({ units, stolen, unit }: { units: bigint; stolen: bigint; unit: Unit }) {
  const { lang } = useLanguage();
  return (
    <span className="bound">
      <span className="num">{formatShare(units, stolen, lang)}</span>
      <span className="faint">
        <Amount units={units} unit={unit} />
      </span>
    </span>
  );
}
