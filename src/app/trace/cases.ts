/** A recorded case as the reader meets it: what it is, what it was made from, what it lacks. */
import type { CaseJson } from '../../contract/trace.ts';
import type { Recording } from '../../core/model/case.ts';
import type { Location } from '../../core/model/location.ts';
import type { NotedMeaning } from '../../core/model/reading.ts';
import type { Transaction } from '../../core/model/transaction.ts';
import { gapToJson, showLocation } from '../../core/report/json.ts';
import { formatInstant } from '../../core/trace/request.ts';

export function caseToJson(recording: Recording): CaseJson {
  const transactions = [...recording.chains.values()].flatMap((blocks) =>
    blocks.flatMap((block) => block.transactions),
  );
  const times = transactions.map((tx) => tx.time);
  const byId = new Map(transactions.map((tx) => [`${tx.chain}|${tx.txid}`, tx]));
  return {
    id: recording.id,
    incident: recording.incident,
    laboratory: recording.laboratory,
    title: recording.title,
    summary: recording.summary,
    chains: [...recording.chains.keys()],
    transactions: transactions.length,
    from: formatInstant(times.reduce((a, b) => Math.min(a, b))),
    to: formatInstant(times.reduce((a, b) => Math.max(a, b))),
    provenance: [...recording.provenance],
    gaps: recording.gaps.map(gapToJson),
    seeds: recording.readings.meanings.flatMap((noted) =>
      seedToJson(noted, byId.get(`${noted.chain}|${noted.txid}`)),
    ),
  };
}

function seedToJson({ meaning, evidence }: NotedMeaning, tx: Transaction | undefined): CaseJson['seeds'] {
  if (meaning.type !== 'seed' || tx === undefined) return [];
  const place = seededPlace(tx, meaning.event);
  if (place === null) return [];
  const [location, asset] = place;
  return [
    {
      location: showLocation(location),
      asset,
      amount: meaning.amount.toString(),
      stolen: meaning.stolen,
      origin: meaning.origin.toString(),
      source: evidence.source,
      note: evidence.note ?? '',
    },
  ];
}

function seededPlace(tx: Transaction, index: number): [Location, string] | null {
  if (tx.type === 'utxo')
    return [
      { type: 'outpoint', chain: tx.chain, txid: tx.txid, vout: index, owner: null },
      `${tx.chain}/slip44:0`,
    ];
  const event = tx.events.find((e) => e.index === index);
  if (event?.to == null) return null;
  return [{ type: 'account', chain: tx.chain, address: event.to, asset: event.asset }, event.asset];
}
