/**
 * Kept editions read beside the loop before they are put in force, each once: those in force, and those past of which
 * nobody has noted yet whom they name.
 */
import type { ReadList } from '../../core/lists/reading.ts';
import type { KeptEdition } from '../../ports/list-shelf.ts';
import type { ListParts } from './refresh-lists.ts';

export async function readAhead(
  { shelf, read }: Pick<ListParts, 'shelf' | 'read'>,
  readBeside: (edition: KeptEdition) => Promise<ReadList>,
): Promise<void> {
  const { current, earlier } = shelf.state();
  const unread = [...current, ...earlier.filter((edition) => shelf.accounts(edition) === null)];
  for (const edition of unread) {
    if (read.has(edition.digest)) continue;
    // What cannot be read is left out: whoever needs it reads it again, and says why it cannot be.
    const list = await readBeside(edition).catch(() => null);
    if (list !== null) read.set(edition.digest, list);
  }
}
