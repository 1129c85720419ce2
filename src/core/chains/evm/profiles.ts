/**
 * What differs between EVM chains, as rows. A chain without a row of its own is read as Ethereum's protocol
 * reads; where it departs from it (another header, a transaction type of its own) a root or a hash does not
 * come out and the block is refused, never half read.
 */
import type { ChainId } from '../../model/chain.ts';

export type EvmProfile = {
  /** `op`: deposits, an L1 fee and an operator fee outside the gas price. */
  readonly stack: 'ethereum' | 'op';
  /** Where the part of the fee goes that is not burnt: to the block's miner, or where the protocol of the chain says. */
  readonly tipToMiner: boolean;
  /** The contract that wraps the native coin: it announces wrapping as Deposit and Withdrawal, not as Transfer. */
  readonly wrapper: string | null;
};

/** Wrapper addresses: own knowledge of the contracts' well-known deployments. */
const PROFILES: Readonly<Record<string, EvmProfile>> = {
  'eip155:1': { stack: 'ethereum', tipToMiner: true, wrapper: '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2' },
  'eip155:56': {
    stack: 'ethereum',
    tipToMiner: false,
    wrapper: '0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c',
  },
  'eip155:137': {
    stack: 'ethereum',
    tipToMiner: false,
    wrapper: '0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270',
  },
  'eip155:10': { stack: 'op', tipToMiner: false, wrapper: '0x4200000000000000000000000000000000000006' },
  'eip155:8453': { stack: 'op', tipToMiner: false, wrapper: '0x4200000000000000000000000000000000000006' },
  'eip155:42161': {
    stack: 'ethereum',
    tipToMiner: false,
    wrapper: '0x82af49447d8a07e3bd95bd0d56f35241523fbab1',
  },
  'eip155:43114': {
    stack: 'ethereum',
    tipToMiner: false,
    wrapper: '0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7',
  },
};

const ETHEREUM: EvmProfile = { stack: 'ethereum', tipToMiner: true, wrapper: null };

export const profileOf = (chain: ChainId): EvmProfile => PROFILES[chain] ?? ETHEREUM;
