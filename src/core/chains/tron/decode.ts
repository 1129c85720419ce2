/**
 * A verified block and what a node tells of it as the model's transactions. The events of one transaction: the
 * fee, what it pays itself, internal transfers in the order of calls, token transfers in the order of logs.
 * What a failed transaction would have moved did not move; its fee did.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type AssetId, nativeAsset, tokenAsset } from '../../model/asset.ts';
import type { Chain } from '../../model/chain.ts';
import type { ErrorCode } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';
import {
  type AccountTransaction,
  type Block,
  LONGEST_INPUT,
  type Log as Said,
  type TransferEvent,
} from '../../model/transaction.ts';
import { textOf, toHex } from './bytes.ts';
import type { Contract, TokenAmount } from './contract.ts';
import type { BlockInfos, InternalTransfer, Log, TransactionInfo } from './info.ts';
import { readTokenLog } from './tokens.ts';
import type { VerifiedBlock } from './verify.ts';

/** A Transfer log that is not of TRC-20's shape: kept, and named where the token is asked about. */
export type UnreadLog = {
  readonly code: Extract<ErrorCode, 'E_LOG_SHAPE'>;
  readonly asset: AssetId;
  readonly txid: TxId;
};
/** What an account did with its TRX or TRC-10 tokens in a way that is not read. */
export type UntoldMove = { readonly address: string; readonly what: string; readonly txid: TxId };

export type DecodedBlock = {
  readonly block: Block;
  readonly unread: readonly UnreadLog[];
  readonly untold: readonly UntoldMove[];
  /** Successful runs of contracts, in which coins may have moved inside. */
  readonly calls: number;
};

/** `internals` is null where no node tells internal transfers: then they are unknown, and the block lacks them. */
export function decodeBlock(
  chain: Chain,
  { header, transactions }: VerifiedBlock,
  infos: readonly TransactionInfo[],
  internals: BlockInfos['internals'] | null,
): DecodedBlock {
  const { height, id: hash, parent, time } = header;
  const unread: UnreadLog[] = [];
  const untold: UntoldMove[] = [];
  let calls = 0;
  const decoded = transactions.map(({ id, contract, memo }, index): AccountTransaction => {
    const info = infos[index]!;
    const txid = id as TxId;
    const events = new Events(chain);
    const said: Said[] = [];
    events.fee(contract.owner, info.fee);
    if (info.succeeded) {
      orders(events, contract, info);
      if (contract.type === 'call') calls += 1;
      for (const reason of untoldBy(contract)) untold.push({ ...reason, txid });
      for (const transfer of internals?.[index] ?? []) {
        for (const reason of inside(events, transfer)) untold.push({ ...reason, txid });
      }
      for (const [at, log] of info.logs.entries()) {
        const asset = tokenAsset(chain, log.contract, '', 0).id;
        const transfer = readTokenLog(log);
        if (transfer === 'unread') unread.push({ code: 'E_LOG_SHAPE', asset, txid });
        else if (transfer !== null) events.add(asset, transfer.from, transfer.to, transfer.amount);
        else said.push(saidBy(log, at));
      }
    }
    return {
      type: 'account',
      chain: chain.id,
      txid,
      place: { height, index },
      time,
      events: events.list,
      ...meantBy(contract, memo, said),
    };
  });
  return {
    block: { chain: chain.id, height, hash, parent, time, transactions: decoded },
    unread,
    untold,
    calls,
  };
}

const saidBy = ({ contract, topics, data }: Log, index: number): Said => ({
  index,
  contract,
  topics: topics.map((topic) => `0x${topic}`),
  data: `0x${toHex(data)}`,
});

/** What patterns read beside the transfers: the other logs, and what was called or written to it. */
function meantBy(
  contract: Contract,
  memo: Uint8Array,
  said: readonly Said[],
): Pick<AccountTransaction, 'said' | 'called'> {
  const input = contract.type === 'call' && contract.input.length > 0 ? contract.input : memo;
  const short = input.length > 0 && input.length <= LONGEST_INPUT;
  const told = 'to' in contract && (short || said.length > 0);
  return {
    ...(said.length === 0 ? {} : { said }),
    ...(told ? { called: { to: contract.to, ...(short ? { input: `0x${toHex(input)}` } : {}) } } : {}),
  };
}

/** What the transaction itself orders. */
function orders(events: Events, contract: Contract, info: TransactionInfo): void {
  switch (contract.type) {
    case 'transfer':
      events.sun(contract.owner, contract.to, contract.sun);
      break;
    case 'token-transfer':
      events.token(contract.owner, contract.to, contract.paid);
      break;
    case 'call':
      events.sun(contract.owner, contract.to, contract.sun);
      if (contract.paid !== null) events.token(contract.owner, contract.to, contract.paid);
      break;
    case 'issue':
      if (info.issued !== null)
        events.token(null, contract.owner, {
          token: utf8ToBytes(info.issued),
          amount: contract.amount,
        });
      break;
    case 'participate':
      events.sun(contract.owner, contract.to, contract.sun);
      break;
    case 'reward':
      events.sun(null, contract.owner, info.reward);
      break;
    case 'still':
    case 'untold':
      break;
  }
}

type Untold = Omit<UntoldMove, 'txid'>;

function untoldBy(contract: Contract): readonly Untold[] {
  if (contract.type === 'untold' && contract.owner !== null)
    return [{ address: contract.owner, what: contract.name }];
  if (contract.type === 'participate') {
    const what = 'ParticipateAssetIssueContract';
    return [
      { address: contract.owner, what },
      { address: contract.to, what },
    ];
  }
  return [];
}

const PAYING: ReadonlySet<string> = new Set(['call', 'create', 'suicide']);
/** Adds what moved inside a call; gives back what is not understood. */
function inside(events: Events, { from, to, sun, tokens, note }: InternalTransfer): readonly Untold[] {
  if (PAYING.has(note)) {
    events.sun(from, to, sun);
    for (const paid of tokens) events.token(from, to, paid);
    return [];
  }
  if (note === 'withdrawReward') {
    events.sun(null, to ?? from, sun);
    return [];
  }
  const what = `an internal transfer called ${note.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)}`;
  return [from, to].flatMap((address) => (address === null ? [] : [{ address, what }]));
}

/** What moves nothing, or to where it was, is no event. */
class Events {
  readonly list: TransferEvent[] = [];
  readonly #chain: Chain;
  readonly #native: AssetId;

  constructor(chain: Chain) {
    this.#chain = chain;
    this.#native = nativeAsset(chain).id;
  }

  fee(from: string | null, sun: bigint): void {
    if (sun > 0n && from !== null)
      this.list.push({ index: 0, type: 'fee', asset: this.#native, from, to: null, amount: sun });
  }

  sun(from: string | null, to: string | null, sun: bigint): void {
    this.add(this.#native, from, to, sun);
  }

  token(from: string | null, to: string | null, { token, amount }: TokenAmount): void {
    this.add(trc10Asset(this.#chain, token), from, to, amount);
  }

  add(asset: AssetId, from: string | null, to: string | null, amount: bigint): void {
    if (amount > 0n && from !== to)
      this.list.push({ index: this.list.length, type: 'transfer', asset, from, to, amount });
  }
}

/**
 * A TRC-10 token by its number. Until numbers came (proposal ALLOW_SAME_TOKEN_NAME, 2018) transactions named
 * tokens by name; such a name is kept apart, in hex, for it may repeat a number or another token's name. Neither
 * can be taken for a TRC-20 contract of the same name.
 */
export function trc10Asset(chain: Chain, token: Uint8Array): AssetId {
  const text = textOf(token);
  const reference = /^1\d{6}$/.test(text) ? text : `name-${toHex(token)}`;
  return `${chain.id}/trc10:${reference}` as AssetId;
}
