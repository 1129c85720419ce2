/** The right edge of the drawing as a table: same order, same words, and either lights the other. */
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import type { EndGroup } from '../flow/ends.ts';
import { exactAmount } from '../format/amount.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, Share, Swatch } from './bits.tsx';
import { litBy, type Pointing } from './pointing.ts';
import { endWords } from './words.ts';

type Props = { ends: readonly EndGroup[]; asset: StolenAssetJson; view: TraceViewJson; pointing: Pointing };

export function Ends({ ends, asset, view, pointing }: Props) {
  const { t } = useLanguage();
  const stolen = BigInt(asset.stolen);
  const sum = ends.reduce((total, end) => total + end.amount, 0n);
  const lit = litBy(pointing);
  return (
    <table className="dense ends">
      <thead>
        <tr>
          <th scope="col">{t('ends.col.kind')}</th>
          <th scope="col" className="right">
            {t('ends.col.share')}
          </th>
          <th scope="col" className="right">
            {t('ends.col.amount')}
          </th>
          <th scope="col" className="right">
            {t('ends.col.held')}
          </th>
          <th scope="col" className="right">
            {t('ends.col.places')}
          </th>
        </tr>
      </thead>
      <tbody>
        {ends.map((end) => {
          const words = endWords(end.kind, end.label, t);
          return (
            <tr
              key={end.key}
              data-end={end.key}
              className={lit === end.key ? 'lit' : ''}
              aria-selected={pointing.selected === end.key}
              onMouseEnter={() => pointing.hover(end.key)}
              onMouseLeave={() => pointing.hover(null)}
            >
              <th scope="row">
                <button
                  type="button"
                  className="row-button"
                  onFocus={() => pointing.hover(end.key)}
                  onBlur={() => pointing.hover(null)}
                  onClick={() => pointing.select(pointing.selected === end.key ? null : end.key)}
                >
                  <Swatch kind={end.kind} />
                  {words.kind}
                  {words.label !== '' && <span className="faint">{words.label}</span>}
                </button>
              </th>
              <td className="right">
                <Share part={end.amount} whole={stolen} />
              </td>
              <td className="right">
                <Amount units={end.amount} unit={asset} />
              </td>
              <td className="right">
                <Held end={end} view={view} />
              </td>
              <td className="right num">{places(end)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('ends.total')}</th>
          {asset.conserved === null ? (
            <td className="right faint" colSpan={2}>
              {t('ends.nototal')}
            </td>
          ) : (
            <>
              <td className="right">
                <Share part={sum} whole={stolen} />
              </td>
              <td className="right">
                <Amount units={sum} unit={asset} />
              </td>
            </>
          )}
          <td />
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

const places = (end: EndGroup): string => {
  const count = new Set(end.members.flatMap(({ location }) => (location === null ? [] : [location]))).size;
  return count === 0 ? '–' : String(count);
};

/** At most so many assets are listed in a row; the rest are one hover away. */
const LISTED = 3;

/** What is really there: stolen USDC may by now be held as ether. The same symbol may live on several chains. */
function Held({ end, view }: { end: EndGroup; view: TraceViewJson }) {
  const { t } = useLanguage();
  const held = new Map<string, bigint>();
  for (const member of end.members)
    held.set(member.asset, (held.get(member.asset) ?? 0n) + BigInt(member.held));
  const symbols = [...held.keys()].map((id) => view.assets[id]?.symbol ?? id);
  const rows = [...held].map(([id, units]) => {
    const unit = view.assets[id];
    const twice = unit !== undefined && symbols.filter((symbol) => symbol === unit.symbol).length > 1;
    return { id, units, unit, chain: twice ? view.chains[id.split('/')[0] ?? ''] : undefined };
  });
  const rest = rows
    .slice(LISTED)
    .map(({ id, units, unit }) => (unit === undefined ? id : exactAmount(units, unit.decimals, unit.symbol)));
  return (
    <>
      {rows.slice(0, LISTED).map(({ id, units, unit, chain }) => (
        <span key={id} className="item">
          {chain !== undefined && <span className="faint">{chain} </span>}
          {unit === undefined ? <span className="num mono">{id}</span> : <Amount units={units} unit={unit} />}
        </span>
      ))}
      {rest.length > 0 && (
        <span className="faint" title={rest.join('\n')}>
          {t('list.more', { count: rest.length })}
        </span>
      )}
    </>
  );
}
