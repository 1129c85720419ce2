/**
 * Block headers of every fork, and their hash. Which optional fields a header has says its fork: London adds
 * the base fee (EIP-1559), Shanghai the withdrawals root (EIP-4895), Cancun blob gas and the parent beacon
 * root (EIP-4844, EIP-4788), Prague the requests hash (EIP-7685). A field that we do not know makes the hash
 * differ, which is refused: an unknown fork is never half understood.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import {
  minimalBytes,
  parseBytes,
  parseCount,
  parseData,
  parseQuantity,
  toHex,
  wholeNumber,
} from './bytes.ts';
import type { EvmProfile } from './profiles.ts';
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
  readonly extraData: Uint8Array;
  readonly mixHash: Uint8Array;
  /** Avalanche: the hash of what crosses to its other chains in this block. */
  readonly extDataHash: string | null;
};

type Appended = readonly (readonly [name: string, kind: 'quantity' | 'hash'])[];

/** Optional fields in the order in which forks appended them; the first that is absent ends the list. */
const APPENDED: Appended = [
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 'hash'],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 'hash'],
  ['requestsHash', 'hash'],
];

/** coreth, plugin/evm/customtypes/header_ext.go: `extDataHash` from the genesis on, then these. */
const APPENDED_BY_AVALANCHE: Appended = [
  ['baseFeePerGas', 'quantity'],
  ['extDataGasUsed', 'quantity'],
  ['blockGasCost', 'quantity'],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 'hash'],
  ['timestampMilliseconds', 'quantity'],
  ['minDelayExcess', 'quantity'],
];

/** Reads a header and computes its hash; `hash` is what the fields say, not what the node says. */
export function readHeader(profile: EvmProfile, raw: Raw, where: string): Header {
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
  const avalanche = profile.stack === 'avalanche';
  if (avalanche) fields.push(hash('extDataHash'));
  for (const [name, kind] of avalanche ? APPENDED_BY_AVALANCHE : APPENDED) {
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
    cancun: has('blobGasUsed') || cancunByRule(profile, raw),
    extraData: parseBytes(raw.extraData, at('extraData')),
    mixHash: hash('mixHash'),
    extDataHash: avalanche ? data('extDataHash') : null,
  };
}

/** ArbOS 20 and Polygon's Napoli fork took Cancun's rules without its header fields. */
function cancunByRule({ stack }: EvmProfile, raw: Raw): boolean {
  if (stack === 'arbitrum') return arbOsVersion(parseBytes(raw.mixHash, 'mixHash', 32)) >= 20n;
  return stack === 'bor' && parseCount(raw.number, 'number') >= NAPOLI;
}

/** https://github.com/maticnetwork/Polygon-Improvement-Proposals/blob/main/PIPs/PIP-33.md */
const NAPOLI = 54_876_000;

/** arb_types.go, HeaderInfo: sends, block below, version, each in eight bytes; then whether tips are collected. */
const arbOsVersion = (mixHash: Uint8Array): bigint => wholeNumber(mixHash.subarray(16, 24));

export const collectsTips = (mixHash: Uint8Array): boolean =>
  arbOsVersion(mixHash) === 9n || (mixHash[25]! & 1) === 1;
