/** Commits a second of one block with a thousand movements, on both engines, with everything on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '../scripts/postgres.ts';
import { openPostgresStore } from '../src/adapters/stores/postgres.ts';
import { openSqliteStore } from '../src/adapters/stores/sqlite.ts';
import type { Location, TxId } from '../src/core/model/location.ts';
import { locationId } from '../src/core/model/location.ts';
import type { Movement } from '../src/core/model/movement.ts';
import type { BlockCommit, Store, TraceId } from '../src/ports/store.ts';
import { type Figure, round } from './figure.ts';
import { ASSET, CHAIN } from './synthetic.ts';

const ROWS = 1000;
const COMMITS = 60;
const TARGET = 50;

/** Every movement goes to a place of its own, so that nothing is cheaper than on a chain. */
function blockOf(trace: TraceId, height: number): BlockCommit {
  const places = Array.from(
    { length: ROWS },
    (_, i): Location => ({
      type: 'outpoint',
      chain: CHAIN,
      txid: `${height}-${i}`.padStart(64, '0') as TxId,
      vout: 0,
      owner: `owner${i}`,
    }),
  );
  const movements = places.map(
    (to, i): Movement => ({
      type: 'transfer',
      chain: CHAIN,
      place: { height, index: i },
      txid: `${height}-${i}`.padStart(64, '0') as TxId,
      seq: 0,
      from: {
        type: 'outpoint',
        chain: CHAIN,
        txid: `${height - 1}-${i}`.padStart(64, '0') as TxId,
        vout: 0,
        owner: null,
      },
      to,
      end: null,
      sent: 1000n,
      asset: ASSET.id,
      amount: 1000n,
      stolen: ASSET.id,
      origin: 1000n,
      hops: height,
    }),
  );
  const changes = places.map(
    (location) => [locationId(location), { location, runs: [['1000', ASSET.id, height] as const] }] as const,
  );
  return {
    trace,
    chain: CHAIN,
    height,
    hash: `${height}`,
    movements,
    gaps: [],
    changes,
    undo: changes.map(([id]) => [id, null] as const),
  };
}

async function commitsPerSecond(store: Store): Promise<number> {
  const id = 'f'.repeat(64) as TraceId;
  await store.openTrace({ id, incident: 'bench', policy: 'fifo', request: {} });
  const blocks = Array.from({ length: COMMITS }, (_, i) => blockOf(id, i + 1));
  const start = performance.now();
  for (const block of blocks) await store.commitBlock(block);
  const seconds = (performance.now() - start) / 1000;
  const kept = await store.movements(id);
  if (kept.length !== ROWS * COMMITS)
    throw new Error(`${kept.length} movements were kept of ${ROWS * COMMITS}`);
  if ((await store.verifyAudit()) !== null) throw new Error('the audit chain does not verify');
  await store.close();
  return COMMITS / seconds;
}

const figure = (engine: string, value: number): Figure => ({
  name: `commits of ${ROWS} movements, ${engine}`,
  value: round(value),
  unit: 'commits/s',
  against: null,
  ratio: null,
  target: `≥ ${TARGET}`,
  holds: value >= TARGET,
});

export async function storeFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-bench-'));
  let postgres: Postgres | null = null;
  try {
    const sqlite = figure('SQLite, synchronous=FULL', await commitsPerSecond(await openSqliteStore(folder)));
    postgres = await startPostgres();
    return [
      sqlite,
      figure('PostgreSQL, fsync on', await commitsPerSecond(await openPostgresStore(postgres.url))),
    ];
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
