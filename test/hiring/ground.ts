/** Ground for the hiring tests: a store of its own, one person on a list, and a screen in one line. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { loadIndicators } from '../../src/adapters/facts/it-workers.ts';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { rowsOfJson } from '../../src/app/hiring/read-candidates.ts';
import { type HiringParts, screenCandidates } from '../../src/app/hiring/screen-candidates.ts';
import type { HiringAnswer } from '../../src/contract/hiring.ts';
import { AshiatoError, type ErrorCode } from '../../src/core/model/errors.ts';
import { searchName } from '../../src/core/names/match.ts';
import { makeNameIndex } from '../../src/core/names/name-index.ts';
import { basisOf, ENTRY, entryOf, NOW } from '../screening/ground.ts';

export const indicators = loadIndicators(join(import.meta.dirname, '..', '..', 'facts'));
export const home = mkdtempSync(join(tmpdir(), 'ashiato-hiring-'));
export const store = await openSqliteStore(home);
after(async () => {
  await store.close();
  rmSync(home, { recursive: true });
});

const PEOPLE = [
  entryOf('p1', [], {
    kind: 'person',
    names: [{ name: 'SIM, Hyon Sop', quality: 'primary' }],
    births: ['25 Nov 1983'],
    countries: ['North Korea'],
  }),
];
const index = makeNameIndex([ENTRY, ...PEOPLE]);

export const parts = (more: Partial<HiringParts> = {}, now = NOW): HiringParts => ({
  indicators,
  basis: () => basisOf({ names: (query, threshold) => searchName(index, query, threshold) }, { now }),
  payFindings: async () => new Map(),
  store: store.hiring,
  secret: () => Buffer.alloc(32, 7),
  ...more,
});

/** Each test is a tenant of its own, so that none finds another's candidates. */
export const newTenant = (): string => randomUUID();

export const screen = (
  candidates: unknown,
  {
    tenant = newTenant(),
    keep = true,
    own = parts(),
  }: { tenant?: string; keep?: boolean; own?: HiringParts } = {},
): Promise<HiringAnswer> => screenCandidates(own, { tenant, keep, rows: rowsOfJson(candidates, 'test') });

export const checksOf = ({ candidates }: HiringAnswer, ref = candidates[0]!.ref): string[] =>
  candidates.find((each) => each.ref === ref)!.evidence.map(({ check }) => check);

export const coded = (code: ErrorCode) => (error: unknown) =>
  error instanceof AshiatoError && error.code === code;
