/**
 * Every kind of source from the terminal: asked what it can do, traced through, written down, and computed again
 * from what was written, by id and by file, under another time zone, locale and core count. The servers are the
 * tests' own over real HTTP; anvil is a real node. Each start of the product takes a second: only one kind goes
 * through all of it everywhere, the others where CI=true.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkSource } from '../../src/compose/sources.ts';
import { readConfig } from '../../src/config.ts';
import { parseSource } from '../../src/source-config.ts';
import { startCore } from '../bitcoin-core/core-server.ts';
import { CHAIN, REGTEST, theftIn } from '../bitcoin-core/world.ts';
import { ashiato, cleanEnv, startAshiato, withFolder } from '../cli/run.ts';
import { startEsplora } from '../esplora/server.ts';
import { startScan } from '../etherscan/server.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from '../evm/anvil.ts';
import { makeWorld } from '../evm/world.ts';
import { startNode } from '../tron/node.ts';
import { makeWorld as makeTron, who } from '../tron/world.ts';

/** How a source is named, and a theft that it can see. */
type Live = { readonly source: string; readonly chain: string; readonly theft: readonly string[] };

const SECRET = 'hunter2-secret';
const coins = theftIn(CHAIN);

const stops: (() => unknown)[] = [];
const kept = <T extends { readonly stop: () => unknown }>(server: T): T => {
  stops.push(server.stop);
  return server;
};

const OPENED: Readonly<Record<string, () => Promise<Live>>> = {
  'bitcoin-core': async () => ({
    source: `bitcoin-core=${kept(await startCore({ chain: CHAIN, spenderIndex: true })).url}`,
    chain: REGTEST.chain,
    theft: [`${coins.txid}:${coins.vout}`],
  }),
  esplora: async () => ({
    source: `esplora=${kept(await startEsplora(CHAIN)).url},${kept(await startEsplora(CHAIN)).url}`,
    chain: REGTEST.chain,
    theft: [`${coins.txid}:${coins.vout}`],
  }),
  'tron-http': async () => {
    const world = makeTron();
    const nodes = [await startNode(world, { index: true }), await startNode(world, { index: true })];
    return {
      source: `tron-http=${nodes.map((node) => kept(node).url).join(',')}`,
      chain: 'tron:lab',
      theft: [world.txid('theft'), '--to', who.thief],
    };
  },
};

/** The same as a function, without the words. */
async function checked(source: string, chain: string | undefined, home: string): Promise<void> {
  const config = readConfig(cleanEnv(home), {});
  const reports = await checkSource(parseSource(source, [], chain), config, {});
  for (const { tip, abilities } of reports) {
    assert.ok(tip !== null && tip.height > 0);
    assert.ok(abilities.some(({ name }) => /^(mempool|unconfirmed transactions)$/.test(name)));
  }
}

async function checkedFromTerminal({ source, chain }: Live, home: string): Promise<void> {
  const args = ['sources', 'check', '--source', source, '--chain', chain];
  const check = await startAshiato(args, cleanEnv(home));
  assert.equal(check.code, 0, check.err);
  assert.match(check.out, /block \d+ of .*\n {2}[✓~✗] /);
  assert.match(check.out, / (mempool|unconfirmed transactions): /);
}

async function liveTrace({ source, chain, theft }: Live, home: string, thorough: boolean): Promise<void> {
  const place = ['--source', source, '--chain', chain];
  const file = join(home, 'recording.json');
  const ran = await startAshiato(['trace', ...theft, ...place, '--json', '--record', file], cleanEnv(home));
  assert.equal(ran.code, 0, ran.err);
  const { traceId, stateHash, assets } = JSON.parse(ran.out) as {
    traceId: string;
    stateHash: string;
    assets: { conserved: boolean }[];
  };
  assert.ok(assets.length > 0 && assets.every(({ conserved }) => conserved));
  if (!thorough) return;
  const saved = join(home, 'trace.json');
  writeFileSync(saved, ran.out);

  // Nobody is asked any more.
  const elsewhere = cleanEnv(home, {
    TZ: 'Pacific/Kiritimati',
    LC_ALL: 'tr_TR.UTF-8',
    UV_THREADPOOL_SIZE: '1',
  });
  const same = new RegExp(`^identical: \\d+ bytes.*\\ntrace ${traceId}\\nstate ${stateHash}`);
  for (const args of [
    ['recompute', traceId],
    ['recompute', saved],
    ['recompute', saved, '--case', file],
  ]) {
    const again = ashiato(args, elsewhere, { oneCore: true });
    assert.match(again.out, same, `${args.join(' ')}: ${again.err}`);
  }
  const replayed = ashiato(['trace', file, '--json', '--no-save'], elsewhere);
  assert.equal((JSON.parse(replayed.out) as { stateHash: string }).stateHash, stateHash, replayed.err);
}

/** Of another network than the one it is named for, and through an address that holds a secret. */
async function wrongNetwork(type: string, { source }: Live, home: string): Promise<void> {
  const secret = source.replaceAll('//', `//me:${SECRET}@`).replace(/$/, `/${SECRET}`);
  const { code, out, err } = await startAshiato(['sources', 'check', '--source', secret], cleanEnv(home));
  assert.notEqual(code, 0, `${type} of a laboratory was taken for the real network: ${out}`);
  assert.doesNotMatch(out + err, new RegExp(SECRET));
  const plain = await startAshiato(['sources', 'check', '--source', source], cleanEnv(home));
  assert.match(plain.err, /^E_WRONG_CHAIN: /);
  assert.match(plain.err, /^Next: /m);
}

async function wholeStory(type: string, live: Live, home: string): Promise<void> {
  const thorough = process.env.CI === 'true' || type === 'esplora';
  await checked(live.source, live.chain, home);
  await assert.rejects(checked(live.source, undefined, home), { code: 'E_WRONG_CHAIN' });
  await liveTrace(live, home, thorough);
  if (!thorough) return;
  await checkedFromTerminal(live, home);
  await wrongNetwork(type, live, home);
}

describe('a source from the terminal', () => {
  after(() => Promise.all(stops.map((stop) => stop())));
  for (const [type, open] of Object.entries(OPENED)) {
    test(`${type}: checked, traced, recorded, recomputed elsewhere; of the wrong network refused`, async () => {
      const live = await open();
      await withFolder((home) => wholeStory(type, live, home));
    });
  }
});

describe('a source of an EVM chain from the terminal', { skip: skipWithoutAnvil() }, () => {
  let anvil: Anvil;
  before(async () => {
    // Etherscan's API is asked for the block of this moment, so all blocks must lie before it.
    anvil = await startAnvil('--timestamp', '1700000000');
  });
  after(() => anvil?.stop());
  test('evm-rpc and etherscan: the same', async (t) => {
    const { tx, thief } = await makeWorld(anvil);
    const server = await startScan(anvil, { dialect: 'blockscout' });
    t.after(() => server.stop());
    for (const [type, url] of [
      ['evm-rpc', anvil.url],
      ['etherscan', server.url],
    ] as const) {
      const source = `${type}=${url}`;
      const live: Live = { source, chain: 'eip155:31337', theft: [tx.theft, '--to', thief] };
      await withFolder((home) => wholeStory(type, live, home));
    }
  });
});
