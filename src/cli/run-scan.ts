/** One pass over an archive of blocks from the terminal: progress, checkpoint, verification, and an orderly end. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { openChecker } from '../adapters/sources/bitcoin-files/checker.ts';
import { checkpointFile } from '../adapters/sources/bitcoin-files/checkpoint.ts';
import { recordingSource } from '../adapters/sources/recording.ts';
import { scan, tipOf } from '../app/scan/scan.ts';
import type { Scanned } from '../app/scan/scan-record.ts';
import { type Incident, placePaid, type ScanProgress } from '../app/scan/scan-seeds.ts';
import { openArchive } from '../compose/sources.ts';
import { composePricedKnown } from '../compose/strategy.ts';
import type { Config } from '../config.ts';
import type { TraceRequest } from '../core/trace/request.ts';
import { canonicalJson, digest } from '../core/trace/seal.ts';
import type { SourceConfig } from '../source-config.ts';

export type ScanQuestion = {
  readonly source: SourceConfig;
  readonly incidents: readonly Incident[];
  /** Followed too, as far as these blocks hold payments to their addresses; the others are told. */
  readonly candidates: readonly Incident[];
  readonly requests: readonly TraceRequest[];
  readonly verify: 'hits' | 'full';
};

export async function runScan(
  { source, incidents: named, candidates, requests, verify }: ScanQuestion,
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<readonly Scanned[]> {
  const progress = scanProgress();
  const archive = await openArchive(source, config, env, progress.indexed);
  const checker = verify === 'full' ? openChecker(archive) : null;
  try {
    const asOf = requests[0]?.asOf ?? null;
    const { placed, absent } = await placePaid(archive, candidates, tipOf(archive, asOf), progress.show);
    progress.clear();
    for (const { id, why } of absent) process.stderr.write(`left out: ${id}: ${why.message}\n`);
    const incidents = [...named, ...placed];
    if (incidents.length === 0 && absent[0] !== undefined) throw absent[0].why;
    const name = digest(canonicalJson({ source: placeOf(source), incidents, requests, verify }));
    return await scan({
      archive,
      incidents,
      requests,
      checker,
      checkpoint: checkpointFile(join(config.dataFolder, 'scans', `${name.slice(0, 16)}.json`)),
      salt: randomInt(2 ** 32),
      replay: recordingSource,
      known: composePricedKnown(config),
      onProgress: progress.show,
    });
  } finally {
    progress.clear();
    await checker?.close();
  }
}

/** Where the blocks lie: a scan that was stopped goes on only over the same. */
const placeOf = (source: SourceConfig): string =>
  source.type === 'bitcoin-files' ? source.folder : source.id;

const EVERY_MS = 200;
const BAR = 20;

/** One line on standard error: how far, how fast, how long still; nothing where it is not a terminal. */
function scanProgress() {
  let line = 0;
  let phase = '';
  let started = 0;
  const put = (text: string): void => {
    if (!process.stderr.isTTY || Date.now() - line < EVERY_MS) return;
    line = Date.now();
    process.stderr.write(`\r\x1b[2K${text}`);
  };
  return {
    indexed: (done: number, of: number): void => put(`headers: ${done} of ${of}`),
    show(progress: ScanProgress): void {
      if (progress.phase !== phase) {
        phase = progress.phase;
        started = Date.now();
      }
      put(progressLine(progress, Date.now() - started));
    },
    clear(): void {
      if (line > 0) process.stderr.write('\r\x1b[2K');
    },
  };
}

function progressLine({ phase, bytes, of, height }: ScanProgress, elapsedMs: number): string {
  const filled = Math.floor((BAR * bytes) / Math.max(1, of));
  const rate = (bytes * 1000) / Math.max(1, elapsedMs);
  const left = Math.ceil((of - bytes) / Math.max(1, rate));
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
  const what = phase === 'find' ? 'finding the seeds' : 'following';
  const time = left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`;
  return `${what} ${bar} block ${height}, ${Math.round(rate / 1e6)} MB/s, ${phase === 'find' ? 'at most ' : ''}${time} left`;
}
