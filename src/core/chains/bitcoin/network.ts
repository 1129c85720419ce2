/** What tells one Bitcoin network from another: Bitcoin Core's `kernel/chainparams.cpp`, row by row. */
import type { Amount } from '../../model/amount.ts';
import { type ChainId, getChain } from '../../model/chain.ts';
import { AshiatoError } from '../../model/errors.ts';

export type Network = {
  readonly name: string;
  readonly chain: ChainId;
  /** The four bytes before each block in a block file, read as a little-endian number. */
  readonly magic: number;
  readonly genesis: string;
  /** The easiest target, in the compact form of a header. */
  readonly limitBits: number;
  /** Whether the target is set anew every 2016 blocks. */
  readonly retargets: boolean;
  readonly halvingBlocks: number;
  readonly pubkeyHashVersion: number;
  readonly scriptHashVersion: number;
  readonly hrp: string;
};

export const MAINNET: Network = {
  name: 'bitcoin',
  chain: getChain('bip122:000000000019d6689c085ae165831e93').id,
  magic: 0xd9b4bef9,
  genesis: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  limitBits: 0x1d00ffff,
  retargets: true,
  halvingBlocks: 210_000,
  pubkeyHashVersion: 0x00,
  scriptHashVersion: 0x05,
  hrp: 'bc',
};

const REGTEST: Network = {
  name: 'regtest',
  chain: getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328').id,
  magic: 0xdab5bffa,
  genesis: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  limitBits: 0x207fffff,
  retargets: false,
  halvingBlocks: 150,
  pubkeyHashVersion: 0x6f,
  scriptHashVersion: 0xc4,
  hrp: 'bcrt',
};

export const NETWORKS: readonly Network[] = [MAINNET, REGTEST];

/** Networks that are recognised in order to be refused: their coins are worth nothing. */
const OTHER_MAGIC: ReadonlyMap<number, string> = new Map([
  [0x0709110b, 'testnet3'],
  [0x283f161c, 'testnet4'],
  [0x40cf030a, 'signet'],
]);

/** The network whose blocks begin with `magic`, by name; null where none does. */
export const networkNameOf = (magic: number): string | null =>
  NETWORKS.find((network) => network.magic === magic)?.name ?? OTHER_MAGIC.get(magic) ?? null;

export function parseNetwork(name: string): Network {
  const network = NETWORKS.find((each) => each.name === name);
  if (network === undefined) {
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `"${name}" is not a Bitcoin network that can be read`, {
      where: '--network',
      next: `Use ${NETWORKS.map((each) => each.name).join(' or ')}.`,
    });
  }
  return network;
}

const FIRST_SUBSIDY = 5_000_000_000n;

/** New coins of a block (Core's `GetBlockSubsidy`): halved every so many blocks, nothing after 64 halvings. */
export function subsidyAt(network: Network, height: number): Amount {
  const halvings = Math.floor(height / network.halvingBlocks);
  return halvings >= 64 ? 0n : FIRST_SUBSIDY >> BigInt(halvings);
}

/** Bytes of an average block of mainnet, by the hundred thousand blocks. */
const AVERAGE_BLOCK_BYTES = [
  500, 15_000, 140_000, 450_000, 900_000, 950_000, 1_150_000, 1_300_000, 1_600_000,
];

/** For progress, and for how to ask; nothing that is known rests on it. */
export const averageBlockBytes = (height: number): number =>
  AVERAGE_BLOCK_BYTES[Math.min(Math.floor(height / 100_000), AVERAGE_BLOCK_BYTES.length - 1)]!;
