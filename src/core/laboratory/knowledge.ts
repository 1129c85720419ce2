/** What stands in the laboratory's table of services, and its prices. */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type { Chain } from '../model/chain.ts';
import { BITCOIN, BTC, type Cast, ETH, ETH_B, EVM_A, EVM_B, TRON, TRX } from './cast.ts';
import type { PlantedContract, PlantedKnowledge } from './truth.ts';

export const BRIDGE = 'Laboratory Bridge';

export function knowledgeOf(cast: Cast): PlantedKnowledge {
  const row = (
    chain: Chain,
    address: string,
    service: string,
    role: PlantedContract['role'],
    detail: string,
  ): PlantedContract => ({ chain: chain.id, address, service, role, detail, source: 'the laboratory' });
  const { weth, usd, usdB, usdt, vaults } = cast;
  /** Units of each asset that are worth 9.6 · 10^13 to the others: 30 ether a bitcoin, 3,200 dollars an ether. */
  const perValue = new Map<AssetId, Amount>([
    [BTC.id, 10n ** 8n],
    ...[ETH, ETH_B, weth].map(({ id }): [AssetId, Amount] => [id, 30n * 10n ** 18n]),
    ...[usd, usdB, usdt].map(({ id }): [AssetId, Amount] => [id, 96_000n * 10n ** 6n]),
  ]);
  return {
    contracts: [
      row(EVM_A, cast.wrapper, 'Wrapped Ether', 'wrapper', 'WETH'),
      row(EVM_A, cast.router, 'Laboratory Swap', 'router', 'router'),
      row(EVM_A, cast.pool, 'Laboratory Swap', 'pool', 'pool'),
      row(EVM_B, cast.poolB, 'Laboratory Swap B', 'pool', 'pool'),
      row(EVM_A, cast.lender, 'Laboratory Lend', 'lender', 'Aave V3'),
      row(EVM_A, cast.bridgeRouter, BRIDGE, 'bridge', 'router'),
      row(EVM_A, vaults.a, BRIDGE, 'bridge', 'vault'),
      row(EVM_B, vaults.b, BRIDGE, 'bridge', 'vault and router'),
      row(TRON, vaults.tron, BRIDGE, 'bridge', 'vault and router'),
      row(BITCOIN, vaults.bitcoin, BRIDGE, 'bridge', 'vault'),
      row(EVM_A, cast.obscureBridge, 'Obscure Bridge', 'bridge', 'its far side is not public'),
    ],
    factories: [],
    memoBridges: [
      {
        service: BRIDGE,
        chains: new Map([
          ['BTC', BITCOIN.id],
          ['LABA', EVM_A.id],
          ['LABB', EVM_B.id],
          ['TRON', TRON.id],
        ]),
      },
    ],
    assets: [BTC, ETH, ETH_B, TRX, usd, weth, usdB, usdt],
    rate: (from, amount, to) => {
      const [a, b] = [perValue.get(from), perValue.get(to)];
      return a === undefined || b === undefined ? null : (amount * b) / a;
    },
  };
}
