/** The reader with the facts, as the tests ask it. */
import { join } from 'node:path';
import { loadKnowledge } from '../../src/adapters/intel/knowledge.ts';
import { type ClaimKind, keyOf } from '../../src/core/intel/claim.ts';
import { type Reading, readArticle } from '../../src/core/intel/read-article.ts';

export const knowledge = loadKnowledge(join(import.meta.dirname, '..', '..', 'facts'));
export const read = (text: string, published: string | null = '2026-11-20'): Reading =>
  readArticle(text, published, knowledge);
export const keys = (text: string, kind: ClaimKind, published: string | null = '2026-11-20'): string[] =>
  read(text, published)
    .claims.filter(({ says }) => says.kind === kind)
    .map(({ says }) => keyOf(says).slice(kind.length + 1));
export const codes = (text: string): string[] =>
  read(text).refused.map(({ code, quote }) => `${code} ${quote}`);
