/** A trace for a terminal of 100 columns. */
import { type Amount, formatDecimal } from '../model/amount.ts';
import type { Asset } from '../model/asset.ts';
import { addressOf, type Location } from '../model/location.ts';
import type { Gap } from '../model/movement.ts';
import type { TraceEnd } from '../trace/ends.ts';
import { formatInstant } from '../trace/request.ts';
import type { StolenAsset, Trace } from '../trace/result.ts';
import { showLocation } from './json.ts';

const WIDTH = 100;
const BAR = 18;

export function traceToText(trace: Trace, headline: string): string {
  const newest = Math.max(...trace.tips.map((tip) => tip.time));
  return [
    ...wrap(headline, '', ''),
    ...(trace.recording.laboratory
      ? ['LABORATORY: everything below is generated; none of it happened.']
      : []),
    `policy ${trace.request.policy} · data to ${formatInstant(newest)}${trace.request.knownAt === null ? '' : ` · readings known at ${trace.request.knownAt}`}`,
    '',
    ...trace.assets.flatMap((asset) => [...assetLines(asset, trace), '']),
    ...gapLines(trace),
    `trace ${trace.traceId}`,
    `state ${trace.stateHash}`,
    '',
  ].join('\n');
}

function assetLines(stolen: StolenAsset, trace: Trace): string[] {
  const { asset, ends } = stolen;
  const groups = groupEnds(ends);
  return [
    `${group3(formatDecimal(stolen.stolen, asset.decimals))} ${asset.symbol} stolen ended here:`,
    ...groups.map((group) => groupLine(group, stolen, trace)),
    conservationLine(stolen),
  ];
}

type EndGroup = {
  readonly kind: string;
  readonly label: string;
  readonly amount: Amount;
  readonly places: readonly TraceEnd[];
};

/** Ends of one kind and label are one line; single places are in the table of the page and in --json. */
function groupEnds(ends: readonly TraceEnd[]): EndGroup[] {
  const groups = new Map<string, EndGroup>();
  for (const end of ends) {
    const key = `${end.kind}|${end.label}`;
    const before = groups.get(key);
    groups.set(key, {
      kind: end.kind,
      label: end.label,
      amount: (before?.amount ?? 0n) + end.amount,
      places: [...(before?.places ?? []), end],
    });
  }
  return [...groups.values()].sort((a, b) =>
    a.amount === b.amount ? (a.kind < b.kind ? -1 : 1) : a.amount > b.amount ? -1 : 1,
  );
}

function groupLine(group: EndGroup, { asset, stolen }: StolenAsset, trace: Trace): string {
  const placed = group.places.filter((place) => place.location !== null);
  const where =
    placed.length === 0
      ? ''
      : placed.length === 1
        ? placeName(group.places[0]!.location, trace)
        : `${group.places.length} places`;
  const what = clip([group.kind, group.label, where].filter((part) => part !== '').join('  '), 46);
  const amount = `${group3(roundDown(group.amount, asset))} ${asset.symbol}`;
  return `  ${what.padEnd(46)} ${amount.padStart(22)} ${percent(group.amount, stolen).padStart(8)}  ${bar(group.amount, stolen)}`.trimEnd();
}

function placeName(location: Location | null, trace: Trace): string {
  if (location === null) return '';
  const name = trace.recording.names.get(showLocation(location));
  const address = addressOf(location) ?? showLocation(location);
  const short = address.length > 20 ? `${address.slice(0, 8)}…${address.slice(-6)}` : address;
  return name === undefined ? short : `${name} ${short}`;
}

function conservationLine({ asset, stolen, ends, conserved }: StolenAsset): string {
  const sum = ends.reduce((total, end) => total + end.amount, 0n);
  if (conserved === null) return `  poison is a ceiling and does not add up: ${sum} ≥ ${stolen} base units`;
  return conserved
    ? `  Σ ends = stolen: ${sum} = ${stolen} base units of ${asset.symbol}`
    : `  NOT CONSERVED: ${sum} ≠ ${stolen} base units of ${asset.symbol}`;
}

function gapLines(trace: Trace): string[] {
  if (trace.gaps.length === 0) return [];
  const declared = trace.gaps.filter((gap) => gap.type === 'declared' || gap.type === 'coverage');
  const found = new Map<Gap['text'], number>();
  for (const gap of trace.gaps)
    if (!declared.includes(gap)) found.set(gap.text, (found.get(gap.text) ?? 0) + 1);
  return [
    'What could not be followed, and why:',
    ...declared.flatMap((gap) => wrap(gap.text)),
    ...[...found].flatMap(([text, count]) => wrap(`${count} × ${text}`)),
    '',
  ];
}

/** Breaks text into lines of the terminal's width; `first` and `rest` are what the lines begin with. */
function wrap(text: string, first = '  · ', rest = '    '): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const empty = line === first || line === rest;
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest + word;
    } else line += empty ? word : ` ${word}`;
  }
  return [...lines, line];
}

const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
const group3 = (decimal: string): string =>
  decimal.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));

/** Four decimals are enough to read; what they cut off is marked. */
function roundDown(amount: Amount, asset: Asset): string {
  const exact = formatDecimal(amount, asset.decimals);
  const [whole = '0', fraction = ''] = exact.split('.');
  return fraction.length <= 4 ? exact : `${whole}.${fraction.slice(0, 4)}…`;
}

export function percent(amount: Amount, total: Amount): string {
  if (total === 0n) return '–';
  const hundredths = (amount * 10_000n) / total;
  if (hundredths === 0n && amount > 0n) return '<0.01 %';
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')} %`;
}

const bar = (amount: Amount, total: Amount): string =>
  total === 0n ? '' : '█'.repeat(Math.min(BAR, Number((amount * BigInt(BAR)) / total)));
