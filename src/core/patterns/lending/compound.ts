/**
 * Question: what did this transaction put into, or take out of, a position at Compound (V2 and V3)?
 * Definition. V2: a known market says Mint, Redeem, Borrow or RepayBorrow. V3: a known market says SupplyCollateral
 * or WithdrawCollateral; its base asset is a loan where it is withdrawn by an account that has collateral here, and
 * a repayment where it is supplied by one that owes. Each with a transfer of that amount among the legs.
 * Source: compound-protocol, CTokenInterfaces.sol; comet, CometMainInterface.sol.
 * Innocent explanation: lending and borrowing. Lending the base asset of V3 without collateral is supply.
 * Cost: a look-up a log.
 */
import type { AccountTransaction, Log } from '../../model/transaction.ts';
import { addressIn, assetAt, numberOf, topic, words } from '../abi.ts';
import type { Leg } from '../legs.ts';
import { type Lender, type Loan, paidIn } from './lender.ts';

const MINT = '0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f';
const REDEEM = '0xe5b754fb1abb7f01b499791d0b820ae3b6af3424ac1c59768edb53f4ec31a929';
const BORROW = '0x13ed6866d4e1ee6da46f845c46d7e54120883d75c5ea9a2dacc1c4ca8984ab80';
const REPAY = '0x1a2a22cb034d26d1854bdc6666a5b91fe25efbbb5dcad3b0355478d6f5c362a1';
const SUPPLY_BASE = '0xd1cf3d156d5f8f0d50f6c122ed609cec09d35c9b9fb3fff6ea0959134dae424e';
const SUPPLY_COLLATERAL = '0xfa56f7b24f17183d81894d3ac2ee654e3c26388d17a28dbd9549b8114304e1f4';
const WITHDRAW_BASE = '0x9b1bfa7fa9ee420a16e124f794c35ac9f90472acc99140eb2f6447c714cad8eb';
const WITHDRAW_COLLATERAL = '0xd6d480d5b3068db003533b170d67561494d72e3bf9fa40a266471351ebba9e16';

export const compound = (service: string): Lender => ({
  protocol: service,
  loans: (tx, legs, known) =>
    (tx.said ?? []).flatMap((log): Loan[] => {
      const row = known.at(tx.chain, log.contract);
      if (row?.role !== 'lender' || row.service !== service) return [];
      return readLog(tx, log, legs).flatMap(({ type, account, leg }) =>
        account === null || leg === null
          ? []
          : [{ type, protocol: service, account, event: leg.index, asset: leg.asset, amount: leg.amount }],
      );
    }),
});

type Read = { readonly type: Loan['type']; readonly account: string | null; readonly leg: Leg | null };

function readLog(tx: AccountTransaction, log: Log, legs: readonly Leg[]): Read[] {
  const data = words(log.data);
  const inData = (i: number): string | null => addressIn(tx.chain, data[i]);
  const inTopic = (i: number): string | null => addressIn(tx.chain, topic(log, i));
  const market = log.contract;
  // A market names no asset of its own in V2 and for V3's base: it is what came to it, or left it, in that amount.
  const into = (amount: bigint, from: string | null): Leg | null => {
    const leg = legs.find((each) => each.to === market && each.amount === amount);
    return leg === undefined ? null : paidIn(tx, legs, leg.asset, amount, from ?? leg.from);
  };
  const outOf = (amount: bigint): Leg | null =>
    legs.find((each) => each.from === market && each.amount === amount) ?? null;
  switch (log.topics[0]) {
    case MINT:
      return [{ type: 'supply', account: inData(0), leg: into(numberOf(data[1]), inData(0)) }];
    case REDEEM:
      return [{ type: 'withdraw', account: inData(0), leg: outOf(numberOf(data[1])) }];
    case BORROW:
      return [{ type: 'borrow', account: inData(0), leg: outOf(numberOf(data[1])) }];
    case REPAY:
      return [{ type: 'repay', account: inData(1), leg: into(numberOf(data[2]), inData(0)) }];
    case SUPPLY_COLLATERAL: {
      const leg = paidIn(tx, legs, assetAt(tx.chain, topic(log, 3)), numberOf(data[0]), inTopic(1));
      return [{ type: 'supply', account: inTopic(2), leg }];
    }
    case WITHDRAW_COLLATERAL:
      return [{ type: 'withdraw', account: inTopic(1), leg: outOf(numberOf(data[0])) }];
    // Whether the base asset is lent or borrowed shows only in the position: `positions.ts` turns these round.
    case SUPPLY_BASE:
      return [{ type: 'repay', account: inTopic(2), leg: into(numberOf(data[0]), inTopic(1)) }];
    case WITHDRAW_BASE:
      return [{ type: 'borrow', account: inTopic(1), leg: outOf(numberOf(data[0])) }];
    default:
      return [];
  }
}
