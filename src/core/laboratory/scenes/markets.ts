/** What the thief does on chain A: swaps, wrapping, a worthless token, a loan, deposits, and mixing with clean money. */
import { sendAll, transact } from '../account-story.ts';
import { background } from '../background.ts';
import { type Cast, dollars, dollarsToEther, ETH, EVM_A, ether, etherToDollars } from '../cast.ts';
import { address, balanceOf, type Lab, legIndex, type Note, wait } from '../lab.ts';
import { borrowed, repaid, supplied, swapped, withdrawn } from '../saying.ts';
import type { Loot } from './theft.ts';

const swapNote = (legs: readonly number[], out: number, inner: readonly number[] = []): Note => ({
  meaning: {
    type: 'swap',
    in: legs.map(legIndex),
    out: legIndex(out),
    inner: inner.map(legIndex),
    protocol: 'Laboratory Swap',
  },
});

/** Stolen tokens become ether at a fresh address: freezable for unfreezable. */
export function swapTokens(lab: Lab, cast: Cast, from: string): void {
  lab.scene = 'swap';
  const to = address(lab, EVM_A);
  const third = balanceOf(lab, from, cast.usd.id) / 3n;
  const price = (usd: bigint): bigint => (usd * 10n ** 12n) / 3_200n;
  const pay = (amount: bigint) => ({ asset: cast.usd.id, from, to: cast.pool, amount });
  const get = (amount: bigint) => ({
    asset: ETH.id,
    from: cast.pool,
    to,
    amount: price(amount) - lab.random.between(0n, ether(40)),
  });
  const first = get(third);
  const trade = (given: bigint) => ({ said: [swapped(cast.pool, from, third, given, to)] });
  transact(lab, EVM_A, from, [pay(third), first], [swapNote([0], 1)], trade(first.amount));
  wait(lab, 3);
  // This pool pays first and calls back for its payment.
  const second = get(third);
  transact(lab, EVM_A, from, [second, pay(third)], [swapNote([1], 0)], trade(second.amount));
  wait(lab, 3);
  const rest = balanceOf(lab, from, cast.usd.id);
  const hop = { asset: cast.weth.id, from: cast.pool, to: cast.router, amount: price(rest) };
  const last = get(rest);
  transact(lab, EVM_A, from, [pay(rest), hop, last], [swapNote([0], 2, [1])], {
    said: [swapped(cast.pool, from, rest, last.amount, to)],
  });
  background(lab, cast, 6);

  lab.scene = 'burn';
  transact(
    lab,
    EVM_A,
    to,
    [{ asset: ETH.id, from: to, to: null, amount: ether(lab.random.between(200n, 900n)) }],
    [],
    { heavy: true },
  );
}

/** Wrapped, passed on, and half of it unwrapped where clean gas lies. */
export function wrap(lab: Lab, cast: Cast, from: string): void {
  lab.scene = 'wrap';
  const next = address(lab, EVM_A);
  const amount = (balanceOf(lab, from, ETH.id) * 99n) / 100n;
  transact(
    lab,
    EVM_A,
    from,
    [
      { asset: ETH.id, from, to: cast.wrapper, amount },
      { asset: cast.weth.id, from: null, to: from, amount },
    ],
    [swapNote([0], 1)],
  );
  transact(lab, EVM_A, from, [{ asset: cast.weth.id, from, to: next, amount }], [], { heavy: true });
  lab.scene = 'gas-funding';
  transact(lab, EVM_A, cast.friend, [{ asset: ETH.id, from: cast.friend, to: next, amount: ether(60) }]);
  wait(lab, 5);
  lab.scene = 'unwrap';
  transact(
    lab,
    EVM_A,
    next,
    [
      { asset: cast.weth.id, from: next, to: null, amount: amount / 2n },
      { asset: ETH.id, from: cast.wrapper, to: next, amount: amount / 2n },
    ],
    [swapNote([0], 1)],
  );
  background(lab, cast, 5);
}

/** A token of the same symbol, bought for ether, and thrown at others. It is worth nothing and carries nothing. */
export function worthlessToken(lab: Lab, cast: Cast, from: string, bystander: string): void {
  lab.scene = 'worthless-token';
  const paid = ether(lab.random.between(1_500n, 2_500n));
  transact(
    lab,
    EVM_A,
    from,
    [
      { asset: ETH.id, from, to: cast.fraud, amount: paid },
      { asset: cast.lookAlike.id, from: cast.fraud, to: from, amount: etherToDollars(paid) * 100n },
    ],
    [swapNote([0], 1)],
    // The fraud says what a pool would say. Nobody recognises it.
    { said: [swapped(cast.fraud, from, paid, etherToDollars(paid) * 100n, from)] },
  );
  transact(
    lab,
    EVM_A,
    cast.fraud,
    [{ asset: cast.lookAlike.id, from: cast.fraud, to: bystander, amount: dollars(5_000) }],
    [],
    { heavy: true },
  );
}

/** Collateral stays behind, the loan goes to an exchange; another loan is paid back. */
export function lending(lab: Lab, cast: Cast, [defaulter, payer]: readonly [string, string]): void {
  lab.scene = 'lending';
  for (const account of [defaulter, payer]) {
    const shared = { account, protocol: 'Laboratory Lend' } as const;
    const collateral = (balanceOf(lab, account, ETH.id) * 9n) / 10n;
    const loan = etherToDollars(collateral / 2n);
    const units = dollarsToEther(loan);
    const terms = { ...shared, event: legIndex(0), collateral: ETH.id, units };
    transact(
      lab,
      EVM_A,
      account,
      [{ asset: ETH.id, from: account, to: cast.lender, amount: collateral }],
      [{ meaning: { type: 'supply', event: legIndex(0), ...shared } }],
      { said: [supplied(cast.lender, ETH.id, account, collateral)] },
    );
    wait(lab, 4);
    transact(
      lab,
      EVM_A,
      account,
      [{ asset: cast.usd.id, from: cast.lender, to: account, amount: loan }],
      [{ meaning: { type: 'borrow', ...terms } }],
      { said: [borrowed(cast.lender, cast.usd.id, account, loan)] },
    );
    wait(lab, 9);
    if (account === defaulter) {
      transact(
        lab,
        EVM_A,
        account,
        [{ asset: cast.usd.id, from: account, to: cast.deposit.a, amount: loan }],
        [],
        { heavy: true },
      );
      continue;
    }
    transact(
      lab,
      EVM_A,
      account,
      [{ asset: cast.usd.id, from: account, to: cast.lender, amount: loan }],
      [{ meaning: { type: 'repay', ...terms } }],
      { said: [repaid(cast.lender, cast.usd.id, account, loan)] },
    );
    wait(lab, 2);
    transact(
      lab,
      EVM_A,
      account,
      [{ asset: ETH.id, from: cast.lender, to: account, amount: collateral }],
      [{ meaning: { type: 'withdraw', event: legIndex(0), ...shared } }],
      { said: [withdrawn(cast.lender, ETH.id, account, collateral)] },
    );
  }
  background(lab, cast, 6);
}

export function depositToExchange(lab: Lab, cast: Cast, from: string): void {
  lab.scene = 'exchange-deposit';
  sendAll(lab, EVM_A, from, cast.deposit.a);
}

/** Clean money comes in, and a bill is paid out of both. */
export function commingle(lab: Lab, cast: Cast, at: string): void {
  lab.scene = 'commingling';
  transact(lab, EVM_A, cast.friend, [
    { asset: ETH.id, from: cast.friend, to: at, amount: ether(lab.random.between(18_000n, 24_000n)) },
  ]);
  wait(lab, 20);
  transact(lab, EVM_A, at, [
    { asset: ETH.id, from: at, to: cast.shop, amount: ether(lab.random.between(55_000n, 65_000n)) },
  ]);
  background(lab, cast, 4);
}

export function stayDormant(lab: Lab, loot: Loot): void {
  lab.scene = 'dormant';
  sendAll(lab, EVM_A, loot.branches[11]!, address(lab, EVM_A));
}
