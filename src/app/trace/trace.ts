/** The story of a trace: pin the inputs, follow the value, say where it ended. */

import { POLICY } from '../../core/flow/policies/table.ts';
import type { Amount } from '../../core/model/amount.ts';
import type { AssetId } from '../../core/model/asset.ts';
import type { Recording } from '../../core/model/case.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Gap } from '../../core/model/movement.ts';
import { listEnds } from '../../core/trace/ends.ts';
import { gapsOf, journalOf, newLedger } from '../../core/trace/ledger.ts';
import { indexReadings } from '../../core/trace/readings.ts';
import { parseInstant, rulesFor, type TraceRequest } from '../../core/trace/request.ts';
import { balance, type Trace } from '../../core/trace/result.ts';
import { canonicalJson, compareMovements, digest, stateHash } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import { driveFrontier, driveScan, type OnProgress } from './drive.ts';

/** Raised when the same inputs give different figures: results before it must be recomputed. */
export const ENGINE_VERSION = 1;

export type TraceOptions = { readonly driver?: 'frontier' | 'scan'; readonly onProgress?: OnProgress };

export async function trace(
  recording: Recording,
  source: ChainSource,
  request: TraceRequest,
  options: TraceOptions = {},
): Promise<Trace> {
  const readings = indexReadings(recording.readings, request);
  if (request.knownAt !== null) parseInstant(request.knownAt, '--known-at');
  const asOf = request.asOf === null ? null : parseInstant(request.asOf, '--as-of');
  const tips = await source.tips(asOf);
  if (tips.length === 0) {
    throw new AshiatoError('E_TIME_RANGE', `the recording of ${recording.id} begins after ${request.asOf}`, {
      where: '--as-of',
      next: 'Ask for a later date.',
    });
  }
  const assets = new Map(recording.assets.map((asset) => [asset.id, asset]));
  const ledger = newLedger(rulesFor(request, seededTotals(recording), assets), readings);
  const drive = options.driver === 'scan' ? driveScan : driveFrontier;
  await drive(source, ledger, tips, options.onProgress);

  const movements = journalOf(ledger).sort(compareMovements);
  // No stolen unit in the data is no finding: an empty answer would read as if all were well.
  if (!movements.some((movement) => movement.type === 'seed')) {
    throw new AshiatoError(
      'E_TIME_RANGE',
      `no theft of ${recording.id} is in the data, or known, at that date`,
      {
        where: request.knownAt === null ? '--as-of' : '--known-at',
        next: 'Ask for a later date.',
      },
    );
  }
  const digests = pinInputs(recording);
  const now = asOf ?? Math.max(...tips.map((tip) => tip.time));
  const ends = listEnds({
    movements,
    resting: ledger.state.values(),
    freezes: readings.freezes,
    asOf: now,
    missing: source.missing,
  });
  return {
    recording,
    request,
    tips,
    assets: balance(movements, ends, assets, POLICY[request.policy].conserves),
    movements,
    gaps: [...recording.gaps, ...gapsOf(ledger), ...source.caveats().map(toGap)],
    digests,
    traceId: digest(canonicalJson({ engine: ENGINE_VERSION, case: recording.id, digests, request, tips })),
    stateHash: stateHash(movements, tips),
    applied: ledger.applied,
  };
}

const toGap = (text: string): Gap => ({ type: 'coverage', text });

/** What every seed together stands for, per stolen asset. */
export function seededTotals(recording: Recording): Map<AssetId, Amount> {
  const totals = new Map<AssetId, Amount>();
  for (const { meaning } of recording.readings.meanings) {
    if (meaning.type === 'seed')
      totals.set(meaning.stolen, (totals.get(meaning.stolen) ?? 0n) + meaning.origin);
  }
  return totals;
}

/** Everything the figures depend on, by digest: the recorded files and what was read into them. */
export function pinInputs(recording: Recording): Record<string, string> {
  const { readings, coverage, openings, assets } = recording;
  const covered =
    coverage.type === 'all' ? coverage : { ...coverage, addresses: [...coverage.addresses].sort() };
  return {
    ...recording.digests,
    readings: digest(canonicalJson({ readings, coverage: covered, openings, assets })),
  };
}
