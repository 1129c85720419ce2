/** LayerZero: tokens that leave and come in with a guid. */
import type { ChainId } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import { addressOn, bytesAt, countOf, numberOf, topic, words } from '../abi.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, type Heard, heard, leavingLeg, sameCoinOn } from './evm.ts';

const CARD: DetectorCard = {
  id: 'bridge/layerzero',
  question: 'Did a token leave through LayerZero (Stargate V2, OFT), or come in through it?',
  definition:
    "A known pool says OFTSent or OFTReceived; both carry the message's `guid`. Whom it goes to stands in the packet that the known endpoint says in the same transaction. Stargate's bus sends many at once and has no guid of its own passengers: such a deposit has no key. Anybody can send messages of his own through the endpoint, so that only pools in the table count.",
  source: 'LayerZero-v2, IOFT.sol and PacketV1Codec.sol; stargate-v2, TaxiCodec.sol.',
  innocent: 'Moving coins between chains.',
  cost: 'A look at the logs',
};

const PROTOCOL = 'LayerZero / Stargate';
const SENT = '0x85496b760a4b7f8d66384b9df21b381f5d1b1e79f229a47aaf4c232edc2fe59a';
const RECEIVED = '0xefed6d3500546b29533b128a29e3a94d70788727f0507505ac12eaf2e578fd9c';
const PACKET = '0x1ab700d4ced0c005b164c0f789fd09fcbb0156d4c2041b8a3bfbcd961cd1567f';

/** LayerZero's endpoint ids (V2) of chains that are followed. */
const ENDPOINTS: ReadonlyMap<number, bigint> = new Map([
  [30_101, 1n],
  [30_102, 56n],
  [30_106, 43_114n],
  [30_109, 137n],
  [30_110, 42_161n],
  [30_111, 10n],
  [30_184, 8_453n],
]);

export const layerzero: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [SENT, RECEIVED],
  window: 2 * DAY,
  feeBand: 100,
  deposits: (tx, known) => heard(tx, known, PROTOCOL, [SENT]).flatMap(sent),
  payouts: (tx, known) => heard(tx, known, PROTOCOL, [RECEIVED]).flatMap(received),
};

function sent(said: Heard): Deposit[] {
  const { tx, log, legs, known } = said;
  const [endpoint, amount] = words(log.data);
  const units = numberOf(amount);
  // A pool of coins is sent its fee together with the amount; a token's comes beside it.
  const paid = legs.find((leg) => leg.to === log.contract && leg.amount >= units);
  const leg = paid === undefined ? null : enteringLeg(said, paid.asset, units, true);
  if (leg === null) return [];
  const number = ENDPOINTS.get(countOf(endpoint));
  const chain = number === undefined ? null : chainByNumber(number);
  const guid = topic(log, 1);
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      key: numberOf(guid) === 0n ? null : guid,
      to: { chain, address: receiverIn(said, guid, chain), asset: sameCoinOn(chain, leg.asset, known) },
      refund: null,
      from: leg.from,
      proven: true,
      note: `guid ${guid}`,
    },
  ];
}

/** Version, nonce, source, sender, target, receiver, guid: 113 bytes; then the message. */
function receiverIn({ tx, log, known }: Heard, guid: string, chain: ChainId | null): string | null {
  for (const packet of heard(tx, known, PROTOCOL, [PACKET])) {
    const bytes = bytesAt(packet.log.data, 0) ?? '';
    if (bytes.slice(162, 226) !== guid) continue;
    // Stargate writes its kind of message and the asset before the receiver, an OFT does not.
    const stargate = /stargate/i.test(known.at(tx.chain, log.contract)?.detail ?? '');
    const at = 226 + (stargate ? 6 : 0);
    return addressOn(chain, bytes.slice(at, at + 64));
  }
  return null;
}

function received(said: Heard): Payout[] {
  const { tx, log } = said;
  const [, amount] = words(log.data);
  const to = addressOn(tx.chain, topic(log, 2));
  const leg = leavingLeg(said, to, null, numberOf(amount));
  const guid = topic(log, 1);
  if (leg === null) return [];
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      to,
      key: guid,
      refund: false,
      proven: true,
      note: `guid ${guid}`,
    },
  ];
}
