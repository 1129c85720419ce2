/**
 * Made-up CoinJoins in the formats of the real files, with a label of each kind that the rules must turn. They are
 * written from the protocols' own descriptions, not from the detectors.
 */
import { createHash } from 'node:crypto';
import { makeRandom, type Random } from '../../src/core/laboratory/prng.ts';
import { newAddress } from '../../src/core/laboratory/wallet.ts';
import { getChain } from '../../src/core/model/chain.ts';

const REGTEST = getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');

type Coin = { readonly value: bigint; readonly script: string };
type Row = { readonly inputs: readonly Coin[]; readonly outputs: readonly Coin[] };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const segwit = (random: Random): string => `0014${hex(random.bytes(20))}`;
const taproot = (random: Random): string => `5120${hex(random.bytes(32))}`;
const coin = (random: Random, value: bigint): Coin => ({ value, script: segwit(random) });
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

export function madeCoinJoins(): Record<string, string> {
  const random = makeRandom(20_260_301);
  const mixes = times(30, () => whirlpoolMix(random));
  const market = times(24, () => joinMarket(random, random.between(200_000n, 400_000_000n)));
  return {
    'coinjoin/samourai_made_whirlpool_mixes.txt': dump(mixes.slice(0, 26)),
    'coinjoin/samourai_made_whirlpool_tx0.txt': dump([...times(20, () => tx0(random)), ...mixes.slice(26)]),
    'coinjoin/samourai_made_whirlpool_postmix.txt': dump([
      ...times(40, () => payment(random)),
      ...times(6, () => batch(random)),
    ]),
    'coinjoin/wasabi1_made_mixes.txt': dump([
      ...times(12, () => wasabi1(random)),
      ...times(2, () => joinMarket(random, random.between(9_500_000n, 10_500_000n), 11)),
    ]),
    'coinjoin/joinmarket_made_mixes.txt': dump([
      ...market.slice(0, 20),
      ...times(5, () => trade(random)),
      ...times(4, () => pair(random)),
    ]),
    'coinjoin/joinmarket_made_postmix.txt': dump([...market.slice(20), ...times(20, () => payment(random))]),
    'coinjoin/emulated_wasabi2_made.json': JSON.stringify(times(16, () => wasabi2(random))),
  };
}

const POOLS = [100_000n, 1_000_000n, 5_000_000n, 50_000_000n];

function whirlpoolMix(random: Random): Row {
  const pool = random.pick(POOLS);
  const size = 5 + random.below(4);
  const excess = random.between(300n, 60_000n);
  return shuffledRow(random, {
    inputs: times(size, (i) => coin(random, i < 2 ? pool + excess : pool)),
    outputs: times(size, () => coin(random, pool)),
  });
}

function tx0(random: Random): Row {
  const pool = random.pick(POOLS);
  const count = 1 + random.below(12);
  const premix = pool + random.between(300n, 60_000n);
  const outputs = [
    { value: 0n, script: `6a40${hex(random.bytes(64))}` },
    coin(random, pool / 20n),
    coin(random, random.between(1_000n, pool - 1_000n)),
    ...times(count, () => coin(random, premix)),
  ];
  return { inputs: paying(random, 1 + random.below(3), outputs), outputs };
}

/** Everybody pays the coordinator; some bring enough for a second level. */
function wasabi1(random: Random): Row {
  const base = random.between(9_900_000n, 11_000_000n);
  const fee = 9_000n;
  const inputs: Coin[] = [];
  const outputs: Coin[] = [];
  times(30 + random.below(40), (i) => {
    const levels = i % 6 === 0 ? [base, 2n * base] : [base];
    const change = i % 5 === 0 ? 0n : random.between(20_000n, 30_000_000n);
    const total = levels.reduce((sum, level) => sum + level + fee, change);
    const cut = total / 3n;
    inputs.push(...(i % 3 === 0 ? [coin(random, cut), coin(random, total - cut)] : [coin(random, total)]));
    outputs.push(
      ...levels.map((level) => coin(random, level)),
      ...(change > 0n ? [coin(random, change)] : []),
    );
  });
  outputs.push(coin(random, 123_457n));
  return shuffledRow(random, { inputs, outputs });
}

/** The first is the taker, who pays the makers and the miner. */
function joinMarket(random: Random, amount: bigint, owners = 4 + random.below(7)): Row {
  const inputs: Coin[] = [];
  const outputs: Coin[] = [];
  let earned = 0n;
  times(owners - 1, () => {
    const change = random.between(30_000n, 3n * amount);
    const gain = random.between(10n, 300n);
    earned += gain;
    inputs.push(coin(random, amount + change - gain));
    outputs.push(coin(random, amount), coin(random, change));
  });
  const change = random.between(30_000n, amount);
  const half = amount / 2n;
  inputs.push(coin(random, half), coin(random, amount - half + change + earned + 12_345n));
  outputs.push(coin(random, amount), coin(random, change));
  return shuffledRow(random, { inputs, outputs });
}

/** Three inscriptions bought at once: the buyer's postage outputs are equal, and a seller is paid. */
function trade(random: Random): Row {
  const buyer = taproot(random);
  const outputs = [
    ...times(3, () => ({ value: 546n, script: taproot(random) })),
    { value: random.between(50_000n, 900_000n), script: segwit(random) },
    { value: random.between(50_000n, 900_000n), script: buyer },
  ];
  const inputs = [
    ...times(3, () => ({ value: 600n, script: buyer })),
    ...paying(random, 3, outputs),
    { value: 546n, script: taproot(random) },
  ];
  return { inputs, outputs };
}

/** Two equal payments and two others, as one wallet makes them too. */
function pair(random: Random): Row {
  const value = random.between(50_000n, 9_000_000n);
  const outputs = [value, value, value / 3n, value / 7n].map((each) => coin(random, each));
  return { inputs: paying(random, 3, outputs), outputs };
}

function payment(random: Random): Row {
  const outputs = times(1 + random.below(2), () => coin(random, random.between(10_000n, 900_000_000n)));
  return { inputs: paying(random, 1 + random.below(4), outputs), outputs };
}

/** An exchange pays many the same out of two coins. */
function batch(random: Random): Row {
  const outputs = [
    ...times(12, () => coin(random, 10_000_000n)),
    coin(random, random.between(10_000n, 10_000_000n)),
  ];
  return { inputs: paying(random, 2, outputs), outputs };
}

const DENOMINATIONS = [
  5_000n,
  6_561n,
  8_192n,
  10_000n,
  13_122n,
  19_683n,
  20_000n,
  32_768n,
  50_000n,
  65_536n,
  100_000n,
  118_098n,
  131_072n,
  200_000n,
  262_144n,
  354_294n,
  500_000n,
];

/** As the emulation writes it, owners included. */
function wasabi2(random: Random): object {
  const wallets = times(3 + random.below(6), (i) => `wallet-${String(i).padStart(3, '0')}`);
  const chosen = times(5, () => random.pick(DENOMINATIONS));
  const inputs: { value: number; wallet_name: string }[] = [];
  const outputs: { value: number; wallet_name: string }[] = [];
  for (const wallet_name of wallets) {
    const parts = times(2 + random.below(3), () => random.pick(chosen));
    const total = parts.reduce((sum, part) => sum + part, 3_000n);
    const remix = random.pick(chosen);
    for (const value of [remix, total > remix ? total - remix : total]) {
      inputs.push({ value: Number(value), wallet_name });
    }
    for (const value of parts) outputs.push({ value: Number(value), wallet_name });
  }
  const sorted = (coins: typeof inputs): object =>
    Object.fromEntries(
      coins
        .sort((a, b) => b.value - a.value)
        .map((each, i) => [
          i,
          { ...each, address: newAddress(random, REGTEST), txid: hex(random.bytes(32)) },
        ]),
    );
  return { txid: hex(random.bytes(32)), inputs: sorted(inputs), outputs: sorted(outputs) };
}

/** Coins that cover the outputs and a fee. */
function paying(random: Random, count: number, outputs: readonly Coin[]): Coin[] {
  const total = outputs.reduce((sum, output) => sum + output.value, 4_321n);
  const each = total / BigInt(count);
  return times(count, (i) => coin(random, i === 0 ? total - each * BigInt(count - 1) : each));
}

const shuffledRow = (random: Random, { inputs, outputs }: Row): Row => ({
  inputs: shuffled(random, inputs),
  outputs: shuffled(random, outputs),
});

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

function dump(rows: readonly Row[]): string {
  return rows
    .map(({ inputs, outputs }) => {
      const ins = inputs
        .map(({ value, script }, i) => `${sha(script)}-${i}-${value}+${script}+made`)
        .join('}{');
      const outs = outputs.map(({ value, script }) => `${value}+${script}+made`).join('}{');
      const id = sha(ins + outs);
      return `${id}:::${sha(id)}:::1:::1700000000:::${ins}:::${outs}`;
    })
    .join('\n');
}
