/** TRON full nodes, and indexes over them, as a chain source: every block verified before it is used. */
import type { Tip } from '../../../core/model/case.ts';
import { type Chain, getChain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Location } from '../../../core/model/location.ts';
import type { Block, Transaction } from '../../../core/model/transaction.ts';
import type { Want } from '../../../core/trace/frontier.ts';
import type { Ability, ChainSource } from '../../../ports/chain-source.ts';
import { sleep, untilAgreed } from '../wire/patience.ts';
import { type Caught, newPool } from '../wire/pool.ts';
import { reachable, withDefaults } from '../wire/reach.ts';
import { type AccountLimits, type Accounts, accountsOf } from './accounts.ts';
import { blockReader } from './blocks.ts';
import {
  type Capabilities,
  type CapableNode,
  type Finality,
  fetchHeader,
  probe,
  wrongChain,
} from './network.ts';
import { httpNode, type NodeOptions, readEndpoints } from './node.ts';
import { findTip, newAnchors, newest } from './tip.ts';
import { newLedger } from './witnesses.ts';

export type TronHttpOptions = {
  /** Full nodes or TronGrid. With two or more, what no header proves is believed only where two agree. */
  readonly urls: readonly string[];
  /** CAIP-2; mainnet where it is left out. */
  readonly chain?: string;
  /** TronGrid's key. It goes to TronGrid's hosts alone, or to the first address where none is TronGrid's. */
  readonly apiKey?: string;
  /** `latest` takes blocks that can still be replaced, and says so. */
  readonly finality?: Finality;
  readonly maxTipAgeS?: number | null;
  readonly now?: () => number;
} & Partial<NodeOptions> &
  Partial<AccountLimits>;

export type TronHttpSource = ChainSource & {
  readonly capabilities: readonly Capabilities[];
  /** Nodes that were caught out so far, with the proof. */
  readonly caught: readonly Caught[];
};

const AT_ONCE = 20;

const DEFAULTS: NodeOptions = {
  timeoutMs: 30_000,
  maxBytes: 64 * 1024 * 1024,
  maxWaitMs: 10_000,
  retries: 3,
  sleep,
};
/** A day has 28,800 blocks. */
const LIMITS: AccountLimits = { maxBlocks: 30_000, maxNames: 20_000, maxSummed: 200 };

export async function openTronHttp(options: TronHttpOptions): Promise<TronHttpSource> {
  const chain = getChain(options.chain ?? 'tron:0x2b6653dc');
  if (chain.family !== 'tron') {
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `${chain.name} is not a TRON chain`, {
      where: 'chain',
      next: 'Give a TRON chain, such as tron:0x2b6653dc.',
    });
  }
  const finality = options.finality ?? 'solidified';
  const maxAgeS = options.maxTipAgeS === undefined ? (chain.laboratory ? null : 3_600) : options.maxTipAgeS;
  const rules = { finality, maxAgeS, now: options.now ?? (() => Math.floor(Date.now() / 1000)) };
  const settings = withDefaults(DEFAULTS, options);
  const nodes = await ofOneChain(options, settings, chain);
  const pool = newPool(nodes);
  const ledger = newLedger();
  const anchors = newAnchors(pool, ledger);
  const reader = blockReader(pool, nodes, anchors, ledger, chain);
  const unread = new Map<string, string>();
  const untold = new Map<string, string>();
  let calls = 0;
  let pinned: { readonly tip: Tip; readonly accounts: Accounts } | null = null;

  const read = async (heights: readonly number[]): Promise<Block[]> => {
    const decoded = await reader.read(heights);
    for (const block of decoded) {
      for (const log of block.unread) unread.set(log.asset, `${log.code} in ${log.txid}`);
      for (const { address, what, txid } of block.untold) untold.set(address, `${what} in ${txid}`);
      calls += block.calls;
    }
    return decoded.map(({ block }) => block);
  };

  const tipAt = (asOf: number | null, maxTipAgeS = maxAgeS): Promise<Tip | null> =>
    untilAgreed(() => findTip(nodes, anchors, chain, { ...rules, maxAgeS: maxTipAgeS }, asOf), settings);
  const pin = async (asOf: number | null): Promise<typeof pinned> => {
    anchors.forget();
    reader.forget();
    const tip = await tipAt(asOf);
    ledger.provisional(finality === 'latest' && tip !== null && tip.height > (await solidHeight(nodes)));
    if (tip !== null && !nodes.some((node) => node.internals)) await reader.learn(tip.height);
    const limits = withDefaults(LIMITS, options);
    pinned =
      tip === null
        ? null
        : { tip, accounts: accountsOf({ pool, nodes, anchors, ledger, limits, tip, read }) };
    return pinned;
  };
  const current = async (): Promise<NonNullable<typeof pinned>> => {
    const now = pinned ?? (await pin(null));
    if (now !== null) return now;
    throw new AshiatoError('E_RPC_NULL', 'the chain has no block', {
      where: chain.name,
      next: 'Wait for its first block.',
    });
  };

  /** After reading: the chain read from must still be the one that was pinned. */
  const expectPinned = ({ tip }: { readonly tip: Tip }): Promise<void> =>
    pool.first(async (node) => {
      const { id } = await fetchHeader(node, tip.height);
      if (id === tip.hash) return;
      throw new AshiatoError('E_REORG', `block ${tip.height} is now ${id}, and was ${tip.hash}`, {
        where: node.label,
        next: 'The chain was reorganised, or the node follows another fork; start the trace again.',
        retryable: true,
      });
    });

  const answer = async (want: Want, accounts: Accounts): Promise<readonly Transaction[]> => {
    switch (want.type) {
      case 'transaction': {
        const tx = await accounts.find(want.txid);
        return tx === null ? [] : [tx];
      }
      case 'history':
        return accounts.history(want.location, want.after);
      // Outpoints and coinbases are of UTXO chains.
      case 'spend':
      case 'coinbase':
        return [];
    }
  };

  const missing = (location: Location): string | null => {
    if (location.type !== 'account') return null;
    const log = unread.get(location.asset);
    if (log !== undefined) return `a transfer of this token has a shape that is not read (${log})`;
    if (location.asset.includes('/trc20:')) return null;
    const move = untold.get(location.address);
    if (move !== undefined) return `the account moved value in a way that is not read (${move})`;
    return calls > 0 && !nodes.some((node) => node.internals)
      ? 'internal transfers unknown: no node told of any (full nodes keep them only with vm.saveInternalTx)'
      : null;
  };

  return {
    chains: [chain.id],
    capabilities: nodes.map((node) => node.can),
    caught: pool.caught,
    async tips(asOf) {
      const now = await pin(asOf);
      return now === null ? [] : [now.tip];
    },
    async fetch(wants) {
      const now = await current();
      const found = new Map<string, Transaction>();
      // One after the other: they share the kept blocks.
      for (const want of wants) for (const tx of await answer(want, now.accounts)) found.set(tx.txid, tx);
      await expectPinned(now);
      return [...found.values()];
    },
    async openings(_chain, before, locations) {
      const now = await current();
      const balances: (bigint | null)[] = [];
      for (const location of locations) {
        const balance =
          location.type === 'account' ? await now.accounts.balanceBefore(location, before) : null;
        balances.push(missing(location) === null ? balance : null);
      }
      await expectPinned(now);
      return balances;
    },
    async *blocks(_chain, from, to) {
      const now = await current();
      const last = Math.min(to, now.tip.height);
      for (let first = from; first <= last; first += AT_ONCE) {
        const count = Math.min(AT_ONCE, last - first + 1);
        const blocks = await read(Array.from({ length: count }, (_, i) => first + i));
        await expectPinned(now);
        yield* blocks;
      }
    },
    async paid(_chain, address, since) {
      const now = await current();
      const before = await tipAt(since - 1);
      const found = await now.accounts.paying(address, before === null ? 0 : before.height + 1);
      await expectPinned(now);
      return found;
    },
    missing,
    caveats: () => ledger.caveats(),
    async check() {
      const tip = await tipAt(null, null);
      if (tip !== null) await reader.learn(tip.height);
      return nodes.map((node) => ({
        source: `tron-http ${node.label}`,
        chain: chain.id,
        tip,
        abilities: abilitiesOf(node, nodes.length),
      }));
    },
  };
}

function abilitiesOf({ can, internals }: CapableNode, count: number): readonly Ability[] {
  return [
    { name: 'network', can: 'yes', detail: 'its first block is hashed; that of mainnet is pinned' },
    {
      name: 'history of an account',
      can: can.index ? 'yes' : 'partly',
      detail: can.index
        ? 'an index names its transactions; every one is verified in its block'
        : 'no index: every block is read, up to maxBlocks',
    },
    {
      name: 'agreement on events',
      can: count > 1 ? 'yes' : 'no',
      detail:
        count > 1
          ? `${count} nodes; logs, internal transfers and fees must be told alike by two`
          : 'one node: what it tells of logs, internal transfers and fees is marked single-source',
    },
    {
      name: 'solidified blocks',
      can: can.solid === 'no' ? 'no' : 'yes',
      detail: can.solid === 'no' ? 'the node does not name them' : `by ${can.solid}`,
    },
    {
      name: 'internal transfers',
      can: internals ? 'yes' : 'no',
      detail: internals
        ? 'the node told of some'
        : 'the newest block shows none; a full node keeps them only with vm.saveInternalTx',
    },
    {
      name: 'balances of the past',
      can: 'partly',
      detail: 'summed from the account’s whole history where that is short, otherwise unknown',
    },
    { name: 'mempool', can: 'no', detail: 'unconfirmed transactions are not followed' },
  ];
}

async function solidHeight(nodes: readonly CapableNode[]): Promise<number> {
  try {
    return await newest(nodes, 'solidified');
  } catch (error) {
    // Where no node says what is solidified, nothing is.
    if (error instanceof AshiatoError && error.code === 'E_RPC_METHOD') return -1;
    throw error;
  }
}

/** A chain whose first block is not pinned is at least the same for all. */
async function ofOneChain(
  { urls, apiKey }: TronHttpOptions,
  settings: NodeOptions,
  chain: Chain,
): Promise<CapableNode[]> {
  const reached = await reachable(readEndpoints(urls, apiKey), (endpoint) =>
    probe(httpNode(endpoint, settings), chain),
  );
  const other = reached.find(({ genesis }) => genesis.id !== reached[0]?.genesis.id);
  if (other !== undefined) throw wrongChain(other.node.label, chain, other.genesis.id);
  return reached.map(({ node }) => node);
}
