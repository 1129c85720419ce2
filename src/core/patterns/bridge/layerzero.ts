/** LayerZero: tokens that leave and come in with a guid; what came before it stands in `stargate-v1.ts`. */
import type { ChainId } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import { addressOn, bytesAt, countOf, numberOf, topic, words } from '../abi.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByEndpoint, LAYERZERO } from './endpoints.ts';
import { enteringLeg, type Heard, heard, leavingLeg, sameCoinOn } from './evm.ts';
import { STARGATE_V1_EVENTS, stargateV1Deposits, stargateV1Payouts } from './stargate-v1.ts';

const CARD: DetectorCard = {
  id: 'bridge/layerzero',
  question: 'Did a token leave through LayerZero (Stargate V1 and V2, OFT), or come in through it?',
  definition:
    "V2: a known pool says OFTSent or OFTReceived; both carry the message's `guid`. Whom it goes to stands in the packet that the known endpoint says in the same transaction. Stargate's bus sends many at once and has no guid of its own passengers: such a deposit has no key, but BusRode says whom it pays. V1: a known pool says Swap and a known node Packet; on the far side the node says PacketReceived and the pool SwapRemote. Both sides name nonce, both chains and both contracts, which together are one message; the receiver stands in it. Anybody can send messages of his own through LayerZero, so that only pools in the table count.",
  source:
    'LayerZero-v2, IOFT.sol and PacketV1Codec.sol; stargate-v2, TaxiCodec.sol, Bus.sol and BusCodec.sol; LayerZero V1, UltraLightNodeV2.sol; Stargate V1, Bridge.sol, Pool.sol and StargateEthVault.sol.',
  innocent: 'Moving coins between chains.',
  cost: 'A look at the logs',
};

const SENT = '0x85496b760a4b7f8d66384b9df21b381f5d1b1e79f229a47aaf4c232edc2fe59a';
const RECEIVED = '0xefed6d3500546b29533b128a29e3a94d70788727f0507505ac12eaf2e578fd9c';
const PACKET = '0x1ab700d4ced0c005b164c0f789fd09fcbb0156d4c2041b8a3bfbcd961cd1567f';
/** keccak256 of BusRode(uint32,uint72,uint80,bytes). */
const RODE = '0x15955c5a4cc61b8fbb05301bce47fd31c0e6f935e1ab97fdac9b134c887bb074';

export const layerzero: Bridge = {
  protocol: LAYERZERO,
  card: CARD,
  events: [SENT, RECEIVED, ...STARGATE_V1_EVENTS],
  window: 2 * DAY,
  feeBand: 100,
  deposits: (tx, known) => [
    ...heard(tx, known, LAYERZERO, [SENT]).flatMap(sent),
    ...stargateV1Deposits(tx, known),
  ],
  payouts: (tx, known) => [
    ...heard(tx, known, LAYERZERO, [RECEIVED]).flatMap(received),
    ...stargateV1Payouts(tx, known),
  ],
};

function sent(said: Heard): Deposit[] {
  const { tx, log, legs, known } = said;
  const [endpoint, amount] = words(log.data);
  const units = numberOf(amount);
  // A pool of coins is sent its fee together with the amount; a token's comes beside it.
  const paid = legs.find((leg) => leg.to === log.contract && leg.amount >= units);
  const leg = paid === undefined ? null : enteringLeg(said, paid.asset, units, true);
  if (leg === null) return [];
  const chain = chainByEndpoint(countOf(endpoint));
  const guid = topic(log, 1);
  const rides = numberOf(guid) === 0n;
  return [
    {
      ...hereOf(tx),
      protocol: LAYERZERO,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      key: rides ? null : guid,
      to: {
        chain,
        address: rides ? passengerOf(said, chain) : receiverIn(said, guid, chain),
        asset: sameCoinOn(chain, leg.asset, known),
      },
      refund: null,
      from: leg.from,
      proven: true,
      note: rides ? 'rides the bus' : `guid ${guid}`,
    },
  ];
}

/** Who rides is said just before: asset (2 bytes), receiver (32), amount (8), whether he wants coins for fees (1). */
function passengerOf({ tx, log, known }: Heard, chain: ChainId | null): string | null {
  const ride = heard(tx, known, LAYERZERO, [RODE]).findLast((each) => each.log.index < log.index);
  return ride === undefined ? null : addressOn(chain, (bytesAt(ride.log.data, 3) ?? '').slice(4, 68));
}

/** Version, nonce, source, sender, target, receiver, guid: 113 bytes; then the message. */
function receiverIn({ tx, log, known }: Heard, guid: string, chain: ChainId | null): string | null {
  for (const packet of heard(tx, known, LAYERZERO, [PACKET])) {
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
      protocol: LAYERZERO,
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
