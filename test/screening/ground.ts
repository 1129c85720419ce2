/** Ground for screening tests: small lists, rules, a clock that a test turns, and questions in one line. */
import { join } from 'node:path';
import { loadRules } from '../../src/adapters/rules/rules-file.ts';
import { laboratoryKeyring } from '../../src/adapters/signing/keyring.ts';
import { openScreening, type ScreeningParts } from '../../src/app/screening/screen.ts';
import { listedAddress } from '../../src/core/lists/addresses.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import type { Day, Edition, EntryId, ListEntry, ListId } from '../../src/core/model/list.ts';
import { type Basis, type Clock, newBasis, type Parts } from '../../src/core/screening/basis.ts';
import { NO_EXPOSURES } from '../../src/core/screening/exposure.ts';
import type { Ruleset } from '../../src/core/screening/rules.ts';
import { guessSubject, type Question } from '../../src/core/screening/subject.ts';

export const OFAC = 'ofac-sdn' as ListId;
export const NOW = 1_790_000_000;
export const DEFAULT_RULES: Ruleset = loadRules(join(import.meta.dirname, '../../rules/default.yaml'));

/** Listed below; the same bytes in every spelling. */
export const LISTED = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
export const TRON_LISTED = 'TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7';
export const FREE = '0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe';

export const entryOf = (
  id: string,
  codes: readonly (readonly [string, string])[],
  more: Partial<ListEntry> = {},
): ListEntry => ({
  list: OFAC,
  id: id as EntryId,
  kind: 'organisation',
  names: [{ name: `Entry ${id}`, quality: 'primary' }],
  births: [],
  countries: [],
  programmes: ['DPRK3'],
  effect: 'asset-freeze',
  listedOn: '2019-09-13' as Day,
  addresses: codes.map(([code, text]) => listedAddress(code, text, '2022-04-14' as Day)),
  remarks: '',
  ...more,
});

export const ENTRY = entryOf('27307', [
  ['ETH', LISTED],
  ['TRX', TRON_LISTED],
]);

export const editionOf = (more: Partial<Edition> = {}): Edition => ({
  list: OFAC,
  name: 'laboratory edition',
  published: '2026-09-20' as Day,
  digest: '11'.repeat(32),
  origin: 'publisher',
  verifiedAt: NOW - 60,
  partial: false,
  entries: [ENTRY],
  ...more,
});

export const partsOf = (more: Partial<Parts> = {}): Parts => ({
  snapshot: makeSnapshot([editionOf()]),
  names: null,
  exposure: NO_EXPOSURES,
  rules: DEFAULT_RULES,
  overrides: [],
  environment: 'laboratory',
  ...more,
});

export const basisOf = (more: Partial<Parts> = {}, clock: Partial<Clock> = {}): Basis =>
  newBasis(partsOf(more), { now: NOW, trusted: true, ...clock });

export const ask = (text: string, more: Partial<Question> & { chain?: string } = {}): Question => {
  const { chain = null, ...rest } = more;
  return { subject: guessSubject(text, chain), direction: 'deposit', payment: null, asOf: null, ...rest };
};

/** A screening whose clocks the test turns. */
export function screeningOf(more: Partial<ScreeningParts> = {}) {
  const clock = { wall: NOW, steady: 0 };
  const screening = openScreening({
    ...partsOf(),
    keyring: laboratoryKeyring(NOW - 3_600),
    now: () => clock.wall,
    monotonic: () => clock.steady,
    record: null,
    ...more,
  });
  return {
    screening,
    clock,
    wait: (seconds: number) => {
      clock.wall += seconds;
      clock.steady += seconds;
    },
  };
}
