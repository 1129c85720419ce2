/**
 * Block headers of every fork, and their hash. Which optional fields a header has says its fork: London adds
 * the base fee (EIP-1559), Shanghai the withdrawals root (EIP-4895), Cancun blob gas and the parent beacon
 * root (EIP-4844, EIP-4788), Prague the requests hash (EIP-7685). A field that we do not know makes the hash
 * differ, which is refused: an unknown fork is never half understood.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { minimalBytes, parseBytes, parseCount, parseData, parseQuantity, toHex } from './bytes.ts';
import type { Raw } from './raw.ts';
import { encodeRlp } from './rlp.ts';

export type Header = {
  readonly hash: string;
  readonly parent: string;
  readonly height: number;
  readonly time: number;
  readonly miner: string;
  readonly stateRoot: string;
  readonly transactionsRoot: string;
  readonly receiptsRoot: string;
  readonly withdrawalsRoot: string | null;
  readonly baseFee: bigint | null;
  readonly bloom: Uint8Array;
  /** From Cancun on, a contract destroyed in favour of itself keeps its balance (EIP-6780). */
  readonly cancun: boolean;
};

/** Optional fields in the order in which forks appended them; the first that is absent ends the list. */
const APPENDED = [
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 'hash'],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 'hash'],
  ['requestsHash', 'hash'],
] as const;

/** Reads a header and computes its hash; `hash` is what the fields say, not what the node says. */
export function readHeader(raw: Raw, where: string): Header {
  const at = (name: string): string => `${where}.${name}`;
  const hash = (name: string): Uint8Array => parseBytes(raw[name], at(name), 32);
  const quantity = (name: string): Uint8Array => minimalBytes(parseQuantity(raw[name], at(name)));
  const bloom = parseBytes(raw.logsBloom, at('logsBloom'), 256);
  const fields = [
    hash('parentHash'),
    hash('sha3Uncles'),
    parseBytes(raw.miner ?? raw.author, at('miner'), 20),
    hash('stateRoot'),
    hash('transactionsRoot'),
    hash('receiptsRoot'),
    bloom,
    quantity('difficulty'),
    quantity('number'),
    quantity('gasLimit'),
    quantity('gasUsed'),
    quantity('timestamp'),
    parseBytes(raw.extraData, at('extraData')),
    hash('mixHash'),
    parseBytes(raw.nonce, at('nonce'), 8),
  ];
  for (const [name, kind] of APPENDED) {
    if (raw[name] === undefined || raw[name] === null) break;
    fields.push(kind === 'hash' ? hash(name) : quantity(name));
  }
  const data = (name: string): string => parseData(raw[name], at(name), 32);
  const has = (name: string): boolean => raw[name] !== undefined && raw[name] !== null;
  return {
    hash: toHex(keccak_256(encodeRlp(fields))),
    parent: data('parentHash'),
    height: parseCount(raw.number, at('number')),
    time: parseCount(raw.timestamp, at('timestamp')),
    miner: parseData(raw.miner ?? raw.author, at('miner'), 20),
    stateRoot: data('stateRoot'),
    transactionsRoot: data('transactionsRoot'),
    receiptsRoot: data('receiptsRoot'),
    withdrawalsRoot: has('withdrawalsRoot') ? data('withdrawalsRoot') : null,
    baseFee: has('baseFeePerGas') ? parseQuantity(raw.baseFeePerGas, at('baseFeePerGas')) : null,
    bloom,
    cancun: has('parentBeaconBlockRoot'),
  };
}
