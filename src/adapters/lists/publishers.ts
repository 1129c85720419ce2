/** `facts/lists/publishers.json`: where each publisher offers its list, at least two ways a file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { formatNamed } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';

const table = z.strictObject({
  schema_version: z.literal(1),
  note: z.string(),
  publishers: z.array(
    z.strictObject({
      format: z.string(),
      files: z.record(z.string(), z.array(z.string().regex(/^https:\/\//)).min(2)),
    }),
  ),
});

/** Of one format: addresses by the role of the file. */
export type Publisher = {
  readonly format: string;
  readonly files: Readonly<Record<string, readonly string[]>>;
};

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
  for (const { format, files } of parsed.data.publishers)
    for (const { role } of formatNamed(format).files)
      if (files[role] === undefined) throw malformed(`${format} has no address for "${role}"`, path);
  return parsed.data.publishers;
}

const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_FACTS', what, { where, next: 'Restore the file or correct this value.' });
