/** What a log or a call holds, in words of 32 bytes (https://docs.soliditylang.org, "Contract ABI Specification"). */
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check, hex, utf8 as textCoder } from '@scure/base';
import { type Asset, type AssetId, tokenAsset } from '../model/asset.ts';
import { type ChainId, getChain } from '../model/chain.ts';
import type { Log } from '../model/transaction.ts';
import { nativeOf } from './known.ts';

const base58check = createBase58check(sha256);
const WORD = 64;

/** The words of a log's data, without its `0x`. Bytes beyond the last whole word are left out. */
export function words(data: string): string[] {
  const body = data.slice(2);
  return Array.from({ length: Math.floor(body.length / WORD) }, (_, i) =>
    body.slice(WORD * i, WORD * (i + 1)),
  );
}

/** The topic or word without `0x`; all zeros where the log is shorter than its kind. */
export const topic = (log: Log, i: number): string => (log.topics[i] ?? '').slice(2).padStart(WORD, '0');

export const numberOf = (word: string | undefined): bigint => (word ? BigInt(`0x${word}`) : 0n);

/** A word as a number that fits a double exactly; -1 where it does not, so that it equals no index. */
export function countOf(word: string | undefined): number {
  const value = numberOf(word);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : -1;
}

/** The last 20 bytes of a word as an address of the chain; null for the zero address. */
export function addressIn(chain: ChainId, word: string | undefined): string | null {
  const twenty = (word ?? '').slice(-40);
  if (!/^[0-9a-f]{40}$/.test(twenty) || /^0{40}$/.test(twenty)) return null;
  return getChain(chain).family === 'tron'
    ? base58check.encode(Uint8Array.of(0x41, ...hex.decode(twenty)))
    : `0x${twenty}`;
}

/** What of a word is an address on another chain: 20 bytes of an EVM or TRON address behind zeros. */
export const addressOn = (chain: ChainId | null, word: string | undefined): string | null =>
  chain !== null && getChain(chain).family !== 'bitcoin' && /^0{22}(?:00|41)/.test(word ?? '')
    ? addressIn(chain, word)
    : null;

/** The token a contract address stands for; the zero address (and 0xee…ee) is the chain's own coin. */
export function assetAt(chain: ChainId, word: string | undefined): AssetId {
  const address = addressIn(chain, word);
  if (address === null || /^0x(?:ee){20}$/.test(address)) return nativeOf(chain);
  return tokenAsset(getChain(chain), address, '', 0).id;
}

/** Bytes of a dynamic field whose offset stands in word `at`; null where they run beyond the data. */
export function bytesAt(data: string, at: number): string | null {
  const body = data.slice(2);
  const offset = countOf(words(data)[at]) * 2;
  if (offset < 0 || offset + WORD > body.length) return null;
  const length = countOf(body.slice(offset, offset + WORD)) * 2;
  const start = offset + WORD;
  return length < 0 || start + length > body.length ? null : body.slice(start, start + length);
}

/** A dynamic string; null where it is not UTF-8 or not whole. */
export function stringAt(data: string, at: number): string | null {
  const bytes = bytesAt(data, at);
  return bytes === null ? null : utf8(bytes);
}

/** Bytes as text; null where they are no UTF-8: most OP_RETURNs are not. */
export function utf8(bytes: string): string | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(bytes)) return null;
  try {
    return textCoder.encode(hex.decode(bytes));
  } catch {
    return null;
  }
}

export const symbolIs = (asset: Asset, ticker: string): boolean =>
  asset.symbol.toUpperCase() === ticker.toUpperCase();
