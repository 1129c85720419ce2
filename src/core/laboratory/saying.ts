/** What the contracts of the story announce, written as their models on real chains write it (ABI, 32-byte words). */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base58 } from '@scure/base';
import { type AssetId, chainOfAsset, nativeAsset } from '../model/asset.ts';
import type { Log } from '../model/transaction.ts';

export type Saying = Omit<Log, 'index'>;

/** A word of a number, or of an address of any account chain. */
function word(value: bigint | string): string {
  if (typeof value === 'bigint') return value.toString(16).padStart(64, '0');
  const digits = value.startsWith('0x') ? value.slice(2) : bytesToHex(base58.decode(value).slice(1, 21));
  return digits.padStart(64, '0');
}

/** An event with its indexed values, then its words, then at most one string, which stands last. */
function saying(
  contract: string,
  event: string,
  indexed: readonly (bigint | string)[],
  plain: readonly (bigint | string)[],
  text?: string,
): Saying {
  const signature = bytesToHex(keccak_256(utf8ToBytes(event)));
  const head = plain.map(word);
  const bytes = text === undefined ? '' : bytesToHex(utf8ToBytes(text));
  const tail =
    text === undefined
      ? ''
      : word(BigInt(32 * (plain.length + 1))) +
        word(BigInt(bytes.length / 2)) +
        bytes.padEnd(Math.ceil(bytes.length / 64) * 64, '0');
  return {
    contract,
    topics: [`0x${signature}`, ...indexed.map((value) => `0x${word(value)}`)],
    data: `0x${head.join('')}${tail}`,
  };
}

const ZERO = `0x${'00'.repeat(20)}`;
const contractOf = (asset: AssetId): string =>
  asset === nativeAsset(chainOfAsset(asset)).id ? ZERO : asset.slice(asset.lastIndexOf(':') + 1);

/** Uniswap V2's pair. Which of the two is the first token does not matter to a reader. */
export const swapped = (pool: string, by: string, paid: bigint, given: bigint, to: string): Saying =>
  saying(pool, 'Swap(address,uint256,uint256,uint256,uint256,address)', [by, to], [paid, 0n, 0n, given]);

/** THORChain's router. On B and on TRON the laboratory's vaults are their own routers. */
export const deposited = (
  router: string,
  vault: string,
  asset: AssetId,
  amount: bigint,
  memo: string,
): Saying =>
  saying(router, 'Deposit(address,address,uint256,string)', [vault, contractOf(asset)], [amount], memo);

export const transferredOut = (
  router: string,
  { vault, to, asset, amount }: { vault: string; to: string; asset: AssetId; amount: bigint },
  memo: string,
): Saying =>
  saying(
    router,
    'TransferOut(address,address,address,uint256,string)',
    [vault, to],
    [contractOf(asset), amount],
    memo,
  );

/** Aave V3's pool. */
export const supplied = (pool: string, reserve: AssetId, by: string, amount: bigint): Saying =>
  saying(pool, 'Supply(address,address,address,uint256,uint16)', [contractOf(reserve), by, 0n], [by, amount]);

export const borrowed = (pool: string, reserve: AssetId, by: string, amount: bigint): Saying =>
  saying(
    pool,
    'Borrow(address,address,address,uint256,uint8,uint256,uint16)',
    [contractOf(reserve), by, 0n],
    [by, amount, 2n, 0n],
  );

export const repaid = (pool: string, reserve: AssetId, by: string, amount: bigint): Saying =>
  saying(pool, 'Repay(address,address,address,uint256,bool)', [contractOf(reserve), by, by], [amount, 0n]);

export const withdrawn = (pool: string, reserve: AssetId, by: string, amount: bigint): Saying =>
  saying(pool, 'Withdraw(address,address,address,uint256)', [contractOf(reserve), by, by], [amount]);

/** A memo in an OP_RETURN output, which holds no value. */
export const memoOutput = (memo: string) =>
  ({ value: 0n, owner: null, data: bytesToHex(utf8ToBytes(memo)) }) as const;
