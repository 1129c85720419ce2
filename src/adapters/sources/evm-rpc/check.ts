/** What each node can and cannot do, for people: asked of it now. */

import type { Tip } from '../../../core/model/case.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Ability, SourceReport } from '../../../ports/chain-source.ts';
import type { Request } from '../wire/json-rpc.ts';
import { type CapableNode, quantity } from './capabilities.ts';
import { LOG_RANGE_BLOCKS } from './token-blocks.ts';

export async function reportOf(node: CapableNode, chain: Chain, tip: Tip | null): Promise<SourceReport> {
  const newest = tip?.height ?? 0;
  const abilities = [
    ability('network', 'yes', `chain ${chain.id.split(':')[1]} (${chain.name})`),
    await tipAbility(node, tip),
    node.can.receipts === 'block'
      ? ability('receipts', 'yes', 'of a whole block at once')
      : ability('receipts', 'partly', 'one by one only: a block of 200 transactions takes 200 requests'),
    node.can.traces === null
      ? ability(
          'internal transfers',
          'no',
          'the node offers no traces; coins cannot be followed through contracts',
        )
      : ability('internal transfers', 'yes', `by ${TRACES[node.can.traces]}`),
    node.can.proofs
      ? ability('proofs of balances', 'yes', 'eth_getProof')
      : ability('proofs of balances', 'no', 'balances are only what the node says'),
    await stateAbility(node, newest),
    await blockAbility(node, newest),
    node.can.histories === null
      ? ability(
          'histories of accounts',
          'no',
          'the node keeps no index; native histories are walked block by block',
        )
      : ability(
          'histories of accounts',
          'yes',
          `by ${HISTORIES[node.can.histories]}; each block named is verified`,
        ),
    await logAbility(node, newest),
    await mempoolAbility(node),
  ];
  return { source: `evm-rpc ${node.label}`, chain: chain.id, tip, abilities };
}

const TRACES = { callTracer: 'debug_traceBlockByNumber (callTracer)', trace_block: 'trace_block' } as const;
const HISTORIES = { trace_filter: 'trace_filter', otterscan: 'ots_searchTransactionsAfter' } as const;
const NOBODY = `0x${'00'.repeat(19)}01`;

const ability = (name: string, can: Ability['can'], detail: string): Ability => ({ name, can, detail });

/** Whether a request is answered; the reason why not is the node's own affair. */
async function answers(node: CapableNode, request: Request): Promise<boolean> {
  try {
    await node.ask([request]);
    return true;
  } catch (error) {
    if (error instanceof AshiatoError) return false;
    throw error;
  }
}

async function tipAbility(node: CapableNode, tip: Tip | null): Promise<Ability> {
  if (tip === null) return ability('newest block', 'no', 'the chain has no block yet');
  const has = await answers(node, { method: 'eth_getBlockByNumber', params: [quantity(tip.height), false] });
  return has
    ? ability('newest block', 'yes', `has block ${tip.height} of ${new Date(tip.time * 1000).toISOString()}`)
    : ability('newest block', 'partly', `has not reached block ${tip.height}, which others have`);
}

/** The lowest height from which on a question is answered, found by halving; null where not even the newest is. */
async function earliest(
  newest: number,
  answered: (height: number) => Promise<boolean>,
): Promise<number | null> {
  if (!(await answered(newest))) return null;
  let [lacks, has] = [-1, newest];
  while (has - lacks > 1) {
    const middle = lacks === -1 ? Math.min(1, has - 1) : Math.floor((lacks + has) / 2);
    if (await answered(middle)) has = middle;
    else lacks = middle;
    if (has <= 1) break;
  }
  return has;
}

async function stateAbility(node: CapableNode, newest: number): Promise<Ability> {
  const first = await earliest(newest, (height) =>
    answers(node, { method: 'eth_getBalance', params: [NOBODY, quantity(height)] }),
  );
  if (first === null) return ability('balances of the past', 'no', 'the node tells no balance');
  return first <= 1
    ? ability('balances of the past', 'yes', 'from the first block on (an archive node)')
    : ability('balances of the past', 'partly', `from block ${first} on; what was held before is unknown`);
}

async function blockAbility(node: CapableNode, newest: number): Promise<Ability> {
  const first = await earliest(newest, (height) =>
    answers(node, { method: 'eth_getBlockByNumber', params: [quantity(height), true] }),
  );
  if (first === null) return ability('blocks of the past', 'no', 'the node tells no block');
  return first <= 1
    ? ability('blocks of the past', 'yes', 'from the first block on')
    : ability('blocks of the past', 'partly', `from block ${first} on`);
}

async function logAbility(node: CapableNode, newest: number): Promise<Ability> {
  for (const blocks of [LOG_RANGE_BLOCKS, 500, 100]) {
    const from = quantity(Math.max(0, newest - blocks + 1));
    const filter = { fromBlock: from, toBlock: quantity(newest), address: NOBODY };
    if (!(await answers(node, { method: 'eth_getLogs', params: [filter] }))) continue;
    return blocks === LOG_RANGE_BLOCKS
      ? ability('log ranges', 'yes', `${blocks} blocks in one request`)
      : ability(
          'log ranges',
          'partly',
          `${blocks} blocks in one request; proof by sources asks for ${LOG_RANGE_BLOCKS}`,
        );
  }
  return ability('log ranges', 'no', 'eth_getLogs is refused; only proof by headers is possible');
}

async function mempoolAbility(node: CapableNode): Promise<Ability> {
  const name = 'unconfirmed transactions';
  if (await answers(node, { method: 'txpool_content', params: [] }))
    return ability(name, 'yes', 'txpool_content');
  if (await answers(node, { method: 'eth_newPendingTransactionFilter', params: [] }))
    return ability(name, 'partly', 'eth_newPendingTransactionFilter: only those that arrive while we watch');
  return ability(name, 'no', 'the node shows no pending transactions');
}
