/** The tests' naive model, run over a history of the bench. */

import { NO_READINGS } from '../src/core/model/reading.ts';
import type { PolicyName } from '../src/core/model/rules.ts';
import type { Block } from '../src/core/model/transaction.ts';
import { indexReadings, readingOf } from '../src/core/trace/readings.ts';
import { DEFAULT_REQUEST, rulesFor } from '../src/core/trace/request.ts';
import { makeOracle } from '../test/oracle/oracle.ts';
import { ASSET, type Shape, theftOf } from './synthetic.ts';

export function oracleTotals(
  blocks: readonly Block[],
  shape: Shape,
  policy: PolicyName,
): { rest: bigint; ended: bigint } {
  const request = { ...DEFAULT_REQUEST, policy };
  const readings = indexReadings({ ...NO_READINGS, meanings: [theftOf(shape)] }, request);
  const oracle = makeOracle(rulesFor(request, new Map(), new Map()));
  for (const block of blocks) for (const tx of block.transactions) oracle.apply(tx, readingOf(readings, tx));
  const ended = [...oracle.ends().values()].reduce((sum, end) => sum + end.origin, 0);
  return { rest: BigInt(oracle.originAtRest().get(ASSET.id) ?? 0), ended: BigInt(ended) };
}
