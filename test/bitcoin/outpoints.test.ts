/** The table of tainted outpoints against a plain set, alone and many keys at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  firstHeld,
  hold,
  holdTxId,
  mayHold,
  newOutpointTable,
} from '../../src/core/chains/bitcoin/outpoints.ts';

/** Small words, so that keys share slots, halves and filter bits. */
const word = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 0xffffffff }));
const keys = fc.array(fc.tuple(word, word), { maxLength: 3000, size: 'max' });

test('it holds what was put in and nothing else, whatever the salt', () => {
  fc.assert(
    fc.property(keys, keys, word, (put, asked, salt) => {
      const table = newOutpointTable(salt);
      const plain = new Set<string>();
      for (const [low, high] of put) {
        hold(table, low, high);
        // Zero is the input of a coinbase, which spends nothing.
        if (low !== 0 || high !== 0) plain.add(`${low}|${high}`);
      }
      assert.equal(table.size, plain.size);
      const all = [...put, ...asked];
      for (const [low, high] of all) assert.equal(mayHold(table, low, high), plain.has(`${low}|${high}`));
      const batch = [...asked, ...put];
      const found = firstHeld(
        table,
        Uint32Array.from(batch.flat()),
        batch.length,
        new Int32Array(batch.length),
      );
      assert.equal(
        found,
        batch.findIndex(([low, high]) => plain.has(`${low}|${high}`)),
      );
    }),
    { numRuns: 50 },
  );
});

test('a transaction id as it is shown is found by its first bytes as they are stored', () => {
  const table = newOutpointTable(3);
  holdTxId(table, `${'00'.repeat(24)}8877665544332211`);
  assert.ok(mayHold(table, 0x44332211, 0x88776655));
  assert.ok(!mayHold(table, 0x88776655, 0x44332211));
});
