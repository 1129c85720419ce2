/**
 * Memory of a scan, in a process of its own so that nothing else counts: the resident set after a first pass over
 * the chain, and how far it rises while the chain is read again and again. Garbage is collected when V8 sees fit,
 * as in a real scan; what is never collected shows as a rise.
 */
import { openBitcoinFiles } from '../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { parseNetwork } from '../src/core/chains/bitcoin/network.ts';
import { readAndProbe, tableOf } from './probe.ts';

const PASSES = 7;

const [folder, size] = process.argv.slice(2) as [string, string];
const archive = openBitcoinFiles(folder, parseNetwork('regtest'));
const table = tableOf(Number(size));
const pass = async (): Promise<number> => {
  await readAndProbe(archive, table);
  return process.memoryUsage.rss();
};
const first = await pass();
let most = first;
for (let n = 0; n < PASSES; n += 1) most = Math.max(most, await pass());
process.stdout.write(
  JSON.stringify({
    bytes: PASSES * archive.blocks.reduce((sum, block) => sum + block.size, 0),
    firstMb: first / 1e6,
    risenMb: (most - first) / 1e6,
  }),
);
