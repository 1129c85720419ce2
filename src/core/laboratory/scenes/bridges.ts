/** Over the bridges: A to Bitcoin and one refund, a deposit nobody answers, Bitcoin to B, B to TRON. */
import type { TxId } from '../../model/location.ts';
import { transact } from '../account-story.ts';
import { background } from '../background.ts';
import {
  BITCOIN,
  BTC,
  type Cast,
  ETH,
  ETH_B,
  EVM_A,
  EVM_B,
  ether,
  etherToBitcoin,
  etherToDollars,
  TRON,
} from '../cast.ts';
import { minerFee, payWithChange, spend } from '../coin-story.ts';
import { address, balanceOf, type Coin, type Lab, legIndex, type Note, wait } from '../lab.ts';
import { deposited, memoOutput, swapped, transferredOut } from '../saying.ts';

const PROTOCOL = 'Laboratory Bridge';

/** As THORChain names the deposit it answers. */
const answering = (what: 'OUT' | 'REFUND', txid: TxId): string =>
  `${what}:${txid.replace('0x', '').toUpperCase()}`;

const newEdge = (lab: Lab): string => {
  lab.edges += 1;
  return `laboratory-bridge-${lab.edges}`;
};

/** Ether in, bitcoin out: the deposit's memo names the address to be paid. Returns the thief's coins. */
export function toBitcoin(lab: Lab, cast: Cast, senders: readonly string[]): Coin[] {
  lab.scene = 'bridge';
  return senders.map((from) => {
    const to = address(lab, BITCOIN);
    const edge = newEdge(lab);
    const amount = (balanceOf(lab, from, ETH.id) * 98n) / 100n;
    const memo = `=:BTC.BTC:${to}:0/1/0`;
    const out: Note = {
      meaning: { type: 'bridge-out', event: legIndex(0), edge, protocol: PROTOCOL },
      note: `memo "${memo}"`,
    };
    const paidIn = transact(lab, EVM_A, from, [{ asset: ETH.id, from, to: cast.vaults.a, amount }], [out], {
      said: [deposited(cast.bridgeRouter, cast.vaults.a, ETH.id, amount, memo)],
    });
    wait(lab, 22);
    const paid = (etherToBitcoin(amount) * 997n) / 1_000n;
    const back: Note = {
      meaning: {
        type: 'bridge-in',
        event: 0,
        edge,
        paidChain: EVM_A.id,
        paidAsset: ETH.id,
        debit: amount,
        protocol: PROTOCOL,
      },
      note: `pays the memo "${memo}"`,
    };
    const vault = [...lab.coins].find(
      (coin) => coin.owner === cast.vaults.bitcoin && coin.value > paid + 1_000_000n,
    )!;
    const [coin] = payWithChange(
      lab,
      BITCOIN,
      [vault],
      [{ value: paid, owner: to }],
      cast.vaults.bitcoin,
      [back],
      [memoOutput(answering('OUT', paidIn))],
    );
    background(lab, cast, 3);
    return coin!;
  });
}

/** The bridge gives the money back, less its fee, to the one who paid it. */
export function refund(lab: Lab, cast: Cast, from: string): void {
  lab.scene = 'bridge-refund';
  const edge = newEdge(lab);
  const amount = (balanceOf(lab, from, ETH.id) * 2n) / 3n;
  const memo = `=:BTC.BTC:${address(lab, BITCOIN)}:9999999999/1/0`;
  const paidIn = transact(
    lab,
    EVM_A,
    from,
    [{ asset: ETH.id, from, to: cast.vaults.a, amount }],
    [
      {
        meaning: { type: 'bridge-out', event: legIndex(0), edge, protocol: PROTOCOL },
        note: `memo "${memo}"`,
      },
    ],
    { said: [deposited(cast.bridgeRouter, cast.vaults.a, ETH.id, amount, memo)] },
  );
  wait(lab, 14);
  transact(
    lab,
    EVM_A,
    cast.vaults.a,
    [{ asset: ETH.id, from: cast.vaults.a, to: from, amount: amount - ether(6) }],
    [
      {
        meaning: {
          type: 'bridge-in',
          event: legIndex(0),
          edge,
          paidChain: EVM_A.id,
          paidAsset: ETH.id,
          debit: amount,
          protocol: PROTOCOL,
        },
        note: 'memo "REFUND": the limit was not met',
      },
    ],
    {
      said: [
        transferredOut(
          cast.bridgeRouter,
          { vault: cast.vaults.a, to: from, asset: ETH.id, amount: amount - ether(6) },
          answering('REFUND', paidIn),
        ),
      ],
    },
  );
}

/** Whatever came out on the other side, nobody could pair it. */
export function unmatched(lab: Lab, cast: Cast, from: string): void {
  lab.scene = 'bridge-unmatched';
  const amount = (balanceOf(lab, from, ETH.id) * 95n) / 100n;
  transact(
    lab,
    EVM_A,
    from,
    [{ asset: ETH.id, from, to: cast.obscureBridge, amount }],
    [
      {
        meaning: {
          type: 'bridge-out',
          event: legIndex(0),
          edge: 'obscure-bridge-1',
          protocol: 'Obscure Bridge',
        },
        note: 'no memo; no payout of this size was found',
      },
    ],
  );
}

/** Bitcoin to ether on B, ether to dollars, dollars to TRON. Returns where the dollars arrive. */
export function roundTrip(lab: Lab, cast: Cast, coin: Coin): string {
  lab.scene = 'bridge-round-trip';
  const onB = address(lab, EVM_B);
  const edge = newEdge(lab);
  const paid = coin.value - minerFee(lab, 1, 2);
  const memo = `=:LABB.ETH:${onB}`;
  // The second output carries the memo and no value (OP_RETURN).
  const [paidIn] = spend(lab, BITCOIN, {
    inputs: [coin],
    outputs: [{ value: paid, owner: cast.vaults.bitcoin }, memoOutput(memo)],
    notes: [{ meaning: { type: 'bridge-out', event: 0, edge, protocol: PROTOCOL }, note: `memo "${memo}"` }],
  });
  wait(lab, 35);
  const wei = paid * 30n * 10n ** 10n - ether(9);
  transact(
    lab,
    EVM_B,
    cast.vaults.b,
    [{ asset: ETH_B.id, from: cast.vaults.b, to: onB, amount: wei }],
    [
      {
        meaning: {
          type: 'bridge-in',
          event: legIndex(0),
          edge,
          paidChain: BITCOIN.id,
          paidAsset: BTC.id,
          debit: paid,
          protocol: PROTOCOL,
        },
        note: `pays the memo "${memo}"`,
      },
    ],
    {
      said: [
        transferredOut(
          cast.vaults.b,
          { vault: cast.vaults.b, to: onB, asset: ETH_B.id, amount: wei },
          answering('OUT', paidIn!.txid),
        ),
      ],
    },
  );
  wait(lab, 6);
  const sold = (wei * 98n) / 100n;
  transact(
    lab,
    EVM_B,
    onB,
    [
      { asset: ETH_B.id, from: onB, to: cast.poolB, amount: sold },
      { asset: cast.usdB.id, from: cast.poolB, to: onB, amount: etherToDollars(sold) },
    ],
    [
      {
        meaning: {
          type: 'swap',
          in: [legIndex(0)],
          out: legIndex(1),
          inner: [],
          protocol: 'Laboratory Swap B',
        },
      },
    ],
    { said: [swapped(cast.poolB, onB, sold, etherToDollars(sold), onB)] },
  );
  background(lab, cast, 4);
  return toTron(lab, cast, onB);
}

function toTron(lab: Lab, cast: Cast, from: string): string {
  const to = address(lab, TRON);
  const edge = newEdge(lab);
  const amount = balanceOf(lab, from, cast.usdB.id);
  const memo = `=:TRON.USDT:${to}`;
  const paidIn = transact(
    lab,
    EVM_B,
    from,
    [{ asset: cast.usdB.id, from, to: cast.vaults.b, amount }],
    [
      {
        meaning: { type: 'bridge-out', event: legIndex(0), edge, protocol: PROTOCOL },
        note: `memo "${memo}"`,
      },
    ],
    { said: [deposited(cast.vaults.b, cast.vaults.b, cast.usdB.id, amount, memo)] },
  );
  wait(lab, 9);
  transact(
    lab,
    TRON,
    cast.vaults.tron,
    [{ asset: cast.usdt.id, from: cast.vaults.tron, to, amount: (amount * 999n) / 1_000n }],
    [
      {
        meaning: {
          type: 'bridge-in',
          event: legIndex(0),
          edge,
          paidChain: EVM_B.id,
          paidAsset: cast.usdB.id,
          debit: amount,
          protocol: PROTOCOL,
        },
        note: 'pays the memo',
      },
    ],
    {
      said: [
        transferredOut(
          cast.vaults.tron,
          { vault: cast.vaults.tron, to, asset: cast.usdt.id, amount: (amount * 999n) / 1_000n },
          answering('OUT', paidIn),
        ),
      ],
    },
  );
  return to;
}
