/**
 * Screening as machines see it: `POST /v1/screen`, its signed answer, and what the shipped client checks. One schema
 * gives the types, the validation and the OpenAPI document. Kept stable.
 */
import { z } from 'zod';
import { errorSchema } from './trace.ts';
import { day } from './values.ts';

/** Row 69 of the bad inputs and the pace of an event loop: more than this is sent as several requests. */
export const MOST_QUESTIONS = 1_000;

const TEXT = 400;
const OUTCOMES = ['hit', 'clear', 'indeterminate'] as const;

const units = z
  .string()
  .regex(/^\d{1,78}$/)
  .describe('base units, as a decimal string');

/** What may stand beside any subject. Texts are read by screening itself, so that a bad one gets its own code. */
const beside = {
  chain: z.string().max(80).optional().describe('CAIP-2 id, name or ticker; without it every chain is meant'),
  direction: z.enum(['deposit', 'withdrawal']).default('deposit'),
  asOf: day.optional().describe('a past day to ask about; without it, now'),
  payment: z
    .strictObject({ asset: z.string().max(200).describe('CAIP-19 id'), amount: units })
    .optional()
    .describe('what is to be paid, for rules that depend on it'),
};

export const questionSchema = z.union([
  z.strictObject({ address: z.string().max(TEXT), ...beside }),
  z.strictObject({ transaction: z.string().max(TEXT), ...beside }),
  z.strictObject({
    name: z.string().max(TEXT),
    births: z.array(z.string().max(40)).max(10).optional(),
    countries: z.array(z.string().max(80)).max(10).optional(),
    ...beside,
  }),
]);

const nonce = z
  .string()
  .min(16)
  .max(64)
  .optional()
  .describe('any fresh text: the answer is bound to the whole body, so an old answer fits no new question');

export const batchSchema = z.strictObject({
  questions: z.array(z.unknown()).min(1).max(MOST_QUESTIONS).describe('each as if it were sent alone'),
  nonce,
});

/** In the document a batch says what its items are; in use each item is read on its own, so that one bad item is one. */
export const batchDocumentSchema = z.strictObject({
  questions: z.array(questionSchema).min(1).max(MOST_QUESTIONS),
  nonce,
});

const family = z.enum(['bitcoin', 'evm', 'tron']);
const account = z.object({ family, address: z.string() });

export const subjectSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('address'), text: z.string(), accounts: z.array(account) }),
  z.object({ type: z.literal('transaction'), text: z.string(), chain: z.string().nullable() }),
  z.object({
    type: z.literal('name'),
    text: z.string(),
    births: z.array(z.string()),
    countries: z.array(z.string()),
  }),
]);

const matchSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('listed'),
    list: z.string(),
    entry: z.string(),
    entryHash: z.string().describe('SHA-256 of the entry: what a disposition is bound to'),
    names: z.array(z.string()),
    effect: z.enum([
      'asset-freeze',
      'transport-restriction',
      'seizure-order',
      'export-control',
      'stolen-funds-lead',
    ]),
    programmes: z.array(z.string()),
    addressListedOn: day.nullable(),
    entryListedOn: day.nullable(),
    sameKeyAs: z
      .string()
      .nullable()
      .describe(
        'null: the entry names the subject; otherwise no list names it, and this is the listed address whose key spends from it as well',
      ),
    score: z.number().min(0).max(1),
    features: z.array(z.object({ feature: z.string(), value: z.number(), says: z.string() })),
  }),
  z.object({
    type: z.literal('exposure'),
    incident: z.string(),
    stolenOn: day.nullable(),
    firstArrived: day.nullable(),
    lastArrived: day.nullable(),
    hops: z.int(),
    asset: z.string().nullable(),
    min: units.nullable(),
    max: units.nullable(),
    policies: z
      .array(z.object({ policy: z.string(), amount: units }))
      .describe('the envelope that min and max span'),
    path: z.array(z.string()),
    counterparties: z
      .object({
        count: z.int(),
        largest: z.array(
          z.object({
            family,
            address: z.string(),
            direction: z.enum(['from', 'to']),
            amount: units,
            end: z
              .object({ kind: z.string(), label: z.string() })
              .nullable()
              .describe('what the value ended with there, such as a mixer or a service, by name'),
            listedOn: z.array(z.string()).describe('lists that name them'),
          }),
        ),
      })
      .describe('whom it took the stolen value from and gave it to'),
    cluster: z
      .object({
        size: z.int(),
        members: z.array(z.string()),
        listed: z.array(z.object({ address: z.string(), list: z.string() })),
      })
      .nullable()
      .describe('addresses spent together with it in traced transactions; a lead, no identity'),
    ground: z.string(),
  }),
]);

const checkName = z.enum(['lists', 'exposure', 'name', 'ownership']);

const checkSchema = z.object({
  name: checkName,
  outcome: z.enum(OUTCOMES),
  code: z.string().nullable().describe('why it is not clear; null where it is'),
  says: z.string(),
  next: z.string().nullable(),
  matches: z.array(matchSchema),
  notFoundIn: z
    .array(z.object({ list: z.string(), edition: z.string() }))
    .describe('editions looked through in vain; that alone is no clear'),
});

const standingSchema = z.object({
  list: z.string(),
  edition: z.string(),
  published: day,
  digest: z.string(),
  origin: z.enum(['publisher', 'mirror', 'signed-import', 'bundled', 'laboratory']),
  verifiedAt: z.int().nullable().describe('seconds, UTC; null: no publisher ever said that this is current'),
  age: z.int().nullable(),
  partial: z.boolean(),
  state: z.enum(['current', 'warn', 'stale']),
});

/** All of a decision but whom it is about: items of a batch that fare alike share one. */
export const findingsSchema = z.object({
  direction: z.enum(['deposit', 'withdrawal']),
  asOf: day.nullable(),
  outcome: z.enum(OUTCOMES),
  action: z.enum(['credit', 'review', 'hold', 'send', 'refuse']),
  rule: z.object({ id: z.string(), reason: z.string() }),
  checks: z.array(checkSchema),
  notChecked: z.array(z.object({ name: checkName, why: z.string() })),
  lists: z.array(standingSchema),
  overrides: z.array(
    z.object({
      id: z.string(),
      type: z.enum(['false-match', 'staleness']),
      by: z.array(z.string()),
      reason: z.string(),
      until: z.int(),
    }),
  ),
  task: z
    .object({
      jurisdiction: z.string(),
      says: z.string(),
      dueBy: z.int().nullable(),
      source: z.string(),
      verified: z.boolean().describe('false: nobody read it at its source; ask counsel'),
    })
    .nullable(),
  caveats: z.array(z.string()),
  coverage: z
    .object({
      tips: z.array(z.object({ chain: z.string(), height: z.int(), hash: z.string() })),
      maxHops: z.int().nullable(),
      complete: z.boolean(),
    })
    .nullable()
    .describe('what an answer about flows covers; null: flows were not looked at'),
  rules: z.object({ version: z.string(), digest: z.string() }),
  environment: z.enum(['production', 'laboratory']),
  decidedAt: z.int(),
  validUntil: z.int(),
  listVersion: z
    .string()
    .describe('SHA-256 over the editions that were asked: changes when any of them does'),
  decisionBasis: z.array(z.string()).describe('what led to the outcome, one sentence each'),
});

const decisionSchema = z.object({ subject: subjectSchema, ...findingsSchema.shape });

export const sealSchema = z.object({
  algorithm: z.literal('ed25519'),
  keyId: z.string(),
  signature: z
    .string()
    .describe('base64, over "ashiato-answers/1:" and the root in hex; see docs/screening.md'),
  path: z
    .array(z.string().regex(/^[LR][0-9a-f]{64}$/))
    .max(32)
    .describe('from this answer’s leaf to the root: answers of one moment are signed together'),
});

export const answerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('single'),
    request: z.string().describe('SHA-256 of the body as it was sent'),
    decision: decisionSchema,
  }),
  z.object({
    type: z.literal('batch'),
    request: z.string(),
    outcome: z.enum(OUTCOMES).describe('clear only where every item is'),
    items: z.array(z.object({ subject: subjectSchema, findings: z.int() })),
    findings: z.array(findingsSchema),
  }),
]);

export const signedAnswerSchema = z.object({
  answer: answerSchema,
  seal: sealSchema,
  error: errorSchema
    .optional()
    .describe('beside an answer that is indeterminate: its first reason, in the form of every refusal'),
});

export const listsSchema = z.object({
  lists: z.array(standingSchema),
  attempts: z
    .array(
      z.object({
        format: z.string(),
        at: z.int(),
        failure: z.object({ code: z.string(), says: z.string() }).nullable(),
      }),
    )
    .describe('what came of the last try to fetch each list'),
  listVersion: z.string(),
  canClear: z.boolean().describe('whether somebody who is found nowhere is called clear by the lists'),
  says: z.string(),
  environment: z.enum(['production', 'laboratory']),
  at: z.int(),
});

/** `POST /v1/register`: the question is answered as ever, and asked again whenever a list changes. */
export const registrationSchema = z.strictObject({
  kind: z
    .enum(['transfer', 'withdrawal', 'watch'])
    .describe('watch: until taken back; the others for 90 days'),
  reference: z
    .string()
    .min(1)
    .max(200)
    .describe('your own name for it: one reference is registered once, however often it is sent'),
  question: questionSchema,
});

export const registeredSchema = z.object({ id: z.string(), ...signedAnswerSchema.shape });

export const alertsSchema = z.object({
  alerts: z.array(
    z.object({
      id: z.string(),
      type: z
        .enum(['retroactive_hit', 'threshold_crossed'])
        .describe('threshold_crossed: a holding came to lie above the sum of the configuration'),
      registered: z.string().nullable().describe('null: the alert is about no registered subject'),
      createdAt: z.int(),
      deliveredAt: z.int().nullable(),
      body: z
        .unknown()
        .describe('what happened, such as the earlier answer and the decision that reverses it'),
    }),
  ),
});

export const deliveredSchema = z.strictObject({ ids: z.array(z.string().max(100)).min(1).max(1_000) });

export const keysSchema = z.object({
  keys: z.array(
    z.object({
      keyId: z.string(),
      publicKey: z.string().describe('the 32 bytes of the ed25519 key, base64'),
      environment: z.enum(['production', 'laboratory']),
      from: z.int(),
      until: z.int().nullable(),
    }),
  ),
});

export type QuestionJson = z.input<typeof questionSchema>;
export type QuestionRead = z.output<typeof questionSchema>;
export type SubjectJson = z.infer<typeof subjectSchema>;
export type FindingsJson = z.infer<typeof findingsSchema>;
export type AnswerJson = z.infer<typeof answerSchema>;
export type SealJson = z.infer<typeof sealSchema>;
export type SignedAnswerJson = z.infer<typeof signedAnswerSchema>;
