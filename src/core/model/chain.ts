/** Chains by CAIP-2 id (https://chainagnostic.org/CAIPs/caip-2). A new EVM chain is a row. */
import { AshiatoError } from './errors.ts';

export type ChainId = string & { readonly __brand: 'ChainId' };

export type Chain = {
  readonly id: ChainId;
  readonly name: string;
  /** How value rests: in outpoints, or in balances of accounts. */
  readonly model: 'utxo' | 'account';
  readonly family: 'bitcoin' | 'evm' | 'tron';
  readonly native: { readonly symbol: string; readonly decimals: number; readonly slip44: number };
  /** A chain of the laboratory: whatever rests on it is not real. */
  readonly laboratory?: true;
};

const row = (id: string, rest: Omit<Chain, 'id'>): Chain => ({ id: id as ChainId, ...rest });

const BTC = { symbol: 'BTC', decimals: 8, slip44: 0 };
const ETH = { symbol: 'ETH', decimals: 18, slip44: 60 };
const TRX = { symbol: 'TRX', decimals: 6, slip44: 195 };
const evm = (id: number, name: string, native = ETH): Chain =>
  row(`eip155:${id}`, { name, model: 'account', family: 'evm', native });

export const CHAINS: readonly Chain[] = [
  row('bip122:000000000019d6689c085ae165831e93', {
    name: 'Bitcoin',
    model: 'utxo',
    family: 'bitcoin',
    native: BTC,
  }),
  evm(1, 'Ethereum'),
  evm(56, 'BNB Chain', { symbol: 'BNB', decimals: 18, slip44: 714 }),
  evm(137, 'Polygon', { symbol: 'POL', decimals: 18, slip44: 966 }),
  evm(42161, 'Arbitrum'),
  evm(10, 'Optimism'),
  evm(8453, 'Base'),
  evm(43114, 'Avalanche', { symbol: 'AVAX', decimals: 18, slip44: 9005 }),
  row('tron:0x2b6653dc', { name: 'TRON', model: 'account', family: 'tron', native: TRX }),
  row('bip122:0f9188f13cb7b2c71f2a335e3a4fc328', {
    name: 'Lab Bitcoin',
    model: 'utxo',
    family: 'bitcoin',
    native: BTC,
    laboratory: true,
  }),
  row('eip155:31337', { name: 'Lab EVM A', model: 'account', family: 'evm', native: ETH, laboratory: true }),
  row('eip155:31338', { name: 'Lab EVM B', model: 'account', family: 'evm', native: ETH, laboratory: true }),
  row('tron:lab', { name: 'Lab TRON', model: 'account', family: 'tron', native: TRX, laboratory: true }),
];

const byId = new Map(CHAINS.map((chain) => [chain.id as string, chain]));
const byName = new Map(
  CHAINS.filter((chain) => chain.laboratory !== true).map((chain) => [chain.name.toLowerCase(), chain]),
);

export function getChain(id: string): Chain {
  const chain = byId.get(id);
  if (chain === undefined) {
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `the chain "${id}" is not supported`, {
      next: `Use one of: ${CHAINS.map((c) => c.id).join(', ')}.`,
    });
  }
  return chain;
}

/** The chain that the facts call by this name ("ethereum", "bsc"); null for one that is not followed. */
export const chainNamed = (name: string): Chain | null =>
  byName.get(name === 'bsc' ? 'bnb chain' : name) ?? null;
