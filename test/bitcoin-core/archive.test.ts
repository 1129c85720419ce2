/**
 * Bitcoin Core as an archive: what a scan finds through a node is what it finds in block files, byte for byte,
 * whatever the node offers; and what a node can be that is not to be scanned through is refused by its own code.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  type ArchiveOptions,
  openBitcoinCore,
  openCoreUndo,
} from '../../src/adapters/sources/bitcoin-core/archive.ts';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { MAINNET } from '../../src/core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { type ChainBlock, makeChain, staleBlock } from '../bitcoin/chain.ts';
import { writeFolder } from '../bitcoin/folder.ts';
import { mine } from '../bitcoin/writer.ts';
import { type CoreServer, type Shape, startCore } from './core-server.ts';
import { CHAIN, gapsOf, newFolder, outcome, REGTEST, scanAll, scanFiles, theftIn } from './world.ts';

const THEFT = theftIn(CHAIN);
const EXPECTED = await scanFiles(CHAIN, THEFT);
const QUICK: Partial<ArchiveOptions> = { retries: 1, maxWaitMs: 20, timeoutMs: 2_000 };

const cleanup: (() => unknown)[] = [];
after(async () => {
  for (const job of cleanup) await job();
});
async function serve(shape: Partial<Shape> = {}): Promise<CoreServer> {
  const server = await startCore({ chain: CHAIN, ...shape });
  cleanup.push(server.stop);
  return server;
}
const open = ({ url }: CoreServer, extra: Partial<ArchiveOptions> = {}) =>
  openBitcoinCore({ url, network: REGTEST, ...QUICK, ...extra });
function folder(): string {
  const path = newFolder();
  cleanup.push(() => rmSync(path, { recursive: true }));
  return path;
}

const WAYS: Readonly<Record<string, Partial<Shape>>> = {
  'REST with spent outputs (version 30)': {},
  'REST without them, previous outputs with the block': { spentOutputs: false },
  'RPC alone (version 23 and later)': { rest: false },
  'RPC alone, each previous transaction by the index': { rest: false, prevouts: false },
  'RPC of a version that does not tell its indexes': { rest: false, prevouts: false, indexInfo: false },
};

for (const [name, shape] of Object.entries(WAYS)) {
  test(`a scan through a node finds what is in its block files: ${name}`, async () => {
    const archive = await open(await serve(shape));
    const traces = await scanAll(archive, THEFT);
    assert.ok(traces[0]!.movements.length > 10, 'the theft moves on');
    assert.equal(outcome(traces), EXPECTED);
    // Previous transactions prove themselves; undo data is the node's word, and the trace says so.
    assert.equal(
      gapsOf(traces).some((gap) => gap.startsWith('single-source: ')),
      shape.prevouts !== false,
    );
  });
}

test('where nobody tells what inputs were worth, the trace ends there as it does without rev files', async () => {
  const archive = await open(await serve({ rest: false, prevouts: false, txindex: false }));
  assert.equal(outcome(await scanAll(archive, THEFT)), await scanFiles(CHAIN, THEFT, () => true));
});

test('a folder without undo data is completed by a node', async () => {
  const path = writeFolder({ files: [CHAIN], noUndo: ({ height }) => height > 5 });
  cleanup.push(() => rmSync(path, { recursive: true }));
  for (const shape of Object.values(WAYS)) {
    const { url } = await serve(shape);
    const undoFrom = await openCoreUndo({ url, network: REGTEST, ...QUICK });
    const traces = await scanAll(openBitcoinFiles(path, REGTEST, { undoFrom }), THEFT);
    assert.equal(outcome(traces), EXPECTED);
  }
});

test('headers are kept on disk but for the newest, and believed no more than the node', async () => {
  const long = makeChain(5, 150, 1);
  const server = await serve({ chain: long, rest: false });
  const cacheFolder = folder();
  const first = await open(server, { cacheFolder });
  const count = (): number => {
    const headers = server.asked.filter((method) => method === 'getblockheader').length;
    server.asked.length = 0;
    return headers;
  };
  assert.equal(count(), 151);
  const again = await open(server, { cacheFolder });
  assert.equal(count(), 100);
  assert.deepEqual(again.blocks, first.blocks);

  const [file] = readdirSync(cacheFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const bytes = readFileSync(file!);
  bytes[bytes.length - 40]! ^= 1;
  writeFileSync(file!, bytes);
  assert.deepEqual((await open(server, { cacheFolder })).blocks, first.blocks, 'damaged: asked for again');
  assert.equal(count(), 151);

  const other = await serve({ chain: makeChain(6, 150, 1), rest: false });
  const elsewhere = await open(other, { cacheFolder });
  assert.equal(
    elsewhere.blocks[150]!.hash,
    other.shape.chain[150]!.hash,
    'of another chain: asked for again',
  );
});

test('a node of another network is refused before anything is read of it', async () => {
  for (const info of [{ chain: 'main' }, { chain: 'signet' }, { chain: 'testnet4' }])
    await assert.rejects(open(await serve({ info })), { code: 'E_WRONG_CHAIN' });
  await assert.rejects(open(await serve(), { network: MAINNET }), { code: 'E_WRONG_CHAIN' });
  const [first, ...rest] = CHAIN;
  const forged = { ...first!, ...mine('00'.repeat(32), 1, CHAIN[1]!.txs) };
  await assert.rejects(open(await serve({ chain: [forged, ...rest] })), { code: 'E_WRONG_CHAIN' });
});

test('a node that is still catching up is asked again later', async () => {
  const mainnet: ChainBlock = { ...CHAIN[0]!, hash: MAINNET.genesis };
  const info = { chain: 'main', initialblockdownload: true, headers: 900_000 };
  await assert.rejects(open(await serve({ chain: [mainnet], info }), { network: MAINNET }), {
    code: 'E_SOURCE_BEHIND',
    retryable: true,
    message: /0 of 900000/,
  });
});

test('a pruned node says from which height it can be read, and is read from there', async () => {
  for (const rest of [true, false]) {
    const server = await serve({ prunedFrom: 20, rest });
    const archive = await open(server);
    await assert.rejects(scanAll(archive, THEFT), { code: 'E_PRUNED', message: /from height 20 on/ });
    const late = theftIn(CHAIN.slice(17));
    assert.ok(late.height >= 20);
    assert.equal(outcome(await scanAll(archive, late)), await scanFiles(CHAIN, late));
    const [report] = await archive.check();
    assert.equal(
      report!.abilities.find(({ name }) => name === 'blocks of the past')?.detail,
      'pruned: from height 20 on',
    );
  }
  // What was pruned since it was asked is refused in the node's words.
  const server = await serve({ rest: false });
  const archive = await open(server);
  server.shape.prunedFrom = 20;
  await assert.rejects(scanAll(archive, THEFT), { code: 'E_PRUNED' });
});

test('a branch given up during the scan ends it, and it can be started again', async () => {
  for (const rest of [true, false]) {
    const server = await serve({ rest });
    const archive = await open(server);
    const before = CHAIN.slice(0, 30);
    const branch = [staleBlock(CHAIN, 30)];
    for (let height = 31; height <= 42; height += 1) branch.push(staleBlock([...before, ...branch], height));
    server.shape.chain = [...before, ...branch];
    server.shape.stale = CHAIN.slice(30);
    await assert.rejects(scanAll(archive, THEFT), { code: 'E_REORG', retryable: true });
    const anew = await open(server);
    assert.equal(outcome(await scanAll(anew, THEFT)), await scanFiles(server.shape.chain, THEFT));
  }
});

test('a cookie is read again when the node has another, once, and never shown', async () => {
  const path = join(folder(), '.cookie');
  const [old, fresh] = ['__cookie__:0123456789abcdef', '__cookie__:fedcba9876543210'];
  const server = await serve({ credentials: old });
  writeFileSync(path, `${old}\n`);
  const archive = await open(server, { cookieFile: path });
  server.shape.credentials = fresh;
  writeFileSync(path, fresh);
  assert.equal(outcome(await scanAll(archive, THEFT)), EXPECTED);

  server.shape.credentials = 'user:another-password';
  const refused = await open(server, { cookieFile: path }).catch((error: unknown) => error);
  assert.ok(refused instanceof AshiatoError && refused.code === 'E_HTTP');
  assert.match(refused.next ?? '', /\.cookie/);
  for (const secret of [old, fresh, '0123456789abcdef', 'fedcba9876543210', 'another-password'])
    assert.ok(!JSON.stringify(refused).includes(secret) && !String(refused.stack).includes(secret));
  await open(server, { user: 'user', password: 'another-password' });
  await open(server, { url: server.url.replace('//', '//user:another-password@') });
  await assert.rejects(open(server, { cookieFile: `${path}.gone` }), { code: 'E_CONFIG_VALUE' });
});

test('amounts are read as they are written: every satoshi, or a refusal', async () => {
  const ways: Record<string, (satoshi: bigint) => string> = {
    'as Core does': (satoshi) => `${satoshi / 10n ** 8n}.${String(satoshi % 10n ** 8n).padStart(8, '0')}`,
    'without zeros at the end': (satoshi) => String(Number(satoshi) / 1e8),
    'with an exponent': (satoshi) => `${satoshi}e-8`,
  };
  for (const [name, amount] of Object.entries(ways)) {
    const archive = await open(await serve({ rest: false, amount }));
    assert.equal(outcome(await scanAll(archive, THEFT)), EXPECTED, name);
  }
  const refusals: [string, (satoshi: bigint) => string][] = [
    ['E_AMOUNT_PRECISION', (satoshi) => `${satoshi}.123456789`],
    ['E_AMOUNT_PRECISION', () => '0.1000000000000000055511151231257827'],
    ['E_AMOUNT', (satoshi) => `-${satoshi}`],
    ['E_AMOUNT', () => '"many"'],
    ['E_UNDO', () => '21000000.00000001'],
  ];
  for (const [code, amount] of refusals) {
    const archive = await open(await serve({ rest: false, amount }));
    await assert.rejects(scanAll(archive, THEFT), { code });
  }
});

test('the node says what it can do, found out by asking', async () => {
  const all = await (await open(await serve({ spenderIndex: true }))).check();
  assert.equal(all[0]!.tip?.height, 40);
  assert.deepEqual(
    all[0]!.abilities.map(({ name, can }) => [name, can]),
    [
      ['network', 'yes'],
      ['blocks of the past', 'yes'],
      ['REST', 'yes'],
      ['values of spent outputs', 'yes'],
      ['transactions by id', 'yes'],
      ['who spends an output', 'yes'],
      ['new blocks', 'yes'],
      ['mempool', 'no'],
    ],
  );
  const bare = await serve({ rest: false, prevouts: false, txindex: false });
  const little = await (await open(bare)).check();
  assert.deepEqual(
    little[0]!.abilities.map(({ can }) => can),
    ['yes', 'yes', 'no', 'no', 'no', 'partly', 'yes', 'no'],
  );
  await assert.rejects(open(bare, { rest: true }), { code: 'E_RPC_METHOD' });
});
