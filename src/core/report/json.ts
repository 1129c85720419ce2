/** A trace as plain data: the form of `--json` and of the API (contract/trace.ts validates it). */
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/location.ts';
import type { Gap, Movement } from '../model/movement.ts';
import { formatInstant } from '../trace/request.ts';
import type { StolenAsset, Trace } from '../trace/result.ts';

/** CAIP-10 for accounts; chain/txid:vout for outpoints; a bridge edge and a lending position by their names. */
export function showLocation(location: Location): string {
  switch (location.type) {
    case 'outpoint':
      return `${location.chain}/${location.txid}:${location.vout}`;
    case 'account':
      return `${location.chain}:${location.address}`;
    case 'transit':
      return `${location.chain}/edge/${location.edge}`;
    case 'position':
      return `${location.chain}/${location.protocol}/${location.address}`;
  }
}

const showPlace = (location: Location | null): string | null =>
  location === null ? null : showLocation(location);

/** amount ÷ total, to six decimals, rounded down: a share is for reading, amounts are for counting. */
export const shareOf = (amount: Amount, total: Amount): number =>
  total === 0n ? 0 : Number((amount * 1_000_000n) / total) / 1_000_000;

export function traceToJson(trace: Trace) {
  return {
    incident: trace.recording.incident ?? trace.recording.id,
    policy: trace.request.policy,
    laboratory: trace.recording.laboratory,
    assets: trace.assets.map(assetToJson),
    gaps: trace.gaps.map(gapToJson),
    inputs: {
      case: trace.recording.id,
      digests: { ...trace.digests },
      request: { ...trace.request },
      tips: trace.tips.map((tip) => ({
        chain: tip.chain as string,
        height: tip.height,
        hash: tip.hash,
        time: formatInstant(tip.time),
      })),
    },
    traceId: trace.traceId,
    stateHash: trace.stateHash,
  };
}

function assetToJson({ asset, stolen, ends, conserved }: StolenAsset) {
  return {
    asset: asset.id as string,
    symbol: asset.symbol,
    decimals: asset.decimals,
    stolen: stolen.toString(),
    ends: ends.map((end) => ({
      kind: end.kind,
      label: end.label,
      location: showPlace(end.location),
      asset: end.asset as string,
      held: end.held.toString(),
      amount: end.amount.toString(),
      share: shareOf(end.amount, stolen),
    })),
    conserved,
  };
}

export function gapToJson(gap: Gap) {
  return {
    type: gap.type as string,
    text: gap.text,
    ...(gap.chain === undefined ? {} : { chain: gap.chain as string }),
    ...(gap.txid === undefined ? {} : { txid: gap.txid as string }),
    ...(gap.location === undefined ? {} : { location: showLocation(gap.location) }),
    ...(gap.asset === undefined ? {} : { asset: gap.asset as string }),
    ...(gap.amount === undefined ? {} : { amount: gap.amount.toString() }),
  };
}

export function movementToJson(times: ReadonlyMap<string, number>) {
  return (m: Movement) => ({
    type: m.type as string,
    chain: m.chain as string,
    height: m.place.height,
    time: formatInstant(times.get(`${m.chain}|${m.place.height}`) ?? 0),
    txid: m.txid as string,
    from: showPlace(m.from),
    to: showPlace(m.to),
    end: m.end === null ? null : { ...m.end },
    asset: m.asset as string,
    amount: m.amount.toString(),
    stolen: m.stolen as string,
    origin: m.origin.toString(),
    hops: m.hops,
  });
}

/** The trace, its movements and what a page needs to name them. */
export function traceViewToJson(trace: Trace, chainNames: Readonly<Record<string, string>>) {
  const times = new Map<string, number>();
  for (const [chain, blocks] of trace.recording.chains)
    for (const block of blocks) times.set(`${chain}|${block.height}`, block.time);
  return {
    trace: traceToJson(trace),
    movements: trace.movements.map(movementToJson(times)),
    assets: Object.fromEntries(
      trace.recording.assets.map((a) => [a.id as string, { symbol: a.symbol, decimals: a.decimals }]),
    ),
    names: Object.fromEntries(trace.recording.names),
    chains: chainNames,
  };
}
