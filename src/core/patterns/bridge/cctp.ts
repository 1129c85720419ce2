/** Circle’s CCTP: dollars burnt here and made there. */
import { type ChainId, getChain } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import { addressOn, assetAt, bytesAt, numberOf, topic, words } from '../abi.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, type Heard, heard, leavingLeg, sameCoinOn } from './evm.ts';

const CARD: DetectorCard = {
  id: 'bridge/cctp',
  question:
    "Did this transaction burn USDC for another chain (Circle's CCTP), or make what was burnt elsewhere?",
  definition:
    'A known MessageTransmitter says MessageSent with a burn message, or MessageReceived with one. V1 names a message by source domain and nonce. V2 gives the nonce only later, so that burn is named by what both sides carry: domains, token, recipient, amount, sender, highest fee and hook; several equal ones are taken in order.',
  source:
    'Circlefin/evm-cctp-contracts, Message.sol and BurnMessage.sol (v1), v2/MessageV2.sol and BurnMessageV2.sol.',
  innocent: 'Moving dollars between chains.',
  cost: 'A look at the logs',
};

const PROTOCOL = 'Circle CCTP';
const SENT = '0x8c5261668696ce22758910d05bab8f186d6eb247ceac2af2e82c7dc17669b036';
const RECEIVED_V1 = '0x58200b4c34ae05ee816d710053fff3fb75af4395915d3d2a771b24aa10e3cc5d';
const RECEIVED_V2 = '0xff48c13eda96b1cceacc6b9edeedc9e9db9d6226afbc30146b720c19d3addb1c';

/** Circle's domains of chains that are followed (developers.circle.com, "Supported domains"). */
const DOMAINS: ReadonlyMap<number, bigint> = new Map([
  [0, 1n],
  [1, 43_114n],
  [2, 10n],
  [3, 42_161n],
  [6, 8_453n],
  [7, 137n],
]);

export const cctp: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [SENT, RECEIVED_V1, RECEIVED_V2],
  window: 7 * DAY,
  feeBand: 100,
  deposits: (tx, known) => heard(tx, known, PROTOCOL, [SENT]).flatMap(burnt),
  payouts: (tx, known) => heard(tx, known, PROTOCOL, [RECEIVED_V1, RECEIVED_V2]).flatMap(minted),
};

/** Cuts hex into fields of so many bytes; the last takes the rest. */
function cut(hex: string, ...sizes: readonly number[]): string[] {
  const fields: string[] = [];
  let at = 0;
  for (const size of sizes) {
    fields.push(hex.slice(2 * at, 2 * (at + size)));
    at += size;
  }
  return [...fields, hex.slice(2 * at)];
}

const domainOf = (field: string): ChainId | null => {
  const number = DOMAINS.get(Number.parseInt(field, 16));
  return number === undefined ? null : chainByNumber(number);
};

type Burn = {
  readonly token: string;
  readonly recipient: string;
  readonly amount: bigint;
  readonly sender: string;
  readonly fee: bigint;
  /** What a message of V2 is recognised by on the other side. */
  readonly mark: string;
};

function burnOf(body: string, second: boolean): Burn | null {
  const [, token = '', recipient = '', amount = '', sender = '', rest = ''] = cut(body, 4, 32, 32, 32, 32);
  if (sender.length !== 64) return null;
  const [highest = '', executed = '', , hook = ''] = cut(rest, 32, 32, 32);
  const fee = second ? numberOf(executed) : 0n;
  const mark = [token, recipient, amount, sender, highest, hook].join('|');
  return { token, recipient, amount: numberOf(amount), sender, fee, mark };
}

function burnt(said: Heard): Deposit[] {
  const message = bytesAt(said.log.data, 0) ?? '';
  const second = message.slice(0, 8) === '00000001';
  const [, source = '', target = '', nonce = '', , , , tail = ''] = second
    ? cut(message, 4, 4, 4, 32, 32, 32, 32)
    : cut(message, 4, 4, 4, 8, 32, 32, 32);
  const burn = burnOf(second ? tail.slice(16) : tail, second);
  if (burn === null) return [];
  const asset = assetAt(said.tx.chain, burn.token);
  const leg = enteringLeg(said, asset, burn.amount);
  if (leg === null) return [];
  const chain = domainOf(target);
  return [
    {
      ...hereOf(said.tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      key: second ? `2|${source}|${target}|${burn.mark}` : `1|${source}|${nonce}`,
      to: { chain, address: addressOn(chain, burn.recipient), asset: sameCoinOn(chain, asset, said.known) },
      refund: null,
      from: leg.from,
      proven: true,
      note: `burnt for domain ${Number.parseInt(target, 16)}${second ? '' : `, nonce ${numberOf(nonce)}`}`,
    },
  ];
}

function minted(said: Heard): Payout[] {
  const { tx, log } = said;
  const second = log.topics[0] === RECEIVED_V2;
  const [domain = ''] = words(log.data);
  const burn = burnOf(bytesAt(log.data, 2) ?? '', second);
  if (burn === null) return [];
  const here = [...DOMAINS].find(([, number]) => chainByNumber(number) === tx.chain)?.[0] ?? -1;
  const to = addressOn(getChain(tx.chain).id, burn.recipient);
  const leg = leavingLeg(said, to, null, burn.amount - burn.fee);
  if (leg === null) return [];
  const source = domain.slice(-8);
  const target = here.toString(16).padStart(8, '0');
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      to,
      key: second ? `2|${source}|${target}|${burn.mark}` : `1|${source}|${topic(log, 2).slice(-16)}`,
      refund: false,
      proven: true,
      note: `made for a burn on domain ${Number.parseInt(source, 16)}`,
    },
  ];
}
