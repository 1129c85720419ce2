/**
 * Balances just before a transaction: at the end of the block before, then what earlier transactions of its own
 * block changed. A native balance is proved under the verified header's state root where a node gives proofs
 * (EIP-1186); everything else two nodes must say alike. Null: no node can say.
 */
import { parseBytes, parseQuantity, toHex, wholeNumber } from '../../../core/chains/evm/bytes.ts';
import { asList, asObject } from '../../../core/chains/evm/raw.ts';
import { decodeRlp, type RlpItem } from '../../../core/chains/evm/rlp.ts';
import { proveValue } from '../../../core/chains/evm/trie.ts';
import type { Amount } from '../../../core/model/amount.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Account } from '../../../core/model/location.ts';
import type { Block, Place } from '../../../core/model/transaction.ts';
import type { Pool } from '../wire/pool.ts';
import type { Anchor } from './anchor.ts';
import { type CapableNode, quantity } from './capabilities.ts';
import type { Witnesses } from './caveats.ts';

/** What the transactions of a block before a place did to an account. */
export function changeBefore(block: Block, before: Place, account: Account): Amount {
  let change = 0n;
  for (const tx of block.transactions) {
    if (tx.type !== 'account' || tx.place.index >= before.index) continue;
    for (const event of tx.events) {
      if (event.asset !== account.asset) continue;
      if (event.to === account.address) change += event.amount;
      if (event.from === account.address) change -= event.amount;
    }
  }
  return change;
}

/** The balance at the end of a block. */
export async function balanceAt(
  pool: Pool<CapableNode>,
  witnesses: Witnesses<CapableNode>,
  account: Account,
  height: number,
  anchor: Anchor,
): Promise<Amount | null> {
  const what = `a balance at block ${height}`;
  const contract = contractOf(account);
  if (contract !== null)
    return unlessUnable(
      witnesses.agreed('balances are', what, (node) => tokenBalance(node, contract, account.address, height)),
    );
  const proved = await provedAccount(pool, account.address, height, anchor);
  if (proved !== null) return proved.balance;
  return unlessUnable(
    witnesses.agreed('balances are', what, (node) => statedBalance(node, account.address, height)),
  );
}

/** Null for the chain's own coin. */
export const contractOf = ({ asset }: Account): string | null =>
  /\/erc20:(0x[0-9a-f]{40})$/.exec(asset)?.[1] ?? null;

/** What the state root says of an account at the end of a block. */
export type ProvedAccount = {
  readonly nonce: bigint;
  readonly balance: Amount;
  /** Whether it has code: then others' calls can move its coins. */
  readonly code: boolean;
};

/** Null where no node proves the state of that block. */
export const provedAccount = (
  pool: Pool<CapableNode>,
  address: string,
  height: number,
  anchor: Anchor,
): Promise<ProvedAccount | null> =>
  unlessUnable(pool.first((node) => accountProof(node, address, height, anchor)));

/** A node that does not keep the state refuses, each in its own words: then it cannot say. A lie is another matter. */
async function unlessUnable<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const unable =
      error instanceof AshiatoError && ['E_RPC_ERROR', 'E_RPC_METHOD', 'E_RPC_NULL'].includes(error.code);
    if (unable) return null;
    throw error;
  }
}

/** EIP-1186. The account is RLP [nonce, balance, storage root, code hash]. */
async function accountProof(
  node: CapableNode,
  address: string,
  height: number,
  anchor: Anchor,
): Promise<ProvedAccount> {
  if (!node.can.proofs)
    throw new AshiatoError('E_RPC_METHOD', 'the node offers no proofs', { where: node.label });
  const where = `${node.label} proof of ${address} at block ${height}`;
  const [answer] = await node.ask([{ method: 'eth_getProof', params: [address, [], quantity(height)] }]);
  const { accountProof: steps } = asObject(answer, where);
  const proof = asList(steps, where).map((step) => parseBytes(step, where));
  const value = proveValue(anchor.stateRoot, parseBytes(address, where), proof);
  if (value === null) return { nonce: 0n, balance: 0n, code: false };
  const account = decodeRlp(value);
  const [nonce, balance, , codeHash]: readonly (RlpItem | undefined)[] =
    account instanceof Uint8Array ? [] : account;
  if (!(nonce instanceof Uint8Array && balance instanceof Uint8Array && codeHash instanceof Uint8Array))
    throw new AshiatoError('E_STATE_PROOF', 'the proved value is no account', { where });
  return { nonce: wholeNumber(nonce), balance: wholeNumber(balance), code: toHex(codeHash) !== NO_CODE };
}

/** keccak256 of nothing. */
const NO_CODE = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470';

async function statedBalance(node: CapableNode, address: string, height: number): Promise<Amount> {
  const [balance] = await node.ask([{ method: 'eth_getBalance', params: [address, quantity(height)] }]);
  return parseQuantity(balance, `${node.label} balance of ${address}`);
}

/** `balanceOf(address)` (EIP-20). Before the contract exists there is no balance; a contract that says nothing has not said zero. */
async function tokenBalance(
  node: CapableNode,
  contract: string,
  address: string,
  height: number,
): Promise<Amount> {
  const where = `${node.label} balance of ${address}`;
  const data = `0x70a08231${'00'.repeat(12)}${address.slice(2)}`;
  const [answer, code] = await node.ask([
    { method: 'eth_call', params: [{ to: contract, data }, quantity(height)] },
    { method: 'eth_getCode', params: [contract, quantity(height)] },
  ]);
  if (code === '0x') return 0n;
  return wholeNumber(parseBytes(answer, where, 32));
}
