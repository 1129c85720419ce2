/** A scan in a process of its own, to be killed: says when a checkpoint stands, and prints what it found. */
import { setTimeout } from 'node:timers/promises';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { checkpointFile } from '../../src/adapters/sources/bitcoin-files/checkpoint.ts';
import { scan } from '../../src/app/scan.ts';
import type { CheckpointSlot } from '../../src/app/scan-checkpoint.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';

const [folder = '', checkpoint = '', txid = '', height = ''] = process.argv.slice(2);
const file = checkpointFile(checkpoint);
const slot: CheckpointSlot = {
  load: file.load,
  async save(lines) {
    await file.save(lines);
    process.stdout.write('saved\n');
    // Time to be killed in, also within the next checkpoint.
    await setTimeout(5);
    return 0;
  },
  clear: file.clear,
};
const [trace] = await scan({
  archive: openBitcoinFiles(folder, parseNetwork('regtest'), { batchBytes: 3000 }),
  seeds: [{ incident: 'theft', txid: txid as TxId, vout: 0, height: Number(height) }],
  requests: [DEFAULT_REQUEST],
  verify: 'hits',
  checkpoint: slot,
  salt: 5,
  checkpointBytes: 1,
});
process.stdout.write(`state ${trace!.stateHash}\n`);
