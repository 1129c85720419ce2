/** Who plays: the exchange that is robbed, services, pools, passers-by. All are invented. */
import type { Amount } from '../model/amount.ts';
import { type Asset, nativeAsset, tokenAsset } from '../model/asset.ts';
import { type Chain, getChain } from '../model/chain.ts';
import { mint } from './account-story.ts';
import { found } from './coin-story.ts';
import { address, type Lab, tagStop, wait } from './lab.ts';

export const BITCOIN = getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');
export const EVM_A = getChain('eip155:31337');
export const EVM_B = getChain('eip155:31338');
export const TRON = getChain('tron:lab');
export const CHAINS = [BITCOIN, EVM_A, EVM_B, TRON];

export const BTC = nativeAsset(BITCOIN);
export const ETH = nativeAsset(EVM_A);
export const ETH_B = nativeAsset(EVM_B);
export const TRX = nativeAsset(TRON);

export const ether = (thousandths: bigint | number): Amount => BigInt(thousandths) * 10n ** 15n;
export const dollars = (whole: bigint | number): Amount => BigInt(whole) * 10n ** 6n;
export const bitcoins = (thousandths: bigint | number): Amount => BigInt(thousandths) * 10n ** 5n;

/** Prices of the story: one ether is worth 3,200 dollars and a thirtieth of a bitcoin. */
export const etherToDollars = (wei: Amount): Amount => (wei * 3_200n) / 10n ** 12n;
export const dollarsToEther = (cents: Amount): Amount => (cents * 10n ** 12n) / 3_200n;
export const etherToBitcoin = (wei: Amount): Amount => wei / (30n * 10n ** 10n);

export type Cast = {
  readonly usd: Asset;
  readonly weth: Asset;
  /** Bears the token's symbol and is worth nothing. */
  readonly lookAlike: Asset;
  readonly usdB: Asset;
  readonly usdt: Asset;
  readonly hot: string;
  readonly pool: string;
  readonly router: string;
  /** The contract of WETH, which keeps the ether behind it. */
  readonly wrapper: string;
  readonly bridgeRouter: string;
  readonly lender: string;
  readonly fraud: string;
  readonly obscureBridge: string;
  readonly friend: string;
  readonly shop: string;
  readonly vaults: {
    readonly a: string;
    readonly b: string;
    readonly tron: string;
    readonly bitcoin: string;
  };
  readonly poolB: string;
  readonly deposit: { readonly a: string; readonly tron: string; readonly bitcoin: readonly string[] };
  readonly mixer: string;
  readonly miner: string;
  readonly people: ReadonlyMap<Chain, readonly string[]>;
};

export const EXCHANGE = 'Laboratory Exchange B';
export const MIXER = 'Laboratory Mixer';

export function enter(lab: Lab): Cast {
  const fresh = (chain: Chain): string => address(lab, chain);
  const token = (chain: Chain, symbol: string, decimals: number): Asset =>
    tokenAsset(chain, fresh(chain), symbol, decimals);
  const crowd = (chain: Chain, count: number): string[] => Array.from({ length: count }, () => fresh(chain));
  const usd = token(EVM_A, 'USDX', 6);
  const weth = token(EVM_A, 'WETH', 18);
  const cast: Cast = {
    usd,
    weth,
    wrapper: weth.id.slice(weth.id.lastIndexOf(':') + 1),
    lookAlike: token(EVM_A, 'USDX', 6),
    usdB: token(EVM_B, 'USDX', 6),
    usdt: token(TRON, 'USDT', 6),
    hot: fresh(EVM_A),
    pool: fresh(EVM_A),
    router: fresh(EVM_A),
    bridgeRouter: fresh(EVM_A),
    lender: fresh(EVM_A),
    fraud: fresh(EVM_A),
    obscureBridge: fresh(EVM_A),
    friend: fresh(EVM_A),
    shop: fresh(EVM_A),
    vaults: { a: fresh(EVM_A), b: fresh(EVM_B), tron: fresh(TRON), bitcoin: fresh(BITCOIN) },
    poolB: fresh(EVM_B),
    deposit: { a: fresh(EVM_A), tron: fresh(TRON), bitcoin: crowd(BITCOIN, 4) },
    mixer: fresh(BITCOIN),
    miner: fresh(BITCOIN),
    people: new Map([
      [EVM_A, crowd(EVM_A, 10)],
      [EVM_B, crowd(EVM_B, 6)],
      [TRON, crowd(TRON, 6)],
      [BITCOIN, crowd(BITCOIN, 8)],
    ]),
  };
  lab.worthless.add(cast.lookAlike.id);
  nameEverybody(lab, cast);
  fund(lab, cast);
  return cast;
}

function nameEverybody(lab: Lab, cast: Cast): void {
  const exchange = { kind: 'service', label: EXCHANGE } as const;
  tagStop(lab, EVM_A, cast.deposit.a, exchange);
  tagStop(lab, TRON, cast.deposit.tron, exchange);
  for (const deposit of cast.deposit.bitcoin) tagStop(lab, BITCOIN, deposit, exchange);
  tagStop(lab, BITCOIN, cast.mixer, { kind: 'mixer', label: MIXER });
  const names: readonly (readonly [string, string])[] = [
    [cast.hot, 'Laboratory Exchange, hot wallet'],
    [cast.pool, 'Laboratory Swap, pool'],
    [cast.router, 'Laboratory Swap, router'],
    [cast.wrapper, 'Wrapped Ether'],
    [cast.bridgeRouter, 'Laboratory Bridge, router on A'],
    [cast.lender, 'Laboratory Lend'],
    [cast.obscureBridge, 'Obscure Bridge'],
    [cast.poolB, 'Laboratory Swap B, pool'],
    [cast.vaults.a, 'Laboratory Bridge, vault on A'],
    [cast.vaults.b, 'Laboratory Bridge, vault on B'],
    [cast.vaults.tron, 'Laboratory Bridge, vault on TRON'],
    [cast.vaults.bitcoin, 'Laboratory Bridge, vault on Bitcoin'],
    [cast.miner, 'Laboratory miner'],
  ];
  for (const [owner, name] of names) lab.names.set(owner, name);
}

/** Block 0 of each chain: everything that will be spent without having been received. */
function fund(lab: Lab, cast: Cast): void {
  const some = (low: number, high: number): bigint => lab.random.between(BigInt(low), BigInt(high));
  const people = (chain: Chain): readonly string[] => cast.people.get(chain)!;
  mint(lab, EVM_A, [
    { to: cast.hot, asset: ETH.id, amount: ether(6_000_000) },
    { to: cast.hot, asset: cast.usd.id, amount: dollars(4_000_000) },
    { to: cast.pool, asset: ETH.id, amount: ether(8_000_000) },
    { to: cast.pool, asset: cast.usd.id, amount: dollars(25_000_000) },
    { to: cast.pool, asset: cast.weth.id, amount: ether(2_000_000) },
    { to: cast.wrapper, asset: ETH.id, amount: ether(9_000_000) },
    { to: cast.lender, asset: ETH.id, amount: ether(1_500_000) },
    { to: cast.lender, asset: cast.usd.id, amount: dollars(6_000_000) },
    { to: cast.vaults.a, asset: ETH.id, amount: ether(3_000_000) },
    { to: cast.fraud, asset: cast.lookAlike.id, amount: dollars(900_000_000) },
    { to: cast.fraud, asset: ETH.id, amount: ether(some(400, 900)) },
    { to: cast.friend, asset: ETH.id, amount: ether(some(40_000, 60_000)) },
    ...people(EVM_A).flatMap((to) => [
      { to, asset: ETH.id, amount: ether(some(1_500, 48_000)) },
      { to, asset: cast.usd.id, amount: dollars(some(800, 90_000)) },
    ]),
  ]);
  mint(lab, EVM_B, [
    { to: cast.vaults.b, asset: ETH_B.id, amount: ether(2_000_000) },
    { to: cast.poolB, asset: cast.usdB.id, amount: dollars(9_000_000) },
    ...people(EVM_B).map((to) => ({ to, asset: ETH_B.id, amount: ether(some(1_500, 30_000)) })),
  ]);
  mint(lab, TRON, [
    { to: cast.vaults.tron, asset: cast.usdt.id, amount: dollars(5_000_000) },
    { to: cast.vaults.tron, asset: TRX.id, amount: dollars(40_000) },
    ...people(TRON).flatMap((to) => [
      { to, asset: TRX.id, amount: dollars(some(900, 9_000)) },
      { to, asset: cast.usdt.id, amount: dollars(some(500, 60_000)) },
    ]),
  ]);
  found(lab, BITCOIN, [
    ...Array.from({ length: 8 }, () => ({
      value: bitcoins(some(12_000, 21_000)),
      owner: cast.vaults.bitcoin,
    })),
    ...people(BITCOIN).flatMap((owner) => [
      { value: bitcoins(some(2_300, 3_600)), owner },
      { value: bitcoins(some(90, 4_200)), owner },
      { value: bitcoins(some(40, 700)), owner },
    ]),
  ]);
  wait(lab, 30);
}
