/**
 * What was called clear does not stay clear: every clear answer of 90 days, every registered transfer and every
 * watched subject is asked again when a list changes (promise P14). A reversal is an alert in the outbox, written in
 * the same transaction as the new outcome, so that none is lost and none stands for nothing.
 */
import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Decision, ScreenedSubject } from '../../core/model/decision.ts';
import type { Basis } from '../../core/screening/basis.ts';
import { decideOrDoubt } from '../../core/screening/decide.ts';
import { subjectKeys } from '../../core/screening/subject.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { Alert, Screened, ScreenedKind, ScreeningStore, Task } from '../../ports/screening-store.ts';
import type { Answered, Changes, Recorder, Screening } from './screen.ts';

const DAY_S = 86_400;
/** Promise P14. */
export const KEPT_DAYS = 90;
/** Asked again within this time, a clear answer is not written again: its watch is that much longer instead. */
const RENEWED_EVERY_S = 3_600;
/** Ids that are remembered as written; beyond that the oldest are written once more. */
const REMEMBERED = 500_000;

export type Register = {
  readonly record: Recorder;
  /** Resolves when everything handed to `record` so far is durable or has failed. */
  readonly settled: () => Promise<void>;
  /** What answers rest on has changed: the next clear answer of each subject is written, however recent the last. */
  readonly renew: () => void;
};

/** Answers that arrive together are written together; none is given before it is durable. */
export function openRegister(store: ScreeningStore): Register {
  const written = new Map<string, number>();
  let waiting = new Map<string, Screened>();
  let next: Promise<void> | null = null;
  let running: Promise<unknown> = Promise.resolve();

  const flush = async (): Promise<void> => {
    await running.catch(() => undefined);
    const rows = [...waiting.values()];
    waiting = new Map();
    next = null;
    const writing = store.record(rows, []);
    running = writing;
    await writing;
    for (const { id, lastAt } of rows) written.set(id, lastAt);
    for (const id of written.keys()) {
      if (written.size <= REMEMBERED) break;
      written.delete(id);
    }
  };

  return {
    async record(tenant, answers) {
      for (const answered of answers) {
        const row = rowOf(tenant, 'answer', null, answered);
        if (row.lastAt - (written.get(row.id) ?? Number.NEGATIVE_INFINITY) < RENEWED_EVERY_S) continue;
        waiting.set(row.id, row);
      }
      if (waiting.size > 0) next ??= flush();
      // What another call put in line may be this one's too, so it waits for the line.
      await (next ?? running);
    },
    async settled() {
      await (next ?? running).catch(() => undefined);
    },
    renew: () => written.clear(),
  };
}

function rowOf(
  tenant: string,
  kind: ScreenedKind,
  reference: string | null,
  { question, decision }: Answered,
): Screened {
  const keys = subjectKeys(decision.subject);
  const { outcome, action, decidedAt } = decision;
  return {
    id: hash('sha256', canonicalJson([tenant, kind, reference, keys, question.direction])),
    tenant,
    kind,
    reference,
    question,
    keys,
    outcome,
    action,
    firstAt: decidedAt,
    lastAt: decidedAt,
    until: kind === 'watch' ? null : decidedAt + KEPT_DAYS * DAY_S + RENEWED_EVERY_S,
  };
}

export type Registered = {
  readonly tenant: string;
  readonly kind: 'transfer' | 'withdrawal' | 'watch';
  readonly reference: string;
};

/** Registers a transfer, a withdrawal or a watched subject, whatever its outcome; a hold opens its task. */
export async function register(
  store: ScreeningStore,
  { tenant, kind, reference }: Registered,
  answered: Answered,
): Promise<Screened> {
  const row = rowOf(tenant, kind, reference, answered);
  await store.record([row], taskOf(['hold', row.id], row, answered.decision));
  return row;
}

/** `same`: what makes another hold of the subject the same task. */
function taskOf(
  same: readonly (string | number)[],
  row: Screened,
  { task, outcome, checks, decidedAt }: Decision,
): Task[] {
  if (task === null) return [];
  return [
    {
      id: hash('sha256', canonicalJson(same)),
      tenant: row.tenant,
      screened: row.id,
      openedAt: decidedAt,
      dueBy: task.dueBy,
      body: canonicalJson({ task, outcome, says: checks.map(({ says }) => says), reference: row.reference }),
      doneAt: null,
      doneBy: null,
    },
  ];
}

const PAGE = 1_000;
/** Names take milliseconds each; new questions are answered in between (promise P16). */
const TURN_MS = 5;

export type Rescreened = { readonly asked: number; readonly reversed: number };

/**
 * Asks everything under watch again. An answer that became unknown meanwhile (a list grew stale) keeps its last known
 * outcome, so that the hit that comes later is still a reversal. Killed in between, it is simply done again.
 */
export async function rescreen(store: ScreeningStore, basis: () => Basis): Promise<Rescreened> {
  let asked = 0;
  let reversed = 0;
  for (let after: string | null = null; ; ) {
    const own = basis();
    const page: readonly Screened[] = await store.watched(own.clock.now, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return { asked, reversed };
    const revised: Screened[] = [];
    const alerts: Alert[] = [];
    const tasks: Task[] = [];
    let turn = performance.now();
    for (const row of page) {
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
      const decision = decideOrDoubt(row.question, own);
      if (decision.outcome === row.outcome || decision.outcome === 'indeterminate') continue;
      const { outcome, action } = decision;
      // Clear again is clear from now on: a reversal of that is another than the one before.
      revised.push({
        ...row,
        outcome,
        action,
        lastAt: outcome === 'clear' ? decision.decidedAt : row.lastAt,
      });
      if (outcome !== 'hit') continue;
      alerts.push(alertOf(row, decision));
      // What was registered is held from now on, and its report is due; a mere answer holds nothing.
      if (row.kind !== 'answer') tasks.push(...taskOf(['hold', row.id, row.lastAt], row, decision));
    }
    if (revised.length > 0) await store.revise(revised, alerts, tasks);
    asked += page.length;
    reversed += alerts.length;
    after = last.id;
  }
}

/**
 * New lists, rules or flows come into force: they answer from the next question on, and what was answered before is
 * asked again, once every answer that rested on the old ones is written down.
 */
export async function activate(
  { screening, register: answers, store }: Activation,
  changes: Changes,
): Promise<Rescreened> {
  screening.swap(changes);
  answers.renew();
  await answers.settled();
  return rescreen(store, screening.basis);
}

export type Activation = {
  readonly screening: Screening;
  readonly register: Register;
  readonly store: ScreeningStore;
};

/** The same clear answer reversed by the same entries is the same alert. */
function alertOf(row: Screened, decision: Decision): Alert {
  const grounds = decision.checks.flatMap(({ matches }) =>
    matches.map((match) =>
      match.type === 'listed' ? match.entryHash : `${match.incident} ${match.asset} ${match.hops}`,
    ),
  );
  return {
    id: hash('sha256', canonicalJson([row.id, row.lastAt, grounds.sort()])),
    tenant: row.tenant,
    type: 'retroactive_hit',
    screened: row.id,
    createdAt: decision.decidedAt,
    body: canonicalJson({
      type: 'retroactive_hit',
      kind: row.kind,
      reference: row.reference,
      was: { outcome: row.outcome, action: row.action, at: row.lastAt },
      now: decision,
    }),
    deliveredAt: null,
  };
}

/** Forgets a person or wallet for one tenant (docs/people.md); how many rows went. */
export const erase = (store: ScreeningStore, tenant: string, subject: ScreenedSubject): Promise<number> =>
  store.erase(tenant, subjectKeys(subject));
