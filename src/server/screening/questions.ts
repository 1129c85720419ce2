/** What was sent, read as questions. Texts of subjects are left as they are: screening reads them, and refuses with their own codes. */
import type { z } from 'zod';
import { batchSchema, MOST_QUESTIONS, type QuestionRead, questionSchema } from '../../contract/screen.ts';
import type { AssetId } from '../../core/model/asset.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';
import type { Asked, Question } from '../../core/screening/subject.ts';
import { readJsonBody } from '../json-body.ts';

const ONE = {
  address: questionSchema.options[0],
  transaction: questionSchema.options[1],
  name: questionSchema.options[2],
};

export type Sent =
  | { readonly type: 'single'; readonly question: Question }
  | { readonly type: 'batch'; readonly questions: readonly (Question | Unread)[] };

/** An item that is no question: answered as such, and the rest beside it. */
export type Unread = { readonly error: AshiatoError };

export function readSent(text: string): Sent {
  const json = readJsonBody(text, SEE);
  if (!isObject(json)) throw new AshiatoError('E_USAGE', 'the body is not a JSON object', { next: SEE });
  if (!('questions' in json)) {
    const { nonce: _, ...question } = json;
    return { type: 'single', question: readQuestion(question) };
  }
  if (Array.isArray(json.questions) && json.questions.length > MOST_QUESTIONS)
    throw new AshiatoError('E_TOO_LARGE', `${json.questions.length} questions are too many`, {
      where: 'questions',
      limit: `${MOST_QUESTIONS} a request`,
      next: 'Send them as several requests.',
    });
  const parsed = batchSchema.safeParse(json);
  if (!parsed.success) throw refuse(parsed.error, '');
  return { type: 'batch', questions: parsed.data.questions.map(tryQuestion) };
}

function tryQuestion(json: unknown, index: number): Question | Unread {
  const plain = plainAddress(json);
  if (plain !== null) return plain;
  try {
    return readQuestion(json, `questions.${index}`);
  } catch (error) {
    if (error instanceof AshiatoError) return { error };
    throw error;
  }
}

const SEE = 'See the schema of /v1/screen in /api/v1/openapi.json, or docs/screening.md.';

const isObject = (json: unknown): json is Record<string, unknown> =>
  json !== null && typeof json === 'object' && !Array.isArray(json);

/** Nearly every item of a batch is an address, with its chain or without: read without the schema's cost. */
function plainAddress(json: unknown): Question | null {
  if (!isObject(json)) return null;
  const { address, chain } = json;
  let keys = 0;
  for (const _ in json) keys += 1;
  if (typeof address !== 'string' || address.length > 400) return null;
  if (chain === undefined ? keys !== 1 : keys !== 2 || typeof chain !== 'string' || chain.length > 80)
    return null;
  return {
    subject: { type: 'address', address, chain: (chain as string | undefined) ?? null },
    direction: 'deposit',
    payment: null,
    asOf: null,
  };
}

export function readQuestion(json: unknown, where = ''): Question {
  const plain = plainAddress(json);
  if (plain !== null) return plain;
  const kinds = isObject(json) ? (['address', 'transaction', 'name'] as const).filter((k) => k in json) : [];
  const [kind, other] = kinds;
  if (kind === undefined || other !== undefined)
    throw new AshiatoError(
      'E_USAGE',
      'a question asks about an address, a transaction or a name: one of them',
      {
        ...(where === '' ? {} : { where }),
        next: SEE,
      },
    );
  const parsed = ONE[kind].safeParse(json);
  if (!parsed.success) throw refuse(parsed.error, where);
  return toQuestion(parsed.data);
}

function toQuestion(read: QuestionRead): Question {
  const { chain = null, direction, asOf, payment } = read;
  const subject: Asked =
    'address' in read
      ? { type: 'address', address: read.address, chain }
      : 'transaction' in read
        ? { type: 'transaction', txid: read.transaction, chain }
        : { type: 'name', name: read.name, births: read.births ?? [], countries: read.countries ?? [] };
  return {
    subject,
    direction,
    payment:
      payment === undefined ? null : { asset: payment.asset as AssetId, amount: BigInt(payment.amount) },
    asOf: asOf === undefined ? null : readDay(asOf),
  };
}

function readDay(text: string): Day {
  const date = new Date(`${text}T00:00:00Z`);
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return text as Day;
  throw new AshiatoError('E_TIME_RANGE', `there is no day ${text}`, {
    where: 'asOf',
    next: 'Write it as 2025-03-21.',
  });
}

/** A body of one shape. */
export function readJson<T>(text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJsonBody(text, SEE));
  if (!parsed.success) throw refuse(parsed.error, '');
  return parsed.data;
}

function refuse(error: z.ZodError, where: string): AshiatoError {
  const [issue] = error.issues;
  const path = [where, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.');
  return new AshiatoError('E_USAGE', `this cannot be asked: ${issue?.message ?? 'unreadable'}`, {
    ...(path === '' ? {} : { where: path }),
    next: SEE,
  });
}
