/** The traces that are kept, as screening asks them: who was reached, and how far that says anything. */
import { type TraceJson, traceSchema } from '../../contract/trace.ts';
import type { Recording, Tip } from '../../core/model/case.ts';
import { getChain } from '../../core/model/chain.ts';
import type { Day } from '../../core/model/list.ts';
import {
  type ExposureBook,
  incompleteness,
  makeExposureBook,
  type Traced,
} from '../../core/screening/exposure.ts';
import type { Store, TraceId } from '../../ports/store.ts';
import { coSpentOn } from '../explain/co-spends.ts';
import { caseOf, timesIn } from '../explain/sights.ts';
import type { Library } from '../trace/library.ts';
import { RECORDING, RESULT } from '../trace/save-trace.ts';
import { readRecording } from '../trace/trace-live.ts';

type Shelves = {
  readonly store: Pick<Store, 'listTraces' | 'getDocument' | 'movements'>;
  readonly incidents: readonly { readonly id: string; readonly date: string }[];
  /** Recorded cases are not kept with their traces; the times of their blocks are read here. */
  readonly library: Pick<Library, 'openCase'>;
  readonly environment: 'production' | 'laboratory';
};

export type KeptExposures = {
  readonly book: () => Promise<ExposureBook>;
  /** Whether a trace that had no result when the book was last made has one by now. */
  readonly isBehind: () => Promise<boolean>;
};

/**
 * Reads what is kept, again and again: a finished trace never changes, so it is read once, and the book is made anew
 * only where the traces are others.
 */
export function exposuresKept(shelves: Shelves): KeptExposures {
  let read = new Map<TraceId, Kept | null>();
  let unfinished: TraceId[] = [];
  let book: ExposureBook | null = null;
  return {
    async book() {
      const next = new Map<TraceId, Kept | null>();
      const waiting: TraceId[] = [];
      let changed = book === null;
      for (const { id } of await shelves.store.listTraces()) {
        const known = read.get(id);
        const kept = known === undefined ? await readKept(shelves, id) : known;
        // A trace without its result may still be at work, or was killed: it says nothing, and is looked at again.
        if (kept === undefined) {
          waiting.push(id);
          continue;
        }
        next.set(id, kept);
        changed ||= known === undefined;
      }
      changed ||= next.size !== read.size;
      read = next;
      unfinished = waiting;
      if (changed || book === null)
        book = makeExposureBook(
          furthest([...next.values()].filter((kept) => kept !== null)),
          shelves.incidents.map(({ id }) => id),
        );
      return book;
    },
    async isBehind() {
      for (const id of unfinished) if ((await shelves.store.getDocument(id, RESULT)) !== null) return true;
      return false;
    },
  };
}

/** With the time up to which it was followed, and whether small amounts were left out on demand. */
type Kept = Traced & { readonly reach: number; readonly allAmounts: boolean };

/** Undefined: not finished. Null: of another environment. */
async function readKept(
  { store, incidents, library, environment }: Shelves,
  id: TraceId,
): Promise<Kept | null | undefined> {
  const text = await store.getDocument(id, RESULT);
  if (text === null) return undefined;
  const json = traceSchema.parse(JSON.parse(text));
  if (json.laboratory !== (environment === 'laboratory')) return null;
  // A recorded case ends in the past, and the blocks of its tables are not a chain's: it shows flows, no coverage.
  const document = await store.getDocument(id, RECORDING);
  const live = document !== null;
  const recording: Recording | null = live ? readRecording(document, RECORDING) : caseOf(json, library);
  const movements = await store.movements(id);
  return {
    traceId: id,
    incident: json.incident,
    stolenOn: (incidents.find((each) => each.id === json.incident)?.date ?? null) as Day | null,
    policy: json.policy,
    tips: live ? json.inputs.tips.map(tipOf) : [],
    reach: Math.min(...json.inputs.tips.map(({ time }) => Date.parse(time))),
    allAmounts: json.inputs.request.minAmount === null,
    maxHops: json.inputs.request.maxHops,
    movements,
    timeOf: recording === null ? () => null : timesIn(recording),
    coSpent: recording === null ? [] : coSpentOn(recording, movements),
    incomplete: live
      ? incompleteness(
          json.assets.flatMap((asset) => asset.ends),
          json.gaps.length,
        )
      : 'its trace is a recorded case, which ends in the past',
    caveats: live ? [...(recording?.asked?.caveats ?? []), ...leftOpen(json)] : [],
  };
}

const TAKEN_OUT_BY_OTHERS: readonly string[] = ['mixer', 'service', 'probable-service'];

/** A trace is complete where a mixer or an exchange took the value; who had it from them is another matter. */
function leftOpen({ incident, assets }: TraceJson): string[] {
  const kinds = new Set(assets.flatMap(({ ends }) => ends.map(({ kind }) => kind)));
  const some = TAKEN_OUT_BY_OTHERS.filter((kind) => kinds.has(kind as never));
  return some.length === 0
    ? []
    : [
        `${incident}: whoever took value out of where it ended (${some.join(', ')}) is not known, and not excluded`,
      ];
}

/**
 * Of several traces of one incident and policy the widest counts, and of equally wide ones that which reaches furthest:
 * who traces again with fewer hops must not make a hit of yesterday clear.
 */
function furthest(kept: readonly Kept[]): Traced[] {
  const traced = new Map<string, Kept>();
  for (const next of kept) {
    const key = `${next.incident} ${next.policy}`;
    const before = traced.get(key);
    if (before === undefined || isWider(next, before)) traced.set(key, next);
  }
  return [...traced.values()];
}

function isWider(next: Kept, before: Kept): boolean {
  const hops = ({ maxHops }: Kept): number => maxHops ?? Number.POSITIVE_INFINITY;
  if (next.allAmounts !== before.allAmounts) return next.allAmounts;
  return hops(next) === hops(before) ? next.reach >= before.reach : hops(next) > hops(before);
}

const tipOf = ({ chain, height, hash, time }: TraceJson['inputs']['tips'][number]): Tip => ({
  chain: getChain(chain).id,
  height,
  hash,
  time: Math.floor(Date.parse(time) / 1000),
});
