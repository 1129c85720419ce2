/** Wormhole’s token bridge: published and redeemed transfers. */
import { type ChainId, getChain } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import { addressIn, addressOn, assetAt, bytesAt, countOf, numberOf, topic, words } from '../abi.ts';
import { nativeOf } from '../known.ts';
import { entryOf, payerOf } from '../legs.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, contractOf, type Heard, heard, sameCoinOn } from './evm.ts';

const CARD: DetectorCard = {
  id: 'bridge/wormhole',
  question: "Did a token leave through Wormhole's token bridge, or was one redeemed there?",
  definition:
    'The known core bridge says LogMessagePublished for a known token bridge with a transfer in its payload; a known token bridge says TransferRedeemed. A message is named by emitter chain, emitter and sequence.',
  source: 'Wormhole, ethereum/contracts/bridge/BridgeStructs.sol (payloads 1 and 3), sdk chain ids.',
  innocent: 'Moving coins between chains.',
  cost: 'A look at the logs',
};

const PROTOCOL = 'Wormhole';
const PUBLISHED = '0x6eb224fb001ed210e379b335e35efe88672a8ce935d981a6896b27ffdf52a3b2';
const REDEEMED = '0xcaf280c8cfeba144da67230d9b009c8f868a75bac9a528fa0474be1ba317c169';

/** Wormhole's own numbers of chains that are followed. */
const NUMBERS: ReadonlyMap<number, bigint> = new Map([
  [2, 1n],
  [4, 56n],
  [5, 137n],
  [6, 43_114n],
  [23, 42_161n],
  [24, 10n],
  [30, 8_453n],
]);
const chainOf = (number: number): ChainId | null => {
  const own = NUMBERS.get(number);
  return own === undefined ? null : chainByNumber(own);
};
const numberOfWormhole = (chain: ChainId): number =>
  [...NUMBERS.keys()].find((number) => chainOf(number) === chain) ?? 0;

export const wormhole: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [REDEEMED],
  // Somebody has to redeem a transfer, and may take his time.
  window: 30 * DAY,
  feeBand: 100,
  deposits: (tx, known) => heard(tx, known, PROTOCOL, [PUBLISHED]).flatMap(published),
  payouts: (tx, known) => heard(tx, known, PROTOCOL, [REDEEMED]).flatMap(redeemed),
};

function published(said: Heard): Deposit[] {
  const { tx, log, legs, known } = said;
  const emitter = addressIn(tx.chain, topic(log, 1));
  if (emitter === null || !/token bridge/i.test(known.at(tx.chain, emitter)?.detail ?? '')) return [];
  const payload = bytesAt(log.data, 2) ?? '';
  const kind = payload.slice(0, 2);
  if ((kind !== '01' && kind !== '03') || payload.length < 266) return [];
  const token = payload.slice(66, 130);
  const home = chainOf(Number.parseInt(payload.slice(130, 134), 16));
  const recipient = payload.slice(134, 198);
  const chain = chainOf(Number.parseInt(payload.slice(198, 202), 16));
  const own = home === tx.chain ? assetAt(tx.chain, token) : null;
  const wrapped = own !== null && known.at(tx.chain, contractOf(own))?.role === 'wrapper';
  const leg =
    (wrapped ? legs.find((each) => each.to === emitter && each.asset === nativeOf(tx.chain)) : undefined) ??
    legs.find((each) => each.to === emitter && (own === null || each.asset === own)) ??
    legs.find((each) => each.to === null && each.from !== null);
  if (leg === undefined) return [];
  const entry = entryOf(legs, leg, payerOf(tx));
  const [sequence] = words(log.data);
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: entry.index,
      asset: entry.asset,
      amount: entry.amount,
      key: `${numberOfWormhole(tx.chain)}|${topic(log, 1)}|${numberOf(sequence)}`,
      to: { chain, address: addressOn(chain, recipient), asset: sameCoinOn(chain, entry.asset, known) },
      refund: null,
      from: entry.from,
      proven: true,
      note: `sequence ${numberOf(sequence)}`,
    },
  ];
}

function redeemed({ tx, log, legs, known }: Heard): Payout[] {
  const from = log.contract;
  // Beside the recipient a relayer may be paid: the recipient gets the most.
  const out = legs.filter(
    ({ from: payer, to, asset }) =>
      to !== null &&
      to !== from &&
      known.at(tx.chain, to)?.role !== 'wrapper' &&
      (payer === from || (payer === null && contractOf(asset) !== contractOf(nativeOf(tx.chain)))),
  );
  const leg = out.reduce(
    (most, each) => (most === null || each.amount > most.amount ? each : most),
    first(out),
  );
  if (leg === null) return [];
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      to: leg.to,
      key: `${countOf(topic(log, 1))}|${topic(log, 2)}|${numberOf(topic(log, 3))}`,
      refund: false,
      proven: true,
      note: `redeemed on ${getChain(tx.chain).name}`,
    },
  ];
}

const first = <T>(items: readonly T[]): T | null => items[0] ?? null;
