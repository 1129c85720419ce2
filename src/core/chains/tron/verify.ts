/**
 * A block is accepted only where its header has the id it is asked by and the signature of a key, and its
 * transactions give the root that the header states. What they order and whether they failed is committed to;
 * what contracts did with it is not (see info.ts).
 */
import { AshiatoError } from '../../model/errors.ts';
import { asList, asObject, toHex } from './bytes.ts';
import { type Header, readHeader } from './header.ts';
import { merkleRoot } from './merkle.ts';
import { readTransaction, type TronTransaction } from './transaction.ts';

export type VerifiedBlock = { readonly header: Header; readonly transactions: readonly TronTransaction[] };

/** `value` is a block as from `/wallet/getblockbynum`. */
export function verifyBlock(value: unknown, where: string): VerifiedBlock {
  const header = readHeader(value, where);
  const transactions = asList(asObject(value, where).transactions, `${where}.transactions`).map((tx, i) =>
    readTransaction(tx, `${where}.transactions[${i}]`),
  );
  const root = toHex(merkleRoot(transactions.map(({ encoded }) => encoded)));
  if (root !== header.txRoot) {
    throw new AshiatoError(
      'E_TX_ROOT',
      `the transactions root is ${root}, and the header states ${header.txRoot}`,
      {
        where,
        next: 'The node leaves out or alters data; nothing of this answer is used. Use another node.',
      },
    );
  }
  return { header, transactions };
}
