/** Promise P15: no single person makes a hit disappear, with real keys over a real store. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { isSignedBy } from '../../src/adapters/lists/keys.ts';
import { DATABASE_FILE, openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import {
  type Deciders,
  decideOverride,
  overridesInForce,
  overrideText,
} from '../../src/app/screening/dispositions.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { decide } from '../../src/core/screening/decide.ts';
import { entryHashOf, type Override } from '../../src/core/screening/overrides.ts';
import type { Store } from '../../src/ports/store.ts';
import { ask, basisOf, DEFAULT_RULES, ENTRY, LISTED, NOW } from './ground.ts';

const person = (name: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return {
    name,
    key,
    sign: (override: Override) => ({
      by: name,
      key,
      signature: sign(null, Buffer.from(overrideText(override)), privateKey).toString('base64'),
    }),
  };
};
const [aiko, jun, stranger] = [person('Aiko'), person('Jun'), person('Stranger')];
const deciders: Deciders = {
  people: [aiko, jun].map(({ name, key }) => ({ name, key })),
  verify: isSignedBy,
};

const override = (more: object = {}): Override => ({
  id: 'o-1',
  type: 'false-match',
  subject: `evm:${LISTED.toLowerCase()}`,
  entryHash: entryHashOf(ENTRY),
  rulesDigest: DEFAULT_RULES.digest,
  reason: 'another owner, shown by signature',
  by: [],
  since: NOW,
  until: NOW + 90 * 86_400,
  ...more,
});

async function withStore(work: (store: Store, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-override-'));
  const store = await openSqliteStore(folder);
  try {
    await work(store, folder);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const refused = (error: unknown): boolean => error instanceof AshiatoError && error.code === 'E_OVERRIDE';

describe('an override', () => {
  it('signed by two registered people is in force, and shown in the answer that it touches', () =>
    withStore(async ({ screening }) => {
      const made = override();
      await decideOverride(screening, deciders, made, [aiko.sign(made), jun.sign(made)]);
      const { overrides, problems } = await overridesInForce(screening, deciders, NOW + 1);
      assert.deepEqual(problems, []);
      const basis = basisOf({ overrides }, { now: NOW + 1 });
      const decision = decide(ask(LISTED, { chain: 'eth' }), basis);
      assert.equal(decision.outcome, 'clear');
      assert.deepEqual(
        decision.overrides.map(({ by }) => by),
        [['Aiko', 'Jun']],
      );
      assert.deepEqual((await overridesInForce(screening, deciders, made.until)).overrides, []);
    }));

  it('signed by one, twice by one, by a stranger, or for another text is refused', () =>
    withStore(async ({ screening }) => {
      const made = override();
      const other = override({ until: NOW + 60 });
      for (const signed of [
        [],
        [aiko.sign(made)],
        [aiko.sign(made), aiko.sign(made)],
        [aiko.sign(made), stranger.sign(made)],
        [aiko.sign(made), { ...jun.sign(made), signature: aiko.sign(made).signature }],
        [aiko.sign(made), jun.sign(other)],
        [aiko.sign(made), { ...aiko.sign(made), by: 'Jun' }],
      ])
        await assert.rejects(decideOverride(screening, deciders, made, signed), refused);
      assert.deepEqual((await screening.overrides(NOW)).length, 0);
    }));

  it('signed by one person under two names and two keys that hang together is refused', () =>
    withStore(async ({ screening }) => {
      const [own, borrowed] = [person('Aiko'), person('Jun')];
      const made = override();
      const signed = [own.sign(made), borrowed.sign(made)];
      const people = [own, borrowed].map(({ name, key }) => ({ name, key }));
      // Aiko also stands under Jun's key, in whatever letters: so Jun is Aiko.
      for (const name of ['Aiko', 'ＡＩＫＯ ']) {
        const linked = { ...deciders, people: [...people, { name, key: borrowed.key }] };
        await assert.rejects(decideOverride(screening, linked, made, signed), refused);
      }
      await decideOverride(screening, { ...deciders, people }, made, signed);
    }));

  it('without a reason, or beyond 90 days or 4 hours, is refused though two signed', () =>
    withStore(async ({ screening }) => {
      const staleness = {
        type: 'staleness',
        list: 'ofac-sdn',
        subject: undefined,
        entryHash: undefined,
        rulesDigest: undefined,
      };
      for (const more of [
        { reason: 'because' },
        { until: NOW + 90 * 86_400 + 1 },
        { until: NOW },
        { ...staleness, until: NOW + 4 * 3_600 + 1 },
      ]) {
        const made = override(more);
        await assert.rejects(
          decideOverride(screening, deciders, made, [aiko.sign(made), jun.sign(made)]),
          refused,
        );
      }
    }));

  it('that somebody changed in the database does not count, and is reported', () =>
    withStore(async (store, folder) => {
      const made = override({ until: NOW + 600 });
      await decideOverride(store.screening, deciders, made, [aiko.sign(made), jun.sign(made)]);
      const database = new Database(join(folder, DATABASE_FILE));
      const longer = JSON.stringify({ ...made, until: NOW + 86_400 });
      database.prepare('update screening_override set body = ?, until = ?').run(longer, NOW + 86_400);
      database.close();
      const { overrides, problems } = await overridesInForce(store.screening, deciders, NOW + 1);
      assert.deepEqual(overrides, []);
      assert.equal(problems[0]?.code, 'E_OVERRIDE');
    }));
});
