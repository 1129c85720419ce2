/** Taint through a UTXO transaction: the inputs' runs are laid on a tape, the policy cuts it. */
import type { Amount } from '../model/amount.ts';
import { type AssetId, nativeAsset } from '../model/asset.ts';
import { getChain } from '../model/chain.ts';
import { AshiatoError, assert } from '../model/errors.ts';
import { type Location, locationId, type Outpoint, type Transit, type TxId } from '../model/location.ts';
import { cleanRun, joinAll, type Run } from '../model/lot.ts';
import type { End } from '../model/movement.ts';
import type { Meaning, Reading } from '../model/reading.ts';
import type { UtxoOutput, UtxoTransaction } from '../model/transaction.ts';
import { type Draft, debit, deliver, look } from './draft.ts';
import { arrive, seedRuns, stopAt, transitOf } from './edges.ts';
import type { Holding } from './state.ts';

export function applyUtxo(draft: Draft, tx: UtxoTransaction, reading: Reading): void {
  const asset = nativeAsset(getChain(tx.chain)).id;
  const meaningOf = byOutput(tx, reading.meanings);
  const sources = sourcesOf(draft, tx, asset);
  const tainted = sources.flatMap(({ holding }) => (holding === undefined ? [] : [holding]));
  const arriving = [...meaningOf.values()].some((m) => m.type === 'seed' || m.type === 'bridge-in');
  if (tainted.length === 0 && !arriving) return;

  const from = tainted[0]?.location ?? null;
  for (const { location } of tainted) draft.changes.set(locationId(location), null);
  const parts = tainted.length === 0 ? [] : shareOut(draft, tx, sources);
  if (parts === null) loseInputs(draft, tx, tainted, asset);
  tx.outputs.forEach((output, vout) => {
    const to: Outpoint = { type: 'outpoint', chain: tx.chain, txid: tx.txid, vout, owner: output.owner };
    const end = endAt(tx, output, reading, asset);
    const sent = parts?.[vout] ?? [];
    const meaning = meaningOf.get(vout);
    if (meaning?.type === 'seed' || meaning?.type === 'bridge-in') {
      deliver(
        draft,
        { type: 'transfer', from, to, end: { kind: 'no-data', label: 'seed-overlap' }, asset },
        sent,
      );
      arrive(draft, meaning, to, end, arrivingRuns(draft, tx, meaning, output.value), output.value);
    } else if (sent.some((run) => run.lot !== null)) {
      if (meaning === undefined) deliver(draft, { type: 'transfer', from, to, end, asset }, sent);
      else
        deliver(
          draft,
          { type: 'bridge-out', from, to: transitOf(tx.chain, meaning.edge, asset), end: null, asset },
          sent,
        );
    }
  });
  payFee(draft, tx, from, parts?.at(-1) ?? [], asset);
}

/** Whether the road ends at the output. A message is a script that starts with OP_RETURN: nobody can spend it. */
function endAt(
  tx: UtxoTransaction,
  { owner, data }: UtxoOutput,
  reading: Reading,
  asset: AssetId,
): End | null {
  if (data !== undefined) return { kind: 'burnt', label: '' };
  return owner === null ? null : stopAt(reading, tx.chain, owner, asset);
}

type OutputMeaning = Extract<Meaning, { type: 'seed' | 'bridge-in' | 'bridge-out' }>;

/** Which meaning speaks about an output. One that speaks about no output, or a second one, is refused. */
function byOutput(tx: UtxoTransaction, meanings: readonly Meaning[]): Map<number, OutputMeaning> {
  const claimed = new Map<number, OutputMeaning>();
  for (const meaning of meanings) {
    const where = `${tx.chain} ${tx.txid}`;
    if (meaning.type !== 'seed' && meaning.type !== 'bridge-in' && meaning.type !== 'bridge-out') {
      throw new AshiatoError('E_READING', `a UTXO transaction cannot be a ${meaning.type}`, {
        where,
        next: 'Correct or retract the reading.',
      });
    }
    if (tx.outputs[meaning.event] === undefined) {
      throw new AshiatoError(
        meaning.type === 'seed' ? 'E_SEED' : 'E_READING',
        `the transaction has no output ${meaning.event}`,
        {
          where,
          next: 'Correct the output number of the reading.',
        },
      );
    }
    if (claimed.has(meaning.event)) {
      throw new AshiatoError('E_READING', `output ${meaning.event} has two readings`, {
        where,
        next: 'Retract one of them.',
      });
    }
    claimed.set(meaning.event, meaning);
  }
  return claimed;
}

/** What a transaction spends, in order: clean units of a known (or unknown) value, or a tracked place. */
type Source = { readonly value: Amount | null; readonly holding: Holding | undefined };

function sourcesOf(draft: Draft, tx: UtxoTransaction, asset: AssetId): Source[] {
  if (tx.coinbase !== undefined) {
    const fees = tx.coinbase.fees.map(({ txid, amount }): Source => {
      const holding = draft.rules.followFees
        ? look(draft, locationId(feeTransit(tx, txid, asset)))
        : undefined;
      return { value: amount, holding };
    });
    return [{ value: tx.coinbase.subsidy, holding: undefined }, ...fees];
  }
  return tx.inputs.map(({ txid, vout, value }, i): Source => {
    const holding = look(draft, locationId({ type: 'outpoint', chain: tx.chain, txid, vout, owner: null }));
    if (holding === undefined) return { value, holding };
    const known = draft.policy.balance(holding.runs);
    assert(
      value === null || value === known,
      `input ${i} of ${tx.txid} is worth ${value}, the journal says ${known}`,
    );
    return { value: known, holding };
  });
}

/** One part an output, then the fee; null where the value of an input is not known. */
function shareOut(draft: Draft, tx: UtxoTransaction, sources: readonly Source[]): Run[][] | null {
  const tape: Run[] = [];
  let fee = 0n;
  for (const { value, holding } of sources) {
    if (value === null) return null;
    fee += value;
    tape.push(...(holding?.runs ?? [cleanRun(value)]));
  }
  for (const output of tx.outputs) fee -= output.value;
  if (fee < 0n) {
    throw new AshiatoError('E_READING', 'the outputs are worth more than the inputs', {
      where: `${tx.chain} ${tx.txid}`,
      next: 'The source is wrong about this transaction; check it against another one.',
    });
  }
  const values = [...tx.outputs.map((output) => output.value), fee];
  return draft.policy.spend(draft.policy.conserves ? joinAll(tape) : tape, values);
}

function arrivingRuns(
  draft: Draft,
  tx: UtxoTransaction,
  meaning: Exclude<OutputMeaning, { type: 'bridge-out' }>,
  credited: Amount,
): Run[] {
  if (meaning.type === 'seed') return seedRuns(draft, meaning, credited, `${tx.txid}:${meaning.event}`);
  return debit(draft, transitOf(meaning.paidChain, meaning.edge, meaning.paidAsset), meaning.debit);
}

/** Without the other inputs' values no policy can say where the taint went. */
function loseInputs(draft: Draft, tx: UtxoTransaction, tainted: readonly Holding[], asset: AssetId): void {
  for (const { location, runs } of tainted) {
    deliver(
      draft,
      {
        type: 'transfer',
        from: location,
        to: null,
        end: { kind: 'no-data', label: 'input-value-unknown' },
        asset,
      },
      runs,
    );
  }
  draft.gaps.push({
    type: 'input-value-unknown',
    text: 'the value of another input is not known, so the taint cannot be shared out',
    chain: tx.chain,
    txid: tx.txid,
  });
}

function payFee(
  draft: Draft,
  tx: UtxoTransaction,
  from: Location | null,
  fee: readonly Run[],
  asset: AssetId,
): void {
  if (!fee.some((run) => run.lot !== null)) return;
  const unclaimed = tx.coinbase !== undefined;
  const to = draft.rules.followFees && !unclaimed ? feeTransit(tx, tx.txid, asset) : null;
  const end: End = unclaimed ? { kind: 'burnt', label: 'unclaimed-fees' } : { kind: 'fee', label: '' };
  deliver(
    draft,
    { type: unclaimed ? 'transfer' : 'fee', from, to, end: to === null ? end : null, asset },
    fee,
  );
}

const feeTransit = (tx: UtxoTransaction, payer: TxId, asset: AssetId): Transit =>
  transitOf(tx.chain, `fee:${payer}`, asset);
