/**
 * A deterministic stream of blocks of two laboratory chains, with thefts, transfers, bridge payments and
 * reorgs built in: one UTXO chain, one account chain. The same seed gives the same stream in every process.
 */
import { nativeAsset } from '../../src/core/model/asset.ts';
import type { ChainId } from '../../src/core/model/chain.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Evidence, Meaning, NotedMeaning } from '../../src/core/model/reading.ts';
import type { Rules } from '../../src/core/model/rules.ts';
import type {
  Block,
  ChainEvent,
  Transaction,
  TransferEvent,
  UtxoOutput,
} from '../../src/core/model/transaction.ts';
import { indexReadings, type Readings } from '../../src/core/trace/readings.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { newRandom, type Random } from './random.ts';

export const LAB_UTXO = getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328').id;
export const LAB_ACCOUNT = getChain('eip155:31337').id;
const COIN = nativeAsset(getChain(LAB_UTXO)).id;
const ETHER = nativeAsset(getChain(LAB_ACCOUNT)).id;
const EVIDENCE: Evidence = { author: 'test', source: 'generated' };
const ADDRESSES = Array.from({ length: 14 }, (_, i) => `0x${(i + 1).toString(16).padStart(40, '0')}`);
/** Service that ends a branch. */
const SERVICE = ADDRESSES.at(-1)!;

export type Stream = {
  readonly events: readonly ChainEvent[];
  readonly readings: Readings;
  readonly rules: Rules;
};

export type StreamOptions = {
  /** Blocks to make, those of abandoned branches included. */
  readonly blocks: number;
  /** The depth of the n-th reorg, and after how many blocks each comes. */
  readonly depthOf: (n: number) => number;
  readonly reorgEvery: number;
  readonly chains?: readonly ChainId[];
};

export const MIXED: StreamOptions = { blocks: 210, depthOf: (n) => 1 + ((n * 7) % 12), reorgEvery: 16 };

export const RULES: Rules = {
  policy: 'fifo',
  maxHops: 12,
  minOrigin: new Map(),
  followFees: false,
  unknownOpening: 0n,
};

/** Half of the accounts have a known balance beforehand; what is not known becomes a gap. */
export const openings: ChainSource['openings'] = (_chain, _before, locations) =>
  Promise.resolve(locations.map(openingOf));

export const openingOf = (location: { readonly type: string; readonly address?: string }): bigint | null => {
  const digit = Number.parseInt(location.address?.at(-1) ?? '0', 16);
  return location.type !== 'account' || digit % 2 === 1 ? null : BigInt(digit) * 1000n;
};

type Coin = {
  readonly txid: TxId;
  readonly vout: number;
  readonly value: bigint;
  readonly owner: string | null;
};
type Branch = { readonly block: Block; readonly coins: readonly Coin[]; readonly paid: readonly Payment[] };
/** A bridge payment that waits for its payout on the other chain. */
type Payment = { readonly edge: string; readonly amount: bigint };

type Maker = {
  readonly random: Random;
  readonly meanings: NotedMeaning[];
  readonly branches: Map<ChainId, Branch[]>;
  made: number;
  transactions: number;
};

export function makeStream(seed: number, options: StreamOptions = MIXED): Stream {
  const maker: Maker = {
    random: newRandom(seed),
    meanings: [],
    branches: new Map(),
    made: 0,
    transactions: 0,
  };
  const chains = options.chains ?? [LAB_UTXO, LAB_ACCOUNT];
  const events: ChainEvent[] = [];
  for (const chain of chains) maker.branches.set(chain, []);
  let reorgs = 0;
  while (maker.made < options.blocks) {
    const chain = maker.random.pick(chains);
    const branch = maker.branches.get(chain)!;
    const depth = options.depthOf(reorgs);
    if (maker.made >= (reorgs + 1) * options.reorgEvery && branch.length > depth + 3) {
      branch.splice(branch.length - depth);
      events.push({ type: 'reorg', chain, height: branch.at(-1)!.block.height });
      // The new branch is longer than the old one, as the chain's rule demands.
      for (let i = 0; i <= depth; i++) events.push({ type: 'block', block: makeBlock(maker, chain) });
      reorgs += 1;
    } else events.push({ type: 'block', block: makeBlock(maker, chain) });
  }
  const stop = {
    chain: LAB_ACCOUNT,
    address: SERVICE,
    end: { kind: 'service', label: 'lab exchange' },
    confidence: 1,
    evidence: EVIDENCE,
  } as const;
  const set = { meanings: maker.meanings, stops: [stop], freezes: [], rejected: [] };
  return { events, readings: indexReadings(set, { minConfidence: 0, knownAt: null }), rules: RULES };
}

function makeBlock(maker: Maker, chain: ChainId): Block {
  const branch = maker.branches.get(chain)!;
  const last = branch.at(-1);
  const height = (last?.block.height ?? 99) + 1;
  const number = maker.made++;
  const hash = `${chain === LAB_UTXO ? 'b' : 'e'}${number.toString(16).padStart(63, '0')}`;
  const time = 1_700_000_000 + number * 60;
  const wallet: Wallet = { coins: [...(last?.coins ?? [])], paid: [...(last?.paid ?? [])] };
  const count = maker.random.chance(0.15) ? 0 : 1 + maker.random.below(4);
  const transactions = Array.from({ length: count }, (_, index) => {
    const head = { chain, txid: newTxId(maker), place: { height, index }, time };
    return chain === LAB_UTXO ? spendCoins(maker, head, wallet) : moveBalances(maker, head);
  });
  const block: Block = {
    chain,
    height,
    hash,
    parent: last?.block.hash ?? `genesis-${chain}`,
    time,
    transactions,
  };
  branch.push({ block, ...wallet });
  return block;
}

type Wallet = { coins: Coin[]; paid: Payment[] };
type Head = Pick<Transaction, 'chain' | 'txid' | 'place' | 'time'>;

const newTxId = (maker: Maker): TxId => `a${(maker.transactions++).toString(16).padStart(63, '0')}` as TxId;

function note(maker: Maker, { chain, txid }: Head, meaning: Meaning): void {
  maker.meanings.push({ chain, txid, meaning, evidence: EVIDENCE });
}

function spendCoins(maker: Maker, head: Head, wallet: Wallet): Transaction {
  const { random } = maker;
  const fresh: Coin = {
    txid: `c${head.txid.slice(1)}` as TxId,
    vout: 0,
    value: 50_000n + BigInt(random.below(50_000)),
    owner: null,
  };
  const own = Array.from(
    { length: Math.min(wallet.coins.length, random.below(3)) },
    () => wallet.coins.splice(random.below(wallet.coins.length), 1)[0]!,
  );
  const spent = own.length === 0 || random.chance(0.3) ? [...own, fresh] : own;
  const total = spent.reduce((sum, coin) => sum + coin.value, 0n);
  const cut = (total * BigInt(1 + random.below(98))) / 100n;
  const outputs: UtxoOutput[] = [
    { value: cut, owner: `lab1${random.below(9)}` },
    { value: total - cut - 7n, owner: random.chance(0.2) ? null : `lab1${random.below(9)}` },
  ];
  const seeded = wallet.coins.length < 2 || random.chance(0.05);
  if (seeded) note(maker, head, { type: 'seed', event: 0, amount: cut, stolen: COIN, origin: cut });
  const bridged = !seeded && random.chance(0.15);
  if (bridged) {
    const edge = `edge-${head.txid.slice(-8)}`;
    note(maker, head, { type: 'bridge-out', event: 1, edge, protocol: 'lab-bridge' });
    wallet.paid.push({ edge, amount: outputs[1]!.value });
  }
  outputs.forEach(({ value, owner }, vout) => {
    if (!(bridged && vout === 1)) wallet.coins.push({ txid: head.txid, vout, value, owner });
  });
  return {
    ...head,
    type: 'utxo',
    inputs: spent.map(({ txid, vout, value }) => ({ txid, vout, value: random.chance(0.03) ? null : value })),
    outputs,
  };
}

function moveBalances(maker: Maker, head: Head): Transaction {
  const { random } = maker;
  const from = random.pick(ADDRESSES.slice(0, -1));
  const events: TransferEvent[] = [{ index: 0, type: 'fee', asset: ETHER, from, to: null, amount: 21n }];
  for (let i = 1; i <= 1 + random.below(2); i++) {
    events.push({
      index: i,
      type: 'transfer',
      asset: ETHER,
      from: i === 1 ? from : random.pick(ADDRESSES),
      to: random.pick(ADDRESSES),
      amount: BigInt(1 + random.below(9_000)),
    });
  }
  const waiting = maker.branches.get(LAB_UTXO)?.at(-1)?.paid ?? [];
  const payment = waiting.length > 0 && random.chance(0.3) ? random.pick(waiting) : undefined;
  const first = events[1]!;
  if (payment !== undefined) {
    note(maker, head, {
      type: 'bridge-in',
      event: 1,
      edge: payment.edge,
      paidChain: LAB_UTXO,
      paidAsset: COIN,
      debit: payment.amount,
      protocol: 'lab-bridge',
    });
  } else if (random.chance(0.06) || head.place.height < 102) {
    note(maker, head, { type: 'seed', event: 1, amount: first.amount, stolen: ETHER, origin: first.amount });
  }
  return { ...head, type: 'account', events };
}
