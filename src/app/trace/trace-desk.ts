/** Traces for many readers: computed once for a question, remembered for the next reader, kept in the store. */
import type { Recording } from '../../core/model/case.ts';
import type { TraceRequest } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import type { Store } from '../../ports/store.ts';
import type { Library } from './library.ts';
import { saveTrace } from './save-trace.ts';
import { trace } from './trace.ts';

export type TraceDesk = {
  answer(caseId: string, request: TraceRequest): Promise<Trace>;
  /** Waits until every answer given so far is kept. */
  settled(): Promise<void>;
};

/** Enough for every policy of every bundled case; a bigger desk would only hold on to old questions. */
const REMEMBERED = 32;

type DeskParts = {
  readonly library: Library;
  readonly store: Store;
  readonly sourceOf: (recording: Recording) => ChainSource;
  /** A trace that could not be kept is still an answer; whoever runs the desk is told. */
  readonly onNotKept: (error: unknown) => void;
};

export function openDesk({ library, store, sourceOf, onNotKept }: DeskParts): TraceDesk {
  const answers = new Map<string, Promise<Trace>>();
  // The store has one writer: traces are kept one after the other, behind the answers' back.
  let keeping: Promise<void> = Promise.resolve();
  const work = async (caseId: string, request: TraceRequest): Promise<Trace> => {
    const recording = library.openCase(caseId);
    const answer = await trace(recording, sourceOf(recording), request);
    keeping = keeping.then(() => saveTrace(store, answer)).catch(onNotKept);
    return answer;
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
    settled: () => keeping,
  };
}
