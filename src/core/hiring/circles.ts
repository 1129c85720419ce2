/**
 * What a candidate shares with other candidates of the same tenant. Two records of one person (the same name and
 * birth) are said first, because they explain the rest.
 */
import type { Found, Stated } from './checks.ts';
import type { Candidate } from './fields.ts';
import { ALIKE_RUNS, type Identifier, type IdentifierKind, identifiersOfContact } from './identifiers.ts';
import type { CheckId } from './indicators.ts';

/** The refs of the tenant's other candidates that have this, too. */
export type Others = (identifier: Identifier) => readonly string[];

type Shared = {
  readonly check: CheckId;
  readonly kind: IdentifierKind;
  readonly what: string;
  readonly says: string;
};

const SHARED: readonly Shared[] = [
  {
    check: 'IT01',
    kind: 'document',
    what: 'document_number',
    says: 'The same document stands with another candidate.',
  },
  { check: 'C1', kind: 'email', what: 'emails', says: 'The same e-mail stands with another candidate.' },
  {
    check: 'C1',
    kind: 'phone',
    what: 'phones',
    says: 'The same telephone number stands with another candidate.',
  },
  {
    check: 'IT08',
    kind: 'ship-to',
    what: 'ship_to',
    says: 'Laptops of several candidates go to one address.',
  },
  {
    check: 'IT47',
    kind: 'payout',
    what: 'payout_addresses',
    says: 'Another candidate is paid at the same wallet.',
  },
  {
    check: 'IT27',
    kind: 'device',
    what: 'device_ids',
    says: 'The same device was used with another candidate’s account.',
  },
];

const TEXTS: readonly Shared[] = [
  { check: 'IT05', kind: 'cv', what: 'cv_text', says: 'The CV is nearly the same as another candidate’s.' },
  {
    check: 'IT36',
    kind: 'bid',
    what: 'bid_text',
    says: 'The bid is nearly the same as another candidate’s.',
  },
];

/** A reference who is another candidate is a circle; whoever is recommended or reviews is one only with more in common. */
const NAMED = [
  {
    check: 'IT13',
    what: 'references',
    alone: true,
    says: 'A reference is the candidate or another candidate.',
  },
  {
    check: 'IT41',
    what: 'recommended',
    alone: false,
    says: 'Who is recommended shares more with the candidate.',
  },
  { check: 'IT35', what: 'reviewers', alone: false, says: 'Who reviewed shares more with the candidate.' },
] as const;

/** Things that hardly two people share by chance. */
const TIES: readonly IdentifierKind[] = ['document', 'payout', 'device', 'ship-to'];

/** What has to be given for each of these checks. */
export const CIRCLE_NEEDS: Readonly<Partial<Record<CheckId, readonly (readonly (keyof Candidate)[])[]>>> = {
  IT01: [['document_number']],
  IT05: [['cv_text']],
  IT13: [['references']],
  IT27: [['device_ids']],
  IT35: [['reviewers']],
  IT36: [['bid_text']],
  C1: [['emails'], ['phones']],
  IT41: [['recommended']],
  IT47: [['payout_addresses']],
};

export function samePerson(own: readonly Identifier[], others: Others): readonly string[] {
  return own.flatMap((each) => (each.kind === 'person' ? others(each) : []));
}

/** `own`: the candidate's identifiers. */
export function checkCircle(candidate: Candidate, own: readonly Identifier[], others: Others): Found[] {
  const withRefs = ({ kind }: Shared): readonly string[] => [
    ...new Set(own.filter((each) => each.kind === kind).flatMap((each) => others(each))),
  ];
  const tied = new Set(own.filter(({ kind }) => TIES.includes(kind)).flatMap((each) => others(each)));
  return [
    ...SHARED.flatMap((shared) => found(shared, withRefs(shared), candidate)),
    ...TEXTS.flatMap((shared) => {
      const counts = new Map<string, number>();
      for (const each of own)
        if (each.kind === shared.kind)
          for (const ref of others(each)) counts.set(ref, (counts.get(ref) ?? 0) + 1);
      const alike = [...counts].filter(([, count]) => count >= ALIKE_RUNS).map(([ref]) => ref);
      return found(shared, alike, candidate);
    }),
    ...NAMED.flatMap(({ check, what, alone, says }) => {
      const named = candidate[what] ?? [];
      return named.flatMap((contact): Found[] => {
        const ids = identifiersOfContact(contact);
        const refs = [...new Set(ids.flatMap((each) => others(each)))].filter(
          (ref) => alone || tied.has(ref),
        );
        const self = ids.some((id) => own.some((each) => each.kind === id.kind && each.value === id.value));
        if (refs.length === 0 && !self) return [];
        return [{ check, says, given: [{ what, value: contact }], against: against(refs, self) }];
      });
    }),
  ];
}

/** A thousand candidates at one wallet would otherwise be a million rows. */
const MOST_NAMED = 50;

const against = (refs: readonly string[], self: boolean): Stated[] => [
  ...(self ? [{ what: 'candidate', value: 'the candidate’s own' }] : []),
  ...refs.slice(0, MOST_NAMED).map((ref) => ({ what: 'candidate', value: ref })),
  ...(refs.length > MOST_NAMED ? [{ what: 'candidate', value: `and ${refs.length - MOST_NAMED} more` }] : []),
];

function found({ check, what, says }: Shared, refs: readonly string[], candidate: Candidate): Found[] {
  if (refs.length === 0) return [];
  const value = candidate[what as keyof Candidate];
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  const given = { what, value: what.endsWith('_text') ? `${text.length} characters` : text };
  return [{ check, says, given: [given], against: against(refs, false) }];
}
