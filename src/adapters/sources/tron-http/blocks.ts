/** Verified blocks of the pinned chain with what nodes tell of them, decoded, and kept while memory allows. */
import { asList, asObject } from '../../../core/chains/tron/bytes.ts';
import { type DecodedBlock, decodeBlock } from '../../../core/chains/tron/decode.ts';
import { type BlockInfos, readInfos } from '../../../core/chains/tron/info.ts';
import { type VerifiedBlock, verifyBlock } from '../../../core/chains/tron/verify.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Pool } from '../wire/pool.ts';
import { type CapableNode, expectHeight } from './network.ts';
import type { Anchors } from './tip.ts';
import type { Ledger } from './witnesses.ts';

export type BlockReader = {
  read(heights: readonly number[]): Promise<readonly DecodedBlock[]>;
  /** Looks at what nodes tell of the newest blocks, to learn which of them keep internal transfers. */
  learn(tip: number): Promise<void>;
  forget(): void;
};

/** Blocks asked for together: a mainnet block is about half a megabyte of JSON, and its infos as much again. */
const RUN = 20;
/** Infos asked for at once. */
const AT_ONCE = 4;
/** Any one block of mainnet has internal transfers; on a quiet chain a few are looked at. */
const LOOKED_AT = 10;
/** Kept blocks are counted by their transactions, at roughly a kilobyte each. */
const MAX_KEPT = 200_000;

export function blockReader(
  pool: Pool<CapableNode>,
  nodes: readonly CapableNode[],
  anchors: Anchors,
  ledger: Ledger,
  chain: Chain,
): BlockReader {
  const kept = new Map<number, DecodedBlock>();
  let size = 0;

  const keep = (decoded: DecodedBlock): void => {
    kept.set(decoded.block.height, decoded);
    size += decoded.block.transactions.length + 1;
    for (const [height, oldest] of kept) {
      if (size <= MAX_KEPT || height === decoded.block.height) break;
      kept.delete(height);
      size -= oldest.block.transactions.length + 1;
    }
  };

  const infosOf = async (node: CapableNode, block: VerifiedBlock): Promise<BlockInfos> => {
    const { height } = block.header;
    const answer =
      height === 0 || block.transactions.length === 0
        ? []
        : await node.ask(`/${node.can.base}/gettransactioninfobyblocknum?num=${height}`);
    const infos = readInfos(answer, block, `${node.label} infos of block ${height}`);
    if (infos.toldInternals) node.internals = true;
    return infos;
  };

  /** Fees, logs and outcomes by two nodes; internal transfers by two of those that keep them. */
  const told = async (block: VerifiedBlock): Promise<DecodedBlock> => {
    if (block.header.height === 0 || block.transactions.length === 0)
      return decodeBlock(chain, block, readInfos([], block, 'block').infos, []);
    const what = `block ${block.header.height}`;
    const heard = new Map<CapableNode, BlockInfos>();
    const infos = await ledger.heard(pool, 'events', `the logs and fees of ${what}`, async (node) => {
      const answer = await infosOf(node, block);
      heard.set(node, answer);
      return answer.infos;
    });
    if (!nodes.some((node) => node.internals)) return decodeBlock(chain, block, infos, null);
    const internals = await ledger.heard(
      pool,
      'internals',
      `the internal transfers of ${what}`,
      async (node) => {
        if (!node.internals) {
          throw new AshiatoError('E_RPC_METHOD', 'the node keeps no internal transfers', {
            where: node.label,
            next: 'Use a node with vm.saveInternalTx.',
          });
        }
        return (heard.get(node) ?? (await infosOf(node, block))).internals;
      },
    );
    return decodeBlock(chain, block, infos, internals);
  };

  const load = async (run: readonly number[]): Promise<DecodedBlock[]> => {
    const last = run[run.length - 1]!;
    const anchor = await anchors.at(last);
    const blocks = await pool.first((node) => fetchRun(node, run, anchor.id));
    for (const { header } of blocks) {
      if (header.witness !== null && header.signer !== header.witness) ledger.strangeKey(header.witness);
    }
    const decoded: DecodedBlock[] = [];
    for (let from = 0; from < blocks.length; from += AT_ONCE)
      decoded.push(...(await Promise.all(blocks.slice(from, from + AT_ONCE).map(told))));
    return decoded;
  };

  return {
    async learn(tip) {
      for (let height = tip; height > Math.max(0, tip - LOOKED_AT); height -= 1) {
        const anchor = await anchors.at(height);
        const [block] = await pool.first((node) => fetchRun(node, [height], anchor.id));
        if (block === undefined) return;
        for (const node of nodes) await infosOf(node, block).catch(onlyRefusals);
        if (nodes.some((node) => node.internals)) return;
      }
    },
    forget() {
      kept.clear();
      size = 0;
    },
    async read(heights) {
      const found = new Map<number, DecodedBlock>();
      const wanted = [...new Set(heights)].sort((a, b) => a - b);
      for (const height of wanted) {
        const decoded = kept.get(height);
        if (decoded !== undefined) found.set(height, decoded);
      }
      for (const run of runsOf(wanted.filter((height) => !found.has(height)))) {
        for (const decoded of await load(run)) {
          keep(decoded);
          found.set(decoded.block.height, decoded);
        }
      }
      return wanted.map((height) => found.get(height)!);
    },
  };
}

/** What a node cannot say now is asked again where it is needed. */
function onlyRefusals(error: unknown): void {
  if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
}

/** Consecutive heights, so many at once. */
function runsOf(heights: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const height of heights) {
    const run = runs.at(-1);
    if (run !== undefined && run.length < RUN && run.at(-1) === height - 1) run.push(height);
    else runs.push([height]);
  }
  return runs;
}

/** Each block the parent of the next, the last with the id expected. */
async function fetchRun(
  node: CapableNode,
  run: readonly number[],
  expected: string,
): Promise<VerifiedBlock[]> {
  const answers = await fetchAnswers(node, run);
  const blocks = answers.map((answer, i) => {
    const where = `${node.label} block ${run[i]}`;
    const block = verifyBlock(answer, where);
    expectHeight(block.header, run[i]!, where);
    return block;
  });
  let child = expected;
  for (const { header } of blocks.toReversed()) {
    if (header.id !== child) {
      throw new AshiatoError(
        'E_REORG',
        `${node.label} has block ${header.id} where the pinned chain has ${child}`,
        {
          where: `block ${header.height}`,
          next: 'The chain was reorganised, or the node follows another fork; start the trace again.',
          retryable: true,
        },
      );
    }
    child = header.parent;
  }
  return blocks;
}

async function fetchAnswers(node: CapableNode, run: readonly number[]): Promise<readonly unknown[]> {
  const one = (height: number): Promise<unknown> => node.ask(`/${node.can.base}/getblockbynum?num=${height}`);
  if (run.length === 1) return [await one(run[0]!)];
  const path = `/${node.can.base}/getblockbylimitnext?startNum=${run[0]}&endNum=${run.at(-1)! + 1}`;
  const where = `${node.label} blocks ${run[0]} to ${run.at(-1)}`;
  try {
    const blocks = asList(asObject(await node.ask(path), where).block, where);
    if (blocks.length !== run.length) {
      throw new AshiatoError(
        'E_RPC_NULL',
        `${blocks.length} blocks came where ${run.length} were asked for`,
        {
          where,
          next: 'The node is behind; use another.',
        },
      );
    }
    return blocks;
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code !== 'E_RPC_METHOD') throw error;
    return Promise.all(run.map(one));
  }
}
