/** The canonical form of a journal, and the digests that pin a trace. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Tip } from '../model/case.ts';
import { type Location, locationId } from '../model/location.ts';
import type { Movement } from '../model/movement.ts';
import { comparePlaces } from '../model/transaction.ts';

/** JSON with sorted keys: the same value gives the same text everywhere. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

export const digest = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

export const compareMovements = (a: Movement, b: Movement): number =>
  (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : 0) || comparePlaces(a.place, b.place) || a.seq - b.seq;

const place = (location: Location | null): string => (location === null ? '' : locationId(location));

/** One line a movement: everything in it that is a result. */
export function movementLine(m: Movement): string {
  const end = m.end === null ? '' : `${m.end.kind}(${m.end.label})`;
  return [
    m.chain,
    m.place.height,
    m.place.index,
    m.seq,
    m.txid,
    m.type,
    place(m.from),
    place(m.to),
    end,
    m.sent,
    m.asset,
    m.amount,
    m.stolen,
    m.origin,
    m.hops,
  ].join(' ');
}

/** Covers the canonical view of the journal, sorted by (chain, place), and the height vector. */
export function stateHash(movements: readonly Movement[], tips: readonly Tip[]): string {
  const hash = sha256.create();
  for (const tip of tips.toSorted((a, b) => (a.chain < b.chain ? -1 : 1)))
    hash.update(utf8ToBytes(`${tip.chain} ${tip.height} ${tip.hash}\n`));
  for (const movement of movements.toSorted(compareMovements))
    hash.update(utf8ToBytes(`${movementLine(movement)}\n`));
  return bytesToHex(hash.digest());
}
