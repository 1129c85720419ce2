/**
 * The law for the scan of block files: on the same blocks it writes the movements of the in-memory drivers, byte
 * for byte, however the files lie.
 */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { openChecker } from '../../src/adapters/sources/bitcoin-files/checker.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { scan as scanAll } from '../../src/app/scan/scan.ts';
import type { CheckpointSlot } from '../../src/app/scan/scan-checkpoint.ts';
import { incidentOfCase } from '../../src/app/scan/scan-incidents.ts';
import type { Scanned } from '../../src/app/scan/scan-record.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { readRecording } from '../../src/app/trace/trace-live.ts';
import { MAINNET } from '../../src/core/chains/bitcoin/network.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { NO_READINGS } from '../../src/core/model/reading.ts';
import { traceToJson } from '../../src/core/report/json.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import { type ChainBlock, makeChain, prng, staleBlock } from './chain.ts';
import { realFile, withoutData } from './data.ts';
import { REGTEST_MAGIC } from './folder.ts';
import { outcome, REGTEST, recordingOf } from './in-memory.ts';
import {
  CHAIN,
  emptyFolder,
  fifo,
  incidentsOf,
  inThreads,
  KEY,
  type NamedSeed,
  planOf,
  requestsOf,
  SEED,
  scan,
  scattered,
  someSeeds,
  someStops,
  written,
} from './scanning.ts';
import { mine, serializeUndo, txidOf, uint } from './writer.ts';

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
  const folder = emptyFolder();
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
