/**
 * The thief's own book: stolen money only, spent before any clean money beside it. It is kept apart from the
 * taint kernel on purpose, so that one can be held against the other.
 */
import type { Amount } from '../model/amount.ts';
import { type AssetId, chainOfAsset } from '../model/asset.ts';
import { assetOf, type Location, type LocationId, locationId } from '../model/location.ts';
import type { End } from '../model/movement.ts';
import type { Destination } from './truth.ts';

/** Units [start, start + amount) of a lot of `total` units that stands for `origin` stolen ones. */
type Piece = {
  readonly stolen: AssetId;
  readonly start: Amount;
  readonly amount: Amount;
  readonly total: Amount;
  readonly origin: Amount;
  readonly hops: number;
  readonly mixed: boolean;
};

export type Pieces = readonly Piece[];

type Page = { readonly location: Location; readonly scene: string; readonly pieces: Pieces };

export type Book = {
  /** Opens an account of `amount` stolen units. */
  readonly steal: (location: Location, amount: Amount, scene: string) => void;
  readonly held: (location: Location) => Amount;
  /** Stolen units out of a place, up to `amount`; `balance` is all that lies there. */
  readonly take: (location: Location, amount: Amount, balance: Amount) => Pieces;
  readonly put: (location: Location, pieces: Pieces, scene: string) => void;
  readonly end: (end: End, location: Location | null, asset: AssetId, pieces: Pieces, scene: string) => void;
  readonly destinations: (restingAs: (location: Location) => End) => Destination[];
};

const originOf = ({ origin, start, amount, total }: Piece): Amount =>
  (origin * (start + amount)) / total - (origin * start) / total;

export const unitsOf = (pieces: Pieces): Amount => pieces.reduce((sum, piece) => sum + piece.amount, 0n);

export function newBook(): Book {
  const pages = new Map<LocationId, Page>();
  const ended: Destination[] = [];
  const piecesAt = (location: Location): Pieces => pages.get(locationId(location))?.pieces ?? [];
  const put: Book['put'] = (location, pieces, scene) => {
    if (pieces.length === 0) return;
    pages.set(locationId(location), { location, scene, pieces: join([...piecesAt(location), ...pieces]) });
  };
  return {
    steal: (location, amount, scene) => {
      const lot = {
        stolen: assetOf(location),
        start: 0n,
        amount,
        total: amount,
        origin: amount,
        hops: 0,
        mixed: false,
      };
      put(location, [lot], scene);
    },
    held: (location) => unitsOf(piecesAt(location)),
    take: (location, amount, balance) => {
      const here = piecesAt(location);
      const mixed = unitsOf(here) !== balance;
      const { head, tail } = split(here, amount);
      const page = pages.get(locationId(location));
      if (page !== undefined) pages.set(locationId(location), { ...page, pieces: mixed ? mark(tail) : tail });
      return moved(mixed ? mark(head) : head);
    },
    put,
    end: (end, location, asset, pieces, scene) => {
      for (const piece of pieces) ended.push(destination(scene, end, location, asset, piece));
    },
    destinations: (restingAs) => {
      const resting = [...pages.values()].flatMap(({ location, scene, pieces }) =>
        pieces.map((piece) => destination(scene, restingAs(location), location, assetOf(location), piece)),
      );
      return summarise([...ended, ...resting]);
    },
  };
}

/** The pieces in the units received for `paid` units of which they are the first. */
export function exchanged(pieces: Pieces, paid: Amount, received: Amount): Pieces {
  if (paid === received) return pieces;
  let position = 0n;
  return join(pieces).map((piece) => {
    const amount = (received * (position + piece.amount)) / paid - (received * position) / paid;
    position += piece.amount;
    return { ...piece, start: 0n, amount, total: amount, origin: originOf(piece) };
  });
}

/** The first `amount` units, and the rest. */
export function split(pieces: Pieces, amount: Amount): { head: Pieces; tail: Pieces } {
  const head: Piece[] = [];
  const tail: Piece[] = [];
  let missing = amount;
  for (const piece of pieces) {
    const cut = piece.amount < missing ? piece.amount : missing;
    missing -= cut;
    if (cut > 0n) head.push({ ...piece, amount: cut });
    if (cut < piece.amount) tail.push({ ...piece, start: piece.start + cut, amount: piece.amount - cut });
  }
  return { head, tail };
}

const mark = (pieces: Pieces): Pieces => pieces.map((piece) => ({ ...piece, mixed: true }));
const moved = (pieces: Pieces): Pieces => pieces.map((piece) => ({ ...piece, hops: piece.hops + 1 }));

/** Neighbours at par, or that follow each other in one lot, are one, so that later cuts do not depend on how they came in. */
function join(pieces: Pieces): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const together = last === undefined ? null : joinTwo(last, piece);
    if (together === null) joined.push(piece);
    else joined[joined.length - 1] = together;
  }
  return joined;
}

function joinTwo(a: Piece, b: Piece): Piece | null {
  if (a.stolen !== b.stolen || a.hops !== b.hops || a.mixed !== b.mixed) return null;
  const amount = a.amount + b.amount;
  if (a.origin === a.total && b.origin === b.total)
    return { ...a, start: 0n, amount, total: amount, origin: amount };
  const oneLot = a.total === b.total && a.origin === b.origin && a.start + a.amount === b.start;
  return oneLot ? { ...a, amount } : null;
}

const destination = (
  scene: string,
  end: End,
  location: Location | null,
  asset: AssetId,
  piece: Piece,
): Destination => ({
  scene,
  ...end,
  location,
  asset,
  stolen: piece.stolen,
  amount: originOf(piece),
  mixed: piece.mixed,
});

function summarise(all: readonly Destination[]): Destination[] {
  const sums = new Map<string, Destination>();
  for (const d of all) {
    const where = d.location === null ? chainOfAsset(d.asset).id : locationId(d.location);
    const key = [d.scene, d.kind, d.label, where, d.asset, d.stolen].join('|');
    const before = sums.get(key);
    sums.set(
      key,
      before === undefined
        ? d
        : { ...before, amount: before.amount + d.amount, mixed: before.mixed || d.mixed },
    );
  }
  return [...sums]
    .sort(([a, x], [b, y]) => (x.amount === y.amount ? (a < b ? -1 : 1) : x.amount > y.amount ? -1 : 1))
    .map(([, d]) => d)
    .filter((d) => d.amount > 0n);
}
