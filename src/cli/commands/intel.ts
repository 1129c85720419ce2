/** `ashiato intel …`: articles in, cited claims out, and a person who accepts or rejects each. */
import type { Command } from 'commander';
import { openFile } from '../../adapters/intel/document.ts';
import { fetchDocument } from '../../adapters/intel/fetch.ts';
import { articleToJson } from '../../app/knowledge/intel-json.ts';
import { composeIntel } from '../../compose/intel.ts';
import type { ArticleJson } from '../../contract/intel.ts';
import { plainText } from '../../core/attribution/labels.ts';
import { keyOf } from '../../core/intel/claim.ts';
import { refText } from '../../core/library/entry.ts';
import { print, toJson } from '../json.ts';
import { configWith } from '../options.ts';

type AddOptions = { published?: string; encoding?: string; json?: boolean; data?: string };
type ListOptions = { accepted?: boolean; open?: boolean; json?: boolean; data?: string };

export function intelCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const openDesk = (options: { readonly data?: string }) => composeIntel(configWith(env, options));
  const intel = program
    .command('intel')
    .description('articles in, cited claims out; a claim enters when a person accepts it');
  intel
    .command('add')
    .description('read an article (HTML, PDF, text; English, Japanese, Korean) and note its claims')
    .argument('<file or address>', 'a saved article, or its http(s) address')
    .option('--published <day>', 'day of publication, against which "yesterday" and 昨年11月 are worked out')
    .option('--encoding <name>', 'where a file is not UTF-8 and does not say so: shift_jis, euc-kr, …')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (from: string, { published, encoding, json, ...options }: AddOptions) => {
      const desk = openDesk(options);
      const document = /^https?:\/\//i.test(from) ? await fetchDocument(from) : openFile(from);
      const told = { published: published ?? null, encoding: encoding ?? null, at: new Date().toISOString() };
      const { entry, isNew } = await desk.takeIn(document, told);
      const article = articleToJson(entry, desk.intake());
      if (json) process.stdout.write(toJson({ article, new: isNew }));
      else
        process.stdout.write(
          `${isNew ? '' : 'This article was taken in before; nothing was noted.\n'}${pageOf(article)}`,
        );
    });
  intel
    .command('list')
    .description('articles taken in, their claims, and what was decided')
    .argument('[article]', 'the beginning of an article’s id')
    .option('--accepted', 'only claims that a person accepted')
    .option('--open', 'only claims that nobody decided on')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((prefix: string | undefined, { accepted, open, json, ...options }: ListOptions) => {
      const intake = openDesk(options).intake();
      const wanted = (state: string): boolean =>
        (accepted !== true || state === 'accepted') && (open !== true || state === 'open');
      const articles = intake.articles
        .filter(({ id }) => id.startsWith(prefix ?? ''))
        .map((entry) => articleToJson(entry, intake))
        .map((article) => ({ ...article, claims: article.claims.filter(({ state }) => wanted(state)) }));
      if (json) process.stdout.write(toJson({ articles }));
      else if (articles.length === 0) process.stdout.write('No article was taken in.\n');
      else for (const article of articles) process.stdout.write(pageOf(article));
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
      .option('--json', 'print JSON')
      .option('--data <folder>', 'data folder')
      .action(
        (
          claims: readonly string[],
          { by, reason, ...options }: { by: string; reason: string; json?: true; data?: string },
        ) => {
          const at = new Date().toISOString();
          const { proposed } = openDesk(options).decide(claims, { verdict, by, reason, at });
          print(
            options,
            { verdict, claims, proposed },
            [
              `${verdict}: ${claims.map(plainText).join(' ')}\n`,
              ...proposed.map(
                ({ id, proposal }) =>
                  `  proposed to the library as ${id}: ${refText(proposal.entry)}, ${proposal.changes.map(({ field, value }) => `${field} ${plainText(value ?? '')}`).join(', ')}\n` +
                  `  Next: another person runs "ashiato library review ${id}".\n`,
              ),
            ].join(''),
          );
        },
      );
  }
}

/** Text of an article goes to a terminal only without its control characters. */
function pageOf(entry: ArticleJson): string {
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
    ...entry.claims.map(
      ({ id: full, state, span, quote, says }) =>
        `  ${full.replace(entry.id, id)}  ${state}  ${plainText(keyOf(says))}  ${span.start}–${span.end} ${quoted(quote)}`,
    ),
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
