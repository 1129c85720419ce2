/** What a chain says happened, decoded: the only thing the flow kernel sees of a chain. */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import type { ChainId } from './chain.ts';
import type { TxId } from './location.ts';

/** A transaction's place in its chain. `index` orders the transactions of one block. */
export type Height = number;
export type Place = { readonly height: Height; readonly index: number };

export const comparePlaces = (a: Place, b: Place): number => a.height - b.height || a.index - b.index;

export type UtxoInput = {
  readonly txid: TxId;
  readonly vout: number;
  /** Null where neither undo data nor the previous transaction is at hand. */
  readonly value: Amount | null;
};

export type UtxoOutput = {
  readonly value: Amount;
  readonly owner: string | null;
  /** What an OP_RETURN output carries, its pushes joined, in hex; patterns read memos in it, and it cannot be spent. */
  readonly data?: string;
};

export type UtxoTransaction = {
  readonly type: 'utxo';
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly place: Place;
  /** Seconds since 1970, UTC. */
  readonly time: number;
  readonly inputs: readonly UtxoInput[];
  readonly outputs: readonly UtxoOutput[];
  /**
   * Present on a coinbase, which is placed last in its block: the new coins and the fees of the block's
   * transactions in block order, so that a fee can be followed into it.
   */
  readonly coinbase?: {
    readonly subsidy: Amount;
    readonly fees: readonly { readonly txid: TxId; readonly amount: Amount }[];
    /** What the miner wrote, as far as it is text; absent where a source does not tell. */
    readonly text?: string;
  };
};

/** One change of balances. Both ends null is not a transfer. */
export type TransferEvent = {
  /** Unique and increasing within the transaction; readings name events by it. */
  readonly index: number;
  /** `fee` events (gas, energy, L1 data) come first and have no receiver. */
  readonly type: 'fee' | 'transfer';
  readonly asset: AssetId;
  /** Null: newly made (minted, or declared by a case). */
  readonly from: string | null;
  /** Null: destroyed, or paid as a fee. */
  readonly to: string | null;
  readonly amount: Amount;
};

/** What a contract announced and is no transfer: patterns read swaps, bridges and loans in it. */
export type Log = {
  /** Order within the transaction. */
  readonly index: number;
  readonly contract: string;
  /** 32 bytes each, hex with `0x`, lower case. */
  readonly topics: readonly string[];
  /** Hex with `0x`, lower case. */
  readonly data: string;
};

/** What the transaction itself called. Long input is left out: nobody writes a memo of that length. */
export type Call = { readonly to: string; readonly input?: string };
/** Bytes. THORChain ignores memos above 250; an ABI word or two around one do no harm. */
export const LONGEST_INPUT = 1_024;

export type AccountTransaction = {
  readonly type: 'account';
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly place: Place;
  readonly time: number;
  readonly events: readonly TransferEvent[];
  /** Logs that are not transfers; absent where a source tells none. The kernel does not look at them. */
  readonly said?: readonly Log[];
  readonly called?: Call;
  /** The public key of whoever signed, short form, hex with `0x`: kept only where a chain pays to the key itself. */
  readonly signedBy?: string;
};

export type Transaction = UtxoTransaction | AccountTransaction;

/** Whether a transaction pays anything to an address. */
export const pays = (tx: Transaction, address: string): boolean =>
  tx.type === 'utxo'
    ? tx.outputs.some((output) => output.owner === address && output.value > 0n)
    : tx.events.some((event) => event.to === address && event.amount > 0n);

export type Block = {
  readonly chain: ChainId;
  readonly height: Height;
  readonly hash: string;
  readonly parent: string;
  readonly time: number;
  readonly transactions: readonly Transaction[];
};

/** What a source tells a follower: the chain grew, or went back to `height`. */
export type ChainEvent =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'reorg'; readonly chain: ChainId; readonly height: Height };
