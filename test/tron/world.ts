/** A theft on a generated TRON: coins and tokens stolen, fanned out, moved inside contracts, failed, staked. */
import { Writer } from '../../src/core/chains/tron/protobuf.ts';
import {
  addressOf,
  type BuiltBlock,
  buildBlock,
  buildTransaction,
  bytesOf,
  call,
  internal,
  type Json,
  type Order,
  other,
  tokenTransfer,
  transfer,
  transferLog,
  witnessOf,
  word,
} from './builder.ts';

export const TRX = 1_000_000n;
export const STOLEN_SUN = 100n * TRX;
export const STOLEN_TOKENS = 5_000_000n;
/** Beyond 2^53, and odd: `JSON.parse` would round it. */
export const WHALE_SUN = 90_000_000_000_000_001n;
export const WHALE_INSIDE = 9_007_199_254_740_993n;
export const FIRST_MS = 1_700_000_000_000;

const NAMES = ['victim', 'thief', 'mule0', 'mule1', 'mule2', 'mule3', 'mule4', 'whale', 'faker'] as const;
const CONTRACTS = ['token', 'forwarder', 'destroyer', 'odd', 'vault'] as const;
type Name = (typeof NAMES)[number] | (typeof CONTRACTS)[number];

export const who = Object.fromEntries(
  [...NAMES, ...CONTRACTS].map((name) => [name, addressOf(`tron world ${name}`)]),
) as Readonly<Record<Name, string>>;

const ORDERS = {
  deployed: () => [
    call(who.victim, who.token, 0n, 'SUCCESS', {
      fee: 2n * TRX,
      log: [{ ...transferLog(who.token, who.victim, who.victim, 2n * STOLEN_TOKENS), ...minted() }],
    }),
    transfer(who.victim, who.faker, 3_000n * TRX),
  ],
  theft: () => [transfer(who.victim, who.thief, STOLEN_SUN, 1_100_000n)],
  tokenTheft: () => [pay(who.victim, who.thief, STOLEN_TOKENS)],
  fan: () => [transfer(who.thief, who.mule0, 60n * TRX), transfer(who.thief, who.mule1, 25n * TRX, 100_000n)],
  quiet: () => [],
  forwarded: () => [
    call(who.mule0, who.forwarder, 50n * TRX, 'SUCCESS', {
      fee: 345_678n,
      internal_transactions: [
        internal(who.forwarder, who.mule2, 'call', 50n * TRX),
        internal(who.forwarder, who.mule3, 'call', 0n),
      ],
    }),
  ],
  failed: () => [
    // Everything in it says that it paid; the block says that it failed.
    call(who.thief, who.token, TRX, 'REVERT', {
      fee: 500_000n,
      log: [transferLog(who.token, who.thief, who.mule0, STOLEN_TOKENS)],
      internal_transactions: [internal(who.token, who.mule0, 'call', TRX)],
    }),
  ],
  rejected: () => [
    call(who.mule1, who.forwarder, 20n * TRX, 'SUCCESS', {
      internal_transactions: [internal(who.forwarder, who.mule4, 'call', 20n * TRX, { rejected: true })],
    }),
  ],
  tokens: () => [pay(who.thief, who.mule2, 3_000_000n), pay(who.mule2, who.mule3, 1_234_567n)],
  destroyed: () => [
    call(who.mule2, who.destroyer, 40n * TRX, 'SUCCESS', {
      internal_transactions: [internal(who.destroyer, who.mule4, 'suicide', 40n * TRX)],
    }),
  ],
  staked: () => [
    other(54, who.thief, { fee: 10n }, new Writer().int64(2, 2n * TRX)),
    other(13, who.mule4, { withdraw_amount: 7n * TRX }),
    call(who.mule3, who.vault, 0n, 'SUCCESS', {
      internal_transactions: [
        internal(who.vault, who.mule3, 'freezeForEnergy', 9n * TRX),
        internal(who.vault, who.vault, 'withdrawReward', 3n * TRX),
      ],
    }),
  ],
  fake: () => [
    {
      ...other(6, who.faker, { assetIssueID: '1000001', fee: 1_024n * TRX }),
      parameter: new Writer()
        .bytes(1, bytesOf(who.faker))
        .bytes(2, new TextEncoder().encode('USDT'))
        .int64(4, 1_000n)
        .item(5, new Writer().int64(1, 400n).int64(2, 1n).finish())
        .finish(),
    },
    tokenTransfer(who.faker, who.thief, '1000001', 70n),
    tokenTransfer(who.thief, who.mule4, '1000001', 7n),
  ],
  whale: () => [
    transfer(who.whale, who.faker, WHALE_SUN),
    call(who.faker, who.vault, WHALE_INSIDE, 'SUCCESS', {
      internal_transactions: [internal(who.vault, who.whale, 'call', WHALE_INSIDE)],
    }),
  ],
  odd: () => [
    call(who.mule3, who.odd, 0n, 'SUCCESS', {
      log: [
        { ...transferLog(who.odd, who.mule3, who.thief, 1n), topics: [transferLogTopic()], data: word(1n) },
      ],
    }),
    other(44, who.faker, { exchange_received_amount: 5 }),
  ],
  last: () => [transfer(who.mule3, who.mule4, 1n)],
} satisfies Record<string, () => Order[]>;

export type Step = keyof typeof ORDERS;
export const STEPS = Object.keys(ORDERS) as Step[];

function pay(from: string, to: string, amount: bigint): Order {
  return call(from, who.token, 0n, 'SUCCESS', {
    fee: 27_000n,
    contract_address: '',
    log: [transferLog(who.token, from, to, amount)],
  });
}
const transferLogTopic = (): string => (transferLog(who.odd, who.odd, who.odd, 0n).topics as string[])[0]!;
/** From nobody: the topic of the zero address. */
const minted = (): Json => {
  const log = transferLog(who.token, who.victim, who.victim, 0n);
  const [topic, , to] = log.topics as string[];
  return { topics: [topic, '00'.repeat(32), to] };
};

export type World = {
  readonly blocks: readonly BuiltBlock[];
  /** The height of a step's block. */
  readonly height: (step: Step) => number;
  readonly txid: (step: Step, index?: number) => string;
};

/** `fork` makes another chain of the same network from a step on. */
export function makeWorld(fork: Step | null = null, delegated = false): World {
  const witnesses = [0, 1, 2].map((i) => witnessOf(`witness ${i}`));
  let nonce = 1;
  const built = (order: Order) => buildTransaction(order, nonce++);
  const funds: [string, bigint][] = [
    [who.victim, 10_000n * TRX],
    [who.whale, 99_000_000_000_000_000n],
    [who.mule3, 500n],
  ];
  // As java-tron makes them: from an owner that is no address, unsigned, without a result.
  const genesis = funds.map(([to, sun]) => {
    const { json, info, encoded: _ } = built({ ...transfer(who.victim, to, sun) });
    const raw = new Writer()
      .item(
        11,
        new Writer()
          .int64(1, 1n)
          .item(
            2,
            new Writer()
              .bytes(1, new TextEncoder().encode('type.googleapis.com/protocol.TransferContract'))
              .bytes(
                2,
                new Writer()
                  .bytes(1, new TextEncoder().encode('0x000000000000000000000'))
                  .bytes(2, bytesOf(to))
                  .int64(3, sun)
                  .finish(),
              )
              .finish(),
          )
          .finish(),
      )
      .finish();
    return {
      json: {
        ...json,
        ret: undefined,
        signature: undefined,
        txID: undefined,
        raw_data_hex: Buffer.from(raw).toString('hex'),
      },
      info,
      encoded: new Writer().item(1, raw).finish(),
    };
  });
  const blocks = [buildBlock(0, 'e5'.repeat(32), 0, genesis, witnesses[0]!)];
  for (const [i, step] of STEPS.entries()) {
    if (fork === step) nonce += 1_000;
    const height = i + 1;
    const witness = witnesses[height % 3]!;
    blocks.push(
      buildBlock(
        height,
        blocks[i]!.block.blockID as string,
        FIRST_MS + 3_000 * height,
        ORDERS[step]().map(built),
        witness,
        delegated && height === 2 ? witnesses[0]! : witness,
      ),
    );
  }
  const height = (step: Step): number => STEPS.indexOf(step) + 1;
  return {
    blocks,
    height,
    txid: (step, index = 0) => (blocks[height(step)]!.block.transactions as Json[])[index]!.txID as string,
  };
}
