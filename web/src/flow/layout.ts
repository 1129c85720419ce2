/**
 * Boxes and bands → positions. Widths are proportional to value and nothing else. A band that passes a column
 * on its way gets a lane there, shared by all that go to the same box, so bands never run through boxes.
 */
import type { Band, Box, Folded } from './fold.ts';

export type Node = {
  readonly id: string;
  /** Null for a lane. */
  readonly box: Box | null;
  readonly column: number;
  readonly amount: bigint;
  readonly x: number;
  y: number;
  readonly height: number;
};

export type Ribbon = {
  readonly id: string;
  readonly source: Node;
  readonly target: Node;
  /** The box this ribbon is on its way to. */
  readonly toward: string;
  readonly amount: bigint;
  readonly crossed: boolean;
  readonly movements: readonly number[];
  readonly width: number;
  y0: number;
  y1: number;
};

export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly columns: readonly (readonly Node[])[];
  readonly ribbons: readonly Ribbon[];
  readonly returns: readonly {
    readonly band: Band;
    readonly source: Node;
    readonly target: Node;
    readonly width: number;
  }[];
};

export type Frame = {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly right: number;
};

/** Clear space around a node: at least this much, and enough that lines of text do not touch. */
const SPACE = { lane: 2, box: 2.5, end: 5 };
const PITCH = { box: 11.5, end: 36 };
const SWEEPS = 24;

export function layoutFlow(folded: Folded, frame: Frame): Layout {
  const { links, lanes } = routeLanes(folded);
  const members = folded.boxes.map((box) => ({ id: box.id, box, column: box.column, amount: box.amount }));
  const drafts = [...members, ...lanes.map((lane) => ({ ...lane, box: null }))];
  const counts = Array.from({ length: folded.columns }, (_, column) =>
    drafts.filter((draft) => draft.column === column),
  );
  const scale = scaleOf(counts, frame.height);
  const step = folded.columns < 2 ? 0 : (frame.width - frame.right - frame.nodeWidth) / (folded.columns - 1);
  const nodes = new Map<string, Node>();
  for (const draft of drafts) {
    nodes.set(draft.id, {
      ...draft,
      x: Math.round(draft.column * step),
      y: 0,
      height: px(draft.amount, scale),
    });
  }
  const columns = counts.map((column) => column.map((draft) => nodes.get(draft.id)!));
  const ribbons = links.map((link) => ({
    ...link,
    id: `${link.from}→${link.to}`,
    source: nodes.get(link.from)!,
    target: nodes.get(link.to)!,
    width: px(link.amount, scale),
    y0: 0,
    y1: 0,
  }));
  place(columns, ribbons, frame.height);
  attach(columns, ribbons);
  const returns = folded.returns.flatMap((band) => {
    const source = nodes.get(band.from);
    const target = nodes.get(band.to);
    return source === undefined || target === undefined
      ? []
      : [{ band, source, target, width: px(band.amount, scale) }];
  });
  return { width: frame.width, height: frame.height, nodeWidth: frame.nodeWidth, columns, ribbons, returns };
}

type Link = {
  from: string;
  to: string;
  toward: string;
  amount: bigint;
  crossed: boolean;
  movements: readonly number[];
};
type Lane = { id: string; column: number; amount: bigint };

/** Cuts every band into steps of one column; the steps towards one box share a lane. */
function routeLanes(folded: Folded): { links: Link[]; lanes: Lane[] } {
  const column = new Map(folded.boxes.map((box) => [box.id, box.column]));
  const links = new Map<string, Link>();
  const lanes = new Map<string, Lane>();
  for (const band of folded.bands) {
    const end = column.get(band.to) ?? 0;
    let from = band.from;
    for (let at = (column.get(band.from) ?? 0) + 1; at <= end; at++) {
      const to = at === end ? band.to : `lane:${at}:${band.to}`;
      const key = `${from}\n${to}`;
      const before = links.get(key);
      links.set(key, {
        from,
        to,
        toward: band.to,
        amount: (before?.amount ?? 0n) + band.amount,
        crossed: (before?.crossed ?? false) || band.crossed,
        movements: [...(before?.movements ?? []), ...band.movements],
      });
      if (at !== end)
        lanes.set(to, { id: to, column: at, amount: (lanes.get(to)?.amount ?? 0n) + band.amount });
      from = to;
    }
  }
  return { links: [...links.values()], lanes: [...lanes.values()] };
}

type Draft = { readonly column: number; readonly amount: bigint; readonly box: Box | null };

/** `per` pixels for `unit` base units. A bigint cannot be scaled by a fraction, so a ratio is kept. */
type Scale = { readonly per: number; readonly unit: bigint };

const px = (amount: bigint, scale: Scale): number =>
  (Number((amount * 1_000_000_000n) / scale.unit) / 1e9) * scale.per;

/** The largest scale at which the fullest column, with its clear spaces, still fits. */
function scaleOf(columns: readonly (readonly Draft[])[], height: number): Scale {
  const totals = columns.map((column) => column.reduce((sum, draft) => sum + draft.amount, 0n));
  const unit = totals.reduce((most, total) => (total > most ? total : most), 1n);
  const fits = (per: number): boolean =>
    columns.every((column) => {
      const pitch = pitchOf(column.length, height);
      return (
        column.reduce((sum, { amount, box }) => sum + taken(px(amount, { per, unit }), box, pitch), 0) <=
        height
      );
    });
  let low = 0;
  let high = height;
  for (let i = 0; i < 24; i++) {
    const per = (low + high) / 2;
    if (fits(per)) low = per;
    else high = per;
  }
  return { per: low, unit };
}

/** In a column of very many, lines of text are given up before widths are. */
const pitchOf = (count: number, height: number): number =>
  Math.min(PITCH.box, (0.6 * height) / Math.max(1, count));

function padOf(height: number, box: Box | null, pitch: number): number {
  if (box === null) return SPACE.lane;
  if (box.type === 'end') return Math.max(SPACE.end, (PITCH.end - height) / 2);
  return Math.max(Math.min(SPACE.box, pitch / 4), (pitch - height) / 2);
}

const taken = (height: number, box: Box | null, pitch: number): number =>
  height + 2 * padOf(height, box, pitch);

/** Settles heights by pulling every node towards its neighbours, column by column, without overlaps. */
function place(columns: Node[][], ribbons: readonly Ribbon[], height: number): void {
  const into = new Map<string, Ribbon[]>();
  const out = new Map<string, Ribbon[]>();
  for (const ribbon of ribbons) {
    (into.get(ribbon.target.id) ?? into.set(ribbon.target.id, []).get(ribbon.target.id)!).push(ribbon);
    (out.get(ribbon.source.id) ?? out.set(ribbon.source.id, []).get(ribbon.source.id)!).push(ribbon);
  }
  // Ends keep the order of their table; everything else starts by size.
  for (const column of columns) {
    if (column[0]?.box?.type !== 'end') column.sort((a, b) => b.height - a.height || (a.id < b.id ? -1 : 1));
    stack(column, height);
  }
  const pull = (
    node: Node,
    side: readonly Ribbon[],
    other: (ribbon: Ribbon) => Node,
    strength: number,
  ): void => {
    const weight = side.reduce((sum, ribbon) => sum + ribbon.width, 0);
    if (weight === 0) return;
    const centre =
      side.reduce((sum, ribbon) => sum + (other(ribbon).y + other(ribbon).height / 2) * ribbon.width, 0) /
      weight;
    node.y += (centre - node.height / 2 - node.y) * strength;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const strength = 0.98 ** sweep;
    for (let c = columns.length - 2; c >= 0; c--) {
      for (const node of columns[c]!) pull(node, out.get(node.id) ?? [], (ribbon) => ribbon.target, strength);
      settle(columns[c]!, height);
    }
    for (let c = 1; c < columns.length; c++) {
      for (const node of columns[c]!)
        pull(node, into.get(node.id) ?? [], (ribbon) => ribbon.source, strength);
      settle(columns[c]!, height);
    }
  }
}

function stack(column: readonly Node[], height: number): void {
  const pitch = pitchOf(column.length, height);
  const total = column.reduce((sum, node) => sum + taken(node.height, node.box, pitch), 0);
  let y = Math.max(0, (height - total) / 2);
  for (const node of column) {
    const pad = padOf(node.height, node.box, pitch);
    node.y = y + pad;
    y += node.height + 2 * pad;
  }
}

/** Removes overlaps: down from the top, then up from the bottom. */
function settle(column: Node[], height: number): void {
  const pitch = pitchOf(column.length, height);
  const middle = (node: Node): number => node.y + node.height / 2;
  if (column[0]?.box?.type !== 'end') column.sort((a, b) => middle(a) - middle(b) || (a.id < b.id ? -1 : 1));
  let floor = 0;
  for (const node of column) {
    const pad = padOf(node.height, node.box, pitch);
    node.y = Math.max(node.y, floor + pad);
    floor = node.y + node.height + pad;
  }
  let ceiling = height;
  for (const node of column.toReversed()) {
    const pad = padOf(node.height, node.box, pitch);
    node.y = Math.min(node.y, ceiling - pad - node.height);
    ceiling = node.y - pad;
  }
}

/** Stacks the ribbons along both sides of every node, in the order of where they come from and go to. */
function attach(columns: readonly (readonly Node[])[], ribbons: readonly Ribbon[]): void {
  for (const node of columns.flat()) {
    let y = node.y;
    for (const ribbon of ribbons.filter((r) => r.source === node).sort((a, b) => a.target.y - b.target.y)) {
      ribbon.y0 = y;
      y += ribbon.width;
    }
    y = node.y;
    for (const ribbon of ribbons.filter((r) => r.target === node).sort((a, b) => a.source.y - b.source.y)) {
      ribbon.y1 = y;
      y += ribbon.width;
    }
  }
}
