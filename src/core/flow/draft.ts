/**
 * One transaction's effect while it is being worked out: the places it changes, the movements and gaps it
 * makes. The state itself is only read.
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { assetOf, type Location, type LocationId, locationId } from '../model/location.ts';
import { cleanRun, type Lot, originOf, type Run, wholeLot } from '../model/lot.ts';
import type { End, Gap, Movement, MovementType } from '../model/movement.ts';
import type { Rules } from '../model/rules.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Policy } from './policies/policy.ts';
import { POLICY } from './policies/table.ts';
import type { Holding, StateView } from './state.ts';

/** Balances before the transaction of places that are not tracked yet; null where it is not known. */
export type Openings = ReadonlyMap<LocationId, Amount | null>;

export type Draft = {
  readonly state: StateView;
  readonly transaction: Transaction;
  readonly rules: Rules;
  readonly policy: Policy;
  readonly openings: Openings;
  readonly changes: Map<LocationId, Holding | null>;
  readonly movements: Movement[];
  readonly gaps: Gap[];
  /** What this transaction did so far to places that are not tracked. */
  readonly untracked: Map<LocationId, Amount>;
};

export const newDraft = (
  state: StateView,
  transaction: Transaction,
  rules: Rules,
  openings: Openings,
): Draft => ({
  state,
  transaction,
  rules,
  policy: POLICY[rules.policy],
  openings,
  changes: new Map(),
  movements: [],
  gaps: [],
  untracked: new Map(),
});

export function look(draft: Draft, id: LocationId): Holding | undefined {
  const changed = draft.changes.get(id);
  return changed === undefined ? draft.state.get(id) : (changed ?? undefined);
}

/**
 * Takes `amount` out of a place. A place that is not tracked gives clean units. A debit above the known
 * balance is made up by an explicit clean credit, listed as a gap.
 */
export function debit(draft: Draft, location: Location, amount: Amount): Run[] {
  const id = locationId(location);
  const holding = look(draft, id);
  if (holding === undefined) {
    draft.untracked.set(id, (draft.untracked.get(id) ?? 0n) - amount);
    return [cleanRun(amount)];
  }
  let { runs } = holding;
  const missing = amount - draft.policy.balance(runs);
  if (missing > 0n) {
    runs = draft.policy.credit(runs, [cleanRun(missing)]);
    draft.gaps.push({
      type: 'unexplained-credit',
      text: 'more left this place than is known to have come in; the difference is taken as clean',
      chain: draft.transaction.chain,
      txid: draft.transaction.txid,
      location,
      asset: assetOf(location),
      amount: missing,
    });
  }
  const { taken, left } = draft.policy.debit(runs, amount);
  draft.changes.set(id, { location, runs: left });
  return taken;
}

/** Takes out of a position the clean units that stand in for a loan of `units`. */
export function release(draft: Draft, position: Location, units: Amount): void {
  const id = locationId(position);
  const holding = look(draft, id);
  if (holding === undefined) draft.untracked.set(id, (draft.untracked.get(id) ?? 0n) - units);
  else draft.changes.set(id, { location: position, runs: draft.policy.release(holding.runs, units) });
}

export type Delivery = {
  readonly type: MovementType;
  readonly from: Location | null;
  readonly to: Location | null;
  /** Set where the branch ends on arrival, whatever arrives. */
  readonly end: End | null;
  readonly asset: AssetId;
};

/** Puts runs (in units of `asset`) where they go; `sent` are the same runs in units of what was paid. */
export function deliver(
  draft: Draft,
  delivery: Delivery,
  runs: readonly Run[],
  sent: readonly Run[] = runs,
): void {
  const arrived: Run[] = [];
  const small = delivery.end === null ? belowLimit(draft, runs) : NONE;
  const records = new Map<
    string,
    { run: Run; end: End | null; sent: Amount; amount: Amount; origin: Amount }
  >();
  for (const [i, run] of runs.entries()) {
    if (run.lot === null) {
      arrived.push(run);
      continue;
    }
    const hops = run.lot.hops + (delivery.type === 'seed' ? 0 : 1);
    const end = delivery.end ?? limitReached(draft.rules, small, run.lot, hops);
    const moved: Run = { ...run, lot: { ...run.lot, hops } };
    // What ends here is no longer followed: at this place its units are as good as clean.
    arrived.push(end === null ? moved : cleanRun(run.amount));
    const key = `${run.lot.stolen}|${hops}|${end?.kind ?? ''}`;
    const record = records.get(key) ?? { run: moved, end, sent: 0n, amount: 0n, origin: 0n };
    record.sent += sent[i]!.amount;
    record.amount += run.amount;
    record.origin += originOf(run);
    records.set(key, record);
  }
  for (const { run, end, ...amounts } of records.values()) {
    draft.movements.push({
      type: delivery.type,
      chain: draft.transaction.chain,
      place: draft.transaction.place,
      txid: draft.transaction.txid,
      seq: draft.movements.length,
      from: delivery.from,
      to: delivery.to,
      end,
      asset: delivery.asset,
      stolen: run.lot!.stolen,
      hops: run.lot!.hops,
      ...amounts,
    });
  }
  if (delivery.to !== null && delivery.end === null) settle(draft, delivery.to, arrived);
}

const NONE: ReadonlySet<AssetId> = new Set();

/** The stolen assets of which this delivery stands for less than the limit. */
function belowLimit(draft: Draft, runs: readonly Run[]): ReadonlySet<AssetId> {
  if (draft.rules.minOrigin.size === 0) return NONE;
  const totals = new Map<AssetId, Amount>();
  for (const run of runs) {
    if (run.lot !== null) totals.set(run.lot.stolen, (totals.get(run.lot.stolen) ?? 0n) + originOf(run));
  }
  return new Set(
    [...totals]
      .filter(([stolen, total]) => total < (draft.rules.minOrigin.get(stolen) ?? 0n))
      .map(([stolen]) => stolen),
  );
}

function limitReached(rules: Rules, small: ReadonlySet<AssetId>, lot: Lot, hops: number): End | null {
  if (small.has(lot.stolen)) return { kind: 'below-threshold', label: '' };
  if (rules.maxHops !== null && hops >= rules.maxHops) return { kind: 'budget', label: 'max-hops' };
  return null;
}

/** Adds runs to a place. A place becomes tracked with its first tainted unit, on top of its clean balance. */
function settle(draft: Draft, location: Location, arrived: readonly Run[]): void {
  const id = locationId(location);
  const holding = look(draft, id);
  const amount = draft.policy.balance(arrived);
  // What lies in a position only readings tell, so it is known from its first supply on, or not at all.
  const tracked = holding !== undefined || location.type === 'position';
  if (!tracked && arrived.every((run) => run.lot === null)) {
    draft.untracked.set(id, (draft.untracked.get(id) ?? 0n) + amount);
    return;
  }
  const before = holding?.runs ?? openingRuns(draft, location, id);
  draft.changes.set(id, { location, runs: draft.policy.credit(before, arrived) });
}

function openingRuns(draft: Draft, location: Location, id: LocationId): Run[] {
  if (location.type !== 'account') return [];
  const opening = draft.openings.get(id) ?? null;
  if (opening === null) {
    draft.gaps.push({
      type: 'opening-unknown',
      text:
        draft.rules.unknownOpening === 0n
          ? 'the balance before the first tainted credit is not known; it is taken as zero'
          : 'the balance before the first tainted credit is not known; it is taken as larger than anything',
      chain: draft.transaction.chain,
      txid: draft.transaction.txid,
      location,
      asset: assetOf(location),
    });
  }
  const clean = (opening ?? draft.rules.unknownOpening) + (draft.untracked.get(id) ?? 0n);
  return clean > 0n ? [cleanRun(clean)] : [];
}

/**
 * The runs of a payment of `paid` units, in the units of what was received for it. Boundaries are cut at
 * ⌊received · position / paid⌋, so the parts add up to `received`; every run keeps its origin. A tainted run
 * too small to get a unit of the new asset comes back in `lost`.
 */
export function convert(
  draft: Draft,
  runs: readonly Run[],
  paid: Amount,
  received: Amount,
): { runs: Run[]; sent: Run[]; lost: Run[] } {
  if (paid === received) return { runs: [...runs], sent: [...runs], lost: [] };
  // What nothing was paid for is clean.
  if (paid === 0n) return { runs: [cleanRun(received)], sent: [cleanRun(0n)], lost: [] };
  const converted: { runs: Run[]; sent: Run[]; lost: Run[] } = { runs: [], sent: [], lost: [] };
  let position = 0n;
  for (const run of runs) {
    const from = draft.policy.conserves ? position : 0n;
    const amount = (received * (from + run.amount)) / paid - (received * from) / paid;
    position += run.amount;
    if (amount === 0n && run.lot !== null) converted.lost.push(run);
    if (amount === 0n) continue;
    converted.sent.push(run);
    converted.runs.push(
      run.lot === null ? cleanRun(amount) : wholeLot({ ...run.lot, total: amount, origin: originOf(run) }),
    );
  }
  return converted;
}
