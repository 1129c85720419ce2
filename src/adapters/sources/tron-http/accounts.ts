/** The transactions that change an account, and its balance before a place as the sum of them. */
import type { Amount } from '../../../core/model/amount.ts';
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Account } from '../../../core/model/location.ts';
import {
  type Block,
  comparePlaces,
  type Place,
  pays,
  type Transaction,
} from '../../../core/model/transaction.ts';
import type { Pool } from '../wire/pool.ts';
import { type Named, ownTransactions, type Span, tokenTransactions, tooManyBlocks } from './history.ts';
import { type CapableNode, claimedHeight } from './network.ts';
import type { Anchors } from './tip.ts';
import type { Ledger } from './witnesses.ts';

export type AccountLimits = {
  /** Blocks to read whole at most where no index tells where to look. */
  readonly maxBlocks: number;
  /** Transactions of one account to read at most. */
  readonly maxNames: number;
  /** Transactions to sum up at most for a balance. */
  readonly maxSummed: number;
};

export type Accounts = {
  /** Transactions after a place that change an account, in chain order. */
  history(account: Account, after: Place): Promise<readonly Transaction[]>;
  /** The sum of all that changed it since the first block; null where that is too much to read. */
  balanceBefore(account: Account, before: Place): Promise<Amount | null>;
  /** Transactions from a height on that pay an address, in chain order. */
  paying(address: string, from: number): Promise<readonly Transaction[]>;
  /** Null where it stands after the tip. */
  find(txid: string): Promise<Transaction | null>;
};

/** What the accounts are read with; `read` gives verified blocks of the pinned chain. */
export type Reading = {
  readonly pool: Pool<CapableNode>;
  readonly nodes: readonly CapableNode[];
  readonly anchors: Anchors;
  readonly ledger: Ledger;
  readonly limits: AccountLimits;
  readonly tip: Tip;
  readonly read: (heights: readonly number[]) => Promise<readonly Block[]>;
};

/** Blocks held at once on a long walk. */
const AT_ONCE = 40;

export function accountsOf(reading: Reading): Accounts {
  const { pool, nodes, anchors, ledger, limits, tip, read } = reading;
  const indexed = nodes.some((node) => node.can.index);

  async function* inTurn(heights: readonly number[]): AsyncIterable<Block> {
    for (let from = 0; from < heights.length; from += AT_ONCE)
      yield* await read(heights.slice(from, from + AT_ONCE));
  }

  const find = async (txid: string): Promise<Transaction | null> => {
    try {
      return await pool.first(async (node) => {
        const height = await claimedHeight(node, txid);
        if (height > tip.height)
          throw new AshiatoError('E_TIME_RANGE', `${txid} stands after the tip`, { where: node.label });
        const [block] = await read([height]);
        const tx = block?.transactions.find((candidate) => candidate.txid === txid);
        if (tx !== undefined) return tx;
        throw new AshiatoError('E_RPC_VALUE', `block ${height} does not hold ${txid}`, {
          where: node.label,
          next: 'Use another node.',
        });
      });
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      if (error.code === 'E_TIME_RANGE') return null;
      // Nodes keep no infos of the first block's transactions.
      const [first] = await read([0]);
      const tx = first?.transactions.find((candidate) => candidate.txid === txid);
      if (tx === undefined) throw error;
      return tx;
    }
  };

  /** Each name as a transaction of a verified block; what an index says of heights is only a hint. */
  const found = async ({ ids, heights }: Named): Promise<Transaction[]> => {
    const byId = new Map<string, Transaction>();
    const wanted = new Set(ids);
    const hinted = ids
      .map((id) => heights.get(id) ?? -1)
      .filter((height) => height >= 0 && height <= tip.height);
    for await (const block of inTurn([...new Set(hinted)].sort((a, b) => a - b))) {
      for (const tx of block.transactions) if (wanted.has(tx.txid)) byId.set(tx.txid, tx);
    }
    for (const id of ids) {
      const tx = byId.get(id) ?? (await find(id));
      if (tx !== null) byId.set(id, tx);
    }
    return [...byId.values()].sort((a, b) => comparePlaces(a.place, b.place));
  };

  /** By two indexes, between two heights. */
  const named = async (
    address: string,
    [from, to]: Range,
    ask: (node: CapableNode, span: Span) => Promise<Named>,
  ): Promise<readonly Transaction[]> => {
    const span = { fromMs: (await anchors.at(from)).timeMs, toMs: (await anchors.at(to)).timeMs };
    const heights = new Map<string, number>();
    const ids = await ledger.heard(pool, 'index', `the transactions of ${address}`, async (node) => {
      const answer = await ask(node, span);
      for (const [id, height] of answer.heights) heights.set(id, height);
      return answer.ids;
    });
    return found({ ids, heights });
  };

  const walk = async (
    [from, to]: Range,
    where: string,
    keep: (tx: Transaction) => boolean,
  ): Promise<Transaction[]> => {
    const count = Math.max(0, to - from + 1);
    if (count > limits.maxBlocks) throw tooManyBlocks(count, from, limits.maxBlocks, where);
    const kept: Transaction[] = [];
    for await (const block of inTurn(Array.from({ length: count }, (_, i) => from + i)))
      kept.push(...block.transactions.filter(keep));
    return kept;
  };

  const changes = async (
    account: Account,
    range: Range,
    maxNames: number,
  ): Promise<readonly Transaction[]> => {
    const contract = /\/trc20:(\w+)$/.exec(account.asset)?.[1];
    const { address } = account;
    if (!indexed) return walk(range, address, (tx) => touches(tx, account));
    const all = await named(address, range, (node, span) =>
      contract === undefined
        ? ownTransactions(node, address, span, maxNames)
        : tokenTransactions(node, address, contract, span, maxNames),
    );
    // No index names the coins of the first block.
    const first = range[0] === 0 ? await walk([0, 0], address, () => true) : [];
    const byId = new Map([...first, ...all].map((tx) => [tx.txid, tx]));
    return [...byId.values()].filter((tx) => touches(tx, account));
  };

  return {
    find,
    async history(account, after) {
      const all = await changes(account, [Math.max(0, after.height), tip.height], limits.maxNames);
      return all.filter((tx) => comparePlaces(tx.place, after) > 0);
    },
    async paying(address, from) {
      const range: Range = [from, tip.height];
      if (from > tip.height) return [];
      if (!indexed) return walk(range, address, (tx) => pays(tx, address));
      const all = await named(address, range, async (node, span) => {
        const own = await ownTransactions(node, address, span, limits.maxNames);
        const tokens = await tokenTransactions(node, address, null, span, limits.maxNames);
        const ids = [...new Set([...own.ids, ...tokens.ids])].sort();
        return { ids, heights: new Map([...own.heights, ...tokens.heights]) };
      });
      return all.filter((tx) => tx.place.height >= from && pays(tx, address));
    },
    async balanceBefore(account, before) {
      try {
        const all = await changes(account, [0, before.height], limits.maxSummed);
        const balance = all
          .filter((tx) => comparePlaces(tx.place, before) < 0)
          .reduce((sum, tx) => sum + changeOf(tx, account), 0n);
        return balance < 0n ? null : balance;
      } catch (error) {
        if (error instanceof AshiatoError && error.code === 'E_SCAN_LIMIT') return null;
        throw error;
      }
    },
  };
}

/** Heights, both included. */
type Range = readonly [from: number, to: number];

function changeOf(tx: Transaction, { address, asset }: Account): Amount {
  if (tx.type !== 'account') return 0n;
  let change = 0n;
  for (const event of tx.events) {
    if (event.asset !== asset) continue;
    if (event.to === address) change += event.amount;
    if (event.from === address) change -= event.amount;
  }
  return change;
}

const touches = (tx: Transaction, { address, asset }: Account): boolean =>
  tx.type === 'account' &&
  tx.events.some((event) => event.asset === asset && (event.from === address || event.to === address));
