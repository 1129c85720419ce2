/**
 * A block is accepted only where its header has the hash it is asked by, and its transactions, receipts and
 * withdrawals give the roots that the header states. A log left out, added, altered or moved gives another
 * receipts root, so a node can delay us but not change what happened (P6 and P7).
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { AshiatoError, type ErrorCode } from '../../model/errors.ts';
import { committed } from './bor.ts';
import {
  EMPTY_BYTES,
  minimalBytes,
  parseBytes,
  parseData,
  parseQuantity,
  sameBytes,
  toHex,
} from './bytes.ts';
import type { EvmTransaction } from './envelope.ts';
import { type Header, readHeader } from './header.ts';
import type { EvmProfile } from './profiles.ts';
import { asList, asObject, isAbsent } from './raw.ts';
import { type Receipt, readReceipt } from './receipt.ts';
import { encodeRlp } from './rlp.ts';
import { readTransaction } from './transaction.ts';
import { listRoot } from './trie.ts';

export type Withdrawal = { readonly index: bigint; readonly address: string; readonly wei: bigint };

export type VerifiedBlock = {
  readonly header: Header;
  readonly transactions: readonly EvmTransaction[];
  readonly receipts: readonly Receipt[];
  readonly withdrawals: readonly Withdrawal[];
  /** Polygon: whether the node told of a transaction of the bridge that no root commits to. */
  readonly bridged: boolean;
  /** Avalanche: whether coins cross to or from its other chains in this block. */
  readonly crossing: boolean;
};

/** Reads a header and checks that its fields have the hash the node gives for it. */
export function verifyHeader(profile: EvmProfile, value: unknown, where: string): Header {
  const raw = asObject(value, where);
  const header = readHeader(profile, raw, where);
  const claimed = parseData(raw.hash, `${where}.hash`, 32);
  if (header.hash !== claimed) throw differs('E_HEADER_HASH', 'header hash', header.hash, claimed, where);
  return header;
}

/** `block` as from `eth_getBlockByNumber` with full transactions, `receipts` as from `eth_getBlockReceipts`. */
export function verifyBlock(
  profile: EvmProfile,
  block: unknown,
  receipts: unknown,
  where: string,
): VerifiedBlock {
  const raw = asObject(block, where);
  const header = verifyHeader(profile, raw, where);
  const told = asList(raw.transactions, `${where}.transactions`);
  const listed = committed(profile, told, header, 'hash');
  const transactions = listed.map((tx, i) => readTransaction(tx, `${where}.transactions[${i}]`));
  expectRoot('E_TX_ROOT', 'transactions root', transactions, header.transactionsRoot, where);
  const answered = committed(profile, asList(receipts, `${where}.receipts`), header, 'transactionHash');
  const read = answered.map((receipt, i) => readReceipt(receipt, `${where}.receipts[${i}]`));
  expectRoot('E_RECEIPTS_ROOT', 'receipts root', read, header.receiptsRoot, where);
  if (read.length !== transactions.length) {
    throw new AshiatoError(
      'E_RECEIPTS_ROOT',
      `${read.length} receipts stand for ${transactions.length} transactions`,
      { where, next: NEXT },
    );
  }
  const bloom = new Uint8Array(256);
  for (const receipt of read) {
    for (const [i, byte] of receipt.bloom.entries()) bloom[i]! |= byte;
  }
  if (!sameBytes(bloom, header.bloom)) {
    throw new AshiatoError('E_LOGS_BLOOM', 'the header’s bloom filter is not that of the logs', {
      where,
      next: NEXT,
    });
  }
  return {
    header,
    transactions,
    receipts: read,
    withdrawals: readWithdrawals(profile, raw.withdrawals, header, where),
    bridged: listed.length < told.length,
    crossing: readCrossing(raw.blockExtraData, header, where),
  };
}

/** Empty on most blocks. The hash is of the RLP of the bytes (coreth, CalcExtDataHash); early blocks have none. */
function readCrossing(value: unknown, { extDataHash }: Header, where: string): boolean {
  if (extDataHash === null || /^0x0+$/.test(extDataHash)) return false;
  const data = isAbsent(value) ? EMPTY_BYTES : parseBytes(value, `${where}.blockExtraData`);
  const hash = toHex(keccak_256(encodeRlp(data)));
  if (hash !== extDataHash) throw differs('E_TX_ROOT', 'hash of the extra data', hash, extDataHash, where);
  return data.length > 0;
}

/** EIP-4895, in Gwei. On the OP stack the field holds a storage root of the chain (Isthmus) and the list is empty. */
function readWithdrawals(profile: EvmProfile, value: unknown, header: Header, where: string): Withdrawal[] {
  if (header.withdrawalsRoot === null || profile.stack === 'op') return [];
  const encoded: { encoded: Uint8Array }[] = [];
  const withdrawals = asList(isAbsent(value) ? [] : value, `${where}.withdrawals`).map((item, i) => {
    const at = `${where}.withdrawals[${i}]`;
    const raw = asObject(item, at);
    const [index, validator, gwei] = ['index', 'validatorIndex', 'amount'].map((name) =>
      parseQuantity(raw[name], `${at}.${name}`),
    ) as [bigint, bigint, bigint];
    const address = parseData(raw.address, `${at}.address`, 20);
    encoded.push({
      encoded: encodeRlp([
        minimalBytes(index),
        minimalBytes(validator),
        parseBytes(address, at, 20),
        minimalBytes(gwei),
      ]),
    });
    return { index, address, wei: gwei * 1_000_000_000n };
  });
  expectRoot('E_WITHDRAWALS_ROOT', 'withdrawals root', encoded, header.withdrawalsRoot, where);
  return withdrawals;
}

function expectRoot(
  code: ErrorCode,
  what: string,
  items: readonly { encoded: Uint8Array }[],
  stated: string,
  where: string,
): void {
  const root = listRoot(items.map((item) => item.encoded));
  if (root !== stated) throw differs(code, what, root, stated, where);
}

const NEXT = 'The node leaves out or alters data; nothing of this answer is used. Use another node.';

const differs = (
  code: ErrorCode,
  what: string,
  computed: string,
  stated: string,
  where: string,
): AshiatoError =>
  new AshiatoError(code, `the ${what} is ${computed}, and the node states ${stated}`, { where, next: NEXT });
