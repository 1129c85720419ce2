/** Across: deposits, and relayers’ fills of them. */
import type { DetectorCard } from '../../model/finding.ts';
import { addressOn, assetAt, numberOf, topic, words } from '../abi.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, type Heard, heard, leavingLeg, numberOfChain, tokenOn } from './evm.ts';

const CARD: DetectorCard = {
  id: 'bridge/across',
  question: "Is this a deposit into Across, or a relayer's fill of one?",
  definition:
    'A known SpokePool says V3FundsDeposited or FundsDeposited, FilledV3Relay or FilledRelay. A deposit is named by its chain and number. The relayer pays out of his own pocket; the pool gives him the deposit later.',
  source: 'Across-protocol/contracts, V3SpokePoolInterface.sol.',
  innocent: 'Moving coins between chains.',
  cost: 'A look at the logs',
};

const PROTOCOL = 'Across';
const DEPOSITED = [
  '0xa123dc29aebf7d0c3322c8eeb5b999e859f39937950ed31056532713d0de396f',
  '0x32ed1a409ef04c7b0227189c3a103dc5ac10e775a15b785dcc510201f7c25ad3',
];
const FILLED_V3 = '0x571749edf1d5c9599318cdbc4e28a6475d65e87fd3b2ddbe1e9a8d5e7a0f0ff7';
const FILLED = '0x44b559f101f8fbcc8a0ea43fa91a05a729a5ea6e14a7c75aa750374690137208';

export const across: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [...DEPOSITED, FILLED_V3, FILLED],
  window: 2 * DAY,
  feeBand: 300,
  deposits: (tx, known) => heard(tx, known, PROTOCOL, DEPOSITED).flatMap(deposited),
  payouts: (tx, known) => heard(tx, known, PROTOCOL, [FILLED_V3, FILLED]).flatMap(filled),
};

function deposited(said: Heard): Deposit[] {
  const { tx, log } = said;
  const [input, output, amount, , , , , recipient] = words(log.data);
  const chain = chainByNumber(numberOf(topic(log, 1)));
  const leg = enteringLeg(said, assetAt(tx.chain, input), numberOf(amount));
  if (leg === null) return [];
  const token = addressOn(chain, output);
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      key: `${numberOfChain(tx.chain)}|${numberOf(topic(log, 2))}`,
      to: {
        chain,
        address: addressOn(chain, recipient),
        asset: chain === null || token === null ? null : tokenOn(chain, token),
      },
      refund: null,
      from: leg.from,
      proven: true,
      note: `deposit ${numberOf(topic(log, 2))}`,
    },
  ];
}

function filled(said: Heard): Payout[] {
  const { tx, log } = said;
  const data = words(log.data);
  const [, output, , amount, , , , , , recipient] = data;
  // The newer event carries what was really paid in place: recipient, hash of the message, amount, kind of fill.
  const [updatedTo, , updatedAmount] = log.topics[0] === FILLED ? data.slice(11) : [];
  const to = addressOn(tx.chain, updatedTo ?? recipient);
  const units = numberOf(updatedAmount ?? amount);
  const leg = leavingLeg(said, to, assetAt(tx.chain, output), units);
  if (leg === null) return [];
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      to,
      key: `${numberOf(topic(log, 1))}|${numberOf(topic(log, 2))}`,
      refund: false,
      proven: true,
      note: `fill of deposit ${numberOf(topic(log, 2))}`,
    },
  ];
}
