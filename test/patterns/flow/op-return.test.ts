/** What an OP_RETURN holds: pushes of every width joined, and nothing beyond what a script says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '@scure/base';
import { toOutput } from '../../../src/core/chains/bitcoin/block.ts';
import { parseNetwork } from '../../../src/core/chains/bitcoin/network.ts';
import { dataOf } from '../../../src/core/chains/bitcoin/script.ts';
import { utf8 } from '../../../src/core/patterns/abi.ts';

const read = (script: string): string | null => dataOf(hex.decode(script));

test('a push of one byte’s length, and PUSHDATA1, 2 and 4', () => {
  assert.equal(read('6a04aabbccdd'), 'aabbccdd');
  assert.equal(read('6a4c04aabbccdd'), 'aabbccdd');
  assert.equal(read('6a4d0400aabbccdd'), 'aabbccdd');
  assert.equal(read('6a4e04000000aabbccdd'), 'aabbccdd');
  assert.equal(read(`6a4c50${'61'.repeat(80)}`), '61'.repeat(80));
});

test('several pushes are joined; an opcode or the end of the script ends them', () => {
  assert.equal(read('6a02aabb02ccdd'), 'aabbccdd');
  assert.equal(read('6a02aabb5102ccdd'), 'aabb');
  assert.equal(read('6a02aabb05cc'), 'aabb');
  assert.equal(read('6a4c'), '');
  assert.equal(read('6a'), '');
});

test('an empty message is one too: nobody can spend it', () => {
  const output = toOutput(5n, hex.decode('6a'), parseNetwork('bitcoin'));
  assert.deepEqual(output, { value: 5n, owner: null, data: '' });
});

test('another script holds no message', () => {
  assert.equal(read(`0014${'00'.repeat(20)}`), null);
  assert.equal(read(''), null);
});

test('bytes that are no text are no memo, and break nothing', () => {
  assert.equal(utf8('3d3a6274'), '=:bt');
  for (const bytes of ['0007a0', 'ff', 'c3', 'abc']) assert.equal(utf8(bytes), null, bytes);
});
