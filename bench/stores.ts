/** Commits a second of one block with a thousand movements, on both engines, with everything on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '../scripts/postgres.ts';
import { openPostgresStore } from '../src/adapters/stores/postgres.ts';
import { openSqliteStore } from '../src/adapters/stores/sqlite.ts';
import { nativeAsset } from '../src/core/model/asset.ts';
import { type ChainId, getChain } from '../src/core/model/chain.ts';
import type { Location, TxId } from '../src/core/model/location.ts';
import { locationId } from '../src/core/model/location.ts';
import type { Movement } from '../src/core/model/movement.ts';
import type { BlockCommit, Store, TraceId } from '../src/ports/store.ts';
import { type Figure, round } from './figure.ts';
import { ASSET, CHAIN } from './synthetic.ts';

const ROWS = 1000;
const COMMITS = 60;
const TARGET = 50;

/** `accounts`: movements between two thousand known accounts. `outpoints`: every place is new, as on Bitcoin. */
type Shape = 'accounts' | 'outpoints';
const ACCOUNTS = 2000;
const EVM_CHAIN = 'eip155:31337' as ChainId;
const ETHER = nativeAsset(getChain(EVM_CHAIN)).id;

function placeOf(shape: Shape, height: number, i: number): Location {
  if (shape === 'outpoints')
    return { type: 'outpoint', chain: CHAIN, txid: txidOf(height, i), vout: 0, owner: `owner${i}` };
  const address = `0x${((height * 7919 + i * 104_729) % ACCOUNTS).toString(16).padStart(40, '0')}`;
  return { type: 'account', chain: EVM_CHAIN, address, asset: ETHER };
}

const txidOf = (height: number, i: number): TxId => `${height}-${i}`.padStart(64, '0') as TxId;

function blockOf(trace: TraceId, height: number, shape: Shape): BlockCommit {
  const chain = shape === 'accounts' ? EVM_CHAIN : CHAIN;
  const asset = shape === 'accounts' ? ETHER : ASSET.id;
  const movements = Array.from(
    { length: ROWS },
    (_, i): Movement => ({
      type: 'transfer',
      chain,
      place: { height, index: i >> 1 },
      txid: txidOf(height, i >> 1),
      seq: i % 2,
      from: placeOf(shape, height - 1, i),
      to: placeOf(shape, height, i),
      end: null,
      sent: 1000n,
      asset,
      amount: 1000n,
      stolen: asset,
      origin: 1000n,
      hops: height,
    }),
  );
  const places = new Map(movements.map((m) => [locationId(m.to!), m.to!]));
  const changes = [...places].map(
    ([id, location]) => [id, { location, runs: [['1000', asset, height] as const] }] as const,
  );
  return {
    trace,
    chain,
    height,
    hash: `${height}`,
    movements,
    gaps: [],
    changes,
    undo: changes.map(([id]) => [id, null] as const),
  };
}

async function commitsPerSecond(store: Store, shape: Shape): Promise<number> {
  const id = shape.padEnd(64, 'f') as TraceId;
  await store.openTrace({ id, incident: 'bench', policy: 'fifo', request: {} });
  const blocks = Array.from({ length: COMMITS }, (_, i) => blockOf(id, i + 1, shape));
  const start = performance.now();
  for (const block of blocks) await store.commitBlock(block);
  const seconds = (performance.now() - start) / 1000;
  const kept = await store.movements(id);
  if (kept.length !== ROWS * COMMITS)
    throw new Error(`${kept.length} movements were kept of ${ROWS * COMMITS}`);
  if ((await store.verifyAudit()) !== null) throw new Error('the audit chain does not verify');
  return COMMITS / seconds;
}

async function figuresOf(engine: string, store: Store): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const shape of ['accounts', 'outpoints'] as const) {
    const value = await commitsPerSecond(store, shape);
    figures.push({
      name: `commits of ${ROWS} movements, ${shape}, ${engine}`,
      value: round(value),
      unit: 'commits/s',
      against: null,
      ratio: null,
      target: `≥ ${TARGET}`,
      holds: value >= TARGET,
    });
  }
  await store.close();
  return figures;
}

export async function storeFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-bench-'));
  let postgres: Postgres | null = null;
  try {
    const sqlite = await figuresOf('SQLite', await openSqliteStore(folder));
    postgres = await startPostgres();
    return [...sqlite, ...(await figuresOf('PostgreSQL', await openPostgresStore(postgres.url)))];
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
