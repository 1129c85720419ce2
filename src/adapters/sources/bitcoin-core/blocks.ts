/** Blocks of the pinned chain as bytes, each hashed down to its transactions before anybody sees it. */
import type { ArchivedBlock } from '../../../core/chains/bitcoin/archive.ts';
import { type OpenBlock, openBlock } from '../../../core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../../../core/chains/bitcoin/layout.ts';
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import type { AshiatoError } from '../../../core/model/errors.ts';
import { nativeHash, newHashMany } from '../bitcoin-files/hash-many.ts';
import { asBytes } from '../wire/answers.ts';
import { type NodeState, reorganised } from './chain.ts';
import { type CoreNode, failure } from './node.ts';

export type BlockReader = {
  /** Whole blocks from a height up to and including another, some megabytes at a time. */
  read(from: number, to: number): AsyncGenerator<readonly OpenBlock[]>;
  /** Blocks read last are at hand. */
  open(height: number): Promise<OpenBlock>;
  /** A block that need not be of the pinned chain. */
  openByHash(hash: string, height: number): Promise<OpenBlock>;
};

type Asked = { readonly hash: string; readonly height: number };

/** Bytes of blocks asked for at once, and at most so many blocks: a node answers from memory. */
const BATCH_BYTES = 8 << 20;
const BATCH_BLOCKS = 128;
/** Blocks on their way over REST at the same time; Core has four threads for requests unless told otherwise. */
const AT_ONCE = 4;
/** Blocks opened one by one that are kept: wants come in no order, and often several from one block. */
const KEPT = 15;

export function blockReader(
  node: CoreNode,
  network: Network,
  state: NodeState,
  blocks: readonly ArchivedBlock[],
  rest: boolean,
): BlockReader {
  const hashMany = newHashMany();
  let recent: readonly OpenBlock[] = [];
  const check = (bytes: Uint8Array, { hash, height }: Asked): OpenBlock => {
    const layout = newLayout();
    layOut(bytes, layout, hash);
    return openBlock(bytes, layout, { network, height, hash }, nativeHash, hashMany);
  };

  /** The node hands out blocks of any branch it has seen, so it is asked whether the pinned tip still stands. */
  const stillPinned = async (): Promise<void> => {
    const [reply] = await node.settle([{ method: 'getblockhash', params: [state.height] }]);
    const found = reply?.type === 'result' ? String(reply.result).slice(0, 64) : 'nothing';
    if (found !== state.tip) throw reorganised(node, state.height, found, state.tip);
  };

  const load = async (wanted: readonly Asked[]): Promise<OpenBlock[]> => {
    const lowest = Math.min(...wanted.map((each) => each.height));
    if (state.prunedFrom !== null && lowest < state.prunedFrom) throw pruned(node, lowest, state.prunedFrom);
    const bytes = rest ? await byRest(node, wanted) : await byRpc(node, wanted);
    return bytes.map((block, i) => check(block, wanted[i]!));
  };

  const loadHeights = async (from: number, until: number): Promise<OpenBlock[]> => {
    const wanted = blocks.slice(from, until).map(({ hash }, i) => ({ hash, height: from + i }));
    const loaded = await load(wanted);
    await stillPinned();
    return loaded;
  };

  return {
    /** While one batch is worked on, the next is on its way. */
    async *read(from, to) {
      let height = from;
      const begin = (): Promise<OpenBlock[]> | null => {
        if (height > to) return null;
        const first = height;
        for (let bytes = 0; height <= to && height - first < BATCH_BLOCKS; height += 1) {
          bytes += blocks[height]!.size;
          if (bytes > BATCH_BYTES && height > first) break;
        }
        const batch = loadHeights(first, height);
        // Its failure is told when its turn comes, or not at all where nobody reads on.
        batch.catch(() => {});
        return batch;
      };
      for (let next = begin(); next !== null; ) {
        const batch = await next;
        next = begin();
        recent = batch;
        yield batch;
      }
    },
    async open(height) {
      const known = recent.find((block) => block.height === height);
      if (known !== undefined) return known;
      recent = [...recent.slice(-KEPT), ...(await loadHeights(height, height + 1))];
      return recent.at(-1)!;
    },
    openByHash: async (hash, height) => (await load([{ hash, height }]))[0]!,
  };
}

async function byRpc(node: CoreNode, wanted: readonly Asked[]): Promise<Uint8Array[]> {
  const answers = await node.ask(wanted.map(({ hash }) => ({ method: 'getblock', params: [hash, 0] })));
  return answers.map((answer, i) => asBytes(answer, `${node.label} block ${wanted[i]!.height}`));
}

async function byRest(node: CoreNode, wanted: readonly Asked[]): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const part = wanted.slice(from, from + AT_ONCE);
    const answers = await Promise.all(part.map(({ hash }) => node.rest(`rest/block/${hash}.bin`)));
    const missing = part.filter((_, i) => answers[i] === null);
    // REST does not say why it has nothing; RPC has the block, or says why not.
    const others = missing.length === 0 ? [] : await byRpc(node, missing);
    found.push(...answers.map((answer) => answer ?? others.shift()!));
  }
  return found;
}

const pruned = (node: CoreNode, height: number, from: number): AshiatoError =>
  failure(
    'E_PRUNED',
    `the node is pruned: it has blocks from height ${from} on, not block ${height}`,
    node,
    `Ask a node without -prune, or begin at height ${from} or later (a seed with @height).`,
  );
