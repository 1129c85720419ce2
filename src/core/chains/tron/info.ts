/**
 * What the virtual machine did, as a node tells it (`/wallet/gettransactioninfobyblocknum`): fees, logs and
 * internal transfers. No header commits to any of it. It must pair one to one with a verified block's
 * transactions and must not contradict what the block does commit to; beyond that it is a node's word.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import {
  addressOf,
  addressOfTwenty,
  asList,
  asObject,
  isAbsent,
  malformed,
  parseAmount,
  parseCount,
  parseHex,
  type Raw,
  textOf,
  toHex,
} from './bytes.ts';
import type { TokenAmount } from './contract.ts';
import type { VerifiedBlock } from './verify.ts';

export type Log = {
  readonly contract: string;
  /** Hex, 32 bytes each. */
  readonly topics: readonly string[];
  readonly data: Uint8Array;
};

/** Null: a party that the machine leaves out, as with votes. */
export type InternalTransfer = {
  readonly from: string | null;
  readonly to: string | null;
  readonly sun: bigint;
  readonly tokens: readonly TokenAmount[];
  /** What the machine did: `call`, `create`, `suicide`, `withdrawReward`. */
  readonly note: string;
};

export type TransactionInfo = {
  readonly id: string;
  readonly fee: bigint;
  /** Whether it ran to its end, by the block's word where the block says. */
  readonly succeeded: boolean;
  readonly reward: bigint;
  /** The number of a new TRC-10 token. */
  readonly issued: string | null;
  readonly logs: readonly Log[];
};

/** Java-tron, `Program.java`: a contract that stakes, lends resources or votes; its TRX stay its own. */
const STAKING =
  /^(?:(?:un)?freeze(?:BalanceV2)?For|(?:d|unD)elegateResourceOf|withdrawExpireUnfreeze|cancelAllUnfreezeV2|voteWitness)/;

export type BlockInfos = {
  readonly infos: readonly TransactionInfo[];
  /** By transaction. What was rolled back, and what moves nothing between owners, is left out. */
  readonly internals: readonly (readonly InternalTransfer[])[];
  /** Whether the node told of any internal transfer: one that keeps none looks like a block without any. */
  readonly toldInternals: boolean;
};

export function readInfos(value: unknown, block: VerifiedBlock, where: string): BlockInfos {
  if (!Array.isArray(value)) throw malformed('a list belongs here', where);
  const byId = new Map<string, Raw>();
  for (const [i, item] of value.entries()) {
    const raw = asObject(item, `${where}[${i}]`);
    const id = toHex(parseHex(raw.id, `${where}[${i}].id`, 32));
    if (byId.has(id)) throw contradiction(`${id} is told twice`, where);
    byId.set(id, raw);
  }
  const infos: TransactionInfo[] = [];
  const internals: InternalTransfer[][] = [];
  let toldInternals = false;
  for (const tx of block.transactions) {
    const raw = byId.get(tx.id);
    // The first block's coins were never paid by anybody, and nodes keep no info of them.
    if (raw === undefined && block.header.height > 0) {
      throw new AshiatoError('E_RECEIPT_MISSING', `the node tells nothing about ${tx.id}`, {
        where,
        next: 'Use a node that keeps the transactions’ history, or wait until it has caught up.',
      });
    }
    const at = `${where} ${tx.id}`;
    const info = readInfo(raw ?? {}, tx, block.header.height, at);
    const listed = asList(raw?.internal_transactions, at);
    if (listed.length > 0) toldInternals = true;
    infos.push(info);
    internals.push(listed.flatMap((item, i) => readInternal(item, `${at}.internal_transactions[${i}]`)));
  }
  const known = new Set(block.transactions.map(({ id }) => id));
  const foreign = [...byId.keys()].find((id) => !known.has(id));
  if (foreign !== undefined) throw contradiction(`${foreign} is not in the block`, where);
  return { infos, internals, toldInternals };
}

function readInfo(
  raw: Raw,
  tx: VerifiedBlock['transactions'][number],
  height: number,
  where: string,
): TransactionInfo {
  const at = (name: string): string => `${where}.${name}`;
  const amount = (name: string): bigint => (isAbsent(raw[name]) ? 0n : parseAmount(raw[name], at(name)));
  const stated = isAbsent(raw.blockNumber) ? 0 : parseCount(raw.blockNumber, at('blockNumber'));
  if (stated !== height) throw contradiction(`it is told of block ${stated}, not ${height}`, where);
  const succeeded = outcome(raw, tx, where);
  const logs = asList(raw.log, at('log')).map((log, i) => readLog(log, `${where}.log[${i}]`));
  return {
    id: tx.id,
    fee: amount('fee'),
    succeeded,
    reward: amount('withdraw_amount'),
    issued: typeof raw.assetIssueID === 'string' && raw.assetIssueID !== '' ? raw.assetIssueID : null,
    // A failed call leaves none; whatever a node says of them did not happen.
    logs: succeeded ? logs : [],
  };
}

/** The block's own `contractRet` decides; early blocks do not have it, and there the info does. */
function outcome(raw: Raw, tx: VerifiedBlock['transactions'][number], where: string): boolean {
  const receipt = isAbsent(raw.receipt) ? {} : asObject(raw.receipt, `${where}.receipt`);
  const told = typeof receipt.result === 'string' && receipt.result !== 'DEFAULT' ? receipt.result : null;
  const failed = raw.result === 'FAILED';
  if (tx.outcome === 'DEFAULT') return !failed && (told === null || told === 'SUCCESS');
  if ((told !== null && told !== tx.outcome) || failed === (tx.outcome === 'SUCCESS'))
    throw contradiction(
      `the block says ${tx.outcome}, and the node ${told ?? (failed ? 'FAILED' : 'nothing')}`,
      where,
    );
  return tx.outcome === 'SUCCESS';
}

function readLog(value: unknown, where: string): Log {
  const raw = asObject(value, where);
  const address = isAbsent(raw.address) ? new Uint8Array(0) : parseHex(raw.address, `${where}.address`);
  // Nodes give the machine's twenty bytes; some interfaces put the prefix before them.
  const contract = address.length === 20 ? addressOfTwenty(address) : addressOf(address);
  if (contract === null) throw malformed('a log names no contract', where);
  return {
    contract,
    topics: asList(raw.topics, `${where}.topics`).map((topic, i) =>
      toHex(parseHex(topic, `${where}.topics[${i}]`, 32)),
    ),
    data: isAbsent(raw.data) ? new Uint8Array(0) : parseHex(raw.data, `${where}.data`),
  };
}

function readInternal(value: unknown, where: string): InternalTransfer[] {
  const raw = asObject(value, where);
  if (raw.rejected === true) return [];
  const party = (name: string): string | null =>
    isAbsent(raw[name]) || raw[name] === '' ? null : addressOf(parseHex(raw[name], `${where}.${name}`));
  let sun = 0n;
  const tokens: TokenAmount[] = [];
  for (const [i, item] of asList(raw.callValueInfo, `${where}.callValueInfo`).entries()) {
    const at = `${where}.callValueInfo[${i}]`;
    const { callValue, tokenId } = asObject(item, at);
    const amount = isAbsent(callValue) ? 0n : parseAmount(callValue, at);
    if (isAbsent(tokenId) || tokenId === '') sun += amount;
    else if (typeof tokenId === 'string') {
      if (amount > 0n) tokens.push({ token: utf8ToBytes(tokenId), amount });
    } else throw malformed('a token’s number is not text', at);
  }
  const note = isAbsent(raw.note) ? '' : textOf(parseHex(raw.note, `${where}.note`));
  // Acts of staking are kept apart by nodes (`vm.saveFeaturedInternalTx`); two that differ in it still agree here.
  if (STAKING.test(note) || (sun === 0n && tokens.length === 0)) return [];
  return [{ from: party('caller_address'), to: party('transferTo_address'), sun, tokens, note }];
}

const contradiction = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_TRACES', what, {
    where,
    next: 'What the node tells does not fit the verified block; use another node.',
  });
