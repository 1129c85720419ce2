/**
 * Everything a live trace rests on is written down while it runs, so that the figures can be computed again
 * offline, by anybody. What is printed is then computed from the recording, not from the live answers: there is
 * one way to a figure.
 */
import type { Amount } from '../core/model/amount.ts';
import { openingKey, type Recording, type Tip } from '../core/model/case.ts';
import type { ChainId } from '../core/model/chain.ts';
import { type LocationId, locationId } from '../core/model/location.ts';
import type { Stop } from '../core/model/reading.ts';
import { type Block, comparePlaces, type Place, type Transaction } from '../core/model/transaction.ts';
import { keyOfWant } from '../core/trace/frontier.ts';
import type { ChainSource } from '../ports/chain-source.ts';

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
      async fetch(asked) {
        const found = await live.fetch(asked);
        note(found);
        for (const want of asked) {
          const key = keyOfWant(want);
          const after = want.type === 'history' ? want.after : null;
          const before = wants.get(key);
          if (before === undefined || (before !== null && after !== null && comparePlaces(after, before) < 0))
            wants.set(key, after);
        }
        return found;
      },
      async openings(chain, before, locations) {
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
