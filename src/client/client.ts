/**
 * The client that ships with the package (`import { openClient } from 'ashiato/client'`). It lets money through on one
 * thing only: an answer that is clear, whole, signed by a key it was given, made for just this request, and not yet
 * over. Whatever else happens, from a refused connection to a forged body, is a block with its reason.
 *
 * Types, and the check of what arrives, come from the schema that the server's OpenAPI document is made of.
 */
import {
  type AnswerJson,
  type FindingsJson,
  type QuestionJson,
  type SealJson,
  type SignedAnswerJson,
  type SubjectJson,
  signedAnswerSchema,
} from '../contract/screen.ts';
import { canonicalJson } from '../core/trace/seal.ts';

export type { FindingsJson, QuestionJson, SubjectJson } from '../contract/screen.ts';

/** A key as `GET /v1/keys` shows it. Copy it once, over a channel you trust; a key learnt with the answer proves nothing. */
export type TrustedKey = { readonly keyId: string; readonly publicKey: string };

export type ClientOptions = {
  /** Where the server is: `https://screening.example`. */
  readonly url: string;
  readonly apiKey?: string;
  /** Several while a key is being replaced. */
  readonly keys: readonly TrustedKey[];
  /** `laboratory` takes laboratory answers, and only those: never beside real money. */
  readonly environment?: 'production' | 'laboratory';
  /** Total time for an answer. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  /** Seconds, UTC. */
  readonly now?: () => number;
};

/** Why money must wait; stable. */
export type BlockCode =
  | 'hit'
  | 'indeterminate'
  | 'rules'
  | 'unreachable'
  | 'refused'
  | 'malformed'
  | 'unknown-key'
  | 'signature'
  | 'other-request'
  | 'expired'
  | 'environment';

export type Verdict =
  | { readonly allow: true; readonly subject: SubjectJson; readonly findings: FindingsJson }
  | {
      readonly allow: false;
      readonly code: BlockCode;
      readonly reason: string;
      /** What a verified answer says; null where there is none. */
      readonly findings: FindingsJson | null;
    };

export type Client = {
  readonly screen: (question: QuestionJson) => Promise<Verdict>;
  /** One verdict a question, in order. */
  readonly screenMany: (questions: readonly QuestionJson[]) => Promise<readonly Verdict[]>;
};

/** Promise P11: no answer holds for longer. */
const LONGEST_S = 60;
/** How far two clocks may differ before an answer seems to come from the future. */
const SKEW_S = 30;
const MOST_CHARACTERS = 16 * 1024 * 1024;

class Blocked extends Error {
  readonly code: BlockCode;
  readonly findings: FindingsJson | null;
  constructor(code: BlockCode, reason: string, findings: FindingsJson | null = null) {
    super(reason);
    this.code = code;
    this.findings = findings;
  }
}

export function openClient(options: ClientOptions): Client {
  const ask = async (body: string, count: number): Promise<Verdict[]> => {
    try {
      return verdictsOf(await verified(await post(options, body), body, options));
    } catch (error) {
      const blocked = blockOf(error);
      return Array.from({ length: count }, () => blocked);
    }
  };
  return {
    async screen(question) {
      const [verdict] = await ask(JSON.stringify({ ...question, nonce: newNonce() }), 1);
      return verdict === undefined ? NO_ANSWER : bindTo(question, verdict);
    },
    async screenMany(questions) {
      const body = JSON.stringify({ questions, nonce: newNonce() });
      const verdicts = await ask(body, questions.length);
      return questions.map((question, i) => {
        const verdict = verdicts[i];
        return verdict === undefined || verdicts.length !== questions.length
          ? NO_ANSWER
          : bindTo(question, verdict);
      });
    },
  };
}

/** `text` is what was signed. */
type Received = SignedAnswerJson & { readonly text: string };

const NO_ANSWER: Verdict = {
  allow: false,
  code: 'malformed',
  reason: 'the answer has another number of items than the request',
  findings: null,
};

const newNonce = (): string => crypto.randomUUID();

async function post(
  { url, apiKey, timeoutMs = 5_000, fetch: send = fetch }: ClientOptions,
  body: string,
): Promise<Received> {
  let text: string;
  let status: number;
  try {
    const response = await send(`${url.replace(/\/+$/, '')}/v1/screen`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new Blocked('unreachable', `no answer: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text.length > MOST_CHARACTERS) throw new Blocked('malformed', 'the answer is larger than any answer');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Blocked('malformed', `the answer (HTTP ${status}) is not JSON`);
  }
  const parsed = signedAnswerSchema.safeParse(json);
  // The signature is over all that was sent, and a later server may say more than this client knows.
  if (parsed.success) return { ...parsed.data, text: canonicalJson((json as { answer: unknown }).answer) };
  const refusal = (json as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  if (status !== 200 && refusal !== undefined)
    throw new Blocked('refused', `HTTP ${status}: ${String(refusal.code)}: ${String(refusal.message)}`);
  throw new Blocked('malformed', `the answer (HTTP ${status}) is not one of the contract`);
}

async function verified(
  { answer, seal, text }: Received,
  body: string,
  { keys, environment = 'production', now = seconds }: ClientOptions,
): Promise<AnswerJson> {
  const key = keys.find(({ keyId }) => keyId === seal.keyId);
  if (key === undefined)
    throw new Blocked('unknown-key', `signed by "${seal.keyId}", which is not trusted here`);
  // A laboratory's key says so in its name: trusted by mistake, it still opens nothing real.
  if (environment === 'production' && key.keyId.startsWith('laboratory'))
    throw new Blocked('environment', 'signed by a laboratory key');
  if (!(await isSigned(text, seal, key)))
    throw new Blocked('signature', 'the signature does not fit the answer');
  if (answer.request !== toHex(await sha256(utf8(body))))
    throw new Blocked('other-request', 'the answer was given to another request');
  const findings = answer.type === 'single' ? [answer.decision] : answer.findings;
  for (const each of findings) {
    if (each.environment !== environment)
      throw new Blocked('environment', `the answer is from the ${each.environment} environment`);
    const at = now();
    const lasts = each.validUntil - each.decidedAt;
    if (!(at < each.validUntil && each.decidedAt <= at + SKEW_S && lasts <= LONGEST_S))
      throw new Blocked('expired', `the answer held until ${each.validUntil}, and it is ${Math.floor(at)}`);
  }
  return answer;
}

const seconds = (): number => Date.now() / 1000;

function verdictsOf(answer: AnswerJson): Verdict[] {
  if (answer.type === 'single') {
    const { subject, ...findings } = answer.decision;
    return [verdictOf(subject, findings)];
  }
  return answer.items.map(({ subject, findings: number }) => {
    const findings = answer.findings[number];
    return findings === undefined ? NO_ANSWER : verdictOf(subject, findings);
  });
}

function verdictOf(subject: SubjectJson, findings: FindingsJson): Verdict {
  const { outcome, action, checks, rule } = findings;
  const block = (code: BlockCode, reason: string): Verdict => ({ allow: false, code, reason, findings });
  if (outcome === 'hit')
    return block('hit', checks.find((check) => check.outcome === 'hit')?.says ?? rule.reason);
  const doubt = checks.find((check) => check.outcome !== 'clear');
  if (outcome !== 'clear' || doubt !== undefined || checks.length === 0)
    return block('indeterminate', doubt?.says ?? 'nothing was checked');
  if (action !== (findings.direction === 'deposit' ? 'credit' : 'send')) return block('rules', rule.reason);
  return { allow: true, subject, findings };
}

/** A signed answer to this very request must also be about what was asked: a server may be wrong, too. */
function bindTo(question: QuestionJson, verdict: Verdict): Verdict {
  if (!verdict.allow) return verdict;
  const { subject, findings } = verdict;
  const [type, text] =
    'address' in question
      ? ['address', question.address]
      : 'transaction' in question
        ? ['transaction', question.transaction.trim().toLowerCase()]
        : ['name', question.name];
  const same =
    subject.type === type &&
    subject.text === text &&
    findings.direction === (question.direction ?? 'deposit') &&
    findings.asOf === (question.asOf ?? null);
  return same
    ? verdict
    : { allow: false, code: 'other-request', reason: 'the answer is about something else', findings };
}

function blockOf(error: unknown): Verdict {
  if (error instanceof Blocked)
    return { allow: false, code: error.code, reason: error.message, findings: error.findings };
  return {
    allow: false,
    code: 'malformed',
    reason: error instanceof Error ? error.message : String(error),
    findings: null,
  };
}

/** Leaf, way to the root, and the signature over the root (docs/screening.md, "What is signed"). */
async function isSigned(text: string, { path, signature }: SealJson, key: TrustedKey): Promise<boolean> {
  let node = await sha256(joinBytes([new Uint8Array([0]), utf8(text)]));
  for (const step of path) {
    const other = fromHex(step.slice(1));
    node = await sha256(
      joinBytes([new Uint8Array([1]), ...(step.startsWith('L') ? [other, node] : [node, other])]),
    );
  }
  const publicKey = await crypto.subtle.importKey('raw', fromBase64(key.publicKey), 'Ed25519', false, [
    'verify',
  ]);
  return crypto.subtle.verify(
    'Ed25519',
    publicKey,
    fromBase64(signature),
    utf8(`ashiato-answers/1:${toHex(node)}`),
  );
}

type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const toHex = (bytes: Bytes): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text: string): Bytes =>
  Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function joinBytes(parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
