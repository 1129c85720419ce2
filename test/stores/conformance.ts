/** What every store must do. An engine is done when this suite passes on it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { MIGRATIONS, migrate } from '../../src/adapters/stores/migrations.ts';
import { follow, followFromScratch, UNDO_WINDOW } from '../../src/app/trace/follow.ts';
import type { HoldingRecord } from '../../src/core/flow/state.ts';
import { locationId } from '../../src/core/model/location.ts';
import type { Store, TraceId } from '../../src/ports/store.ts';
import { fingerprint, simulate, standingBlocks, stepOf, viewOf } from '../kill/model.ts';
import { LAB_ACCOUNT, LAB_UTXO, makeStream, type Stream } from '../kill/stream.ts';
import {
  CALM,
  emptyBlock,
  following,
  followStream,
  type Ground,
  RECORD,
  refusal,
  SHORT,
  type Suite,
  TRACE,
} from './ground.ts';

export function describeStore({ name, prepare }: Suite): void {
  describe(`the store on ${name}`, () => {
    const grounds: Ground[] = [];
    let stream: Stream;
    before(() => {
      stream = makeStream(11, SHORT);
    });
    after(async () => {
      for (const ground of grounds) await ground.remove();
    });
    const newGround = async (): Promise<Ground> => {
      const ground = await prepare();
      grounds.push(ground);
      return ground;
    };
    const withStore = async (work: (store: Store, ground: Ground) => Promise<void>): Promise<void> => {
      const ground = await newGround();
      const store = await ground.open();
      try {
        await store.openTrace(RECORD);
        await work(store, ground);
      } finally {
        await store.close();
      }
    };

    it('migrations that ran once do nothing the second time', async () => {
      const ground = await newGround();
      for (let i = 0; i < 2; i++) {
        const engine = await ground.connect();
        await migrate(engine);
        await migrate(engine);
        const versions = await engine.db.selectFrom('schema_version').select('version').execute();
        assert.deepEqual(
          versions.map(({ version }) => version),
          MIGRATIONS.map(({ version }) => version),
        );
        await engine.close();
      }
    });

    it('a migration that fails half-way leaves nothing of itself', async () => {
      const ground = await newGround();
      const engine = await ground.connect();
      const broken = {
        version: 1_000,
        what: 'broken',
        statements: () => ['create table half (id integer primary key)', 'create table oh no'],
      };
      await assert.rejects(migrate(engine, [...MIGRATIONS, broken]));
      await engine.close();
      const store = await ground.open();
      assert.deepEqual(await store.listTraces(), []);
      await store.close();
      const again = await ground.connect();
      await migrate(again, [
        ...MIGRATIONS,
        { version: 1_000, what: 'mended', statements: () => ['create table half (id integer primary key)'] },
      ]);
      await again.close();
    });

    it('a database of a newer version is refused', async () => {
      const ground = await newGround();
      await (await ground.open()).close();
      await ground.tamper("insert into schema_version (version, what) values (99, 'from the future')");
      await assert.rejects(ground.open(), refusal('E_DB_VERSION'));
      await assert.rejects(ground.open({ readOnly: true }), refusal('E_DB_VERSION'));
    });

    it('a trace is opened once and read back as it was given', () =>
      withStore(async (store) => {
        await store.openTrace(RECORD);
        assert.deepEqual(await store.getTrace(TRACE), RECORD);
        assert.deepEqual(await store.listTraces(), [RECORD]);
        assert.equal(await store.getTrace('another' as TraceId), null);
        await assert.rejects(store.holdings('another' as TraceId), refusal('E_TRACE_UNKNOWN'));
        await assert.rejects(
          store.commitBlock({ ...emptyBlock(1), trace: 'another' as TraceId }),
          refusal('E_TRACE_UNKNOWN'),
        );
      }));

    it('a block at or below the cursor is refused and changes nothing', () =>
      withStore(async (store) => {
        await store.commitBlock(emptyBlock(5));
        for (const height of [5, 4])
          await assert.rejects(store.commitBlock(emptyBlock(height)), refusal('E_BLOCK_ORDER'));
        await store.commitBlock(emptyBlock(6));
        assert.deepEqual(await store.cursors(TRACE), [{ chain: LAB_UTXO, height: 6, hash: 'hash-6' }]);
        assert.equal((await store.blockAt(TRACE, LAB_UTXO, 5))?.hash, 'hash-5');
        assert.equal(await store.blockAt(TRACE, LAB_UTXO, 4), null);
        assert.equal(await store.blockAt(TRACE, LAB_ACCOUNT, 5), null);
        assert.equal(await store.verifyAudit(), null);
      }));

    it('what was followed is read back exactly, also after closing', async () => {
      const ground = await newGround();
      const mixed = makeStream(1);
      const steps = simulate(mixed);
      const store = await ground.open();
      await store.openTrace(RECORD);
      await followStream(store, mixed);
      const view = await viewOf(store, TRACE);
      assert.equal(stepOf(steps, view), steps.length - 1);
      assert.ok(view.movements.length > 10 && view.gaps.length > 3 && view.holdings.length > 5);
      assert.ok(
        view.movements.some(({ to }) => to?.type === 'transit') &&
          view.movements.some(({ from }) => from?.type === 'outpoint'),
      );
      await store.close();
      const again = await ground.open({ readOnly: true });
      assert.equal(fingerprint(await viewOf(again, TRACE)), fingerprint(view));
      assert.equal(await again.verifyAudit(), null);
      await again.close();
    });

    it('every kind of place comes back as it went in', () =>
      withStore(async (store) => {
        const asset = `${LAB_ACCOUNT}/erc20:0xabc` as never;
        const locations: HoldingRecord['location'][] = [
          { type: 'outpoint', chain: LAB_UTXO, txid: 'aa' as never, vout: 0, owner: null },
          { type: 'outpoint', chain: LAB_UTXO, txid: 'aa' as never, vout: 1, owner: 'lab1q' },
          { type: 'account', chain: LAB_ACCOUNT, address: '0x1', asset },
          { type: 'transit', chain: LAB_ACCOUNT, edge: 'fee:with|bars', asset },
          { type: 'position', chain: LAB_ACCOUNT, protocol: 'lend "quoted\\"', address: '0x1', asset },
        ];
        const holdings = locations.map(
          (location): HoldingRecord => ({
            location,
            runs: [
              ['1'],
              ['115792089237316195423570985008687907853269984665640564039457584007913129639935', asset, 3],
              ['2', asset, 1, '4', '9', '7'],
            ],
          }),
        );
        const gap = { type: 'declared', text: 'a "gap", with {braces}, commas\nand 日本語' } as const;
        const changes = holdings.map((holding) => [locationId(holding.location), holding] as const);
        await store.commitBlock({
          ...emptyBlock(1),
          changes,
          undo: changes.map(([id]) => [id, null]),
          gaps: [
            gap,
            { ...gap, chain: LAB_UTXO, txid: 'aa' as never, location: locations[1]!, asset, amount: 0n },
          ],
        });
        const sorted = holdings.toSorted((a, b) =>
          locationId(a.location) < locationId(b.location) ? -1 : 1,
        );
        assert.deepEqual(await store.holdings(TRACE), sorted);
        assert.deepEqual(await store.gaps(TRACE), [
          gap,
          { ...gap, chain: LAB_UTXO, txid: 'aa', location: locations[1], asset, amount: 0n },
        ]);
        await store.commitBlock({
          ...emptyBlock(2),
          changes: [[locationId(locations[3]!), null]],
          undo: [changes[3]!],
        });
        assert.equal((await store.holdings(TRACE)).length, 4);
        const { changes: restored } = await store.revertTo(TRACE, LAB_UTXO, 1);
        assert.deepEqual(restored, [changes[3]]);
        assert.deepEqual(await store.holdings(TRACE), sorted);
        assert.equal(await store.verifyAudit(), null);
      }));

    it('places are forgotten also by a process that never saw them', async () => {
      const ground = await newGround();
      const location = {
        type: 'outpoint',
        chain: LAB_UTXO,
        txid: 'aa' as never,
        vout: 7,
        owner: 'lab1q',
      } as const;
      const holding: HoldingRecord = { location, runs: [['5']] };
      const first = await ground.open();
      await first.openTrace(RECORD);
      await first.commitBlock({
        ...emptyBlock(1),
        changes: [[locationId(location), holding]],
        undo: [[locationId(location), null]],
      });
      await first.close();
      const second = await ground.open();
      await second.revertTo(TRACE, LAB_UTXO, 0);
      assert.deepEqual(await second.holdings(TRACE), []);
      assert.deepEqual(await second.cursors(TRACE), []);
      await second.close();
    });

    it('reverting blocks equals never having committed them', () =>
      withStore(async (store) => {
        const calm = makeStream(5, CALM);
        const blocks = standingBlocks(simulate(calm));
        const seen: string[] = [];
        for (const block of blocks) {
          await follow(following(store, calm, [block]));
          seen.push(fingerprint(await viewOf(store, TRACE)));
        }
        for (let i = blocks.length - 2; i >= 0; i -= 3) {
          const above = blocks[i + 1]!;
          await store.revertTo(TRACE, above.chain, above.height - 1);
          assert.equal(fingerprint(await viewOf(store, TRACE)), seen[i], `after undoing block ${i + 1}`);
        }
        assert.equal(await store.verifyAudit(), null);
        await store.revertTo(TRACE, LAB_UTXO, 0);
        await store.revertTo(TRACE, LAB_ACCOUNT, 0);
        assert.deepEqual(await viewOf(store, TRACE), { cursors: [], holdings: [], movements: [], gaps: [] });
      }));

    it('random suffixes undone and replayed equal a fresh run', () =>
      withStore(async (store) => {
        const calm = makeStream(6, CALM);
        const steps = simulate(calm);
        const blocks = standingBlocks(steps);
        await follow(following(store, calm, blocks));
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.nat(blocks.length - 1), { minLength: 1, maxLength: 3 }),
            async (cuts) => {
              for (const cut of cuts) {
                const { chain, height } = blocks[cut]!;
                await store.revertTo(TRACE, chain, height - 1);
                await follow(following(store, calm, blocks));
              }
              assert.equal(stepOf(steps, await viewOf(store, TRACE)), steps.length - 1);
            },
          ),
          { numRuns: 12, seed: 42 },
        );
        assert.equal(await store.verifyAudit(), null);
      }));

    it('the journal keeps what was undone', () =>
      withStore(async (store, ground) => {
        await followStream(store, stream);
        await store.resetTrace(TRACE);
        assert.deepEqual(await viewOf(store, TRACE), { cursors: [], holdings: [], movements: [], gaps: [] });
        assert.equal(await store.verifyAudit(), null);
        await store.close();
        const engine = await ground.connect();
        const kept = await engine.db
          .selectFrom('movement')
          .select((eb) => eb.fn.countAll().as('rows'))
          .executeTakeFirstOrThrow();
        assert.ok(Number(kept.rows) > 10);
        await engine.close();
      }));

    it('undo that was dropped refuses a revert, and a rebuild gives the same result', () =>
      withStore(async (store) => {
        const calm = makeStream(8, { ...CALM, chains: [LAB_UTXO] });
        const blocks = standingBlocks(simulate(calm));
        await follow(following(store, calm, blocks));
        const tip = blocks.at(-1)!.height;
        const whole = fingerprint(await viewOf(store, TRACE));
        await store.pruneUndo(TRACE, LAB_UTXO, 10);
        await assert.rejects(store.revertTo(TRACE, LAB_UTXO, tip - 11), refusal('E_DEEP_REORG'));
        assert.equal(fingerprint(await viewOf(store, TRACE)), whole);
        await store.revertTo(TRACE, LAB_UTXO, tip - 10);
        await store.pruneUndo(TRACE, LAB_UTXO, 10);
        await followFromScratch(following(store, calm, blocks));
        assert.equal(fingerprint(await viewOf(store, TRACE)), whole);
        assert.equal(await store.verifyAudit(), null);
      }));

    it('undo stays as long as undoing another chain may need it', () =>
      withStore(async (store) => {
        await store.commitBlock({ ...emptyBlock(1), chain: LAB_ACCOUNT });
        for (let height = 1; height <= 30; height++) await store.commitBlock(emptyBlock(height));
        await store.pruneUndo(TRACE, LAB_UTXO, 5);
        assert.deepEqual((await store.revertTo(TRACE, LAB_ACCOUNT, 0)).cursors, []);
      }));

    it('reorgs of every depth up to the window equal a fresh run, deeper ones after a rebuild', async () => {
      for (const depth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, UNDO_WINDOW, UNDO_WINDOW + 1]) {
        await withStore(async (store) => {
          const deep = makeStream(depth, {
            blocks: depth + 24,
            depthOf: () => depth,
            reorgEvery: depth + 12,
            chains: [depth % 2 === 0 ? LAB_UTXO : LAB_ACCOUNT],
          });
          assert.equal(deep.events.filter((event) => event.type === 'reorg').length, 1);
          const steps = simulate(deep);
          if (depth <= UNDO_WINDOW) await followStream(store, deep);
          else {
            await assert.rejects(followStream(store, deep), refusal('E_DEEP_REORG'));
            await followFromScratch(following(store, deep, standingBlocks(steps)));
          }
          const view = fingerprint(await viewOf(store, TRACE));
          assert.equal(view, steps.at(-1)!.fingerprint, `depth ${depth}`);
          const fresh = 'fresh' as TraceId;
          await store.openTrace({ ...RECORD, id: fresh });
          await follow(following(store, deep, standingBlocks(steps), fresh));
          assert.equal(fingerprint(await viewOf(store, fresh)), view, `depth ${depth}`);
          assert.equal(await store.verifyAudit(), null);
        });
      }
    });

    it('two traces in one store do not touch each other', () =>
      withStore(async (store) => {
        const other = 'other' as TraceId;
        await store.openTrace({ ...RECORD, id: other });
        await Promise.all([followStream(store, stream), followStream(store, stream, other)]);
        const view = fingerprint(await viewOf(store, TRACE));
        assert.equal(fingerprint(await viewOf(store, other)), view);
        await store.resetTrace(other);
        assert.equal(fingerprint(await viewOf(store, TRACE)), view);
      }));

    it('documents are kept, replaced, and forgotten with the trace', () =>
      withStore(async (store) => {
        assert.equal(await store.getDocument(TRACE, 'result'), null);
        await store.putDocument(TRACE, 'result', '{"a":1}');
        await store.putDocument(TRACE, 'result', '{"a":"足跡"}');
        assert.equal(await store.getDocument(TRACE, 'result'), '{"a":"足跡"}');
        await store.resetTrace(TRACE);
        assert.equal(await store.getDocument(TRACE, 'result'), null);
      }));

    it('a second writer is refused and told which process holds the store', async () => {
      const ground = await newGround();
      const store = await ground.open();
      await assert.rejects(
        ground.open(),
        (error) =>
          refusal('E_STORE_LOCKED')(error) &&
          assert.match((error as Error).message, new RegExp(`pid ${process.pid}`)) === undefined,
      );
      await store.close();
      await (await ground.open()).close();
    });

    it('a reader looks on beside the writer and never sees half a block', () =>
      withStore(async (store, ground) => {
        const reader = await ground.open({ readOnly: true });
        const steps = simulate(stream);
        let done = false;
        const writing = followStream(store, stream).finally(() => {
          done = true;
        });
        let looks = 0;
        while (!done) {
          const [before, movements, now] = [
            await reader.cursors(TRACE),
            await reader.movements(TRACE),
            await reader.cursors(TRACE),
          ];
          if (JSON.stringify(before) === JSON.stringify(now)) {
            for (const { chain, place } of movements)
              assert.ok(place.height <= (now.find((c) => c.chain === chain)?.height ?? -1));
          }
          looks += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
        await writing;
        assert.ok(looks > 0);
        assert.equal(stepOf(steps, await viewOf(reader, TRACE)), steps.length - 1);
        await assert.rejects(reader.putDocument(TRACE, 'x', 'y'));
        await reader.close();
      }));

    describe('the audit', () => {
      const damages: readonly (readonly [string, ...string[]])[] = [
        ['a flipped leaf', "update journal set leaf = 'f' || substr(leaf, 2) where seq = 7"],
        ['a flipped deed', "update journal set what = replace(what, 'digest', 'tigest') where seq = 7"],
        ['a flipped cursor height', 'update journal set height = height + 1 where seq = 7'],
        ['a removed leaf', 'delete from journal where seq = 7'],
        ['a removed last leaf', 'delete from journal where seq = (select max(seq) from journal)'],
        [
          'two leaves in the wrong order',
          'update journal set seq = -7 where seq = 7',
          'update journal set seq = 7 where seq = 8',
          'update journal set seq = 8 where seq = -7',
        ],
        [
          'a changed amount',
          "update movement set amount = '1' || amount where journal = (select min(journal) from movement)",
        ],
        [
          'a removed movement',
          'delete from movement where journal = (select max(journal) from movement) and position = 0',
        ],
        ['a changed gap', "update gap set text = text || '!' where journal = (select min(journal) from gap)"],
        [
          'a block that was quietly undone',
          'insert into undone (journal, by_journal) select max(j.seq), (select max(by_journal) from undone) from journal j left join undone u on u.journal = j.seq where u.journal is null',
        ],
      ];
      for (const [what, ...statements] of damages) {
        it(`catches ${what}`, async () => {
          const ground = await newGround();
          const store = await ground.open();
          await store.openTrace(RECORD);
          await followStream(store, stream);
          await store.close();
          await ground.tamper(...statements);
          const damaged = await ground.open({ readOnly: true });
          assert.notEqual(await damaged.verifyAudit(), null);
          await damaged.close();
        });
      }
    });
  });
}
