/** The lists in force, and answers to questions: always as a batch, which comes with 200 whatever it says. */
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  FindingsJson,
  listsSchema,
  QuestionJson,
  SignedAnswerJson,
  SubjectJson,
} from '../../../src/contract/screen.ts';
import { getJson, sendJson } from './http.ts';

export type ListsJson = z.infer<typeof listsSchema>;

/** What was sent, to the byte: the answer is bound to its SHA-256. */
export type Asked = {
  readonly body: { readonly questions: readonly QuestionJson[]; readonly nonce: string };
  readonly signed: SignedAnswerJson;
};
export type Item = { readonly subject: SubjectJson; readonly findings: FindingsJson };

export const listsInForce = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => getJson<ListsJson>('/v1/lists', signal),
  refetchInterval: 60_000,
});

export async function screenAll(questions: readonly QuestionJson[]): Promise<Asked> {
  // Fresh, so that an old answer fits no new question.
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const body = { questions, nonce };
  return { body, signed: await sendJson<SignedAnswerJson>('/v1/screen', body) };
}

export function itemsOf({ body, signed: { answer } }: Asked): readonly Item[] {
  if (answer.type === 'single') {
    const { subject, ...findings } = answer.decision;
    return [{ subject, findings }];
  }
  return answer.items.map(({ subject, findings }, i) => ({
    // An item that is no question at all comes back without its subject.
    subject: { ...subject, text: subject.text || textOf(body.questions[i]) },
    findings: answer.findings[findings]!,
  }));
}

function textOf(question: QuestionJson | undefined): string {
  if (question === undefined) return '';
  if ('address' in question) return question.address;
  return 'transaction' in question ? question.transaction : question.name;
}
