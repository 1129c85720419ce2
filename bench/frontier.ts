/**
 * The frontier driver over an Esplora server that takes 20 ms for each answer: ten thousand transactions to follow
 * through a tree of spends. The ideal is what the requests that must be made cost with as many at once: level by
 * level, for a spender's name is needed before he can be asked for.
 *
 * The server runs in a thread of its own and is the one of the tests.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openEsplora } from '../src/adapters/sources/esplora/source.ts';
import { lookAhead } from '../src/app/look-ahead.ts';
import { trace } from '../src/app/trace.ts';
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

type Kind = 'scattered' | 'together';
type Coin = UndoCoin & { readonly txid: string; readonly vout: number; readonly level: number };
type Tree = {
  readonly chain: readonly ChainBlock[];
  readonly stolen: { readonly txid: string; readonly vout: number };
  /** Transactions to follow by their distance from the theft. */
  readonly levels: readonly number[];
};

/** One followed transaction a block, or a hundred, each spending one or two of the newest stolen coins. */
function makeTree(kind: Kind): Tree {
  const random = prng(20_261_122);
  const genesis = regtestGenesis();
  const chain: ChainBlock[] = [{ ...genesis, parent: '0'.repeat(64), height: 0, txs: [], undo: null }];
  const perBlock = kind === 'scattered' ? 1 : 100;
  const levels: number[] = [];
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
        levels[level] = (levels[level] ?? 0) + 1;
        const txid = txidOf(tx);
        outputs.forEach((output, vout) => {
          if (output.value > 1_000n || coins.length + fresh.length < 64)
            fresh.push({ ...output, txid, vout, height, coinbase: false, level });
        });
        txs.push(tx);
        undo.push(spent);
      }
      coins = [...coins, ...fresh];
    }
    const parent = chain.at(-1)!.hash;
    const block = mine(parent, FIRST_TIME + 600 * height, [minted, ...txs]);
    chain.push({ ...block, parent, height, txs: [minted, ...txs], undo: serializeUndo(undo) });
  }
  return { chain, stolen, levels };
}

export async function frontierFigures(): Promise<Figure[]> {
  return [...(await figuresOf('scattered')), ...(await figuresOf('together'))];
}

async function figuresOf(kind: Kind): Promise<Figure[]> {
  const { chain, stolen, levels } = makeTree(kind);
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
    const [requests] = (await once(server, 'message')) as [number];
    const idealMs = idealOf(kind, chain.length, levels);
    const plainMs = requests * (await plainRequestMs(url));
    const each = requests / TRANSACTIONS;
    const where = kind === 'scattered' ? 'one a block' : 'a hundred a block';
    return [
      {
        name: `frontier over a ${LATENCY_MS} ms source, ${TRANSACTIONS} transactions, ${where}`,
        value: round(elapsedMs / 1000),
        unit: 's',
        against: `ideal with ${PARALLEL} at once`,
        ratio: round(elapsedMs / idealMs),
        target: '≤ 1.3',
        holds: elapsedMs <= 1.3 * idealMs,
      },
      {
        name: `as many requests that nobody waits for, ${where}`,
        value: round(plainMs / 1000),
        unit: 's',
        against: 'that ideal: what this machine’s HTTP allows',
        ratio: round(plainMs / idealMs),
        target: null,
        holds: null,
      },
      {
        name: `requests a followed transaction, ${where}`,
        value: round(each),
        unit: 'requests',
        against: null,
        ratio: null,
        target: '≤ 1',
        holds: each <= 1,
      },
    ];
  } finally {
    await server.terminate();
  }
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

/** Names of spenders, then their bytes and places (or their block); headers once. */
function idealOf(kind: Kind, blocks: number, levels: readonly number[]): number {
  const rounds = (requests: number): number => Math.ceil(requests / PARALLEL);
  let total = rounds(blocks / PAGE);
  let before = 1;
  for (const count of levels.slice(1)) {
    total +=
      rounds(before / TXIDS) + (kind === 'scattered' ? rounds(2 * count) : rounds(Math.ceil(count / 100)));
    before = count;
  }
  return total * LATENCY_MS;
}

if (!isMainThread && (workerData as { frontier?: Kind } | null)?.frontier !== undefined) {
  const { chain } = makeTree((workerData as { frontier: Kind }).frontier);
  const server = await startEsplora(chain, { latencyMs: LATENCY_MS });
  parentPort!.on('message', () => parentPort!.postMessage(server.asked.length));
  parentPort!.postMessage(server.url);
}
