/** What a ribbon leads to, and what belongs together when one thing is pointed at. */
import type { EndKind } from '../../../src/core/model/movement.ts';
import type { Layout, Ribbon } from './layout.ts';

/** The kind of end most of a ribbon's value is on its way to, and how much of it. */
export type Tone = { readonly kind: EndKind | null; readonly share: number };

/** Follows the drawing from the right edge back; a ribbon takes the mix of the node it enters. */
export function tonesOf(layout: Layout): Map<string, Tone> {
  const mixes = new Map<string, Map<EndKind, number>>();
  const leaving = Map.groupBy(layout.ribbons, (ribbon) => ribbon.source.id);
  for (const column of layout.columns.toReversed()) {
    for (const node of column) {
      const end = node.box?.end ?? null;
      if (end !== null) {
        mixes.set(node.id, new Map([[end.kind, 1]]));
        continue;
      }
      const mix = new Map<EndKind, number>();
      const out = leaving.get(node.id) ?? [];
      const total = out.reduce((sum, ribbon) => sum + ribbon.width, 0) || 1;
      for (const ribbon of out) {
        for (const [kind, share] of mixes.get(ribbon.target.id) ?? []) {
          mix.set(kind, (mix.get(kind) ?? 0) + (share * ribbon.width) / total);
        }
      }
      mixes.set(node.id, mix);
    }
  }
  const tones = new Map<string, Tone>();
  for (const [id, mix] of mixes) {
    let tone: Tone = { kind: null, share: 0 };
    for (const [kind, share] of mix) if (share > tone.share) tone = { kind, share };
    tones.set(id, tone);
  }
  for (const ribbon of layout.ribbons)
    tones.set(ribbon.id, tones.get(ribbon.target.id) ?? { kind: null, share: 0 });
  return tones;
}

/** Everything upstream and downstream of a node: ids of nodes and ribbons. */
export function trailOf(layout: Layout, id: string): Set<string> {
  const lit = new Set<string>([id]);
  const walk = (step: (ribbon: Ribbon) => [near: string, far: string]): void => {
    const reached = new Set([id]);
    let grew = true;
    while (grew) {
      grew = false;
      for (const ribbon of layout.ribbons) {
        const [near, far] = step(ribbon);
        if (!reached.has(near) || lit.has(ribbon.id)) continue;
        lit.add(ribbon.id).add(far);
        reached.add(far);
        grew = true;
      }
    }
  };
  walk((ribbon) => [ribbon.target.id, ribbon.source.id]);
  walk((ribbon) => [ribbon.source.id, ribbon.target.id]);
  return lit;
}

/** The outline of a ribbon between two columns. */
export function ribbonPath(ribbon: Ribbon, nodeWidth: number): string {
  const x0 = ribbon.source.x + nodeWidth;
  const x1 = ribbon.target.x;
  const xm = (x0 + x1) / 2;
  const { y0, y1, width } = ribbon;
  const n = (value: number): string => value.toFixed(2);
  return (
    `M${x0},${n(y0)}C${xm},${n(y0)} ${xm},${n(y1)} ${x1},${n(y1)}` +
    `L${x1},${n(y1 + width)}C${xm},${n(y1 + width)} ${xm},${n(y0 + width)} ${x0},${n(y0 + width)}Z`
  );
}

/** The middle line of a ribbon, for what crossed a bridge or a swap. */
export function spinePath(ribbon: Ribbon, nodeWidth: number): string {
  const x0 = ribbon.source.x + nodeWidth;
  const x1 = ribbon.target.x;
  const xm = (x0 + x1) / 2;
  const a = (ribbon.y0 + ribbon.width / 2).toFixed(2);
  const b = (ribbon.y1 + ribbon.width / 2).toFixed(2);
  return `M${x0},${a}C${xm},${a} ${xm},${b} ${x1},${b}`;
}
