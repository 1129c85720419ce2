/**
 * What differs between EVM chains, as rows. A chain without a row of its own is read as Ethereum's protocol
 * reads; where it departs from it (another header, a transaction type of its own) a root or a hash does not
 * come out and the block is refused, never half read.
 */
import type { ChainId } from '../../model/chain.ts';

export type EvmProfile = {
  /**
   * `op`: deposits, an L1 fee and an operator fee outside the gas price. `arbitrum`: transactions from the chain
   * below, and only the base fee is paid. `avalanche`: another header, and coins that cross to its other chains
   * outside all transactions. `bor`: Polygon's bridge acts at the end of some blocks.
   */
  readonly stack: 'ethereum' | 'op' | 'arbitrum' | 'avalanche' | 'bor';
  /** Where the part of the fee goes that is not burnt: to the block's miner, or where the protocol of the chain says. */
  readonly tipToMiner: boolean;
  /** The contract that wraps the native coin: it announces wrapping as Deposit and Withdrawal, not as Transfer. */
  readonly wrapper: string | null;
  /** What changes balances of this chain and is not told, one sentence each, beside what every chain lacks. */
  readonly untold: readonly string[];
};

const profile = (
  stack: EvmProfile['stack'],
  wrapper: string,
  untold: readonly string[] = [],
  tipToMiner = false,
): EvmProfile => ({ stack, wrapper, tipToMiner, untold });

/** Wrapper addresses: own knowledge of the contracts' well-known deployments. */
const PROFILES: Readonly<Record<string, EvmProfile>> = {
  'eip155:1': profile('ethereum', '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2', [], true),
  'eip155:56': profile('ethereum', '0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c'),
  'eip155:137': profile('bor', '0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270', [
    'what Polygon’s bridge brought before the Madhugiri fork stands in no root, and is not told',
    'coins that the bridge brings in are not told where a node gives no trace of its transaction',
  ]),
  'eip155:10': profile('op', '0x4200000000000000000000000000000000000006'),
  'eip155:8453': profile('op', '0x4200000000000000000000000000000000000006'),
  'eip155:42161': profile('arbitrum', '0x82af49447d8a07e3bd95bd0d56f35241523fbab1'),
  'eip155:43114': profile('avalanche', '0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7', [
    'coins that cross between Avalanche’s own chains move outside all transactions, and are not told',
  ]),
};

export const ETHEREUM: EvmProfile = {
  stack: 'ethereum',
  tipToMiner: true,
  wrapper: null,
  untold: [],
};

export const profileOf = (chain: ChainId): EvmProfile => PROFILES[chain] ?? ETHEREUM;
