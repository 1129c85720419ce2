/**
 * The story of an answer: a question meets what is in force this second, is decided, recorded so that a later
 * listing finds it again, and handed back to be signed. Nothing here waits for a network, a node or a page; a swap
 * of lists replaces one pointer, and an answer under way ends on what it began with (promise P16).
 */
import type { ListSnapshot } from '../../core/lists/snapshot.ts';
import type { Decision, Findings, Found } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Basis, type NameSearch, newBasis, type Parts } from '../../core/screening/basis.ts';
import type { ExposureBook } from '../../core/screening/exposure.ts';
import { find, findOrDoubt } from '../../core/screening/many.ts';
import type { Override } from '../../core/screening/overrides.ts';
import type { Ruleset } from '../../core/screening/rules.ts';
import type { Question } from '../../core/screening/subject.ts';
import { canonicalJson, digest } from '../../core/trace/seal.ts';
import type { Keyring, PublicKey, Signature } from '../../ports/signing.ts';

/** Keeps what was called clear; resolves when it is durable. */
export type Recorder = (tenant: string, answers: readonly Answered[]) => Promise<void>;

export type Answered = { readonly question: Question; readonly decision: Decision };

/** Whose answers they are where nobody said: the one person of this install. */
export const LOCAL_TENANT = 'local';

export type ScreeningParts = Parts & {
  readonly keyring: Keyring;
  /** Seconds, UTC, of the wall clock. */
  readonly now: () => number;
  /** Seconds of a clock that never jumps. */
  readonly monotonic: () => number;
  /** The newest time that this install ever noted: a clock that starts before it was set back meanwhile. */
  readonly noted?: number;
  /** Null: answers are not registered, and say so. */
  readonly record: Recorder | null;
};

export type SignedAnswers = {
  /** SHA-256 of the canonical form of what was asked. */
  readonly request: string;
  /** Clear only where every answer is. */
  readonly outcome: Decision['outcome'];
  readonly answers: readonly Decision[];
  readonly seal: Signature;
};

export type Screening = {
  /**
   * One answer a question, in order; what answers have in common is shared. What cannot be read is indeterminate
   * with its code.
   */
  readonly findMany: (questions: readonly Question[], tenant?: string) => Promise<readonly Found[]>;
  /** Throws where the question cannot be read. At once, unless the answer must be kept first. */
  readonly findOne: (question: Question, tenant?: string) => Found | Promise<Found>;
  /** Decides, records, and signs the canonical form of all answers together. */
  readonly screen: (questions: readonly Question[], tenant?: string) => Promise<SignedAnswers>;
  /** By the key in force. */
  readonly sign: (text: string) => Signature;
  readonly publicKeys: () => readonly PublicKey[];
  /** What answers of this second rest on; for whoever decides many without recording. */
  readonly basis: () => Basis;
  /** Replaces parts at once: the next answer rests on them. */
  readonly swap: (changes: Changes) => void;
};

export type Changes = {
  readonly snapshot?: ListSnapshot;
  readonly names?: NameSearch | null;
  readonly exposure?: ExposureBook;
  readonly rules?: Ruleset;
  readonly overrides?: readonly Override[];
};

/** The wall clock may be corrected by this much against the steady one before nothing is believed any more. */
const MAX_DRIFT_S = 60;

const NOT_REGISTERED = 'this answer is not registered: a later listing will not be reported for it';

export function openScreening({
  keyring,
  now,
  monotonic,
  noted = 0,
  record,
  ...initial
}: ScreeningParts): Screening {
  if (keyring.environment !== initial.environment)
    throw new AshiatoError('E_SIGNING_KEY', `a key of the ${keyring.environment} cannot sign here`, {
      limit: initial.environment,
      next: 'Open the keyring of the same environment.',
    });
  let parts: Parts = initial;
  let basis: Basis | null = null;
  const offset = now() - monotonic();
  let trusted = noted - now() <= MAX_DRIFT_S;

  const current = (): Basis => {
    const second = Math.floor(now());
    if (Math.abs(now() - monotonic() - offset) > MAX_DRIFT_S) trusted = false;
    if (basis === null || basis.clock.now !== second || basis.clock.trusted !== trusted)
      basis = newBasis(parts, { now: second, trusted });
    return basis;
  };

  const settle = async (
    tenant: string,
    questions: readonly Question[],
    found: readonly Found[],
  ): Promise<readonly Found[]> => {
    if (record === null) return found.map(sayUnregistered);
    const clear = found.flatMap(({ subject, findings }, i) =>
      isKept(findings) ? [{ question: questions[i]!, decision: { subject, ...findings } }] : [],
    );
    if (clear.length > 0) await record(tenant, clear);
    return found;
  };

  const findMany: Screening['findMany'] = (questions, tenant = LOCAL_TENANT) => {
    const own = current();
    return settle(
      tenant,
      questions,
      questions.map((question) => findOrDoubt(question, own)),
    );
  };

  return {
    findMany,
    findOne(question, tenant = LOCAL_TENANT) {
      const found = find(question, current());
      if (record === null) return sayUnregistered(found);
      const { subject, findings } = found;
      if (!isKept(findings)) return found;
      return record(tenant, [{ question, decision: { subject, ...findings } }]).then(() => found);
    },
    async screen(questions, tenant) {
      const found = await findMany(questions, tenant);
      const answers = found.map(({ subject, findings }): Decision => ({ subject, ...findings }));
      const request = digest(canonicalJson(questions));
      const outcome = worst(answers);
      return {
        request,
        outcome,
        answers,
        seal: keyring.sign(canonicalJson({ request, outcome, answers }), now()),
      };
    },
    sign: (text) => keyring.sign(text, now()),
    publicKeys: () => keyring.publicKeys(),
    basis: current,
    swap(changes) {
      // Names are read from the lists: those of an earlier snapshot must not call anybody clear.
      const names = changes.snapshot === undefined ? {} : { names: null };
      parts = { ...parts, ...names, ...changes };
      basis = null;
    },
  };
}

/** A clear answer about today: a later listing must find it again. */
const isKept = ({ outcome, asOf }: Findings): boolean => outcome === 'clear' && asOf === null;

const ONLY_NOT_REGISTERED: readonly string[] = Object.freeze([NOT_REGISTERED]);

/** What many share stays shared. */
const unregistered = new WeakMap<Findings, Findings>();

function sayUnregistered({ subject, findings }: Found): Found {
  const known = unregistered.get(findings);
  if (known !== undefined) return { subject, findings: known };
  const { caveats } = findings;
  const marked = {
    ...findings,
    caveats: caveats.length === 0 ? ONLY_NOT_REGISTERED : [...caveats, NOT_REGISTERED],
  };
  if (Object.isFrozen(findings)) unregistered.set(findings, Object.freeze(marked));
  return { subject, findings: marked };
}

function worst(answers: readonly Decision[]): Decision['outcome'] {
  if (answers.some(({ outcome }) => outcome === 'hit')) return 'hit';
  return answers.length > 0 && answers.every(({ outcome }) => outcome === 'clear')
    ? 'clear'
    : 'indeterminate';
}
