/** Movements, gaps and holdings as rows, and rows as what they were. */
import type { HoldingRecord } from '../../core/flow/state.ts';
import type { AssetId } from '../../core/model/asset.ts';
import type { ChainId } from '../../core/model/chain.ts';
import { assert } from '../../core/model/errors.ts';
import { type Location, locationId, type TxId } from '../../core/model/location.ts';
import type { EndKind, Gap, Movement, MovementType } from '../../core/model/movement.ts';
import type { Database, Engine } from './engine.ts';
import type { Interned } from './interning.ts';
import type { GapTable, HoldingTable, MovementTable, PlaceTable, Row } from './schema.ts';

export function* textsOfMovement(m: Movement): Iterable<string> {
  yield m.asset;
  yield m.stolen;
}

export function* placesOfMovement(m: Movement): Iterable<Location> {
  if (m.from !== null) yield m.from;
  if (m.to !== null) yield m.to;
}

export function* textsOfGap(gap: Gap): Iterable<string> {
  if (gap.chain !== undefined) yield gap.chain;
  if (gap.asset !== undefined) yield gap.asset;
}

export const movementRow = (
  journal: number,
  position: number,
  m: Movement,
  { name, place, owner }: Interned,
): Row => [
  journal,
  position,
  m.type,
  m.place.index,
  m.txid,
  m.seq,
  m.from === null ? null : place(m.from),
  owner(m.from),
  m.to === null ? null : place(m.to),
  owner(m.to),
  m.end?.kind ?? null,
  m.end?.label ?? null,
  m.sent.toString(),
  name(m.asset),
  m.amount.toString(),
  name(m.stolen),
  m.origin.toString(),
  m.hops,
];

export const gapRow = (
  journal: number,
  position: number,
  gap: Gap,
  { name, place, owner }: Interned,
): Row => [
  journal,
  position,
  gap.type,
  gap.text,
  gap.chain === undefined ? null : name(gap.chain),
  gap.txid ?? null,
  gap.location === undefined ? null : place(gap.location),
  owner(gap.location ?? null),
  gap.asset === undefined ? null : name(gap.asset),
  gap.amount?.toString() ?? null,
];

export const holdingRow = (
  trace: number,
  { location, runs }: HoldingRecord,
  { place, owner }: Interned,
): Row => [trace, place(location), owner(location), JSON.stringify(runs)];

/** What the audit leaf of a block covers, line by line: everything in its movements and gaps. */
export const movementFact = (m: Movement): readonly unknown[] => [
  m.type,
  m.chain,
  m.place.height,
  m.place.index,
  m.txid,
  m.seq,
  ...locationFact(m.from),
  ...locationFact(m.to),
  m.end?.kind ?? null,
  m.end?.label ?? null,
  m.sent.toString(),
  m.asset,
  m.amount.toString(),
  m.stolen,
  m.origin.toString(),
  m.hops,
];

export const gapFact = (gap: Gap): readonly unknown[] => [
  gap.type,
  gap.text,
  gap.chain ?? null,
  gap.txid ?? null,
  ...locationFact(gap.location ?? null),
  gap.asset ?? null,
  gap.amount?.toString() ?? null,
];

const locationFact = (location: Location | null): readonly (string | null)[] =>
  location === null
    ? [null, null]
    : [locationId(location), location.type === 'outpoint' ? location.owner : null];

/** Looks numbers up again. */
export type Lookup = {
  readonly text: (id: number) => string;
  readonly location: (place: number, owner: number | null) => Location;
};

export async function newLookup(
  engine: Engine,
  tx: Database,
  names: Iterable<number | null>,
  places: Iterable<number | null>,
): Promise<Lookup> {
  const placeIds = distinct(places);
  const placeRows =
    placeIds.length === 0
      ? []
      : await tx.selectFrom('place').selectAll().where(engine.among('id', placeIds)).execute();
  const nameIds = distinct([
    ...names,
    ...placeRows.flatMap((row) => [row.chain, row.name, row.protocol, row.asset]),
  ]);
  const nameRows =
    nameIds.length === 0
      ? []
      : await tx.selectFrom('name').selectAll().where(engine.among('id', nameIds)).execute();
  const byName = new Map(nameRows.map((row) => [row.id, row.text]));
  const byPlace = new Map(placeRows.map((row) => [row.id, row]));
  const text = (id: number): string => {
    const found = byName.get(id);
    assert(found !== undefined, `the text ${id} is not in the database`);
    return found;
  };
  return {
    text,
    location(id, owner) {
      const row = byPlace.get(id);
      assert(row !== undefined, `the place ${id} is not in the database`);
      return locationOf(row, owner === null ? null : text(owner), text);
    },
  };
}

const distinct = (ids: Iterable<number | null>): number[] => [...new Set(ids)].filter((id) => id !== null);

function locationOf(row: PlaceTable, owner: string | null, text: (id: number) => string): Location {
  const chain = text(row.chain) as ChainId;
  const name = text(row.name);
  const asset = (): AssetId => text(row.asset!) as AssetId;
  switch (row.type) {
    case 'outpoint':
      return { type: 'outpoint', chain, txid: name as TxId, vout: row.vout!, owner };
    case 'account':
      return { type: 'account', chain, address: name, asset: asset() };
    case 'transit':
      return { type: 'transit', chain, edge: name, asset: asset() };
    case 'position':
      return { type: 'position', chain, protocol: text(row.protocol!), address: name, asset: asset() };
  }
}

/** A row together with the chain and height of the block that its journal entry committed. */
export type Placed<T> = T & { readonly block_chain: number | null; readonly block_height: number | null };

export function movementOf(row: Placed<MovementTable>, { text, location }: Lookup): Movement {
  return {
    type: row.type as MovementType,
    chain: text(row.block_chain!) as ChainId,
    place: { height: row.block_height!, index: row.tx_index },
    txid: row.txid as TxId,
    seq: row.seq,
    from: row.from_place === null ? null : location(row.from_place, row.from_owner),
    to: row.to_place === null ? null : location(row.to_place, row.to_owner),
    end: row.end_kind === null ? null : { kind: row.end_kind as EndKind, label: row.end_label ?? '' },
    sent: BigInt(row.sent),
    asset: text(row.asset) as AssetId,
    amount: BigInt(row.amount),
    stolen: text(row.stolen) as AssetId,
    origin: BigInt(row.origin),
    hops: row.hops,
  };
}

export function gapOf(row: GapTable, { text, location }: Lookup): Gap {
  return {
    type: row.type as Gap['type'],
    text: row.text,
    ...(row.chain === null ? {} : { chain: text(row.chain) as ChainId }),
    ...(row.txid === null ? {} : { txid: row.txid as TxId }),
    ...(row.place === null ? {} : { location: location(row.place, row.owner) }),
    ...(row.asset === null ? {} : { asset: text(row.asset) as AssetId }),
    ...(row.amount === null ? {} : { amount: BigInt(row.amount) }),
  };
}

export const holdingOf = (row: HoldingTable, { location }: Lookup): HoldingRecord => ({
  location: location(row.place, row.owner),
  runs: JSON.parse(row.runs) as HoldingRecord['runs'],
});
