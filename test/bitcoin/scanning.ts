/** What the tests of scans share: a folder of block files, what is stolen in it, and a plan to scan it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { type Checker, openChecker } from '../../src/adapters/sources/bitcoin-files/checker.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { type ScanPlan, scan as scanAll } from '../../src/app/scan/scan.ts';
import type { CheckpointSlot } from '../../src/app/scan/scan-checkpoint.ts';
import type { Incident, Seed } from '../../src/app/scan/scan-seeds.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Stop } from '../../src/core/model/reading.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { type ChainBlock, makeChain } from './chain.ts';
import { type FolderShape, writeFolder } from './folder.ts';
import { REGTEST } from './in-memory.ts';
import { p2pkh, p2wpkh, txidOf } from './writer.ts';

export const KEY = Uint8Array.of(0x5a, 0x01, 0xfe, 0x33, 0x90, 0x00, 0x7b, 0xc4);

const folders: string[] = [];
/** Gone when the tests are over. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-blocks-'));
  folders.push(folder);
  return folder;
}

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
export function written(shape: FolderShape): string {
  const folder = writeFolder(shape);
  folders.push(folder);
  return folder;
}

const noCheckpoint: CheckpointSlot = { load: () => null, save: async () => 0, clear: async () => {} };

export type NamedSeed = Seed & { readonly incident: string };

export function planOf(
  folder: string,
  seeds: readonly NamedSeed[],
  requests: readonly TraceRequest[],
  extra: Partial<ScanPlan> = {},
): ScanPlan {
  const incidents = incidentsOf(seeds);
  return {
    archive: extra.archive ?? openBitcoinFiles(folder, REGTEST, { batchBytes: 3000 }),
    incidents,
    requests,
    checker: null,
    checkpoint: noCheckpoint,
    salt: 1,
    replay: recordingSource,
    ...extra,
  };
}

export const incidentsOf = (seeds: readonly NamedSeed[], stops: readonly Stop[] = []): Incident[] =>
  [...Map.groupBy(seeds, ({ incident }) => incident)].map(([id, own]) => ({
    id,
    incident: null,
    title: id,
    seeds: own,
    paid: null,
    stops,
  }));

export const scan = async (plan: ScanPlan): Promise<Trace[]> =>
  (await scanAll(plan)).flatMap(({ traces }) => traces);

/** Verifies every block in so many threads, for as long as `use` takes. */
export async function inThreads<T>(
  folder: string,
  threads: number,
  use: (checker: Checker) => Promise<T>,
): Promise<T> {
  const checker = openChecker(openBitcoinFiles(folder, REGTEST), threads);
  try {
    return await use(checker);
  } finally {
    await checker.close();
  }
}

/** Some outputs of the chain as stolen: of a coinbase and of payments, two incidents. */
export function someSeeds(chain: readonly ChainBlock[], random: (below: number) => number): NamedSeed[] {
  return ['alpha', 'alpha', 'beta'].flatMap((incident, i) => {
    const { txs, height } = chain[2 + i * 5 + random(5)]!;
    const tx = txs[random(txs.length)]!;
    const vout = tx.outputs.findIndex((output) => output.value > 0n);
    return vout === -1
      ? []
      : [{ incident, txid: txidOf(tx) as TxId, vout, height: random(2) === 0 ? height : null }];
  });
}

/** Blocks shuffled within a window, as a first download leaves them, over several files. */
export function scattered(chain: readonly ChainBlock[], random: (below: number) => number): ChainBlock[][] {
  const order = chain.slice(1);
  for (let i = 0; i < order.length; i += 1) {
    const j = Math.min(order.length - 1, i + random(9));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const third = Math.ceil(order.length / 3);
  return [[chain[0]!, ...order.slice(0, third)], order.slice(third, 2 * third), order.slice(2 * third)];
}

export const requestsOf = (followFees: boolean, maxHops: number | null = null): TraceRequest[] =>
  POLICIES.map((policy) => ({ ...DEFAULT_REQUEST, policy, followFees, maxHops }));

/** Services at some of the addresses that the made-up chain pays; one of them is too uncertain to stop anything. */
export const someStops = (random: (below: number) => number): Stop[] =>
  [0.9, 0.5, 0.4].map((confidence) => ({
    chain: REGTEST.chain,
    address: ownerOf(random(2) === 0 ? p2pkh(random(256)) : p2wpkh(random(256)), REGTEST)!,
    end: { kind: 'service', label: `service ${confidence}` },
    confidence,
    evidence: { author: 'test', source: 'test' },
  }));

export const CHAIN = makeChain(99, 40);
export const SEED: NamedSeed = {
  incident: 'theft',
  txid: txidOf(CHAIN[3]!.txs[0]!) as TxId,
  vout: 0,
  height: 3,
};
export const fifo = [DEFAULT_REQUEST];
