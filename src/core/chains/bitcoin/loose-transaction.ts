/** A transaction that comes by itself, without its block: its id is the hash of its bytes, so it proves itself. */
import { AshiatoError } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';
import { type Hash256, SOURCE_IS_WRONG, showTxId } from './bytes.ts';
import { HEADER_BYTES } from './header.ts';
import { layOut, newLayout } from './layout.ts';
import { hashEach, withoutWitness } from './messages.ts';
import { decodeTransaction, type RawTransaction } from './transaction.ts';

/** Refuses bytes that are not exactly the transaction of this id. */
export function readLooseTransaction(bytes: Uint8Array, txid: TxId, hash: Hash256): RawTransaction {
  // Laid out as the only transaction of a block, whose header nobody looks at.
  const block = new Uint8Array(HEADER_BYTES + 1 + bytes.length);
  block[HEADER_BYTES] = 1;
  block.set(bytes, HEADER_BYTES + 1);
  const layout = newLayout();
  layOut(block, layout, txid);
  const found = showTxId(hashEach(hash)(withoutWitness(block, layout)));
  if (found !== txid) {
    throw new AshiatoError('E_TX_ID', `the bytes are of transaction ${found}`, {
      where: txid,
      next: SOURCE_IS_WRONG,
    });
  }
  return decodeTransaction(block, HEADER_BYTES + 1, txid);
}
