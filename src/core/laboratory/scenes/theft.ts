/** The theft itself, the first tries, and the fan-out. */
import type { TxId } from '../../model/location.ts';
import { sendAll, transact } from '../account-story.ts';
import { background } from '../background.ts';
import { type Cast, dollars, ETH, EVM_A, ether } from '../cast.ts';
import { address, balanceOf, type Lab, legIndex, type Note, wait } from '../lab.ts';

export type Loot = {
  /** Holds the stolen token, and clean ether for gas. */
  readonly tokens: string;
  /** Twelve fresh addresses with nothing but stolen ether. */
  readonly branches: readonly string[];
};

export function theft(lab: Lab, cast: Cast): Loot {
  const tokens = address(lab, EVM_A);
  const ethers = address(lab, EVM_A);
  lab.scene = 'gas-funding';
  transact(lab, EVM_A, cast.friend, [
    { asset: ETH.id, from: cast.friend, to: tokens, amount: ether(lab.random.between(1_600n, 2_400n)) },
  ]);
  background(lab, cast, 4);

  lab.scene = 'theft';
  steal(lab, cast, ethers, ETH.id, ether(lab.random.between(700_000n, 820_000n)));
  steal(lab, cast, ethers, ETH.id, ether(lab.random.between(380_000n, 460_000n)));
  steal(lab, cast, tokens, cast.usd.id, dollars(lab.random.between(880_000n, 960_000n)));
  background(lab, cast, 5);

  lab.scene = 'failed-transaction';
  transact(lab, EVM_A, tokens, [], []);
  transact(lab, EVM_A, ethers, [], []);

  return { tokens, branches: fanOut(lab, cast, ethers) };
}

function steal(lab: Lab, cast: Cast, to: string, asset: typeof ETH.id, amount: bigint): TxId {
  const seed: Note = {
    meaning: { type: 'seed', event: legIndex(0), amount, stolen: asset, origin: amount },
    note: 'the exchange reported this withdrawal as stolen',
  };
  const txid = transact(lab, EVM_A, cast.hot, [{ asset, from: cast.hot, to, amount }], [seed]);
  wait(lab, 1);
  return txid;
}

function fanOut(lab: Lab, cast: Cast, from: string): string[] {
  lab.scene = 'fan-out';
  const branches = Array.from({ length: 12 }, () => address(lab, EVM_A));
  const share = balanceOf(lab, from, ETH.id) / 12n;
  for (const to of branches.slice(1)) {
    const amount = lab.random.between((share * 98n) / 100n, share);
    transact(lab, EVM_A, from, [{ asset: ETH.id, from, to, amount }]);
  }
  sendAll(lab, EVM_A, from, branches[0]!);
  background(lab, cast, 8);
  return branches;
}
