/** deBridge’s DLN: orders given and fulfilled. */
import type { ChainId } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import { addressOn, assetAt, countOf, numberOf, words } from '../abi.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, type Heard, heard, leavingLeg } from './evm.ts';

const CARD: DetectorCard = {
  id: 'bridge/debridge',
  question: "Was an order given at deBridge's DLN, or somebody's order fulfilled?",
  definition:
    'A known DlnSource says CreatedOrder, a known DlnDestination FulfilledOrder; both carry the order and its id. Who fulfils it pays out of his own pocket.',
  source:
    'Debridge-finance/dln-contracts, DlnOrderLib.sol (order), DlnSource.sol, DlnDestination.sol (events).',
  innocent: 'Moving coins between chains.',
  cost: 'A look at the logs',
};

const PROTOCOL = 'deBridge DLN';
const CREATED = '0xfc8703fd57380f9dd234a89dce51333782d49c5902f307b02f03e014d18fe471';
const FULFILLED = '0xd281ee92bab1446041582480d2c0a9dc91f855386bb27ea295faac1e992f7fe4';

export const debridge: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [CREATED, FULFILLED],
  window: 7 * DAY,
  feeBand: 300,
  deposits: (tx, known) => heard(tx, known, PROTOCOL, [CREATED]).flatMap(created),
  payouts: (tx, known) => heard(tx, known, PROTOCOL, [FULFILLED]).flatMap(fulfilled),
};

type Order = {
  readonly id: string;
  readonly give: { readonly token: string; readonly amount: bigint };
  readonly take: {
    readonly chain: ChainId | null;
    readonly token: string;
    readonly amount: bigint;
    readonly receiver: string;
  };
};

/** The order is a tuple of fourteen fields; addresses in it are bytes, for chains that have others. */
function orderOf(data: string): Order | null {
  const body = data.slice(2);
  const all = words(data);
  const start = countOf(all[0]) * 2;
  const field = (i: number): string => body.slice(start + 64 * i, start + 64 * (i + 1));
  const bytes = (i: number): string => {
    const at = start + countOf(field(i)) * 2;
    const length = countOf(body.slice(at, at + 64)) * 2;
    return length < 0 ? '' : body.slice(at + 64, at + 64 + length).padStart(64, '0');
  };
  const id = all[1];
  if (start <= 0 || id === undefined || field(8).length !== 64) return null;
  return {
    id,
    give: { token: bytes(3), amount: numberOf(field(4)) },
    take: {
      chain: chainByNumber(numberOf(field(5))),
      token: bytes(6),
      amount: numberOf(field(7)),
      receiver: bytes(8),
    },
  };
}

function created(said: Heard): Deposit[] {
  const order = orderOf(said.log.data);
  if (order === null) return [];
  const { give, take } = order;
  // The protocol's share is paid on top of what the order gives.
  const leg = enteringLeg(said, assetAt(said.tx.chain, give.token), give.amount, true);
  if (leg === null) return [];
  return [
    {
      ...hereOf(said.tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      key: order.id,
      to: {
        chain: take.chain,
        address: addressOn(take.chain, take.receiver),
        asset: take.chain === null ? null : assetAt(take.chain, take.token),
      },
      refund: null,
      from: leg.from,
      proven: true,
      note: `order ${order.id}`,
    },
  ];
}

function fulfilled(said: Heard): Payout[] {
  const { tx } = said;
  const order = orderOf(said.log.data);
  if (order === null) return [];
  const to = addressOn(tx.chain, order.take.receiver);
  const leg = leavingLeg(said, to, assetAt(tx.chain, order.take.token), order.take.amount);
  if (leg === null) return [];
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      to,
      key: order.id,
      refund: false,
      proven: true,
      note: `order ${order.id}`,
    },
  ];
}
