/** What pools write into their coinbases, by a public list, read and checked. */
import { z } from 'zod';
import type { Pool } from '../../core/patterns/mining/pools.ts';
import { readTable } from './table.ts';

const text = z.string().min(1);
const table = z.strictObject({
  schema_version: z.literal(1),
  note: text,
  source: z.strictObject({ repository: text, file: text, commit: text, url: z.url(), seen: text }),
  pools: z.array(z.strictObject({ name: text, tags: z.array(text).min(1) })),
});

export type PoolTable = { readonly pools: readonly Pool[]; readonly source: string };

export function loadMiningPools(folder: string): PoolTable {
  const { pools, source } = readTable(folder, 'mining_pools.json', table);
  return { pools, source: `${source.repository}, ${source.file} at ${source.commit.slice(0, 12)}` };
}
