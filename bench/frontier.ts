/**
 * The frontier driver over an Esplora server that takes 20 ms for each answer: ten thousand transactions to follow
 * through a tree of spends. The ideal makes the fewest requests that the interface allows, as many at once: level by
 * level, for a spender's name is needed before he can be asked for, and each block or header once.
 *
 * The server runs in a thread of its own and is the one of the tests.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openEsplora } from '../src/adapters/sources/esplora/source.ts';
import { lookAhead } from '../src/app/trace/look-ahead.ts';
import { trace } from '../src/app/trace/trace.ts';
import { DEFAULT_REQUEST } from '../src/core/trace/request.ts';
import { type ChainBlock, prng } from '../test/bitcoin/chain.ts';
import {
  coinbase,
  mine,
  p2wpkh,
  regtestGenesis,
  serializeUndo,
  type Tx,
  txidOf,
  type UndoCoin,
} from '../test/bitcoin/writer.ts';
import { REGTEST, recordingOf } from '../test/esplora/follow.ts';
import { startEsplora } from '../test/esplora/server.ts';
import { type Figure, round } from './figure.ts';

const LATENCY_MS = 20;
const PARALLEL = 32;
const TRANSACTIONS = 10_000;
const FIRST_TIME = 1_700_000_000;
/** `electrs` names the spenders of so many transactions at once, and lists ten blocks. */
const TXIDS = 50;
const PAGE = 10;

/** One followed transaction a block, or a hundred; and what the server says of a block's size. */
const SHAPES = {
  'alone in small blocks': { perBlock: 1, sizeOf: ({ bytes }: ChainBlock): number => bytes.length },
  'alone in blocks of 1.5 MB': { perBlock: 1, sizeOf: (): number => 1_500_000 },
  'a hundred a block': { perBlock: 100, sizeOf: ({ bytes }: ChainBlock): number => bytes.length },
};
type Kind = keyof typeof SHAPES;
type Level = { transactions: number; blocks: number };
type Coin = UndoCoin & { readonly txid: string; readonly vout: number; readonly level: number };
type Tree = {
  readonly chain: readonly ChainBlock[];
  readonly stolen: { readonly txid: string; readonly vout: number };
  /** By their distance from the theft: transactions to follow, and blocks that no level before needed. */
  readonly levels: readonly Level[];
};

/** Each transaction spends one or two of the newest stolen coins. */
function makeTree(perBlock: number): Tree {
  const random = prng(20_261_122);
  const genesis = regtestGenesis();
  const chain: ChainBlock[] = [{ ...genesis, parent: '0'.repeat(64), height: 0, txs: [], undo: null }];
  const levels: Level[] = [];
  let coins: Coin[] = [];
  let stolen = { txid: '', vout: 0 };
  for (let count = 0; count < TRANSACTIONS; ) {
    const height = chain.length;
    const minted = coinbase(height, [
      { value: 5_000_000_000n >> BigInt(Math.floor(height / 150)), script: p2wpkh(9) },
    ]);
    const txs: Tx[] = [];
    const undo: UndoCoin[][] = [];
    const fresh: Coin[] = [];
    if (height === 1) {
      const txid = txidOf(minted);
      stolen = { txid, vout: 0 };
      coins.push({ ...minted.outputs[0]!, txid, vout: 0, height, coinbase: true, level: 0 });
    } else {
      let nearest = Number.POSITIVE_INFINITY;
      for (let n = 0; n < perBlock && count < TRANSACTIONS && coins.length > 0; n += 1, count += 1) {
        const back = random(Math.min(coins.length, 256));
        const spent = coins.splice(coins.length - 1 - back, coins.length > 400 && random(2) === 0 ? 2 : 1);
        const value = spent.reduce((sum, coin) => sum + coin.value, 0n);
        const outputs = [value / 2n, value - value / 2n].map((half) => ({
          value: half,
          script: p2wpkh(random(256)),
        }));
        const tx: Tx = { inputs: spent, outputs, note: count + 1 };
        const level = 1 + Math.max(...spent.map((coin) => coin.level));
        levels[level] ??= { transactions: 0, blocks: 0 };
        levels[level].transactions += 1;
        nearest = Math.min(nearest, level);
        const txid = txidOf(tx);
        outputs.forEach((output, vout) => {
          if (output.value > 1_000n || coins.length + fresh.length < 64)
            fresh.push({ ...output, txid, vout, height, coinbase: false, level });
        });
        txs.push(tx);
        undo.push(spent);
      }
      if (nearest < Number.POSITIVE_INFINITY) levels[nearest]!.blocks += 1;
      coins = [...coins, ...fresh];
    }
    const parent = chain.at(-1)!.hash;
    const block = mine(parent, FIRST_TIME + 600 * height, [minted, ...txs]);
    chain.push({ ...block, parent, height, txs: [minted, ...txs], undo: serializeUndo(undo) });
  }
  return { chain, stolen, levels };
}

export async function frontierFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kind of Object.keys(SHAPES) as Kind[]) figures.push(...(await figuresOf(kind)));
  return figures;
}

async function figuresOf(kind: Kind): Promise<Figure[]> {
  const { chain, stolen, levels } = makeTree(SHAPES[kind].perBlock);
  const server = new Worker(new URL(import.meta.url), { workerData: { frontier: kind } });
  try {
    const [url] = (await once(server, 'message')) as [string];
    const source = lookAhead(
      await openEsplora({ urls: [url], network: REGTEST, pace: { inFlight: PARALLEL } }),
      { inFlight: 512 },
    );
    const recording = { ...recordingOf(chain, [stolen]), chains: new Map() };
    const start = performance.now();
    const result = await trace(recording, source, { ...DEFAULT_REQUEST, policy: 'fifo' });
    const elapsedMs = performance.now() - start;
    if (result.applied.length < TRANSACTIONS || result.assets[0]!.conserved !== true)
      throw new Error(
        `${result.applied.length} transactions were followed, conserved: ${result.assets[0]!.conserved}`,
      );
    server.postMessage('asked');
    const [asked] = (await once(server, 'message')) as [readonly string[]];
    const ideal = idealOf(kind, chain.length, levels);
    const plainMs = asked.length * (await plainRequestMs(url));
    const each = asked.length / TRANSACTIONS;
    return [
      {
        name: `frontier over a ${LATENCY_MS} ms source, ${TRANSACTIONS} transactions, ${kind}`,
        value: round(elapsedMs / 1000),
        unit: 's',
        against: `ideal with ${PARALLEL} at once`,
        ratio: round(elapsedMs / ideal.ms),
        target: '≤ 1.3',
        holds: elapsedMs <= 1.3 * ideal.ms,
      },
      {
        name: `as many requests that nobody waits for, ${kind}`,
        value: round(plainMs / 1000),
        unit: 's',
        against: 'that ideal: what this machine’s HTTP allows',
        ratio: round(plainMs / ideal.ms),
        target: null,
        holds: null,
      },
      {
        name: `requests a followed transaction, ${kind} (${countKinds(asked)})`,
        value: round(each),
        unit: 'requests',
        against: 'the fewest that the interface allows',
        ratio: round(asked.length / ideal.requests),
        target: '≤ 1',
        holds: each <= 1,
      },
    ];
  } finally {
    await server.terminate();
  }
}

const KINDS = {
  names: /^\/txs\/outspends/,
  blocks: /^\/block\/[0-9a-f]{64}\/raw/,
  bytes: /^\/tx\/[0-9a-f]{64}\/raw/,
  proofs: /^\/tx\/[0-9a-f]{64}\/merkle-proof/,
  headers: /^\/blocks\/\d/,
  tips: /^\/block-height|^\/blocks\/tip/,
};

/** Requests of each kind for each followed transaction. */
function countKinds(asked: readonly string[]): string {
  return Object.entries(KINDS)
    .map(([name, path]) => `${name} ${round(asked.filter((one) => path.test(one)).length / TRANSACTIONS)}`)
    .join(', ');
}

/** What a request costs where answers are thrown away: the ideal knows no processor time, a machine does. */
async function plainRequestMs(url: string): Promise<number> {
  const count = 2_000;
  let left = count;
  const work = async (): Promise<void> => {
    while (left-- > 0) await (await fetch(`${url}/block-height/1`)).arrayBuffer();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return (performance.now() - start) / count;
}

/** Names of spenders, then their bytes and proofs, or their block where that is one request instead of two. */
function idealOf(
  kind: Kind,
  blocks: number,
  levels: readonly Level[],
): { readonly ms: number; readonly requests: number } {
  const headers = Math.ceil(blocks / PAGE);
  let rounds = Math.ceil(headers / PARALLEL);
  let requests = headers;
  const ask = (count: number): void => {
    rounds += Math.ceil(count / PARALLEL);
    requests += count;
  };
  let before = 1;
  for (const { transactions, blocks: fresh } of levels.slice(1)) {
    ask(Math.ceil(before / TXIDS));
    ask(kind === 'alone in blocks of 1.5 MB' ? 2 * transactions : fresh);
    before = transactions;
  }
  return { ms: rounds * LATENCY_MS, requests };
}

const shown = isMainThread ? undefined : (workerData as { frontier?: Kind } | null)?.frontier;
if (shown !== undefined) {
  const { perBlock, sizeOf } = SHAPES[shown];
  const server = await startEsplora(makeTree(perBlock).chain, { latencyMs: LATENCY_MS, sizeOf });
  parentPort!.on('message', () => parentPort!.postMessage(server.asked));
  parentPort!.postMessage(server.url);
}
