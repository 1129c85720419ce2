/**
 * A chain by the word of Etherscan-compatible servers alone, where no node is at hand. What a transaction proves of
 * itself is verified; which transactions an account has, where they stand, and what contracts moved in them rests on
 * the servers, and is said to. With two servers both must say the same.
 */

import type { Header } from '../../../core/chains/evm/header.ts';
import { profileOf } from '../../../core/chains/evm/profiles.ts';
import { asObject } from '../../../core/chains/evm/raw.ts';
import { nativeAsset } from '../../../core/model/asset.ts';
import type { Tip } from '../../../core/model/case.ts';
import { getChain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Account, TxId } from '../../../core/model/location.ts';
import {
  type AccountTransaction,
  comparePlaces,
  pays,
  type Transaction,
} from '../../../core/model/transaction.ts';
import type { Want } from '../../../core/trace/frontier.ts';
import type { Ability, ChainSource, SourceReport } from '../../../ports/chain-source.ts';
import { expectFresh } from '../wire/fresh.ts';
import { untilAgreed } from '../wire/patience.ts';
import { type Caught, newPool } from '../wire/pool.ts';
import type { Api } from './api.ts';
import { openApis, type ServerOptions, settingsOf } from './history-index.ts';
import { allRows, type ListAction, PAGE_ROWS } from './pages.ts';
import { type Row, readCount } from './rows.ts';
import { headerAt, networkOf, type Whole, wholeTransaction } from './transactions.ts';

export type EtherscanOptions = ServerOptions & { readonly now?: () => number };

export type EtherscanSource = ChainSource & { readonly caught: readonly Caught[] };

export async function openEtherscan(options: EtherscanOptions): Promise<EtherscanSource> {
  const chain = getChain(options.chain);
  if (chain.family !== 'evm') {
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `${chain.name} is not an EVM chain`, {
      where: 'chain',
      next: 'Give an EVM chain, such as eip155:1.',
    });
  }
  if (options.urls.length === 0) {
    throw new AshiatoError('E_CONFIG_VALUE', 'no server is given', {
      where: 'urls',
      next: 'Give the address of at least one server, such as https://api.etherscan.io/v2/api.',
    });
  }
  const { now = () => Math.floor(Date.now() / 1000), pageRows = PAGE_ROWS } = options;
  const profile = profileOf(chain.id);
  const apis = openApis(options);
  const pool = newPool(apis);
  const native = nativeAsset(chain).id;
  const kept = new Map<string, Whole>();
  const headers = new Map<string, Promise<Header>>();
  const unread = new Map<string, string>();
  const caveats = new Set<string>();
  let pinned: Tip | null = null;

  /** The answer of two servers where two give one; what only one says is noted. */
  const agreed = async <T>(claim: string, what: string, job: (api: Api) => Promise<T>): Promise<T> => {
    const said: string[] = [];
    const answer = await pool.agreed(what, async (api) => {
      const value = await job(api);
      said.push(api.label);
      return value;
    });
    if (said.length === 1) caveats.add(`single-source: ${claim} what ${said[0]} says`);
    return answer;
  };

  const header = (api: Api, height: number): Promise<Header> => {
    const key = `${api.label} ${height}`;
    const known = headers.get(key) ?? headerAt(api, profile, height);
    headers.set(key, known);
    known.catch(() => headers.delete(key));
    return known;
  };

  const tipOnce = async (time: number): Promise<Tip | null> => {
    const height = await agreed('the newest block is', `the last block before ${time}`, (api) =>
      blockByTime(api, time),
    );
    if (height === null) return null;
    return agreed('the newest block is', `block ${height}`, async (api) => {
      const { hash, time: at } = await header(api, height);
      return { chain: chain.id, height, hash, time: at };
    });
  };
  const tipAt = (asOf: number | null): Promise<Tip | null> =>
    untilAgreed(() => tipOnce(asOf ?? now()), settingsOf(options));
  const current = async (): Promise<Tip> => {
    pinned ??= await tipAt(null);
    if (pinned === null)
      throw new AshiatoError('E_RPC_NULL', 'the chain has no block', {
        where: chain.name,
        next: 'Wait for its first block.',
      });
    return pinned;
  };

  const whole = async (txid: string): Promise<AccountTransaction> => {
    let found = kept.get(txid);
    if (found === undefined) {
      found = await agreed('receipts and internal transfers are', `transaction ${txid}`, (api) =>
        wholeTransaction(api, chain, profile, txid, header),
      );
      kept.set(txid, found);
      for (const log of found.unread) unread.set(log.asset, `${log.code} in ${log.txid}`);
      for (const sentence of profile.untold) caveats.add(`not told: ${sentence}`);
    }
    return found.transaction;
  };

  /** Transactions named by rows of an account, whole, up to the pinned end. */
  const named = async (
    address: string,
    lists: readonly (readonly [ListAction, Readonly<Record<string, string>>])[],
    from: number,
  ): Promise<AccountTransaction[]> => {
    const { height } = await current();
    const hashes = await agreed(`the history of ${address} is`, `the history of ${address}`, async (api) => {
      const rows: Row[] = [];
      for (const [action, query] of lists)
        rows.push(
          ...(await allRows(api, action, { address, ...query }, Math.max(0, from), height, pageRows)),
        );
      return [...new Set(rows.map(({ hash }) => hash))].sort();
    });
    const transactions: AccountTransaction[] = [];
    for (const hash of hashes) transactions.push(await whole(hash));
    return transactions.sort((a, b) => comparePlaces(a.place, b.place));
  };

  const historyOf = async (account: Account, from: number): Promise<AccountTransaction[]> => {
    const contract = /\/erc20:(0x[0-9a-f]{40})$/.exec(account.asset)?.[1];
    const coins = [['txlist', {}] as const, ['txlistinternal', {}] as const];
    // A wrapper's Deposit and Withdrawal are in no list of token transfers, but they move coins.
    const lists =
      contract === undefined
        ? coins
        : [
            ['tokentx', { contractaddress: contract }] as const,
            ...(contract === profile.wrapper ? coins : []),
          ];
    const found = await named(account.address, lists, from);
    return found.filter(({ events }) =>
      events.some(
        ({ asset, from: payer, to }) =>
          asset === account.asset && (payer === account.address || to === account.address),
      ),
    );
  };

  const answer = async (want: Want): Promise<readonly Transaction[]> => {
    switch (want.type) {
      case 'transaction': {
        const tip = await current();
        const tx = await whole(want.txid);
        return tx.place.height > tip.height ? [] : [tx];
      }
      case 'history': {
        const found = await historyOf(want.location, want.after.height);
        return found.filter((tx) => comparePlaces(tx.place, want.after) > 0);
      }
      // Outpoints and coinbases are of UTXO chains.
      case 'spend':
      case 'coinbase':
        return [];
    }
  };

  return {
    chains: [chain.id],
    caught: pool.caught,
    async tips(asOf) {
      pinned = await tipAt(asOf);
      const maxAgeS = chain.laboratory ? null : MAX_TIP_AGE_S;
      if (pinned !== null && asOf === null) expectFresh(pinned, { now, maxAgeS }, asOf, chain.name);
      kept.clear();
      headers.clear();
      return pinned === null ? [] : [pinned];
    },
    async fetch(wants) {
      const found = new Map<TxId, Transaction>();
      for (const want of wants) for (const tx of await answer(want)) found.set(tx.txid, tx);
      return [...found.values()];
    },
    async openings(_chain, _before, locations) {
      return locations.map(() => null);
    },
    // biome-ignore lint/correctness/useYield: there is nothing to give, and the refusal belongs into the iteration.
    async *blocks() {
      throw new AshiatoError('E_UNSUPPORTED', 'these servers have no whole blocks', {
        where: apis[0]!.label,
        next: 'Use the frontier driver, or give the address of a node.',
      });
    },
    missing(location) {
      if (location.type !== 'account' || location.asset === native) return null;
      const log = unread.get(location.asset);
      return log === undefined ? null : `a transfer of this token has a shape that is not read (${log})`;
    },
    async paid(_chain, address, since) {
      const before = await agreed('the newest block is', `the last block before ${since}`, (api) =>
        blockByTime(api, since - 1),
      );
      const lists = [
        ['txlist', {}],
        ['txlistinternal', {}],
        ['tokentx', {}],
      ] as const;
      const found = await named(address, lists, before === null ? 0 : before + 1);
      return found.filter((tx) => pays(tx, address));
    },
    caveats: () => [...caveats].sort(),
    check: () => Promise.all(apis.map((api) => reportOf(api, chain.id, now()))),
  };

  async function reportOf(api: Api, id: typeof chain.id, time: number): Promise<SourceReport> {
    const ability = async (name: string, detail: string, job: () => Promise<unknown>): Promise<Ability> => {
      try {
        await job();
        return { name, can: 'yes', detail };
      } catch (error) {
        if (!(error instanceof AshiatoError)) throw error;
        return { name, can: 'no', detail: `${error.code}: ${error.message}` };
      }
    };
    const network = await networkOf(api, chain);
    let tip: Tip | null = null;
    const end = await ability('newest block', 'by time, with its header', async () => {
      const height = await blockByTime(api, time);
      if (height === null) return;
      const { hash, time: at } = await headerAt(api, profile, height);
      tip = { chain: id, height, hash, time: at };
    });
    const list = (name: string, action: ListAction): Promise<Ability> =>
      ability(name, `${action}; up to 10,000 rows of one block`, () =>
        api.rows(action, { address: NOBODY, startblock: 0, endblock: 0, page: 1, offset: 1, sort: 'asc' }),
      );
    const abilities = [
      {
        name: 'network',
        can: network === null ? ('partly' as const) : ('yes' as const),
        detail:
          network === null
            ? 'not told by itself; every question names the chain, and newer transactions are signed for theirs'
            : `${chain.name}, as the server says`,
      },
      end,
      await list('histories of accounts', 'txlist'),
      await list('internal transfers', 'txlistinternal'),
      await list('token transfers', 'tokentx'),
      {
        name: 'proofs',
        can: 'partly' as const,
        detail: 'a transaction’s hash and sender and a block’s hash; the rest is what the server says',
      },
      { name: 'balances of the past', can: 'no' as const, detail: 'openings stay unknown' },
      { name: 'whole blocks', can: 'no' as const, detail: 'a scan needs a node' },
      { name: 'mempool', can: 'no' as const, detail: 'unconfirmed transactions are not followed' },
    ];
    return { source: `etherscan ${api.label}`, chain: id, tip, abilities };
  }
}

/** A newest block older than this is an alarm; a laboratory's chain stands still when nobody uses it. */
const MAX_TIP_AGE_S = 3_600;

const NOBODY = `0x${'00'.repeat(19)}01`;

/** The last block at or before a time; null where the chain begins after it. Blockscout wraps the number. */
async function blockByTime(api: Api, time: number): Promise<number | null> {
  const where = `${api.label} getblocknobytime`;
  try {
    const result = await api.result('block', 'getblocknobytime', { timestamp: time, closest: 'before' });
    const number = typeof result === 'string' ? result : asObject(result, where).blockNumber;
    return readCount(number, where);
  } catch (error) {
    if (
      error instanceof AshiatoError &&
      error.code === 'E_RPC_ERROR' &&
      /no closest block/i.test(error.message)
    )
      return null;
    throw error;
  }
}
