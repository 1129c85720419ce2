/**
 * A whole transaction from a server's own words. Rows of an account show only what touches the account, so they name
 * the transaction, and the rest is asked for by its hash. What it can prove of itself is proved: its fields give its
 * hash, its signature its sender, its block's fields the block's hash. That it stands in that block, its receipt and
 * its internal transfers are the server's word.
 */
import { parseCount, parseData } from '../../../core/chains/evm/bytes.ts';
import { decodeBlock, type UnreadLog } from '../../../core/chains/evm/decode.ts';
import type { Header } from '../../../core/chains/evm/header.ts';
import type { EvmProfile } from '../../../core/chains/evm/profiles.ts';
import { asObject } from '../../../core/chains/evm/raw.ts';
import { readReceipt } from '../../../core/chains/evm/receipt.ts';
import type { Move } from '../../../core/chains/evm/traces.ts';
import { expectSender, readTransaction } from '../../../core/chains/evm/transaction.ts';
import { verifyHeader } from '../../../core/chains/evm/verify.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { AccountTransaction } from '../../../core/model/transaction.ts';
import type { Api } from './api.ts';
import { readAddress, readAmount } from './rows.ts';

export type Whole = { readonly transaction: AccountTransaction; readonly unread: readonly UnreadLog[] };

const quantity = (value: number): string => `0x${value.toString(16)}`;

export async function headerAt(api: Api, profile: EvmProfile, height: number): Promise<Header> {
  const where = `${api.label} block ${height}`;
  const tag = quantity(height);
  const answer = await api.rpc({
    method: 'eth_getBlockByNumber',
    params: [tag, false],
    query: { tag, boolean: 'false' },
  });
  const header = verifyHeader(profile, answer, where);
  if (header.height === height) return header;
  throw odd('E_HEADER_HASH', `block ${header.height} came for block ${height}`, where);
}

/** What the server says its chain is; null where it does not say, as Etherscan itself, which is asked by `chainid` instead. */
export async function networkOf(api: Api, chain: Chain): Promise<string | null> {
  let said: unknown;
  try {
    said = await api.rpc({ method: 'eth_chainId', params: [], query: {} });
  } catch (error) {
    if (error instanceof AshiatoError && !error.retryable) return null;
    throw error;
  }
  expectChain(said, chain, api.label);
  return String(said);
}

/** Transactions name the chain that they were signed for, but for the oldest kinds. */
function expectChain(said: unknown, chain: Chain, where: string): void {
  if (said === undefined || said === null) return;
  const id = parseCount(said, `${where}.chainId`);
  if (id === Number(chain.id.split(':')[1])) return;
  throw new AshiatoError('E_WRONG_CHAIN', `the server serves chain ${id}, not ${chain.name}`, {
    where,
    next: `Give the address of a server of ${chain.name}.`,
  });
}

export async function wholeTransaction(
  api: Api,
  chain: Chain,
  profile: EvmProfile,
  txid: string,
  headers: (api: Api, height: number) => Promise<Header>,
): Promise<Whole> {
  const where = `${api.label} ${txid}`;
  const call = (method: string) => api.rpc({ method, params: [txid], query: { txhash: txid } });
  const [rawTx, rawReceipt] = [
    await call('eth_getTransactionByHash'),
    asObject(await call('eth_getTransactionReceipt'), where),
  ];
  const tx = readTransaction(rawTx, where);
  expectChain(asObject(rawTx, where).chainId, chain, where);
  if (tx.hash !== txid) throw odd('E_TX_ROOT', `the fields given are those of ${tx.hash}`, where);
  expectSender(tx, where);
  if (parseData(rawReceipt.transactionHash, where, 32) !== txid)
    throw odd('E_RPC_VALUE', 'the receipt is another transaction’s', where);
  const height = parseCount(rawReceipt.blockNumber, `${where}.blockNumber`);
  const header = await headers(api, height);
  if (header.hash !== parseData(rawReceipt.blockHash, `${where}.blockHash`, 32))
    throw odd('E_RPC_VALUE', 'the receipt names another block', where);
  // Alone in its list a receipt's cumulative gas is its own.
  const receipt = readReceipt({ ...rawReceipt, cumulativeGasUsed: rawReceipt.gasUsed }, where);
  const moves = receipt.succeeded === false ? [] : await internalMoves(api, txid, header.cancun);
  const decoded = decodeBlock(
    chain,
    profile,
    {
      header,
      transactions: [tx],
      receipts: [receipt],
      withdrawals: [],
      bridged: false,
      crossing: false,
    },
    [{ failed: receipt.succeeded === false, before: [], moves }],
  );
  const index = parseCount(rawReceipt.transactionIndex, `${where}.transactionIndex`);
  const [alone] = decoded.block.transactions;
  if (alone?.type !== 'account') throw odd('E_RPC_VALUE', 'the transaction could not be read', where);
  return { transaction: { ...alone, place: { height, index } }, unread: decoded.unread };
}

/** Calls that move no coins of their own (see core/chains/evm/traces.ts). */
const STILL = ['delegatecall', 'callcode', 'staticcall'];
const DESTROYED = ['suicide', 'selfdestruct'];

/** In the order of calls. A call that failed is dropped with everything below it, which its `traceId` begins. */
async function internalMoves(api: Api, txid: string, cancun: boolean): Promise<Move[]> {
  const rows = await api.rows('txlistinternal', { txhash: txid });
  const failed: string[] = [];
  return rows.flatMap((row, i): Move[] => {
    const where = `${api.label} internal transfers of ${txid}[${i}]`;
    const raw = asObject(row, where);
    const trace = typeof raw.traceId === 'string' ? raw.traceId : null;
    const wei = readAmount(raw.value, `${where}.value`);
    if (raw.isError !== '0' && trace !== null) failed.push(trace);
    const below = trace !== null && failed.some((above) => trace === above || trace.startsWith(`${above}_`));
    const type = String(isString(raw.callType) ? raw.callType : raw.type).toLowerCase();
    if (raw.isError !== '0' || below || wei === 0n || STILL.includes(type)) return [];
    const from = readAddress(raw.from, `${where}.from`);
    const to =
      readAddress(raw.to, `${where}.to`) ?? readAddress(raw.contractAddress, `${where}.contractAddress`);
    if (DESTROYED.includes(String(raw.type).toLowerCase()) && from === to)
      return cancun ? [] : [{ from, to: null, wei }];
    return [{ from, to, wei }];
  });
}

const isString = (value: unknown): value is string => typeof value === 'string' && value !== '';

const odd = (
  code: 'E_RPC_VALUE' | 'E_TX_ROOT' | 'E_HEADER_HASH',
  what: string,
  where: string,
): AshiatoError => new AshiatoError(code, what, { where, next: 'Use another server.' });
