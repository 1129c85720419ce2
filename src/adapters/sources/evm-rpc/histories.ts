/**
 * Every change of an account's balance after a place. Which blocks to read is known in one of three ways: tokens by
 * the bloom filters of all headers or by two nodes' logs; coins by walking every block; or coins by an index that
 * names the blocks. What was found is then held against the account as the state roots prove it: the nonce counts
 * what it sent, the balance sums up what it was paid. An account without code whose nonce and balance both come out
 * has no change that was kept quiet, whoever named the blocks.
 */
import type { DecodedBlock } from '../../../core/chains/evm/decode.ts';
import type { AssetId } from '../../../core/model/asset.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Account } from '../../../core/model/location.ts';
import { comparePlaces, type Place, type Transaction } from '../../../core/model/transaction.ts';
import type { Pool } from '../wire/pool.ts';
import type { PinnedChain, Proof } from './anchor.ts';
import type { Concerns } from './blocks.ts';
import type { CapableNode } from './capabilities.ts';
import type { Caveats, Witnesses } from './caveats.ts';
import type { HistoryIndex } from './history-index.ts';
import { balanceAt, contractOf, type ProvedAccount, provedAccount } from './openings.ts';
import { tokenBlocks } from './token-blocks.ts';

export type Reading = {
  readonly pool: Pool<CapableNode>;
  readonly witnesses: Witnesses<CapableNode>;
  readonly caveats: Caveats;
  readonly pinned: PinnedChain;
  readonly proof: Proof;
  readonly indexes: readonly HistoryIndex[];
  /** Blocks to walk at most, and up to how many a walk is preferred to an index. */
  readonly maxBlocks: number;
  readonly walkBlocks: number;
  /** Whether internal transfers are known, without which no balance of coins adds up. */
  readonly traced: boolean;
  readonly native: AssetId;
  /** Whether a block pays its miner, which no index lists. */
  readonly tipToMiner: boolean;
  readonly read: (heights: readonly number[], concerns: Concerns) => AsyncIterable<DecodedBlock>;
};

export type History = {
  readonly transactions: readonly Transaction[];
  /** Why more may have changed than is told; null where nothing speaks for it. */
  readonly gap: string | null;
};

export function historyOf(reading: Reading, account: Account, start: Place): Promise<History> {
  // Before the first block there is nothing to read.
  const after = start.height < 0 ? { height: 0, index: -1 } : start;
  const contract = contractOf(account);
  return contract === null
    ? historyOfCoins(reading, account, after)
    : historyOfToken(reading, account, contract, after);
}

/** A token's balance is no part of what roots prove here; two nodes' word on it shows tokens that move without a log. */
async function historyOfToken(
  reading: Reading,
  account: Account,
  contract: string,
  after: Place,
): Promise<History> {
  const { pool, witnesses, pinned, proof } = reading;
  const heights = await tokenBlocks(witnesses, pinned, proof, contract, account.address, after.height);
  const found = await collect(reading, heights, account, after, (tx) => touches(tx, account));
  const balance = async (height: number): Promise<bigint | null> =>
    height < 0 ? 0n : balanceAt(pool, witnesses, account, height, await pinned.at(height));
  const opening = await balance(after.height - 1);
  const closing = opening === null ? null : await balance(pinned.tip.height);
  const gap = opening === null || closing === null ? null : divergence(opening + found.change, closing);
  return { transactions: found.changes, gap };
}

async function historyOfCoins(reading: Reading, account: Account, after: Place): Promise<History> {
  const { pinned, indexes, walkBlocks, maxBlocks } = reading;
  const count = pinned.tip.height - after.height + 1;
  const concerning: Concerns = (tx) => touches(tx, account);
  const ends = await provedEnds(reading, account, after);
  // An account's nonce counts its transactions, so that none under another's name goes unnoticed.
  const lookUp = async (heights: readonly number[]): Promise<Found> => {
    if (ends === null) return collect(reading, heights, account, after, 'every transaction');
    const found = await collect(reading, heights, account, after, concerning);
    return found.sent === ends.closing.nonce - ends.opening.nonce
      ? found
      : collect(reading, heights, account, after, 'every transaction');
  };
  const walk = async (): Promise<History> => {
    if (count > maxBlocks) throw tooManyBlocks(count, after.height, maxBlocks, account.address);
    const found = await lookUp(range(after.height, count));
    return { transactions: found.changes, gap: gapOf(reading, ends, found) };
  };
  if (count <= walkBlocks || indexes.length === 0) return walk();
  const named = await nameBlocks(reading, account.address, after.height);
  if (named.length === 0) return walk();
  const mined = await blocksMined(reading, account.address, after.height);
  const found = await lookUp(merged([mined, ...named.map(({ heights }) => heights)]));
  const gap = gapOf(reading, ends, found);
  const complete = ends !== null && gap === null && reading.traced && addsUp(ends, found);
  if (complete) return { transactions: found.changes, gap };
  // Something was kept quiet, or moves outside of what an index lists.
  if (gap !== null && count <= maxBlocks) return walk();
  noteIndexes(reading, account.address, named, found.changes);
  return { transactions: found.changes, gap };
}

/** Blocks that pay an address their tips: their headers say so, where all of them are joined. */
async function blocksMined(
  { pinned, proof, tipToMiner }: Reading,
  address: string,
  from: number,
): Promise<number[]> {
  if (proof !== 'headers' || !tipToMiner) return [];
  return (await pinned.from(from)).filter(({ miner }) => miner === address).map(({ height }) => height);
}

const merged = (lists: readonly (readonly number[])[]): number[] =>
  [...new Set(lists.flat())].sort((a, b) => a - b);

type Ends = { readonly opening: ProvedAccount; readonly closing: ProvedAccount };

/** The account before the first block of its history and at the tip; null where no node proves them. */
async function provedEnds({ pool, pinned }: Reading, account: Account, after: Place): Promise<Ends | null> {
  const at = async (height: number): Promise<ProvedAccount | null> =>
    provedAccount(pool, account.address, height, await pinned.at(height));
  // Before the first block there is nothing to prove; a laboratory’s genesis does not commit to its accounts.
  if (after.height <= 1) return null;
  const opening = await at(after.height - 1);
  const closing = opening === null ? null : await at(pinned.tip.height);
  return opening === null || closing === null ? null : { opening, closing };
}

type Found = {
  readonly changes: readonly Transaction[];
  /** By all blocks read, the first one's beginning included. */
  readonly change: bigint;
  /** Transactions that the account sent in them. */
  readonly sent: bigint;
};

async function collect(
  reading: Reading,
  heights: readonly number[],
  account: Account,
  after: Place,
  concerns: Concerns,
): Promise<Found> {
  const changes: Transaction[] = [];
  let change = 0n;
  let sent = 0n;
  for await (const { block, claims } of reading.read(heights, concerns)) {
    for (const claim of claims) if (claim.from === account.address) sent += 1n;
    for (const tx of block.transactions) {
      if (!touches(tx, account)) continue;
      change += changeBy(tx, account);
      if (comparePlaces(tx.place, after) > 0) changes.push(tx);
    }
  }
  return { changes, change, sent };
}

const eventsOf = (tx: Transaction, { asset }: Account) =>
  tx.type === 'account' ? tx.events.filter((event) => event.asset === asset) : [];

const touches = (tx: Transaction, account: Account): boolean =>
  eventsOf(tx, account).some(({ from, to }) => from === account.address || to === account.address);

function changeBy(tx: Transaction, account: Account): bigint {
  let change = 0n;
  for (const { from, to, amount } of eventsOf(tx, account)) {
    if (to === account.address) change += amount;
    if (from === account.address) change -= amount;
  }
  return change;
}

const addsUp = ({ opening, closing }: Ends, found: Found): boolean =>
  !opening.code && !closing.code && closing.nonce - opening.nonce === found.sent;

const gapOf = ({ traced }: Reading, ends: Ends | null, found: Found): string | null =>
  ends === null || !traced ? null : divergence(ends.opening.balance + found.change, ends.closing.balance);

const divergence = (expected: bigint, stated: bigint): string | null =>
  expected === stated
    ? null
    : `the changes found do not add up to its balance: ${expected} expected, ${stated} there (E_BALANCE_DIVERGENCE)`;

type Named = { readonly label: string; readonly heights: readonly number[] };

/** What each index that answers names. */
async function nameBlocks({ indexes, pinned }: Reading, address: string, from: number): Promise<Named[]> {
  const outcomes = await Promise.allSettled(
    indexes.map(async ({ label, heights }) => ({
      label,
      heights: await heights(address, from, pinned.tip.height),
    })),
  );
  const bug = outcomes.find(
    (outcome) => outcome.status === 'rejected' && !(outcome.reason instanceof AshiatoError),
  );
  if (bug?.status === 'rejected') throw bug.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

/** Two indexes of different hosts that both named every change stand for each other. */
function noteIndexes(
  { caveats }: Reading,
  address: string,
  named: readonly Named[],
  changes: readonly Transaction[],
): void {
  const host = (label: string): string => label.replace(/ \(\d+\)$/, '');
  const full = named.filter(({ heights }) => {
    const own = new Set(heights);
    return changes.every((tx) => own.has(tx.place.height));
  });
  if (new Set(full.map(({ label }) => host(label))).size >= 2) return;
  const said = named.map(({ label }) => label).sort();
  caveats.note(
    `single-source: the history of ${address} is as complete as ${said.join(' and ')} ${said.length === 1 ? 'says' : 'say together'}`,
  );
}

/** Blocks in which an address may have been paid anything, from a height on. */
export async function blocksThatPay(reading: Reading, address: string, from: number): Promise<number[]> {
  const { pinned, indexes, walkBlocks, maxBlocks, witnesses, proof } = reading;
  const count = Math.max(0, pinned.tip.height - from + 1);
  const named = count <= walkBlocks || indexes.length === 0 ? [] : await nameBlocks(reading, address, from);
  if (named.length === 0) {
    if (count > maxBlocks) throw tooManyBlocks(count, from, maxBlocks, address);
    return range(from, count);
  }
  const tokens = await tokenBlocks(witnesses, pinned, proof, null, address, from);
  noteIndexes(reading, address, named, []);
  const mined = await blocksMined(reading, address, from);
  return merged([tokens, mined, ...named.map(({ heights }) => heights)]);
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

const tooManyBlocks = (count: number, from: number, maxBlocks: number, where: string): AshiatoError =>
  new AshiatoError(
    'E_SCAN_LIMIT',
    `the history of a native balance needs all ${count} blocks from ${from} on`,
    {
      where,
      limit: `${maxBlocks} blocks`,
      next: 'Ask for an earlier date, give an index of histories, or raise maxBlocks.',
    },
  );
