/** What every kind of transaction has, and how one that nobody signed is written (EIP-2718). */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { LONGEST_INPUT } from '../../model/transaction.ts';
import { parseBytes, parseData, parseQuantity, toHex } from './bytes.ts';
import { asList, isAbsent, type Raw } from './raw.ts';
import { encodeRlp, type RlpItem } from './rlp.ts';

export type EvmTransaction = {
  readonly hash: string;
  readonly type: number;
  /** As the node says; see `expectSender`. */
  readonly from: string;
  /** Null where nobody signed it: then the sender stands in it. */
  readonly signature: Signature | null;
  /** Null: the transaction creates a contract. */
  readonly to: string | null;
  readonly nonce: bigint;
  readonly value: bigint;
  /** Hex; null where there is none, or more than a memo could be. */
  readonly input: string | null;
  /** What the sender offers for a unit of gas; null on a deposit, which pays none. */
  readonly price: GasPrice | null;
  readonly maxFeePerBlobGas: bigint | null;
  readonly blobs: number;
  /** Coins made on this side by a deposit from the chain below. */
  readonly mint: bigint;
  /** As it stands in the transactions trie. */
  readonly encoded: Uint8Array;
};

export type Signature = {
  /** What was signed. */
  readonly digest: Uint8Array;
  readonly r: bigint;
  readonly s: bigint;
  readonly yParity: bigint;
};

export type GasPrice =
  | { readonly type: 'fixed'; readonly price: bigint }
  | { readonly type: 'capped'; readonly max: bigint; readonly tip: bigint };

/** What every kind of transaction has. */
export function common(
  raw: Raw,
  type: number,
  where: string,
): Pick<EvmTransaction, 'type' | 'from' | 'to' | 'nonce' | 'value' | 'input' | 'maxFeePerBlobGas' | 'blobs'> {
  return {
    type,
    from: parseData(raw.from, `${where}.from`, 20),
    to: isAbsent(raw.to) ? null : parseData(raw.to, `${where}.to`, 20),
    nonce: parseQuantity(raw.nonce ?? '0x0', `${where}.nonce`),
    value: parseQuantity(raw.value, `${where}.value`),
    input: shortInput(raw.input),
    maxFeePerBlobGas: type === 3 ? parseQuantity(raw.maxFeePerBlobGas, `${where}.maxFeePerBlobGas`) : null,
    blobs: type === 3 ? blobHashes(raw, where).length : 0,
  };
}

/** Its bytes are checked where the signed body is put together. */
const shortInput = (input: unknown): string | null =>
  typeof input === 'string' && input.length > 2 && input.length <= 2 + 2 * LONGEST_INPUT
    ? input.toLowerCase()
    : null;

export const blobHashes = (raw: Raw, where: string): Uint8Array[] =>
  asList(raw.blobVersionedHashes, `${where}.blobVersionedHashes`).map((hash) =>
    parseBytes(hash, `${where}.blobVersionedHashes`, 32),
  );

/** A transaction that nobody signed and that pays no gas, from its fields in order. */
export function unsigned(rest: ReturnType<typeof common>, fields: RlpItem): EvmTransaction {
  const encoded = concatBytes(Uint8Array.of(rest.type), encodeRlp(fields));
  return { ...rest, signature: null, price: null, mint: 0n, encoded, hash: toHex(keccak_256(encoded)) };
}
