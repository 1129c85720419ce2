/**
 * Question: what did this transaction put into, or take out of, a position at Aave (V2, V3 and forks of them)?
 * Definition: a known pool says Supply or Deposit, Withdraw, Borrow or Repay, and a transfer of that asset and
 * amount is among the legs. The position belongs to `onBehalfOf`.
 * Source: aave-v3-core, IPool.sol; aave protocol-v2, ILendingPool.sol. A repayment in aTokens moves none of the
 * asset and is not read.
 * Innocent explanation: lending and borrowing.
 * Cost: a look-up a log.
 */
import type { Log } from '../../model/transaction.ts';
import { addressIn, assetAt, numberOf, topic, words } from '../abi.ts';
import type { Leg } from '../legs.ts';
import { type Lender, type Loan, paidIn, paidOut } from './lender.ts';

const SUPPLY = '0x2b627736bca15cd5381dcf80b0bf11fd197d01a037c52b927a881a10fb73ba61';
const DEPOSIT = '0xde6857219544bb5b7746f48ed30be6386fefc61b2f864cacf559893bf50fd951';
const WITHDRAW = '0x3115d1449a7b732c986cba18244e897a450f61e1bb8d589cd2e69e6c8924f9f7';
const BORROW_V3 = '0xb3d084820fb1a9decffb176436bd02558d15fac9b0ddfed8c465bc7359d7dce0';
const BORROW_V2 = '0xc6a898309e823ee50bac64e45ca8adba6690e99e7841c45d754e2a38e9019d9b';
const REPAY_V3 = '0xa534c8dbe71f871f9f3530e97a74601fea17b426cae02e1c5aee42c96c784051';
const REPAY_V2 = '0x4cdde6e09bb755c9a5589ebaec640bbfedff1362d4b255ebf8339782b9942faa';

export const aave = (service: string): Lender => ({
  protocol: service,
  loans: (tx, legs, known) =>
    (tx.said ?? []).flatMap((log): Loan[] => {
      const row = known.at(tx.chain, log.contract);
      if (row?.role !== 'lender' || row.service !== service) return [];
      const asset = assetAt(tx.chain, topic(log, 1));
      const data = words(log.data);
      const made = (type: Loan['type'], account: string | null, leg: Leg | null): Loan[] =>
        account === null || leg === null
          ? []
          : [{ type, protocol: service, account, event: leg.index, asset: leg.asset, amount: leg.amount }];
      const at = (i: number): string | null => addressIn(tx.chain, topic(log, i));
      const user = addressIn(tx.chain, data[0]);
      switch (kindOf(log)) {
        case 'supply':
          return made('supply', at(2), paidIn(tx, legs, asset, numberOf(data[1]), user));
        case 'withdraw':
          return made('withdraw', at(2), paidOut(legs, asset, numberOf(data[0]), at(3)));
        case 'borrow':
          return made('borrow', at(2), paidOut(legs, asset, numberOf(data[1]), user));
        case 'repay':
          return made('repay', at(2), paidIn(tx, legs, asset, numberOf(data[0]), at(3)));
        default:
          return [];
      }
    }),
});

function kindOf(log: Log): Loan['type'] | null {
  switch (log.topics[0]) {
    case SUPPLY:
    case DEPOSIT:
      return 'supply';
    case WITHDRAW:
      return 'withdraw';
    case BORROW_V2:
    case BORROW_V3:
      return 'borrow';
    case REPAY_V2:
    case REPAY_V3:
      return 'repay';
    default:
      return null;
  }
}
