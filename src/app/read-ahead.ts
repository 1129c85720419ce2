/**
 * Kept editions read beside the loop before they are put in force, each once: of those in force all is remembered, of
 * those past only what they witness.
 */
import { type Witness, witnessOf } from '../core/lists/as-of.ts';
import type { ReadList } from '../core/lists/reading.ts';
import type { KeptEdition, ShelfState } from '../ports/list-shelf.ts';
import { editionOf, type Readings } from './refresh-lists.ts';

export function openReadAhead(
  read: (edition: KeptEdition) => Promise<ReadList>,
): (state: ShelfState) => Promise<Readings> {
  let before: Readings = { inForce: new Map(), past: new Map() };
  // What cannot be read is left out: whoever needs it reads it again, and says why it cannot be.
  const tryRead = (edition: KeptEdition): Promise<ReadList | null> => read(edition).catch(() => null);
  return async ({ current, earlier }) => {
    const inForce = new Map<string, ReadList>();
    for (const edition of current) {
      const known = before.inForce.get(edition.digest) ?? (await tryRead(edition));
      if (known !== null) inForce.set(edition.digest, known);
    }
    const past = new Map<string, Witness>();
    for (const edition of earlier) {
      const known = before.past.get(edition.digest);
      const own =
        known === undefined ? (before.inForce.get(edition.digest) ?? (await tryRead(edition))) : null;
      const witness = known ?? (own === null ? null : witnessOf(editionOf(edition, own)));
      if (witness !== null) past.set(edition.digest, witness);
    }
    before = { inForce, past };
    return before;
  };
}
