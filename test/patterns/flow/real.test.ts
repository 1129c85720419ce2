/** What patterns make of two real Ethereum blocks, whose logs are at hand and whose internal transfers are not. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadKnownContracts } from '../../../src/adapters/facts/contracts.ts';
import { knowing } from '../../../src/core/patterns/known.ts';
import { legsOf } from '../../../src/core/patterns/legs.ts';
import { sidesOf } from '../../../src/core/patterns/meanings.ts';
import { provenPools, SWAP_TOPICS } from '../../../src/core/patterns/swap/pools.ts';
import { readSwaps } from '../../../src/core/patterns/swap/read-swaps.ts';
import { realTransactions, SKIP } from './real.ts';

const known = knowing(loadKnownContracts(join(import.meta.dirname, '..', '..', '..', 'facts')));

test('every pool that said Swap in two real blocks proves itself by its factory', { skip: SKIP }, () => {
  let said = 0;
  for (const tx of realTransactions()) {
    const pools = new Set(
      (tx.said ?? []).filter((log) => SWAP_TOPICS.has(log.topics[0] ?? '')).map((log) => log.contract),
    );
    const proven = provenPools(tx, legsOf(tx, known), known);
    for (const pool of pools) assert.ok(proven.has(pool), `${pool} in ${tx.txid}`);
    said += pools.size;
  }
  assert.equal(said, 74);
});

test('a real swap is read where recognised assets are paid and given, and taint never crosses into others', {
  skip: SKIP,
}, () => {
  let swaps = 0;
  for (const tx of realTransactions())
    for (const meaning of readSwaps(tx, known)) {
      if (meaning.type !== 'swap') continue;
      swaps += 1;
      const out = tx.events.find((event) => event.index === meaning.out)!;
      assert.notEqual(known.asset(out.asset), null, tx.txid);
      const paid = meaning.in.map((index) => tx.events.find((event) => event.index === index)!);
      assert.equal(new Set(paid.map((event) => `${event.from} ${event.asset}`)).size, 1, tx.txid);
    }
  // Most buy tokens that are not recognised: there the coins are followed, wrapped, into the pool.
  assert.equal(swaps, 41);
});

test('payments into real bridges are seen, also where their protocol is not read', { skip: SKIP }, () => {
  const services = realTransactions()
    .flatMap((tx) => sidesOf(tx, known).deposits)
    .map((deposit) => deposit.protocol);
  assert.deepEqual(services.sort(), ['Hop', 'Multichain (Anyswap)', 'Synapse']);
});
