/** The clock of the drawing: over each column, its step and when its places were first reached. */
import { formatSpan } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import type { FlowGraph } from './graph.ts';
import type { Layout } from './layout.ts';

export function Heads({ layout, graph }: { layout: Layout; graph: FlowGraph }) {
  const { t, lang } = useLanguage();
  return (
    <g className="heads">
      {layout.columns.map((column, index) => {
        const boxes = column.flatMap(({ box }) => (box === null ? [] : [box]));
        const firsts = boxes
          .flatMap(({ members }) => members.flatMap((id) => graph.places.get(id)?.first ?? []))
          .sort();
        const x = column[0]?.x ?? 0;
        const end = index === layout.columns.length - 1;
        const first = firsts[0];
        const last = firsts.at(-1);
        return (
          <g key={x}>
            <line x1={x} x2={x + layout.nodeWidth} y1={-6} y2={-6} />
            <text x={x} y={-22} className={end ? 'head-end' : ''}>
              {end ? t('flow.ends') : index === 0 ? t('flow.stolen') : t('flow.step', { count: index })}
            </text>
            <text x={x} y={-10} className="num">
              {first === undefined || last === undefined ? '' : formatSpan(first, last, lang)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
