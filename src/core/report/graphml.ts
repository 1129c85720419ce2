/** The flow as GraphML (http://graphml.graphdrawing.org), one node a place or end, one edge a movement. */
import type { Movement } from '../model/movement.ts';
import type { Trace } from '../trace/result.ts';
import { showLocation } from './json.ts';

const KEYS = [
  ['kind', 'node'],
  ['name', 'node'],
  ['type', 'edge'],
  ['txid', 'edge'],
  ['asset', 'edge'],
  ['amount', 'edge'],
  ['stolen', 'edge'],
  ['origin', 'edge'],
  ['height', 'edge'],
] as const;

// XML 1.0 allows no control characters but tab and line ends.
const escapeXml = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, (c) => (/[\t\n\r]/.test(c) ? c : ''))
    .replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
const data = (key: string, value: string): string => `<data key="${key}">${escapeXml(value)}</data>`;

export function traceToGraphml(trace: Trace): string {
  const nodes = new Map<string, string>();
  const edges: string[] = [];
  const ends = new Map(
    trace.assets
      .flatMap((asset) => asset.ends)
      .map((end) => [end.location === null ? `end:${end.kind}` : showLocation(end.location), end]),
  );
  const node = (id: string, kind: string): string => {
    if (!nodes.has(id))
      nodes.set(
        id,
        `<node id="${escapeXml(id)}">${data('kind', ends.get(id)?.kind ?? kind)}${data('name', trace.recording.names.get(id) ?? '')}</node>`,
      );
    return id;
  };
  for (const m of trace.movements) {
    const source = node(m.from === null ? 'seed' : showLocation(m.from), 'place');
    const target = node(targetOf(m), 'place');
    edges.push(
      `<edge source="${escapeXml(source)}" target="${escapeXml(target)}">${data('type', m.type)}${data('txid', m.txid)}${data('asset', m.asset)}${data('amount', `${m.amount}`)}${data('stolen', m.stolen)}${data('origin', `${m.origin}`)}${data('height', `${m.place.height}`)}</edge>`,
    );
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...KEYS.map(([id, on]) => `<key id="${id}" for="${on}" attr.name="${id}" attr.type="string"/>`),
    `<graph id="${escapeXml(trace.recording.id)}" edgedefault="directed">`,
    ...nodes.values(),
    ...edges,
    '</graph></graphml>',
    '',
  ].join('\n');
}

const targetOf = (m: Movement): string =>
  m.to === null ? `end:${m.end?.kind ?? 'unknown'}` : showLocation(m.to);
