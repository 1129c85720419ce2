/**
 * A candidate's name against the lists. A name is many people's name: a match counts only where a second identifier
 * (the birth, or the country of the document) agrees with the entry, too. Matches without one are counted and not
 * shown, because they add nothing but suspicion.
 */
import type { NameFound } from '../screening/basis.ts';
import type { Found } from './checks.ts';

export type NameLook = {
  /** How many entries have a like name. */
  readonly alike: number;
  readonly agreeing: readonly {
    readonly list: string;
    readonly entry: string;
    readonly name: string;
    readonly why: readonly string[];
  }[];
  /** Why silence is no answer here: no name was given, a list is old; null: it is one. */
  readonly unsure: string | null;
};

/** As `core/names/evidence.ts` says it. */
const AGREES = ['born on the same day', 'born in the same year, as far as is known', 'a country in common'];

export function lookAtNames(found: readonly NameFound[], unsure: string | null): NameLook {
  const agreeing = found.flatMap(({ entry, features }) => {
    const why = features.flatMap(({ says }) => (AGREES.includes(says) ? [says] : []));
    const other = features.some(({ feature, value }) => feature === 'birth' && value < 0);
    // A country in common is no second identifier where the births contradict each other.
    if (why.length === 0 || other) return [];
    return [{ list: entry.list, entry: entry.id, name: entry.names[0]?.name ?? '', why }];
  });
  return { alike: found.length, agreeing, unsure };
}

export const checkNames = ({ agreeing }: NameLook): Found[] =>
  agreeing.map(({ list, entry, name, why }) => ({
    check: 'L1',
    says: 'A person on a list has this name and a second identifier in common.',
    given: [{ what: 'name', value: name }],
    against: [
      { what: 'list', value: `${list} ${entry}` },
      ...why.map((value) => ({ what: 'agrees', value })),
    ],
  }));
