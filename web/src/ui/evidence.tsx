/** The transfers behind whatever was chosen in the drawing or the table. */
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import type { EndGroup } from '../flow/ends.ts';
import type { Edge, FlowGraph } from '../flow/graph.ts';
import { nameOf } from '../format/address.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, PlaceText, Share } from './bits.tsx';
import { Known } from './known.tsx';
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
  const leading = end === undefined ? [] : graph.edges.filter((edge) => edge.to === end.key);
  const rests = leading.some((edge) => edge.movements.length === 0);
  const indexes =
    end === undefined ? (place?.movements ?? []) : leading.flatMap((edge) => behind(edge, graph));
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
      {place !== undefined && <Known place={place.id} />}
      {end !== undefined && <Members end={end} view={view} asset={asset} />}
      {rests && <p className="hint">{t('evidence.rests')}</p>}
      {indexes.length > 0 && (
        <Movements indexes={[...new Set(indexes)].sort((a, b) => a - b)} view={view} asset={asset} />
      )}
    </div>
  );
}

/** The transfers into an end; for what rests, the transfers that brought it where it rests. */
function behind(edge: Edge, graph: FlowGraph): readonly number[] {
  if (edge.movements.length > 0) return edge.movements;
  return graph.edges.filter(({ to }) => to === edge.from).flatMap(({ movements }) => movements);
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
