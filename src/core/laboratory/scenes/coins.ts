/** On Lab Bitcoin: a peel chain into an exchange, a CoinJoin, a mixer, and stolen beside clean coins. */
import { background } from '../background.ts';
import { BITCOIN, bitcoins, type Cast } from '../cast.ts';
import { minerFee, payWithChange, spend } from '../coin-story.ts';
import { address, type Coin, type Lab, wait } from '../lab.ts';

/** Small payments to deposit addresses, the change always to a fresh address. */
export function peelChain(lab: Lab, cast: Cast, coin: Coin): void {
  lab.scene = 'peel-chain';
  let change = coin;
  for (let peel = 0; peel < 9; peel += 1) {
    const payment = {
      value: lab.random.between(bitcoins(140), bitcoins(260)),
      owner: cast.deposit.bitcoin[peel % 4]!,
    };
    change = payWithChange(lab, BITCOIN, [change], [payment], address(lab, BITCOIN)).at(-1)!;
    wait(lab, 25);
    if (peel % 3 === 2) background(lab, cast, 2);
  }
}

const DENOMINATION = bitcoins(900);

/** Six pay in, eight equal outputs come out; three of them are the thief's. */
export function coinJoin(lab: Lab, cast: Cast, coin: Coin): readonly Coin[] {
  lab.scene = 'coinjoin';
  const people = cast.people.get(BITCOIN)!;
  const others = people
    .flatMap((owner) =>
      [...lab.coins].filter((c) => c.owner === owner && c.value > (DENOMINATION * 11n) / 10n).slice(0, 1),
    )
    .slice(0, 5);
  const inputs = [...others.slice(0, 2), coin, ...others.slice(2)];
  const fee = minerFee(lab, inputs.length, 14) / BigInt(inputs.length) + 1n;
  const equal = [
    ...others.map(() => address(lab, BITCOIN)),
    ...Array.from({ length: 3 }, () => address(lab, BITCOIN)),
  ].sort();
  const order = shuffled(lab, [...equal.keys()]);
  // Who owns which of the equal outputs only the participants know; here the first three drawn are the thief's.
  const mine = order.slice(0, 3);
  const change = [...others.map((c) => c.value - DENOMINATION - fee), coin.value - 3n * DENOMINATION - fee];
  const outputs = [
    ...equal.map((owner) => ({ value: DENOMINATION, owner })),
    ...change.map((value) => ({ value, owner: address(lab, BITCOIN) })),
  ];
  const coins = spend(lab, BITCOIN, { inputs, outputs, stolenTo: [...mine, outputs.length - 1] });
  wait(lab, 30);
  return mine.map((vout) => coins[vout]!);
}

/** One coin of the three goes to a mixer that is known by name: there the road ends. */
export function mixer(lab: Lab, cast: Cast, coin: Coin): void {
  lab.scene = 'mixer';
  spend(lab, BITCOIN, {
    inputs: [coin],
    outputs: [{ value: coin.value - minerFee(lab, 1, 1), owner: cast.mixer }],
  });
}

/** A clean coin is spent together with a stolen one. */
export function coinsTogether(lab: Lab, cast: Cast, coin: Coin): void {
  lab.scene = 'coins-together';
  const clean = [...lab.coins].find(
    (c) => cast.people.get(BITCOIN)!.includes(c.owner ?? '') && c.value > bitcoins(200),
  )!;
  payWithChange(
    lab,
    BITCOIN,
    [clean, coin],
    [{ value: (clean.value * 3n) / 4n, owner: address(lab, BITCOIN) }],
    address(lab, BITCOIN),
  );
  background(lab, cast, 3);
}

function shuffled<T>(lab: Lab, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = lab.random.below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
