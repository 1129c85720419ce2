/** Assets by CAIP-19 id (https://chainagnostic.org/CAIPs/caip-19). */
import { type Chain, type ChainId, getChain } from './chain.ts';

export type AssetId = string & { readonly __brand: 'AssetId' };

export type Asset = {
  readonly id: AssetId;
  readonly chain: ChainId;
  readonly symbol: string;
  /** Base units per whole unit, as a power of ten. */
  readonly decimals: number;
};

/** The chain's own coin, e.g. `eip155:1/slip44:60`. */
export function nativeAsset(chain: Chain): Asset {
  const { symbol, decimals, slip44 } = chain.native;
  return { id: `${chain.id}/slip44:${slip44}` as AssetId, chain: chain.id, symbol, decimals };
}

/** Of spam the longest symbols seen are sentences with a link; what is longer is no symbol that anybody reads. */
export const LONGEST_SYMBOL = 300;

/** A token by its contract: EVM contracts in lower case, TRON contracts in base58. */
export function tokenAsset(chain: Chain, contract: string, symbol: string, decimals: number): Asset {
  const id =
    chain.family === 'tron' ? `${chain.id}/trc20:${contract}` : `${chain.id}/erc20:${contract.toLowerCase()}`;
  return { id: id as AssetId, chain: chain.id, symbol, decimals };
}

export const chainOfAsset = (id: AssetId): Chain => getChain(id.slice(0, id.indexOf('/')));
