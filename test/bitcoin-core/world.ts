/** One made-up chain for all tests of this folder, as block files, as a recording, and as a plan to scan it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { scan } from '../../src/app/scan/scan.ts';
import type { CheckpointSlot } from '../../src/app/scan/scan-checkpoint.ts';
import type { Incident } from '../../src/app/scan/scan-seeds.ts';
import type { BlockArchive } from '../../src/core/chains/bitcoin/archive.ts';
import type { Recording } from '../../src/core/model/case.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { POLICIES, type PolicyName } from '../../src/core/model/rules.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { type ChainBlock, makeChain } from '../bitcoin/chain.ts';
import { writeFolder } from '../bitcoin/folder.ts';
import { recordingOf as chainWith, outcome as everythingIn, REGTEST } from '../bitcoin/in-memory.ts';
import { txidOf } from '../bitcoin/writer.ts';

export { REGTEST };
export const CHAIN = makeChain(31, 40);

export type Theft = { readonly txid: TxId; readonly vout: number; readonly height: number };

/** An output of an early block that moves on for long. */
export function theftIn(chain: readonly ChainBlock[]): Theft {
  const spent = new Set(chain.flatMap(({ txs }) => txs.flatMap(({ inputs }) => inputs.map(placeOf))));
  for (const { txs, height } of chain.slice(3)) {
    for (const tx of txs) {
      const vout = tx.outputs.findIndex((_, n) => spent.has(placeOf({ txid: txidOf(tx), vout: n })));
      if (vout !== -1) return { txid: txidOf(tx) as TxId, vout, height };
    }
  }
  throw new Error('nothing moves in this chain');
}

const placeOf = ({ txid, vout }: { txid: string; vout: number }): string => `${txid}:${vout}`;

const noCheckpoint: CheckpointSlot = { load: () => null, save: async () => 0, clear: async () => {} };

/** Every policy at once, fees followed, so that every value of an input counts. */
export async function scanAll(
  archive: BlockArchive,
  theft: Theft,
  policies: readonly PolicyName[] = POLICIES,
): Promise<Trace[]> {
  const incident: Incident = {
    id: 'theft',
    incident: null,
    title: 'theft',
    seeds: [theft],
    paid: null,
    stops: [],
  };
  const scanned = await scan({
    archive,
    incidents: [incident],
    requests: policies.map((policy) => ({ ...DEFAULT_REQUEST, policy, followFees: true })),
    checker: null,
    checkpoint: noCheckpoint,
    salt: 7,
    replay: recordingSource,
  });
  return scanned.flatMap(({ traces }) => traces);
}

/** All of a trace that is found, without what is said about how it was found. */
export const outcome = (traces: readonly Trace[]): string => traces.map(everythingIn).join('\n');

export const gapsOf = (traces: readonly Trace[]): string[] => [
  ...new Set(traces.flatMap((trace) => trace.gaps.map((gap) => gap.text))),
];

/** What a scan of the same blocks as files finds. */
export async function scanFiles(
  chain: readonly ChainBlock[],
  theft: Theft,
  noUndo: (block: ChainBlock) => boolean = () => false,
): Promise<string> {
  const folder = writeFolder({ files: [chain], noUndo });
  try {
    return outcome(await scanAll(openBitcoinFiles(folder, REGTEST), theft));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The chain as it is known otherwise, with the theft in it. */
export const recordingOf = (chain: readonly ChainBlock[], theft: Theft): Recording =>
  chainWith(chain, [theft]);

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ashiato-core-'));
