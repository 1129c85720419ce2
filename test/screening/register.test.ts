/** Promise P14: what was called clear is asked again when lists change, and a reversal is never lost. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import {
  activate,
  erase,
  KEPT_DAYS,
  openRegister,
  register,
  rescreen,
} from '../../src/app/screening/register.ts';
import { alertToText, taskToText } from '../../src/cli/register-text.ts';
import { composeScreening } from '../../src/compose/screening.ts';
import { readConfig } from '../../src/config.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import type { Edition } from '../../src/core/model/list.ts';
import type { ScreeningStore } from '../../src/ports/screening-store.ts';
import type { Store } from '../../src/ports/store.ts';
import {
  ask,
  DEFAULT_RULES,
  ENTRY,
  editionOf,
  entryOf,
  FREE,
  LISTED,
  NOW,
  OFAC,
  screeningOf,
} from './ground.ts';

const DAY = 86_400;

type World = Awaited<ReturnType<typeof newWorld>> & { readonly whole: Store; readonly folder: string };

async function world(work: (given: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-register-'));
  const store = await openSqliteStore(folder);
  try {
    await work({ ...(await newWorld(store.screening)), whole: store, folder });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function newWorld(store: ScreeningStore) {
  const own = openRegister(store);
  const { screening, clock, wait } = screeningOf({ record: own.record });
  const listing = (address: string, more: Partial<Edition> = {}) =>
    makeSnapshot([
      editionOf({ verifiedAt: clock.wall, entries: [ENTRY, entryOf('2', [['ETH', address]])], ...more }),
    ]);
  return { store, own, screening, clock, wait, listing, parts: { screening, register: own, store } };
}

describe('a later listing', () => {
  it('reverses a clear answer of 89 days ago once, as an alert that names both', () =>
    world(async ({ store, screening, wait, listing, parts }) => {
      assert.equal((await screening.screen([ask(FREE)])).outcome, 'clear');
      wait(89 * DAY);
      const changes = { snapshot: listing(FREE) };
      assert.deepEqual(await activate(parts, changes), { asked: 1, reversed: 1 });
      const [alert] = await store.alerts('local', true);
      assert.equal(alert?.type, 'retroactive_hit');
      const body = JSON.parse(alert!.body) as {
        was: { outcome: string; at: number };
        now: { outcome: string };
      };
      assert.deepEqual([body.was.outcome, body.was.at, body.now.outcome], ['clear', NOW, 'hit']);
      // Killed after the pass, it is done again at the next start: the same alert stays one.
      assert.equal((await rescreen(store, screening.basis)).reversed, 0);
      assert.equal((await store.alerts('local', false)).length, 1);
    }));

  it('does not find an answer that is older than 90 days', () =>
    world(async ({ screening, wait, listing, parts }) => {
      await screening.screen([ask(FREE)]);
      wait((KEPT_DAYS + 1) * DAY);
      assert.deepEqual(await activate(parts, { snapshot: listing(FREE) }), { asked: 0, reversed: 0 });
    }));

  it('finds a registered transfer in any spelling of the account, and a watched subject without end', () =>
    world(async ({ store, screening, wait, parts }) => {
      const tron = '41de0b295669a9fd93d5f28d9ec85e40f4cb697bae';
      for (const [kind, text] of [
        ['transfer', FREE.toLowerCase()],
        ['watch', tron],
      ] as const) {
        const question = ask(text);
        const { subject, findings } = await screening.findOne(question);
        await register(
          store,
          { tenant: 'local', kind, reference: kind },
          { question, decision: { subject, ...findings } },
        );
      }
      wait(60 * DAY);
      const listed = makeSnapshot([
        editionOf({
          entries: [
            entryOf('3', [
              ['ETH', FREE],
              ['TRX', '41de0b295669a9fd93d5f28d9ec85e40f4cb697bae'],
            ]),
          ],
        }),
      ]);
      await activate(parts, { snapshot: listed });
      const alerts = await store.alerts('local', true);
      const kinds = alerts.map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
      assert.deepEqual([...new Set(kinds)].sort(), ['answer', 'transfer', 'watch']);
      wait(400 * DAY);
      assert.deepEqual(
        (await store.watched(NOW + 460 * DAY, null, 10)).map(({ kind }) => kind),
        ['watch'],
        'a watch ends when somebody says so',
      );
    }));

  it('is still found after the list was stale in between', () =>
    world(async ({ store, screening, wait, listing, parts }) => {
      await screening.screen([ask(FREE)]);
      wait(7 * 3_600);
      assert.equal((await rescreen(store, screening.basis)).reversed, 0, 'unknown is no reversal');
      assert.equal((await activate(parts, { snapshot: listing(FREE) })).reversed, 1);
    }));

  it('finds an answer that was given on the old list and not yet written when the new one came', () =>
    world(async ({ screening, listing, parts }) => {
      const pending = screening.screen([ask(FREE)]);
      const activated = activate(parts, { snapshot: listing(FREE) });
      assert.equal((await pending).outcome, 'clear');
      assert.deepEqual(await activated, { asked: 1, reversed: 1 });
    }));

  it('reverses again what was cleared again after a delisting', () =>
    world(async ({ store, screening, wait, listing, parts }) => {
      await screening.screen([ask(FREE)]);
      await activate(parts, { snapshot: listing(FREE) });
      wait(60);
      await activate(parts, { snapshot: listing(LISTED) });
      assert.equal((await screening.screen([ask(FREE)])).outcome, 'clear');
      wait(60);
      const changed = makeSnapshot([editionOf({ entries: [entryOf('9', [['ETH', FREE]])] })]);
      assert.equal((await activate(parts, { snapshot: changed })).reversed, 1);
      assert.equal((await store.alerts('local', false)).length, 2);
    }));

  it('reverses again by the very same entry, though nobody asked in between', () =>
    world(async ({ store, screening, wait, listing, parts }) => {
      await screening.screen([ask(FREE)]);
      const reversed: number[] = [];
      for (const address of [FREE, LISTED, FREE]) {
        wait(60);
        reversed.push((await activate(parts, { snapshot: listing(address) })).reversed);
      }
      assert.deepEqual(reversed, [1, 0, 1]);
      const alerts = await store.alerts('local', true);
      assert.deepEqual(
        alerts.map(({ body }) => (JSON.parse(body) as { was: { at: number } }).was.at),
        [NOW, NOW + 120],
      );
    }));

  it('is found among many within the time promised', () =>
    world(async ({ store, screening, listing, parts }) => {
      const many = process.env.CI === 'true' ? 100_000 : 3_000;
      const questions = Array.from({ length: many }, (_, n) =>
        ask(`0x${(n + 1).toString(16).padStart(40, '0')}`, { chain: 'eth' }),
      );
      for (let i = 0; i < many; i += 1_000) await screening.findMany(questions.slice(i, i + 1_000));
      const started = performance.now();
      const done = await activate(parts, { snapshot: listing(`0x${'7'.padStart(40, '0')}`) });
      const seconds = (performance.now() - started) / 1000;
      assert.deepEqual(done, { asked: many, reversed: 1 });
      assert.ok(seconds < (300 * many) / 1_000_000 + 2, `${many} took ${seconds.toFixed(1)} s`);
      assert.equal((await store.alerts('local', true)).length, 1);
    }));
});

describe('the register', () => {
  it('keeps tenants apart: the same address of two is two rows, and each erases its own', () =>
    world(async ({ store, screening }) => {
      for (const tenant of ['a', 'b']) await screening.screen([ask(FREE)], tenant);
      assert.equal((await store.watched(NOW, null, 10)).length, 2);
      const { subject } = await screening.findOne(ask(FREE), 'a');
      assert.equal(await erase(store, 'a', subject), 1);
      assert.deepEqual(
        (await store.watched(NOW, null, 10)).map(({ tenant }) => tenant),
        ['b'],
      );
    }));

  it('forgets nothing by a clock that jumped ahead', (t) =>
    world(async ({ store: own, whole, folder }) => {
      const config = readConfig({}, { dataFolder: folder });
      const install = await composeScreening(config, {
        store: whole,
        readOnly: false,
        readNames: 'when asked',
      });
      const question = ask(FREE);
      const { subject, findings } = await install.screening.findOne(question);
      const kept = { tenant: 'local', kind: 'transfer' as const, reference: 'r' };
      await register(own, kept, { question, decision: { subject, ...findings } });
      await install.refresh();
      const jumped = Date.now() + (KEPT_DAYS + 10) * DAY * 1_000;
      t.mock.method(Date, 'now', () => jumped);
      const until = Math.floor(jumped / 1_000) + DAY;
      const override = {
        id: 'o',
        type: 'staleness' as const,
        list: OFAC,
        reason: '',
        by: [],
        since: 0,
        until,
      };
      await own.addOverride({ override, approvals: '[]' });
      assert.notEqual(await install.refresh(), null, 'something changed, so what is kept is looked through');
      assert.equal((await own.watched(0, null, 10)).length, 1);
    }));

  it('writes an address asked a thousand times once an hour, and answers that come together, together', () =>
    world(async ({ store }) => {
      let writes = 0;
      const counted = openRegister({
        ...store,
        record(rows, tasks) {
          writes += 1;
          return store.record(rows, tasks);
        },
      });
      const { screening: own, wait: waitToo } = screeningOf({ record: counted.record });
      for (let i = 0; i < 1_000; i += 1) await own.findOne(ask(FREE));
      assert.equal(writes, 1);
      waitToo(3_601);
      await own.findOne(ask(FREE));
      assert.equal(writes, 2);
      await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          own.findOne(ask(`0x${(n + 1).toString(16).padStart(40, '0')}`, { chain: 'eth' })),
        ),
      );
      assert.ok(writes <= 5, `${writes} writes for 200 answers at once`);
    }));

  it('that cannot write gives no clear answer', async () => {
    const broken = openRegister({
      record: () => Promise.reject(new Error('the disk is gone')),
    } as unknown as ScreeningStore);
    const { screening } = screeningOf({ record: broken.record });
    await assert.rejects(screening.screen([ask(FREE)]), /the disk is gone/);
    assert.equal((await screening.screen([ask(LISTED)])).outcome, 'hit', 'a hit needs no register');
  });

  it('a hold by a later listing opens its task, too: the deadline runs from the day it came about', () =>
    world(async ({ store, screening, wait, listing, parts }) => {
      screening.swap({ rules: { ...DEFAULT_RULES, jurisdiction: 'US' } });
      const question = ask(FREE);
      const { subject, findings } = await screening.findOne(question);
      const kept = { tenant: 'local', kind: 'transfer' as const, reference: 't-2' };
      await register(store, kept, { question, decision: { subject, ...findings } });
      assert.deepEqual(await store.tasks('local', true), []);
      for (const address of [FREE, LISTED, FREE]) {
        wait(20 * DAY);
        await activate(parts, { snapshot: listing(address) });
      }
      const tasks = await store.tasks('local', true);
      assert.deepEqual(
        tasks.map(({ openedAt }) => openedAt),
        [NOW + 20 * DAY, NOW + 60 * DAY],
        'one a reversal, none for the mere answer',
      );
      assert.ok(tasks.every(({ dueBy, openedAt }) => dueBy !== null && dueBy > openedAt + 12 * DAY));
      // As a person reads it at three in the morning: who, what became of it, by when, and how it is closed.
      const alerts = await store.alerts('local', true);
      const told = alerts.map(alertToText).find((text) => text.includes('t-2')) ?? '';
      assert.match(told, /^RETROACTIVE HIT {2}transfer t-2: 0xde0B.* → hold[\s\S]*was clear \(credit\)/);
      assert.match(taskToText(tasks[0]!), /^HOLD {2}t-2 .*due by 20\d\d-[\s\S]*--done [0-9a-f]{64} --by/);
    }));

  it('a hold opens a task with the deadline of its jurisdiction', () =>
    world(async ({ store, screening }) => {
      screening.swap({ rules: { ...DEFAULT_RULES, jurisdiction: 'US' } });
      const question = ask(LISTED);
      const { subject, findings } = await screening.findOne(question);
      await register(
        store,
        { tenant: 'local', kind: 'transfer', reference: 't-1' },
        { question, decision: { subject, ...findings } },
      );
      const [task] = await store.tasks('local', true);
      assert.ok(task?.dueBy !== null && task !== undefined);
      const days = (task.dueBy - NOW) / DAY;
      assert.ok(days >= 13 && days <= 15, `ten business days are ${days.toFixed(1)} days`);
    }));
});
