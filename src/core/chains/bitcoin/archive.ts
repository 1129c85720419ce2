/** What the scan asks of a folder of blocks or a node: the chain by height, its bytes in order, and undo data on demand. */
import type { Hash256 } from './bytes.ts';
import type { HashMany } from './messages.ts';
import type { Network } from './network.ts';
import type { BlockUndo } from './undo.ts';

/** A block of the best chain, before its bytes are read. */
export type ArchivedBlock = {
  readonly hash: string;
  readonly parent: string;
  readonly time: number;
  readonly bits: number;
  /** Bytes; where only the header is known a guess, which is all that progress needs. */
  readonly size: number;
};

/** `bytes` hold until the next batch is asked for. */
export type BlockBytes = { readonly height: number; readonly bytes: Uint8Array };

export type BlockArchive = {
  readonly network: Network;
  /** By height, from the genesis block on; headers, work and targets are verified. */
  readonly blocks: readonly ArchivedBlock[];
  /** Blocks on branches with less work. */
  readonly stale: number;
  /** Blocks whose ancestors are not in the folder. */
  readonly unconnected: number;
  /** The newest file ends within a block, as it does after a crash or while the node writes. */
  readonly cutTail: boolean;
  /** Whether every block read was hashed down to its transactions already; if not, only blocks with a hit are. */
  readonly verified: boolean;
  readonly hash: Hash256;
  readonly hashMany: HashMany;
  /** Every block from a height up to and including another, in chain order, some megabytes at a time. */
  read(from: number, to: number): AsyncIterable<readonly BlockBytes[]>;
  /** The coins a block of so many transactions spent, checksum verified where there is one; null where nobody has them. */
  undo(height: number, transactions: number): Promise<BlockUndo | null>;
  /** What the answers given so far rest on beyond what was verified, one sentence each. */
  caveats(): readonly string[];
};

/** Verifies blocks down to their transactions somewhere else, in other threads for instance. */
export type BlockChecker = {
  /** Fails with what is wrong with the first wrong block. */
  check(batch: readonly BlockBytes[]): Promise<void>;
};
