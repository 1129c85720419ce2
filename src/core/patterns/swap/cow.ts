/** Orders settled together with those of others (CoW Protocol): each by what the settlement says of it. */
import type { DetectorCard } from '../../model/finding.ts';
import type { Meaning } from '../../model/reading.ts';
import type { AccountTransaction } from '../../model/transaction.ts';
import { addressIn, assetAt, numberOf, topic, words } from '../abi.ts';
import type { Known } from '../known.ts';
import { legsOf } from '../legs.ts';

export const SETTLEMENT: DetectorCard = {
  id: 'swap/settlement',
  question: 'Which orders did this settlement fill, and what was given for each?',
  definition:
    'The known settlement contract says Trade with owner, both assets and both amounts; a leg from the owner to it and one from it to somebody have just these. An order without both legs is not read.',
  source: 'gnosis/gp-v2-contracts, GPv2Settlement.sol',
  innocent: 'Swapping is what everybody does there',
  cost: 'Linear in the legs times the orders of a transaction',
};

/** keccak256 of Trade(address,address,address,uint256,uint256,uint256,bytes). */
const TRADE = '0xa07a543ab8a018198e99ca0184c93fe9050a79400a0a723441f84de1d972cc17';

export function readSettlements(
  tx: AccountTransaction,
  known: Known,
  taken: ReadonlySet<number>,
): Extract<Meaning, { type: 'swap' }>[] {
  const said = (tx.said ?? []).filter(
    (log) => log.topics[0] === TRADE && known.at(tx.chain, log.contract)?.role === 'settlement',
  );
  if (said.length === 0) return [];
  const legs = legsOf(tx, known);
  const used = new Set(taken);
  return said.flatMap((log) => {
    const owner = addressIn(tx.chain, topic(log, 1));
    const [sold, bought, paid, given] = words(log.data);
    const [asset, gain] = [assetAt(tx.chain, sold), assetAt(tx.chain, bought)];
    if (known.asset(gain) === null) return [];
    const free = legs.filter((leg) => !used.has(leg.index));
    const payment = free.find(
      (leg) =>
        leg.from === owner && leg.to === log.contract && leg.asset === asset && leg.amount === numberOf(paid),
    );
    const out = free.find(
      (leg) =>
        leg.from === log.contract && leg.to !== null && leg.asset === gain && leg.amount === numberOf(given),
    );
    if (payment === undefined || out === undefined) return [];
    used.add(payment.index).add(out.index);
    const protocol = known.at(tx.chain, log.contract)!.service;
    return [{ type: 'swap', in: [payment.index], out: out.index, inner: [], protocol }];
  });
}
