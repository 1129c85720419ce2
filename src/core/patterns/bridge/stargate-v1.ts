/**
 * LayerZero V1 as Stargate V1 used it (2022 to 2024): a message is known by its nonce on the path from one contract
 * to another, and says whom the far pool pays.
 */
import type { ChainId } from '../../model/chain.ts';
import type { Transaction } from '../../model/transaction.ts';
import { addressIn, addressOn, bytesAt, countOf, numberOf, topic, words } from '../abi.ts';
import { type Known, nativeOf } from '../known.ts';
import { entryOf, type Leg, payerOf } from '../legs.ts';
import { type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByEndpoint, endpointOf, LAYERZERO } from './endpoints.ts';
import { contractOf, type Heard, heard, sameCoinOn } from './evm.ts';

/** keccak256 of UltraLightNodeV2's Packet(bytes) and PacketReceived(uint16,bytes,address,uint64,bytes32). */
const PACKET = '0xe9bded5f24a4168e4f3bf44e00298c993b22376aad8c58c7dda9718a54cbea82';
const PACKET_RECEIVED = '0x2bd2d8a84b748439fd50d79a49502b4eb5faa25b864da6a9ab5c150704be9a4d';
/** A pool's Swap(uint16,uint256,address,uint256 × 5) and SwapRemote(address,uint256,uint256,uint256). */
const SWAP = '0x34660fc8af304464529f48a778e03d03e4d34bcd5f9b6f0cfbf3cd238c642f7f';
const SWAP_REMOTE = '0xfb2b592367452f1c437675bed47f5e1e6c25188c17d7ba01a12eb030bc41ccef';

/** The kind of Stargate's message that pays a swap out (Bridge.sol); others tell pools of each other's credit. */
const SWAP_MESSAGE = 1n;
/** Word of the message's receiver, behind two pool ids, gas, two words of credit and six of the swap. */
const RECEIVER = 12;

export const STARGATE_V1_EVENTS: readonly string[] = [PACKET, PACKET_RECEIVED, SWAP, SWAP_REMOTE];

/** Each swap that a known pool took in, with the message that a known node sent for it right after. */
export function stargateV1Deposits(tx: Transaction, known: Known): Deposit[] {
  const packets = heard(tx, known, LAYERZERO, [PACKET]).flatMap(packetIn);
  const taken = new Map<string, number>();
  return heard(tx, known, LAYERZERO, [SWAP]).flatMap((said): Deposit[] => {
    const pool = said.log.contract;
    const before = taken.get(pool) ?? 0;
    taken.set(pool, before + 1);
    // A pool is paid once for each swap, in the same order.
    const paid = said.legs.filter(({ to }) => to === pool)[before];
    if (paid === undefined) return [];
    const leg = entryOf(said.legs, coinsBehind(said, paid), payerOf(said.tx));
    const packet = packets.find(({ index }) => index > said.log.index);
    const chain = chainByEndpoint(countOf(words(said.log.data)[0]));
    return [
      {
        ...hereOf(said.tx),
        protocol: LAYERZERO,
        event: leg.index,
        asset: leg.asset,
        amount: leg.amount,
        key: packet?.key ?? null,
        to: {
          chain,
          address: packet === undefined ? null : receiverIn(packet.message, chain),
          asset: sameCoinOn(chain, leg.asset, known),
        },
        refund: null,
        from: leg.from,
        proven: true,
        note: packet === undefined ? 'no message read' : `nonce ${packet.nonce}`,
      },
    ];
  });
}

/** A pool of ether holds a token that its vault made for the coins just before. */
function coinsBehind({ tx, legs }: Heard, paid: Leg): Leg {
  const native = nativeOf(tx.chain);
  const vault = contractOf(paid.asset);
  return legs.find((leg) => leg.to === vault && leg.asset === native && leg.amount === paid.amount) ?? paid;
}

/** Each payment of a known pool, with the message that was delivered for it right before. */
export function stargateV1Payouts(tx: Transaction, known: Known): Payout[] {
  const delivered = heard(tx, known, LAYERZERO, [PACKET_RECEIVED]).flatMap(deliveryIn);
  return heard(tx, known, LAYERZERO, [SWAP_REMOTE]).flatMap((said): Payout[] => {
    const [receiver, units] = words(said.log.data);
    const to = addressIn(tx.chain, receiver);
    const leg = said.legs.findLast(
      (each) =>
        each.to === to &&
        each.from !== null &&
        known.at(tx.chain, each.from)?.service === LAYERZERO &&
        isInUnits(each.amount, numberOf(units)),
    );
    // What was kept back and is tried again later has no message beside it: such a payout has no key.
    const message = delivered.findLast(({ index }) => index < said.log.index);
    if (leg === undefined) return [];
    return [
      {
        ...hereOf(tx),
        protocol: LAYERZERO,
        event: leg.index,
        asset: leg.asset,
        amount: leg.amount,
        to,
        key: message?.key ?? null,
        refund: false,
        proven: true,
        note: message === undefined ? 'no message beside it' : `nonce ${message.nonce}`,
      },
    ];
  });
}

/** Pools speak in decimals that all chains share, which are fewer than the token's. */
function isInUnits(amount: bigint, shared: bigint): boolean {
  for (let unit = 1n; unit <= 10n ** 12n; unit *= 10n) if (amount === shared * unit) return true;
  return false;
}

type Message = { readonly index: number; readonly key: string; readonly nonce: bigint };

/** Packed: nonce (8 bytes), chain (2), sender (20), chain (2), receiver (20), message. */
function packetIn({ tx, log, known }: Heard): (Message & { readonly message: string })[] {
  const bytes = bytesAt(log.data, 0) ?? '';
  const [nonce, from, sender] = [bytes.slice(0, 16), bytes.slice(16, 20), bytes.slice(20, 60)];
  const [to, receiver, message] = [bytes.slice(60, 64), bytes.slice(64, 104), `0x${bytes.slice(104)}`];
  const isStargate = known.at(tx.chain, `0x${sender}`)?.service === LAYERZERO;
  if (!isStargate || numberOf(words(message)[0]) !== SWAP_MESSAGE) return [];
  const at = { index: log.index, nonce: numberOf(nonce), message };
  return [{ ...at, key: keyOf(numberOf(from), numberOf(to), at.nonce, sender, receiver) }];
}

/** The far side repeats nonce and path; its own chain it need not say. */
function deliveryIn({ tx, log, known }: Heard): Message[] {
  const receiver = topic(log, 2).slice(-40);
  if (known.at(tx.chain, `0x${receiver}`)?.service !== LAYERZERO) return [];
  const sender = (bytesAt(log.data, 0) ?? '').slice(0, 40);
  const nonce = numberOf(words(log.data)[1]);
  const here = BigInt(endpointOf(tx.chain) ?? 0);
  return [{ index: log.index, nonce, key: keyOf(numberOf(topic(log, 1)), here, nonce, sender, receiver) }];
}

const keyOf = (from: bigint, to: bigint, nonce: bigint, sender: string, receiver: string): string =>
  `v1:${from}:${to}:${nonce}:${sender}:${receiver}`;

const receiverIn = (message: string, chain: ChainId | null): string | null =>
  addressOn(chain, (bytesAt(message, RECEIVER) ?? '').slice(0, 40).padStart(64, '0'));
