/**
 * The law for the scan of block files: on the same blocks it writes the movements of the in-memory drivers, byte
 * for byte, however the files lie.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { type Checker, openChecker } from '../../src/adapters/sources/bitcoin-files/checker.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { type ScanPlan, scan as scanAll } from '../../src/app/scan.ts';
import type { CheckpointSlot } from '../../src/app/scan-checkpoint.ts';
import { incidentOfCase } from '../../src/app/scan-incidents.ts';
import type { Scanned } from '../../src/app/scan-record.ts';
import type { Incident, Seed } from '../../src/app/scan-seeds.ts';
import { trace } from '../../src/app/trace.ts';
import { readRecording } from '../../src/app/trace-live.ts';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256 } from '../../src/core/chains/bitcoin/bytes.ts';
import { MAINNET, parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { decodeUndo } from '../../src/core/chains/bitcoin/undo.ts';
import { nativeAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { NO_READINGS, type Stop } from '../../src/core/model/reading.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { traceToJson } from '../../src/core/report/json.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { canonicalJson, movementLine } from '../../src/core/trace/seal.ts';
import { type ChainBlock, makeChain, prng, staleBlock } from './chain.ts';
import { realFile, withoutData } from './data.ts';
import { type FolderShape, REGTEST_MAGIC, writeFolder } from './folder.ts';
import { mine, p2pkh, p2wpkh, serializeUndo, txidOf, uint } from './writer.ts';

const REGTEST = parseNetwork('regtest');
const ASSET = nativeAsset(getChain(REGTEST.chain));
const KEY = Uint8Array.of(0x5a, 0x01, 0xfe, 0x33, 0x90, 0x00, 0x7b, 0xc4);

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function written(shape: FolderShape): string {
  const folder = writeFolder(shape);
  folders.push(folder);
  return folder;
}

const noCheckpoint: CheckpointSlot = { load: () => null, save: async () => 0, clear: async () => {} };

type NamedSeed = Seed & { readonly incident: string };

function planOf(
  folder: string,
  seeds: readonly NamedSeed[],
  requests: readonly TraceRequest[],
  extra: Partial<ScanPlan> = {},
): ScanPlan {
  const incidents = incidentsOf(seeds);
  return {
    archive: extra.archive ?? openBitcoinFiles(folder, REGTEST, { batchBytes: 3000 }),
    incidents,
    requests,
    checker: null,
    checkpoint: noCheckpoint,
    salt: 1,
    replay: recordingSource,
    ...extra,
  };
}

const incidentsOf = (seeds: readonly NamedSeed[], stops: readonly Stop[] = []): Incident[] =>
  [...Map.groupBy(seeds, ({ incident }) => incident)].map(([id, own]) => ({
    id,
    incident: null,
    title: id,
    seeds: own,
    paid: null,
    stops,
  }));

const scan = async (plan: ScanPlan): Promise<Trace[]> =>
  (await scanAll(plan)).flatMap(({ traces }) => traces);

/** Verifies every block in so many threads, for as long as `use` takes. */
async function inThreads<T>(
  folder: string,
  threads: number,
  use: (checker: Checker) => Promise<T>,
): Promise<T> {
  const checker = openChecker(openBitcoinFiles(folder, REGTEST), threads);
  try {
    return await use(checker);
  } finally {
    await checker.close();
  }
}

/** The same blocks as a recording, for the drivers in memory. */
function recordingOf(
  chain: readonly ChainBlock[],
  seeds: readonly Seed[],
  noUndo: (block: ChainBlock) => boolean,
  stops: readonly Stop[] = [],
): Recording {
  const blocks = chain.map((block) => {
    const undo = block.undo === null || noUndo(block) ? null : decodeUndo(block.undo, 'undo');
    return decodeBlock(
      block.bytes,
      { network: REGTEST, height: block.height, hash: block.hash },
      undo,
      hash256,
    );
  });
  const meanings = seeds.map(({ txid, vout }) => {
    const amount = chain.flatMap((block) => block.txs).find((tx) => txidOf(tx) === txid)!.outputs[
      vout
    ]!.value;
    return {
      txid,
      chain: REGTEST.chain,
      meaning: { type: 'seed', event: vout, amount, stolen: ASSET.id, origin: amount } as const,
      evidence: { author: 'test', source: 'test' },
    };
  });
  const text = { en: 'x', ja: 'x', ko: 'x' };
  return {
    id: 'x',
    incident: null,
    title: text,
    summary: text,
    laboratory: true,
    assets: [ASSET],
    chains: new Map([[REGTEST.chain, blocks]]),
    readings: { ...NO_READINGS, meanings, stops },
    coverage: { type: 'all' },
    openings: { type: 'genesis' },
    gaps: [],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

const outcome = (result: Trace): string =>
  [
    ...result.movements.map(movementLine),
    canonicalJson(result.assets),
    canonicalJson(result.gaps.filter((gap) => gap.type !== 'coverage')),
    canonicalJson(result.tips),
    result.stateHash,
  ].join('\n');

/** Some outputs of the chain as stolen: of a coinbase and of payments, two incidents. */
function someSeeds(chain: readonly ChainBlock[], random: (below: number) => number): NamedSeed[] {
  return ['alpha', 'alpha', 'beta'].flatMap((incident, i) => {
    const { txs, height } = chain[2 + i * 5 + random(5)]!;
    const tx = txs[random(txs.length)]!;
    const vout = tx.outputs.findIndex((output) => output.value > 0n);
    return vout === -1
      ? []
      : [{ incident, txid: txidOf(tx) as TxId, vout, height: random(2) === 0 ? height : null }];
  });
}

/** Blocks shuffled within a window, as a first download leaves them, over several files. */
function scattered(chain: readonly ChainBlock[], random: (below: number) => number): ChainBlock[][] {
  const order = chain.slice(1);
  for (let i = 0; i < order.length; i += 1) {
    const j = Math.min(order.length - 1, i + random(9));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const third = Math.ceil(order.length / 3);
  return [[chain[0]!, ...order.slice(0, third)], order.slice(third, 2 * third), order.slice(2 * third)];
}

const requestsOf = (followFees: boolean, maxHops: number | null = null): TraceRequest[] =>
  POLICIES.map((policy) => ({ ...DEFAULT_REQUEST, policy, followFees, maxHops }));

/** Services at some of the addresses that the made-up chain pays; one of them is too uncertain to stop anything. */
const someStops = (random: (below: number) => number): Stop[] =>
  [0.9, 0.5, 0.4].map((confidence) => ({
    chain: REGTEST.chain,
    address: ownerOf(random(2) === 0 ? p2pkh(random(256)) : p2wpkh(random(256)), REGTEST)!,
    end: { kind: 'service', label: `service ${confidence}` },
    confidence,
    evidence: { author: 'test', source: 'test' },
  }));

const CHAINS = process.env.CI === undefined ? 10 : 24;
let moved = 0;
const stopped = new Set<string>();
for (let seed = 1; seed <= CHAINS; seed += 1) {
  test(`scan and memory write the same movements on chain ${seed}`, async () => {
    const random = prng(seed);
    const chain = makeChain(seed, 60);
    const files = scattered(chain, random);
    if (seed % 2 === 0) files[1]!.splice(3, 0, staleBlock(chain, 20), staleBlock(chain, 33));
    const missing = random(80);
    const noUndo = (block: ChainBlock): boolean => seed % 3 === 0 && block.height >= missing;
    const cut = chain.at(-1)!.bytes.subarray(0, 90);
    const folder = written({
      files,
      noUndo,
      ...(seed % 4 < 2 ? { key: KEY } : {}),
      ...(seed % 5 === 0 ? { tail: Buffer.concat([uint(REGTEST_MAGIC, 4), uint(500, 4), cut]) } : {}),
    });
    const seeds = someSeeds(chain, random);
    const requests = requestsOf(seed % 2 === 1, seed % 5 === 2 ? 1 + random(4) : null);
    const stops = seed % 3 === 1 ? someStops(random) : [];
    const plan = planOf(folder, seeds, requests, { incidents: incidentsOf(seeds, stops) });
    const traces =
      seed % 7 === 0 ? await inThreads(folder, 2, (checker) => scan({ ...plan, checker })) : await scan(plan);
    const incidents = [...new Set(seeds.map((each) => each.incident))];
    assert.equal(traces.length, incidents.length * requests.length);
    moved += traces.reduce((sum, each) => sum + each.movements.length, 0);
    for (const { ends } of traces.flatMap((each) => each.assets))
      for (const end of ends) stopped.add(`${end.kind} ${end.label}`);
    for (const [n, result] of traces.entries()) {
      const own = seeds.filter((each) => each.incident === incidents[Math.floor(n / requests.length)]);
      const recording = recordingOf(chain, own, noUndo, stops);
      for (const driver of ['scan', 'frontier'] as const) {
        const expected = await trace(recording, recordingSource(recording), result.request, { driver });
        assert.equal(outcome(result), outcome(expected), `${result.request.policy}, ${driver}`);
      }
      assert.equal(result.assets[0]!.conserved, result.request.policy === 'poison' ? null : true);
    }
  });
}

test('the chains above were worth comparing', () => {
  assert.ok(moved > 400 * CHAINS, `only ${moved} movements`);
  assert.ok(
    stopped.has('service service 0.9') && stopped.has('service service 0.5'),
    'services stopped some',
  );
  assert.ok(!stopped.has('service service 0.4'), 'a tag below the confidence asked for stops nothing');
  assert.ok(
    [...stopped].some((end) => end.startsWith('budget')),
    'hops ran out',
  );
});

const CHAIN = makeChain(99, 40);
const SEED: NamedSeed = { incident: 'theft', txid: txidOf(CHAIN[3]!.txs[0]!) as TxId, vout: 0, height: 3 };
const fifo = [DEFAULT_REQUEST];

test('without undo data a branch with another input ends as no-data, and says so', async () => {
  const folder = written({ files: [CHAIN], noUndo: () => true });
  const [result] = await scan(planOf(folder, [SEED], fifo));
  const ends = result!.assets[0]!.ends.filter((end) => end.kind === 'no-data');
  assert.deepEqual([...new Set(ends.map((end) => end.label))], ['input-value-unknown']);
  assert.ok(result!.gaps.some((gap) => gap.type === 'input-value-unknown'));
  assert.equal(result!.assets[0]!.conserved, true);
});

test('a damaged undo record is refused; one that contradicts the chain too', async () => {
  const folder = written({ files: [CHAIN] });
  const path = join(folder, 'rev00000.dat');
  const good = readFileSync(path);
  const damaged = Buffer.from(good);
  // A byte of every record that is longer than its count.
  for (let at = 0; damaged.readUInt32LE(at) === REGTEST_MAGIC; at += 8 + damaged.readUInt32LE(at + 4) + 32) {
    if (damaged.readUInt32LE(at + 4) > 5) damaged[at + 8 + 4]! ^= 1;
  }
  writeFileSync(path, damaged);
  await assert.rejects(scan(planOf(folder, [SEED], fifo)), { code: 'E_UNDO' });
  const lying = CHAIN.map((block) => ({ ...block, undo: block.undo === null ? null : richer(block.undo) }));
  await assert.rejects(scan(planOf(written({ files: [lying] }), [SEED], fifo)), { code: 'E_UNDO' });
});

/** The same record with the script hash of its last coin altered; its checksum is made for it. */
function richer(undo: Buffer): Buffer {
  const altered = Buffer.from(undo);
  if (altered.length > 20) altered[altered.length - 1]! ^= 1;
  return altered;
}

test('an altered transaction is refused where it is hit, and anywhere under --verify full', async () => {
  const altered = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
  // The lock time of the last transaction of a block before the seed.
  altered[2]!.bytes[altered[2]!.bytes.length - 1]! ^= 1;
  const folder = written({ files: [altered] });
  await scan(planOf(folder, [SEED], fifo));
  await assert.rejects(scan(planOf(folder, [{ ...SEED, height: null }], fifo)), { code: 'E_MERKLE' });
  const hit = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
  hit[3]!.bytes[hit[3]!.bytes.length - 1]! ^= 1;
  await assert.rejects(scan(planOf(written({ files: [hit] }), [SEED], fifo)), { code: 'E_MERKLE' });
  const late = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
  late.at(-1)!.bytes[late.at(-1)!.bytes.length - 1]! ^= 1;
  const whole = written({ files: [late] });
  await inThreads(whole, 2, (checker) =>
    assert.rejects(scan(planOf(whole, [SEED], fifo, { checker })), { code: 'E_MERKLE' }),
  );
});

test('a coinbase made twice is credited once (BIP-30 exempts blocks 91842 and 91880)', async () => {
  const parent = CHAIN.at(-1)!.hash;
  const txs = [CHAIN[3]!.txs[0]!];
  const again = {
    ...mine(parent, 1_800_000_000, txs),
    parent,
    height: CHAIN.length,
    txs,
    undo: serializeUndo([]),
  };
  const chain = [...CHAIN, again];
  const [result] = await scan(planOf(written({ files: [chain] }), [{ ...SEED, height: null }], fifo));
  assert.equal(result!.movements.filter((movement) => movement.type === 'seed').length, 1);
  const recording = recordingOf(chain, [SEED], () => false);
  const expected = await trace(recording, recordingSource(recording), DEFAULT_REQUEST, { driver: 'scan' });
  assert.equal(outcome(result!), outcome(expected));
});

test('a report does not depend on which other incidents are loaded, or on where their seeds were found', async () => {
  const folder = written({ files: [CHAIN] });
  const other: NamedSeed = {
    incident: 'other',
    txid: txidOf(CHAIN[7]!.txs[0]!) as TxId,
    vout: 0,
    height: null,
  };
  const report = async (...seeds: NamedSeed[]): Promise<Map<string, string>> => {
    const traces = await scan(planOf(folder, seeds, fifo));
    return new Map(traces.map((result) => [result.recording.id, canonicalJson(traceToJson(result))]));
  };
  const together = await report(other, SEED);
  assert.deepEqual([...together.keys()], ['other', 'theft']);
  assert.deepEqual(together, new Map([...(await report(other)), ...(await report(SEED))]));
});

test('what a scan wrote down is a case: scanned again it gives the same state, and knows the heights', async () => {
  const folder = written({ files: [CHAIN] });
  const [first] = await scanAll(
    planOf(folder, [SEED, { ...SEED, vout: 0, incident: 'b' }], requestsOf(true)),
  );
  const recording = readRecording(first!.recording, 'theft');
  const incident = incidentOfCase(recording, getChain(REGTEST.chain));
  assert.deepEqual(incident.seeds, [{ txid: SEED.txid, vout: 0, height: 3 }]);
  const [again] = await scanAll({ ...planOf(folder, [], requestsOf(true)), incidents: [incident] });
  assert.deepEqual(again!.traces.map(outcome), first!.traces.map(outcome));
  assert.equal(again!.recording, first!.recording);
  const other = { ...recording, readings: NO_READINGS };
  assert.throws(() => incidentOfCase(other, getChain(REGTEST.chain)), { code: 'E_SEED' });
});

test('a recording answers only what the scan has seen', async () => {
  const [{ recording, traces }] = (await scanAll(planOf(written({ files: [CHAIN] }), [SEED], fifo))) as [
    Scanned,
  ];
  const source = recordingSource(readRecording(recording, 'theft'));
  const { readings } = traces[0]!.recording;
  assert.deepEqual([readings.meanings.length, await source.tips(null)], [1, traces[0]!.tips]);
  const location = {
    type: 'outpoint',
    chain: REGTEST.chain,
    txid: 'ab'.repeat(32) as TxId,
    vout: 0,
    owner: null,
  } as const;
  await assert.rejects(source.fetch([{ type: 'spend', location }]), { code: 'E_TAPE' });
  for (const { hash, height } of traces[0]!.recording.chains.get(REGTEST.chain)!)
    assert.equal(hash, CHAIN[height]!.hash);
});

test('a seed that is not there is refused', async () => {
  const folder = written({ files: [CHAIN] });
  for (const wrong of [
    { height: 4 },
    { height: 4000 },
    { vout: 9 },
    { txid: 'ab'.repeat(32) as TxId },
    { txid: 'ab'.repeat(32) as TxId, height: null },
  ]) {
    await assert.rejects(scan(planOf(folder, [{ ...SEED, ...wrong }], fifo)), { code: 'E_SEED' });
  }
});

test('a folder of another network, of no node, or with a file cut in the middle is refused', () => {
  const open = (folder: string): unknown => openBitcoinFiles(folder, REGTEST);
  for (const magic of [0xd9b4bef9, 0x0709110b, 0x283f161c, 0x40cf030a]) {
    assert.throws(() => open(written({ files: [CHAIN], magic })), { code: 'E_WRONG_CHAIN' });
  }
  assert.throws(() => open(written({ files: [CHAIN], magic: 0x01020304 })), { code: 'E_BLOCK_FORMAT' });
  assert.throws(() => open(written({ files: [CHAIN.slice(1)] })), { code: 'E_WRONG_CHAIN' });
  assert.throws(() => open(join(written({ files: [CHAIN] }), 'nowhere')), { code: 'E_BLOCK_FOLDER' });
  const folder = written({ files: [CHAIN.slice(0, 20), CHAIN.slice(20)] });
  truncateSync(join(folder, 'blk00000.dat'), readFileSync(join(folder, 'blk00000.dat')).length - 1);
  assert.throws(() => open(folder), { code: 'E_TRUNCATED' });
});

test('the newest file may end anywhere within a block; the chain then ends before it, and says so', async () => {
  const last = CHAIN.at(-1)!;
  const frame = Buffer.concat([uint(REGTEST_MAGIC, 4), uint(last.bytes.length, 4), last.bytes]);
  const tails = [1, 7, 8, 50, 88, frame.length - 1].map((length) => frame.subarray(0, length));
  // What was set aside for the block is longer than what was written of it; or an older end shines through.
  tails.push(Buffer.concat([frame.subarray(0, 8), Buffer.alloc(4096)]), Buffer.alloc(64, 0xa5));
  for (const key of [undefined, KEY]) {
    for (const tail of tails) {
      const hidden = key !== undefined && tail.length > 4096 ? hiddenHead(tail, key) : tail;
      const folder = written({
        files: [CHAIN.slice(0, -1)],
        tail: hidden,
        ...(key === undefined ? {} : { key }),
      });
      const archive = openBitcoinFiles(folder, REGTEST);
      assert.deepEqual(
        [archive.blocks.length, archive.cutTail],
        [CHAIN.length - 1, true],
        `${tail.length} bytes`,
      );
      const [result] = await scan(planOf(folder, [SEED], fifo));
      assert.ok(result!.gaps.some((gap) => gap.text.includes('ends within a block')));
    }
  }
});

/** Zeros that stay zeros on the disk: the writer of the folder will hide them, so they are hidden twice. */
function hiddenHead(tail: Buffer, key: Uint8Array): Buffer {
  const start = CHAIN.slice(0, -1).reduce((sum, block) => sum + 8 + block.bytes.length, 0);
  return Buffer.from(tail.map((byte, i) => (i < 8 ? byte : byte ^ key[(start + i) % 8]!)));
}

test('a scan killed after any checkpoint goes on to the same result, and starts anew for another question', async () => {
  const folder = written({ files: [CHAIN.slice(0, 20), CHAIN.slice(20)], key: KEY });
  const whole = (await scan(planOf(folder, [SEED], requestsOf(true)))).map(outcome);
  let kept: readonly string[] | null = null;
  const lines = async function* (all: readonly string[]): AsyncGenerator<string> {
    yield* all;
  };
  let dies = true;
  const slot: CheckpointSlot = {
    load: () => (kept === null ? null : lines(kept)),
    async save(all) {
      kept = [...all];
      if (dies) throw new Error('killed');
      return 0;
    },
    async clear() {
      kept = null;
    },
  };
  const run = (requests: readonly TraceRequest[]): Promise<Trace[]> =>
    scan(planOf(folder, [SEED], requests, { checkpoint: slot, checkpointBytes: 1 }));
  let kills = 0;
  let finished: Trace[] | null = null;
  for (let height = 0; finished === null; kills += 1) {
    finished = await run(requestsOf(true)).catch((error: Error) => {
      assert.equal(error.message, 'killed');
      return null;
    });
    if (finished !== null) break;
    const { next } = JSON.parse(kept![0]!) as { next: number };
    assert.ok(next > height, `goes on at ${next} after ${height}`);
    height = next;
  }
  assert.deepEqual(finished.map(outcome), whole);
  assert.ok(kills > 5, `only ${kills} kills`);
  assert.equal(kept, null, 'a finished scan leaves no checkpoint');
  await assert.rejects(run(requestsOf(true)), { message: 'killed' });
  dies = false;
  const [other] = await run(fifo);
  assert.equal(outcome(other!), outcome((await scan(planOf(folder, [SEED], fifo)))[0]!));
  assert.deepEqual(readdirSync(folder).length, 5);
});

test("the first payment ever: block 9's coins on the way to Hal Finney", { skip: withoutData }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-blocks-'));
  folders.push(folder);
  writeFileSync(join(folder, 'blk00000.dat'), realFile('mainnet_blocks_0_599.dat'));
  const archive = openBitcoinFiles(folder, MAINNET);
  const txid = '0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9' as TxId;
  const checker = openChecker(archive, 2);
  const plan = planOf(folder, [{ incident: 'block 9', txid, vout: 0, height: null }], fifo, {
    archive,
    checker,
  });
  const [result] = await scan(plan).finally(() => checker.close());
  const [seeded, paid] = result!.movements;
  assert.deepEqual([seeded!.place.height, seeded!.amount], [9, 5_000_000_000n]);
  assert.deepEqual([paid!.place.height, paid!.amount], [170, 1_000_000_000n]);
  assert.equal(paid!.txid, 'f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16');
  const { ends, conserved } = result!.assets[0]!;
  assert.equal(conserved, true);
  const resting = ends.filter((end) => end.kind === 'unspent').reduce((sum, end) => sum + end.amount, 0n);
  assert.equal(resting, 3_900_000_000n, 'no undo data is at hand: one payment of 11 BTC has another input');
});
