/**
 * Transactions of types 0 to 4, and the deposits of the OP stack: read from a node's JSON, written as the
 * chain writes them (EIP-2718), hashed, and their sender recovered.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import {
  EMPTY_BYTES,
  minimalBytes,
  parseBytes,
  parseCount,
  parseData,
  parseQuantity,
  toHex,
} from './bytes.ts';
import { asList, asObject, isAbsent, type Raw } from './raw.ts';
import { encodeRlp, type RlpItem } from './rlp.ts';
import { recoverSigner } from './signature.ts';

export type EvmTransaction = {
  readonly hash: string;
  readonly type: number;
  readonly from: string;
  /** Null: the transaction creates a contract. */
  readonly to: string | null;
  readonly nonce: bigint;
  readonly value: bigint;
  /** What the sender offers for a unit of gas; null on a deposit, which pays none. */
  readonly price: GasPrice | null;
  readonly maxFeePerBlobGas: bigint | null;
  readonly blobs: number;
  /** Coins made on this side by a deposit from the chain below. */
  readonly mint: bigint;
  /** As it stands in the transactions trie. */
  readonly encoded: Uint8Array;
};

export type GasPrice =
  | { readonly type: 'fixed'; readonly price: bigint }
  | { readonly type: 'capped'; readonly max: bigint; readonly tip: bigint };

/** https://specs.optimism.io/protocol/deposits.html */
export const DEPOSIT_TYPE = 0x7e;

export function readTransaction(value: unknown, where: string): EvmTransaction {
  const raw = asObject(value, where);
  const type = isAbsent(raw.type) ? 0 : parseCount(raw.type, `${where}.type`);
  return type === DEPOSIT_TYPE ? readDeposit(raw, where) : readSigned(raw, type, where);
}

function readSigned(raw: Raw, type: number, where: string): EvmTransaction {
  const body = bodyOf(raw, type, where);
  // On typed transactions `yParity` and `v` are the same number; older nodes send only `v`.
  const [v, r, s] = [type !== 0 && !isAbsent(raw.yParity) ? 'yParity' : 'v', 'r', 's'].map((name) =>
    parseQuantity(raw[name], `${where}.${name}`),
  ) as [bigint, bigint, bigint];
  const signature = [v, r, s].map(minimalBytes);
  const envelope = (fields: readonly RlpItem[]): Uint8Array =>
    type === 0 ? encodeRlp(fields) : concatBytes(Uint8Array.of(type), encodeRlp(fields));
  const encoded = envelope([...body, ...signature]);
  // EIP-155 hides the chain id in v, and signs it; before it v was 27 or 28.
  const protectedBy = type === 0 && v >= 35n ? (v - 35n) / 2n : null;
  const signed = protectedBy === null ? body : [...body, minimalBytes(protectedBy), EMPTY_BYTES, EMPTY_BYTES];
  const parity = type !== 0 ? v : protectedBy === null ? v - 27n : (v - 35n) % 2n;
  const from = parity < 0n ? null : recoverSigner(keccak_256(envelope(signed)), r, s, parity);
  const claimed = parseData(raw.from, `${where}.from`, 20);
  if (from !== claimed) {
    throw new AshiatoError('E_TX_SENDER', `the signature is ${from ?? 'nobody'}’s, not ${claimed}’s`, {
      where,
      next: 'The node names a wrong sender; use another node.',
    });
  }
  return {
    ...common(raw, type, where),
    from,
    price: priceOf(raw, type, where),
    mint: 0n,
    encoded,
    hash: toHex(keccak_256(encoded)),
  };
}

/** The signed fields, in the order of each type's EIP (155, 2930, 1559, 4844, 7702). */
function bodyOf(raw: Raw, type: number, where: string): RlpItem[] {
  if (type > 4) {
    throw new AshiatoError('E_TX_TYPE', `transactions of type 0x${type.toString(16)} are not known`, {
      where,
      next: 'Its chain writes transactions in a way that cannot be verified yet; nothing of the block is used.',
    });
  }
  const quantity = (name: string): Uint8Array => minimalBytes(parseQuantity(raw[name], `${where}.${name}`));
  const to = isAbsent(raw.to) ? EMPTY_BYTES : parseBytes(raw.to, `${where}.to`, 20);
  const call = [to, quantity('value'), parseBytes(raw.input, `${where}.input`)];
  if (type === 0) return [quantity('nonce'), quantity('gasPrice'), quantity('gas'), ...call];
  const access = accessList(raw, where);
  if (type === 1)
    return [quantity('chainId'), quantity('nonce'), quantity('gasPrice'), quantity('gas'), ...call, access];
  const dynamic = [
    quantity('chainId'),
    quantity('nonce'),
    quantity('maxPriorityFeePerGas'),
    quantity('maxFeePerGas'),
    quantity('gas'),
    ...call,
    access,
  ];
  switch (type) {
    case 2:
      return dynamic;
    case 3:
      return [...dynamic, quantity('maxFeePerBlobGas'), blobHashes(raw, where)];
    default:
      return [...dynamic, authorizations(raw, where)];
  }
}

const accessList = (raw: Raw, where: string): RlpItem =>
  asList(raw.accessList ?? [], `${where}.accessList`).map((entry, i) => {
    const at = `${where}.accessList[${i}]`;
    const { address, storageKeys } = asObject(entry, at);
    return [parseBytes(address, at, 20), asList(storageKeys, at).map((key) => parseBytes(key, at, 32))];
  });

const blobHashes = (raw: Raw, where: string): Uint8Array[] =>
  asList(raw.blobVersionedHashes, `${where}.blobVersionedHashes`).map((hash) =>
    parseBytes(hash, `${where}.blobVersionedHashes`, 32),
  );

const authorizations = (raw: Raw, where: string): RlpItem =>
  asList(raw.authorizationList, `${where}.authorizationList`).map((entry, i) => {
    const at = `${where}.authorizationList[${i}]`;
    const item = asObject(entry, at);
    const number = (name: string): Uint8Array => minimalBytes(parseQuantity(item[name], `${at}.${name}`));
    return [
      number('chainId'),
      parseBytes(item.address, at, 20),
      number('nonce'),
      number(isAbsent(item.yParity) ? 'v' : 'yParity'),
      number('r'),
      number('s'),
    ];
  });

/** https://specs.optimism.io/protocol/deposits.html#the-deposited-transaction-type: unsigned, the sender stands in it. */
function readDeposit(raw: Raw, where: string): EvmTransaction {
  const mint = isAbsent(raw.mint) ? 0n : parseQuantity(raw.mint, `${where}.mint`);
  const fields = [
    parseBytes(raw.sourceHash, `${where}.sourceHash`, 32),
    parseBytes(raw.from, `${where}.from`, 20),
    isAbsent(raw.to) ? EMPTY_BYTES : parseBytes(raw.to, `${where}.to`, 20),
    minimalBytes(mint),
    minimalBytes(parseQuantity(raw.value, `${where}.value`)),
    minimalBytes(parseQuantity(raw.gas, `${where}.gas`)),
    raw.isSystemTx === true ? Uint8Array.of(1) : EMPTY_BYTES,
    parseBytes(raw.input, `${where}.input`),
  ];
  const encoded = concatBytes(Uint8Array.of(DEPOSIT_TYPE), encodeRlp(fields));
  const from = parseData(raw.from, `${where}.from`, 20);
  return {
    ...common(raw, DEPOSIT_TYPE, where),
    from,
    price: null,
    mint,
    encoded,
    hash: toHex(keccak_256(encoded)),
  };
}

function common(
  raw: Raw,
  type: number,
  where: string,
): Pick<EvmTransaction, 'type' | 'to' | 'nonce' | 'value' | 'maxFeePerBlobGas' | 'blobs'> {
  return {
    type,
    to: isAbsent(raw.to) ? null : parseData(raw.to, `${where}.to`, 20),
    nonce: parseQuantity(raw.nonce ?? '0x0', `${where}.nonce`),
    value: parseQuantity(raw.value, `${where}.value`),
    maxFeePerBlobGas: type === 3 ? parseQuantity(raw.maxFeePerBlobGas, `${where}.maxFeePerBlobGas`) : null,
    blobs: type === 3 ? blobHashes(raw, where).length : 0,
  };
}

function priceOf(raw: Raw, type: number, where: string): GasPrice {
  const quantity = (name: string): bigint => parseQuantity(raw[name], `${where}.${name}`);
  if (type <= 1) return { type: 'fixed', price: quantity('gasPrice') };
  return { type: 'capped', max: quantity('maxFeePerGas'), tip: quantity('maxPriorityFeePerGas') };
}

/** EIP-1559: the base fee and the tip, as far as the sender's cap reaches. */
export function effectivePrice(price: GasPrice, baseFee: bigint | null): bigint {
  if (price.type === 'fixed') return price.price;
  const wished = (baseFee ?? 0n) + price.tip;
  return wished < price.max ? wished : price.max;
}

/** Where a contract comes to stand: the last 20 bytes of keccak(RLP(sender, nonce)) (Yellow Paper, 7). */
export function createdAddress(from: string, nonce: bigint): string {
  return toHex(keccak_256(encodeRlp([parseBytes(from, 'from', 20), minimalBytes(nonce)])).subarray(12));
}
