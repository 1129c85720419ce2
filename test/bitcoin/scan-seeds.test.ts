/** Where a scan begins when a theft is known only by whom it paid. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadIncidents, loadTheftTransactions } from '../../src/adapters/facts/incidents.ts';
import { readServices } from '../../src/adapters/facts/services.ts';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { incidentOfFacts, incidentsOfFacts } from '../../src/app/scan/scan-incidents.ts';
import { type Incident, locate, type Paid, placePaid } from '../../src/app/scan/scan-seeds.ts';
import { tagsOfServices } from '../../src/core/attribution/services.ts';
import { openTagBook } from '../../src/core/attribution/tags.ts';
import { layOut, newLayout } from '../../src/core/chains/bitcoin/layout.ts';
import { lastHeightBy } from '../../src/core/chains/bitcoin/median-time.ts';
import { MAINNET, parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { mayHold, newOutpointTable } from '../../src/core/chains/bitcoin/outpoints.ts';
import { holdPayee, mayPay } from '../../src/core/chains/bitcoin/payees.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { decodeTransaction } from '../../src/core/chains/bitcoin/transaction.ts';
import type { Chain } from '../../src/core/model/chain.ts';
import { CHAINS, getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { ROOT } from '../cli/run.ts';
import { makeChain, prng } from './chain.ts';
import { realFile, withoutData } from './data.ts';
import { writeFolder } from './folder.ts';
import { p2pkh, p2wpkh, txidOf } from './writer.ts';

const loadServiceStops = (facts: string, chain: Chain) =>
  openTagBook(tagsOfServices(readServices(facts)), []).stopsOn(chain, 0, null);

const REGTEST = parseNetwork('regtest');
const BITCOIN = getChain(MAINNET.chain);
const CHAIN = makeChain(77, 150);
const TIP = { chain: REGTEST.chain, height: CHAIN.length - 1, hash: CHAIN.at(-1)!.hash, time: 2_000_000_000 };
const timeAt = (height: number): number => 1_700_000_000 + 600 * height;
const ownerAt = (script: Uint8Array): string => ownerOf(script, REGTEST)!;

async function locatedIn(paid: Paid): Promise<string[]> {
  const folder = writeFolder({ files: [CHAIN.slice(0, 70), CHAIN.slice(70)] });
  try {
    const incident: Incident = { id: 'x', incident: null, title: 'x', seeds: [], paid, stops: [] };
    const found = await locate(openBitcoinFiles(folder, REGTEST), [incident], TIP, () => {});
    return found.map(({ txid, vout, height, value }) => `${height} ${txid}:${vout} ${value}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rule in plain words: every output to them in the window, but for what they paid themselves. */
function expected(addresses: readonly string[], from: number, to: number): string[] {
  const own = new Set<string>();
  return CHAIN.slice(from, to + 1).flatMap(({ txs, height }) =>
    txs.flatMap((tx) => {
      const txid = txidOf(tx);
      const change = tx.inputs.some((input) => own.has(`${input.txid}:${input.vout}`));
      return tx.outputs.flatMap(({ value, script }, vout) => {
        if (value === 0n || !addresses.includes(ownerAt(script))) return [];
        own.add(`${txid}:${vout}`);
        return change ? [] : [`${height} ${txid}:${vout} ${value}`];
      });
    }),
  );
}

test('seeds are what the addresses were paid in the window, without their change', async () => {
  const random = prng(4);
  let found = 0;
  let change = 0;
  for (let round = 0; round < 6; round += 1) {
    const addresses = Array.from({ length: 40 }, () =>
      ownerAt(random(2) === 0 ? p2pkh(random(256)) : p2wpkh(random(256))),
    );
    const from = 10 + random(60);
    const to = from + random(CHAIN.length - from);
    const wanted = expected(addresses, from, to);
    const paid = { addresses, txids: [], since: timeAt(from), until: timeAt(to) };
    assert.deepEqual(await locatedIn(paid), wanted);
    found += wanted.length;
    const all = CHAIN.slice(from, to + 1).flatMap(({ txs }) => txs.flatMap((tx) => tx.outputs));
    change += all.filter(({ value, script }) => value > 0n && addresses.includes(ownerAt(script))).length;
  }
  assert.ok(found > 50 && change > found, `${found} of ${change}`);
});

test('where the theft itself is among the payments, only it counts', async () => {
  const [height, tx] = CHAIN.flatMap(({ txs, height: at }) =>
    txs.slice(1).map((each) => [at, each] as const),
  ).find(([, { outputs }]) => outputs.some(({ value }) => value > 0n))!;
  const vout = tx.outputs.findIndex(({ value }) => value > 0n);
  const address = ownerAt(tx.outputs[vout]!.script);
  const txid = txidOf(tx) as TxId;
  const addresses = [address, ...Array.from({ length: 30 }, (_, i) => ownerAt(p2pkh(i)))];
  const paid = { addresses, txids: [txid], since: timeAt(height), until: timeAt(height + 80) };
  const seeds = await locatedIn(paid);
  assert.ok(seeds.length >= 1 && seeds.every((seed) => seed.startsWith(`${height} ${txid}:`)), seeds.join());
  assert.ok((await locatedIn({ ...paid, txids: ['ab'.repeat(32) as TxId] })).length > seeds.length);
});

test('a window without a block, or without a payment, is refused', async () => {
  const addresses = [ownerAt(p2pkh(0xfe))];
  const paid = { addresses: ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'], txids: [] };
  await assert.rejects(locatedIn({ ...paid, since: timeAt(3), until: timeAt(90) }), { code: 'E_SEED' });
  const late = { addresses, txids: [], since: timeAt(9000), until: timeAt(9001) };
  await assert.rejects(locatedIn(late), { code: 'E_SEED' });
});

test('of many thefts those that the blocks hold are placed by their outputs, and each other is told with its reason', async () => {
  const [height, tx] = CHAIN.flatMap(({ txs, height: at }) =>
    txs.slice(1).map((each) => [at, each] as const),
  ).find(([, { outputs }]) => outputs.some(({ value }) => value > 0n))!;
  const address = ownerAt(tx.outputs.find(({ value }) => value > 0n)!.script);
  const theftOf = (id: string, addresses: readonly string[], since: number, until: number): Incident => ({
    id,
    incident: id,
    title: id,
    seeds: [],
    paid: { addresses, txids: [], since, until },
    stops: [],
  });
  const here = theftOf('here', [address], timeAt(height), timeAt(height + 5));
  const unpaid = theftOf('unpaid', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'], timeAt(3), timeAt(90));
  const later = theftOf('later', [address], timeAt(9000), timeAt(9001));
  const folder = writeFolder({ files: [CHAIN] });
  try {
    const archive = openBitcoinFiles(folder, REGTEST);
    const { placed, absent } = await placePaid(archive, [later, here, unpaid], TIP, () => {});
    assert.deepEqual(
      placed.map(({ id, paid, seeds }) => [id, paid, seeds.some(({ txid }) => txid === txidOf(tx))]),
      [['here', null, true]],
    );
    assert.deepEqual(
      absent.map(({ id, why }) => [id, why.code, why.message.replace(/:.*/, '')]),
      [
        ['later', 'E_SEED', 'no block is from the time of later'],
        ['unpaid', 'E_SEED', 'nothing was paid to the known addresses of unpaid in its time'],
      ],
    );
    // Placed by output it is the same theft.
    const asked = await locate(archive, [here], TIP, () => {});
    assert.deepEqual(await locate(archive, placed, TIP, () => {}), asked);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every incident with an address on Bitcoin can be asked for at once', () => {
  const facts = join(ROOT, 'facts');
  const transactions = loadTheftTransactions(facts);
  const thefts = incidentsOfFacts(loadIncidents(facts), (id) => transactions.get(id) ?? [], BITCOIN);
  assert.ok(thefts.length >= 10, `${thefts.length}`);
  assert.ok(thefts.every(({ paid }) => paid !== null && paid.addresses.length > 0));
});

test('who pays an address in a real block is found, and nobody else', { skip: withoutData }, () => {
  for (const name of ['block300025.raw', 'block928816.raw']) {
    const bytes = realFile(name);
    const layout = newLayout();
    layOut(bytes, layout, name);
    const payers = new Map<string, Set<number>>();
    for (let i = 0; i < layout.count; i += 1) {
      for (const { script } of decodeTransaction(bytes, layout.starts[i]!, name).outputs) {
        const owner = ownerOf(script, MAINNET);
        if (owner === null || owner.startsWith('script:')) continue;
        payers.set(owner, (payers.get(owner) ?? new Set()).add(i));
      }
    }
    assert.ok(payers.size > 100, `${payers.size}`);
    for (const [address, transactions] of [...payers].slice(0, 400)) {
      const table = newOutpointTable(1);
      holdPayee(table, address, MAINNET);
      assert.deepEqual(mayPay(bytes, layout, table), [...transactions], address);
    }
  }
});

test('every form of script with an address can be looked for', () => {
  const body = (length: number): number[] => Array.from({ length }, (_, i) => i + 1);
  for (const script of [
    p2pkh(7),
    p2wpkh(9),
    Uint8Array.of(0xa9, 20, ...body(20), 0x87),
    Uint8Array.of(0, 32, ...body(32)),
    Uint8Array.of(0x51, 32, ...body(32)),
  ]) {
    const table = newOutpointTable(1);
    holdPayee(table, ownerOf(script, MAINNET)!, MAINNET);
    const view = new DataView(script.buffer);
    assert.ok(mayHold(table, view.getUint32(4, true), view.getUint32(8, true)), ownerOf(script, MAINNET)!);
  }
});

test('a date cuts the chain by median time, which never goes back', () => {
  const random = prng(5);
  const blocks = Array.from({ length: 300 }, (_, i) => ({ time: 1000 + 10 * i + random(60) - 30 }));
  const medianAt = (height: number): number => {
    const times = blocks.slice(Math.max(0, height - 10), height + 1).map(({ time }) => time);
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  };
  for (let instant = 900; instant < 4200; instant += 7) {
    const naive = blocks.findLastIndex((_, height) => medianAt(height) <= instant);
    assert.equal(lastHeightBy(blocks, instant), naive, `${instant}`);
  }
});

test('incidents of the facts: addresses where stolen coins first rested, and the theft itself', () => {
  const facts = join(ROOT, 'facts');
  const transactions = loadTheftTransactions(facts);
  const named = (id: string): Incident =>
    incidentOfFacts(
      loadIncidents(facts).find((each) => each.id === id)!,
      transactions.get(id) ?? [],
      BITCOIN,
    );
  const dmm = named('dmm-2024');
  assert.deepEqual(dmm.paid?.txids, ['975ec405ac9dc9fa5ab8009d94d6a1fe31dff8a8127ea90d023104e52754e4d7']);
  assert.ok(dmm.paid.addresses.includes('1B6rJRfjTXwEy36SCs5zofGMmdv2kdZw7P'));
  assert.ok(!dmm.paid.addresses.includes('bc1qegcazuxnp5wxxxamdqvjv345fpve6656vpjln4'), 'that came later');
  assert.deepEqual(
    [dmm.paid.since, dmm.paid.until],
    [Date.UTC(2024, 4, 30) / 1000, Date.UTC(2024, 5, 29) / 1000],
  );
  assert.equal(named('alphapo-2023').paid?.addresses.length, 6);
  // Withdrawals from an exchange, and what several thefts ran together in, are no place to start from.
  for (const id of ['harmony-2022', 'indodax-2024', 'ronin-2022'])
    assert.throws(() => named(id), { code: 'E_SEED' });
});

test('services of the facts stop a branch on their own chain, each with what it rests on', () => {
  const facts = join(ROOT, 'facts');
  const stops = loadServiceStops(facts, BITCOIN);
  assert.ok(stops.length > 500, `${stops.length}`);
  assert.equal(new Set(stops.map(({ address }) => address)).size, stops.length);
  assert.ok(stops.every(({ chain, evidence }) => chain === BITCOIN.id && evidence.source !== ''));
  const of = (address: string) => stops.find((stop) => stop.address === address);
  assert.deepEqual(of('34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo')?.end, { kind: 'service', label: 'Binance' });
  assert.equal(of('34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo')?.confidence, 0.9);
  assert.equal(of('bc1qq7p0es3dv5hcynjjf40f2xjjr6qp5py47d2f6n847vduuq9gvnyq7y9ecd')?.end.kind, 'mixer');
  const regtest = CHAINS.find((chain) => chain.id === REGTEST.chain)!;
  assert.deepEqual(loadServiceStops(facts, regtest), []);
});
