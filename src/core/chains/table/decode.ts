/**
 * Case tables → blocks. Where the recording has block numbers they are the heights; where it has none, every
 * second with a row is a block whose height is the Unix second.
 *
 * A table knows no block hashes. Each block gets a digest of its rows and of the block before it, so that any
 * change of the table changes every later tip; it is not a hash any chain would know.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type ChainId, getChain } from '../../model/chain.ts';
import type { TxId } from '../../model/location.ts';
import type { AccountTransaction, Block } from '../../model/transaction.ts';
import { orderGroups, type RowGroup } from './order.ts';
import { malformed, readRows, type TableRow, type TableText, type TableWords } from './rows.ts';

const NO_PARENT = '0'.repeat(64);

/** Blocks by chain, ascending. The chain of a row is that of its asset. */
export function decodeTable(table: TableText, words: TableWords): Map<ChainId, Block[]> {
  const groups = groupRows(readRows(table, words));
  const byChain = new Map<ChainId, RowGroup[]>();
  for (const group of groups) {
    const { chain } = group.rows[0]!;
    const own = byChain.get(chain);
    if (own === undefined) byChain.set(chain, [group]);
    else own.push(group);
  }
  return new Map([...byChain].map(([chain, own]) => [chain, buildBlocks(chain, own)]));
}

/** Rows of one transaction share its chain, time and block. */
function groupRows(rows: readonly TableRow[]): RowGroup[] {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const before = groups.get(row.tx);
    if (before === undefined) {
      groups.set(row.tx, [row]);
      continue;
    }
    const [first] = before;
    if (first!.chain !== row.chain || first!.time !== row.time || first!.block !== row.block) {
      throw malformed(
        `transaction ${row.tx} began on line ${first!.line} with another time, block or chain`,
        row.where,
        'Rows of one transaction share all three; give another one another tx.',
      );
    }
    before.push(row);
  }
  return [...groups].map(([tx, own]) => ({ tx, rows: own }));
}

function buildBlocks(chain: ChainId, groups: readonly RowGroup[]): Block[] {
  const { model, name } = getChain(chain);
  if (model !== 'account') {
    throw malformed(
      `${name} keeps value in outputs, which a transfer table cannot hold`,
      groups[0]!.rows[0]!.where,
      'Record raw blocks for this chain.',
    );
  }
  const heights = byHeight(groups);
  const blocks: Block[] = [];
  for (const height of [...heights.keys()].sort((a, b) => a - b)) {
    blocks.push(buildBlock(chain, height, heights.get(height)!, blocks.at(-1)));
  }
  return blocks;
}

function byHeight(groups: readonly RowGroup[]): Map<number, RowGroup[]> {
  const heights = new Map<number, RowGroup[]>();
  const numbered = groups[0]!.rows[0]!.block !== null;
  for (const group of groups) {
    const first = group.rows[0]!;
    if ((first.block !== null) !== numbered) {
      throw malformed(
        'some rows of this chain have a block number and some have none',
        `${first.where} block`,
        'Fill the block column in every row or in none.',
      );
    }
    const height = first.block ?? first.time;
    const own = heights.get(height);
    if (own === undefined) heights.set(height, [group]);
    else own.push(group);
  }
  return heights;
}

function buildBlock(
  chain: ChainId,
  height: number,
  groups: readonly RowGroup[],
  before: Block | undefined,
): Block {
  const { time, where } = groups[0]!.rows[0]!;
  if (groups.some((group) => group.rows[0]!.time !== time)) {
    throw malformed(
      `the rows of block ${height} have different times`,
      `${where} time`,
      'A block has one time.',
    );
  }
  if (before !== undefined && time < before.time) {
    throw malformed(
      `block ${height} is older than block ${before.height}`,
      `${where} time`,
      'Later blocks have later times.',
    );
  }
  const parent = before?.hash ?? NO_PARENT;
  const ordered = orderGroups(groups);
  const text = ordered.flatMap((group) => group.rows.map((row) => row.text));
  return {
    chain,
    height,
    hash: bytesToHex(sha256(utf8ToBytes([parent, chain, height, ...text].join('\n')))),
    parent,
    time,
    transactions: ordered.map((group, index) => buildTransaction(chain, height, index, group)),
  };
}

const buildTransaction = (
  chain: ChainId,
  height: number,
  index: number,
  group: RowGroup,
): AccountTransaction => ({
  type: 'account',
  chain,
  txid: group.tx as TxId,
  place: { height, index },
  time: group.rows[0]!.time,
  events: group.rows.map((row, event) => ({
    index: event,
    type: 'transfer',
    asset: row.asset.id,
    from: row.from,
    to: row.to,
    amount: row.amount,
  })),
});
