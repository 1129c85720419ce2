/** Alerts and tasks of the register for a terminal: what happened to whom, and what is to be done by when. */
import { plainText } from '../core/attribution/labels.ts';
import type { Decision, HoldTask, Outcome } from '../core/model/decision.ts';
import type { Alert, Task } from '../ports/screening-store.ts';
import { wrapLines } from './figures.ts';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** As it is written where the alert is raised (`app/screening/register.ts`). */
type Reversal = {
  readonly kind: string;
  readonly reference: string | null;
  readonly was: { readonly outcome: Outcome; readonly action: string; readonly at: number };
  readonly now: Pick<Decision, 'subject' | 'outcome' | 'action' | 'checks'>;
};

export function alertToText({ id, type, createdAt, body }: Alert): string {
  if (type !== 'retroactive_hit') return `${type}  ${at(createdAt)}  ${body}\n  alert ${id}\n`;
  const { kind, reference, was, now } = JSON.parse(body) as Reversal;
  const of = reference === null ? kind : `${kind} ${plainText(reference)}`;
  const lines = [
    `RETROACTIVE HIT  ${of}: ${plainText(now.subject.text)}  → ${now.action}, since ${at(createdAt)}`,
    `  was ${was.outcome} (${was.action}), last ${at(was.at)}`,
    ...now.checks.flatMap(({ name, outcome, says }) =>
      outcome === 'hit' ? [`  ${name}: hit: ${plainText(says)}`] : [],
    ),
  ];
  return `${wrapLines(lines.join('\n'))}\n  alert ${id}\n`;
}

type Held = { readonly task: HoldTask; readonly says: readonly string[]; readonly reference: string | null };

export function taskToText({ id, openedAt, dueBy, body }: Task): string {
  const { task, says, reference } = JSON.parse(body) as Held;
  const due = dueBy === null ? 'no day is set' : `due by ${at(dueBy)}`;
  const lines = [
    `HOLD  ${plainText(reference ?? '')}  since ${at(openedAt)}, ${due}`,
    `  ${task.says} [${task.jurisdiction}: ${task.source}]${task.verified ? '' : ' (unverified)'}`,
    ...says.map((each) => `  ${plainText(each)}`),
  ];
  return `${wrapLines(lines.join('\n'))}\n  done: ashiato register tasks --done ${id} --by <name>\n`;
}
