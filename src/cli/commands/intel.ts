/** `ashiato intel …`: articles in, cited claims out, and a person who accepts or rejects each. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { decide, type Intake, openIntake, takeIn } from '../../adapters/intel/intake.ts';
import type { ArticleEntry } from '../../adapters/intel/journal.ts';
import { loadKnowledge } from '../../adapters/intel/knowledge.ts';
import { readConfig } from '../../config.ts';
import { plainText } from '../../core/attribution/labels.ts';
import { keyOf } from '../../core/intel/claim.ts';
import { PACKAGE_ROOT } from '../../package.ts';

type AddOptions = { published?: string; encoding?: string; json?: boolean; data?: string };
type ListOptions = { accepted?: boolean; open?: boolean; json?: boolean; data?: string };

export function intelCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const folderOf = (data: string | undefined): string =>
    readConfig(env, data === undefined ? {} : { dataFolder: data }).dataFolder;
  const intel = program
    .command('intel')
    .description('articles in, cited claims out; a claim enters when a person accepts it');
  intel
    .command('add')
    .description('read a saved article (HTML, PDF, text; English, Japanese, Korean) and note its claims')
    .argument('<file>', 'the article')
    .option('--published <day>', 'day of publication, against which "yesterday" and 昨年11月 are worked out')
    .option('--encoding <name>', 'where a file is not UTF-8 and does not say so: shift_jis, euc-kr, …')
    .option('--json', 'for machines')
    .option('--data <folder>', 'data folder')
    .action(async (file: string, { published, encoding, json, data }: AddOptions) => {
      const folder = folderOf(data);
      const now = new Date().toISOString();
      const { entry, isNew } = await takeIn(
        file,
        { published: published ?? null, encoding: encoding ?? null, now },
        loadKnowledge(join(PACKAGE_ROOT, 'facts')),
        folder,
      );
      const intake = openIntake(folder);
      if (json === true) writeJson({ ...forMachines(entry, intake), new: isNew });
      else
        process.stdout.write(
          `${isNew ? '' : 'This article was taken in before; nothing was noted.\n'}${pageOf(entry, intake)}`,
        );
    });
  intel
    .command('list')
    .description('articles taken in, their claims, and what was decided')
    .argument('[article]', 'the beginning of an article’s id')
    .option('--accepted', 'only claims that a person accepted')
    .option('--open', 'only claims that nobody decided on')
    .option('--json', 'for machines')
    .option('--data <folder>', 'data folder')
    .action((prefix: string | undefined, { accepted, open, json, data }: ListOptions) => {
      const intake = openIntake(folderOf(data));
      const chosen = intake.articles.filter(({ id }) => id.startsWith(prefix ?? ''));
      const wanted = (state: string): boolean =>
        (accepted !== true || state === 'accepted') && (open !== true || state === 'open');
      if (json === true) {
        writeJson({
          articles: chosen.map((entry) => {
            const told = forMachines(entry, intake);
            return { ...told, claims: told.claims.filter(({ state }) => wanted(state)) };
          }),
        });
      } else if (chosen.length === 0) process.stdout.write('No article was taken in.\n');
      else for (const entry of chosen) process.stdout.write(pageOf(entry, intake, wanted));
    });
  for (const [name, verdict, says] of [
    ['accept', 'accepted', 'accept claims: a person says that the article says this and is worth keeping'],
    ['reject', 'rejected', 'reject claims; they stay in the journal with the reason'],
  ] as const) {
    intel
      .command(name)
      .description(says)
      .argument('<claim...>', 'ids of claims, as "ashiato intel list" shows them')
      .requiredOption('--by <name>', 'who decides')
      .option('--reason <text>', 'why', '')
      .option('--data <folder>', 'data folder')
      .action(
        (claims: readonly string[], { by, reason, data }: { by: string; reason: string; data?: string }) => {
          decide(claims, { verdict, by, reason, at: new Date().toISOString() }, folderOf(data));
          process.stdout.write(`${verdict}: ${claims.map(plainText).join(' ')}\n`);
        },
      );
  }
}

const writeJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

const stateOf = (entry: ArticleEntry, number: number, intake: Intake): string =>
  intake.decisionOn(entry.id, number)?.verdict ?? 'open';

function forMachines({ sketch: _, claims, ...entry }: ArticleEntry, intake: Intake) {
  return {
    ...entry,
    claims: claims.map((claim, i) => ({
      id: `${entry.id}.${i + 1}`,
      ...claim,
      state: stateOf({ sketch: _, claims, ...entry }, i + 1, intake),
      decision: intake.decisionOn(entry.id, i + 1),
    })),
  };
}

/** Text of an article goes to a terminal only without its control characters. */
function pageOf(
  entry: ArticleEntry,
  intake: Intake,
  wanted: (state: string) => boolean = () => true,
): string {
  const id = entry.id.slice(0, 8);
  const quoted = (text: string): string =>
    `“${plainText(text.length > 72 ? `${text.slice(0, 72)}…` : text)}”`;
  const lines = [
    `${id}  ${plainText(entry.title ?? entry.file)}  (${entry.language}, ${entry.published ?? 'day of publication not known'})`,
    ...entry.kin.map(({ id: other, kinship, share }) =>
      kinship === 'same'
        ? `  the same text as ${other.slice(0, 8)} (${Math.round(share * 100)} % alike): no second source`
        : `  retells ${other.slice(0, 8)} (${Math.round(share * 100)} % alike): no second source`,
    ),
    ...entry.matches.map(
      ({ incident, grounds }) => `  speaks of ${incident}: ${grounds.map(plainText).join('; ')}`,
    ),
    ...(entry.proposal === null
      ? []
      : [
          `  proposes a new incident: ${entry.proposal.date ?? 'day not known'}, ${entry.proposal.amounts.join(', ')}: ${quoted(entry.proposal.quote)}`,
        ]),
    ...entry.contradictions.map(
      ({ incident, field, library, article }) =>
        `  CONTRADICTS ${incident}, ${field}: the library has ${plainText(library)}, the article ${plainText(article)}`,
    ),
    ...entry.claims.flatMap(({ span, quote, says }, i) => {
      const state = stateOf(entry, i + 1, intake);
      const at = `${span.start}–${span.end}`;
      return wanted(state)
        ? [`  ${id}.${i + 1}  ${state}  ${plainText(keyOf(says))}  ${at} ${quoted(quote)}`]
        : [];
    }),
    ...entry.refused.map(
      ({ span, quote, code, why }) =>
        `  ${code}: ${plainText(why)}  ${span.start}–${span.end} ${quoted(quote)}`,
    ),
    ...(entry.asides.length === 0
      ? []
      : [
          `  around the story, not taken: ${entry.asides.map(({ says }) => plainText(keyOf(says))).join('; ')}`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
