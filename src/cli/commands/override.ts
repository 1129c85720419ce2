/** `ashiato override …`: a text that two people sign before a match, or the age of a list, may be set aside. */

import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { signWith } from '../../adapters/lists/keys.ts';
import { decideOverride, overrideText } from '../../app/screening/dispositions.ts';
import { composeDeciders, composeRules } from '../../compose/screening.ts';
import { readConfig } from '../../config.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ListId } from '../../core/model/list.ts';
import type { Override } from '../../core/screening/overrides.ts';
import { guessSubject, parseSubject, subjectKeys } from '../../core/screening/subject.ts';
import { configWith } from '../options.ts';
import { withRegister } from '../with-screening.ts';

const ground = {
  id: z.string(),
  reason: z.string(),
  by: z.array(z.string()),
  since: z.int(),
  until: z.int(),
};
const draft = z.strictObject({
  override: z.discriminatedUnion('type', [
    z.strictObject({
      ...ground,
      type: z.literal('false-match'),
      subject: z.string(),
      entryHash: z.string().regex(/^[0-9a-f]{64}$/),
      rulesDigest: z.string(),
    }),
    z.strictObject({
      ...ground,
      type: z.literal('staleness'),
      list: z.string().transform((text) => text as ListId),
    }),
  ]),
  signed: z.array(z.strictObject({ by: z.string(), key: z.string(), signature: z.string() })),
});

type Given = { readonly [key in 'entry' | 'reason' | 'out' | 'chain' | 'days' | 'hours']?: string };

export function overrideCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const group = program
    .command('override')
    .description('set a false match or the age of a list aside: two registered people sign (docs/rules.md)');
  const now = (): number => Math.floor(Date.now() / 1000);

  group
    .command('false-match')
    .description('write the text that says that a match is somebody else')
    .argument('<what>', 'the address or name that was screened, as it was screened')
    .requiredOption('--entry <hash>', 'entryHash of the match, from --json')
    .requiredOption('--reason <text>', 'why it is somebody else')
    .requiredOption('--out <file>', 'where to write it')
    .option('--chain <chain>', 'the chain it was asked about')
    .option('--days <n>', 'how long, at most 90', '90')
    .action(
      (what: string, { entry, reason, out, chain, days }: { readonly [key: string]: string | undefined }) => {
        const { subject } = parseSubject(guessSubject(what, chain ?? null));
        const since = now();
        write(out!, {
          id: randomUUID(),
          type: 'false-match',
          subject: subjectKeys(subject)[0]!,
          entryHash: entry!,
          rulesDigest: composeRules(readConfig(env, {})).digest,
          reason: reason!,
          by: [],
          since,
          until: since + Math.round(Number(days) * 86_400),
        });
      },
    );
  group
    .command('staleness')
    .description('write the text that lets a list answer beyond its age, at most 4 hours')
    .argument('<list>', 'such as ofac-sdn')
    .requiredOption('--reason <text>', 'why it could not be refreshed')
    .requiredOption('--out <file>', 'where to write it')
    .option('--hours <n>', 'how long, at most 4', '4')
    .action((list: string, { reason, out, hours }: Given) => {
      const since = now();
      write(out!, {
        id: randomUUID(),
        type: 'staleness',
        list: list as ListId,
        reason: reason!,
        by: [],
        since,
        until: since + Math.round(Number(hours) * 3_600),
      });
    });
  group
    .command('sign')
    .description('add one’s own signature')
    .argument('<file>', 'what was written')
    .requiredOption('--key <pem>', 'one’s private ed25519 key')
    .requiredOption('--by <name>', 'one’s name, as it stands under "approvers"')
    .action((file: string, { key, by }: { readonly key: string; readonly by: string }) => {
      const { override, signed } = read(file);
      const mine = { by, ...signWith(key, overrideText(override)) };
      write(file, override, [...signed.filter((each) => each.key !== mine.key), mine]);
    });
  group
    .command('accept')
    .description('put it into force, once two have signed')
    .argument('<file>', 'what was signed')
    .option('--data <folder>', 'data folder')
    .action(async (file: string, options: { readonly data?: string }) => {
      const config = configWith(env, options);
      const { override, signed } = read(file);
      await withRegister(config, async (_, { screening }) => {
        const { id, by, until } = await decideOverride(screening, composeDeciders(config), override, signed);
        process.stdout.write(
          `override ${id} by ${by.join(' and ')} until ${new Date(until * 1000).toISOString()}; every answer it touches shows it\n`,
        );
      });
    });
}

function write(file: string, override: Override, signed: readonly unknown[] = []): void {
  writeFileSync(file, `${JSON.stringify({ override, signed }, null, 1)}\n`);
  process.stdout.write(`${file}: ${signed.length} of 2 signatures\n`);
}

function read(file: string): z.infer<typeof draft> {
  let content: unknown = null;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Said below.
  }
  const parsed = draft.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new AshiatoError('E_OVERRIDE', 'the file is no override', {
    where: file,
    next: 'Write one with "ashiato override false-match" or "ashiato override staleness".',
  });
}
