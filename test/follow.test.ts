import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSqliteStore } from '../src/adapters/stores/sqlite.ts';
import { type Committed, type Following, follow } from '../src/app/trace/follow.ts';
import type { Block, ChainEvent } from '../src/core/model/transaction.ts';
import type { Cursor, Store, TraceId } from '../src/ports/store.ts';
import { eventsAfter, fingerprint, simulate, standingBlocks, stepOf, viewOf } from './kill/model.ts';
import { LAB_ACCOUNT, LAB_UTXO, makeStream, openings } from './kill/stream.ts';
import { refusal } from './stores/ground.ts';

const stream = makeStream(21, { blocks: 50, depthOf: (n) => 2 + n, reorgEvery: 18 });
const steps = simulate(stream);
const calm = makeStream(22, { blocks: 30, depthOf: () => 1, reorgEvery: 1_000_000, chains: [LAB_UTXO] });
const chain = standingBlocks(simulate(calm));

async function* all(events: Iterable<ChainEvent>): AsyncIterable<ChainEvent> {
  yield* events;
}
const asEvents = (blocks: readonly Block[]): ChainEvent[] =>
  blocks.map((block) => ({ type: 'block', block }));

describe('following chains into a store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-follow-'));
  let store: Store;
  let traces = 0;
  before(async () => {
    store = await openSqliteStore(folder);
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const newFollowing = async (events: Following['events'], of = calm): Promise<Following> => {
    const trace = `trace-${++traces}` as TraceId;
    await store.openTrace({ id: trace, incident: 'lab', policy: 'fifo', request: {} });
    return { store, trace, readings: of.readings, rules: of.rules, openings, events };
  };

  it('every block commits its cursor, also one that changed nothing', async () => {
    const committed: Committed[] = [];
    const following = await newFollowing(() => all(asEvents(chain)));
    const result = await follow({ ...following, onCommit: (each) => void committed.push(each) });
    assert.equal(result.committed, chain.length);
    assert.deepEqual(
      committed.map((each) => each.type === 'block' && each.cursor.hash),
      chain.map((block) => block.hash),
    );
    assert.ok(committed.some((each) => each.type === 'block' && each.movements.length === 0));
  });

  it('blocks that are committed already are skipped', async () => {
    const following = await newFollowing(() => all(asEvents(chain)));
    await follow({ ...following, events: () => all(asEvents(chain.slice(0, 12))) });
    const before = await viewOf(store, following.trace);
    assert.deepEqual(
      await follow({ ...following, events: () => all(asEvents(chain.slice(0, 12))) }).then(
        ({ committed, skipped }) => ({ committed, skipped }),
      ),
      { committed: 0, skipped: 12 },
    );
    assert.deepEqual(await viewOf(store, following.trace), before);
    assert.equal((await follow(following)).committed, chain.length - 12);
  });

  it('a block that does not follow the one before it is refused', async () => {
    const [first, second, third] = [chain[0]!, chain[1]!, chain[2]!];
    const wrong: readonly (readonly Block[])[] = [
      [first, third],
      [first, { ...second, parent: 'another' }],
      [first, second, { ...second, hash: 'another' }],
      [first, second, { ...first, hash: 'another' }],
    ];
    for (const blocks of wrong)
      await assert.rejects(follow(await newFollowing(() => all(asEvents(blocks)))), refusal('E_BLOCK_ORDER'));
  });

  it('a chain is cut at its tip', async () => {
    const { height, hash, time } = chain[9]!;
    const following = await newFollowing(() => all(asEvents(chain)));
    const { cursors } = await follow({ ...following, tips: [{ chain: LAB_UTXO, height, hash, time }] });
    assert.deepEqual(cursors, [{ chain: LAB_UTXO, height, hash }]);
  });

  it('a reorg that takes blocks of another chain along asks for those again', async () => {
    const asked: (readonly Cursor[])[] = [];
    const following = await newFollowing((cursors) => {
      asked.push(cursors);
      return all(eventsAfter(steps, cursors));
    }, stream);
    const { reverted } = await follow(following);
    assert.ok(reverted >= 2);
    assert.ok(asked.length > 1, 'the events were asked for again');
    assert.ok(asked.at(-1)!.some((cursor) => cursor.chain === LAB_ACCOUNT));
    assert.equal(stepOf(steps, await viewOf(store, following.trace)), steps.length - 1);
  });

  it('stopping after any event and starting anew gives the uninterrupted result', async () => {
    const following = await newFollowing((cursors) => all(eventsAfter(steps, cursors).slice(0, 1)), stream);
    for (let i = 0; i < steps.length; i++) {
      await follow(following);
      const at = stepOf(steps, await viewOf(store, following.trace));
      assert.ok(at !== null, `after event ${i}`);
      if (at === steps.length - 1) break;
    }
    assert.equal(fingerprint(await viewOf(store, following.trace)), steps.at(-1)!.fingerprint);
  });

  it('a reorg deeper than the window is refused and changes nothing', async () => {
    const long = makeStream(23, { blocks: 120, depthOf: () => 1, reorgEvery: 1_000_000, chains: [LAB_UTXO] });
    const blocks = standingBlocks(simulate(long));
    const following = await newFollowing(() => all(asEvents(blocks)), long);
    await follow(following);
    const before = fingerprint(await viewOf(store, following.trace));
    const deep: ChainEvent = { type: 'reorg', chain: LAB_UTXO, height: blocks.at(-1)!.height - 101 };
    await assert.rejects(follow({ ...following, events: () => all([deep]) }), refusal('E_DEEP_REORG'));
    assert.equal(fingerprint(await viewOf(store, following.trace)), before);
  });
});
