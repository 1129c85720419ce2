/** Bitcoin Core as a chain source: what all sources do, and what only an index of the node can answer. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openBitcoinCoreSource, type SourceOptions } from '../../src/adapters/sources/bitcoin-core/source.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Want } from '../../src/core/trace/frontier.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { staleBlock } from '../bitcoin/chain.ts';
import { txidOf } from '../bitcoin/writer.ts';
import { conformance } from '../sources/conformance.ts';
import { type CoreServer, type Shape, startCore } from './core-server.ts';
import { CHAIN, REGTEST, recordingOf, theftIn } from './world.ts';

const THEFT = theftIn(CHAIN);
const SHORT = CHAIN.slice(0, 22);
const CAIP = REGTEST.chain;

const servers: CoreServer[] = [];
after(() => Promise.all(servers.map((server) => server.stop())));
async function serve(shape: Partial<Shape> = {}): Promise<CoreServer> {
  const server = await startCore({ chain: CHAIN, ...shape });
  servers.push(server);
  return server;
}
const open = ({ url }: CoreServer, extra: Partial<SourceOptions> = {}): Promise<ChainSource> =>
  openBitcoinCoreSource({ url, network: REGTEST, retries: 1, maxWaitMs: 20, ...extra });

const SHAPES: Readonly<Record<string, Partial<Shape>>> = {
  'version 31 with all indexes': { spenderIndex: true },
  'version 30 over REST': {},
  'version 22 over RPC, with txindex': { rest: false, prevouts: false },
};
for (const [name, shape] of Object.entries(SHAPES)) {
  conformance(`Bitcoin Core, ${name},`, async () => ({
    source: await open(await serve({ ...shape, chain: SHORT })),
    truth: recordingOf(SHORT, THEFT),
    median: true,
  }));
}

const want = (txid: string): Want => ({ type: 'transaction', chain: CAIP, txid: txid as TxId });
const spend = (txid: string, vout: number): Want => ({
  type: 'spend',
  location: { type: 'outpoint', chain: CAIP, txid: txid as TxId, vout, owner: null },
});

test('without an index a spender is found by one walk, as far as a walk is allowed', async () => {
  const server = await serve();
  const source = await open(server, { maxBlocks: CHAIN.length - THEFT.height });
  await source.fetch([want(THEFT.txid)]);
  const [spender] = await source.fetch([spend(THEFT.txid, THEFT.vout)]);
  assert.ok(spender?.type === 'utxo' && spender.inputs.some(({ txid }) => txid === THEFT.txid));
  const short = await open(server, { maxBlocks: CHAIN.length - THEFT.height - 1 });
  await assert.rejects(short.fetch([spend(THEFT.txid, THEFT.vout)]), {
    code: 'E_SCAN_LIMIT',
    next: /ashiato scan/,
  });
  await assert.rejects(short.paid(CAIP, 'anybody', 0), { code: 'E_SCAN_LIMIT' });
});

test('without an index of transactions only those handed out can be placed', async () => {
  const source = await open(await serve({ txindex: false }));
  await assert.rejects(source.fetch([want(THEFT.txid)]), { code: 'E_UNSUPPORTED', next: /txindex/ });
  for await (const block of source.blocks(CAIP, THEFT.height, THEFT.height)) assert.ok(block.transactions);
  assert.equal((await source.fetch([spend(THEFT.txid, THEFT.vout)])).length, 1);
});

test('values are proven by previous transactions where the node has them; what is not is named', async () => {
  const ids = CHAIN.at(-1)!.txs.slice(1).map(txidOf);
  assert.ok(ids.length > 0);
  const proven = await open(await serve());
  await proven.fetch(ids.map(want));
  assert.deepEqual(proven.caveats(), []);
  const told = await open(await serve({ txindex: false }));
  for await (const _ of told.blocks(CAIP, 40, 40));
  assert.match(told.caveats().join(), /^single-source: .*undo data/);
  const indexed = await open(await serve({ spenderIndex: true }));
  const unspent = CHAIN.at(-1)!.txs[0]!;
  assert.deepEqual(await indexed.fetch([spend(txidOf(unspent), 0)]), []);
  assert.match(indexed.caveats().join(), /^single-source: .*unspent/);
});

test('after a reorganisation the source is pinned anew, and what it knew of the old branch is forgotten', async () => {
  const server = await serve();
  const source = await open(server);
  const old = CHAIN.at(-1)!.txs.at(-1)!;
  assert.equal((await source.fetch([want(txidOf(old))])).length, 1);
  const before = CHAIN.slice(0, 36);
  const branch = [staleBlock(CHAIN, 36)];
  for (let height = 37; height <= 43; height += 1) branch.push(staleBlock([...before, ...branch], height));
  server.shape.stale = CHAIN.slice(36);
  server.shape.chain = [...before, ...branch];
  const fresh = branch.at(-1)!.txs[0]!;
  await assert.rejects(source.fetch([{ type: 'coinbase', chain: CAIP, height: 20 }]), {
    code: 'E_REORG',
    retryable: true,
  });
  const [tip] = await source.tips(null);
  assert.equal(tip?.hash, branch.at(-1)!.hash);
  assert.equal((await source.fetch([want(txidOf(fresh))])).length, 1);
  await assert.rejects(source.fetch([want(txidOf(old))]), { code: 'E_RPC_NULL' });
});
