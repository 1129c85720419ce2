/** People who have nothing to do with the theft, so that it does not stand alone. */
import type { Chain } from '../model/chain.ts';
import { transact } from './account-story.ts';
import { BITCOIN, type Cast, CHAINS, dollars, EVM_A, TRON, TRX } from './cast.ts';
import { payWithChange } from './coin-story.ts';
import { BACKGROUND, balanceOf, type Lab, nativeOf, wait } from './lab.ts';

/** `count` payments between strangers; the scene that was on goes on afterwards. */
export function background(lab: Lab, cast: Cast, count: number): void {
  const { scene } = lab;
  lab.scene = BACKGROUND;
  for (let i = 0; i < count; i += 1) {
    const chain = lab.random.pick(CHAINS);
    if (chain === BITCOIN) payInCoins(lab, cast);
    else pay(lab, cast, chain);
    wait(lab, 1 + lab.random.below(7));
  }
  lab.scene = scene;
}

function pay(lab: Lab, cast: Cast, chain: Chain): void {
  const people = cast.people.get(chain)!;
  const from = lab.random.pick(people);
  const others = people.filter((person) => person !== from);
  const token = chain === EVM_A ? cast.usd.id : chain === TRON ? cast.usdt.id : nativeOf(chain);
  const asset = lab.random.below(2) === 0 ? token : nativeOf(chain);
  const balance = balanceOf(lab, from, asset);
  // A few small payments at a time leave enough for gas; who has run low is left in peace.
  const amount = lab.random.between(balance / 400n, balance / 12n);
  if (chain === TRON && balanceOf(lab, from, TRX.id) < dollars(60)) return;
  transact(lab, chain, from, [{ asset, from, to: lab.random.pick(others), amount }], [], {
    heavy: asset !== nativeOf(chain),
  });
}

function payInCoins(lab: Lab, cast: Cast): void {
  const people = cast.people.get(BITCOIN)!;
  const coins = [...lab.coins].filter((coin) => people.includes(coin.owner ?? '') && coin.value > 3_000_000n);
  const coin = lab.random.pick(coins);
  const value = lab.random.between(coin.value / 50n, coin.value / 3n);
  payWithChange(
    lab,
    BITCOIN,
    [coin],
    [{ value, owner: lab.random.pick(people.filter((p) => p !== coin.owner)) }],
    coin.owner!,
  );
}
