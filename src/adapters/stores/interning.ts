/** Texts and places as small integers. One writer gives the numbers out, so it may remember them. */
import { assert } from '../../core/model/errors.ts';
import { type Location, type LocationId, locationId } from '../../core/model/location.ts';
import type { Database, Engine } from './engine.ts';
import { NAMES, PLACES, type Row } from './schema.ts';

export type Interned = {
  readonly name: (text: string) => number;
  readonly place: (location: Location) => number;
  /** The owner of an outpoint that a transaction told. */
  readonly owner: (location: Location | null) => number | null;
};

export type Memory = {
  readonly names: Map<string, number>;
  readonly places: Map<LocationId, number>;
  nextName: number;
  nextPlace: number;
};

/** More than this many remembered texts are forgotten, so that a long run keeps a bounded memory. */
const REMEMBERED = 300_000;

export async function newMemory(tx: Database): Promise<Memory> {
  const name = await tx
    .selectFrom('name')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const place = await tx
    .selectFrom('place')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  return {
    names: new Map(),
    places: new Map(),
    nextName: Number(name?.id ?? 0) + 1,
    nextPlace: Number(place?.id ?? 0) + 1,
  };
}

/** Gives every text and place a number, new ones a new one. */
export async function intern(
  engine: Engine,
  tx: Database,
  memory: Memory,
  texts: Iterable<string>,
  locations: Iterable<Location>,
): Promise<Interned> {
  if (memory.names.size > REMEMBERED) memory.names.clear();
  if (memory.places.size > REMEMBERED) memory.places.clear();
  const ids = new Map<Location, LocationId>();
  const places = new Map<LocationId, Location>();
  const names = new Set<string>();
  for (const text of texts) names.add(text);
  for (const location of locations) {
    if (location.type === 'outpoint' && location.owner !== null) names.add(location.owner);
    const id = locationId(location);
    ids.set(location, id);
    if (memory.places.has(id) || places.has(id)) continue;
    places.set(id, location);
    for (const text of [...textsOf(location), ...partsOf(id).texts]) names.add(text);
  }
  await internNames(
    engine,
    tx,
    memory,
    [...names].filter((text) => !memory.names.has(text)),
  );
  const name = (text: string): number => {
    const id = memory.names.get(text);
    assert(id !== undefined, `the text "${text}" was not interned`);
    return id;
  };
  await internPlaces(engine, tx, memory, name, places);
  return {
    name,
    place(location) {
      const id = memory.places.get(ids.get(location) ?? locationId(location));
      assert(id !== undefined, `the place ${locationId(location)} was not interned`);
      return id;
    },
    owner: (location) =>
      location?.type === 'outpoint' && location.owner !== null ? name(location.owner) : null,
  };
}

async function internNames(
  engine: Engine,
  tx: Database,
  memory: Memory,
  unknown: readonly string[],
): Promise<void> {
  if (unknown.length === 0) return;
  const found = await tx
    .selectFrom('name')
    .select(['id', 'text'])
    .where(engine.among('text', unknown))
    .execute();
  for (const { id, text } of found) memory.names.set(text, id);
  const rows: Row[] = [];
  for (const text of unknown) {
    if (memory.names.has(text)) continue;
    memory.names.set(text, memory.nextName);
    rows.push([memory.nextName++, text]);
  }
  if (rows.length > 0) await engine.insertMany(tx, NAMES, rows);
}

async function internPlaces(
  engine: Engine,
  tx: Database,
  memory: Memory,
  name: (text: string) => number,
  unknown: ReadonlyMap<LocationId, Location>,
): Promise<void> {
  if (unknown.size === 0) return;
  const keyed = new Map([...unknown].map(([id, location]) => [keyOf(id, name), { id, location }]));
  const found = await tx
    .selectFrom('place')
    .select(['id', 'key'])
    .where(engine.among('key', [...keyed.keys()]))
    .execute();
  for (const { id, key } of found) memory.places.set(keyed.get(key)!.id, id);
  const rows: Row[] = [];
  for (const [key, { id, location }] of keyed) {
    if (memory.places.has(id)) continue;
    memory.places.set(id, memory.nextPlace);
    rows.push([memory.nextPlace++, key, ...columnsOf(location, name)]);
  }
  if (rows.length > 0) await engine.insertMany(tx, PLACES, rows);
}

/** The numbers of places known by their ids alone; one that was never written down is left out. */
export async function findPlaces(
  engine: Engine,
  tx: Database,
  memory: Memory,
  ids: readonly LocationId[],
): Promise<number[]> {
  const unknown = ids.filter((id) => !memory.places.has(id));
  if (unknown.length > 0) {
    const { name } = await intern(
      engine,
      tx,
      memory,
      unknown.flatMap((id) => partsOf(id).texts),
      [],
    );
    const keyed = new Map(unknown.map((id) => [keyOf(id, name), id]));
    const found = await tx
      .selectFrom('place')
      .select(['id', 'key'])
      .where(engine.among('key', [...keyed.keys()]))
      .execute();
    for (const { id, key } of found) memory.places.set(keyed.get(key)!, id);
  }
  return ids.flatMap((id) => memory.places.get(id) ?? []);
}

/** A place's id taken apart at its bars: texts to be interned, and the number of an outpoint. */
function partsOf(id: LocationId): { kind: string; texts: string[]; vout: string } {
  const [kind = '', ...texts] = id.split('|');
  return { kind, vout: kind === 'out' ? (texts.pop() ?? '') : '', texts };
}

/** A place's id in numbers: a few bytes where the id would repeat whole hashes. */
function keyOf(id: LocationId, name: (text: string) => number): string {
  const { kind, texts, vout } = partsOf(id);
  return [kind, ...texts.map(name), vout].join('.');
}

function textsOf(location: Location): string[] {
  switch (location.type) {
    case 'outpoint':
      return [location.chain, location.txid];
    case 'account':
      return [location.chain, location.address, location.asset];
    case 'transit':
      return [location.chain, location.edge, location.asset];
    case 'position':
      return [location.chain, location.protocol, location.address, location.asset];
  }
}

/** A place's columns: type, chain, name, vout, protocol, asset. */
function columnsOf(location: Location, name: (text: string) => number): Row {
  const chain = name(location.chain);
  switch (location.type) {
    case 'outpoint':
      return ['outpoint', chain, name(location.txid), location.vout, null, null];
    case 'account':
      return ['account', chain, name(location.address), null, null, name(location.asset)];
    case 'transit':
      return ['transit', chain, name(location.edge), null, null, name(location.asset)];
    case 'position':
      return ['position', chain, name(location.address), null, name(location.protocol), name(location.asset)];
  }
}
