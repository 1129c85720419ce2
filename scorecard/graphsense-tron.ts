/** TRON's transactions as GraphSense's fixtures have them, without their bytes, and what our decoder makes of them. */
import { addressOfTwenty } from '../src/core/chains/tron/bytes.ts';
import { decodeBlock } from '../src/core/chains/tron/decode.ts';
import { getChain } from '../src/core/model/chain.ts';
import type { TransferEvent } from '../src/core/model/transaction.ts';

const TRON = getChain('tron:0x2b6653dc');

export type TransactionRow = {
  readonly txHash: string;
  readonly blockId: number;
  readonly fromAddress: string;
  readonly toAddress?: string;
  readonly value: number;
  readonly blockTimestamp: number;
};
export type FeeRow = { readonly txHash: string; readonly fee: number };

export const addressIn = (base64: string): string => addressOfTwenty(Buffer.from(base64, 'base64'));

/** What the decoder makes of a transaction of these parts. */
export function eventsOf(row: TransactionRow, fee: bigint): readonly TransferEvent[] {
  const id = Buffer.from(row.txHash, 'base64').toString('hex');
  const owner = addressIn(row.fromAddress);
  const { block } = decodeBlock(
    TRON,
    {
      header: {
        id: '',
        parent: '',
        height: row.blockId,
        time: row.blockTimestamp,
        timeMs: row.blockTimestamp * 1000,
        txRoot: '',
        witness: null,
        signer: null,
      },
      transactions: [
        {
          id,
          encoded: new Uint8Array(0),
          outcome: 'DEFAULT',
          memo: new Uint8Array(0),
          contract:
            row.toAddress === undefined
              ? { type: 'still', owner }
              : { type: 'transfer', owner, to: addressIn(row.toAddress), sun: BigInt(row.value) },
        },
      ],
    },
    [{ id, fee, succeeded: true, reward: 0n, issued: null, logs: [] }],
    [],
  );
  return block.transactions.flatMap((tx) => (tx.type === 'account' ? tx.events : []));
}
