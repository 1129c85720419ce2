/** What every store must remember of screening: the same suite on both engines. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openPostgresStore } from '../../src/adapters/stores/postgres.ts';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import type { AssetId } from '../../src/core/model/asset.ts';
import type { Alert, Screened, Task } from '../../src/ports/screening-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { NO_POSTGRES, newSchema } from './schema.ts';

const DAY = 86_400;
const NOW = 4_000_000_000;

const screened = (id: string, more: Partial<Screened> = {}): Screened => ({
  id,
  tenant: 'a',
  kind: 'answer',
  reference: null,
  question: {
    subject: { type: 'address', address: '0x00', chain: null },
    direction: 'deposit',
    payment: { asset: 'eip155:1/slip44:60' as AssetId, amount: 123456789012345678901234567890n },
    asOf: null,
  },
  keys: [`evm:${id}`, `tron:${id}`],
  outcome: 'clear',
  action: 'credit',
  firstAt: NOW,
  lastAt: NOW,
  until: NOW + 90 * DAY,
  ...more,
});

const alert = (id: string, of: string, more: Partial<Alert> = {}): Alert => ({
  id,
  tenant: 'a',
  type: 'retroactive_hit',
  screened: of,
  createdAt: NOW,
  body: '{}',
  deliveredAt: null,
  ...more,
});

const task = (id: string, of: string): Task => ({
  id,
  tenant: 'a',
  screened: of,
  openedAt: NOW,
  dueBy: NOW + DAY,
  body: '{}',
  doneAt: null,
  doneBy: null,
});

type Opened = () => Promise<{ store: Store; remove: () => Promise<void> }>;

function suite(name: string, open: Opened): void {
  const test = (what: string, work: (store: Store['screening']) => Promise<void>): void => {
    it(what, async () => {
      const { store, remove } = await open();
      try {
        await work(store.screening);
      } finally {
        await store.close();
        await remove();
      }
    });
  };

  describe(`what ${name} remembers of screening`, () => {
    test('a row is read back as it was given, with money to the last unit and times beyond 2038', async (store) => {
      await store.record([screened('x')], []);
      assert.deepEqual(await store.screened('a', 'x'), screened('x'));
      assert.equal(await store.screened('b', 'x'), null, 'another tenant sees nothing');
    });

    test('asked again it is the same row: the first time stays, the watch is renewed', async (store) => {
      await store.record([screened('x')], []);
      const later = { lastAt: NOW + DAY, until: NOW + 91 * DAY };
      await store.record([screened('x', { firstAt: NOW + DAY, ...later })], []);
      assert.deepEqual(await store.screened('a', 'x'), screened('x', later));
    });

    test('all that is under watch is read page by page, and what has ended is not', async (store) => {
      await store.record(
        [
          ...['1', '2', '3'].map((id) => screened(id)),
          screened('4', { until: null, kind: 'watch' }),
          screened('5', { until: NOW - 1 }),
        ],
        [],
      );
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const page: readonly Screened[] = await store.watched(NOW, after, 2);
        if (page.length === 0) break;
        seen.push(...page.map(({ id }) => id));
        after = page.at(-1)!.id;
      }
      assert.deepEqual(seen, ['1', '2', '3', '4']);
    });

    test('a new outcome and its alert stand together, and the same alert is raised once', async (store) => {
      await store.record([screened('x')], []);
      for (let i = 0; i < 2; i += 1)
        await store.revise(
          [screened('x', { outcome: 'hit', action: 'hold' })],
          [alert('r', 'x', { createdAt: NOW + i })],
          [task('t', 'x')],
        );
      assert.deepEqual(
        await store.tasks('a', true),
        [task('t', 'x')],
        'what is held from now on is reported',
      );
      assert.equal((await store.screened('a', 'x'))?.outcome, 'hit');
      assert.deepEqual(await store.alerts('a', true), [alert('r', 'x')]);
      assert.deepEqual(await store.alerts('b', false), []);
      await store.markDelivered('b', ['r'], NOW + 1);
      assert.equal((await store.alerts('a', true)).length, 1, 'another tenant marks nothing');
      await store.markDelivered('a', ['r'], NOW + 1);
      assert.deepEqual(await store.alerts('a', true), []);
      assert.deepEqual(await store.alerts('a', false), [alert('r', 'x', { deliveredAt: NOW + 1 })]);
    });

    test('a hold is one task, whose clock runs from the first time', async (store) => {
      await store.record([screened('x')], [task('t', 'x')]);
      await store.record([screened('x')], [{ ...task('t', 'x'), openedAt: NOW + DAY, dueBy: NOW + 9 * DAY }]);
      assert.deepEqual(await store.tasks('a', true), [task('t', 'x')]);
      await store.closeTask('a', 't', 'Aiko', NOW + 5);
      assert.deepEqual(await store.tasks('a', true), []);
      assert.equal((await store.tasks('a', false))[0]?.doneBy, 'Aiko');
    });

    test('an override is read until it ends or is withdrawn', async (store) => {
      const override = {
        id: 'o',
        type: 'staleness',
        list: 'ofac-sdn' as never,
        reason: 'the publisher is down',
        by: ['Aiko', 'Jun'],
        since: NOW,
        until: NOW + 60,
      } as const;
      await store.addOverride({ override, approvals: '[]' });
      assert.deepEqual(await store.overrides(NOW), [{ override, approvals: '[]' }]);
      assert.deepEqual(await store.overrides(NOW + 60), []);
      await store.withdrawOverride('o', NOW + 1);
      assert.deepEqual(await store.overrides(NOW + 2), []);
    });

    test('erasing a subject forgets it for its tenant alone, with its alerts; an open task stays', async (store) => {
      await store.record([screened('x'), screened('y')], [task('t', 'x')]);
      await store.record([screened('x-of-b', { tenant: 'b', keys: ['evm:x'] })], []);
      await store.revise([], [alert('r', 'x'), alert('s', 'y')], []);
      assert.equal(await store.erase('a', ['evm:x']), 1);
      assert.equal(await store.screened('a', 'x'), null);
      assert.notEqual(await store.screened('b', 'x-of-b'), null);
      assert.deepEqual(
        (await store.alerts('a', false)).map(({ id }) => id),
        ['s'],
      );
      assert.equal((await store.tasks('a', true)).length, 1);
    });

    test('pruning forgets what ended, but not what an undelivered alert or an open hold is about', async (store) => {
      const ended = { until: NOW - 1 };
      await store.record(
        ['1', '2', '3', '4'].map((id) => screened(id, ended)),
        [task('t', '3')],
      );
      await store.record([screened('5')], []);
      await store.revise([], [alert('r', '2'), alert('s', '4', { deliveredAt: NOW })], []);
      assert.equal(await store.prune(NOW), 2);
      const left = await Promise.all(['1', '2', '3', '4', '5'].map((id) => store.screened('a', id)));
      assert.deepEqual(
        left.map((row) => row?.id ?? null),
        [null, '2', '3', null, '5'],
      );
    });
  });
}

function hiringSuite(name: string, open: Opened): void {
  it(`what ${name} remembers of candidates: marks by tenant and ref, until their day`, async () => {
    const { store, remove } = await open();
    const { hiring } = store;
    const kept = (tenant: string, ref: string, marks: readonly string[], until = NOW + DAY) => ({
      tenant,
      ref,
      marks,
      keptAt: NOW,
      until,
    });
    try {
      await hiring.keep([
        kept('a', '1', ['m', 'm', 'n']),
        kept('a', '2', ['m'], NOW + 2 * DAY),
        kept('b', '1', ['m']),
      ]);
      const sharing = (tenant: string, now = NOW) => hiring.sharing(tenant, ['m', 'n', 'o'], now);
      assert.deepEqual(await sharing('a'), [
        { mark: 'm', ref: '1' },
        { mark: 'm', ref: '2' },
        { mark: 'n', ref: '1' },
      ]);
      assert.deepEqual(await sharing('b'), [{ mark: 'm', ref: '1' }], 'a tenant sees its own');
      assert.deepEqual(
        await sharing('a', NOW + DAY),
        [{ mark: 'm', ref: '2' }],
        'what has ended is not found',
      );
      await hiring.keep([kept('a', '1', ['o'])]);
      assert.deepEqual(await sharing('a'), [
        { mark: 'm', ref: '2' },
        { mark: 'o', ref: '1' },
      ]);
      assert.deepEqual(await hiring.sharing('a', [], NOW), []);
      assert.deepEqual(
        [await hiring.erase('a', '1'), await hiring.erase('a', '1'), await hiring.erase('c', '2')],
        [true, false, false],
      );
      assert.equal(await hiring.prune(NOW + DAY), 1);
      assert.deepEqual(await sharing('b'), [], 'pruned is gone');
      assert.equal((await sharing('a')).length, 1);
    } finally {
      await store.close();
      await remove();
    }
  });
}

const openSqlite: Opened = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-screening-'));
  return {
    store: await openSqliteStore(folder),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
};
suite('SQLite', openSqlite);
hiringSuite('SQLite', openSqlite);

const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl === undefined) it('what PostgreSQL remembers of screening', { skip: NO_POSTGRES });
else {
  const openPostgres: Opened = async () => {
    const schema = await newSchema(databaseUrl);
    return { store: await openPostgresStore(schema.url), remove: schema.drop };
  };
  suite('PostgreSQL', openPostgres);
  hiringSuite('PostgreSQL', openPostgres);
}
