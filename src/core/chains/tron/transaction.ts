/**
 * Transactions. Their id is SHA-256 of the signed bytes, which nodes give as `raw_data_hex`; the leaf of the
 * block's tree is SHA-256 of the whole message, that is the signed bytes, the signatures and `ret`, as the block
 * holds them (java-tron, `TransactionCapsule.getMerkleHash`). `ret` is shown as JSON and is written again here.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import { asList, asObject, isAbsent, parseHex, parseInt64, type Raw, toHex } from './bytes.ts';
import { type Contract, readContract } from './contract.ts';
import { readMessage, Writer } from './protobuf.ts';

export type TronTransaction = {
  readonly id: string;
  /** The bytes that the block's tree commits to. */
  readonly encoded: Uint8Array;
  readonly contract: Contract;
  /** What its sender wrote to it: TRON keeps memos beside the contract. */
  readonly memo: Uint8Array;
  /** What became of it, as the block commits to it; `DEFAULT` where the block does not say. */
  readonly outcome: string;
};

/** `Transaction.Result.contractResult` in java-tron's `core/Tron.proto`, in the order of its numbers. */
const OUTCOMES = [
  'DEFAULT',
  'SUCCESS',
  'REVERT',
  'BAD_JUMP_DESTINATION',
  'OUT_OF_MEMORY',
  'PRECOMPILED_CONTRACT',
  'STACK_TOO_SMALL',
  'STACK_TOO_LARGE',
  'ILLEGAL_OPERATION',
  'STACK_OVERFLOW',
  'OUT_OF_ENERGY',
  'OUT_OF_TIME',
  'JVM_STACK_OVER_FLOW',
  'UNKNOWN',
  'TRANSFER_FAILED',
  'INVALID_CODE',
];

export function readTransaction(value: unknown, where: string): TronTransaction {
  const raw = asObject(value, where);
  const signed = parseHex(raw.raw_data_hex, `${where}.raw_data_hex`);
  const digest = sha256(signed);
  const id = toHex(digest);
  if (!isAbsent(raw.txID) && raw.txID !== id) {
    throw new AshiatoError('E_TX_ROOT', `the transaction is ${id}, and the node calls it otherwise`, {
      where,
      next: 'The node alters data; use another node.',
    });
  }
  const writer = new Writer().item(1, signed);
  for (const [i, signature] of asList(raw.signature, `${where}.signature`).entries())
    writer.item(2, parseHex(signature, `${where}.signature[${i}]`));
  const results = asList(raw.ret, `${where}.ret`).map((item, i) => asObject(item, `${where}.ret[${i}]`));
  for (const [i, result] of results.entries()) writer.item(5, encodeResult(result, `${where}.ret[${i}]`));
  const message = readMessage(signed, where);
  return {
    id,
    encoded: writer.finish(),
    contract: readContract(message, digest, where),
    memo: message.bytes(10),
    outcome: outcomeOf(results[0] ?? {}),
  };
}

const outcomeOf = ({ contractRet }: Raw): string =>
  typeof contractRet === 'string' ? contractRet : 'DEFAULT';

type Kind = 'int64' | 'code' | 'outcome' | 'text' | 'bytes' | 'orders' | 'amounts';

/** `Transaction.Result`. A block normally holds `contractRet` alone; senders may have put in the others. */
const RESULT_FIELDS: readonly (readonly [number, string, Kind])[] = [
  [1, 'fee', 'int64'],
  [2, 'ret', 'code'],
  [3, 'contractRet', 'outcome'],
  [14, 'assetIssueID', 'text'],
  [15, 'withdraw_amount', 'int64'],
  [16, 'unfreeze_amount', 'int64'],
  [18, 'exchange_received_amount', 'int64'],
  [19, 'exchange_inject_another_amount', 'int64'],
  [20, 'exchange_withdraw_another_amount', 'int64'],
  [21, 'exchange_id', 'int64'],
  [22, 'shielded_transaction_fee', 'int64'],
  [25, 'orderId', 'bytes'],
  [26, 'orderDetails', 'orders'],
  [27, 'withdraw_expire_amount', 'int64'],
  [28, 'cancel_unfreezeV2_amount', 'amounts'],
];
const RESULT_NAMES = new Set(RESULT_FIELDS.map(([, name]) => name));

function encodeResult(result: Raw, where: string): Uint8Array {
  const unknown = Object.keys(result).find((name) => !RESULT_NAMES.has(name));
  if (unknown !== undefined) throw notKnown('a result with a field that is not known', where);
  const writer = new Writer();
  for (const [number, name, kind] of RESULT_FIELDS) {
    const value = result[name];
    if (isAbsent(value)) continue;
    const at = `${where}.${name}`;
    switch (kind) {
      case 'int64':
        writer.int64(number, parseInt64(value, at));
        break;
      case 'code':
        writer.int64(number, BigInt(placeOf(value, ['SUCESS', 'FAILED'], at)));
        break;
      case 'outcome':
        writer.int64(number, BigInt(placeOf(value, OUTCOMES, at)));
        break;
      case 'text':
        writer.bytes(number, utf8ToBytes(String(value)));
        break;
      case 'bytes':
        writer.bytes(number, parseHex(value, at));
        break;
      case 'orders':
        for (const order of asList(value, at)) writer.item(number, encodeOrder(asObject(order, at), at));
        break;
      case 'amounts':
        for (const entry of asList(value, at)) writer.item(number, encodeEntry(asObject(entry, at), at));
        break;
    }
  }
  return writer.finish();
}

const encodeOrder = (order: Raw, where: string): Uint8Array =>
  new Writer()
    .bytes(1, isAbsent(order.makerOrderId) ? new Uint8Array(0) : parseHex(order.makerOrderId, where))
    .bytes(2, isAbsent(order.takerOrderId) ? new Uint8Array(0) : parseHex(order.takerOrderId, where))
    .int64(3, parseInt64(order.fillSellQuantity ?? 0, where))
    .int64(4, parseInt64(order.fillBuyQuantity ?? 0, where))
    .finish();

/** An entry of a map is a message of a key and a value, both written even where they are empty. */
function encodeEntry(entry: Raw, where: string): Uint8Array {
  if (typeof entry.key !== 'string') throw notKnown('a map without a key', where);
  const amount = parseInt64(entry.value ?? 0, where);
  const value = amount === 0n ? Uint8Array.of(0x10, 0x00) : new Writer().int64(2, amount).finish();
  const key = new Writer().item(1, utf8ToBytes(entry.key)).finish();
  return Uint8Array.from([...key, ...value]);
}

function placeOf(value: unknown, names: readonly string[], where: string): number {
  const place = typeof value === 'string' ? names.indexOf(value) : -1;
  if (place === -1) throw notKnown('a result that is not known', where);
  return place;
}

const notKnown = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_TX_TYPE', `the transaction has ${what}`, {
    where,
    next: 'Its bytes cannot be written again, so its block cannot be verified; nothing of the block is used.',
  });
