/**
 * A generated world of bridge traffic, the same for the same seed: pairs of payments in and out as each protocol's
 * contracts say them, and confusers that look like them. No pair in it ever happened; the contracts, event layouts
 * and memo grammar are the real ones.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { createBase58check } from '@scure/base';
import { makeRandom, type Random } from '../src/core/laboratory/prng.ts';
import { newAddress } from '../src/core/laboratory/wallet.ts';
import type { AssetId } from '../src/core/model/asset.ts';
import { type ChainId, getChain } from '../src/core/model/chain.ts';
import type { TxId } from '../src/core/model/location.ts';
import type { AccountTransaction, Log, Transaction, TransferEvent } from '../src/core/model/transaction.ts';
import { type Known, nativeOf } from '../src/core/patterns/known.ts';

export const BITCOIN = getChain('bip122:000000000019d6689c085ae165831e93').id;
export const ETHEREUM = getChain('eip155:1').id;
export const ARBITRUM = getChain('eip155:42161').id;
export const BASE = getChain('eip155:8453').id;
export const AVALANCHE = getChain('eip155:43114').id;

const base58check = createBase58check(sha256);

export type BridgePair = {
  readonly protocol: string;
  /** Whether the far side names the deposit (memo, id, nonce). */
  readonly named: boolean;
  readonly deposit: string;
  readonly payouts: readonly string[];
};

export type BridgeWorld = {
  readonly transactions: readonly Transaction[];
  readonly pairs: readonly BridgePair[];
  /** Transactions that answer no deposit, though they look as if they did. */
  readonly confusers: readonly string[];
};

export type Movement = {
  readonly asset: AssetId;
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: bigint;
};

/** Writes logs and transactions; shared with the tests of single protocols. */
export class Stage {
  readonly transactions: Transaction[] = [];
  readonly random: Random;
  readonly known: Known;
  now = 1_767_571_200;
  #serial = 0;

  constructor(seed: number, known: Known) {
    this.random = makeRandom(seed);
    this.known = known;
  }

  person(chain: ChainId): string {
    // The laboratory writes regtest's addresses; these are of the real chain's form.
    if (chain !== BITCOIN) return newAddress(this.random, getChain(chain));
    return base58check.encode(Uint8Array.of(0, ...this.random.bytes(20)));
  }

  id(): string {
    this.#serial += 1;
    return bytesToHex(keccak_256(utf8ToBytes(`tx ${this.#serial} ${this.random.below(2 ** 30)}`)));
  }

  wait(seconds: number): void {
    this.now += 1 + this.random.below(seconds);
  }

  contract(chain: ChainId, service: string, detail: RegExp): string {
    const row = this.known.of(service, chain).find((each) => detail.test(each.detail));
    if (row === undefined) throw new Error(`no ${service} ${detail} on ${chain}`);
    return row.address;
  }

  asset(chain: ChainId, symbol: string): AssetId {
    const found = this.known.assets.find((asset) => asset.chain === chain && asset.symbol === symbol);
    if (found === undefined) throw new Error(`no ${symbol} on ${chain}`);
    return found.id;
  }

  /** Gas first, then the legs from index 1 on. */
  account(
    chain: ChainId,
    payer: string,
    moves: readonly Movement[],
    said: readonly Omit<Log, 'index'>[] = [],
    called?: AccountTransaction['called'],
    signedBy?: string,
  ): AccountTransaction {
    const gas = {
      index: 0,
      type: 'fee',
      asset: nativeOf(chain),
      from: payer,
      to: null,
      amount: 21_000n,
    } as const;
    const tx: AccountTransaction = {
      type: 'account',
      chain,
      txid: `0x${this.id()}` as TxId,
      place: { height: this.transactions.length, index: 0 },
      time: this.now,
      events: [gas, ...moves.map((move, i): TransferEvent => ({ index: i + 1, type: 'transfer', ...move }))],
      ...(said.length === 0 ? {} : { said: said.map((log, index) => ({ index, ...log })) }),
      ...(called === undefined ? {} : { called }),
      ...(signedBy === undefined ? {} : { signedBy }),
    };
    this.transactions.push(tx);
    return tx;
  }

  coins(
    outputs: readonly { readonly value: bigint; readonly owner: string | null; readonly data?: string }[],
  ): Transaction {
    const total = outputs.reduce((sum, output) => sum + output.value, 2_000n);
    const tx: Transaction = {
      type: 'utxo',
      chain: BITCOIN,
      txid: this.id() as TxId,
      place: { height: this.transactions.length, index: 1 },
      time: this.now,
      inputs: [{ txid: this.id() as TxId, vout: 0, value: total }],
      outputs,
    };
    this.transactions.push(tx);
    return tx;
  }
}

export const word = (value: bigint | number | string): string =>
  (typeof value === 'string' ? value.replace(/^0x/, '') : value.toString(16)).padStart(64, '0');

/** Data of words, then dynamic fields (hex) whose offsets stand where `null` does. */
export function abi(fields: readonly (bigint | number | string | { readonly bytes: string })[]): string {
  const head: string[] = [];
  let tail = '';
  for (const field of fields) {
    if (typeof field !== 'object') head.push(word(field));
    else {
      head.push(word(BigInt(32 * fields.length + tail.length / 2)));
      const { bytes } = field;
      tail += word(BigInt(bytes.length / 2)) + bytes.padEnd(Math.ceil(bytes.length / 64) * 64, '0');
    }
  }
  return `0x${head.join('')}${tail}`;
}

export const event = (signature: string): string => `0x${bytesToHex(keccak_256(utf8ToBytes(signature)))}`;
export const asHex = (text: string): string => bytesToHex(utf8ToBytes(text));
export const log = (
  contract: string,
  signature: string,
  indexed: readonly (bigint | number | string)[],
  data: string,
): Omit<Log, 'index'> => ({
  contract,
  topics: [event(signature), ...indexed.map((value) => `0x${word(value)}`)],
  data,
});

export const tokenOf = (asset: AssetId): string => asset.slice(asset.lastIndexOf(':') + 1);
