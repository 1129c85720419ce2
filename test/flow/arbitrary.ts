/**
 * Random histories as recordings, for the kernel's properties and for "frontier ≡ scan". A history is a list
 * of throws of dice; each throw becomes one valid transaction of a small world, so shrinking drops
 * transactions and makes numbers smaller.
 */
import fc from 'fast-check';
import type { Recording } from '../../src/core/model/case.ts';
import type { Chain } from '../../src/core/model/chain.ts';
import type { Meaning } from '../../src/core/model/reading.ts';
import type { TransferEvent } from '../../src/core/model/transaction.ts';
import { ACCOUNT_CHAINS, assetsOf, BITCOIN, PEOPLE, World } from './world.ts';

export type RecordingSize = { readonly maxTransactions?: number };

export const randomRecording = ({ maxTransactions = 32 }: RecordingSize = {}): fc.Arbitrary<Recording> =>
  fc
    .array(fc.noBias(fc.array(fc.nat(999), { minLength: 14, maxLength: 14 })), {
      minLength: 4,
      maxLength: maxTransactions,
      size: 'max',
    })
    .map(recordingOf);

/** The numbers of one throw, used up one after the other. */
class Dice {
  private position = 0;
  private readonly numbers: readonly number[];
  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }
  below(limit: number): number {
    const number =
      this.numbers[this.position % this.numbers.length]! + Math.floor(this.position / this.numbers.length);
    this.position += 1;
    return number % limit;
  }
  chance(oneIn: number): boolean {
    return this.below(oneIn) === oneIn - 1;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  amount(most: bigint): bigint {
    return BigInt(this.below(Number(most) + 1));
  }
}

export function recordingOf(throws: readonly (readonly number[])[]): Recording {
  const world = new World();
  const [first = [0], ...rest] = throws;
  found(world, new Dice(first));
  for (const numbers of rest) {
    const dice = new Dice(numbers);
    dice.pick(STORIES)(world, dice);
  }
  return world.recording();
}

/** Genesis: everybody gets something, so that balances follow from the recording itself; half of it is stolen. */
function found(world: World, dice: Dice): void {
  const seeds = (count: number): Meaning[] =>
    [...Array(count).keys()].filter(() => dice.chance(2)).map((event) => seedOf(dice, event, FOUNDED));
  world.found(FOUNDED, seeds(PEOPLE.length - 1));
  for (const chain of ACCOUNT_CHAINS) {
    const [coin, token, wrapped] = assetsOf(chain);
    const events = [coin, token, wrapped]
      .flatMap(({ id: asset }) => PEOPLE.map((to) => ({ to, asset })))
      .map((e, index) => ({ ...e, index, type: 'transfer', from: null, amount: FOUNDED }) as const);
    world.transact(chain.id, events, seeds(PEOPLE.length - 1), true);
  }
}

const FOUNDED = 15n;

type Story = (world: World, dice: Dice) => void;

/** Spends coins; an output may be a seed, pay into a bridge, or be the far side of one. */
const spendCoins: Story = (world, dice) => {
  const count = Math.min(world.coins.length, 1 + dice.below(3));
  const coins = Array.from(
    { length: count },
    (_, i) => world.coins[(dice.below(world.coins.length) + i) % world.coins.length]!,
  );
  const inputs = [...new Set(coins)];
  let rest = inputs.reduce((sum, coin) => sum + coin.value, 0n);
  const meanings: Meaning[] = [];
  const outputs = Array.from({ length: 1 + dice.below(4) }, (_, vout) => {
    const value = dice.amount(rest);
    rest -= value;
    const meaning = outputMeaning(world, dice, vout, value);
    if (meaning !== null) meanings.push(meaning);
    return { value, owner: meaning?.type === 'bridge-out' ? 'vault' : dice.pick([...PEOPLE, null]) };
  });
  const change = rest > 2n ? [{ value: rest - 1n, owner: dice.pick(PEOPLE) }] : [];
  world.spend(inputs, [...outputs, ...change], meanings, dice.chance(2));
};

function outputMeaning(world: World, dice: Dice, event: number, value: bigint): Meaning | null {
  if (value === 0n) return null;
  switch (dice.below(6)) {
    case 0:
      return seedOf(dice, event, value);
    case 1: {
      const edge = `edge-${world.edges.length}`;
      world.edges.push({ edge, chain: BITCOIN.id, asset: assetOfBitcoin, left: value });
      return { type: 'bridge-out', event, edge, protocol: 'bridge' };
    }
    case 2:
      return bridgeIn(world, dice, event);
    default:
      return null;
  }
}

const assetOfBitcoin = `${BITCOIN.id}/slip44:0` as ReturnType<typeof assetsOf>[0]['id'];

/** Stolen in one of two assets, at par or with an origin split that a case file declares. */
function seedOf(dice: Dice, event: number, credited: bigint): Meaning {
  const amount = 1n + dice.amount(credited - 1n);
  const stolen = dice.chance(3) ? assetOfBitcoin : assetsOf(ACCOUNT_CHAINS[0]!)[0].id;
  return {
    type: 'seed',
    event,
    amount,
    stolen,
    origin: dice.chance(3) ? BigInt(1 + dice.below(40)) : amount,
  };
}

function bridgeIn(world: World, dice: Dice, event: number): Meaning | null {
  const waiting = world.edges.filter((edge) => edge.left > 0n);
  if (waiting.length === 0) return null;
  const edge = dice.pick(waiting);
  const debit = dice.chance(2) ? edge.left : 1n + dice.amount(edge.left - 1n);
  edge.left -= debit;
  return {
    type: 'bridge-in',
    event,
    edge: edge.edge,
    paidChain: edge.chain,
    paidAsset: edge.asset,
    debit,
    protocol: 'bridge',
  };
}

/** One account transaction: gas first, then what `body` makes of it. */
const onAccounts =
  (
    body: (world: World, dice: Dice, chain: Chain, sender: string, draft: EventList) => readonly Meaning[],
  ): Story =>
  (world, dice) => {
    const chain = dice.pick(ACCOUNT_CHAINS);
    const sender = dice.pick(PEOPLE);
    const fresh = dice.chance(2);
    const draft = new EventList(world);
    const [coin] = assetsOf(chain);
    if (dice.chance(2) && world.balance(sender, coin.id) > 0n) draft.add('fee', coin.id, sender, null, 1n);
    const meanings = body(world, dice, chain, sender, draft);
    if (draft.events.length > 0) world.transact(chain.id, draft.events, meanings, fresh);
  };

/** Events so far, and what they leave to spend. */
class EventList {
  readonly events: TransferEvent[] = [];
  private readonly world: World;
  constructor(world: World) {
    this.world = world;
  }
  add(
    type: 'fee' | 'transfer',
    asset: TransferEvent['asset'],
    from: string | null,
    to: string | null,
    amount: bigint,
  ): number {
    // Indices have holes, as log indices do.
    const index = this.events.length * 2;
    this.events.push({ index, type, asset, from, to, amount });
    return index;
  }
  has(address: string, asset: TransferEvent['asset']): bigint {
    let balance = this.world.balance(address, asset);
    for (const event of this.events) {
      if (event.asset !== asset) continue;
      if (event.from === address) balance -= event.amount;
      if (event.to === address) balance += event.amount;
    }
    return balance;
  }
}

const transfers = onAccounts((_, dice, chain, sender, draft) => {
  const meanings: Meaning[] = [];
  for (let left = 1 + dice.below(3); left > 0; left -= 1) {
    const from = dice.chance(3) ? dice.pick(PEOPLE) : sender;
    const asset = dice.pick(assetsOf(chain)).id;
    const amount = dice.amount(draft.has(from, asset));
    const index = draft.add('transfer', asset, from, dice.chance(12) ? null : dice.pick(PEOPLE), amount);
    if (amount > 0n && draft.events.at(-1)!.to !== null && dice.chance(4))
      meanings.push(seedOf(dice, index, amount));
  }
  return meanings;
});

const failure = onAccounts((_, __, chain, sender, draft) => {
  const [coin] = assetsOf(chain);
  if (draft.events.length === 0 && draft.has(sender, coin.id) > 0n)
    draft.add('fee', coin.id, sender, null, 1n);
  return [];
});

const mint = onAccounts((_, dice, chain, sender, draft) => {
  draft.add('transfer', dice.pick(assetsOf(chain)).id, null, sender, BigInt(dice.below(9)));
  return [];
});

/** Pools pay before or after they are paid; some give a worthless token. */
const swap = onAccounts((_, dice, chain, sender, draft) => {
  const [coin, token, wrapped, junk] = assetsOf(chain);
  const [paid, received] = dice.pick([
    [coin, token],
    [token, coin],
    [coin, wrapped],
    [coin, junk],
    [token, wrapped],
  ] as const);
  // What gives a worthless token is no pool: it keeps what it was paid, as any account does.
  const pool = received === junk ? 'fraud' : 'pool';
  const out = (): number =>
    draft.add(
      'transfer',
      received.id,
      pool,
      dice.chance(4) ? dice.pick(PEOPLE) : sender,
      BigInt(dice.below(12)),
    );
  const pay = (): number =>
    draft.add('transfer', paid.id, sender, pool, dice.amount(draft.has(sender, paid.id)));
  const early = dice.chance(4) ? out() : null;
  const legs = dice.chance(3) ? [pay(), pay()] : [pay()];
  const inner = dice.chance(3) ? [draft.add('transfer', token.id, 'pool', 'router', 3n)] : [];
  return [{ type: 'swap', in: legs, out: early ?? out(), inner, protocol: 'dex' }];
});

const wrap = onAccounts((_, dice, chain, sender, draft) => {
  const [coin, , wrapped] = assetsOf(chain);
  const [paid, received] = dice.chance(2) ? [coin, wrapped] : [wrapped, coin];
  const amount = dice.amount(draft.has(sender, paid.id));
  const leg = draft.add('transfer', paid.id, sender, 'wrapper', amount);
  return [
    {
      type: 'swap',
      in: [leg],
      out: draft.add('transfer', received.id, 'wrapper', sender, amount),
      inner: [],
      protocol: 'wrapper',
    },
  ];
});

const unresolved = onAccounts((_, dice, chain, sender, draft) => {
  const [coin, token, wrapped] = assetsOf(chain);
  const legs = [coin, token].map((asset) =>
    draft.add('transfer', asset.id, sender, 'pool', dice.amount(draft.has(sender, asset.id))),
  );
  draft.add('transfer', wrapped.id, 'pool', sender, BigInt(dice.below(9)));
  return [{ type: 'unresolved-swap', in: legs, protocol: 'dex' }];
});

const pay = onAccounts((world, dice, chain, sender, draft) => {
  const asset = dice.pick(assetsOf(chain).slice(0, 3)).id;
  const amount = dice.amount(draft.has(sender, asset));
  if (amount === 0n) return [];
  const edge = `edge-${world.edges.length}`;
  world.edges.push({ edge, chain: chain.id, asset, left: amount });
  return [
    {
      type: 'bridge-out',
      event: draft.add('transfer', asset, sender, 'vault', amount),
      edge,
      protocol: 'bridge',
    },
  ];
});

/** The other side of a bridge, or its refund: whichever chain the dice name. */
const receive = onAccounts((world, dice, chain, sender, draft) => {
  const meaning = bridgeIn(world, dice, draft.events.length * 2);
  if (meaning === null) return [];
  draft.add(
    'transfer',
    dice.pick(assetsOf(chain).slice(0, 3)).id,
    dice.chance(2) ? 'vault' : null,
    sender,
    BigInt(1 + dice.below(12)),
  );
  return [meaning];
});

/** Collateral is the coin, loans are the token; a loan never exceeds what stands behind it. */
const lend = onAccounts((world, dice, chain, account, draft) => {
  const [coin, token] = assetsOf(chain);
  const known = world.loans.find((l) => l.chain === chain.id && l.account === account);
  const loan = known ?? { chain: chain.id, account, supplied: 0n, lent: 0n };
  if (known === undefined) world.loans.push(loan);
  const shared = { account, protocol: 'lend' };
  switch (dice.below(5)) {
    case 0:
    case 1: {
      const amount = dice.amount(draft.has(account, coin.id));
      loan.supplied += amount;
      return [
        { type: 'supply', event: draft.add('transfer', coin.id, account, 'lender', amount), ...shared },
      ];
    }
    case 2: {
      const amount = dice.amount(loan.supplied - loan.lent);
      loan.supplied -= amount;
      return [
        { type: 'withdraw', event: draft.add('transfer', coin.id, 'lender', account, amount), ...shared },
      ];
    }
    case 3: {
      const units = dice.amount(loan.supplied - loan.lent);
      loan.lent += units;
      const event = draft.add('transfer', token.id, 'lender', account, BigInt(dice.below(9)));
      return [{ type: 'borrow', event, collateral: coin.id, units, ...shared }];
    }
    default: {
      const units = dice.amount(loan.lent);
      loan.lent -= units;
      const event = draft.add(
        'transfer',
        token.id,
        account,
        'lender',
        dice.amount(draft.has(account, token.id)),
      );
      return [{ type: 'repay', event, collateral: coin.id, units, ...shared }];
    }
  }
});

const STORIES: readonly Story[] = [
  spendCoins,
  transfers,
  spendCoins,
  transfers,
  swap,
  pay,
  receive,
  spendCoins,
  lend,
  lend,
  wrap,
  transfers,
  unresolved,
  failure,
  mint,
  receive,
];
