/**
 * What strangers put on a thief's (or anybody's) road: look-alike addresses, dust, tokens and events that pretend.
 * None of it carries taint: a credit by a stranger is clean, an unrecognised token is no asset, and a log counts only
 * from a contract in the table. Here it is only named, so that a reader does not follow it by eye.
 */
import { judgeToken } from '../attribution/assets.ts';
import { getChain } from '../model/chain.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { AccountTransaction, Transaction } from '../model/transaction.ts';
import { bridgesOf } from './bridge/bridges.ts';
import type { Known } from './known.ts';
import { legsOf } from './legs.ts';
import { provenPools, SWAP_TOPICS } from './swap/pools.ts';

export const poisoningCard: DetectorCard = {
  id: 'spoof/address-poisoning',
  question: 'Does an address imitate one that this address has dealt with?',
  definition:
    'A transfer between the address and a stranger whose first four and last four letters are those of somebody it has paid or been paid by, while the rest differs; worth nothing, dust, or a token that is not recognised.',
  source: 'Etherscan and Chainalysis on address poisoning; bad input 22 of the reliability list',
  innocent: 'One in four billion honest strangers looks alike by chance.',
  cost: 'O(n) for n transfers of an address',
};

export const dustCard: DetectorCard = {
  id: 'spoof/dust',
  question: 'Is this a grain of dust from a stranger?',
  definition:
    'A credit of the chain’s own coin of at most 1,000 satoshi, 10¹² wei or 100 sun from somebody the address never paid.',
  source: 'Own rule, at the dust limits of the chains; bad input 22 of the reliability list',
  innocent: 'Faucets, rounding of services, and advertisements in memos.',
  cost: 'O(n) for n transfers of an address',
};

export const spoofedEventCard: DetectorCard = {
  id: 'spoof/event',
  question: 'Does a contract that nobody knows say what only a pool or bridge may say?',
  definition:
    'A log with the event of a pool, bridge or lender comes from a contract that is not in the table and, for a pool, does not prove itself by its factory; or a token’s symbol reads like a recognised one’s and its contract is another.',
  source: 'Bybit 2025, fake ERC-20 transfers; bad input 23 of the reliability list',
  innocent: 'New pools, forks and bridges that the table does not have yet say the same.',
  cost: 'O(n) for n logs',
};

const DUST: Readonly<Record<'bitcoin' | 'evm' | 'tron', bigint>> = {
  bitcoin: 1_000n,
  evm: 10n ** 12n,
  tron: 100n,
};

const headAndTail = (address: string): string => {
  const body = address.startsWith('0x') ? address.slice(2) : address.slice(1);
  return `${body.slice(0, 4)}…${body.slice(-4)}`.toLowerCase();
};

/** `own` is an address of the trace, `transactions` its history in chain order. */
export function findPoisoning(
  own: string,
  transactions: readonly AccountTransaction[],
  known: Known,
): Finding[] {
  const dealt = new Map<string, string>();
  const findings: Finding[] = [];
  for (const tx of transactions)
    for (const { from, to, asset, amount } of tx.events) {
      if (from !== own && to !== own) continue;
      const other = from === own ? to : from;
      if (other === null || other === own) continue;
      const genuine = dealt.get(headAndTail(other));
      const worthless = known.asset(asset) === null || amount <= DUST[familyOf(tx)];
      if (genuine !== undefined && genuine !== other && worthless)
        findings.push({
          detector: poisoningCard.id,
          subject: { type: 'address', chain: tx.chain, address: other },
          says: `This address imitates ${genuine}.`,
          strength: 0.9,
          evidence: [
            { what: 'a transfer of nothing', chain: tx.chain, txid: tx.txid, address: other, asset, amount },
          ],
        });
      else if (!worthless) dealt.set(headAndTail(other), other);
    }
  return findings;
}

const familyOf = (tx: Transaction): 'bitcoin' | 'evm' | 'tron' => getChain(tx.chain).family;

/** Credits of a grain from somebody the address never paid. */
export function findDust(own: string, transactions: readonly Transaction[]): Finding[] {
  const paid = new Set<string>();
  return transactions.flatMap((tx): Finding[] => {
    const credits =
      tx.type === 'utxo'
        ? tx.outputs.map(({ owner, value }) => ({ from: null, to: owner, amount: value, native: true }))
        : tx.events.map(({ from, to, amount, asset }) => ({
            from,
            to,
            amount,
            native: asset.includes('/slip44:'),
          }));
    for (const { from, to } of credits) if (from === own && to !== null) paid.add(to);
    return credits
      .filter(
        ({ from, to, amount, native }) =>
          to === own &&
          native &&
          amount > 0n &&
          amount <= DUST[familyOf(tx)] &&
          (from === null || !paid.has(from)),
      )
      .map(({ amount }) => ({
        detector: dustCard.id,
        subject: { type: 'transaction', chain: tx.chain, txid: tx.txid },
        says: 'A grain of dust from somebody this address never paid.',
        strength: 0.6,
        evidence: [{ what: 'dust', chain: tx.chain, txid: tx.txid, address: own, amount }],
      }));
  });
}

/** Logs that only recognised contracts may be believed about, said by others. */
export function findSpoofedEvents(tx: AccountTransaction, known: Known): Finding[] {
  const believed = new Set(bridgesOf(known).flatMap(({ events }) => events));
  const proven = provenPools(tx, legsOf(tx, known), known);
  return (tx.said ?? []).flatMap(({ contract, topics: [name = ''] }): Finding[] => {
    const pool = SWAP_TOPICS.has(name);
    if (!(pool || believed.has(name)) || proven.has(contract) || known.at(tx.chain, contract) !== null)
      return [];
    return [
      {
        detector: spoofedEventCard.id,
        subject: { type: 'address', chain: tx.chain, address: contract },
        says: `A contract that is not recognised says what a ${pool ? 'pool' : 'bridge or lender'} would say; it is not believed.`,
        strength: pool ? 0.3 : 0.6,
        evidence: [{ what: 'the log', chain: tx.chain, txid: tx.txid, address: contract }],
      },
    ];
  });
}

/** A token whose symbol reads like a recognised one's. */
export function findSpoofedToken(
  chain: AccountTransaction['chain'],
  contract: string,
  symbol: string,
): Finding | null {
  const verdict = judgeToken(getChain(chain), contract, symbol);
  if (verdict.verdict !== 'look-alike') return null;
  return {
    detector: spoofedEventCard.id,
    subject: { type: 'address', chain, address: contract },
    says: `This token reads like ${verdict.of} and is not it${verdict.letters.length === 0 ? '' : ` (${verdict.letters.join(', ')})`}.`,
    strength: 0.8,
    evidence: [{ what: 'the token’s contract', chain, address: contract }],
  };
}
