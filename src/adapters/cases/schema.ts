/** `case.json`: what a case says about its tables. Unknown keys are refused, so that a typo is not an omission. */
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import { END_KINDS } from '../../core/model/movement.ts';
import { nearest } from '../../core/model/nearest.ts';

const text = z.string().min(1);
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'write a day as YYYY-MM-DD');
const decimal = z.string().describe('whole units of the asset, as a decimal string');
const translated = z.strictObject({ en: text, ja: text, ko: text });
const eventIndex = z.int().nonnegative();

const provenance = z.strictObject({ what: text, source: text, licence: text, retrieved: text, relaid: text });
const evidence = z.strictObject({
  author: text,
  source: text,
  note: text.optional(),
  knownAt: day.optional(),
});
const declaration = z.strictObject({ author: text, source: text, note: text, knownAt: day.optional() });
const asset = z.strictObject({
  symbol: text.describe('the word the tables use for it'),
  chain: text,
  contract: text.nullable().describe("null: the chain's own coin"),
  decimals: z.int().min(0).max(36),
});
const coverage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('all') }),
  z.strictObject({ type: z.literal('addresses'), addresses: z.array(text).min(1), reason: text }),
]);
const seed = z.strictObject({
  tx: text,
  event: eventIndex,
  amount: decimal,
  stolen: text.describe('symbol of the asset stolen'),
  origin: decimal,
  declaration: text,
});
const swap = z.strictObject({
  tx: text,
  in: z.array(eventIndex).min(1),
  out: eventIndex,
  inner: z.array(eventIndex).optional(),
  protocol: text,
  declaration: text,
});
const stop = z.strictObject({
  chain: text,
  address: text,
  asset: text.optional().describe('symbol; absent: every asset'),
  kind: z.enum(END_KINDS),
  label: z.string(),
  confidence: z.number().min(0).max(1),
  evidence,
});
const gap = z.strictObject({
  type: z.enum(['coverage', 'opening-unknown', 'unexplained-credit', 'input-value-unknown']),
  text,
});
const name = z.strictObject({ chain: text, address: text, name: text });
const tokens = z.strictObject({ file: text, chain: text });

const caseFile = z.strictObject({
  schema: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'use small letters, digits and hyphens'),
  incident: text.nullable(),
  laboratory: z.boolean(),
  title: translated,
  summary: translated,
  provenance: z.array(provenance).min(1),
  files: z.record(text, z.string().regex(/^[0-9a-f]{64}$/, 'write a SHA-256 in 64 hex digits')),
  assets: z.array(asset).min(1),
  coverage,
  openings: z.enum(['genesis', 'unknown']),
  declarations: z.record(text, declaration),
  seeds: z.array(seed).min(1),
  swaps: z.array(swap),
  stops: z.array(stop),
  names: z.array(name),
  gaps: z.array(gap),
  tokens: tokens.optional().describe('a table of token contracts that touched the case, judged by rule'),
});

export type CaseFile = z.infer<typeof caseFile>;

const KNOWN_KEYS = [
  caseFile,
  provenance,
  declaration,
  evidence,
  asset,
  seed,
  swap,
  stop,
  gap,
  name,
  tokens,
  translated,
]
  .flatMap((object) => Object.keys(object.shape))
  .concat('type', 'addresses', 'reason');

export function parseCaseFile(json: unknown, where: string): CaseFile {
  const parsed = caseFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.map(String).join('.');
  const at = path === '' ? where : `${where} ${path}`;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const guess = nearest(key, KNOWN_KEYS);
    const next = guess === null ? 'Remove it.' : `Did you mean "${guess}"? Otherwise remove it.`;
    throw new AshiatoError('E_CASE_TABLE', `the key "${key}" is not known`, { where: at, next });
  }
  throw new AshiatoError('E_CASE_TABLE', issue.message, {
    where: at,
    next: 'Correct this value in case.json.',
  });
}
