/** Articles taken in, as machines see them: `ashiato intel … --json` and the API. */
import { z } from 'zod';

const spanSchema = z.object({
  start: z.int().min(0),
  end: z.int().min(0).describe('up to, not including; in UTF-16 units of the text'),
});

const saysSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('address'),
    network: z.string(),
    address: z.string(),
    checked: z
      .boolean()
      .describe('false: there is no checksum to check (a network without one, an EVM address in one case)'),
  }),
  z.object({ kind: z.literal('transaction'), id: z.string() }),
  z.object({
    kind: z.literal('amount'),
    value: z.string().describe('plain decimal'),
    unit: z.string(),
    bound: z.enum(['said', 'about', 'at-least', 'at-most']),
  }),
  z.object({
    kind: z.literal('date'),
    date: z.string().describe('as precise as the text: 2025-02-21, 2025-02 or 2025'),
    by: z.enum(['written', 'publication', 'context']),
  }),
  z.object({ kind: z.literal('actor'), actor: z.string(), name: z.string() }),
  z.object({ kind: z.literal('victim'), name: z.string(), incidents: z.array(z.string()) }),
  z.object({ kind: z.literal('technique'), technique: z.string() }),
  z.object({
    kind: z.literal('attribution'),
    by: z.string(),
    victim: z.string().nullable(),
    actor: z.string().nullable(),
    date: z.string().nullable(),
  }),
]);

const claimSchema = z.object({ span: spanSchema, quote: z.string(), says: saysSchema });

const decidedSchema = z.object({
  verdict: z.enum(['accepted', 'rejected']),
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});

export const articleSchema = z.object({
  id: z.string(),
  at: z.string().describe('when it was taken in'),
  file: z.string().describe('the file’s name, or the page’s address'),
  kind: z.enum(['html', 'pdf', 'text']),
  title: z.string().nullable(),
  language: z.enum(['en', 'ja', 'ko']),
  published: z.string().nullable(),
  kin: z
    .array(z.object({ id: z.string(), kinship: z.enum(['same', 'syndicated']), share: z.number() }))
    .describe('articles taken in before that tell the same: no second source'),
  claims: z.array(
    claimSchema.extend({
      id: z.string(),
      state: z.enum(['open', 'accepted', 'rejected']),
      decision: decidedSchema.nullable(),
    }),
  ),
  asides: z.array(claimSchema).describe('from menus, rankings and headlines around the story'),
  refused: z.array(z.object({ span: spanSchema, quote: z.string(), code: z.string(), why: z.string() })),
  matches: z.array(z.object({ incident: z.string(), grounds: z.array(z.string()) })),
  proposal: z
    .object({
      date: z.string().nullable(),
      amounts: z.array(z.string()),
      span: spanSchema,
      quote: z.string(),
    })
    .nullable()
    .describe('a theft that no known victim, address or transaction explains'),
  contradictions: z.array(
    z.object({
      incident: z.string(),
      field: z.enum(['date', 'loss', 'asset', 'actor', 'attribution-date']),
      library: z.string(),
      article: z.string(),
      span: spanSchema,
    }),
  ),
  repeatedCharacters: z.int(),
});
export type ArticleJson = z.infer<typeof articleSchema>;

export const decidedClaimsSchema = z.object({
  articles: z.array(articleSchema).describe('the articles whose claims were decided, as they stand now'),
  proposed: z
    .array(z.object({ edit: z.string(), entry: z.string(), field: z.string(), value: z.string() }))
    .describe('what waits in the library for another person’s review'),
});
export type DecidedClaimsJson = z.infer<typeof decidedClaimsSchema>;

export const articlesSchema = z.object({ articles: z.array(articleSchema) });
export const articleTextSchema = articleSchema.extend({ text: z.string() });
export type ArticleTextJson = z.infer<typeof articleTextSchema>;

const told = {
  published: z
    .string()
    .nullable()
    .default(null)
    .describe('day of publication, where the page does not say it'),
  encoding: z.string().max(40).nullable().default(null),
};

/** A document as a file, as text, or by its address; the last only from the person at the server. */
export const takeInSchema = z.union([
  z.strictObject({ name: z.string().min(1).max(200), base64: z.base64(), ...told }),
  z.strictObject({ name: z.string().min(1).max(200), text: z.string(), ...told }),
  z.strictObject({ url: z.string().max(2_000), ...told }),
]);
export type TakeInJson = z.input<typeof takeInSchema>;

export const takenInSchema = z.object({ article: articleSchema, new: z.boolean() });
export type TakenInJson = z.infer<typeof takenInSchema>;

export const decideSchema = z.strictObject({
  claims: z.array(z.string().max(40)).min(1).max(500),
  verdict: z.enum(['accepted', 'rejected']),
  by: z.string().max(200),
  reason: z.string().max(2_000).default(''),
});
export type DecideJson = z.input<typeof decideSchema>;
