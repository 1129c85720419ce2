/** The drawing: from the theft at the left to where the value is now at the right. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import { useLanguage } from '../i18n/index.ts';
import { litBy, type Pointing } from '../ui/pointing.ts';
import { FlowNode } from './flow-node.tsx';
import { type Box, FOLD_DEFAULTS, foldGraph } from './fold.ts';
import type { FlowGraph } from './graph.ts';
import { Heads } from './heads.tsx';
import { type Layout, layoutFlow, type Node } from './layout.ts';
import { Readout } from './readout.tsx';
import { ribbonPath, spinePath, tonesOf, trailOf } from './trail.ts';

const TOP = 34;
/** Room for the second line of the lowest end, and for what flows back. */
const BOTTOM = 26;
const RIGHT = 280;
const NODE = 9;

type Props = { graph: FlowGraph; view: TraceViewJson; unit: StolenAssetJson; pointing: Pointing };

export function FlowChart({ graph, view, unit, pointing }: Props) {
  const { t } = useLanguage();
  const [box, width] = useWidth();
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const layout = useMemo(() => {
    const folded = foldGraph(graph, { ...FOLD_DEFAULTS, unfolded });
    return layoutFlow(folded, {
      width: Math.max(width, RIGHT + folded.columns * 77),
      height: heightFor(folded.boxes, unfolded.size > 0),
      nodeWidth: NODE,
      right: RIGHT,
    });
  }, [graph, unfolded, width]);
  const tones = useMemo(() => tonesOf(layout), [layout]);
  const lit = litBy(pointing);
  const trail = useMemo(() => (lit === null ? null : trailOf(layout, lit)), [layout, lit]);
  const shades = trail !== null && trail.size > 1 ? trail : null;
  const dim = (id: string): string => (shades === null ? '' : shades.has(id) ? 'lit' : 'dim');
  const nodes = layout.columns.flat().filter((node) => node.box !== null);

  const unfold = (id: string): void => setUnfolded((before) => new Set([...before, id]));
  const walk = (event: React.KeyboardEvent, from: Node): void => {
    const next = neighbour(layout, from, event.key);
    if (next === null) return;
    event.preventDefault();
    box.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next.id)}"]`)?.focus();
  };
  if (nodes.length === 0) return <p className="hint">{t('flow.none')}</p>;
  const focusable = nodes.find((node) => node.id === pointing.selected) ?? nodes[0];
  return (
    <div className="flow" ref={box}>
      <div className="flow-scroll">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing. */}
        <svg
          width={layout.width}
          height={layout.height + TOP + BOTTOM}
          viewBox={`0 ${-TOP} ${layout.width} ${layout.height + TOP + BOTTOM}`}
          role="group"
          aria-label={t('flow.summary', { places: graph.places.size, count: movementsOf(graph) })}
          onKeyDown={(event) => event.key === 'Escape' && pointing.select(null)}
        >
          <Heads layout={layout} graph={graph} />
          <g className={shades === null ? 'ribbons' : 'ribbons shaded'}>
            {layout.ribbons.map((ribbon) => {
              const tone = tones.get(ribbon.id);
              return (
                <path
                  key={ribbon.id}
                  d={ribbonPath(ribbon, NODE)}
                  className={`ribbon k-${tone?.kind ?? 'none'} ${dim(ribbon.id)}`}
                  fillOpacity={0.14 + 0.3 * (tone?.share ?? 0)}
                />
              );
            })}
            {layout.columns
              .flat()
              .map(
                (node) =>
                  node.box === null && (
                    <rect
                      key={node.id}
                      x={node.x}
                      y={node.y}
                      width={NODE}
                      height={node.height}
                      className={`ribbon k-${tones.get(node.id)?.kind ?? 'none'} ${dim(node.id)}`}
                      fillOpacity={0.14 + 0.3 * (tones.get(node.id)?.share ?? 0)}
                    />
                  ),
              )}
            {layout.ribbons.map(
              (ribbon) =>
                ribbon.crossed && (
                  <path
                    key={ribbon.id}
                    d={spinePath(ribbon, NODE)}
                    className={`crossing ${dim(ribbon.id)}`}
                  />
                ),
            )}
            {layout.returns.map(({ band, source, target, width: thickness }) => (
              <path
                key={`${band.from}←${band.to}`}
                d={returnPath(source, target)}
                className={thickness < 0.5 ? 'return thin' : 'return'}
                strokeWidth={Math.max(1, Math.min(thickness, 6))}
              >
                <title>{t('flow.return')}</title>
              </path>
            ))}
          </g>
          {nodes.map((node) => (
            <FlowNode
              key={node.id}
              node={node}
              layout={layout}
              graph={graph}
              view={view}
              unit={unit}
              kind={tones.get(node.id)?.kind ?? null}
              shade={dim(node.id)}
              tabbable={node === focusable}
              pointing={pointing}
              unfold={unfold}
              walk={walk}
            />
          ))}
        </svg>
      </div>
      <p className="flow-foot">
        <Readout nodes={nodes} graph={graph} view={view} unit={unit} shown={lit} />
        {unfolded.size > 0 && (
          <button type="button" className="link" onClick={() => setUnfolded(new Set())}>
            {t('flow.fold')}
          </button>
        )}
      </p>
    </div>
  );
}

/** Tall enough for the fullest column to be read; taller than a screen only where the reader unfolded it. */
function heightFor(boxes: readonly Box[], unfolded: boolean): number {
  const counts = new Map<number, number>();
  for (const { column } of boxes) counts.set(column, (counts.get(column) ?? 0) + 1);
  const ends = boxes.filter(({ type }) => type === 'end').length;
  return Math.min(unfolded ? 3200 : 820, Math.max(320, ends * 66, Math.max(...counts.values(), 1) * 18));
}

const movementsOf = (graph: FlowGraph): number =>
  graph.edges.reduce((sum, edge) => sum + edge.movements.length, 0);

/** Left and right along the widest ribbon (over lanes, to the next box), up and down within the column. */
function neighbour(layout: Layout, from: Node, key: string): Node | null {
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const column = (layout.columns[from.column] ?? [])
      .filter((node) => node.box !== null)
      .sort((a, b) => a.y - b.y);
    return column[column.indexOf(from) + (key === 'ArrowUp' ? -1 : 1)] ?? null;
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const right = key === 'ArrowRight';
  let at: Node | null = from;
  while (at !== null) {
    const here: Node = at;
    const ways = layout.ribbons.filter((ribbon) => (right ? ribbon.source : ribbon.target) === here);
    const widest = ways.sort((a, b) => b.width - a.width)[0];
    at = widest === undefined ? null : right ? widest.target : widest.source;
    if (at !== null && at.box !== null) return at;
  }
  return null;
}

function returnPath(source: Node, target: Node): string {
  const x0 = source.x + NODE / 2;
  const x1 = target.x + NODE / 2;
  const y0 = source.y + source.height;
  const y1 = target.y + target.height;
  const low = Math.max(y0, y1) + 18;
  return `M${x0},${y0}C${x0 + 24},${low} ${x1 - 24},${low} ${x1},${y1}`;
}

/** The width the page gives, followed as it changes. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1100);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
