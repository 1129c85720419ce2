/** Traces for many readers: computed once for a question, kept in the store, remembered for the next reader. */
import type { Recording } from '../core/model/case.ts';
import type { TraceRequest } from '../core/trace/request.ts';
import type { Trace } from '../core/trace/result.ts';
import { canonicalJson } from '../core/trace/seal.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { Store } from '../ports/store.ts';
import type { Library } from './library.ts';
import { saveTrace } from './save-trace.ts';
import { trace } from './trace.ts';

export type TraceDesk = { answer(caseId: string, request: TraceRequest): Promise<Trace> };

/** Enough for every policy of every bundled case; a bigger desk would only hold on to old questions. */
const REMEMBERED = 32;

export function openDesk(
  library: Library,
  store: Store,
  sourceOf: (recording: Recording) => ChainSource,
): TraceDesk {
  const answers = new Map<string, Promise<Trace>>();
  const work = async (caseId: string, request: TraceRequest): Promise<Trace> => {
    const recording = library.openCase(caseId);
    const answer = await trace(recording, sourceOf(recording), request);
    await queue(() => saveTrace(store, answer));
    return answer;
  };
  // The store has one writer; answers wait for each other only there.
  let last: Promise<unknown> = Promise.resolve();
  const queue = <T>(job: () => Promise<T>): Promise<T> => {
    const turn = last.then(job);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    answer(caseId, request) {
      const key = canonicalJson({ caseId, request });
      const known = answers.get(key);
      if (known !== undefined) return known;
      const answer = work(caseId, request);
      answers.set(key, answer);
      // A failure is not an answer: the next reader tries again.
      answer.catch(() => answers.delete(key));
      if (answers.size > REMEMBERED) answers.delete(answers.keys().next().value!);
      return answer;
    },
  };
}
