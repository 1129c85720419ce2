/**
 * `npm run scorecard [-- --json] [--data <folder>] [--out <folder>]`: scores the detectors on labelled data and
 * writes scorecard.md and scorecard.json (to docs/ unless --out says otherwise).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AshiatoError } from '../src/core/model/errors.ts';
import { builtIn } from './built-in/table.ts';
import { openFolder } from './data.ts';
import { pageOf } from './page.ts';
import { lineOf, runScorecard } from './run.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    data: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '..', 'docs') },
  },
});

process.on('uncaughtException', (error) => {
  if (!(error instanceof AshiatoError)) throw error;
  const place = error.where === undefined ? '' : ` (${error.where})`;
  process.stderr.write(`${error.code}: ${error.message}${place}\nNext: ${error.next}\n`);
  process.exit(2);
});

const folder = values.data ?? process.env.ASHIATO_DATA;
const data = folder === undefined || folder === '' ? builtIn() : openFolder(folder);
const chapters = await runScorecard(data);
const page = pageOf(data.title, chapters);
const whole = chapters.map(({ name, sets }) => ({ name, sets }));
writeFileSync(join(values.out, 'scorecard.md'), page);
writeFileSync(
  join(values.out, 'scorecard.json'),
  `${JSON.stringify({ data: data.title, chapters: whole }, null, 1)}\n`,
);
if (values.json) {
  for (const set of chapters.flatMap((chapter) => chapter.sets))
    process.stdout.write(`${JSON.stringify(lineOf(set))}\n`);
} else {
  process.stdout.write(page);
}
const notes = new Set(chapters.flatMap((chapter) => chapter.sets.flatMap((set) => set.notes)));
for (const note of notes) if (note.includes('could not be read')) process.stderr.write(`${note}\n`);
for (const { name, seconds } of chapters) process.stderr.write(`${name}: ${seconds.toFixed(1)} s\n`);
