/**
 * How a vendor's route asks: the native question and the native answer, then the vendor's shape. Their shapes have no
 * room for "unknown", so whatever is not a hit and not clear ends here as a refusal with 503.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Found, Match } from '../../core/model/decision.ts';
import type { Asked, Question } from '../../core/screening/subject.ts';
import type { Scope } from '../../ports/key-cabinet.ts';
import { listVersion, refusalOf, Undecided, worst } from '../screening/answers.ts';
import type { ScreeningDesk } from '../screening/desk.ts';
import type { Gate } from '../screening/gate.ts';

export type ListedMatch = Extract<Match, { type: 'listed' }>;

/** Answers that are hits or clear, one a question; throws where any is neither. */
export type Ask = (
  request: FastifyRequest,
  reply: FastifyReply,
  questions: readonly Question[],
  scope?: Scope,
) => Promise<readonly Found[]>;

export function openAsk({ screening }: ScreeningDesk, gate: Gate): Ask {
  return async (request, reply, questions, scope = 'screen') => {
    const caller = gate.admit(request, scope);
    const done = gate.take(caller, questions.length);
    try {
      const found =
        questions.length === 1
          ? [await screening.findOne(questions[0]!, caller.tenant)]
          : await screening.findMany(questions, caller.tenant);
      describe(reply, found);
      for (const [i, each] of found.entries()) {
        const refusal = refusalOf(each);
        if (refusal !== null) throw questions.length === 1 ? refusal : ofItem(refusal, i, questions.length);
      }
      return found;
    } finally {
      done();
    }
  };
}

const ofItem = (refusal: Undecided, index: number, of: number): Undecided =>
  new Undecided(refusal.code, `item ${index} of ${of}: ${refusal.message}`, {
    where: String(index),
    next: `Ask about the others without it. ${refusal.next ?? ''}`.trim(),
    retryable: true,
  });

/** What every answer says beside itself stands in headers, where a vendor's client does not look. */
function describe(reply: FastifyReply, found: readonly Found[]): void {
  const [first] = found;
  if (first === undefined) return;
  const { findings } = first;
  reply.header('cache-control', 'no-store');
  reply.header('ashiato-outcome', worst(found));
  reply.header('ashiato-as-of', new Date(findings.decidedAt * 1000).toISOString());
  reply.header(
    'ashiato-valid-until',
    new Date(Math.min(...found.map((each) => each.findings.validUntil)) * 1000).toISOString(),
  );
  reply.header('ashiato-list-version', listVersion(findings.lists));
  reply.header(
    'ashiato-coverage',
    findings.coverage === null
      ? 'lists'
      : `lists, flows to ${findings.coverage.tips.map(({ chain, height }) => `${chain}@${height}`).join(' ')}`,
  );
  reply.header('ashiato-decision-basis', findings.rule.id);
  reply.header('ashiato-environment', findings.environment);
}

export const question = (subject: Asked, direction: Question['direction'] = 'withdrawal'): Question => ({
  subject,
  direction,
  payment: null,
  asOf: null,
});

export const matchesOf = ({ findings }: Found): readonly Match[] =>
  findings.checks.flatMap(({ matches }) => matches);

export const listedOf = (found: Found): readonly ListedMatch[] =>
  matchesOf(found).filter((match) => match.type === 'listed');

/** One sentence for shapes that have a place for words. */
export function describeMatch(match: Match): string {
  if (match.type === 'exposure')
    return `stolen value of ${match.incident}, ${match.hops} hops away: ${match.ground}`;
  const since = match.addressListedOn ?? match.entryListedOn;
  const key =
    match.sameKeyAs === null ? '' : `on no list itself, but spent by the key of ${match.sameKeyAs}: `;
  return `${key}${match.list} entry ${match.entry} (${match.effect})${since === null ? '' : ` since ${since}`}; programmes: ${match.programmes.join(', ') || 'none named'}`;
}

export const nameOf = (match: Match): string =>
  match.type === 'exposure' ? match.incident : (match.names[0] ?? match.entry);
