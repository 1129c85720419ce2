/** `ashiato lists …`: what lists are in force and how old they are, refreshing, importing, comparing, approving. */
import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import { readBundle, readFile, writeBundle } from '../../adapters/lists/bundle.ts';
import { downloadList, throughMirror } from '../../adapters/lists/download.ts';
import { keepExtract } from '../../adapters/lists/extracts.ts';
import { signWith } from '../../adapters/lists/keys.ts';
import { fetchList } from '../../app/lists/fetch-lists.ts';
import {
  approvalText,
  approve,
  compareKept,
  type ListParts,
  listsInForce,
  misnamed,
  type Offer,
  type Outcome,
  offer,
} from '../../app/lists/refresh-lists.ts';
import { composeListParts, composeWays } from '../../compose/lists.ts';
import { holdToDates } from '../../core/lists/as-of.ts';
import { type Format, formatNamed } from '../../core/lists/formats.ts';
import { readDay } from '../../core/lists/reading.ts';
import { standingOf } from '../../core/lists/snapshot.ts';
import { counted } from '../../core/model/counted.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';
import type { KeptEdition, ListFiles } from '../../ports/list-shelf.ts';
import { print } from '../json.ts';
import { listsText, outcomeText, renderDifference } from '../lists-text.ts';
import { configWith } from '../options.ts';

type Data = { readonly data?: string; readonly json?: true };
type Refresh = Data & {
  readonly list?: readonly string[];
  readonly mirror?: string;
  readonly from?: readonly string[];
  readonly format?: string;
  readonly published?: string;
  readonly sha256?: string;
  readonly acceptUnverified?: boolean;
};

export function listsCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const lists = program
    .command('lists')
    .description('sanctions lists: editions in force, their age, and those that wait')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print JSON')
    .action((options: Data) => {
      const parts = partsOf(env, options);
      const { editions, doubts, problems } = listsInForce(parts);
      const standings = editions.map((edition) => standingOf(edition, parts.now));
      const waiting = parts.shelf.state().queued;
      const attempts = parts.shelf.attempts();
      const content = { lists: standings, waiting, attempts, doubts, problems };
      print(options, content, listsText(content, editions));
    });
  lists
    .command('refresh')
    .description('fetch the lists from their publishers, or take files at hand')
    .option('--list <format...>', 'only these formats, such as ofac-csv')
    .option('--mirror <url>', 'fetch from here; a mirror never says that a list is current')
    .option('--from <file...>', 'files at hand: a path, or role=path where the format has several')
    .option('--format <format>', 'the format of the files')
    .option('--published <day>', 'the publisher’s day, where the files do not say it')
    .option('--sha256 <digest>', 'the digest that the publisher names for the edition')
    .option('--accept-unverified', 'use readers that never met a real file of their publisher')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<Refresh>();
      finish(
        options,
        options.from === undefined ? await fetchAll(env, options) : [takeFiles(env, options, options.from)],
      );
    });
  lists
    .command('import')
    .description('take a signed edition from a folder, with the publisher’s own time of it')
    .argument('<folder>', 'what "ashiato lists export" wrote')
    .option('--accept-unverified', 'use readers that never met a real file of their publisher')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((folder: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Refresh>();
      const config = configWith(env, options);
      const bundle = readBundle(folder, config.listKeys);
      const offered = offerOf(formatNamed(bundle.format), bundle.files, options);
      finish(options, [
        offer(composeListParts(config, nowSeconds()), {
          ...offered,
          origin: 'signed-import',
          verifiedAt: bundle.verifiedAt,
          published: bundle.published,
          expected: bundle.digest,
        }),
      ]);
    });
  lists
    .command('export')
    .description('write an edition into a folder, signed, for a machine without a network')
    .argument('<edition>', 'the beginning of its digest')
    .argument('<folder>', 'where to')
    .requiredOption('--key <file>', 'Ed25519 private key (PEM)')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((digest: string, folder: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Data & { readonly key: string }>();
      const parts = partsOf(env, options);
      const edition = keptNamed(parts, digest);
      writeBundle(folder, edition, parts.shelf.files(edition), options.key);
      print(options, { edition, folder }, `${edition.list} ${edition.name} written to ${folder}\n`);
    });
  lists
    .command('history')
    .description(
      'keep extracts of OFAC’s addresses (asset,address) of days past, for questions about those days',
    )
    .argument('<file...>', 'CSV with its day in the name, such as addresses_2024-09-27.csv')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((files: readonly string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Data>();
      const { dataFolder } = configWith(env, options);
      const kept = files.map((file) => {
        const { witness, lacks, known } = holdToDates(
          keepExtract(dataFolder, file),
          partsOf(env, options).bundled.statements,
        );
        const { edition, from, to, accounts, wholeFor } = witness;
        return { edition, from, to, addresses: accounts.size, whole: wholeFor.length > 0, lacks, known };
      });
      const lines = kept.map(({ edition, from, to, addresses, whole, lacks, known }) => {
        const day = from === to ? `of ${from}` : `of a day between ${from} and ${to}`;
        const why =
          addresses === 0
            ? 'it has no address that can be read'
            : `it lacks ${lacks} of ${known} addresses known to have been listed then`;
        const cut = whole ? '' : `  ${why}: it cannot say who was not listed\n`;
        return `${edition}: ${counted(addresses, 'address', 'addresses')} ${day}\n${cut}`;
      });
      print(options, { kept }, lines.join(''));
    });
  lists
    .command('diff')
    .description('two kept editions, entry by entry')
    .argument('<before>', 'the beginning of a digest')
    .argument('<after>', 'the beginning of a digest')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((before: string, after: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Data>();
      const difference = compareKept(partsOf(env, options), before, after);
      print(options, difference, renderDifference(difference));
    });
  lists
    .command('approve')
    .description('put your name to an edition that waits; the second approver’s puts it into force')
    .argument('<edition>', 'the beginning of its digest, at least 8 digits')
    .requiredOption('--by <name>', 'your name, as it stands under "approvers" in the configuration')
    .requiredOption('--key <file>', 'your Ed25519 private key (PEM)')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((digest: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Data & { readonly by: string; readonly key: string }>();
      const parts = partsOf(env, options);
      const waiting = keptNamed(parts, digest);
      const signed = signWith(options.key, approvalText(waiting.digest));
      const outcome = approve(parts, waiting.digest, { by: options.by, ...signed, at: parts.now });
      print(options, outcome, outcomeText(outcome));
      if (outcome.type === 'refused') throw outcome.why;
    });
}

/** Every list that can be fetched, or those that are named; one that fails does not keep the others back. */
async function fetchAll(env: NodeJS.ProcessEnv, options: Refresh): Promise<readonly Outcome[]> {
  const config = configWith(env, options);
  const known = composeWays(config);
  const named = options.list?.map((id) => {
    const format = formatNamed(id);
    const { ways, why } = known.find((each) => each.format === format)!;
    if ([...ways.values()].every((each) => each.length > 0)) return { format, ways };
    throw new AshiatoError('E_LIST_UNKNOWN', `no address is known for "${id}". ${why ?? ''}`, {
      where: '--list',
      next: `Name a way under "listMirrors", or give files: ashiato lists refresh --format ${id} --from <file>.`,
    });
  });
  const outcomes: Outcome[] = [];
  for (const { format, ways } of named ?? known.filter(({ usual }) => usual)) {
    const { mirror } = options;
    const said = offerOf(format, new Map(), options);
    outcomes.push(
      await fetchList(format, {
        parts: () => partsOf(env, options),
        download: () => downloadList(format, mirror === undefined ? ways : throughMirror(ways, mirror)),
        said: {
          ...said,
          acceptUnverified: said.acceptUnverified || config.listsUnverified.includes(format.id),
        },
      }),
    );
  }
  return outcomes;
}

/** Files at hand are nobody's word on whether they are current. */
function takeFiles(env: NodeJS.ProcessEnv, options: Refresh, given: readonly string[]): Outcome {
  if (options.format === undefined)
    throw new AshiatoError('E_USAGE', 'the format of the files is not named', {
      where: '--format',
      next: 'Add --format, such as --format un-xml (docs/lists.md names all).',
    });
  const format = formatNamed(options.format);
  const files = new Map(
    given.map((text): [string, Uint8Array] => {
      const [, role = 'list', path = text] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
      return [role, readFile(dirname(path), basename(path))];
    }),
  );
  return offer(partsOf(env, options), offerOf(format, files, options));
}

const offerOf = (format: Format, files: ListFiles, options: Refresh): Offer => ({
  format,
  files,
  origin: 'mirror',
  verifiedAt: null,
  published: options.published === undefined ? null : dayGiven(options.published),
  expected: options.sha256 ?? null,
  acceptUnverified: options.acceptUnverified === true,
});

function dayGiven(text: string): Day {
  const day = readDay(text);
  if (day !== null && text.length === 10) return day;
  throw new AshiatoError('E_USAGE', `"${text}" is not a day`, {
    where: '--published',
    next: 'Write it as 2026-02-27.',
  });
}

/** Says how each list fared, and ends with what is wrong, if anything is. */
function finish(options: Data, outcomes: readonly Outcome[]): void {
  print(options, { outcomes }, outcomes.map(outcomeText).join(''));
  const failed = outcomes.find((each) => each.type === 'refused' || each.type === 'queued');
  if (failed !== undefined) throw failed.why;
}

function keptNamed({ shelf }: ListParts, digest: string): KeptEdition {
  const { current, queued, earlier } = shelf.state();
  const found = [...current, ...queued, ...earlier].filter((each) => each.digest.startsWith(digest));
  if (found.length === 1 && digest.length >= 8) return found[0]!;
  throw new AshiatoError('E_LIST_UNKNOWN', misnamed(found.length, digest), {
    next: '"ashiato lists --json" shows digests; give at least 8 digits of one.',
  });
}

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

const partsOf = (env: NodeJS.ProcessEnv, options: Data): ListParts =>
  composeListParts(configWith(env, options), nowSeconds());
