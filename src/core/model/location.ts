/** Where value can rest: an outpoint, or an account's balance of one asset. */
import { type AssetId, nativeAsset } from './asset.ts';
import { type ChainId, getChain } from './chain.ts';

export type TxId = string & { readonly __brand: 'TxId' };
export type LocationId = string & { readonly __brand: 'LocationId' };

export type Outpoint = {
  readonly type: 'outpoint';
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly vout: number;
  /** The address that can spend it, where the script has one. */
  readonly owner: string | null;
};

export type Account = {
  readonly type: 'account';
  readonly chain: ChainId;
  /** The address in the chain's canonical form. */
  readonly address: string;
  readonly asset: AssetId;
};

/**
 * Value between two places that chain data alone does not join: on its way over a bridge (`edge` names the
 * pairing), or a block's fees on the way to its coinbase.
 */
export type Transit = {
  readonly type: 'transit';
  readonly chain: ChainId;
  readonly edge: string;
  readonly asset: AssetId;
};

/** Collateral inside a lending protocol, on behalf of an account. */
export type Position = {
  readonly type: 'position';
  readonly chain: ChainId;
  readonly protocol: string;
  readonly address: string;
  readonly asset: AssetId;
};

export type Location = Outpoint | Account | Transit | Position;

export function locationId(location: Location): LocationId {
  switch (location.type) {
    case 'outpoint':
      return `out|${location.chain}|${location.txid}|${location.vout}` as LocationId;
    case 'account':
      return `acc|${location.address}|${location.asset}` as LocationId;
    case 'transit':
      return `via|${location.edge}|${location.asset}` as LocationId;
    case 'position':
      return `pos|${location.protocol}|${location.address}|${location.asset}` as LocationId;
  }
}

export function assetOf(location: Location): AssetId {
  return location.type === 'outpoint' ? nativeAsset(getChain(location.chain)).id : location.asset;
}

/** The address a reader would look at, or null where there is none. */
export function addressOf(location: Location): string | null {
  switch (location.type) {
    case 'outpoint':
      return location.owner;
    case 'account':
    case 'position':
      return location.address;
    case 'transit':
      return null;
  }
}
