/**
 * Through a mixer, as far as that is possible: from what a traced theft paid into a pool to whoever may have taken it
 * out. It begins with a trace and with nothing else, so it cannot be asked of a person; candidates are leads, and no
 * taint moves to them.
 */
import type { IncidentJson } from '../../contract/trace.ts';
import { parseDecimal } from '../../core/model/amount.ts';
import { nativeAsset } from '../../core/model/asset.ts';
import { chainNamed, getChain } from '../../core/model/chain.ts';
import type { Finding } from '../../core/model/finding.ts';
import { addressOf, type TxId } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import { mixerPrefunding } from '../../core/patterns/mixer-prefunding.ts';
import { type Batch, byRecipient, type Candidate, type Pool } from '../../core/patterns/tornado/events.ts';
import { linkBatches, TORNADO_LINK, tornadoFinding } from '../../core/patterns/tornado/link.ts';
import { siblingsOf, TORNADO_SIBLINGS } from '../../core/patterns/tornado/siblings.ts';
import type { Transfer } from '../../core/patterns/transfer.ts';
import type { Trace } from '../../core/trace/result.ts';
import type { DetectorRun } from './branch-findings.ts';

export type Demixing = {
  readonly batches: readonly {
    readonly batch: Batch;
    readonly candidates: readonly Candidate[];
    readonly finding: Finding | null;
  }[];
  /** Wallets of the attack that this pool paid for before it. */
  readonly prefunding: readonly Finding[];
  readonly run: DetectorRun;
};

/** `least`: the probability from which on a receiver is shown. */
export function demix(trace: Trace, pool: Pool, least: number): Demixing {
  const batches = batchesOf(trace, pool);
  const linked = batches.length === 0 ? [] : linkBatches(pool, batches);
  const found = batches.map((batch, i) => {
    const candidates = linked[i]!.filter(({ probability }) => probability >= least);
    return { batch, candidates, finding: tornadoFinding(pool, batch, candidates, least) };
  });
  return {
    batches: found,
    prefunding: prefundingOf(trace, pool),
    run: {
      detector: TORNADO_LINK.id,
      reason: { type: 'incident', incident: trace.recording.incident ?? trace.recording.id },
      transactions: batches.length,
      found: found.filter(({ finding }) => finding !== null).length,
    },
  };
}

/** Whether a wallet had a past is asked of the pool and of the recording: nothing else is at hand. */
function prefundingOf({ recording, movements }: Trace, pool: Pool): Finding[] {
  const seeds = new Set(movements.flatMap(({ type, txid }) => (type === 'seed' ? [txid] : [])));
  const places = new Set(movements.flatMap(({ from, to }) => [from, to].map((at) => at && addressOf(at))));
  const blocks = [...recording.chains.values()].flat();
  const all = blocks.flatMap(({ transactions }) => transactions);
  const incident = Math.min(...all.flatMap(({ txid, time }) => (seeds.has(txid) ? [time] : [])));
  const events = (recording.chains.get(pool.chain) ?? [])
    .flatMap(({ transactions }) => transactions)
    .flatMap((tx): Transfer[] =>
      tx.type === 'utxo'
        ? []
        : tx.events.flatMap(({ from, to, asset, amount }) =>
            from === null || to === null
              ? []
              : [
                  {
                    chain: tx.chain,
                    txid: tx.txid,
                    block: tx.place.height,
                    time: tx.time,
                    from,
                    to,
                    asset,
                    amount,
                  },
                ],
          ),
    );
  const asset = nativeAsset(getChain(pool.chain)).id;
  const amount = parseDecimal(pool.name.split(' ')[0] ?? '', 18, 'pool');
  const withdrawn = byRecipient(pool);
  return mixerPrefunding({
    withdrawals: pool.withdrawals.map(({ block, time, txid, to }) => ({
      chain: pool.chain,
      txid: txid as TxId,
      block,
      time,
      from: pool.address,
      to,
      asset,
      amount,
    })),
    incident,
    hadPast: (address, before) =>
      [
        ...(withdrawn.get(address) ?? []),
        ...events.filter(({ from, to }) => from === address || to === address),
      ].some(({ time }) => time < before),
    dealing: (address, after) =>
      events.find(({ from, to, time }) => from === address && time >= after && places.has(to)) ?? null,
  });
}

export type SiblingSearch = {
  readonly known: readonly string[];
  readonly siblings: readonly {
    readonly recipient: string;
    readonly probability: number;
    readonly withdrawals: number;
  }[];
  readonly run: DetectorRun;
};

/** Where no trace reaches the pool, but the facts name withdrawals of the theft: the same hand’s others. */
export function siblingsOfIncident({ id, addresses }: IncidentJson, pool: Pool): SiblingSearch {
  const all = byRecipient(pool);
  const known = addresses
    .filter(({ role, chain }) => role === 'mixer_withdrawal' && chainNamed(chain)?.id === pool.chain)
    .map(({ address }) => address.toLowerCase())
    .filter((address) => all.has(address));
  const siblings = [...siblingsOf(pool, known)].map(([recipient, probability]) => ({
    recipient,
    probability,
    withdrawals: all.get(recipient)?.length ?? 0,
  }));
  return {
    known,
    siblings: siblings.sort((a, b) => b.probability - a.probability),
    run: {
      detector: TORNADO_SIBLINGS.id,
      reason: { type: 'incident', incident: id },
      transactions: known.length,
      found: siblings.length,
    },
  };
}

const DAY = 86_400;

type Payment = {
  readonly depositor: string;
  readonly time: number;
  readonly since: number;
  readonly count: number;
};

/** What each address of the trace paid into the pool, parted where it rested for a day. */
function batchesOf(trace: Trace, pool: Pool): Batch[] {
  const batches: Batch[] = [];
  for (const own of Map.groupBy(paymentsOf(trace, pool), ({ depositor }) => depositor).values()) {
    let from = 0;
    for (let to = 1; to <= own.length; to += 1) {
      const next = own[to];
      if (next !== undefined && next.since - own[to - 1]!.time <= DAY) continue;
      const part = own.slice(from, to);
      batches.push({
        depositor: part[0]!.depositor,
        count: part.reduce((sum, { count }) => sum + count, 0),
        first: part[0]!.since,
        last: part.at(-1)!.time,
      });
      from = to;
    }
  }
  return batches.filter(({ count }) => count > 0).sort((a, b) => a.first - b.first);
}

/**
 * By time. Where a recording sums several deposits up in one row, they lie between the value's first arrival at the
 * depositor on that day and that row.
 */
function paymentsOf({ recording, movements }: Trace, pool: Pool): Payment[] {
  const times = new Map<string, number>();
  for (const [chain, blocks] of recording.chains)
    for (const block of blocks) times.set(`${chain}|${block.height}`, block.time);
  const timeOf = ({ chain, place }: Movement): number => times.get(`${chain}|${place.height}`) ?? 0;
  const one = parseDecimal(pool.name.split(' ')[0] ?? '', 18, 'pool');
  const payments = movements.flatMap((movement): Payment[] => {
    const { from, to, end, amount } = movement;
    const depositor = from === null ? null : addressOf(from);
    if (end?.kind !== 'mixer' || to === null || addressOf(to) !== pool.address || depositor === null)
      return [];
    const time = timeOf(movement);
    const count = Number(amount / one);
    const arrived = movements
      .filter((each) => each.to !== null && addressOf(each.to) === depositor && timeOf(each) <= time)
      .map(timeOf);
    const today = arrived.filter((at) => at >= time - DAY);
    const since = count === 1 ? time : today.length === 0 ? time - DAY : Math.min(...today);
    return [{ depositor, time, since, count }];
  });
  return payments.sort((a, b) => a.time - b.time);
}
