/**
 * Which contracts patterns may believe: an event is worth what the contract that says it is worth. Rows come from
 * `facts/services.json`; the laboratory brings its own. Whatever is not in it proves nothing.
 */
import { RECOGNISED_ASSETS } from '../attribution/assets.ts';
import { type Asset, type AssetId, nativeAsset } from '../model/asset.ts';
import { CHAINS, type ChainId, getChain } from '../model/chain.ts';

export type ContractRole =
  /** Makes its token for the native coin at par, and back. */
  | 'wrapper'
  | 'router'
  | 'pool'
  /** Settles the orders of many (CoW Protocol). */
  | 'settlement'
  | 'bridge'
  | 'lender';

export type KnownContract = {
  readonly chain: ChainId;
  readonly address: string;
  /** The service, as the facts call it: `THORChain`. */
  readonly service: string;
  readonly role: ContractRole;
  /** What it is within the service, in words: `router V4`. */
  readonly detail: string;
  readonly source: string;
};

/** A contract that makes pools at addresses which follow from what they trade (EIP-1014). */
export type PoolFactory = {
  readonly chain: ChainId;
  readonly address: string;
  readonly service: string;
  /** `pair`: one pool a pair of tokens. `fee`: one a pair and fee. */
  readonly kind: 'pair' | 'fee';
  /** Who deploys the pools, where it is not the factory. */
  readonly deployer?: string;
  readonly initCodeHash: string;
  readonly source: string;
};

/** A bridge that is told what to do in a memo, with the names it gives to chains; null: one that is not followed. */
export type MemoBridge = { readonly service: string; readonly chains: ReadonlyMap<string, ChainId | null> };

/** How many units of `to` one amount of `from` is worth at a time; null where no price is known. */
export type Rate = (from: AssetId, amount: bigint, to: AssetId, time: number) => bigint | null;

export type Known = {
  readonly at: (chain: ChainId, address: string) => KnownContract | null;
  readonly of: (service: string, chain: ChainId) => readonly KnownContract[];
  readonly factories: (chain: ChainId) => readonly PoolFactory[];
  readonly memoBridges: readonly MemoBridge[];
  /** Null: not recognised, and worth nothing to a reading. */
  readonly asset: (id: AssetId) => Asset | null;
  readonly assets: readonly Asset[];
  /** At par: exact, and only between what is redeemed one for one. */
  readonly rate: Rate;
  /** By the prices of the day too: good enough to tell half from whole, not to tell a fee. */
  readonly about: Rate;
};

export type KnownRows = {
  readonly contracts: readonly KnownContract[];
  readonly factories: readonly PoolFactory[];
  readonly memoBridges: readonly MemoBridge[];
  readonly assets: readonly Asset[];
  readonly rate?: Rate;
  readonly about?: Rate;
};

/** Every chain's own coin, and the tokens known by their contracts. */
export const recognisedAssets = (): Asset[] => [
  ...CHAINS.filter((chain) => chain.laboratory !== true).map(nativeAsset),
  ...RECOGNISED_ASSETS.map(({ asset }) => asset),
];

export function knowing({ contracts, factories, memoBridges, assets, ...rates }: KnownRows): Known {
  const byAddress = new Map(contracts.map((row) => [`${row.chain}|${row.address}`, row]));
  const byService = Map.groupBy(contracts, (row) => `${row.chain}|${row.service}`);
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const byChain = Map.groupBy(factories, (row) => row.chain);
  const rate: Rate = rates.rate ?? ((from, amount, to) => atPar(byId.get(from), amount, byId.get(to)));
  return {
    at: (chain, address) => byAddress.get(`${chain}|${address}`) ?? null,
    of: (service, chain) => byService.get(`${chain}|${service}`) ?? [],
    factories: (chain) => byChain.get(chain) ?? [],
    memoBridges,
    asset: (id) => byId.get(id) ?? null,
    assets,
    rate,
    about: (from, amount, to, time) =>
      rate(from, amount, to, time) ?? rates.about?.(from, amount, to, time) ?? null,
  };
}

/** Without prices only recognised assets of one coin can be told in each other's units: ETH and WETH, USDC here and there. */
function atPar(from: Asset | undefined, amount: bigint, to: Asset | undefined): bigint | null {
  if (from === undefined || to === undefined || coinOf(from) !== coinOf(to)) return null;
  const apart = to.decimals - from.decimals;
  return apart >= 0 ? amount * 10n ** BigInt(apart) : amount / 10n ** BigInt(-apart);
}

/** The coin behind a symbol: wrapped and bridged versions are redeemed one for one. */
export const coinOf = ({ symbol }: Asset): string =>
  ({ WETH: 'ETH', WBNB: 'BNB', WAVAX: 'AVAX', WPOL: 'POL', WBTC: 'BTC', tBTC: 'BTC', 'BTC.b': 'BTC' })[
    symbol
  ] ?? symbol;

export const nativeOf = (chain: ChainId): AssetId => nativeAsset(getChain(chain)).id;
