/** What a trace is asked to do. Part of its identity, so every default is spelled out. */
import { type Amount, parseDecimal } from '../model/amount.ts';
import type { Asset, AssetId } from '../model/asset.ts';
import { AshiatoError } from '../model/errors.ts';
import type { PolicyName, Rules } from '../model/rules.ts';

export type TraceRequest = {
  readonly policy: PolicyName;
  /** A day or instant in ISO 8601, UTC; null: to the end of the data. */
  readonly asOf: string | null;
  /** A day: readings learned later are left out. */
  readonly knownAt: string | null;
  readonly maxHops: number | null;
  /** In whole units of each stolen asset; null: the policy's default. */
  readonly minAmount: string | null;
  /** Tags below this confidence stop no branch. */
  readonly minConfidence: number;
  readonly followFees: boolean;
  /**
   * What a balance that nobody could tell is taken for: nothing, or (`large`) more than can ever leave, so that what
   * leaves first is clean. The least that any balance would have let through lies at one of the two; the most may
   * lie between them, and only poison is a ceiling to it.
   */
  readonly unknownBalances?: 'large';
};

export const DEFAULT_REQUEST: TraceRequest = {
  policy: 'fifo',
  asOf: null,
  knownAt: null,
  maxHops: null,
  minAmount: null,
  minConfidence: 0.5,
  followFees: false,
};

/** No asset has so many units. */
const MORE_THAN_ANYTHING = 10n ** 60n;

/** Haircut spreads taint without end; below a millionth of what was stolen it is dust. */
const HAIRCUT_THRESHOLD_PPM = 1n;

export function rulesFor(
  request: TraceRequest,
  stolen: ReadonlyMap<AssetId, Amount>,
  assets: ReadonlyMap<AssetId, Asset>,
): Rules {
  const minOrigin = new Map<AssetId, Amount>();
  for (const [id, total] of stolen) {
    const asset = assets.get(id);
    if (request.minAmount !== null && asset !== undefined)
      minOrigin.set(id, parseDecimal(request.minAmount, asset.decimals, '--min-amount'));
    else if (request.policy === 'haircut') minOrigin.set(id, (total * HAIRCUT_THRESHOLD_PPM) / 1_000_000n);
  }
  const { policy, maxHops, followFees } = request;
  const unknownOpening = request.unknownBalances === 'large' ? MORE_THAN_ANYTHING : 0n;
  return { policy, maxHops, minOrigin, followFees, unknownOpening };
}

/** Seconds since 1970 of a day's last second, or of an instant. */
export function parseInstant(text: string, where: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const full = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text);
  const milliseconds = day || full ? Date.parse(day ? `${text}T23:59:59Z` : text) : Number.NaN;
  // A date that the calendar does not have (2022-02-30) reads as another day: refuse it.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== text.slice(0, 10)) {
    throw new AshiatoError('E_TIME_RANGE', `"${text}" is not a date`, {
      where,
      next: 'Write 2022-04-14 or 2022-04-14T12:00:00Z (UTC).',
    });
  }
  return Math.floor(milliseconds / 1000);
}

export const formatInstant = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
