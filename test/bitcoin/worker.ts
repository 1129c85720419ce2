/** A scan in a process of its own, to be killed: says when a checkpoint stands, and prints what it found. */
import { setTimeout } from 'node:timers/promises';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { openChecker } from '../../src/adapters/sources/bitcoin-files/checker.ts';
import { checkpointFile } from '../../src/adapters/sources/bitcoin-files/checkpoint.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { scan } from '../../src/app/scan/scan.ts';
import type { CheckpointSlot } from '../../src/app/scan/scan-checkpoint.ts';
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
const archive = openBitcoinFiles(folder, parseNetwork('regtest'), { batchBytes: 3000 });
const checker = openChecker(archive, 2);
const seeds = [{ txid: txid as TxId, vout: 0, height: Number(height) }];
const [scanned] = await scan({
  archive,
  incidents: [{ id: 'theft', incident: null, title: 'theft', seeds, paid: null, stops: [] }],
  requests: [DEFAULT_REQUEST],
  checker,
  checkpoint: slot,
  salt: 5,
  replay: recordingSource,
  checkpointBytes: 1,
});
await checker.close();
process.stdout.write(`state ${scanned!.traces[0]!.stateHash}\n`);
