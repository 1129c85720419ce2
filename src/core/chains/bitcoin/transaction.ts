/** One transaction out of a block's bytes. Format: Core's `primitives/transaction.h`, BIP-144. */
import type { Amount } from '../../model/amount.ts';
import { AshiatoError } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';
import {
  type Cursor,
  cursorOf,
  malformed,
  readCompactSize,
  readUint32,
  readUint64,
  SOURCE_IS_WRONG,
  showTxId,
  skip,
  take,
} from './bytes.ts';

type RawInput = { readonly txid: TxId; readonly vout: number };
type RawOutput = { readonly value: Amount; readonly script: Uint8Array };

export type RawTransaction = {
  /** What a coinbase spends is not an outpoint, so it has none. */
  readonly coinbase: boolean;
  readonly inputs: readonly RawInput[];
  readonly outputs: readonly RawOutput[];
};

/** Core's `MAX_MONEY` (consensus/amount.h). */
const MAX_MONEY = 2_100_000_000_000_000n;
const NO_TXID = '0'.repeat(64);
const NO_VOUT = 0xffffffff;

/** Reads inputs and outputs; the witness is left to the layout, which has stepped over it. */
export function decodeTransaction(bytes: Uint8Array, start: number, name: string): RawTransaction {
  const cursor = cursorOf(bytes, name, start);
  skip(cursor, 4);
  if (bytes[cursor.at] === 0) skip(cursor, 2);
  const inputs = readMany(cursor, readInput);
  const outputs = readMany(cursor, readOutput);
  const first = inputs[0];
  if (first === undefined) throw malformed('a transaction has no input', name, start);
  let total = 0n;
  for (const { value } of outputs) {
    total += value;
    // Each is checked with the sum so far, as Core's `CheckTransaction` does.
    if (value > MAX_MONEY || total > MAX_MONEY) {
      throw new AshiatoError(
        'E_AMOUNT',
        'the outputs of a transaction are worth more than all coins together',
        {
          where: `${name}, byte ${start}`,
          limit: `${MAX_MONEY} satoshi`,
          next: SOURCE_IS_WRONG,
        },
      );
    }
  }
  return {
    coinbase: inputs.length === 1 && first.txid === NO_TXID && first.vout === NO_VOUT,
    inputs,
    outputs,
  };
}

function readMany<T>(cursor: Cursor, read: (cursor: Cursor) => T): T[] {
  const items: T[] = [];
  for (let left = readCompactSize(cursor); left > 0; left -= 1) items.push(read(cursor));
  return items;
}

function readInput(cursor: Cursor): RawInput {
  const txid = showTxId(take(cursor, 32));
  const vout = readUint32(cursor);
  skip(cursor, readCompactSize(cursor));
  skip(cursor, 4);
  return { txid, vout };
}

function readOutput(cursor: Cursor): RawOutput {
  const value = readUint64(cursor);
  return { value, script: take(cursor, readCompactSize(cursor)) };
}
