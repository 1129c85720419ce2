/** One quiet line under the drawing that says what is pointed at. It keeps its place, so nothing jumps. */
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import { nameOf } from '../format/address.ts';
import { formatShare } from '../format/share.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, PlaceText, Swatch, Time } from '../ui/bits.tsx';
import { endWords } from '../ui/words.ts';
import type { FlowGraph } from './graph.ts';
import type { Node } from './layout.ts';

type Props = {
  nodes: readonly Node[];
  graph: FlowGraph;
  view: TraceViewJson;
  unit: StolenAssetJson;
  shown: string | null;
};

export function Readout({ nodes, graph, view, unit, shown }: Props) {
  const { t, lang } = useLanguage();
  const box = nodes.find(({ id }) => id === shown)?.box ?? null;
  if (box === null) return <span className="readout faint">{t('flow.reading')}</span>;
  // As in the labels: value that passes twice is not twice as much.
  const amount = box.amount > graph.stolen ? graph.stolen : box.amount;
  const share = <span className="num">{formatShare(amount, graph.stolen, lang)}</span>;
  if (box.end !== null) {
    const words = endWords(box.end.kind, box.end.label, t);
    return (
      <span className="readout">
        <Swatch kind={box.end.kind} /> <strong>{words.kind}</strong> {words.label} {share}{' '}
        <Amount units={amount} unit={unit} />
      </span>
    );
  }
  const place = graph.places.get(box.id);
  if (place === undefined) {
    const text = box.type === 'chain' ? 'flow.chain' : 'flow.folded';
    return (
      <span className="readout">
        {t(text, { count: box.members.length, share: formatShare(amount, graph.stolen, lang) })} (
        {t('flow.unfold')}: Enter)
      </span>
    );
  }
  return (
    <span className="readout">
      <PlaceText place={place.id} name={nameOf(view.names, place.id)} /> {share}{' '}
      <Amount units={amount} unit={unit} /> <Time at={place.first} /> – <Time at={place.last} />
      {place.swapped && <span className="faint"> {t('flow.swapped')}</span>}
    </span>
  );
}
