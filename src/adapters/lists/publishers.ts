/**
 * `facts/lists/publishers.json`: where each publisher offers its list. Some offer a page for people and no file that
 * stays, and then the row says so: an address is never guessed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FORMATS, formatNamed } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';

const https = z.string().regex(/^https:\/\//);

/** The page that leads to a file whose address changes, and which of its links is meant. */
const indexPage = z.strictObject({
  page: https,
  link: z.string().refine((text) => text.endsWith('$') && isPattern(text), 'no pattern of the end of a path'),
  hosts: z.array(z.string().regex(/^[a-z0-9.-]+$/)).min(1),
});

const publisher = z.strictObject({
  format: z.string(),
  /** Where a person finds the list. */
  page: z.string().regex(/^https?:\/\//),
  /** Addresses by the role of the file, and pages that lead to it. */
  files: z.record(z.string(), z.array(z.union([https, indexPage])).min(1)),
  /** Why a file has fewer than two addresses, and what to do. */
  why: z.string().min(20).optional(),
  /** Who says so, and of when that is. */
  source: z.string().min(5),
  /** When it was last seen to be so, by those who say it: nothing here was tried by us. */
  seen: z.string().regex(/^\d{4}(-\d{2}){0,2}$/),
});
const table = z.strictObject({
  schema_version: z.literal(3),
  note: z.string(),
  publishers: z.array(publisher),
});

export type Publisher = z.infer<typeof publisher>;

/** One of each format. */
export function loadPublishers(factsFolder: string): readonly Publisher[] {
  const path = join(factsFolder, 'lists', 'publishers.json');
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause), path);
  }
  const parsed = table.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(issue?.message ?? 'unreadable', `${path} ${issue?.path.map(String).join('.') ?? ''}`);
  }
  const { publishers } = parsed.data;
  for (const { format, files, why } of publishers) {
    const ways = formatNamed(format).files.map(({ role }) => files[role]?.length ?? 0);
    if (why === undefined && ways.some((count) => count < 2))
      throw malformed(`${format} has a file with fewer than two addresses, and does not say why`, path);
  }
  const missing = FORMATS.find(({ id }) => !publishers.some(({ format }) => format === id));
  if (missing !== undefined) throw malformed(`nothing is said of ${missing.id}`, path);
  return publishers;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_FACTS', what, { where, next: 'Restore the file or correct this value.' });
