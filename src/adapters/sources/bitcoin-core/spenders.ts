/** Who spends an output: named by the node's index, or found by walking through the blocks after it. */
import { type OpenBlock, rawTransaction } from '../../../core/chains/bitcoin/block.ts';
import { mayHit } from '../../../core/chains/bitcoin/layout.ts';
import { holdTxId, newOutpointTable } from '../../../core/chains/bitcoin/outpoints.ts';
import type { Outpoint, TxId } from '../../../core/model/location.ts';
import { asHash, asList, asObject } from '../wire/answers.ts';
import type { CoreNode } from './node.ts';

/** In which block a transaction stands, as the node says. */
type NamedSpender = { readonly txid: TxId; readonly blockhash: string };
export type PlacedSpender = { readonly block: OpenBlock; readonly i: number };

/** Outpoints asked for in one call. */
const AT_ONCE = 100;

/**
 * From `-txospenderindex`, since version 31; null where the node has no such index. A spender in the mempool is
 * none: it stands in no block yet.
 */
export async function namedSpenders(
  node: CoreNode,
  outpoints: readonly Outpoint[],
): Promise<(NamedSpender | null)[] | null> {
  const spenders: (NamedSpender | null)[] = [];
  for (let from = 0; from < outpoints.length; from += AT_ONCE) {
    const asked = outpoints.slice(from, from + AT_ONCE).map(({ txid, vout }) => ({ txid, vout }));
    const [reply] = await node.settle([
      { method: 'gettxspendingprevout', params: [asked, { mempool_only: false }] },
    ]);
    if (reply?.type !== 'result') return null;
    const where = `${node.label} gettxspendingprevout`;
    const rows = asList(reply.result, where).map((row) => asObject(row, where));
    for (const { txid, vout } of asked) {
      const row = rows.find((each) => each.txid === txid && each.vout === vout);
      // An answer about something else says nothing; the walk does.
      if (row === undefined) return null;
      const { spendingtxid, blockhash } = row;
      spenders.push(
        spendingtxid === undefined || blockhash === undefined
          ? null
          : { txid: asHash(spendingtxid, where) as TxId, blockhash: asHash(blockhash, where) },
      );
    }
  }
  return spenders;
}

/** Reads on until every outpoint is spent, or the blocks end. */
export async function walkToSpenders(
  batches: AsyncIterable<readonly OpenBlock[]>,
  outpoints: readonly Outpoint[],
): Promise<PlacedSpender[]> {
  const open = new Set(outpoints.map(({ txid, vout }) => `${txid}:${vout}`));
  const table = newOutpointTable(0);
  for (const { txid } of outpoints) holdTxId(table, txid);
  const found: PlacedSpender[] = [];
  for await (const batch of batches) {
    for (const block of batch) {
      for (let i = 1; i < block.layout.count; i += 1) {
        if (!mayHit(block.layout, i, table)) continue;
        const { inputs } = rawTransaction(block, i);
        const hits = inputs.filter(({ txid, vout }) => open.delete(`${txid}:${vout}`));
        if (hits.length > 0) found.push({ block, i });
      }
    }
    if (open.size === 0) break;
  }
  return found;
}
