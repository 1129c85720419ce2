/** A recorded case as a chain source: indexed once, then answered from memory. */
import type { Amount } from '../../core/model/amount.ts';
import type { AssetId } from '../../core/model/asset.ts';
import { type Asked, openingKey, type Recording } from '../../core/model/case.ts';
import type { ChainId } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { addressOf, type Location, type LocationId, locationId } from '../../core/model/location.ts';
import { type Block, comparePlaces, pays, type Transaction } from '../../core/model/transaction.ts';
import { keyOfWant, type Want } from '../../core/trace/frontier.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

type Change = { readonly transaction: Transaction; readonly delta: Amount };

export function recordingSource(recording: Recording): ChainSource {
  const index = indexRecording(recording);
  const blocksOf = (chain: ChainId): readonly Block[] => recording.chains.get(chain) ?? [];

  const answer = (want: Want): readonly Transaction[] => {
    switch (want.type) {
      case 'spend':
        return present(index.spends.get(locationId(want.location)));
      case 'history':
        return changesOf(locationId(want.location))
          .filter((change) => comparePlaces(change.transaction.place, want.after) > 0)
          .map((change) => change.transaction);
      case 'transaction':
        return present(index.byId.get(`${want.chain}|${want.txid}`));
      case 'coinbase':
        return present(index.coinbases.get(`${want.chain}|${want.height}`));
    }
  };
  const changesOf = (id: LocationId): readonly Change[] => index.changes.get(id) ?? [];
  const { asked } = recording;
  const missing = (location: Location): string | null => {
    if (asked !== undefined) return asked.missing.get(locationId(location)) ?? null;
    const { coverage } = recording;
    return coverage.type === 'all' || coverage.addresses.has(addressOf(location) ?? '')
      ? null
      : coverage.reason;
  };

  return {
    chains: [...recording.chains.keys()],
    async tips(asOf) {
      if (asked !== undefined) return asked.tips.get(asOf) ?? notRecorded(recording, 'that date', '--as-of');
      return [...recording.chains].flatMap(([chain, blocks]) => {
        const tip = blocks.findLast((block) => asOf === null || block.time <= asOf);
        return tip === undefined ? [] : [{ chain, height: tip.height, hash: tip.hash, time: tip.time }];
      });
    },
    async fetch(wants) {
      if (asked !== undefined) for (const want of wants) refuseUnasked(recording, asked, want);
      return [...new Set(wants.flatMap(answer))];
    },
    async openings(chain, before, locations) {
      return locations.map((location) => {
        if (asked !== undefined) {
          const balance = asked.openings.get(openingKey(chain, before, location));
          return balance === undefined ? notRecorded(recording, 'a balance', locationId(location)) : balance;
        }
        if (recording.openings.type === 'unknown') return null;
        let balance = 0n;
        for (const { transaction, delta } of changesOf(locationId(location))) {
          if (comparePlaces(transaction.place, before) < 0) balance += delta;
        }
        // Of an account that is not covered more may have left than is recorded to have come in.
        return balance < 0n ? 0n : balance;
      });
    },
    async *blocks(chain, from, to) {
      for (const block of blocksOf(chain)) if (block.height >= from && block.height <= to) yield block;
    },
    async paid(chain, address, since) {
      return blocksOf(chain)
        .filter((block) => block.time >= since)
        .flatMap((block) => block.transactions.filter((tx) => pays(tx, address)));
    },
    missing,
    caveats: () => asked?.caveats ?? [],
    async check() {
      return [...recording.chains].map(([chain, blocks]) => {
        const tip = blocks.at(-1);
        return {
          source: `recording ${recording.id}`,
          chain,
          tip: tip === undefined ? null : { chain, height: tip.height, hash: tip.hash, time: tip.time },
          abilities: [],
        };
      });
    },
  };
}

/** What was not asked when the recording was made is not known: an empty answer would read as "unspent". */
function refuseUnasked(recording: Recording, { wants }: Asked, want: Want): void {
  const from = wants.get(keyOfWant(want));
  if (from === null || (from && want.type === 'history' && comparePlaces(from, want.after) <= 0)) return;
  notRecorded(recording, `what is asked here (${want.type})`, keyOfWant(want));
}

function notRecorded({ id }: Recording, what: string, where: string): never {
  throw new AshiatoError('E_TAPE', `the recording of ${id} was made for another question: it lacks ${what}`, {
    where,
    next: 'Trace again from live sources with this question, or ask as it was asked when it was recorded.',
  });
}

const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

type Index = {
  readonly byId: Map<string, Transaction>;
  readonly spends: Map<LocationId, Transaction>;
  readonly changes: Map<LocationId, Change[]>;
  readonly coinbases: Map<string, Transaction>;
};

function indexRecording(recording: Recording): Index {
  const index: Index = { byId: new Map(), spends: new Map(), changes: new Map(), coinbases: new Map() };
  for (const blocks of recording.chains.values()) {
    for (const tx of blocks.flatMap((block) => block.transactions)) {
      index.byId.set(`${tx.chain}|${tx.txid}`, tx);
      if (tx.type === 'utxo') indexSpends(index, tx);
      else indexChanges(index, tx);
    }
  }
  return index;
}

function indexSpends(index: Index, tx: Extract<Transaction, { type: 'utxo' }>): void {
  if (tx.coinbase !== undefined) index.coinbases.set(`${tx.chain}|${tx.place.height}`, tx);
  for (const { txid, vout } of tx.inputs) {
    index.spends.set(locationId({ type: 'outpoint', chain: tx.chain, txid, vout, owner: null }), tx);
  }
}

function indexChanges(index: Index, tx: Extract<Transaction, { type: 'account' }>): void {
  const deltas = new Map<LocationId, Amount>();
  const add = (address: string | null, asset: AssetId, delta: Amount): void => {
    if (address === null) return;
    const id = locationId({ type: 'account', chain: tx.chain, address, asset });
    deltas.set(id, (deltas.get(id) ?? 0n) + delta);
  };
  for (const event of tx.events) {
    add(event.from, event.asset, -event.amount);
    add(event.to, event.asset, event.amount);
  }
  for (const [id, delta] of deltas) {
    const list = index.changes.get(id);
    if (list === undefined) index.changes.set(id, [{ transaction: tx, delta }]);
    else list.push({ transaction: tx, delta });
  }
}
