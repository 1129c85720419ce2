/**
 * Asking ahead of the frontier. The frontier driver must have every spender answered before it applies the next
 * transaction, so a trail of ten thousand spends costs ten thousand waits, one after the other. Here, as soon as a
 * spending transaction is known, the spenders of its outputs are asked for too, many at once, in the order in which
 * the driver will want them: that of the chain.
 *
 * The law: it changes no answer, only when it is asked for. What is never wanted was asked in vain; that is counted,
 * and bounded by a budget that grows only with what was taken. It works only while somebody waits for an answer, so
 * nothing goes on after a trace.
 */
import type { ChainId } from '../../core/model/chain.ts';
import { type LocationId, locationId, type Outpoint } from '../../core/model/location.ts';
import { comparePlaces, type Place, type Transaction } from '../../core/model/transaction.ts';
import type { Want } from '../../core/trace/frontier.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

export type LookAheadLimits = {
  /** Levels of spenders beyond the furthest that was wanted. */
  readonly depth: number;
  /** Outputs being asked for at one time. */
  readonly inFlight: number;
  /** Answers kept for somebody to want them. */
  readonly waiting: number;
  /** Outputs of one transaction; one that pays more people is a hub, of which most are never wanted. */
  readonly outputs: number;
  /** Outputs that may be asked for in vain before the first was wanted. */
  readonly slack: number;
};

export type LookAheadCount = {
  /** Outputs asked for ahead. */
  readonly asked: number;
  /** Of these, how many were wanted later. */
  readonly taken: number;
};

export type LookingAhead = ChainSource & { count(): LookAheadCount };

const DEFAULTS: LookAheadLimits = { depth: 64, inFlight: 128, waiting: 8_192, outputs: 100, slack: 256 };

/** Outputs asked for, for each one taken: of a payment's two outputs one may stay untainted, and so do their heirs. */
const ASKED_PER_TAKEN = 4;
type SpendWant = Extract<Want, { type: 'spend' }>;
type Entry = {
  readonly want: SpendWant;
  readonly level: number;
  /** Where the output was made. */
  readonly made: Place;
  /** The spender, or null; undefined until it is asked for. */
  answer: Promise<Transaction | null> | undefined;
};

/** Keeps the queue in the order of the chain; what is found is mostly later than what waits. */
function insert(queue: Entry[], entry: Entry): void {
  let at = queue.length;
  while (at > 0 && comparePlaces(queue[at - 1]!.made, entry.made) > 0) at -= 1;
  queue.splice(at, 0, entry);
}

export function lookAhead(source: ChainSource, given: Partial<LookAheadLimits> = {}): LookingAhead {
  const limits: LookAheadLimits = { ...DEFAULTS, ...given };
  /** What is asked for or known ahead, and what waits to be asked for. */
  const entries = new Map<LocationId, Entry>();
  let queue: Entry[] = [];
  let inFlight = 0;
  let asked = 0;
  let taken = 0;
  let level = 0;
  let wanting = 0;
  /** Where each chain's driver is. It goes in order, so what was made before that and not wanted yet never will be. */
  const passed = new Map<ChainId, Place>();
  const furthest = new Map<ChainId, Place>();
  /** A new pin makes everything asked for before worthless. */
  let pin = 0;

  const drop = ({ want }: Entry): void => void entries.delete(locationId(want.location));

  const consider = (tx: Transaction, at: number): void => {
    if (tx.type !== 'utxo' || tx.outputs.length > limits.outputs) return;
    for (const [vout, { value, owner }] of tx.outputs.entries()) {
      // Without an owner nobody can spend it, and of nothing nothing is followed.
      if (value === 0n || owner === null) continue;
      const location: Outpoint = { type: 'outpoint', chain: tx.chain, txid: tx.txid, vout, owner };
      const id = locationId(location);
      if (entries.has(id)) continue;
      const entry: Entry = {
        want: { type: 'spend', location },
        level: at,
        made: tx.place,
        answer: undefined,
      };
      entries.set(id, entry);
      insert(queue, entry);
      const last = queue.length > limits.waiting ? queue.pop() : undefined;
      if (last !== undefined) drop(last);
    }
  };

  const mayAsk = (): number =>
    Math.min(
      limits.inFlight - inFlight,
      limits.waiting - (entries.size - queue.length),
      limits.slack + ASKED_PER_TAKEN * taken - asked,
    );

  const isPast = ({ want, made }: Entry): boolean => {
    const here = passed.get(want.location.chain);
    return here !== undefined && comparePlaces(made, here) < 0;
  };

  const isBeyond = ({ want, made }: Entry): boolean => {
    const asked = furthest.get(want.location.chain);
    return asked === undefined || comparePlaces(made, asked) > 0;
  };

  /** Half of the room is for what comes to light between the driver and the furthest place asked about. */
  const mayBeAsked = (entry: Entry): boolean =>
    entries.size - queue.length < (isBeyond(entry) ? limits.waiting / 2 : limits.waiting) &&
    entry.level <= level + limits.depth;

  const pump = (): void => {
    if (wanting === 0 || queue.length === 0) return;
    if (entries.size - queue.length >= limits.waiting) forgetPast();
    // What may not be asked for yet holds up only what is wanted after it.
    for (let first = queue[0]; first !== undefined && mayAsk() > 0; first = queue[0]) {
      if (!isPast(first) && !mayBeAsked(first)) return;
      queue.shift();
      if (isPast(first)) drop(first);
      else askFor(first);
    }
  };

  const forgetPast = (): void => {
    for (const entry of entries.values()) if (entry.answer !== undefined && isPast(entry)) drop(entry);
  };

  /** One by one, so that none waits for another's proof; a source that can ask about many at once gathers them. */
  const askFor = (entry: Entry): void => {
    const now = pin;
    const { chain, txid, vout } = entry.want.location;
    inFlight += 1;
    asked += 1;
    if (isBeyond(entry)) furthest.set(chain, entry.made);
    const spends = (tx: Transaction): boolean =>
      tx.type === 'utxo' && tx.inputs.some((input) => input.txid === txid && input.vout === vout);
    entry.answer = source.fetch([entry.want]).then((found) => found.find(spends) ?? null);
    const done = (): void => {
      inFlight -= 1;
      pump();
    };
    entry.answer.then(
      (tx) => {
        if (now !== pin) return;
        if (tx !== null) consider(tx, entry.level + 1);
        done();
      },
      () => {
        if (now !== pin) return;
        // Whoever wants it asks again, and is told then why it failed.
        drop(entry);
        done();
      },
    );
  };

  /** Takes what was asked for ahead; null where it was not, or failed. */
  const take = (want: Want): Entry | null => {
    if (want.type !== 'spend') return null;
    const id = locationId(want.location);
    const entry = entries.get(id);
    if (entry === undefined) return null;
    entries.delete(id);
    level = Math.max(level, entry.level);
    if (entry.answer !== undefined) {
      taken += 1;
      return entry;
    }
    queue = queue.filter((waiting) => waiting !== entry);
    return null;
  };

  const answer = async (wants: readonly Want[]): Promise<Transaction[]> => {
    const ahead: { entry: Entry; want: Want }[] = [];
    const rest: Want[] = [];
    for (const want of wants) {
      const entry = take(want);
      if (entry === null) rest.push(want);
      else ahead.push({ entry, want });
    }
    const latest = ahead.map(({ entry }) => entry).sort((a, b) => comparePlaces(b.made, a.made))[0];
    if (latest !== undefined) passed.set(latest.want.location.chain, latest.made);
    const asking = rest.length === 0 ? [] : source.fetch(rest);
    pump();
    const [told, known] = await Promise.all([
      asking,
      Promise.allSettled(ahead.map(({ entry }) => entry.answer!)),
    ]);
    const found = [...told];
    const failed = ahead.flatMap(({ want }, i) => (known[i]!.status === 'rejected' ? [want] : []));
    if (failed.length > 0) found.push(...(await source.fetch(failed)));
    for (const tx of found) consider(tx, level + 1);
    for (const outcome of known)
      if (outcome.status === 'fulfilled' && outcome.value !== null) found.push(outcome.value);
    return found;
  };

  return {
    ...source,
    count: () => ({ asked, taken }),
    async tips(asOf) {
      pin += 1;
      entries.clear();
      queue = [];
      inFlight = 0;
      level = 0;
      passed.clear();
      furthest.clear();
      return source.tips(asOf);
    },
    async fetch(wants) {
      wanting += 1;
      try {
        const found = await answer(wants);
        pump();
        return [...new Map(found.map((tx) => [`${tx.chain}|${tx.txid}`, tx])).values()];
      } finally {
        wanting -= 1;
      }
    },
  };
}
