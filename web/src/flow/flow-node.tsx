/** One box of the drawing: a place, a fold, or an end, with its label. */
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import type { EndKind } from '../../../src/core/model/movement.ts';
import { nameOf, shortPlace } from '../format/address.ts';
import { spokenAmount, tableAmount } from '../format/amount.ts';
import { formatShare } from '../format/share.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Pointing } from '../ui/pointing.ts';
import { endWords } from '../ui/words.ts';
import type { Box } from './fold.ts';
import type { FlowGraph } from './graph.ts';
import type { Layout, Node } from './layout.ts';

type Props = {
  node: Node;
  layout: Layout;
  graph: FlowGraph;
  view: TraceViewJson;
  unit: StolenAssetJson;
  kind: EndKind | null;
  shade: string;
  tabbable: boolean;
  pointing: Pointing;
  unfold: (id: string) => void;
  walk: (event: React.KeyboardEvent, from: Node) => void;
};

/** A label needs this much height of its own, or it would lie on its neighbour's. */
const LINE = 10.5;
/** From this height on, a second line says how much. */
const TWO_LINES = 32;

export function FlowNode({
  node,
  layout,
  graph,
  view,
  unit,
  kind,
  shade,
  tabbable,
  pointing,
  unfold,
  walk,
}: Props) {
  const { t, lang } = useLanguage();
  const box = node.box;
  if (box === null) return null;
  // Value that came back is counted again on its way out; a label never says more than was stolen.
  const amount = box.amount > graph.stolen ? graph.stolen : box.amount;
  const share = formatShare(amount, graph.stolen, lang);
  const opens = box.type === 'fold' || box.type === 'chain';
  const label = labelOf(box);
  const act = (): void =>
    opens ? unfold(box.id) : pointing.select(pointing.selected === box.id ? null : box.id);
  const said = [label, share, opens ? t('flow.unfold') : ''].filter((word) => word !== '').join(', ');
  const room = Math.min(...neighboursOf(layout, node).map((other) => Math.abs(middle(other) - middle(node))));

  const twoLines = node.height >= TWO_LINES && box.type === 'place';

  function labelOf(of: Box): string {
    switch (of.type) {
      case 'stolen':
        return `${spokenAmount(graph.stolen, unit.decimals, unit.symbol, lang)} ${t('flow.stolen')}`;
      case 'fold':
        return t('flow.folded', { count: of.members.length, share });
      case 'chain':
        return t('flow.chain', { count: of.members.length, share });
      case 'end': {
        const words = endWords(of.end!.kind, of.end!.label, t);
        return [words.kind, words.label].filter((word) => word !== '').join(', ');
      }
      case 'place':
        return nameOf(view.names, of.id) ?? shortPlace(of.id);
    }
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button element cannot stand inside a drawing.
    <g
      role="button"
      tabIndex={tabbable ? 0 : -1}
      data-node={node.id}
      aria-label={said}
      aria-pressed={opens ? undefined : pointing.selected === box.id}
      className={`node node-${box.type} ${shade} ${pointing.selected === box.id ? 'chosen' : ''}`}
      onMouseEnter={() => pointing.hover(node.id)}
      onMouseLeave={() => pointing.hover(null)}
      onFocus={() => pointing.hover(node.id)}
      onBlur={() => pointing.hover(null)}
      onClick={act}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          act();
        } else walk(event, node);
      }}
    >
      <title>
        {box.type === 'place' ? `${nameOf(view.names, box.id) ?? ''}\n${box.id}\n${share}` : said}
      </title>
      <rect
        className="hit"
        x={node.x - 3}
        y={node.y - 2}
        width={layout.nodeWidth + 6}
        height={node.height + 4}
      />
      <rect
        className={`mark ${box.type === 'end' ? `fill k-${kind}` : ''}`}
        x={node.x}
        y={node.y}
        width={layout.nodeWidth}
        height={Math.max(node.height, 1.5)}
      />
      {box.type === 'end' ? (
        <EndLabel
          node={node}
          x={node.x + layout.nodeWidth + 10}
          label={label}
          said={`${share} · ${tableAmount(amount, unit.decimals, unit.symbol)}`}
        />
      ) : (
        (node.height >= LINE || room >= LINE) && (
          <text
            className={Math.max(node.height, room) < 13 ? 'label small' : 'label'}
            x={node.x + layout.nodeWidth + 5}
            y={middle(node)}
          >
            <tspan
              x={node.x + layout.nodeWidth + 5}
              dy={twoLines ? '-0.25em' : '0.35em'}
              className={box.type === 'place' && nameOf(view.names, box.id) === undefined ? 'mono' : ''}
            >
              {clip(label, stepOf(layout))}
            </tspan>
            {twoLines && (
              <tspan x={node.x + layout.nodeWidth + 5} dy="1.3em" className="num">
                {`${share} · ${tableAmount(amount, unit.decimals, unit.symbol)}`}
              </tspan>
            )}
          </text>
        )
      )}
    </g>
  );
}

function EndLabel({ node, x, label, said }: { node: Node; x: number; label: string; said: string }) {
  return (
    <text className="end-label" x={x} y={middle(node)}>
      <tspan x={x} dy="-0.25em" className="end-name">
        {clip(label, 258)}
      </tspan>
      <tspan x={x} dy="1.3em" className="num">
        {said}
      </tspan>
    </text>
  );
}

const middle = (node: Node): number => node.y + node.height / 2;

/** The boxes just above and below; where there is none, there is room. */
function neighboursOf(layout: Layout, node: Node): readonly Node[] {
  const column = (layout.columns[node.column] ?? [])
    .filter((other) => other.box !== null)
    .sort((a, b) => a.y - b.y);
  const at = column.indexOf(node);
  return [column[at - 1], column[at + 1]].filter((other) => other !== undefined);
}

const stepOf = (layout: Layout): number =>
  (layout.columns[1]?.[0]?.x ?? layout.width) - (layout.columns[0]?.[0]?.x ?? 0) - layout.nodeWidth - 12;

/** Cuts a label to a width. Wide (CJK) letters count double. */
function clip(label: string, room: number): string {
  let used = 0;
  let kept = '';
  for (const letter of label) {
    used += letter.charCodeAt(0) > 0x2e7f ? 11.5 : 6.2;
    if (used > room) return `${kept}…`;
    kept += letter;
  }
  return kept;
}
