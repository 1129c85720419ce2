/** The story of a live trace: ask, write everything down, then compute from what was written. */
import { recordingFromJson, recordingToJson } from '../../contract/recording.ts';
import { POLICY } from '../../core/flow/policies/table.ts';
import type { Recording } from '../../core/model/case.ts';
import { assert } from '../../core/model/errors.ts';
import type { Known } from '../../core/patterns/known.ts';
import type { TraceRequest } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import { canonicalJson, digest } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import type { OnProgress } from './drive.ts';
import { meaningReader } from './read-meanings.ts';
import { type Recorder, recordSource } from './record.ts';
import { trace } from './trace.ts';

export type LiveQuestion = {
  /** Makes the subject from the source's own answers: what was stolen, and where it first rested. */
  readonly subject: (source: ChainSource) => Promise<Recording>;
  readonly requests: readonly TraceRequest[];
  /** Names of those who are asked, without secrets. */
  readonly sources: readonly string[];
  readonly replay: (recording: Recording) => ChainSource;
  readonly onProgress?: (request: TraceRequest) => OnProgress;
  /** What patterns may know. Absent: nothing is read into the transactions, value is followed by plain transfers. */
  readonly known?: Known;
};

export type LiveAnswer = {
  readonly traces: readonly Trace[];
  /** The recording as a document, from which anyone can compute the same figures. */
  readonly document: string;
};

export async function traceLive(live: ChainSource, question: LiveQuestion): Promise<LiveAnswer> {
  const recorder = recordSource(live);
  const subject = await withMeanings(await question.subject(recorder.source), recorder.source, question);
  const gathered: Trace[] = [];
  const gather = async (request: TraceRequest): Promise<void> => {
    const onProgress = question.onProgress?.(request);
    gathered.push(
      await trace(subject, recorder.source, request, onProgress === undefined ? {} : { onProgress }),
    );
  };
  for (const request of question.requests) await gather(request);
  for (const request of widened(gathered)) await gather(request);
  const { recording, document } = written(recorder, subject, question.sources);
  const source = question.replay(recording);
  const traces: Trace[] = [];
  for (const { request, stateHash } of gathered) {
    const again = await trace(recording, source, request);
    assert(
      again.stateHash === stateHash,
      'a recording gives other figures than the sources it was made from',
    );
    traces.push(again);
  }
  return { traces, document };
}

/** An envelope over balances that nobody could tell also asks what if they were large. */
function widened(gathered: readonly Trace[]): TraceRequest[] {
  const unknown = gathered.some(({ gaps }) => gaps.some((gap) => gap.type === 'opening-unknown'));
  if (gathered.length < 2 || !unknown) return [];
  return gathered
    .map(({ request }) => request)
    .filter(({ policy }) => POLICY[policy].conserves)
    .map((request) => ({ ...request, unknownBalances: 'large' as const }));
}

/**
 * Other rules reach other transactions, and what is found under one may lead another further: all are gone through
 * until none finds anything new.
 */
async function withMeanings(
  subject: Recording,
  source: ChainSource,
  { known, requests, onProgress }: LiveQuestion,
): Promise<Recording> {
  if (known === undefined) return subject;
  const reader = meaningReader(source, known);
  for (let passes = 0, fresh = true; fresh && passes < PASSES; passes += 1) {
    fresh = false;
    for (const request of requests) {
      const found = await reader.gather(subject, request, onProgress?.(request));
      fresh = fresh || (found && requests.length > 1);
    }
  }
  return reader.pinned(subject);
}

const PASSES = 8;

/** Through the document and back, so that nothing a figure rests on can be left out of it. */
function written(
  recorder: Recorder,
  subject: Recording,
  sources: readonly string[],
): { recording: Recording; document: string } {
  const document = canonicalJson(recordingToJson(recorder.seal(subject, sources)));
  return { recording: readRecording(document, subject.id), document };
}

export const readRecording = (document: string, where: string): Recording =>
  recordingFromJson(parse(document), digest(document), where);

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}
