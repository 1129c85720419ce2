/**
 * Everything a live trace rests on is written down while it runs, so that the figures can be computed again
 * offline, by anybody. What is printed is then computed from the recording, not from the live answers: there is
 * one way to a figure.
 */
import type { Amount } from '../../core/model/amount.ts';
import { openingKey, type Recording, type Tip } from '../../core/model/case.ts';
import type { ChainId } from '../../core/model/chain.ts';
import { type LocationId, locationId } from '../../core/model/location.ts';
import type { Stop } from '../../core/model/reading.ts';
import { type Block, comparePlaces, type Place, type Transaction } from '../../core/model/transaction.ts';
import { answers, keyOfWant, type Want } from '../../core/trace/frontier.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

export type Recorder = {
  /** The same source, every answer of which is noted. */
  readonly source: ChainSource;
  /** The recording of what was asked so far. */
  seal(subject: Recording, sources: readonly string[]): Recording;
};

export function recordSource(live: ChainSource): Recorder {
  const transactions = new Map<string, Transaction>();
  const wants = new Map<string, Place | null>();
  const tips = new Map<number | null, readonly Tip[]>();
  const openings = new Map<string, Amount | null>();
  const missing = new Map<LocationId, string>();
  const answered = new Map<string, readonly Transaction[]>();
  const fromNotes = (want: Want): Transaction[] =>
    (answered.get(keyOfWant(want)) ?? []).filter((tx) => answers(want, tx));
  const note = (found: readonly Transaction[]): void => {
    for (const tx of found) transactions.set(`${tx.chain}|${tx.txid}`, tx);
  };

  return {
    source: {
      ...live,
      // Every policy is asked about the same blocks, though the chain grows meanwhile.
      async tips(asOf) {
        const found = tips.get(asOf) ?? (await live.tips(asOf));
        tips.set(asOf, found);
        return found;
      },
      // What was asked before is not asked again: reading goes over the same road many times.
      async fetch(asked) {
        const [known, fresh] = [[], []] as [Want[], Want[]];
        for (const want of asked) (covers(wants.get(keyOfWant(want)), want) ? known : fresh).push(want);
        const found = fresh.length === 0 ? [] : await live.fetch(fresh);
        note(found);
        const byKey = new Map<string, Transaction[]>();
        for (const tx of found)
          for (const key of wantsAnsweredBy(tx)) {
            const list = byKey.get(key);
            if (list === undefined) byKey.set(key, [tx]);
            else list.push(tx);
          }
        for (const want of fresh) {
          const key = keyOfWant(want);
          wants.set(key, want.type === 'history' ? want.after : null);
          answered.set(key, byKey.get(key) ?? []);
        }
        return [...new Set([...found, ...known.flatMap(fromNotes)])];
      },
      async openings(chain, before, locations) {
        const noted = locations.map((location) => openings.get(openingKey(chain, before, location)));
        if (noted.every((balance) => balance !== undefined)) return noted;
        const found = await live.openings(chain, before, locations);
        for (const [i, location] of locations.entries())
          openings.set(openingKey(chain, before, location), found[i] ?? null);
        return found;
      },
      missing(location) {
        const reason = live.missing(location);
        if (reason !== null) missing.set(locationId(location), reason);
        return reason;
      },
    },
    seal: (subject, sources) => ({
      ...subject,
      readings: { ...subject.readings, stops: stopsMet(subject.readings.stops, transactions.values()) },
      chains: chainsOf([...transactions.values()]),
      asked: { sources, wants, tips, openings, missing, caveats: live.caveats() },
    }),
  };
}

/** The keys of all wants that a transaction can be an answer to, each once. */
function wantsAnsweredBy(tx: Transaction): Set<string> {
  const keys = new Set([`tx|${tx.chain}|${tx.txid}`]);
  if (tx.type === 'utxo') {
    for (const { txid, vout } of tx.inputs)
      keys.add(locationId({ type: 'outpoint', chain: tx.chain, txid, vout, owner: null }));
    if (tx.coinbase !== undefined) keys.add(`coinbase|${tx.chain}|${tx.place.height}`);
    return keys;
  }
  for (const { from, to, asset } of tx.events)
    for (const address of [from, to])
      if (address !== null) keys.add(locationId({ type: 'account', chain: tx.chain, address, asset }));
  return keys;
}

/** Whether an answer from this place on (null: no place belongs to it) answers the want. */
const covers = (asked: Place | null | undefined, want: Want): boolean =>
  asked !== undefined &&
  (want.type !== 'history' || (asked !== null && comparePlaces(asked, want.after) <= 0));

/** A stop that nobody paid in what was recorded changes no figure, and thousands of them would only be weight. */
function stopsMet(stops: readonly Stop[], transactions: Iterable<Transaction>): Stop[] {
  const paid = new Set<string>();
  for (const tx of transactions) {
    const receivers =
      tx.type === 'utxo' ? tx.outputs.map(({ owner }) => owner) : tx.events.map(({ to }) => to);
    for (const address of receivers) if (address !== null) paid.add(`${tx.chain}|${address}`);
  }
  return stops.filter(({ chain, address }) => paid.has(`${chain}|${address}`));
}

/** Blocks hold only the transactions that were asked for; their hashes are not part of any figure. */
function chainsOf(transactions: readonly Transaction[]): Map<ChainId, readonly Block[]> {
  const chains = new Map<ChainId, readonly Block[]>();
  for (const [chain, own] of Map.groupBy(transactions, (tx) => tx.chain)) {
    const blocks = [...Map.groupBy(own, (tx) => tx.place.height)].map(([height, inBlock]) => ({
      chain,
      height,
      hash: '',
      parent: '',
      time: inBlock[0]!.time,
      transactions: inBlock.toSorted((a, b) => comparePlaces(a.place, b.place)),
    }));
    chains.set(
      chain,
      blocks.sort((a, b) => a.height - b.height),
    );
  }
  return chains;
}
