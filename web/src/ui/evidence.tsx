/** The transfers behind whatever was chosen in the drawing or the table. */
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import type { EndGroup } from '../flow/ends.ts';
import type { FlowGraph } from '../flow/graph.ts';
import { nameOf } from '../format/address.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, PlaceText, Share } from './bits.tsx';
import { Movements } from './movements.tsx';
import { endWords } from './words.ts';

type Props = {
  graph: FlowGraph;
  view: TraceViewJson;
  asset: StolenAssetJson;
  selected: string | null;
  clear: () => void;
};

export function Evidence({ graph, view, asset, selected, clear }: Props) {
  const { t } = useLanguage();
  const end = graph.ends.find(({ key }) => key === selected);
  const place = selected === null ? undefined : graph.places.get(selected);
  if (selected === null || (end === undefined && place === undefined)) {
    const all = view.movements
      .map((_, index) => index)
      .filter((index) => view.movements[index]!.stolen === asset.asset);
    return (
      <>
        <p className="hint">{t('evidence.hint')}</p>
        <details>
          <summary>{t('flow.table')}</summary>
          <Movements indexes={all} view={view} asset={asset} />
        </details>
      </>
    );
  }
  const words = end === undefined ? null : endWords(end.kind, end.label, t);
  const what = words === null ? '' : [words.kind, words.label].filter((word) => word !== '').join(', ');
  const indexes =
    end === undefined
      ? (place?.movements ?? [])
      : graph.edges.filter((edge) => edge.to === end.key).flatMap((edge) => edge.movements);
  return (
    <div className="evidence" aria-live="polite">
      <p className="evidence-head">
        <strong>
          {place === undefined ? (
            t('evidence.of', { what })
          ) : (
            <PlaceText place={place.id} name={nameOf(view.names, place.id)} />
          )}
        </strong>
        <button type="button" className="link" onClick={clear}>
          {t('evidence.clear')}
        </button>
      </p>
      {end !== undefined && <Members end={end} view={view} asset={asset} />}
      {indexes.length === 0 ? (
        <p className="hint">{t('evidence.rests')}</p>
      ) : (
        <Movements indexes={indexes.toSorted((a, b) => a - b)} view={view} asset={asset} />
      )}
    </div>
  );
}

function Members({ end, view, asset }: { end: EndGroup; view: TraceViewJson; asset: StolenAssetJson }) {
  const { t } = useLanguage();
  const placed = end.members.filter(({ location }) => location !== null);
  if (placed.length === 0) return null;
  return (
    <details open={placed.length <= 12}>
      <summary>{t('ends.places', { count: placed.length })}</summary>
      <ul className="members">
        {placed.map(({ location, asset: held, amount }) => (
          <li key={`${location} ${held}`}>
            <PlaceText place={location ?? ''} name={nameOf(view.names, location ?? '')} />
            <Amount units={BigInt(amount)} unit={asset} />
            <span className="faint">
              <Share part={BigInt(amount)} whole={BigInt(asset.stolen)} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
