/**
 * What every chain source must do, whatever stands behind it: the answers to every question the truth knows,
 * asked one by one, in batches and in any order; the same trace as from the truth itself; and a recording of it
 * that gives the same figures offline and says where it was not asked. A source is done when this passes.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { readRecording, traceLive } from '../../src/app/trace/trace-live.ts';
import type { AssetId } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import type { ChainId } from '../../src/core/model/chain.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import {
  type Account,
  type LocationId,
  locationId,
  type Outpoint,
  type TxId,
} from '../../src/core/model/location.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { type Block, pays, type Transaction } from '../../src/core/model/transaction.ts';
import { answers, type Want } from '../../src/core/trace/frontier.ts';
import { DEFAULT_REQUEST, formatInstant } from '../../src/core/trace/request.ts';
import { movementLine } from '../../src/core/trace/seal.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';

export type Conforming = {
  readonly source: ChainSource;
  /** The chain as it is known otherwise, with a theft in it. */
  readonly truth: Recording;
  /** Whether dates are held against the median of the last eleven blocks' times (BIP-113), as on Bitcoin itself. */
  readonly median?: true;
  /** What this kind of source cannot do at all, with the code it then answers, or that it says so. */
  readonly cannot?: {
    readonly paid?: 'E_UNSUPPORTED';
    readonly blocks?: 'E_UNSUPPORTED';
    readonly openings?: 'unknown';
    /** What a transaction leaves to the maker of its block is in no list of his. */
    readonly tips?: 'untold';
  };
  readonly stop?: () => Promise<void>;
};

const beforeAll = { height: -1, index: -1 };

export function conformance(
  name: string,
  open: () => Promise<Conforming>,
  skip: string | false = false,
): void {
  describe(`${name} as a chain source`, { skip }, () => {
    let source: ChainSource;
    let truth: Recording;
    let known: ChainSource;
    let world: Conforming;
    before(async () => {
      world = await open();
      ({ source, truth } = world);
      known = recordingSource(truth);
      // Where only the source itself knows balances, what they are is not in question here.
      if (truth.openings.type === 'unknown') known = { ...known, openings: source.openings };
    });
    after(() => world?.stop?.());

    const chains = (): [ChainId, readonly Block[]][] => [...truth.chains];
    // Nobody indexes what the first block holds: Bitcoin's was never entered among the outputs, TRON's has no infos.
    const everything = (): Transaction[] =>
      chains()
        .flatMap(([, blocks]) => blocks.flatMap((b) => b.transactions))
        .filter((tx) => tx.place.height > 0);

    test('names its chains and their ends, now and at any date', async () => {
      assert.deepEqual(
        [...source.chains].sort(),
        chains()
          .map(([chain]) => chain)
          .sort(),
      );
      for (const [chain, blocks] of chains()) {
        const newest = (await source.tips(null)).find((tip) => tip.chain === chain);
        assert.deepEqual(newest?.height, blocks.at(-1)?.height);
        const at = blocks[Math.floor(blocks.length / 2)]!.time;
        const middle = lastAt(blocks, at, world.median === true);
        const asked = (await source.tips(at)).find((tip) => tip.chain === chain);
        assert.equal(asked?.height, middle.height);
        if (middle.hash !== '') assert.equal(asked?.hash, middle.hash);
      }
      await source.tips(null);
    });

    test('gives every transaction by its id, and none for an id that does not exist', async () => {
      await source.tips(null);
      const all = everything();
      const found = await source.fetch(
        all.map(({ chain, txid }): Want => ({ type: 'transaction', chain, txid })),
      );
      sameTransactions(found, all);
      const { chain, txid } = all[0]!;
      const stranger = txid.replace(/[0-9a-f]{8}$/, '00c0ffee') as TxId;
      const answer = await source
        .fetch([{ type: 'transaction', chain, txid: stranger }])
        .catch((error: AshiatoError): string => error.code);
      const accepted = typeof answer === 'string' ? /^E_(?!INTERNAL)/.test(answer) : answer.length === 0;
      assert.ok(accepted, String(answer));
    });

    test('answers who spends an outpoint, and nobody for what is unspent', async () => {
      const all = everything();
      const places = all.flatMap((tx) => (tx.type === 'utxo' ? outpointsOf(tx) : []));
      const spent = new Set(
        all.flatMap((tx) => (tx.type === 'utxo' ? tx.inputs.map(({ txid, vout }) => `${txid}:${vout}`) : [])),
      );
      for (const location of places.slice(0, 40)) {
        const found = await source.fetch([{ type: 'spend', location }]);
        assert.equal(
          found.length,
          spent.has(`${location.txid}:${location.vout}`) ? 1 : 0,
          `${location.txid}:${location.vout}`,
        );
      }
      const wants = places.map((location): Want => ({ type: 'spend', location }));
      sameTransactions(await source.fetch(wants), await known.fetch(wants));
      sameTransactions(await source.fetch(wants.toReversed()), await known.fetch(wants));
    });

    test('gives every change of an account after a place, and nothing before it', async () => {
      for (const location of accountsOf(everything())) {
        const history = await known.fetch([{ type: 'history', location, after: beforeAll }]);
        const middle = history.toSorted((a, b) => a.place.height - b.place.height)[
          Math.floor(history.length / 2)
        ]!;
        for (const after of [history[0]!.place, middle.place]) {
          const want: Want = { type: 'history', location, after };
          const found = (await source.fetch([want])).filter((tx) => answers(want, tx));
          const expected = await known.fetch([want]);
          const told = world.cannot?.tips === undefined ? () => true : isPaidOrPays(location);
          sameTransactions(found, expected.filter(told));
        }
      }
    });

    test('hands out blocks in chain order, with what each holds', async () => {
      for (const [chain, blocks] of chains()) {
        const [first, last] = [blocks[0]!.height, blocks.at(-1)!.height];
        if (world.cannot?.blocks !== undefined) {
          await assert.rejects(source.blocks(chain, first, last)[Symbol.asyncIterator]().next(), {
            code: world.cannot.blocks,
          });
          continue;
        }
        const got: Block[] = [];
        for await (const block of source.blocks(chain, first, last)) got.push(block);
        const filled = (list: readonly Block[]): [number, string[]][] =>
          list
            .filter((b) => b.transactions.length > 0)
            .map((b) => [b.height, b.transactions.map((tx) => tx.txid)]);
        assert.deepEqual(filled(got), filled(blocks));
        assert.deepEqual(
          got.map((b) => b.height),
          got.map((b) => b.height).toSorted((a, b) => a - b),
        );
      }
    });

    test('says what an account held before a transaction, or that it cannot', async () => {
      for (const tx of everything().slice(0, 20)) {
        if (tx.type !== 'account') continue;
        const places = accountsOf([tx]);
        if (world.cannot?.openings !== undefined) {
          const unknown = places.map(() => null);
          assert.deepEqual(await source.openings(tx.chain, tx.place, places), unknown);
          continue;
        }
        // Where only the source itself knows them, there is nothing to hold them against.
        if (truth.openings.type === 'unknown') return;
        const [said, expected] = await Promise.all([
          source.openings(tx.chain, tx.place, places),
          known.openings(tx.chain, tx.place, places),
        ]);
        for (const [i, balance] of said.entries()) {
          if (balance === null) continue;
          assert.equal(balance, expected[i], `${locationId(places[i]!)} before ${tx.txid}`);
        }
      }
    });

    test('finds what an address was paid since a time', async () => {
      for (const [chain, blocks] of chains()) {
        const since = blocks[Math.floor(blocks.length / 3)]!.time;
        const later = blocks.filter((block) => block.time >= since).flatMap((block) => block.transactions);
        const address = receiverOf(later);
        if (address === null) continue;
        const expected = later.filter((tx) => pays(tx, address));
        if (world.cannot?.paid !== undefined) {
          await assert.rejects(source.paid(chain, address, since), { code: world.cannot.paid });
          continue;
        }
        sameTransactions(await source.paid(chain, address, since), expected);
      }
    });

    test('leads to the same movements as the chain itself, under every policy', async () => {
      for (const policy of POLICIES) {
        const request = { ...DEFAULT_REQUEST, policy };
        const [asked, expected] = [await trace(truth, source, request), await trace(truth, known, request)];
        assert.deepEqual(asked.movements.map(movementLine), expected.movements.map(movementLine), policy);
      }
    });

    test('can be recorded, and the recording gives the same figures and knows its limits', async () => {
      const { chains: _, ...bare } = truth;
      const subject: Recording = { ...bare, chains: new Map(), gaps: [] };
      const requests = POLICIES.map((policy) => ({ ...DEFAULT_REQUEST, policy }));
      const answer = await traceLive(source, {
        subject: async () => subject,
        requests,
        sources: ['test'],
        replay: recordingSource,
      });
      const recording = readRecording(answer.document, 'test');
      for (const [i, request] of requests.entries()) {
        const again = await trace(recording, recordingSource(recording), request);
        assert.equal(again.stateHash, answer.traces[i]!.stateHash);
        assert.equal(again.traceId, answer.traces[i]!.traceId);
      }
      const asOf = formatInstant(answer.traces[0]!.tips[0]!.time - 1);
      await assert.rejects(trace(recording, recordingSource(recording), { ...DEFAULT_REQUEST, asOf }), {
        code: 'E_TAPE',
      });
    });

    test('reports what it can do without a secret', async () => {
      const reports = await source.check();
      assert.deepEqual([...new Set(reports.map((report) => report.chain))].sort(), [...source.chains].sort());
      for (const { source: name, abilities } of reports) {
        assert.ok(name.length > 0 && !/[?@]|apikey/i.test(name), name);
        // What a person must know before he trusts an answer. A recording has no abilities: it holds what it holds.
        if (abilities.length === 0) continue;
        for (const told of [
          /^network$/,
          /mempool|unconfirmed/,
          /past|histor/,
          /internal transfers|values of/,
        ])
          assert.ok(
            abilities.some((ability) => told.test(ability.name)),
            `${name} says ${told}`,
          );
      }
    });
  });
}

/** The last block at or before a time. */
function lastAt(blocks: readonly Block[], time: number, byMedian: boolean): Block {
  const median = (i: number): number => {
    const times = blocks.slice(Math.max(0, i - 10), i + 1).map((block) => block.time);
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  };
  const last = blocks.findLastIndex((block, i) => (byMedian ? median(i) : block.time) <= time);
  return blocks[last]!;
}

function sameTransactions(found: readonly Transaction[], expected: readonly Transaction[]): void {
  const byId = (list: readonly Transaction[]): Transaction[] =>
    list.toSorted((a, b) => (a.txid < b.txid ? -1 : 1));
  assert.deepEqual(byId(found), byId(expected));
}

const outpointsOf = ({ chain, txid, outputs }: Extract<Transaction, { type: 'utxo' }>): Outpoint[] =>
  outputs.flatMap(({ value, owner }, vout) =>
    value > 0n ? [{ type: 'outpoint', chain, txid, vout, owner }] : [],
  );

function accountsOf(transactions: readonly Transaction[]): Account[] {
  const found = new Map<LocationId, Account>();
  for (const tx of transactions) {
    if (tx.type !== 'account') continue;
    for (const { asset, from, to } of tx.events) {
      for (const address of [from, to]) {
        if (address === null) continue;
        const account: Account = { type: 'account', chain: tx.chain, address, asset: asset as AssetId };
        found.set(locationId(account), account);
      }
    }
  }
  return [...found.values()];
}

/** Whether somebody pays the account in a transaction, or it pays. */
const isPaidOrPays =
  ({ address, asset }: Account) =>
  (tx: Transaction): boolean =>
    tx.type === 'account' &&
    tx.events.some(
      (event) =>
        event.asset === asset && (event.from === address || (event.to === address && event.from !== null)),
    );

function receiverOf(transactions: readonly Transaction[]): string | null {
  for (const tx of transactions) {
    const paid =
      tx.type === 'utxo' ? tx.outputs.map((output) => output.owner) : tx.events.map((event) => event.to);
    const address = paid.find((each) => each !== null);
    if (address) return address;
  }
  return null;
}
