/** The same ends under every conserving policy, side by side: the range is the result, not one truth. */
import type { Amount } from '../model/amount.ts';
import type { TraceEnd } from '../trace/ends.ts';
import type { Trace } from '../trace/result.ts';
import { showLocation, traceToJson } from './json.ts';

type Row = { readonly end: TraceEnd; readonly byPolicy: Map<string, Amount>; ceiling: Amount | null };

export function envelopeToJson(traces: readonly Trace[]) {
  const [first] = traces;
  const conserving = traces.filter((trace) => trace.request.policy !== 'poison');
  const widened = isWidened(traces);
  return {
    incident: first!.recording.incident ?? first!.recording.id,
    policy: 'all' as const,
    assets: first!.assets.map(({ asset, stolen }) => ({
      asset: asset.id as string,
      symbol: asset.symbol,
      decimals: asset.decimals,
      stolen: stolen.toString(),
      ends: [...rowsOf(traces, asset.id).values()]
        .map((row) => {
          const amounts = conserving.map((trace) => row.byPolicy.get(ruleOf(trace)) ?? 0n);
          return {
            kind: row.end.kind,
            label: row.end.label,
            location: row.end.location === null ? null : showLocation(row.end.location),
            asset: row.end.asset as string,
            min: least(amounts).toString(),
            max: mostOf(amounts, row.ceiling, widened).toString(),
            byPolicy: Object.fromEntries(
              conserving.map((trace, i) => [ruleOf(trace), amounts[i]!.toString()]),
            ),
            ceiling: row.ceiling?.toString() ?? null,
          };
        })
        .sort((a, b) =>
          BigInt(a.max) === BigInt(b.max)
            ? `${a.kind}${a.label}${a.location}` < `${b.kind}${b.label}${b.location}`
              ? -1
              : 1
            : BigInt(a.max) > BigInt(b.max)
              ? -1
              : 1,
        ),
      conserved: conserving.every(
        (trace) => trace.assets.find((a) => a.asset.id === asset.id)?.conserved === true,
      ),
    })),
    traces: traces.map(traceToJson),
  };
}

function rowsOf(traces: readonly Trace[], stolen: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const trace of traces) {
    for (const end of trace.assets.find((a) => a.asset.id === stolen)?.ends ?? []) {
      const key = `${end.kind}|${end.label}|${end.location === null ? '' : showLocation(end.location)}|${end.asset}`;
      const row = rows.get(key) ?? { end, byPolicy: new Map(), ceiling: null };
      if (trace.request.policy === 'poison') row.ceiling = end.amount;
      else row.byPolicy.set(ruleOf(trace), end.amount);
      rows.set(key, row);
    }
  }
  return rows;
}

/** A policy, and what it takes an unknown balance for where that is not nothing. */
export const ruleOf = ({ request }: Trace): string =>
  request.unknownBalances === undefined ? request.policy : `${request.policy}, unknown balances large`;

/** Whether balances were unknown, so that more may have come through than under any balance that was tried. */
export const isWidened = (traces: readonly Trace[]): boolean =>
  traces.some(({ request }) => request.unknownBalances !== undefined);

/** The most under any policy; over unknown balances only poison's ceiling is sure not to be passed. */
export function mostOf(amounts: readonly Amount[], ceiling: Amount | null, widened: boolean): Amount {
  const tried = most(amounts);
  return widened && ceiling !== null && ceiling > tried ? ceiling : tried;
}

const least = (amounts: readonly Amount[]): Amount =>
  amounts.reduce((a, b) => (b < a ? b : a), amounts[0] ?? 0n);
const most = (amounts: readonly Amount[]): Amount => amounts.reduce((a, b) => (b > a ? b : a), 0n);
