/** The ends as CSV (RFC 4180), one row an end. */
import { formatDecimal } from '../model/amount.ts';
import type { Trace } from '../trace/result.ts';
import { shareOf, showLocation } from './json.ts';

const HEADER = [
  'incident',
  'policy',
  'stolen_asset',
  'stolen',
  'kind',
  'label',
  'location',
  'held_asset',
  'held_base_units',
  'amount_base_units',
  'amount',
  'share',
];

/** A spreadsheet must not take foreign text for a formula: such text starts with an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function tracesToCsv(traces: readonly Trace[]): string {
  const rows = traces.flatMap((trace) =>
    trace.assets.flatMap(({ asset, stolen, ends }) =>
      ends.map((end) => [
        trace.recording.incident ?? trace.recording.id,
        trace.request.policy,
        asset.id,
        stolen.toString(),
        end.kind,
        end.label,
        end.location === null ? '' : showLocation(end.location),
        end.asset,
        end.held.toString(),
        end.amount.toString(),
        formatDecimal(end.amount, asset.decimals),
        shareOf(end.amount, stolen).toFixed(6),
      ]),
    ),
  );
  return [HEADER, ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\r\n')
    .concat('\r\n');
}
