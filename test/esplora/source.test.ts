/** Esplora servers as a source: what is followed, what is proved, what is somebody's word. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { medianTime } from '../../src/core/chains/bitcoin/median-time.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Want } from '../../src/core/trace/frontier.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { p2wpkh, sha256d, type Tx, txidOf } from '../bitcoin/writer.ts';
import { codeLater } from '../refusal.ts';
import { type FaultyServer, startRestProxy } from '../sources/rest-proxy.ts';
import { CHAIN, MEDIANS, SPENT, STOLEN, UNSPENT } from './chain.ts';
import { follow, forkAt, open, outcome, REGTEST, recordingOf } from './follow.ts';
import { type EsploraServer, startEsplora } from './server.ts';

const QUICK = { timeoutMs: 500, retries: 1, maxWaitMs: 20 };
const spendOf = (txid: string, vout: number): Want => ({
  type: 'spend',
  location: { type: 'outpoint', chain: REGTEST.chain, txid: txid as TxId, vout, owner: null },
});

describe('Esplora servers as a source', () => {
  let one: EsploraServer;
  let two: EsploraServer;
  let proxy: FaultyServer;
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'esplora-'));
    folders.push(made);
    return made;
  };
  const recording = recordingOf(CHAIN, STOLEN);
  /** Through it the same is followed as through the blocks in memory. */
  const agrees = async (source: ChainSource): Promise<void> => {
    const memory = await follow(recording, recordingSource(recording), { policy: 'haircut' });
    assert.equal(outcome(await follow(recording, source, { policy: 'haircut' })), outcome(memory));
  };

  before(async () => {
    [one, two] = await Promise.all([startEsplora(CHAIN), startEsplora(CHAIN, { batches: false })]);
    proxy = await startRestProxy(one.url);
  });
  after(async () => {
    await Promise.all([one.stop(), two.stop(), proxy.stop()]);
    for (const made of folders) rmSync(made, { recursive: true });
  });
  /** The servers as they were, whatever a test did to them. */
  const restore = (): void => {
    for (const server of [one, two]) {
      server.serve(CHAIN);
      server.override = null;
      server.asked.length = 0;
    }
    proxy.trouble = null;
  };

  test('the frontier writes the movements of the same blocks in memory, under every policy', async () => {
    restore();
    const source = await open([one.url, two.url]);
    for (const policy of ['haircut', 'lifo', 'poison'] as const) {
      for (const followFees of policy === 'lifo' ? [false, true] : [false]) {
        const memory = await follow(recording, recordingSource(recording), { policy, followFees });
        assert.equal(
          outcome(await follow(recording, source, { policy, followFees })),
          outcome(memory),
          policy,
        );
      }
    }
    assert.deepEqual(source.caveats(), []);
    assert.deepEqual(source.caught, []);
  });

  test('headers further down are agreed on by two servers instead of joined to the tip', async () => {
    restore();
    const source = await open([one.url, two.url], { maxJoined: 4 });
    await agrees(source);
    assert.ok([one, two].every((server) => server.asked.some((path) => path.startsWith('/block-height/'))));
  });

  test('a server without questions about many transactions is asked one by one', async () => {
    restore();
    const source = await open([two.url]);
    await agrees(source);
    assert.ok(two.asked.some((path) => /^\/tx\/[0-9a-f]+\/outspends$/.test(path)));
    const [report] = await source.check();
    assert.deepEqual(
      report!.abilities.map(({ name, can }) => [name, can]),
      [
        ['network', 'yes'],
        ['blocks of the past', 'yes'],
        ['values of inputs', 'yes'],
        ['spenders of many transactions at once', 'no'],
        ['second witness', 'no'],
        ['mempool', 'no'],
      ],
    );
  });

  test('what rests on a lone server is said', async () => {
    restore();
    const source = await open([one.url]);
    await agrees(source);
    assert.ok(
      source.caveats().includes('single-source: only one server could be asked that outputs are unspent'),
    );
    assert.ok(source.caveats().every((sentence) => sentence.startsWith('single-source: ')));
  });

  test('when one server is away the other is asked, and its word is marked', async () => {
    restore();
    const source = await open([proxy.url, two.url], QUICK);
    assert.deepEqual(source.caveats(), []);
    proxy.trouble = { path: /./, line: 'refuse' };
    await agrees(source);
    assert.match(source.caveats().join(), /single-source: .* outputs are unspent/);
    const late = await open([proxy.url, two.url], QUICK);
    await agrees(late);
    proxy.trouble = null;
  });

  test('a second run asks only for what is not final; a damaged file is asked for again', async () => {
    restore();
    const cacheFolder = folder();
    const options = { cacheFolder, pace: { inFlight: 8 } };
    await agrees(await open([one.url, two.url], options));
    const first = one.asked.length + two.asked.length;
    restore();
    await agrees(await open([one.url, two.url], options));
    const second = [...one.asked, ...two.asked];
    assert.ok(second.length < first / 2, `${second.length} of ${first} requests`);
    const final = CHAIN.filter(({ height }) => height <= CHAIN.length - 1 - 6).flatMap(({ txs }) =>
      txs.map(txidOf),
    );
    assert.ok(
      second.every(
        (path) => !/\/(raw|merkle-proof)$/.test(path) || !final.some((txid) => path.includes(txid)),
      ),
      'nothing proved is asked for again',
    );
    for (const kind of readdirSync(cacheFolder)) {
      for (const name of readdirSync(join(cacheFolder, kind), { recursive: true, encoding: 'utf8' })) {
        const path = join(cacheFolder, kind, name);
        let bytes: Buffer;
        try {
          bytes = readFileSync(path);
        } catch {
          continue;
        }
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(path, bytes);
      }
    }
    await agrees(await open([one.url, two.url], options));
  });

  test('what was kept is proved again: a file that says another thing with a right digest changes nothing', async () => {
    restore();
    const cacheFolder = folder();
    await follow(recording, await open([one.url, two.url], { cacheFolder }), { policy: 'haircut' });
    const { createHash } = await import('node:crypto');
    for (const kind of readdirSync(cacheFolder)) {
      const files = readdirSync(join(cacheFolder, kind), { recursive: true, encoding: 'utf8' }).filter(
        (name) => name.length > 3,
      );
      const contents = files.map((name) => readFileSync(join(cacheFolder, kind, name)));
      // Each file gets the content of the next: well formed, sealed, and of something else.
      for (const [i, name] of files.entries())
        writeFileSync(join(cacheFolder, kind, name), contents[(i + 1) % files.length]!);
      assert.ok(
        contents.every((bytes) =>
          createHash('sha256').update(bytes.subarray(32)).digest().equals(bytes.subarray(0, 32)),
        ),
      );
    }
    const again = await open([one.url, two.url], { cacheFolder });
    await agrees(again);
  });

  test('a wish to be left alone is honoured, but not for thirty years', async () => {
    restore();
    let refusals = 0;
    const waits: number[] = [];
    one.override = (path) =>
      path.includes('outspends') && refusals++ < 2
        ? { status: 429, headers: { 'retry-after': '1000000000' }, body: 'slow down' }
        : undefined;
    const source = await open([one.url], {
      retries: 3,
      maxWaitMs: 60,
      sleep: async (ms) => {
        waits.push(ms);
        await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 60)));
      },
    });
    assert.deepEqual(await source.fetch([spendOf(UNSPENT.txid, UNSPENT.vout)]), []);
    assert.ok(refusals > 2);
    assert.ok(waits.length > 0 && waits.every((ms) => ms <= 60), String(waits));
  });

  test('of a spender above the pinned tip, or in no block yet, the output is unspent', async () => {
    restore();
    const source = await open([one.url, two.url]);
    const [tip] = await source.tips(MEDIANS[SPENT.height]! - 1);
    assert.equal(tip!.height, SPENT.height - 1);
    assert.deepEqual(await source.fetch([spendOf(SPENT.txid, SPENT.vout)]), []);
    await source.tips(null);
    assert.equal((await source.fetch([spendOf(SPENT.txid, SPENT.vout)]))[0]!.txid, SPENT.by);
    const pending: Tx = { inputs: [UNSPENT], outputs: [{ value: 1n, script: p2wpkh(1) }] };
    for (const server of [one, two]) server.serve(CHAIN, [pending]);
    assert.deepEqual(await source.fetch([spendOf(UNSPENT.txid, UNSPENT.vout)]), []);
    const want: Want = { type: 'transaction', chain: REGTEST.chain, txid: txidOf(pending) as TxId };
    assert.deepEqual(await source.fetch([want]), []);
    assert.deepEqual(source.caveats(), []);
  });

  test('a date cuts the chain at the last block whose median time is before it', async () => {
    restore();
    const source = await open([one.url, two.url]);
    for (const height of [12, 30, 39]) {
      assert.equal((await source.tips(MEDIANS[height]!))[0]!.height, MEDIANS.lastIndexOf(MEDIANS[height]!));
      assert.equal((await source.tips(MEDIANS[height + 1]! - 1))[0]!.height, height);
    }
    assert.equal((await source.tips(MEDIANS.at(-1)!))[0]!.height, CHAIN.length - 1);
    assert.deepEqual(await source.tips(MEDIANS[0]! - 1), []);
    const cut = recordingOf(CHAIN.slice(0, 31), STOLEN);
    const result = await follow(recording, source, { policy: 'haircut', asOf: formatInstant(MEDIANS[30]!) });
    const memory = await follow(cut, recordingSource(cut), { policy: 'haircut' });
    assert.deepEqual(result.movements, memory.movements);
  });

  test('the median is that of at most eleven times', () => {
    assert.equal(medianTime([5]), 5);
    assert.equal(medianTime([1, 9]), 9);
    assert.equal(medianTime([100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), 6);
  });

  test('a reorganisation is noticed, whether the output was spent in it or not', async () => {
    for (const wanted of [spendOf(UNSPENT.txid, UNSPENT.vout), spendOf(SPENT.txid, SPENT.vout)]) {
      restore();
      const source = await open([one.url, two.url], QUICK);
      const [tip] = await source.tips(null);
      await source.fetch([wanted]);
      for (const server of [one, two]) server.serve(forkAt(CHAIN, 4));
      assert.equal(await codeLater(source.fetch([spendOf(STOLEN[1]!.txid, STOLEN[1]!.vout)])), 'E_REORG');
      const [now] = await source.tips(null);
      assert.notEqual(now!.hash, tip!.hash);
    }
  });

  test('a tip that goes back one and returns is no reorganisation', async () => {
    restore();
    const source = await open([one.url, two.url], QUICK);
    const [tip] = await source.tips(null);
    let asked = 0;
    for (const server of [one, two])
      server.override = (path) =>
        path === '/blocks/tip/height' && asked++ % 4 < 2 ? { body: String(CHAIN.length - 2) } : undefined;
    for (const height of [tip!.height - 1, tip!.height]) {
      assert.equal((await source.tips(null))[0]!.height, height);
      assert.equal((await source.fetch([spendOf(SPENT.txid, SPENT.vout)]))[0]!.txid, SPENT.by);
    }
  });

  test('two servers at competing blocks are asked anew, and pinned once they agree', async () => {
    restore();
    const pauses: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      pauses.push(ms);
      if (pauses.length === 2) two.serve(CHAIN);
    };
    two.serve(forkAt(CHAIN, CHAIN.length - 1));
    const source = await open([one.url, two.url], { sleep });
    assert.equal((await source.tips(null))[0]!.hash, CHAIN.at(-1)!.hash);
    assert.deepEqual(pauses, [1_000, 2_000]);
  });

  test('two servers that see different chains are not reconciled, however often they are asked', async () => {
    restore();
    two.serve(forkAt(CHAIN, CHAIN.length - 1));
    const pinned = open([one.url, two.url], QUICK).then((source) => source.tips(null));
    // Two blocks may compete for the newest height, so that asking later may help.
    await assert.rejects(pinned, {
      code: 'E_SOURCES_DISAGREE',
      retryable: true,
      limit: `asked ${QUICK.retries + 1} times`,
    });
  });

  test('unspent is what two servers say; one that knows a spender is right, one that lags is waited for', async () => {
    restore();
    const vouts = CHAIN.flatMap(({ txs }) => txs).find((tx) => txidOf(tx) === SPENT.txid)!.outputs.length;
    one.override = (path) =>
      path.includes('outspends') && path.includes(SPENT.txid)
        ? { body: [Array(vouts).fill({ spent: false })] }
        : undefined;
    const source = await open([one.url, two.url], QUICK);
    const [found] = await source.fetch([spendOf(SPENT.txid, SPENT.vout)]);
    assert.equal(found?.txid, SPENT.by, 'the named spender proves himself');

    restore();
    const lagging = await open([one.url, two.url], QUICK);
    await lagging.tips(null);
    two.serve(CHAIN.slice(0, -3));
    assert.equal(await codeLater(lagging.fetch([spendOf(UNSPENT.txid, UNSPENT.vout)])), 'E_SOURCE_BEHIND');
  });

  test('a spender that does not spend the output is refused', async () => {
    restore();
    const other = CHAIN[20]!;
    const stranger = { txid: txidOf(other.txs[0]!), vin: 0 };
    const status = { confirmed: true, block_height: other.height, block_hash: other.hash };
    const vouts = CHAIN.flatMap(({ txs }) => txs).find((tx) => txidOf(tx) === UNSPENT.txid)!.outputs.length;
    one.override = (path) =>
      path.includes(`outspends?txids=${UNSPENT.txid}`)
        ? { body: [Array(vouts).fill({ spent: true, ...stranger, status })] }
        : undefined;
    const alone = await open([one.url], QUICK);
    assert.equal(await codeLater(alone.fetch([spendOf(UNSPENT.txid, UNSPENT.vout)])), 'E_SPENDER');
    assert.equal(alone.caught[0]?.proof.code, 'E_SPENDER');
    const both = await open([one.url, two.url], QUICK);
    assert.deepEqual(await both.fetch([spendOf(UNSPENT.txid, UNSPENT.vout)]), []);
  });

  test('false bytes, false work, false roots and another network each have their code', async () => {
    restore();
    const alone = (): ReturnType<typeof open> => open([one.url], QUICK);
    const wanted: Want = { type: 'transaction', chain: REGTEST.chain, txid: SPENT.by as TxId };
    // 1: another block's header, another transaction's bytes.
    const { hash } = CHAIN.at(-1)!;
    one.override = (path) =>
      path === `/block/${hash}/header`
        ? { body: CHAIN[9]!.bytes.subarray(0, 80).toString('hex') }
        : undefined;
    assert.equal(await codeLater((await alone()).tips(null)), 'E_BLOCK_HASH');
    const bytes = CHAIN[9]!.bytes.subarray(81);
    one.override = (path) => (path === `/tx/${SPENT.by}/raw` ? { body: bytes } : undefined);
    assert.match(await codeLater((await alone()).fetch([wanted])), /^E_(TX_HASH|TRAILING|TRUNCATED)$/);
    // 2: a header that lacks work; every second nonce of regtest does.
    const lazy = Buffer.from(CHAIN.at(-1)!.bytes.subarray(0, 80));
    do lazy.writeUInt32LE(lazy.readUInt32LE(76) + 1, 76);
    while (isWork(lazy));
    one.override = (path) => (path === `/block/${hash}/header` ? { body: lazy.toString('hex') } : undefined);
    assert.equal(await codeLater((await alone()).tips(null)), 'E_POW');
    // 3: a path to another root; and 4: a repeated last hash counted as another index.
    const honest = await fetch(`${one.url}/tx/${SPENT.by}/merkle-proof`).then(
      (response) => response.json() as Promise<{ block_height: number; merkle: string[]; pos: number }>,
    );
    const withProof = (proof: object): void => {
      one.override = (path) => (path === `/tx/${SPENT.by}/merkle-proof` ? { body: proof } : undefined);
    };
    for (const proof of [
      { ...honest, pos: honest.pos ^ 1 },
      { ...honest, pos: honest.pos + 2 ** honest.merkle.length },
      { ...honest, merkle: honest.merkle.with(0, '11'.repeat(32)) },
      { ...honest, merkle: honest.merkle.slice(1) },
    ]) {
      withProof(proof);
      assert.equal(await codeLater((await alone()).fetch([wanted])), 'E_MERKLE');
    }
    // 12: a server of another network.
    const signet = await startEsplora(CHAIN, {
      genesis: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
    });
    assert.equal(await codeLater(open([one.url, signet.url])), 'E_WRONG_CHAIN');
    await signet.stop();
    // 49: a tip that stands still, and one from the future.
    restore();
    const now = (): number => 4_000_000_000;
    assert.equal(
      await codeLater((await open([one.url], { maxTipAgeS: 3_600, now })).tips(null)),
      'E_STALE_TIP',
    );
    assert.equal(
      await codeLater((await open([one.url], { maxTipAgeS: 3_600, now: () => 1 })).tips(null)),
      'E_STALE_TIP',
    );
  });

  test('of a transaction that nobody knows nothing is made up', async () => {
    restore();
    const want: Want = { type: 'transaction', chain: REGTEST.chain, txid: 'ab'.repeat(32) as TxId };
    assert.equal(await codeLater((await open([one.url, two.url])).fetch([want])), 'E_RPC_NULL');
  });

  test('payments to an address are found; totals that do not fit are named and not used', async () => {
    restore();
    const address = ownerOf(CHAIN.at(-1)!.txs[0]!.outputs[0]!.script, REGTEST)!;
    const memory = recordingSource(recording);
    const source = await open([one.url, two.url]);
    for (const since of [0, recording.chains.get(REGTEST.chain)![30]!.time])
      assert.deepEqual(
        await source.paid(REGTEST.chain, address, since),
        await memory.paid(REGTEST.chain, address, since),
      );
    assert.deepEqual(source.caveats(), []);
    one.override = (path) =>
      path === `/address/${address}`
        ? { body: { chain_stats: { funded_txo_count: 1, funded_txo_sum: 1 } } }
        : undefined;
    assert.deepEqual(
      await source.paid(REGTEST.chain, address, 0),
      await memory.paid(REGTEST.chain, address, 0),
    );
    assert.match(source.caveats()[0] ?? '', /^E_STATS_INCONSISTENT: .* counts 1 payments of 1 satoshi/);
    one.override = (path) => (path.startsWith(`/address/${address}/txs`) ? { body: [] } : undefined);
    assert.equal(await codeLater(source.paid(REGTEST.chain, address, 0)), 'E_SOURCES_DISAGREE');
  });

  test('a scan is refused with what to do instead; nothing of an address beyond its host is shown', async () => {
    restore();
    const source = await open([one.url]);
    assert.equal(
      await codeLater(source.blocks(REGTEST.chain, 0, 1)[Symbol.asyncIterator]().next()),
      'E_UNSUPPORTED',
    );
    assert.equal(await codeLater(open([])), 'E_CONFIG_VALUE');
    const secret = 'sEcReTkEy123';
    for (const url of [
      `${two.url}/${secret}`,
      `http://127.0.0.1:1/${secret}`,
      two.url.replace('//', `//user:${secret}@`),
    ]) {
      const error = await open([url], { ...QUICK, retries: 0, maxBytes: 10 }).then(
        () => null,
        (reason: AshiatoError) => reason,
      );
      assert.ok(error !== null);
      assert.doesNotMatch(
        `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`,
        new RegExp(secret),
      );
    }
  });
});

const isWork = (header: Buffer): boolean => sha256d(header)[31]! < 0x80;
