/** Every place a transaction could change, by what it says and by what is read into it. */
import { nativeAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { type Location, type LocationId, locationId } from '../../src/core/model/location.ts';
import type { Meaning, Reading } from '../../src/core/model/reading.ts';
import type { Transaction } from '../../src/core/model/transaction.ts';

export function touchedBy(tx: Transaction, reading: Reading): Set<LocationId> {
  const { chain } = tx;
  const native = nativeAsset(getChain(chain)).id;
  const places: Location[] = reading.meanings.flatMap((meaning) => placesOf(tx, meaning));
  if (tx.type === 'utxo') {
    const fees = [tx.txid, ...(tx.coinbase?.fees ?? []).map((fee) => fee.txid)];
    for (const txid of fees) places.push({ type: 'transit', chain, edge: `fee:${txid}`, asset: native });
    for (const { txid, vout } of tx.inputs) places.push({ type: 'outpoint', chain, txid, vout, owner: null });
    tx.outputs.forEach(({ owner }, vout) => {
      places.push({ type: 'outpoint', chain, txid: tx.txid, vout, owner });
    });
  } else {
    for (const { from, to, asset } of tx.events) {
      for (const address of [from, to])
        if (address !== null) places.push({ type: 'account', chain, address, asset });
    }
  }
  return new Set(places.map(locationId));
}

function placesOf(tx: Transaction, meaning: Meaning): Location[] {
  const { chain } = tx;
  switch (meaning.type) {
    case 'bridge-in':
      return [{ type: 'transit', chain: meaning.paidChain, edge: meaning.edge, asset: meaning.paidAsset }];
    case 'bridge-out': {
      const asset =
        tx.type === 'utxo'
          ? nativeAsset(getChain(chain)).id
          : tx.events.find((e) => e.index === meaning.event)!.asset;
      return [{ type: 'transit', chain, edge: meaning.edge, asset }];
    }
    case 'supply':
    case 'withdraw': {
      if (tx.type === 'utxo') return [];
      const { asset } = tx.events.find((e) => e.index === meaning.event)!;
      return [{ type: 'position', chain, protocol: meaning.protocol, address: meaning.account, asset }];
    }
    case 'borrow':
    case 'repay':
      return [
        {
          type: 'position',
          chain,
          protocol: meaning.protocol,
          address: meaning.account,
          asset: meaning.collateral,
        },
      ];
    case 'seed':
    case 'swap':
    case 'unresolved-swap':
      return [];
  }
}
