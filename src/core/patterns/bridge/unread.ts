/** Payments into bridges of which nothing more is known. */
import type { DetectorCard } from '../../model/finding.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { Known } from '../known.ts';
import { entryOf, legsOf, payerOf } from '../legs.ts';
import { type Deposit, hereOf } from './bridge.ts';

export const UNREAD: DetectorCard = {
  id: 'bridge/unread',
  question: 'Did value go into a bridge of which nothing more is known?',
  definition:
    "A transfer to a contract that the facts call a bridge, and about which no protocol's file had anything to say. The value ends as bridged and unmatched: it is not followed into the bridge's own holdings.",
  source: 'Facts/services.json, bridges.',
  innocent: 'Using a bridge.',
  cost: 'A look-up a leg',
};

/** They carry messages and are paid for that; the value itself goes elsewhere. */
const MESSENGERS = /endpoint|UltraLightNode|messaging|core bridge|MessageTransmitter/i;

export function unreadDeposits(tx: Transaction, known: Known, taken: ReadonlySet<number>): Deposit[] {
  if (tx.type === 'utxo') return [];
  const legs = legsOf(tx, known);
  const payer = payerOf(tx);
  return legs.flatMap((leg): Deposit[] => {
    const bridge = leg.to === null ? null : known.at(tx.chain, leg.to);
    if (bridge?.role !== 'bridge' || MESSENGERS.test(bridge.detail) || taken.has(leg.index)) return [];
    const entry = entryOf(legs, leg, payer);
    const from = entry.from === null ? null : known.at(tx.chain, entry.from);
    // What moves between a bridge's own contracts, or what it mints, is no payment into it.
    if (entry.from === null || from?.role === 'bridge' || taken.has(entry.index)) return [];
    return [
      {
        ...hereOf(tx),
        protocol: bridge.service,
        event: entry.index,
        asset: entry.asset,
        amount: entry.amount,
        key: null,
        to: { chain: null, address: null, asset: null },
        refund: null,
        from: entry.from,
        proven: true,
        note: `paid into ${bridge.service} (${bridge.detail}); where it came out is not read`,
      },
    ];
  });
}
