/**
 * Transactions of types 0 to 4, and what rollups and Polygon add: read from a node's JSON, written as the chain
 * writes them (EIP-2718), hashed. Where one is signed its sender is only claimed until `expectSender` has recovered
 * it: that costs a hundred times what the rest costs, and not every transaction of a block is handed out.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import { readArbitrum } from './arbitrum.ts';
import { EMPTY_BYTES, minimalBytes, parseBytes, parseCount, parseQuantity, toHex } from './bytes.ts';
import { blobHashes, common, type EvmTransaction, type GasPrice, type Signature } from './envelope.ts';
import { asList, asObject, isAbsent, type Raw } from './raw.ts';
import { encodeRlp, type RlpItem } from './rlp.ts';
import { recoverSigner } from './signature.ts';
import { DEPOSIT_TYPE, readDeposit, readStateSync, STATE_SYNC_TYPE } from './unsigned.ts';

export function readTransaction(value: unknown, where: string): EvmTransaction {
  const raw = asObject(value, where);
  const type = isAbsent(raw.type) ? 0 : parseCount(raw.type, `${where}.type`);
  if (type === DEPOSIT_TYPE) return readDeposit(raw, where);
  if (type === STATE_SYNC_TYPE) return readStateSync(raw, where);
  return readArbitrum(raw, type, where) ?? readSigned(raw, type, where);
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
  const yParity = type !== 0 ? v : protectedBy === null ? v - 27n : (v - 35n) % 2n;
  return {
    ...common(raw, type, where),
    signature: { digest: keccak_256(envelope(signed)), r, s, yParity },
    price: priceOf(raw, type, where),
    mint: 0n,
    encoded,
    hash: toHex(keccak_256(encoded)),
  };
}

/** What is kept of a transaction to prove its sender by. */
export type Claim = Pick<EvmTransaction, 'hash' | 'from' | 'signature'>;

/** Recovered once for each transaction read. */
const proven = new WeakSet<Signature>();

/** Refuses a transaction that was not signed by the sender a node names for it. */
export function expectSender({ hash, from, signature }: Claim, where: string): void {
  if (signature === null || proven.has(signature)) return;
  const { digest, r, s, yParity } = signature;
  const signer = yParity < 0n ? null : recoverSigner(digest, r, s, yParity);
  if (signer !== from) {
    throw new AshiatoError('E_TX_SENDER', `the signature is ${signer ?? 'nobody'}’s, not ${from}’s`, {
      where: `${where} ${hash}`,
      next: 'The node names a wrong sender; use another node.',
    });
  }
  proven.add(signature);
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
