/** Keeps a trace: its journal block by block, then the rendered result. */
import { type Changes, encodeHolding, mergeUndo } from '../../core/flow/state.ts';
import { traceToJson } from '../../core/report/json.ts';
import type { Applied } from '../../core/trace/ledger.ts';
import type { Trace } from '../../core/trace/result.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { BlockCommit, Store, TraceId, UndoRecord } from '../../ports/store.ts';

/** Names among a trace's documents: the rendered result, and what live sources said. */
export const RESULT = 'trace.json';
export const RECORDING = 'recording.json';

/** A trace with this id is complete once its result is there; a killed attempt is done again from its start. */
export async function saveTrace(store: Store, trace: Trace, recording: string | null = null): Promise<void> {
  const id = trace.traceId as TraceId;
  const json = traceToJson(trace);
  await store.openTrace({ id, incident: json.incident, policy: json.policy, request: json.inputs });
  if ((await store.getDocument(id, RESULT)) !== null) return;
  if ((await store.cursors(id)).length > 0) await store.resetTrace(id);
  for (const commit of blockCommits(trace)) await store.commitBlock(commit);
  if (recording !== null) await store.putDocument(id, RECORDING, recording);
  await store.putDocument(id, RESULT, canonicalJson(json));
}

/**
 * What was applied, grouped by block. A block whose transactions had to wait for another chain in their middle
 * is committed when its last one is done; what it changed is its own chain's, so the order between stays right.
 */
export function blockCommits(trace: Trace): BlockCommit[] {
  const hashes = new Map<string, string>();
  for (const [chain, blocks] of trace.recording.chains)
    for (const block of blocks) hashes.set(`${chain}|${block.height}`, block.hash);
  const groups = new Map<string, Applied[]>();
  for (const entry of trace.applied) {
    const { chain, place } = entry.transaction;
    const key = `${chain}|${place.height}`;
    const group = groups.get(key) ?? [];
    groups.delete(key);
    groups.set(key, [...group, entry]);
  }
  return [...groups].flatMap(([key, entries]) => {
    const first = entries[0]!.transaction;
    const movements = entries.flatMap(({ step }) => step.movements);
    const gaps = entries.flatMap(({ step }) => step.gaps);
    const changes = new Map(entries.flatMap(({ step }) => [...step.changes]));
    if (changes.size === 0 && movements.length === 0 && gaps.length === 0) return [];
    const undo = entries.reduce<Changes>((older, entry) => mergeUndo(older, entry.undo), new Map());
    return [
      {
        trace: trace.traceId as TraceId,
        chain: first.chain,
        height: first.place.height,
        hash: hashes.get(key) ?? '',
        movements,
        gaps,
        changes: toRecords(changes),
        undo: toRecords(undo),
      },
    ];
  });
}

const toRecords = (changes: Changes): UndoRecord =>
  [...changes].map(([id, holding]) => [id, holding === null ? null : encodeHolding(holding)] as const);
