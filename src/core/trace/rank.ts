/**
 * Where to look first: TTR, the ranking of TRacer (field.md §2.2), as a local push over transfers. It says how near
 * a place is to the theft by value and time, not how much of it is there: rank says where to look, taint says how
 * much. Scores are for ordering; money never passes through these floats.
 *
 * Residual mass is pushed from the place that holds most of it. A part stays as the place's score; of the rest,
 * more goes along what left the place than back along what came in.
 */

export type RankTransfer = {
  readonly txid: string;
  /** Seconds, UTC. */
  readonly time: number;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  /** For shape only: value in any unit that is one for the whole asset. */
  readonly value: number;
};

/**
 * `base`: equal shares. `weight`: by value. `time`: by value, and forwards in time only. `redirect`: as `time`, and
 * a swap's other leg is followed in its own asset.
 */
export const RANK_METHODS = ['base', 'weight', 'time', 'redirect'] as const;
export type RankMethod = (typeof RANK_METHODS)[number];

export type RankOptions = {
  readonly method: RankMethod;
  readonly alpha: number;
  readonly beta: number;
  /** Pushing ends where no place holds more residual than this. */
  readonly epsilon: number;
  /** The most places that may be opened; what stopped the push is reported. */
  readonly budget: number;
};

/** As TRacer's own code has them. */
export const TTR: RankOptions = { method: 'redirect', alpha: 0.15, beta: 0.8, epsilon: 1e-3, budget: 1000 };

export type Ranking = {
  /** Places by score, the highest first. */
  readonly places: readonly { readonly address: string; readonly score: number }[];
  readonly opened: number;
  readonly stoppedBy: 'epsilon' | 'budget' | 'nothing-left';
};

/** What a place did: asked for only when it is opened, so that a live source is asked within the budget. */
export type TransfersOf = (address: string) => readonly RankTransfer[];

type Chip = { readonly time: number; readonly asset: string | null; readonly mass: number };

export function rank(
  source: { readonly address: string; readonly time: number },
  transfersOf: TransfersOf,
  options: RankOptions = TTR,
): Ranking {
  const residual = new Map<string, Chip[]>([[source.address, [{ time: source.time, asset: null, mass: 1 }]]]);
  const held = new Map<string, number>([[source.address, 1]]);
  const score = new Map<string, number>();
  const opened = new Set<string>();
  const known = new Map<string, Edges>();
  let stoppedBy: Ranking['stoppedBy'] = 'nothing-left';
  for (let next = heaviest(held); next !== null; next = heaviest(held)) {
    if (next.mass <= options.epsilon) {
      stoppedBy = 'epsilon';
      break;
    }
    const { address } = next;
    if (!opened.has(address) && opened.size >= options.budget) {
      stoppedBy = 'budget';
      break;
    }
    opened.add(address);
    const edges = known.get(address) ?? edgesOf(address, transfersOf(address), options.method);
    known.set(address, edges);
    const chips = residual.get(address) ?? [];
    residual.delete(address);
    held.delete(address);
    for (const chip of chips) {
      score.set(address, (score.get(address) ?? 0) + options.alpha * chip.mass);
      const rest = (1 - options.alpha) * chip.mass;
      for (const [edge, mass] of [
        ...share(edges.out, chip, rest * options.beta, options.method, 'after'),
        ...share(edges.in, chip, rest * (1 - options.beta), options.method, 'before'),
      ]) {
        if (edge === null) {
          // No transfer fits its time: the mass stays, as a place where the road ends.
          score.set(address, score.get(address)! + mass);
          continue;
        }
        const to = residual.get(edge.other) ?? [];
        add(to, { time: edge.time, asset: options.method === 'redirect' ? edge.leaves : null, mass });
        residual.set(edge.other, to);
        held.set(edge.other, (held.get(edge.other) ?? 0) + mass);
      }
    }
  }
  for (const [address, mass] of held) score.set(address, (score.get(address) ?? 0) + options.alpha * mass);
  const places = [...score].map(([address, value]) => ({ address, score: value }));
  return {
    places: places.sort((a, b) => b.score - a.score || (a.address < b.address ? -1 : 1)),
    opened: opened.size,
    stoppedBy,
  };
}

/** Chips of one time and asset are one chip. */
function add(chips: Chip[], chip: Chip): void {
  const same = chips.findIndex(({ time, asset }) => time === chip.time && asset === chip.asset);
  if (same === -1) chips.push(chip);
  else chips[same] = { ...chip, mass: chips[same]!.mass + chip.mass };
}

function heaviest(held: ReadonlyMap<string, number>): { address: string; mass: number } | null {
  let best: { address: string; mass: number } | null = null;
  for (const [address, mass] of held)
    if (best === null || mass > best.mass || (mass === best.mass && address < best.address))
      best = { address, mass };
  return best;
}

/** `arrives` and `leaves` differ where a swap lies between: what is paid in one asset goes on as the other. */
type Edge = {
  readonly other: string;
  readonly time: number;
  readonly value: number;
  readonly arrives: string;
  readonly leaves: string;
};
type Edges = { readonly out: readonly Edge[]; readonly in: readonly Edge[] };

function edgesOf(address: string, transfers: readonly RankTransfer[], method: RankMethod): Edges {
  const own = transfers.filter(({ from, to, value }) => from !== to && value > 0);
  const edge = ({ from, to, time, value, asset }: RankTransfer): Edge => ({
    other: from === address ? to : from,
    time,
    value,
    arrives: asset,
    leaves: asset,
  });
  if (method !== 'redirect')
    return {
      out: own.filter(({ from }) => from === address).map(edge),
      in: own.filter(({ to }) => to === address).map(edge),
    };
  const out: Edge[] = [];
  const back: Edge[] = [];
  for (const legs of Map.groupBy(own, ({ txid }) => txid).values()) {
    const net = netOf(address, legs);
    const paid = net.filter(({ value }) => value < 0);
    const got = net.filter(({ value }) => value > 0);
    const isSwap =
      paid.length > 0 && got.length > 0 && new Set([...paid, ...got].map(({ asset }) => asset)).size > 1;
    const { time } = legs[0]!;
    if (isSwap) {
      // What was paid comes back to the same place as what was got.
      for (const { asset, value } of paid)
        for (const other of got)
          out.push({ other: address, time, value: -value, arrives: asset, leaves: other.asset });
      continue;
    }
    for (const { other, asset, value } of net) {
      const one: Edge = { other, time, value: Math.abs(value), arrives: asset, leaves: asset };
      if (value < 0) out.push(one);
      else if (value > 0) back.push(one);
    }
  }
  return { out, in: back };
}

/** Of one transaction: what the place won or lost, per asset and counterparty. */
function netOf(
  address: string,
  legs: readonly RankTransfer[],
): { other: string; asset: string; value: number }[] {
  const net = new Map<string, { other: string; asset: string; value: number }>();
  for (const { from, to, asset, value } of legs) {
    const other = from === address ? to : from;
    const key = `${asset}|${other}`;
    const before = net.get(key)?.value ?? 0;
    net.set(key, { other, asset, value: before + (from === address ? -value : value) });
  }
  return [...net.values()];
}

/** How a chip's mass spreads over the edges it may take; `null` keeps what none of them takes. */
function share(
  edges: readonly Edge[],
  chip: Chip,
  mass: number,
  method: RankMethod,
  side: 'after' | 'before',
): [Edge | null, number][] {
  const timed = method === 'time' || method === 'redirect';
  const fits = edges.filter(
    (edge) =>
      (!timed ||
        (side === 'after'
          ? edge.time > chip.time || (edge.time === chip.time && edge.arrives !== edge.leaves)
          : edge.time < chip.time)) &&
      (method !== 'redirect' || chip.asset === null || edge.arrives === chip.asset),
  );
  const total = fits.reduce((sum, { value }) => sum + (method === 'base' ? 1 : value), 0);
  if (total === 0) return mass === 0 ? [] : [[null, mass]];
  return fits.map((edge) => [edge, (mass * (method === 'base' ? 1 : edge.value)) / total]);
}
