/** Esplora servers (mempool.space, blockstream.info, one's own electrs) as a chain source. Nothing they say is believed unproved. */
import { createHash } from 'node:crypto';
import type { Hash256 } from '../../../core/chains/bitcoin/bytes.ts';
import { MAINNET, type Network } from '../../../core/chains/bitcoin/network.ts';
import type { Tip } from '../../../core/model/case.ts';
import { getChain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Outpoint } from '../../../core/model/location.ts';
import { comparePlaces, pays, type Transaction } from '../../../core/model/transaction.ts';
import type { Want } from '../../../core/trace/frontier.ts';
import type { ChainSource } from '../../../ports/chain-source.ts';
import { openCache } from '../wire/cache.ts';
import { readEndpoint } from '../wire/http.ts';
import { isOwn, type Pace, paceFor } from '../wire/pace.ts';
import { sleep, untilAgreed } from '../wire/patience.ts';
import { type Caught, newPool } from '../wire/pool.ts';
import { reachable, withDefaults } from '../wire/reach.ts';
import { type BaseOptions, openBase } from './base.ts';
import { type ChainContext, type PinnedChain, pinChain } from './chain.ts';
import { historyOf } from './paid.ts';
import { newSpends } from './spends.ts';
import { findTip } from './tip.ts';
import { newProver } from './transactions.ts';

export type EsploraOptions = {
  /** With two or more, what has no proof (unspent, the newest block) is believed only where two agree. */
  readonly urls: readonly string[];
  readonly network?: Network;
  /** Where answers that cannot change are kept; null or absent: nowhere. */
  readonly cacheFolder?: string | null;
  readonly pace?: Partial<Pace>;
  /** Blocks below the tip whose headers are joined to it; below that two servers must name the same block. */
  readonly maxJoined?: number;
  readonly maxTipAgeS?: number | null;
  readonly now?: () => number;
} & Partial<Omit<BaseOptions, 'pace'>>;

export type EsploraSource = ChainSource & {
  /** Servers that were caught out so far, with the proof. */
  readonly caught: readonly Caught[];
};

const DEFAULTS: Omit<BaseOptions, 'pace'> = {
  timeoutMs: 30_000,
  // A block is at most four megabytes; a page of transactions as JSON can be larger.
  maxBytes: 32 * 1024 * 1024,
  maxWaitMs: 30_000,
  retries: 4,
  sleep,
};

/** A gap of three hours between blocks comes about once in a thousand years of mining at an even pace. */
const MAX_TIP_AGE_S = 3 * 3600;
/** A month of blocks from somebody else's server is 430 requests; two years from one's own are 10,000. */
const JOINED_OF_OTHERS = 4_320;
const JOINED_OF_OWN = 105_000;

export async function openEsplora(options: EsploraOptions): Promise<EsploraSource> {
  const { network = MAINNET, cacheFolder = null } = options;
  const { laboratory } = getChain(network.chain);
  const maxAgeS = options.maxTipAgeS === undefined ? (laboratory ? null : MAX_TIP_AGE_S) : options.maxTipAgeS;
  const rules = { maxAgeS, now: options.now ?? (() => Math.floor(Date.now() / 1000)) };
  const own = options.urls.every((url) => URL.canParse(url) && isOwn(url));
  const maxJoined = options.maxJoined ?? (own ? JOINED_OF_OWN : JOINED_OF_OTHERS);
  const settings = withDefaults(DEFAULTS, options);
  const bases = await reachable(options.urls.map(readEndpoint), (endpoint) =>
    openBase(endpoint, network, { ...settings, pace: { ...paceFor(endpoint.url), ...options.pace } }),
  );
  const alone = new Set<string>();
  const notes = new Set<string>();
  const onAlone = (what: string): void => void alone.add(what);
  if (bases.length === 1)
    for (const what of ['which block is the newest', 'that outputs are unspent']) onAlone(what);

  const pool = newPool(bases);
  const cache = openCache(cacheFolder);
  const context: ChainContext = { pool, network, cache, hash: sha256d };
  const prover = newProver(context, bases, onAlone);
  const spends = newSpends(context, prover, onAlone);
  let pinned: PinnedChain | null = null;

  const tipAt = (asOf: number | null, maxTipAgeS = maxAgeS): Promise<Tip | null> =>
    untilAgreed(() => findTip(context, bases, { ...rules, maxAgeS: maxTipAgeS }, asOf), settings);
  const pin = async (asOf: number | null): Promise<PinnedChain | null> => {
    const tip = await tipAt(asOf);
    pinned = tip === null ? null : pinChain(context, tip, maxJoined);
    return pinned;
  };
  const current = async (): Promise<PinnedChain> => {
    const now = pinned ?? (await pin(null));
    if (now !== null) return now;
    throw new AshiatoError('E_TIME_RANGE', 'the chain begins after that date', {
      where: network.name,
      next: 'Ask for a later date.',
    });
  };

  /** Null where it stands in no block, or above the tip. */
  const transaction = async (chain: PinnedChain, txid: string): Promise<Transaction | null> => {
    const tx = await prover.loose(txid);
    const first = tx.coinbase ? FIRST_OF_TWO.get(txid) : undefined;
    const height = first ?? (await prover.heightOf(chain, txid));
    return height === null || height > chain.tip.height ? null : prover.at(chain, txid, height);
  };

  const others = async (chain: PinnedChain, want: Want): Promise<readonly (Transaction | null)[]> => {
    switch (want.type) {
      case 'transaction':
        return [await transaction(chain, want.txid)];
      case 'coinbase':
        return want.height > chain.tip.height ? [] : [await prover.coinbase(chain, want.height)];
      // Outputs are asked for together; histories of accounts are of other chains.
      case 'spend':
      case 'history':
        return [];
    }
  };

  return {
    chains: [network.chain],
    caught: pool.caught,
    async tips(asOf): Promise<readonly Tip[]> {
      const chain = await pin(asOf);
      return chain === null ? [] : [chain.tip];
    },
    async fetch(wants) {
      const chain = await current();
      const outputs = wants.flatMap((want): Outpoint[] => (want.type === 'spend' ? [want.location] : []));
      const [spending, ...rest] = await Promise.all([
        outputs.length === 0 ? [] : spends.of(chain, outputs),
        ...wants.map((want) => others(chain, want)),
      ]);
      const found = [...spending, ...rest.flat()].flatMap((tx) => (tx === null ? [] : [tx]));
      return [...new Map(found.map((tx) => [tx.txid, tx])).values()];
    },
    async openings(_chain, _before, locations) {
      return locations.map(() => null);
    },
    // biome-ignore lint/correctness/useYield: there is nothing to yield.
    async *blocks() {
      throw new AshiatoError('E_UNSUPPORTED', 'an Esplora server is not read block by block', {
        where: network.name,
        next: 'Trace with the frontier driver, or scan the block files of a node.',
      });
    },
    async paid(_chain, address, since) {
      const chain = await current();
      const history = await historyOf(pool, chain.tip, address, since);
      if (history.alone) onAlone('which transactions pay an address');
      const found = await Promise.all(
        history.listed.map(({ txid, height }) => prover.at(chain, txid, height)),
      );
      const paying = found
        .filter((tx) => tx.time >= since && pays(tx, address))
        .sort((a, b) => comparePlaces(a.place, b.place));
      const { stats } = history;
      const received = paying.flatMap((tx) => tx.outputs.filter(({ owner }) => owner === address));
      const sum = received.reduce((total, { value }) => total + value, 0n);
      if (stats !== null && (stats.count !== received.length || stats.funded !== sum)) {
        notes.add(
          `E_STATS_INCONSISTENT: a server counts ${stats.count} payments of ${stats.funded} satoshi to ${address}, its transactions are ${received.length} of ${sum}; the transactions are used`,
        );
      }
      return paying;
    },
    missing: () => null,
    caveats: () => [
      ...[...alone].sort().map((what) => `single-source: only one server could be asked ${what}`),
      ...[...notes].sort(),
    ],
    async check() {
      const tip = await tipAt(null, null);
      return bases.map((base) => ({
        source: `esplora ${base.label}`,
        chain: network.chain,
        tip,
        abilities: [
          { name: 'network', can: 'yes', detail: `${network.name}, by the hash of its first block` },
          {
            name: 'blocks of the past',
            can: 'yes',
            detail: `all; joined to the tip for the newest ${maxJoined}, below that as ${bases.length > 1 ? 'two servers say' : 'the server says'}`,
          },
          {
            name: 'values of inputs',
            can: 'yes',
            detail: 'out of the transactions that made them, not out of undo data',
          },
          {
            name: 'spenders of many transactions at once',
            can: base.batches ? 'yes' : 'no',
            detail: base.batches ? '/txs/outspends, fifty at a time' : 'asked one by one',
          },
          {
            name: 'second witness',
            can: bases.length > 1 ? 'yes' : 'no',
            detail:
              bases.length > 1
                ? 'that an output is unspent is believed where two servers say so'
                : 'one server alone says what is unspent and which block is the newest',
          },
          {
            name: 'mempool',
            can: 'no',
            detail: 'a spender that stands in no block yet leaves its output unspent',
          },
        ],
      }));
    },
  };
}

/**
 * Two coinbases were made twice, before BIP-30 forbade it: that of block 91812 again in 91842, that of 91722 again in
 * 91880. By its id such a transaction is the first; the second made the same outputs again, not further ones.
 */
const FIRST_OF_TWO: ReadonlyMap<string, number> = new Map([
  ['d5d27987d2a3dfc724e359870c6644b40e497bdc0589a033220fe15429d88599', 91_812],
  ['e3bf3d07d4b0375638d5f1db5255fe07ba2c4cb067cd81b84ee974b6585fb468', 91_722],
]);

const sha256d: Hash256 = (bytes) =>
  createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
