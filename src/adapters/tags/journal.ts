/**
 * The tags' journal: one line of JSON for each contest, retraction or restoration, only ever added to. A line
 * that a crash cut short is named and not guessed at.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TagDeed, TagId } from '../../core/model/tag.ts';

const deed = z.strictObject({
  action: z.enum(['contest', 'retract', 'restore']),
  target: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('tag'), id: z.string().transform((id) => id as TagId) }),
    z.strictObject({ type: z.literal('pack'), pack: z.string().min(1) }),
  ]),
  by: z.string().min(1),
  reason: z.string().min(1),
  at: z.iso.datetime(),
});

export function readDeeds(path: string): TagDeed[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) => (line === '' ? [] : [readDeed(line, `${path}:${i + 1}`)]));
}

function readDeed(line: string, where: string): TagDeed {
  const parsed = deed.safeParse(parseLine(line));
  if (parsed.success) return parsed.data;
  throw new AshiatoError('E_TAG_FILE', 'the journal of tags has a line that is no entry', {
    where,
    next: 'If the line was cut short by a crash remove it and do the step again; else restore the file.',
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Written and flushed before it is said to be done. */
export function appendDeed(path: string, entry: TagDeed): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a');
  try {
    writeSync(file, `${JSON.stringify(entry)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
