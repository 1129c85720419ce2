/**
 * What a bridge gives back on the chain that is scanned. A scan follows what is spent, and nothing that is spent leads
 * from a payment into a bridge to the payment back: so while a deposit of the road is young, every block is looked
 * through for payments to whoever would get it back. What pays him counts where it names the deposit.
 */
import type { Layout } from '../../core/chains/bitcoin/layout.ts';
import type { Network } from '../../core/chains/bitcoin/network.ts';
import { newOutpointTable, type OutpointTable } from '../../core/chains/bitcoin/outpoints.ts';
import { holdPayee, mayPay } from '../../core/chains/bitcoin/payees.ts';
import type { TxId } from '../../core/model/location.ts';
import type { NotedMeaning } from '../../core/model/reading.ts';
import { pays, type UtxoTransaction } from '../../core/model/transaction.ts';
import type { Bridge } from '../../core/patterns/bridge/bridge.ts';
import { bridgesOf } from '../../core/patterns/bridge/bridges.ts';
import type { Known } from '../../core/patterns/known.ts';
import { findMeanings, type Sides, sidesOf } from '../../core/patterns/meanings.ts';

type Waiting = { readonly address: string; readonly since: number; readonly until: number };

export type RefundWatch = {
  readonly known: Known;
  readonly bridges: readonly Bridge[];
  readonly network: Network;
  readonly salt: number;
  /** Everything on the road of any theft that is scanned: a refund names its deposit, whosever it was. */
  readonly road: Map<TxId, Sides>;
  readonly waiting: Waiting[];
  table: OutpointTable;
};

export const watchRefunds = (known: Known, network: Network, salt: number): RefundWatch => ({
  known,
  bridges: bridgesOf(known),
  network,
  salt,
  road: new Map(),
  waiting: [],
  table: newOutpointTable(salt),
});

/** Looks for deposits in what the road has come to. */
export function noteDeposits(watch: RefundWatch, tx: UtxoTransaction): void {
  if (watch.road.has(tx.txid)) return;
  const sides = sidesOf(tx, watch.known, watch.bridges);
  watch.road.set(tx.txid, sides);
  for (const deposit of sides.deposits) {
    const address = deposit.refund ?? payerOf(watch, tx);
    const rule = watch.bridges.find(({ protocol }) => protocol === deposit.protocol);
    if (address === null || rule === undefined) continue;
    watch.waiting.push({ address, since: tx.time, until: tx.time + rule.window });
    holdPayee(watch.table, address, watch.network);
  }
}

/** On Bitcoin a refund goes to whoever the first input belonged to; known where the road led through it. */
function payerOf({ road }: RefundWatch, { inputs: [first] }: UtxoTransaction): string | null {
  const before = first === undefined ? undefined : road.get(first.txid)?.tx;
  return (before?.type === 'utxo' && before.outputs[first!.vout]?.owner) || null;
}

/** Numbers of the transactions of a block that may pay somebody who waits at its time. */
export const mayRefund = (watch: RefundWatch, time: number, bytes: Uint8Array, layout: Layout): number[] =>
  watch.waiting.some(({ since, until }) => since <= time && time <= until)
    ? mayPay(bytes, layout, watch.table)
    : [];

/** What a refund means: the deposit that it names went into the bridge, and came back here. Empty where it is none. */
export function refundIn(watch: RefundWatch, tx: UtxoTransaction): readonly NotedMeaning[] {
  if (!watch.waiting.some(({ address }) => pays(tx, address))) return [];
  const sides = watch.road.get(tx.txid) ?? sidesOf(tx, watch.known, watch.bridges);
  if (!sides.payouts.some(({ refund }) => refund)) return [];
  const all = new Map(watch.road).set(tx.txid, sides);
  const { meanings } = findMeanings([...all.values()], watch.known, () => false);
  const back = meanings.flatMap(({ txid, meaning }) =>
    txid === tx.txid && meaning.type === 'bridge-in' ? [meaning.edge] : [],
  );
  return meanings.filter(({ meaning }) => 'edge' in meaning && back.includes(meaning.edge));
}
