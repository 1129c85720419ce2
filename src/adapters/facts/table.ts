/** One table of the facts: read, and refused with its place where it is malformed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';

export function readTable<S extends z.ZodType>(folder: string, file: string, schema: S): z.infer<S> {
  const path = join(folder, file);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AshiatoError('E_FACTS', cause instanceof Error ? cause.message : String(cause), {
      where: path,
      next: 'Restore the file or correct its syntax.',
      cause,
    });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(
    issue?.message ?? 'unreadable',
    `${file} ${(issue?.path ?? []).map(String).join('.')}`.trim(),
  );
}

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_FACTS', what, { where, next: 'Correct this value; facts/README.md holds the rules.' });
