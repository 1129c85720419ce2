/** Builds a TRON chain that verifies: bytes, ids, roots and signatures, in the shapes full nodes answer. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { createBase58check, hex } from '@scure/base';
import { merkleRoot } from '../../src/core/chains/tron/merkle.ts';
import { Writer } from '../../src/core/chains/tron/protobuf.ts';

export type Json = Record<string, unknown>;

const base58check = createBase58check(sha256);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** An account of its own for every name. */
export const addressOf = (name: string): string =>
  base58check.encode(Uint8Array.from([0x41, ...sha256(text(name)).subarray(0, 20)]));
/** 21 bytes, the address prefix first. */
export const bytesOf = (address: string): Uint8Array => base58check.decode(address);
export const hexOf = (address: string): string => hex.encode(bytesOf(address));

export const topicOf = (address: string): string => `${'00'.repeat(12)}${hexOf(address).slice(2)}`;
export const word = (value: bigint): string => value.toString(16).padStart(64, '0');
export const TRANSFER_TOPIC = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

export const transferLog = (token: string, from: string, to: string, amount: bigint): Json => ({
  address: hexOf(token).slice(2),
  topics: [TRANSFER_TOPIC, topicOf(from), topicOf(to)],
  data: word(amount),
});

export const internal = (from: string, to: string, note: string, sun: bigint, extra: Json = {}): Json => ({
  hash: hex.encode(sha256(text(`${from}${to}${note}${sun}`))),
  caller_address: hexOf(from),
  transferTo_address: hexOf(to),
  callValueInfo: [sun === 0n ? {} : { callValue: sun }],
  note: hex.encode(text(note)),
  ...extra,
});

export type Order = {
  readonly type: number;
  readonly parameter: Uint8Array;
  readonly outcome?: string;
  /** Everything of the info but what every info has. */
  readonly info?: Json;
};

const OUTCOME_NUMBERS: Readonly<Record<string, bigint>> = { SUCCESS: 1n, REVERT: 2n, OUT_OF_ENERGY: 10n };

export const transfer = (owner: string, to: string, sun: bigint, fee = 0n): Order => ({
  type: 1,
  parameter: new Writer().bytes(1, bytesOf(owner)).bytes(2, bytesOf(to)).int64(3, sun).finish(),
  info: fee === 0n ? {} : { fee },
});

export const tokenTransfer = (owner: string, to: string, token: string, amount: bigint): Order => ({
  type: 2,
  parameter: new Writer()
    .bytes(1, text(token))
    .bytes(2, bytesOf(owner))
    .bytes(3, bytesOf(to))
    .int64(4, amount)
    .finish(),
});

export const call = (owner: string, contract: string, sun: bigint, outcome: string, info: Json): Order => ({
  type: 31,
  parameter: new Writer()
    .bytes(1, bytesOf(owner))
    .bytes(2, bytesOf(contract))
    .int64(3, sun)
    .bytes(4, Uint8Array.of(1, 2, 3, 4))
    .finish(),
  outcome,
  info: {
    ...info,
    receipt: { energy_usage_total: 1000, result: outcome },
    ...(outcome === 'SUCCESS' ? {} : { result: 'FAILED', resMessage: '5245' }),
  },
});

/** `extra` writes the fields after the owner's. */
export const other = (type: number, owner: string, info: Json = {}, extra = new Writer()): Order => ({
  type,
  parameter: Uint8Array.from([...new Writer().bytes(1, bytesOf(owner)).finish(), ...extra.finish()]),
  info,
});

export type BuiltTransaction = { readonly json: Json; readonly info: Json; readonly encoded: Uint8Array };

export function buildTransaction(order: Order, nonce: number): BuiltTransaction {
  const contract = new Writer()
    .int64(1, BigInt(order.type))
    .item(
      2,
      new Writer().bytes(1, text('type.googleapis.com/protocol.Contract')).bytes(2, order.parameter).finish(),
    )
    .finish();
  const raw = new Writer()
    .bytes(1, Uint8Array.of(nonce >> 8, nonce & 255))
    .item(11, contract)
    .int64(14, BigInt(nonce))
    .finish();
  const outcome = order.outcome ?? 'SUCCESS';
  const signature = sha256(raw);
  const encoded = new Writer()
    .item(1, raw)
    .item(2, signature)
    .item(5, new Writer().int64(3, OUTCOME_NUMBERS[outcome]!).finish())
    .finish();
  const txID = hex.encode(sha256(raw));
  return {
    json: {
      ret: [{ contractRet: outcome }],
      signature: [hex.encode(signature)],
      txID,
      raw_data: { contract: [{ type: 'shown, not read' }] },
      raw_data_hex: hex.encode(raw),
    },
    info: { id: txID, contractResult: [''], receipt: { net_usage: 268 }, ...order.info },
    encoded,
  };
}

export type BuiltBlock = { readonly block: Json; readonly infos: readonly Json[]; readonly header: Json };

/** A witness by its key; `signedBy` another key, as where the witness delegates it. */
export type Witness = { readonly key: Uint8Array; readonly address: string };

export function witnessOf(name: string): Witness {
  const key = sha256(text(name));
  const twenty = keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).subarray(12);
  return { key, address: base58check.encode(Uint8Array.from([0x41, ...twenty])) };
}

export function buildBlock(
  height: number,
  parent: string,
  timestamp: number,
  transactions: readonly BuiltTransaction[],
  witness: Witness,
  signedBy: Witness = witness,
): BuiltBlock {
  const root = merkleRoot(transactions.map(({ encoded }) => encoded));
  const first = height === 0;
  const encoded = new Writer()
    .int64(1, BigInt(timestamp))
    .bytes(2, root)
    .bytes(3, hex.decode(parent))
    .int64(7, BigInt(height))
    .bytes(9, first ? text('A sentence') : bytesOf(witness.address))
    .int64(10, first ? 0n : 30n)
    .finish();
  const digest = sha256(encoded);
  const blockID = height.toString(16).padStart(16, '0') + hex.encode(digest).slice(16);
  const signed = secp256k1.sign(digest, signedBy.key, { prehash: false, format: 'recovered' });
  const header = {
    blockID,
    block_header: {
      raw_data: {
        ...(first ? {} : { number: height, version: 30, timestamp }),
        txTrieRoot: hex.encode(root),
        witness_address: first ? hex.encode(text('A sentence')) : hexOf(witness.address),
        parentHash: parent,
      },
      ...(first
        ? {}
        : { witness_signature: hex.encode(Uint8Array.from([...signed.subarray(1), signed[0]!])) }),
    },
  };
  return {
    header,
    block:
      transactions.length === 0 ? header : { ...header, transactions: transactions.map(({ json }) => json) },
    infos: first
      ? []
      : transactions.map(({ info }) => ({ ...info, blockNumber: height, blockTimeStamp: timestamp })),
  };
}
