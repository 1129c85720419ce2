/**
 * What a scan found, written down: just the transactions it applied, and what a driver would have asked for. The
 * figures are computed from what was written, so anybody can compute them again without the chain; that they
 * are the scan's own is checked each time.
 */
import { recordingToJson } from '../../contract/recording.ts';
import type { BlockArchive } from '../../core/chains/bitcoin/archive.ts';
import { nativeAsset } from '../../core/model/asset.ts';
import type { Asked, Recording, Tip } from '../../core/model/case.ts';
import { getChain } from '../../core/model/chain.ts';
import { assert } from '../../core/model/errors.ts';
import type { Location } from '../../core/model/location.ts';
import type { NotedMeaning, ReadingSet } from '../../core/model/reading.ts';
import { type Block, comparePlaces, type Place, type Transaction } from '../../core/model/transaction.ts';
import type { Known } from '../../core/patterns/known.ts';
import { keyOfWant } from '../../core/trace/frontier.ts';
import { journalOf, type Ledger, newlyTainted } from '../../core/trace/ledger.ts';
import { parseInstant, type TraceRequest } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import { canonicalJson, stateHash } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import { meaningReader } from '../trace/read-meanings.ts';
import { NOT_READ } from '../trace/theft.ts';
import { trace } from '../trace/trace.ts';
import { readRecording } from '../trace/trace-live.ts';
import type { Incident, Located } from './scan-seeds.ts';

/** One incident under every request, and the document from which its figures are computed. */
export type Scanned = { readonly traces: readonly Trace[]; readonly recording: string };

/** What was followed under one request. */
export type Followed = { readonly request: TraceRequest; readonly ledger: Ledger };

export type ToRecord = {
  readonly archive: BlockArchive;
  readonly incident: Incident;
  readonly seeds: readonly Located[];
  /** What the scan itself read into the chain: payments that bridges gave back. */
  readonly refunds: readonly NotedMeaning[];
  readonly followed: readonly Followed[];
  readonly tip: Tip;
  /** Whether every block was verified, or only those with a hit. */
  readonly full: boolean;
  readonly replay: (recording: Recording) => ChainSource;
  /** What patterns may know; null: nothing is read into the transactions. */
  readonly known: Known | null;
};

export async function conclude(done: ToRecord): Promise<Scanned> {
  const { followed, known, replay, incident } = done;
  const document = canonicalJson(recordingToJson(recordingOf(done)));
  const recording = readRecording(document, incident.id);
  const source = replay(recording);
  const traces: Trace[] = [];
  for (const { request, ledger } of followed) {
    const again = await trace(recording, source, request);
    assert(
      again.stateHash === stateHash(journalOf(ledger), [done.tip]),
      'what a scan wrote down gives other figures than the scan itself',
    );
    traces.push(again);
  }
  if (known === null) return { traces, recording: document };
  const requests = followed.map(({ request }) => request);
  return withBridges(recording, source, requests, known, replay);
}

/**
 * A payment with a bridge's memo leaves this chain; what its vault does with other people's coins is no longer the
 * road. The scan has followed it all the same, so that everything a shorter road asks for was written down.
 */
async function withBridges(
  plain: Recording,
  source: ChainSource,
  requests: readonly TraceRequest[],
  known: Known,
  replay: ToRecord['replay'],
): Promise<Scanned> {
  const reader = meaningReader(source, known);
  for (const request of requests) await reader.gather(plain, request);
  const document = canonicalJson(recordingToJson(reader.pinned(plain)));
  const recording = readRecording(document, plain.id);
  const traces: Trace[] = [];
  for (const request of requests) traces.push(await trace(recording, replay(recording), request));
  return { traces, recording: document };
}

function recordingOf(done: ToRecord): Recording {
  const { archive, incident, seeds, refunds, followed, tip } = done;
  const readings = readingsOf(incident, seeds, tip);
  const { chain } = archive.network;
  const title = { en: incident.title, ja: incident.title, ko: incident.title };
  const blocks = blocksOf(archive, followed);
  return {
    id: incident.id,
    incident: incident.incident,
    title,
    summary: title,
    laboratory: getChain(chain).laboratory === true,
    assets: [nativeAsset(getChain(chain))],
    chains: new Map([[chain, blocks]]),
    readings: { ...readings, meanings: [...readings.meanings, ...refunds] },
    coverage: { type: 'all' },
    openings: { type: 'unknown' },
    gaps: sentences(done, blocks.length).map((text) => ({ type: 'coverage', text })),
    provenance: [],
    digests: {},
    names: new Map(),
    asked: askedOf(done),
  };
}

/** What is read into the chain: where the theft begins, and which addresses end a branch. */
export function readingsOf({ stops }: Incident, seeds: readonly Located[], { chain }: Tip): ReadingSet {
  const stolen = nativeAsset(getChain(chain)).id;
  const meanings = seeds.map(({ txid, vout, value }): NotedMeaning => {
    const amount = BigInt(value);
    return {
      txid,
      chain,
      meaning: { type: 'seed', event: vout, amount, stolen, origin: amount },
      evidence: { author: 'the person who asked', source: `${chain} ${txid}` },
    };
  });
  return { meanings, stops, freezes: [], rejected: [] };
}

/** Of each block only what was applied under one of the requests. */
function blocksOf({ blocks, network }: BlockArchive, followed: readonly Followed[]): Block[] {
  const transactions = new Map<string, Transaction>();
  for (const { ledger } of followed)
    for (const { transaction } of ledger.applied)
      transactions.set(`${transaction.place.height}|${transaction.place.index}`, transaction);
  return [...Map.groupBy(transactions.values(), (tx) => tx.place.height)]
    .map(([height, own]) => {
      const { hash, parent, time } = blocks[height]!;
      const inOrder = own.toSorted((a, b) => comparePlaces(a.place, b.place));
      return { chain: network.chain, height, hash, parent, time, transactions: inOrder };
    })
    .sort((a, b) => a.height - b.height);
}

/** The wants that the frontier would have had: the law says that the scan has answered them all. */
function askedOf({ archive, followed, tip }: ToRecord): Asked {
  const { chain } = archive.network;
  const wants = new Map<string, Place | null>();
  const wantAfter = (location: Location, { height }: Place): void => {
    if (location.type === 'outpoint') wants.set(keyOfWant({ type: 'spend', location }), null);
    else if (location.type === 'transit') wants.set(keyOfWant({ type: 'coinbase', chain, height }), null);
  };
  for (const { ledger } of followed) {
    for (const refs of ledger.readings.touching.values())
      for (const ref of refs) wants.set(keyOfWant({ type: 'transaction', ...ref }), null);
    for (const seed of ledger.readings.seeds) wants.set(keyOfWant({ type: 'transaction', ...seed }), null);
    for (const { step, transaction } of ledger.applied)
      for (const location of newlyTainted(step)) wantAfter(location, transaction.place);
  }
  const instants = followed.map(({ request: { asOf } }) =>
    asOf === null ? null : parseInstant(asOf, '--as-of'),
  );
  return {
    sources: [`blocks of ${archive.network.name}`],
    wants,
    tips: new Map(instants.map((asOf) => [asOf, [tip]])),
    openings: new Map(),
    missing: new Map(),
    caveats: archive.caveats(),
  };
}

/** What this scan did not verify, and what the folder did not hold. */
function sentences({ archive, incident, full, tip }: ToRecord, touched: number): string[] {
  const { unconnected, cutTail, verified } = archive;
  const blocks = tip.height + 1;
  const said = [NOT_READ];
  if (incident.paid !== null) said.push(`${PAID} ${incident.paid.addresses.join(', ')}.`);
  if (!full && !verified) {
    said.push(
      `headers, work and targets of ${blocks} blocks are verified, and the contents of the ${touched} that touch this trace; ${blocks - touched} are local-trusted: taken as they lie in the folder (--verify full checks them)`,
    );
  }
  if (cutTail)
    said.push(`the newest block file ends within a block; the chain is followed to height ${tip.height}`);
  if (unconnected > 0)
    said.push(
      `${unconnected} blocks do not connect to the chain, for blocks before them are not in the folder`,
    );
  return said;
}

const PAID =
  'What counts as stolen is what the known addresses were paid in the time of the theft, also what was their own; name the outputs with --seed to be exact:';
