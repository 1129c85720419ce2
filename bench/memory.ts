/** Memory of a trace with a million movements, in a process of its own so that nothing else counts. */

import { driveScan } from '../src/app/trace/drive.ts';
import { NO_READINGS } from '../src/core/model/reading.ts';
import { journalOf, newLedger } from '../src/core/trace/ledger.ts';
import { indexReadings } from '../src/core/trace/readings.ts';
import { DEFAULT_REQUEST, rulesFor } from '../src/core/trace/request.ts';
import type { ChainSource } from '../src/ports/chain-source.ts';
import { CHAIN, history, type Shape, theftOf } from './synthetic.ts';

const WANTED = 1_000_000;
const shape: Shape = { transactions: 100_000, perBlock: 1000, seedValue: 100_000_000_000_000_000n, seed: 1 };

const source: ChainSource = {
  chains: [CHAIN],
  tips: async () => [],
  fetch: async () => [],
  openings: async () => [],
  async *blocks() {
    yield* history(shape);
  },
  missing: () => null,
  paid: async () => [],
  caveats: () => [],
  check: async () => [],
};

global.gc?.();
const before = process.memoryUsage();
const start = performance.now();
const ledger = newLedger(
  rulesFor(DEFAULT_REQUEST, new Map(), new Map()),
  indexReadings({ ...NO_READINGS, meanings: [theftOf(shape)] }, DEFAULT_REQUEST),
);
await driveScan(source, ledger, [{ chain: CHAIN, height: shape.transactions, hash: '', time: 0 }]);
const elapsedMs = performance.now() - start;
const movements = journalOf(ledger);
global.gc?.();
const after = process.memoryUsage();

let origin = 0n;
for (const m of movements) if (m.end !== null) origin += m.origin;
for (const holding of ledger.state.values())
  for (const run of holding.runs) if (run.lot !== null) origin += run.amount;
if (origin !== shape.seedValue) throw new Error(`not conserved: ${origin} of ${shape.seedValue}`);
if (movements.length < WANTED) throw new Error(`only ${movements.length} movements`);
process.stdout.write(
  JSON.stringify({
    movements: movements.length,
    heapMb: (after.heapUsed - before.heapUsed) / 1e6,
    rssMb: after.rss / 1e6,
    elapsedMs,
  }),
);
