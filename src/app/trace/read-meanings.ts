/**
 * The story of a trace that finds its swaps, bridges and loans by itself: follow the value, read what the
 * transactions on its way mean, ask the far side of each bridge for its payouts, and follow on, until nothing new is
 * found. What was found is pinned in the recording, so that the figures can be computed again without reading.
 *
 * Only deposits that carry taint are asked about; everything else a source holds is nobody's business here.
 */

import type { Recording } from '../../core/model/case.ts';
import { type ChainId, getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { Gap } from '../../core/model/movement.ts';
import type { NotedMeaning, ReadingSet } from '../../core/model/reading.ts';
import type { Transaction, UtxoTransaction } from '../../core/model/transaction.ts';
import { type Deposit, edgeOf, HOUR } from '../../core/patterns/bridge/bridge.ts';
import { bridgesOf } from '../../core/patterns/bridge/bridges.ts';
import type { Known } from '../../core/patterns/known.ts';
import { eventsOf, type Found, findMeanings, type Sides, sidesOf } from '../../core/patterns/meanings.ts';
import { type Ledger, newLedger, txKey } from '../../core/trace/ledger.ts';
import { indexReadings } from '../../core/trace/readings.ts';
import { parseInstant, rulesFor, type TraceRequest } from '../../core/trace/request.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import { frontierSession, type OnProgress } from './drive.ts';
import { NOT_READ } from './theft.ts';
import { seededTotals } from './trace.ts';

/** How often it may start over with what it found, and how many addresses it may ask about on far sides. */
export type ReadingBudget = { readonly rounds: number; readonly asks: number };
const BUDGET: ReadingBudget = { rounds: 64, asks: 1_000 };

export type MeaningReader = {
  /** Follows the subject under these rules and reads on the way. True where it found something new. */
  gather(subject: Recording, request: TraceRequest, onProgress?: OnProgress): Promise<boolean>;
  /** The subject with everything that was found, and what could not be. */
  pinned(subject: Recording): Recording;
};

export function meaningReader(
  source: ChainSource,
  known: Known,
  budget: ReadingBudget = BUDGET,
): MeaningReader {
  const bridges = bridgesOf(known);
  const windows = new Map(bridges.map((bridge) => [bridge.protocol, bridge.window]));
  const applied = new Map<string, Sides>();
  const candidates = new Map<string, Sides>();
  const asked = new Map<string, 'answered' | 'refused'>();
  const gaps = new Set<string>();
  let now = new Map<ChainId, number>();

  const disproved = (deposit: Deposit): boolean => {
    const { chain, address } = deposit.to;
    if (chain === null || address === null) return false;
    const over = (now.get(chain) ?? 0) - deposit.time > (windows.get(deposit.protocol) ?? 0);
    return over && asked.get(askKey(chain, address, deposit)) === 'answered';
  };
  const found = (): Found => {
    const all = new Map([...candidates, ...applied]);
    const result = findMeanings([...all.values()], known, disproved);
    // Of what was only asked for, nothing counts but the payouts that answer a deposit.
    const meanings = result.meanings.filter(
      (each) => each.meaning.type === 'bridge-in' || applied.has(`${each.chain}|${each.txid}`),
    );
    return { ...result, meanings };
  };

  const ask = async (chain: ChainId, address: string, deposit: Deposit): Promise<void> => {
    const key = askKey(chain, address, deposit);
    if (asked.has(key)) return;
    if (!source.chains.includes(chain)) {
      gaps.add(
        `${deposit.protocol} pays out on ${getChain(chain).name}, for which no source is at hand: ${deposit.txid} ends there.`,
      );
      return;
    }
    if (asked.size >= budget.asks) {
      gaps.add(`No more than ${budget.asks} addresses were asked about on the far sides of bridges.`);
      return;
    }
    try {
      // Bitcoin's clocks may run two hours behind.
      const paid = await source.paid(chain, address, deposit.time - 2 * HOUR);
      for (const tx of paid) candidates.set(txKey(tx), sidesOf(tx, known, bridges));
      asked.set(key, 'answered');
    } catch (error) {
      if (!(error instanceof AshiatoError) || error.code !== 'E_UNSUPPORTED') throw error;
      asked.set(key, 'refused');
      gaps.add(
        `The source for ${getChain(chain).name} cannot say who paid an address: payouts of ${deposit.protocol} there are not found.`,
      );
    }
  };

  /** The open deposits that carry taint: where they should come out, and where they would go back to. */
  const askFarSides = async (ledger: Ledger, open: readonly Deposit[]): Promise<void> => {
    const edges = new Set<string>();
    for (const { location, runs } of ledger.state.values())
      if (location.type === 'transit' && runs.some((run) => run.lot !== null)) edges.add(location.edge);
    for (const deposit of open) {
      if (!edges.has(edgeOf(deposit))) continue;
      if (deposit.to.chain !== null && deposit.to.address !== null)
        await ask(deposit.to.chain, deposit.to.address, deposit);
      const back = deposit.refund ?? deposit.from ?? senderOf(deposit, applied);
      if (back !== null && windows.has(deposit.protocol)) await ask(deposit.chain, back, deposit);
    }
  };

  return {
    async gather(subject, request, onProgress) {
      const asOf = request.asOf === null ? null : parseInstant(request.asOf, '--as-of');
      const tips = await source.tips(asOf);
      now = new Map(tips.map((tip) => [tip.chain, tip.time]));
      const assets = new Map(subject.assets.map((asset) => [asset.id, asset]));
      const readings = () => indexReadings(withFound(subject.readings, found().meanings), request);
      const ledger = newLedger(rulesFor(request, seededTotals(subject), assets), readings());
      const session = frontierSession(source, ledger, tips, onProgress);
      await session.run();
      const first = canonicalJson(found().meanings);
      for (let round = 1, before = first; ; round += 1) {
        for (const { transaction } of ledger.applied)
          if (!applied.has(txKey(transaction)))
            applied.set(txKey(transaction), sidesOf(transaction, known, bridges));
        await askFarSides(ledger, found().open);
        const after = canonicalJson(found().meanings);
        if (after === before) return after !== first;
        if (round > budget.rounds) {
          gaps.add(`Reading was broken off after ${budget.rounds} rounds; more may be found.`);
          return true;
        }
        before = after;
        await session.reread(readings());
      }
    },
    pinned(subject) {
      const { meanings, open, gaps: unread, candidates } = found();
      const readings = withFound(subject.readings, meanings);
      return {
        ...subject,
        readings,
        assets: [...subject.assets, ...assetsIn(readings, applied, subject, known)],
        gaps: [
          ...subject.gaps.filter((gap) => gap.text !== NOT_READ),
          ...gapsOf(meanings.length, open.length, [...gaps, ...unread, ...candidates.map(saidOf)].sort()),
        ],
      };
    },
  };
}

const askKey = (chain: ChainId, address: string, { time }: Deposit): string => `${chain}|${address}|${time}`;

/** On Bitcoin a refund goes to whoever the first input belonged to. */
function senderOf(deposit: Deposit, applied: ReadonlyMap<string, Sides>): string | null {
  const at = (txid: string): Transaction | undefined => applied.get(`${deposit.chain}|${txid}`)?.tx;
  const tx = at(deposit.txid);
  const first = tx?.type === 'utxo' ? tx.inputs[0] : undefined;
  const before = first === undefined ? undefined : (at(first.txid) as UtxoTransaction | undefined);
  return (first && before?.outputs[first.vout]?.owner) ?? null;
}

/** A candidate is no movement, but whoever reads the trace should know where to look. */
const saidOf = ({ subject, says, evidence }: Finding): string =>
  `${says} ${subject.type === 'transaction' ? subject.txid : subject.address}: ${evidence
    .slice(0, 5)
    .map(({ chain, txid }) => `${getChain(chain).name} ${txid}`)
    .join(', ')}${evidence.length > 5 ? ', …' : ''}.`;

/** What a case declares stands; a found meaning about the same event gives way. */
function withFound(declared: ReadingSet, found: readonly NotedMeaning[]): ReadingSet {
  const claimed = new Set<string>();
  for (const { chain, txid, meaning } of declared.meanings)
    for (const event of eventsOf(meaning)) claimed.add(`${chain}|${txid}|${event}`);
  const free = found.filter(
    ({ chain, txid, meaning }) =>
      !eventsOf(meaning).some((event) => claimed.has(`${chain}|${txid}|${event}`)),
  );
  return { ...declared, meanings: [...declared.meanings, ...free] };
}

/** Recognised assets that the readings brought in, so that they can be shown in their units. */
function assetsIn(
  { meanings }: ReadingSet,
  applied: ReadonlyMap<string, Sides>,
  subject: Recording,
  known: Known,
): Recording['assets'] {
  const have = new Set(subject.assets.map((asset) => asset.id));
  const ids = new Set<string>();
  for (const { chain, txid, meaning } of meanings) {
    const tx = applied.get(`${chain}|${txid}`)?.tx;
    const events = new Set(eventsOf(meaning));
    if (tx?.type === 'account')
      for (const event of tx.events)
        if (events.has(event.index) && !have.has(event.asset)) ids.add(event.asset);
    if (tx?.type === 'utxo') ids.add(`${tx.chain}`);
  }
  return known.assets
    .filter(
      (asset) => !have.has(asset.id) && (ids.has(asset.id) || (ids.has(asset.chain) && isNative(asset.id))),
    )
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const isNative = (id: string): boolean => id.includes('/slip44:');

const gapsOf = (found: number, open: number, more: readonly string[]): Gap[] =>
  [
    `Swaps, bridges and loans were read by rule from contracts that are recognised (readings: ${found}). Whatever else happened in a contract is followed as plain transfers.`,
    ...(open === 0 ? [] : [`Payments into bridges without a payout that could be found: ${open}.`]),
    ...more,
  ].map((text) => ({ type: 'coverage', text }));

/** A case without the swaps, bridges and loans that it declares: what remains is the theft, and who is who. */
export const withoutDeclared = (recording: Recording): Recording => ({
  ...recording,
  readings: {
    ...recording.readings,
    meanings: recording.readings.meanings.filter(({ meaning }) => meaning.type === 'seed'),
  },
});
