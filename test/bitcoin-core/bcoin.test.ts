/**
 * The node as a source against a real full node: bcoin on regtest over real HTTP. It is of 2018: no taproot, no
 * REST, `getblock` without previous outputs; what newer nodes offer is tested on core-server.ts.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Block as OtherBlock, type Transaction as OtherTransaction } from 'bitcoinjs-lib';
import { openBitcoinCore, openCoreUndo } from '../../src/adapters/sources/bitcoin-core/archive.ts';
import { openBitcoinCoreSource } from '../../src/adapters/sources/bitcoin-core/source.ts';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Want } from '../../src/core/trace/frontier.ts';
import type { ChainBlock } from '../bitcoin/chain.ts';
import { writeFolder } from '../bitcoin/folder.ts';
import { serializeUndo, type UndoCoin } from '../bitcoin/writer.ts';
import { outcome, REGTEST, scanAll, type Theft } from './world.ts';

type Ready = { readonly height: number; readonly txid: TxId; readonly vout: number; readonly at: number };

describe('bcoin, a real node', () => {
  let child: ChildProcess;
  let url: string;
  let theft: Theft;
  let height: number;
  let chain: ChainBlock[];
  const folders: string[] = [];
  const folderOf = (noUndo: boolean): string => {
    const folder = writeFolder({ files: [chain], noUndo: () => noUndo });
    folders.push(folder);
    return folder;
  };
  const access = (): { url: string; network: typeof REGTEST; user: string; password: string } => ({
    url,
    network: REGTEST,
    user: 'anybody',
    password: 'regtest-key',
  });

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = fork(join(import.meta.dirname, 'bcoin-worker.ts'), [String(port)], {
      env: { ...process.env, NODE_BACKEND: 'js' },
      execArgv: ['--no-deprecation'],
    });
    const ready = await heard<Ready>(child);
    height = ready.height;
    theft = { txid: ready.txid, vout: ready.vout, height: ready.at };
    chain = await download(url, height);
  });
  after(async () => {
    for (const folder of folders) rmSync(folder, { recursive: true });
    if (child?.connected) {
      child.send('stop');
      await once(child, 'exit');
    }
  });

  test('a scan through it finds what a scan of the same blocks as files finds, byte for byte', async () => {
    const archive = await openBitcoinCore(access());
    assert.equal(archive.blocks.length, height + 1);
    const traces = await scanAll(archive, theft);
    assert.ok(traces[0]!.movements.length > 20, 'the coins move on');
    assert.equal(outcome(traces), outcome(await scanAll(openBitcoinFiles(folderOf(false), REGTEST), theft)));
    assert.deepEqual(archive.caveats(), [], 'every value is proven by a previous transaction');
  });

  test('it completes block files that have no undo data', async () => {
    const undoFrom = await openCoreUndo(access());
    const [alone, completed, whole] = [
      await scanAll(openBitcoinFiles(folderOf(true), REGTEST), theft),
      await scanAll(openBitcoinFiles(folderOf(true), REGTEST, { undoFrom }), theft),
      await scanAll(openBitcoinFiles(folderOf(false), REGTEST), theft),
    ];
    assert.equal(outcome(completed), outcome(whole));
    assert.notEqual(outcome(alone), outcome(whole));
  });

  test('it answers wants one by one, each transaction as the other library reads it', async () => {
    const source = await openBitcoinCoreSource(access());
    const [tip] = await source.tips(null);
    assert.equal(tip?.height, height);
    const wants = chain.slice(-6).flatMap((block) => transactionsOf(block).map((tx): Want => wantOf(tx)));
    const found = await source.fetch(wants);
    assert.equal(found.length, wants.length);
    for (const tx of found) {
      assert.ok(tx.type === 'utxo');
      const other = chain.flatMap(transactionsOf).find((each) => each.getId() === tx.txid)!;
      assert.deepEqual(
        tx.outputs.map(({ value }) => value),
        other.outs.map(({ value }) => value),
      );
    }
    const location = {
      type: 'outpoint',
      chain: REGTEST.chain,
      txid: theft.txid,
      vout: theft.vout,
      owner: null,
    } as const;
    const [spender] = await source.fetch([{ type: 'spend', location }]);
    assert.ok(spender?.type === 'utxo' && spender.inputs.some(({ txid }) => txid === theft.txid));
  });

  test('it says what it is and what it lacks', async () => {
    const [report] = await (await openBitcoinCore(access())).check();
    assert.match(report!.source, /bcoin/);
    const can = new Map(report!.abilities.map(({ name, can }) => [name, can]));
    assert.deepEqual(
      ['blocks of the past', 'REST', 'transactions by id', 'who spends an output'].map((name) =>
        can.get(name),
      ),
      ['yes', 'no', 'yes', 'partly'],
    );
    await assert.rejects(openBitcoinCore({ ...access(), password: 'wrong-password' }), { code: 'E_HTTP' });
  });

  // Last, for it changes the chain.
  test('a reorganisation of the node ends a scan that was pinned before, and the next one is of the new chain', async () => {
    const archive = await openBitcoinCore(access());
    const source = await openBitcoinCoreSource(access());
    child.send('reorganise');
    const now = await heard<{ height: number }>(child);
    assert.equal(now.height, height + 1);
    await assert.rejects(scanAll(archive, theft), { code: 'E_REORG', retryable: true });
    const anew = await openBitcoinCore(access());
    assert.notEqual(anew.blocks[height]!.hash, archive.blocks[height]!.hash);
    chain = await download(url, now.height);
    const files = openBitcoinFiles(folderOf(false), REGTEST);
    assert.equal(outcome(await scanAll(anew, theft)), outcome(await scanAll(files, theft)));
    assert.equal((await source.tips(null))[0]?.hash, anew.blocks.at(-1)!.hash);
  });
});

/** The next message of the node's process, which may also end. */
function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`bcoin ended with ${code}`)));
  });
}

const transactionsOf = ({ bytes }: ChainBlock): OtherTransaction[] =>
  OtherBlock.fromBuffer(bytes).transactions ?? [];

const wantOf = (tx: OtherTransaction): Want => ({
  type: 'transaction',
  chain: REGTEST.chain,
  txid: tx.getId() as TxId,
});

/** The node's blocks, with the undo data that Core would write, by the other library's reading. */
async function download(url: string, height: number): Promise<ChainBlock[]> {
  const outputs = new Map<string, UndoCoin>();
  const chain: ChainBlock[] = [];
  for (let at = 0; at <= height; at += 1) {
    const hash = await rpc<string>(url, 'getblockhash', [at]);
    const bytes = Buffer.from(await rpc<string>(url, 'getblock', [hash, false]), 'hex');
    const [, ...spending] = OtherBlock.fromBuffer(bytes).transactions ?? [];
    for (const tx of OtherBlock.fromBuffer(bytes).transactions ?? []) {
      for (const [vout, { value, script }] of tx.outs.entries())
        outputs.set(`${tx.getId()}:${vout}`, { value, script, height: at, coinbase: tx.isCoinbase() });
    }
    const spent = spending.map((tx) =>
      tx.ins.map(
        (input) => outputs.get(`${Buffer.from(input.hash).reverse().toString('hex')}:${input.index}`)!,
      ),
    );
    const parent = chain.at(-1)?.hash ?? '0'.repeat(64);
    chain.push({ bytes, hash, parent, height: at, txs: [], undo: at === 0 ? null : serializeUndo(spent) });
  }
  return chain;
}

async function rpc<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('anybody:regtest-key').toString('base64')}` },
    body: JSON.stringify({ id: 1, method, params }),
  });
  return ((await response.json()) as { result: T }).result;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
