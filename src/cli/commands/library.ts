/** `ashiato library …`: incidents, actors, techniques and responses; who says so; and how an entry is edited. */
import type { Command } from 'commander';
import type { LibraryDesk } from '../../app/knowledge/edit-library.ts';
import { editToJson, entryToJson, searchToJson } from '../../app/knowledge/library-json.ts';
import { composeLibraryDesk, composeMitreNames } from '../../compose/library.ts';
import type { Change, Edit } from '../../core/library/edit.ts';
import { type Confidence, type EntryRef, KINDS, type Kind, leadOf } from '../../core/library/entry.ts';
import { fieldOf } from '../../core/library/fields.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { toJson } from '../json.ts';
import { editsToText, entryToText, searchToText } from '../library-text.ts';
import { configWith } from '../options.ts';

type Common = { json?: true; data?: string };
type Propose = Common & {
  set: string[];
  beside: string[];
  strike: string[];
  new?: true;
  source: string;
  confidence: string;
  by: string;
  reason: string;
};
type Review = Common & { accept?: true; reject?: true; by: string; reason: string };

const LIMIT = 500;

export function libraryCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const deskOf = (options: Common): LibraryDesk => composeLibraryDesk(configWith(env, options));
  const library = program
    .command('library')
    .description('incidents, actors, techniques and responses, each statement with its source');
  const subcommand = (name: string, says: string): Command =>
    library
      .command(name)
      .description(says)
      .option('--json', 'print JSON')
      .option('--data <folder>', 'data folder');
  const many = (text: string, before: string[]): string[] => [...before, text];

  subcommand('search', 'find entries by words of any script (라자루스, ラザルス, Lazarus)')
    .argument('[words...]', 'words that must all occur; without any, everything')
    .option('--kind <kind>', KINDS.join(' | '))
    .action((words: readonly string[], options: Common & { kind?: string }) => {
      const kind = options.kind === undefined ? null : readKind(options.kind);
      const found = searchToJson(deskOf(options), words.join(' '), kind, LIMIT);
      process.stdout.write(options.json ? toJson(found) : searchToText(found));
    });

  subcommand('show', 'one entry: every statement, who says it, and how far it may be believed')
    .argument('<kind>', KINDS.join(' | '))
    .argument('<id>', 'as "ashiato library search" shows it')
    .action((kind: string, id: string, options: Common) => {
      const desk = deskOf(options);
      const entry = desk.entry({ kind: readKind(kind), id });
      const told = entryToJson(entry, desk.entries(), composeMitreNames());
      process.stdout.write(options.json ? toJson(told) : entryToText(told));
    });

  subcommand('history', 'every edit of an entry that was ever proposed')
    .argument('<kind>', KINDS.join(' | '))
    .argument('<id>', 'as "ashiato library search" shows it')
    .action((kind: string, id: string, options: Common) => {
      const desk = deskOf(options);
      print(desk, desk.historyOf({ kind: readKind(kind), id }), options);
    });

  subcommand('queue', 'edits that wait for a review')
    .option('--all', 'every edit that was ever proposed')
    .action((options: Common & { all?: true }) => {
      const desk = deskOf(options);
      const edits = desk.edits().filter(({ state }) => options.all === true || state === 'open');
      print(desk, edits, options);
    });

  subcommand('propose', 'propose an edit; nothing changes before another person accepts it')
    .argument('<kind>', KINDS.join(' | '))
    .argument('<id>', 'as "ashiato library search" shows it; a new id with --new')
    .option('--set <field=value>', 'the value that leads takes this one’s place, or the list grows', many, [])
    .option('--beside <field=value>', 'stand beside what stands: sources disagree', many, [])
    .option('--strike <field=value>', 'this value no longer stands', many, [])
    .option('--new', 'a new entry')
    .requiredOption('--source <text>', 'who states this, and where')
    .requiredOption('--by <name>', 'who proposes')
    .option('--confidence <level>', 'high | medium | low', 'medium')
    .option('--reason <text>', 'why', '')
    .action((kind: string, id: string, options: Propose) => {
      const desk = deskOf(options);
      const ref = { kind: readKind(kind), id };
      const edit = desk.propose(
        {
          entry: ref,
          creates: options.new === true,
          changes: changesOf(desk, ref, options),
          source: { says: options.source, seen: null, passage: null },
          confidence: readConfidence(options.confidence),
          by: options.by,
          reason: options.reason,
        },
        new Date().toISOString(),
      );
      print(desk, [edit], options);
    });

  subcommand('review', 'accept or reject an edit that another person proposed')
    .argument('<edit>', 'as "ashiato library queue" shows it')
    .option('--accept', 'from now on it stands')
    .option('--reject', 'it stays in the history with the reason')
    .requiredOption('--by <name>', 'who reviews')
    .option('--reason <text>', 'why', '')
    .action((id: string, options: Review) => {
      if ((options.accept === true) === (options.reject === true))
        throw new AshiatoError('E_USAGE', 'say either --accept or --reject', {
          where: 'library review',
          next: 'Give one of the two.',
        });
      const desk = deskOf(options);
      const verdict = options.accept === true ? 'accepted' : 'rejected';
      const { by, reason } = options;
      print(desk, [desk.review({ edit: id, verdict, by, reason, at: new Date().toISOString() })], options);
    });

  subcommand('retract', 'take an edit back in one step; its history stays')
    .argument('<edit>', 'as "ashiato library history" shows it')
    .requiredOption('--by <name>', 'who takes it back')
    .option('--reason <text>', 'why', '')
    .action((id: string, options: Common & { by: string; reason: string }) => {
      const desk = deskOf(options);
      const { by, reason } = options;
      print(desk, [desk.retract({ edit: id, by, reason, at: new Date().toISOString() })], options);
    });
}

function print(desk: LibraryDesk, edits: readonly Edit[], { json }: Common): void {
  const told = edits.map((edit) => editToJson(edit, desk.entries()));
  process.stdout.write(
    json ? toJson({ singleOperator: desk.singleOperator, edits: told }) : editsToText(told),
  );
}

function changesOf(desk: LibraryDesk, ref: EntryRef, { set, beside, strike, new: isNew }: Propose): Change[] {
  const entry = isNew === true ? null : desk.entry(ref);
  return [
    ...set.map((text): Change => {
      const { field, value } = readAssignment(text, '--set');
      const leads = entry !== null && fieldOf(ref.kind, field).holds === 'one';
      return { field, was: leads ? leadOf(entry, field) : null, value };
    }),
    ...beside.map((text): Change => ({ ...readAssignment(text, '--beside'), was: null })),
    ...strike.map((text): Change => {
      const { field, value } = readAssignment(text, '--strike');
      return { field, was: value, value: null };
    }),
  ];
}

function readAssignment(text: string, where: string): { field: string; value: string } {
  const at = text.indexOf('=');
  if (at > 0) return { field: text.slice(0, at), value: text.slice(at + 1) };
  throw new AshiatoError('E_USAGE', `"${text}" is not a field and a value`, {
    where,
    next: 'Write field=value, such as notes="seen again in 2026".',
  });
}

const readKind = (text: string): Kind =>
  KINDS.find((kind) => kind === text) ?? refuseWord(text, 'a kind of entry', KINDS);

const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];
const readConfidence = (text: string): Confidence =>
  CONFIDENCES.find((level) => level === text) ?? refuseWord(text, 'a confidence', CONFIDENCES);

function refuseWord(text: string, what: string, known: readonly string[]): never {
  throw new AshiatoError('E_USAGE', `"${text}" is not ${what}`, {
    where: 'library',
    next: `Use one of: ${known.join(', ')}.`,
  });
}
