/**
 * The two drivers. Both feed the same ledger from the same kind of queue; they differ only in how the queue is
 * filled: the frontier asks for what the state wants, the scan reads every block.
 * The law: on the same data both write the same movements, byte for byte.
 */
import type { Openings } from '../../core/flow/draft.ts';
import type { Tip } from '../../core/model/case.ts';
import type { ChainId } from '../../core/model/chain.ts';
import { assert } from '../../core/model/errors.ts';
import { type Account, type Location, type LocationId, locationId } from '../../core/model/location.ts';
import type { Block, Place, Transaction } from '../../core/model/transaction.ts';
import {
  type Frontier,
  newFrontier,
  offer,
  popNext,
  requeue,
  takeWants,
  want,
} from '../../core/trace/frontier.ts';
import {
  advance,
  isLate,
  isReady,
  type Ledger,
  newlyTainted,
  reread,
  rewind,
} from '../../core/trace/ledger.ts';
import { ledTo, type Readings } from '../../core/trace/readings.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

export type Progress = { readonly applied: number; readonly queued: number };
export type OnProgress = (progress: Progress) => void;

export type Driver = (
  source: ChainSource,
  ledger: Ledger,
  tips: readonly Tip[],
  onProgress?: OnProgress,
) => Promise<void>;

/** Fills the queue before each step; told afterwards what the step tainted. */
type Supply = {
  refill(): Promise<void>;
  followed(transaction: Transaction, places: readonly Location[]): void;
  /** Whether a transaction can matter at all; the others are not worth an entry in the ledger. */
  concerns(transaction: Transaction): boolean;
};

/** A frontier trace that can be gone on with when what is known changes. */
export type FrontierSession = {
  run(): Promise<void>;
  /** Takes other readings and replays from where they differ: the result is as if they had been known at once. */
  reread(readings: Readings): Promise<void>;
};

export const driveFrontier: Driver = (source, ledger, tips, onProgress) =>
  frontierSession(source, ledger, tips, onProgress).run();

export function frontierSession(
  source: ChainSource,
  ledger: Ledger,
  tips: readonly Tip[],
  onProgress?: OnProgress,
): FrontierSession {
  const cut = new Map(tips.map((tip) => [tip.chain, tip.height]));
  const within = (tx: Transaction): boolean => tx.place.height <= (cut.get(tx.chain) ?? -1);
  const frontier = newFrontier();
  const follow = (location: Location, after: Place): void => {
    if (location.type === 'outpoint') want(frontier, { type: 'spend', location });
    if (location.type === 'account') want(frontier, { type: 'history', location, after });
    if (location.type === 'transit' && location.edge.startsWith('fee:'))
      want(frontier, { type: 'coinbase', chain: location.chain, height: after.height });
    followReadings(location);
  };
  const followReadings = (location: Location): void => {
    for (const ref of ledTo(ledger.readings, location)) want(frontier, { type: 'transaction', ...ref });
  };
  const supply: Supply = {
    async refill() {
      for (let wants = takeWants(frontier); wants.length > 0; wants = takeWants(frontier)) {
        const found = await source.fetch(wants);
        goBackForLate(ledger, frontier, offer(frontier, found.filter(within)));
      }
    },
    followed: (tx, places) => {
      for (const location of places) follow(location, tx.place);
    },
    concerns: () => true,
  };
  const run = (): Promise<void> => {
    for (const ref of ledger.readings.seeds) want(frontier, { type: 'transaction', ...ref });
    return drive(source, ledger, frontier, supply, onProgress);
  };
  return {
    run,
    reread(readings) {
      requeue(frontier, reread(ledger, readings));
      for (const { location } of ledger.state.values()) followReadings(location);
      return run();
    },
  };
}

export const driveScan: Driver = (source, ledger, tips, onProgress) => {
  const frontier = newFrontier();
  const streams = new Map<ChainId, AsyncIterator<Block>>();
  for (const tip of tips)
    streams.set(tip.chain, source.blocks(tip.chain, 0, tip.height)[Symbol.asyncIterator]());
  const supply: Supply = {
    async refill() {
      for (const [chain, stream] of streams) {
        while ((frontier.heaps.get(chain)?.length ?? 0) === 0) {
          const next = await stream.next();
          if (next.done === true) {
            streams.delete(chain);
            break;
          }
          offer(frontier, next.value.transactions);
        }
      }
    },
    followed: () => {},
    // A second chain may send the scan back, and what did not matter may matter then.
    concerns: (tx) => tips.length > 1 || touchesTaint(ledger, tx),
  };
  return drive(source, ledger, frontier, supply, onProgress);
};

async function drive(
  source: ChainSource,
  ledger: Ledger,
  frontier: Frontier,
  supply: Supply,
  onProgress: OnProgress = () => {},
): Promise<void> {
  const ready = (tx: Transaction): boolean => isReady(ledger, tx);
  let steps = 0;
  for (;;) {
    await supply.refill();
    const tx = popNext(frontier, ready);
    if (tx === undefined) break;
    if (!supply.concerns(tx)) continue;
    const { step, goBackTo } = advance(ledger, tx, await openingsFor(source, ledger, tx));
    if (goBackTo === null) supply.followed(tx, newlyTainted(step));
    else requeue(frontier, rewind(ledger, goBackTo.chain, goBackTo.place));
    steps += 1;
    // A wrong pairing must not make a trace run for ever.
    assert(steps < 1_000_000_000, 'the trace does not come to an end');
    if (steps % 256 === 0)
      onProgress({
        applied: ledger.applied.length,
        queued: [...frontier.heaps.values()].reduce((n, heap) => n + heap.length, 0),
      });
  }
}

/** A transaction that comes in behind its chain's head sends the ledger back to its place. */
function goBackForLate(ledger: Ledger, frontier: Frontier, fresh: readonly Transaction[]): void {
  for (const tx of fresh) if (isLate(ledger, tx)) requeue(frontier, rewind(ledger, tx.chain, tx.place));
}

/** Balances before the transaction of the accounts it might taint for the first time. */
async function openingsFor(source: ChainSource, ledger: Ledger, tx: Transaction): Promise<Openings> {
  if (tx.type === 'utxo' || !touchesTaint(ledger, tx)) return new Map();
  const wanted = new Map<LocationId, Account>();
  for (const event of tx.events) {
    if (event.to === null) continue;
    const location: Account = { type: 'account', chain: tx.chain, address: event.to, asset: event.asset };
    const id = locationId(location);
    if (!ledger.state.has(id)) wanted.set(id, location);
  }
  const balances = await source.openings(tx.chain, tx.place, [...wanted.values()]);
  return new Map([...wanted.keys()].map((id, i) => [id, balances[i] ?? null]));
}

/** Whether a transaction spends, pays into or is read to touch a tainted place. */
export function touchesTaint(ledger: Ledger, tx: Transaction): boolean {
  if (ledger.readings.byTransaction.has(`${tx.chain}|${tx.txid}`)) return true;
  if (tx.type === 'utxo') {
    if (tx.coinbase !== undefined) return ledger.rules.followFees;
    return tx.inputs.some(({ txid, vout }) =>
      ledger.state.has(locationId({ type: 'outpoint', chain: tx.chain, txid, vout, owner: null })),
    );
  }
  const tracked = (address: string | null, asset: Account['asset']): boolean =>
    address !== null && ledger.state.has(locationId({ type: 'account', chain: tx.chain, address, asset }));
  return tx.events.some((event) => tracked(event.from, event.asset) || tracked(event.to, event.asset));
}
