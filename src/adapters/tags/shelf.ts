/** Everything that is claimed about addresses here: the facts' services, the packs of the configuration, the journal. */
import { type ActorBook, openActorBook } from '../../core/attribution/actors.ts';
import { type Problem, type RawPack, standingRows, tagsOfPack } from '../../core/attribution/tagpack.ts';
import { openTagBook, type TagBook } from '../../core/attribution/tags.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Tag, TrustLevel } from '../../core/model/tag.ts';
import { isActorPack, listPacks, nameOf, readActorPack, readTagPack } from './files.ts';
import { tagJournal } from './journal.ts';

/** `trust`: how far the publisher is believed at most, whatever the pack says of itself. */
export type PackRow = { readonly path: string; readonly trust: TrustLevel };

export type TagShelf = {
  readonly book: TagBook;
  readonly actors: ActorBook;
  readonly problems: readonly Problem[];
  /** What stands of a pack, as its file has it; null where the pack is no file. */
  readonly written: (pack: string) => RawPack | null;
};

export function openShelf(own: readonly Tag[], packs: readonly PackRow[], journal: string): TagShelf {
  const files = packs.flatMap(({ path, trust }) => listPacks(path).map((file) => ({ file, trust })));
  refuseTwins(files.map(({ file }) => file));
  const imports = files
    .filter(({ file }) => !isActorPack(file))
    .map(({ file, trust }) => tagsOfPack(readTagPack(file), trust));
  const actors = openActorBook(
    files.filter(({ file }) => isActorPack(file)).map(({ file }) => readActorPack(file)),
  );
  const book = openTagBook([...own, ...imports.flatMap(({ tags }) => tags)], tagJournal(journal).read());
  return {
    book,
    actors,
    problems: [...imports.flatMap(({ problems }) => problems), ...actors.problems],
    written(name) {
      const found = files.find(({ file }) => !isActorPack(file) && nameOf(file) === name);
      if (found === undefined) return null;
      const pack = readTagPack(found.file);
      const stands = new Set(
        book
          .ofPack(name)
          .filter(({ state }) => state.type === 'standing')
          .map(({ id }) => id),
      );
      return standingRows(pack, tagsOfPack(pack, found.trust), (claim) => stands.has(claim));
    },
  };
}

/** A pack is retracted by its name, so two packs may not share one. */
function refuseTwins(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const name = nameOf(file);
    const other = seen.get(name);
    if (other !== undefined) {
      throw new AshiatoError('E_TAG_DUPLICATE', `two packs are named "${name}"`, {
        where: `${other}, ${file}`,
        next: 'Rename one of them, or leave one out of "tagPacks".',
      });
    }
    seen.set(name, file);
  }
}
