/**
 * What two people decide against an answer (promise P15): each signs the same text with a registered key. What is
 * stored is checked again whenever it is read, so that nobody who can write to the database can make a hit disappear.
 */
import { AshiatoError } from '../../core/model/errors.ts';
import { countPeople, type Person } from '../../core/model/people.ts';
import { checkOverride, type Override } from '../../core/screening/overrides.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';

export type Signed = { readonly by: string; readonly key: string; readonly signature: string };

export type Deciders = {
  /** Whose keys are registered in the configuration. */
  readonly people: readonly Person[];
  /** Whether the signature over the text is that of the key. */
  readonly verify: (key: string, text: string, signature: string) => boolean;
};

/** What each of the two signs: everything but who they are. */
export function overrideText({ by: _, ...rest }: Override): string {
  return `ashiato: override ${canonicalJson(rest)}`;
}

/** Takes an override in once two different registered people have signed it. */
export async function decideOverride(
  store: ScreeningStore,
  deciders: Deciders,
  proposed: Override,
  signed: readonly Signed[],
): Promise<Override> {
  const override = accept(deciders, proposed, signed);
  await store.addOverride({ override, approvals: JSON.stringify(signed) });
  return override;
}

/** Those in force, each checked anew; what fails is reported and does not count. */
export async function overridesInForce(
  store: ScreeningStore,
  deciders: Deciders,
  now: number,
): Promise<{ readonly overrides: readonly Override[]; readonly problems: readonly AshiatoError[] }> {
  const overrides: Override[] = [];
  const problems: AshiatoError[] = [];
  for (const { override, approvals } of await store.overrides(now)) {
    try {
      overrides.push(accept(deciders, override, JSON.parse(approvals) as readonly Signed[]));
    } catch (error) {
      problems.push(
        error instanceof AshiatoError
          ? error
          : refuse(override, 'its signatures cannot be read', 'as stored'),
      );
    }
  }
  return { overrides, problems };
}

function accept({ people, verify }: Deciders, proposed: Override, signed: readonly Signed[]): Override {
  const text = overrideText(proposed);
  const valid = signed.filter(
    ({ by, key, signature }) =>
      people.some((person) => person.name === by && person.key === key) && verify(key, text, signature),
  );
  const signers = countPeople(
    valid.map(({ by, key }) => ({ name: by, key })),
    people,
  );
  const override = { ...proposed, by: [...new Set(valid.map(({ by }) => by))] };
  if (signers < 2)
    throw refuse(
      proposed,
      `of two people ${signers} signed validly`,
      'two registered people, each with a key',
    );
  checkOverride(override);
  return override;
}

const refuse = ({ id }: Override, what: string, limit: string): AshiatoError =>
  new AshiatoError('E_OVERRIDE', what, {
    where: id,
    limit,
    next: 'Let two people whose keys stand under "approvers" in the configuration sign the same text.',
  });
