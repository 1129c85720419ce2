/** Taint through a UTXO transaction: the inputs' runs are laid on a tape, the policy cuts it. */
import { type AssetId, nativeAsset } from '../model/asset.ts';
import { getChain } from '../model/chain.ts';
import { AshiatoError, assert } from '../model/errors.ts';
import { type Location, locationId, type Outpoint, type Transit, type TxId } from '../model/location.ts';
import { cleanRun, joinAll, type Run } from '../model/lot.ts';
import type { Meaning, Reading } from '../model/reading.ts';
import { stopKey } from '../model/reading.ts';
import type { UtxoInput, UtxoTransaction } from '../model/transaction.ts';
import { type Draft, debit, deliver, look } from './draft.ts';
import { arrive, seedRuns, transitOf } from './edges.ts';

export function applyUtxo(draft: Draft, tx: UtxoTransaction, reading: Reading): void {
  const asset = nativeAsset(getChain(tx.chain)).id;
  const spent = tx.inputs.map((input) => outpointOf(tx, input));
  const tainted = spent.filter((outpoint) => look(draft, locationId(outpoint)) !== undefined);
  const arrivals = new Map<number, Run[]>();
  for (const meaning of reading.meanings) {
    const runs = arrivingRuns(draft, tx, meaning);
    if (runs !== null) arrivals.set(meaning.type === 'seed' || meaning.type === 'bridge-in' ? meaning.event : -1, runs);
  }
  const feesWaiting = draft.rules.followFees && (tx.coinbase?.fees.some((fee) => look(draft, locationId(feeTransit(tx, fee.txid, asset))) !== undefined) ?? false);
  if (tainted.length === 0 && arrivals.size === 0 && !feesWaiting) return;

  const values = tx.outputs.map((output) => output.value);
  const tape = layTape(draft, tx, spent, asset);
  if (tape === null) return loseInputs(draft, tx, tainted, asset);
  const fee = draft.policy.balance(tape) - values.reduce((sum, v) => sum + v, 0n);
  if (fee < 0n) {
    throw new AshiatoError('E_READING', 'the outputs are worth more than the inputs', {
      where: `${tx.chain} ${tx.txid}`,
      next: 'The source is wrong about this transaction; check it against another one.',
    });
  }
  const parts = draft.policy.spend(tape, [...values, fee]);
  for (const outpoint of tainted) draft.changes.set(locationId(outpoint), null);
  const from: Location | null = tainted[0] ?? null;

  tx.outputs.forEach((output, vout) => {
    const to: Outpoint = { type: 'outpoint', chain: tx.chain, txid: tx.txid, vout, owner: output.owner };
    const injected = arrivals.get(vout);
    const sent = parts[vout]!;
    const stop = output.owner === null ? undefined : reading.stops.get(stopKey(tx.chain, output.owner));
    if (injected !== undefined) {
      if (sent.some((run) => run.lot !== null)) {
        deliver(draft, { type: 'transfer', from, to, end: { kind: 'no-data', label: 'seed-overlap' }, asset }, sent);
      }
      return arrive(draft, reading, vout, to, stop?.end ?? null, injected);
    }
    if (!sent.some((run) => run.lot !== null)) return;
    const bridge = reading.meanings.find((m) => m.type === 'bridge-out' && m.event === vout);
    if (bridge?.type === 'bridge-out') {
      return deliver(draft, { type: 'bridge-out', from, to: transitOf(tx.chain, bridge.edge, asset), end: null, asset }, sent);
    }
    deliver(draft, { type: 'transfer', from, to, end: stop?.end ?? null, asset }, sent);
  });
  payFee(draft, tx, from, parts.at(-1)!, asset);
}

const outpointOf = (tx: UtxoTransaction, input: UtxoInput): Outpoint => ({
  type: 'outpoint',
  chain: tx.chain,
  txid: input.txid,
  vout: input.vout,
  owner: null,
});

function arrivingRuns(draft: Draft, tx: UtxoTransaction, meaning: Meaning): Run[] | null {
  if (meaning.type === 'seed') {
    const output = tx.outputs[meaning.event];
    if (output === undefined) {
      throw new AshiatoError('E_SEED', `the transaction has no output ${meaning.event}`, {
        where: `${tx.chain} ${tx.txid}`,
        next: 'Correct the output number of the seed.',
      });
    }
    return seedRuns(meaning, output.value, `${tx.txid}:${meaning.event}`);
  }
  if (meaning.type !== 'bridge-in') return null;
  return debit(draft, transitOf(meaning.paidChain, meaning.edge, meaning.paidAsset), meaning.debit);
}

/** The inputs' runs in order; null where the value of an input is not known. */
function layTape(draft: Draft, tx: UtxoTransaction, spent: readonly Outpoint[], asset: AssetId): Run[] | null {
  if (tx.coinbase !== undefined) {
    const fees = tx.coinbase.fees.flatMap(({ txid, amount }) => {
      const transit = feeTransit(tx, txid, asset);
      const holding = draft.rules.followFees ? look(draft, locationId(transit)) : undefined;
      if (holding === undefined) return [cleanRun(amount)];
      draft.changes.set(locationId(transit), null);
      return holding.runs;
    });
    return joinAll([cleanRun(tx.coinbase.subsidy), ...fees]);
  }
  const tape: Run[] = [];
  for (const [i, input] of tx.inputs.entries()) {
    const holding = look(draft, locationId(spent[i]!));
    if (holding === undefined && input.value === null) return null;
    if (holding === undefined) tape.push(cleanRun(input.value!));
    else {
      const known = draft.policy.balance(holding.runs);
      assert(input.value === null || input.value === known, `input ${i} of ${tx.txid} is worth ${input.value}, the journal says ${known}`);
      tape.push(...holding.runs);
    }
  }
  return draft.policy.conserves ? joinAll(tape) : tape;
}

/** Without the other inputs' values no policy can say where the taint went. */
function loseInputs(draft: Draft, tx: UtxoTransaction, tainted: readonly Outpoint[], asset: AssetId): void {
  for (const outpoint of tainted) {
    const holding = look(draft, locationId(outpoint))!;
    deliver(draft, { type: 'transfer', from: holding.location, to: null, end: { kind: 'no-data', label: 'input-value-unknown' }, asset }, holding.runs);
    draft.changes.set(locationId(outpoint), null);
  }
  draft.gaps.push({
    type: 'input-value-unknown',
    text: 'the value of another input is not known, so the taint cannot be shared out',
    chain: tx.chain,
    txid: tx.txid,
  });
}

function payFee(draft: Draft, tx: UtxoTransaction, from: Location | null, fee: readonly Run[], asset: AssetId): void {
  if (!fee.some((run) => run.lot !== null)) return;
  if (tx.coinbase !== undefined) {
    return deliver(draft, { type: 'transfer', from, to: null, end: { kind: 'burnt', label: 'unclaimed-fees' }, asset }, fee);
  }
  const follow = draft.rules.followFees;
  const to = follow ? feeTransit(tx, tx.txid, asset) : null;
  deliver(draft, { type: 'fee', from, to, end: follow ? null : { kind: 'fee', label: '' }, asset }, fee);
}

const feeTransit = (tx: UtxoTransaction, payer: TxId, asset: AssetId): Transit => transitOf(tx.chain, `fee:${payer}`, asset);
