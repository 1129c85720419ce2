/** `ashiato tags …`: packs of claims at hand, checking and converting them, and doubting what they say. */
import type { Command } from 'commander';
import { isActorPack, listPacks, readActorPack, readTagPack } from '../../adapters/tags/files.ts';
import { tagJournal } from '../../adapters/tags/journal.ts';
import { renderCsv, renderLabels } from '../../adapters/tags/tables.ts';
import { renderPack } from '../../adapters/tags/yaml.ts';
import { composeTags, tagJournalOf } from '../../compose/base.ts';
import type { Config } from '../../config.ts';
import { openActorBook } from '../../core/attribution/actors.ts';
import { plainText } from '../../core/attribution/labels.ts';
import { type Problem, packOfTags, type RawPack, tagsOfPack } from '../../core/attribution/tagpack.ts';
import { counted } from '../../core/model/counted.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TagDeed, TagId } from '../../core/model/tag.ts';
import { print } from '../json.ts';
import { configWith } from '../options.ts';

const FORMATS: ReadonlyMap<string, (pack: RawPack) => string> = new Map([
  ['tagpack', (pack: RawPack) => renderPack(pack, 'tags')],
  ['csv', renderCsv],
  ['labels', renderLabels],
]);

type Options = { readonly data?: string; readonly json?: true };
type Doubt = Options & { reason: string; by: string };

export function tagsCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const tags = program
    .command('tags')
    .description('claims about addresses: what is at hand, and doubts about it');
  tags
    .command('list')
    .description('the packs at hand')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((options: Options) => {
      const { book, actors, problems } = composeTags(configWith(env, options));
      const packs = book.packs.map((pack) => ({
        pack,
        aside: problems.filter((problem) => problem.pack === pack && problem.aside).length,
      }));
      const lines = packs.map(
        ({ pack, aside }) =>
          `  ${plainText(pack)}${aside === 0 ? '' : `  (${counted(aside, 'row')} set aside)`}\n`,
      );
      print(
        options,
        { claims: book.size, actors: actors.size, packs },
        `${counted(book.size, 'claim')}, ${counted(actors.size, 'actor')}\n${lines.join('')}`,
      );
    });
  tags
    .command('check')
    .description('read files of tags or actors and name every row that cannot be used or looks odd')
    .argument('<path...>', 'TagPack or ActorPack (YAML), CSV, label list (JSON); folders too')
    .option('--json', 'print JSON')
    .action((paths: readonly string[], options: Options) => {
      const files = paths.flatMap(listPacks).map((file) => {
        const { claims, problems } = checkFile(file);
        return { file, claims, aside: problems.filter((problem) => problem.aside).length, problems };
      });
      const lines = files.flatMap((each) => [
        `${each.file}: ${each.claims}, ${counted(each.aside, 'row')} set aside, ${counted(each.problems.length - each.aside, 'remark')}\n`,
        ...each.problems.map(
          ({ line, code, what }) => `  ${each.file}:${line} ${code}: ${plainText(what)}\n`,
        ),
      ]);
      print(options, { files }, lines.join(''));
      const aside = files.reduce((sum, each) => sum + each.aside, 0);
      if (aside === 0) return;
      throw new AshiatoError('E_TAG_FILE', `${counted(aside, 'row')} cannot be used; all others can`, {
        where: paths.join(' '),
        next: 'The lines above name them. They are kept as they are, and matched with nothing.',
      });
    });
  tags
    .command('convert')
    .description('print a file of tags as a GraphSense TagPack, as CSV or as an explorer’s label list (JSON)')
    .argument('<file>', 'TagPack (YAML), CSV or label list (JSON)')
    .option('--to <format>', 'tagpack | csv | labels', 'tagpack')
    .action((file: string, { to }: { to: string }) => {
      const actors = isActorPack(file);
      const render = FORMATS.get(to);
      if (render === undefined || (actors && to !== 'tagpack'))
        throw new AshiatoError('E_USAGE', `"${to}" is not a format of ${actors ? 'actors' : 'tags'}`, {
          where: '--to',
          next: actors ? 'Use tagpack.' : `Use one of: ${[...FORMATS.keys()].join(', ')}.`,
        });
      process.stdout.write(actors ? renderPack(readActorPack(file), 'actors') : render(readTagPack(file)));
    });
  tags
    .command('export')
    .description('print what stands of a pack at hand as a GraphSense TagPack')
    .argument('<pack>', 'its name, as "ashiato tags list" shows it')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((name: string, options: Options) => {
      const { book, written } = composeTags(configWith(env, options));
      const standing = book.ofPack(name).filter(({ state }) => state.type === 'standing');
      if (standing.length === 0) throw unknownTag(name);
      print(
        options,
        { pack: name, tags: standing },
        renderPack(written(name) ?? packOfTags(name, standing), 'tags'),
      );
    });
  for (const [action, says] of [
    ['contest', 'doubt a tag, or every tag of a pack: it is shown, and stops nothing until it is restored'],
    ['retract', 'take a tag, or every tag of a pack, out of use; its history stays'],
    ['restore', 'lift a doubt or a retraction'],
  ] as const) {
    tags
      .command(action)
      .description(says)
      .argument('<tag-or-pack>', 'the id of a tag ("ashiato explain" shows it), or the name of a pack')
      .requiredOption('--reason <text>', 'why')
      .requiredOption('--by <name>', 'who says so')
      .option('--json', 'print JSON')
      .option('--data <folder>', 'data folder')
      .action((target: string, { reason, by, ...options }: Doubt) => {
        const config = configWith(env, options);
        const entry: TagDeed = {
          action,
          target: targetOf(target, config),
          by,
          reason,
          at: new Date().toISOString(),
        };
        tagJournal(tagJournalOf(config)).add(() => [entry]);
        print(options, entry, `${action}: ${target}, noted in ${tagJournalOf(config)}\n`);
      });
  }
}

function checkFile(file: string): { claims: string; problems: readonly Problem[] } {
  if (isActorPack(file)) {
    const actors = openActorBook([readActorPack(file)]);
    return { claims: counted(actors.size, 'actor'), problems: actors.problems };
  }
  const { tags, problems } = tagsOfPack(readTagPack(file), 'T0');
  return { claims: counted(tags.length, 'claim'), problems };
}

function targetOf(text: string, config: Config): TagDeed['target'] {
  const { book } = composeTags(config);
  if (book.get(text as TagId) !== null) return { type: 'tag', id: text as TagId };
  if (book.packs.includes(text)) return { type: 'pack', pack: text };
  throw unknownTag(text);
}

const unknownTag = (text: string): AshiatoError =>
  new AshiatoError('E_TAG_UNKNOWN', `"${text}" is neither a tag nor a pack at hand`, {
    where: 'tags',
    next: '"ashiato explain <address>" shows the ids of tags, "ashiato tags list" the packs.',
  });
