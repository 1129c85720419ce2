/** The library on a terminal: text of others goes there only without its control characters. */
import type { EditJson, EntryJson, SearchJson } from '../contract/library.ts';
import { plainText } from '../core/attribution/labels.ts';
import { wrapLines } from './figures.ts';

const SHOWN = 40;

export function searchToText({ query, counts, hits }: SearchJson): string {
  const said = Object.entries(counts).map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  const lines = hits.slice(0, SHOWN).map(({ kind, id, titles, by, matched, brief }) => {
    const where = by === 'name' ? '' : `  [${by === 'sound' ? 'sounds like' : 'in'} “${short(matched)}”]`;
    return `  ${`${kind} ${id}`.padEnd(34)} ${plainText(titles.en)}  ${brief.map(({ value }) => short(value)).join(', ')}${where}`;
  });
  return wrapLines(
    [
      `${query === '' ? 'The library' : `“${plainText(query)}”`}: ${said.join(', ')}`,
      ...lines,
      ...(hits.length > SHOWN ? [`  ${hits.length - SHOWN} more; --kind and --json`] : []),
      ...(hits.length === 0
        ? ['Next: fewer words, or another script.']
        : [`Next: ashiato library show ${hits[0]?.kind} ${hits[0]?.id}`]),
      '',
    ].join('\n'),
  );
}

/** A source is written once and numbered; each statement names its numbers. */
export function entryToText({ kind, id, titles, fields }: EntryJson): string {
  const numbers = new Map<string, number>();
  const numberOf = (says: string): number => {
    const known = numbers.get(says) ?? numbers.size + 1;
    numbers.set(says, known);
    return known;
  };
  const lines = fields.flatMap(({ name, statements, contradicts }) =>
    statements.map(({ value, label, sources, confidence, rated, edit }, i) => {
      const by = sources
        .map(({ says, seen, passage }) => {
          const place =
            passage === null ? '' : `, article ${passage.article} ${passage.start}–${passage.end}`;
          return numberOf(`${says}${seen === null ? '' : ` [${seen}]`}${place}`);
        })
        .join(',');
      const mark = `${confidence}${rated ? '' : ' by its ground'}${edit === null ? '' : `, edit ${edit}`}`;
      const head = i > 0 ? '' : contradicts ? `${name} (sources differ)` : name;
      return `  ${head.padEnd(28)} ${plainText(value)}${label === null ? '' : ` (${plainText(label.en)})`}  [${by}] ${mark}`;
    }),
  );
  return wrapLines(
    [
      `${kind} ${id}: ${[titles.en, titles.ja, titles.ko].filter((each) => each !== null).join(' · ')}`,
      ...lines,
      'Sources',
      ...[...numbers].map(([says, number]) => `  [${number}] ${plainText(says)}`),
      `Next: ashiato library history ${kind} ${id}`,
      '',
    ].join('\n'),
  );
}

export function editsToText(edits: readonly EditJson[]): string {
  if (edits.length === 0) return 'No edit.\n';
  return wrapLines(edits.flatMap(editLines).concat('').join('\n'));
}

function editLines({
  id,
  state,
  entry,
  creates,
  changes,
  source,
  confidence,
  by,
  reason,
  at,
  deeds,
}: EditJson): string[] {
  return [
    `${id}  ${state}  ${entry.kind} ${entry.id}${creates ? ' (new)' : ''}`,
    ...changes.map(({ field, was, value }) => {
      if (value === null) return `  ${field}: strike “${plainText(was ?? '')}”`;
      return `  ${field}: ${was === null ? 'beside, ' : `“${plainText(was)}” → `}“${plainText(value)}”`;
    }),
    `  source: ${plainText(source.says)}${source.passage === null ? '' : ` (article ${source.passage.article}: “${short(source.passage.quote)}”)`}; confidence ${confidence}`,
    `  proposed by ${plainText(by)} on ${at}${reason === '' ? '' : `: ${plainText(reason)}`}`,
    ...deeds.map(
      (deed) =>
        `  ${deed.type}${deed.selfReviewed ? ' (self-reviewed)' : ''} by ${plainText(deed.by)} on ${deed.at}${deed.reason === '' ? '' : `: ${plainText(deed.reason)}`}`,
    ),
    ...(state === 'open' ? [`  Next: ashiato library review ${id} --accept --by <another person>`] : []),
  ];
}

const short = (text: string): string => plainText(text.length > 60 ? `${text.slice(0, 60)}…` : text);
