/** Whatever transactions hold, what is found never makes the kernel refuse, and no unit is lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { meaningReader, withoutDeclared } from '../../../src/app/trace/read-meanings.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import type { Recording } from '../../../src/core/model/case.ts';
import type { Log, Transaction } from '../../../src/core/model/transaction.ts';
import { knowing } from '../../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';

const { recording, known } = makeLaboratory(1);
const logs = [...recording.chains.values()]
  .flatMap((blocks) => blocks.flatMap((block) => block.transactions))
  .flatMap((tx) => (tx.type === 'account' ? (tx.said ?? []) : []));
const datas = [...recording.chains.values()]
  .flatMap((blocks) => blocks.flatMap((block) => block.transactions))
  .flatMap((tx) => (tx.type === 'utxo' ? tx.outputs.flatMap(({ data }) => data ?? []) : []));

/** Logs and memos thrown about: left out, moved to other transactions, cut short, said twice. */
function stirred(pick: (n: number) => number): Recording {
  const logOf = (): Log => {
    const log = logs[pick(logs.length)]!;
    const cut = pick(4) === 0 ? { data: log.data.slice(0, 2 + 64 * pick(4)) } : {};
    return { ...log, ...cut, index: pick(9) };
  };
  const change = (tx: Transaction): Transaction => {
    if (pick(4) !== 0) return tx;
    if (tx.type === 'account') {
      const { said: _, ...bare } = tx;
      return pick(2) === 0 ? bare : { ...bare, said: [...(tx.said ?? []), logOf(), logOf()] };
    }
    return {
      ...tx,
      outputs: tx.outputs.map(({ value, owner }) =>
        pick(2) === 0 ? { value, owner } : { value, owner, data: datas[pick(datas.length)]! },
      ),
    };
  };
  return {
    ...withoutDeclared(recording),
    chains: new Map(
      [...recording.chains].map(([chain, blocks]) => [
        chain,
        blocks.map((block) => ({ ...block, transactions: block.transactions.map(change) })),
      ]),
    ),
  };
}

test('stirred logs and memos mislead no trace into an error or a loss', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
      const mixed = stirred((n) => Number(numbers.next().value) % n);
      const reader = meaningReader(recordingSource(mixed), knowing(known));
      await reader.gather(mixed, DEFAULT_REQUEST);
      const found = reader.pinned(mixed);
      const traced = await trace(found, recordingSource(found), DEFAULT_REQUEST);
      for (const asset of traced.assets) assert.equal(asset.conserved, true);
    }),
    { numRuns: process.env.CI === 'true' ? 300 : 25 },
  );
});
