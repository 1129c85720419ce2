/** Transfer logs as events, the way the EVM decoder reads them, and the logs that are none. */

import { profileOf } from '../../../src/core/chains/evm/profiles.ts';
import { readTokenLog } from '../../../src/core/chains/evm/tokens.ts';
import { tokenAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import type { TransferEvent } from '../../../src/core/model/transaction.ts';

type Row = { readonly address: string; readonly topics: readonly string[]; readonly data: string };

export function ethereumEvents<T extends Row>(
  rows: readonly T[],
  first: number,
): { events: TransferEvent[]; others: T[] } {
  const chain = getChain('eip155:1');
  const events: TransferEvent[] = [];
  const others: T[] = [];
  for (const row of rows) {
    const data = Buffer.from(row.data.slice(2), 'hex');
    const read = readTokenLog(profileOf(chain.id), {
      address: row.address,
      topics: row.topics,
      data: new Uint8Array(data),
    });
    if (read === null || read === 'unread') others.push(row);
    else if (read.amount > 0n)
      events.push({
        index: first + events.length,
        type: 'transfer',
        asset: tokenAsset(chain, row.address, '', 0).id,
        from: read.from,
        to: read.to,
        amount: read.amount,
      });
  }
  return { events, others };
}
