/** Transactions that viem signed, as a node's JSON has them. */
import { parseTransaction } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { hex, type Json } from './made.ts';

export const ACCOUNT = privateKeyToAccount(`0x${'4c'.repeat(32)}`);

const NUMBERS = [
  'nonce',
  'gas',
  'gasPrice',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'maxFeePerBlobGas',
  'value',
  'chainId',
  'r',
  's',
];

/** What `ACCOUNT` signed: every number a hex quantity. */
export function asNodeWould(signed: `0x${string}`): Json {
  const tx = parseTransaction(signed as `0x02${string}`) as unknown as Json;
  const type = signed.startsWith('0x0') ? `0x${signed.slice(3, 4)}` : '0x0';
  const quantities = (of: Json, names: readonly string[]): Json =>
    Object.fromEntries(names.map((name) => [name, hex(BigInt((of[name] ?? 0) as bigint))]));
  return {
    ...quantities(tx, NUMBERS),
    v: hex(BigInt((type === '0x0' ? tx.v : tx.yParity) as bigint)),
    type,
    to: tx.to ?? null,
    input: tx.data ?? '0x',
    accessList: tx.accessList,
    blobVersionedHashes: tx.blobVersionedHashes,
    authorizationList: (tx.authorizationList as Json[] | undefined)?.map((item) => ({
      address: item.address,
      ...quantities(item, ['chainId', 'nonce', 'yParity', 'r', 's']),
    })),
    from: ACCOUNT.address,
  };
}
