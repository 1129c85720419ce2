/** Receipts as they stand in the receipts trie, and the bloom filter of their logs (Yellow Paper, 4.3.1). */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { minimalBytes, parseBytes, parseCount, parseData, parseQuantity } from './bytes.ts';
import { asList, asObject, isAbsent, type Raw } from './raw.ts';
import { encodeRlp } from './rlp.ts';
import { DEPOSIT_TYPE } from './unsigned.ts';

export type Log = { readonly address: string; readonly topics: readonly string[]; readonly data: Uint8Array };

export type Receipt = {
  /** Null before Byzantium (EIP-658), where a receipt does not say whether its transaction failed. */
  readonly succeeded: boolean | null;
  readonly cumulativeGas: bigint;
  readonly logs: readonly Log[];
  readonly bloom: Uint8Array;
  readonly encoded: Uint8Array;
  /** Fields that no root commits to: the price of blob gas, and the L1 fee and operator fee of the OP stack. */
  readonly blobGasPrice: bigint | null;
  readonly l1Fee: bigint;
  readonly operatorFeeScalar: bigint;
  readonly operatorFeeConstant: bigint;
  /** The nonce a deposit was run with, from which the address it creates follows. */
  readonly depositNonce: bigint | null;
};

export function readReceipt(value: unknown, where: string): Receipt {
  const raw = asObject(value, where);
  const type = isAbsent(raw.type) ? 0 : parseCount(raw.type, `${where}.type`);
  const logs = asList(raw.logs, `${where}.logs`).map((log, i) => readLog(log, `${where}.logs[${i}]`));
  const cumulativeGas = parseQuantity(raw.cumulativeGasUsed, `${where}.cumulativeGasUsed`);
  const succeeded = isAbsent(raw.status) ? null : parseQuantity(raw.status, `${where}.status`) === 1n;
  // The bloom is computed, never taken: a receipt whose bloom does not fit its logs gives another root.
  const bloom = bloomOf(logs);
  const fields = [
    succeeded === null ? parseBytes(raw.root, `${where}.root`, 32) : minimalBytes(succeeded ? 1n : 0n),
    minimalBytes(cumulativeGas),
    bloom,
    logs.map((log) => [
      parseBytes(log.address, where, 20),
      log.topics.map((topic) => parseBytes(topic, where, 32)),
      log.data,
    ]),
    // https://specs.optimism.io/protocol/deposits.html#deposit-receipt: Regolith tells the nonce, Canyon commits to both.
    ...(type === DEPOSIT_TYPE && !isAbsent(raw.depositReceiptVersion)
      ? ['depositNonce', 'depositReceiptVersion']
      : []
    ).map((name) => minimalBytes(parseQuantity(raw[name], `${where}.${name}`))),
  ];
  const body = encodeRlp(fields);
  return {
    succeeded,
    cumulativeGas,
    logs,
    bloom,
    encoded: type === 0 ? body : concatBytes(Uint8Array.of(type), body),
    blobGasPrice: optional(raw, 'blobGasPrice', where),
    l1Fee: optional(raw, 'l1Fee', where) ?? 0n,
    operatorFeeScalar: optional(raw, 'operatorFeeScalar', where) ?? 0n,
    operatorFeeConstant: optional(raw, 'operatorFeeConstant', where) ?? 0n,
    depositNonce: optional(raw, 'depositNonce', where),
  };
}

const optional = (raw: Raw, name: string, where: string): bigint | null =>
  isAbsent(raw[name]) ? null : parseQuantity(raw[name], `${where}.${name}`);

function readLog(value: unknown, where: string): Log {
  const raw = asObject(value, where);
  return {
    address: parseData(raw.address, `${where}.address`, 20),
    topics: asList(raw.topics, `${where}.topics`).map((topic, i) =>
      parseData(topic, `${where}.topics[${i}]`, 32),
    ),
    data: parseBytes(raw.data, `${where}.data`),
  };
}

export function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = new Uint8Array(256);
  for (const log of logs) {
    for (const item of [log.address, ...log.topics]) {
      for (const bit of bloomBits(parseBytes(item, 'log'))) bloom[255 - (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return bloom;
}

/** Whether a block may hold a log with all these addresses or topics; false is certain. */
export function mayHold(bloom: Uint8Array, items: readonly Uint8Array[]): boolean {
  return items.every((item) =>
    bloomBits(item).every((bit) => (bloom[255 - (bit >> 3)]! & (1 << (bit & 7))) !== 0),
  );
}

/** Three bits of 2048, each from the low 11 bits of a pair of bytes of the hash. */
function bloomBits(item: Uint8Array): number[] {
  const hash = keccak_256(item);
  return [0, 2, 4].map((i) => ((hash[i]! << 8) | hash[i + 1]!) & 2047);
}
