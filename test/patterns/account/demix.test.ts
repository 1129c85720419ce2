/** `ashiato demix`: only what a trace paid into a pool is looked at, and a set comes back, never a movement. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPoolEvents } from '../../../src/adapters/facts/pool-events.ts';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { demix, siblingsOfIncident } from '../../../src/app/explain/demix.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { composeLibrary, mixerPoolsOf } from '../../../src/compose/base.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import type { Pool } from '../../../src/core/patterns/tornado/events.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';

const ROOT = process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const events = (kind: string): string => join(ROOT, 'tornado', `${kind}_eth_100.csv.gz`);
const skip = existsSync(events('deposits'))
  ? false
  : 'no pool events here: set ASHIATO_DATA to run this test';
const folder = mkdtempSync(join(tmpdir(), 'ashiato-demix-'));
after(() => rmSync(folder, { recursive: true }));
const POOL = mixerPoolsOf('Tornado Cash', 'ethereum').find(({ name }) => name === '100 ETH')!;
const ronin = async () => {
  const recording = composeLibrary().openCase('ronin-2022');
  return trace(recording, recordingSource(recording), DEFAULT_REQUEST);
};

test('the recorded theft of Ronin is followed to candidate sets, batch by batch', { skip }, async () => {
  const pool = readPoolEvents(POOL, events('deposits'), events('withdrawals'));
  const { batches, run } = demix(await ronin(), pool, 0.5);
  assert.ok(batches.length > 40);
  assert.deepEqual(run.reason, { type: 'incident', incident: 'ronin-2022' });
  assert.equal(run.transactions, batches.length);
  const first = batches.find(({ batch }) => batch.depositor === '0xbc25d57412a04956cdd95af07825c5c1f34d29eb');
  assert.equal(first?.batch.count, 20);
  assert.ok((first?.candidates.length ?? 0) > 3, 'a set, not a name');
  assert.ok(first?.finding?.says.includes('20 deposits'));
});

test('a pool that the theft did not use has no batches', async () => {
  const other = mixerPoolsOf('Tornado Cash', 'ethereum').find(({ name }) => name === '10 ETH')!;
  const { batches } = demix(await ronin(), { ...other, deposits: [], withdrawals: [] }, 0.5);
  assert.deepEqual(batches, []);
});

test('tables of events are refused by line where they are crooked', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const deposits = write('d.csv', 'block,timestamp,tx_hash\n1,100,0x1\n');
  assert.throws(() => readPoolEvents(POOL, deposits, write('w.csv', 'block,tx_hash,to\n1,0x1,0xA\n')), {
    code: 'E_CASE_TABLE',
  });
  assert.throws(
    () =>
      readPoolEvents(POOL, deposits, write('n.csv', 'block,tx_hash,to,fee_wei\n1,0x1,0xA,0\nx,0x1,0xA,0\n')),
    {
      code: 'E_CASE_TABLE',
      where: join(folder, 'n.csv:3'),
    },
  );
  assert.throws(() => readPoolEvents(POOL, join(folder, 'none.csv'), deposits), { code: 'E_CASE_TABLE' });
  const read = readPoolEvents(POOL, deposits, write('ok.csv', 'block,tx_hash,to,fee_wei\n1,0x1,0xA,7\n'));
  assert.deepEqual(read.withdrawals, [{ block: 1, time: 100, txid: '0x1', to: '0xa', fee: 7n }]);
});

test('of an incident without a recording, the facts’ withdrawers lead to the same hand’s others', {
  skip,
}, () => {
  const pool = readPoolEvents(POOL, events('deposits'), events('withdrawals'));
  const { incidents } = composeLibrary();
  const kucoin = siblingsOfIncident(incidents.find(({ id }) => id === 'kucoin-2020')!, pool);
  assert.equal(kucoin.known.length, 5);
  assert.ok(kucoin.siblings.length > 20);
  assert.deepEqual(kucoin.run.reason, { type: 'incident', incident: 'kucoin-2020' });
  const none = siblingsOfIncident(incidents.find(({ id }) => id === 'bybit-2025')!, pool);
  assert.deepEqual([none.known, none.siblings], [[], []]);
});

test('wallets of the attack that the pool paid for before it are named; strangers of the hour are not', async () => {
  const recording = makeLaboratory(1).recording;
  const followed = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const seeds = followed.movements.filter(({ type }) => type === 'seed').map(({ txid }) => txid);
  const theft = [...recording.chains.values()]
    .flat()
    .flatMap(({ transactions }) => transactions)
    .find((tx) => tx.type === 'account' && seeds.includes(tx.txid));
  assert.ok(theft?.type === 'account');
  const attacker = theft.events.find(({ type, from }) => type !== 'fee' && from !== null)!.from!;
  const pool = (wallets: readonly string[]): Pool => ({
    chain: theft.chain,
    address: '0xpool',
    name: '0.1 ETH',
    deposits: [],
    withdrawals: wallets.map((to, i) => ({
      block: 1,
      time: theft.time - 36_000 + i * 60,
      txid: `0x${i}`,
      to,
      fee: 0n,
    })),
  });
  const strangers = ['0xa1', '0xa2', '0xa3'];
  const [found, ...more] = demix(followed, pool([attacker, ...strangers]), 0.5).prefunding;
  assert.equal(more.length, 0);
  assert.match(found!.says, /^4 new wallets got the same amount out of a mixer 10 hours before/);
  assert.deepEqual(demix(followed, pool([...strangers, '0xa4']), 0.5).prefunding, []);
  assert.deepEqual(demix(followed, pool([attacker, attacker, ...strangers]), 0.5).prefunding.length, 1);
});
