/** The envelope for a terminal of 100 columns: the least and the most that any policy finds at each kind of end. */
import { type Amount, formatDecimal } from '../model/amount.ts';
import type { Trace } from '../trace/result.ts';
import { isWidened, mostOf } from './envelope.ts';
import { percent } from './text.ts';

export function envelopeToText(traces: readonly Trace[]): string {
  const conserving = traces.filter((trace) => trace.request.policy !== 'poison');
  const poison = traces.find((trace) => trace.request.policy === 'poison');
  const [first] = conserving;
  const widened = isWidened(traces);
  if (first === undefined) return '';
  const lines = [
    `${first.recording.title.en}: the range over ${[...new Set(conserving.map((trace) => trace.request.policy))].join(', ')}; poison as a ceiling`,
    ...(widened
      ? ['Some balances before the theft are unknown: the least and the most hold whatever they were.']
      : []),
    '',
  ];
  for (const { asset, stolen } of first.assets) {
    const sums = conserving.map((trace) => groupSums(trace, asset.id));
    const ceiling = poison === undefined ? new Map<string, Amount>() : groupSums(poison, asset.id);
    const keys = [...new Set([...sums, ...(widened ? [ceiling] : [])].flatMap((sum) => [...sum.keys()]))];
    const rows = keys
      .map((key) => ({ key, amounts: sums.map((sum) => sum.get(key) ?? 0n), most: ceiling.get(key) }))
      .map((row) => ({
        ...row,
        min: row.amounts.reduce((a, b) => (b < a ? b : a)),
        max: mostOf(row.amounts, row.most ?? null, widened),
      }))
      .sort((a, b) => (a.max === b.max ? (a.key < b.key ? -1 : 1) : a.max > b.max ? -1 : 1));
    lines.push(`${formatDecimal(stolen, asset.decimals)} ${asset.symbol} stolen`);
    lines.push(
      `  ${'end'.padEnd(44)} ${'least'.padStart(10)} ${'most'.padStart(10)} ${'ceiling'.padStart(10)}`,
    );
    for (const row of rows) {
      const most = row.most === undefined ? '–' : percent(row.most > stolen ? stolen : row.most, stolen);
      lines.push(
        `  ${row.key.slice(0, 44).padEnd(44)} ${percent(row.min, stolen).padStart(10)} ${percent(row.max, stolen).padStart(10)} ${most.padStart(10)}`,
      );
    }
    const conserved = conserving.every(
      (trace) => trace.assets.find((a) => a.asset.id === asset.id)?.conserved === true,
    );
    lines.push(
      conserved
        ? `  Σ ends = stolen under every policy: ${stolen} base units of ${asset.symbol}`
        : '  NOT CONSERVED under every policy',
      '',
    );
  }
  return `${lines.join('\n')}\n`;
}

function groupSums(trace: Trace, stolen: string): Map<string, Amount> {
  const sums = new Map<string, Amount>();
  for (const end of trace.assets.find((a) => a.asset.id === stolen)?.ends ?? []) {
    const key = end.label === '' ? end.kind : `${end.kind}  ${end.label}`;
    sums.set(key, (sums.get(key) ?? 0n) + end.amount);
  }
  return sums;
}
