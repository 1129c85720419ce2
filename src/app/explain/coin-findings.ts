/** The Bitcoin side of an explanation: a recorded trace's own transactions, given to the detectors of tainted branches. */
import { stopKindOf } from '../../core/attribution/labels.ts';
import type { TagBook } from '../../core/attribution/tags.ts';
import { standsOn } from '../../core/attribution/trust.ts';
import { NETWORKS, type Network } from '../../core/chains/bitcoin/network.ts';
import { scriptOfAddress } from '../../core/chains/bitcoin/payees.ts';
import type { Recording } from '../../core/model/case.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { Movement } from '../../core/model/movement.ts';
import type { KnownTag } from '../../core/model/tag.ts';
import type { UtxoTransaction } from '../../core/model/transaction.ts';
import type { CoinView } from '../../core/patterns/coin-view.ts';
import { viewTransactions } from '../../core/patterns/coin-view-readers.ts';
import type { PoolReader } from '../../core/patterns/mining/pools.ts';
import { type BranchFindings, type BranchReason, findOnBranch, type Service } from './branch-findings.ts';

export type CoinFindings = BranchFindings & {
  /** The addresses that are spent together with this one on the branch; null where none is. */
  readonly clusterOf: (address: string) => readonly string[] | null;
};

export type CoinKnowledge = {
  readonly book: TagBook;
  readonly poolOf: PoolReader;
  /** As `Branch.mined`. */
  readonly mined?: readonly CoinView[];
};

/** One a network that the recording has coins of. */
export function findOnCoins(
  recording: Recording,
  movements: readonly Movement[],
  reason: BranchReason,
  { book, poolOf, mined }: CoinKnowledge,
): CoinFindings[] {
  return NETWORKS.flatMap((network) => {
    const own = (recording.chains.get(network.chain) ?? []).flatMap(({ transactions }) =>
      transactions.flatMap((tx) => (tx.type === 'utxo' ? [tx] : [])),
    );
    if (own.length === 0) return [];
    const owners = ownersOf(own, network);
    const tainted = new Set(movements.flatMap(({ chain, txid }) => (chain === network.chain ? [txid] : [])));
    const found = findOnBranch({
      reason,
      tainted,
      transactions: viewTransactions(own, network),
      poolOf,
      ...(mined === undefined ? {} : { mined }),
      serviceOf(script) {
        const tag = book.of(owners.get(script) ?? '').find((each) => standsOn(each, null));
        return tag === undefined ? null : { name: tag.actor ?? tag.label, kind: kindOf(tag) };
      },
    });
    return [
      {
        ...found,
        findings: found.findings.map((finding) => withAddresses(finding, owners)),
        clusterOf(address: string) {
          const script = scriptIn(network, address);
          const members = [...found.clusters.values()].find(
            (scripts) => script !== null && scripts.includes(script),
          );
          return members === undefined ? null : members.map((each) => owners.get(each) ?? each).sort();
        },
      },
    ];
  });
}

/** Addresses by their scripts. */
export function ownersOf(transactions: readonly UtxoTransaction[], network: Network): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { outputs } of transactions)
    for (const { owner } of outputs) {
      const script = owner === null ? null : scriptIn(network, owner);
      if (owner !== null && script !== null) owners.set(script, owner);
    }
  return owners;
}

/** As packs write it; GraphSense has `mining_service` among its concepts. */
const RENTAL = /^(hash[_ -]?rental|cloud[_ -]?mining|mining[_ -]?service)$/i;

function kindOf(tag: KnownTag): Service['kind'] {
  if ([tag.category, ...tag.concepts].some((word) => word !== null && RENTAL.test(word)))
    return 'hash-rental';
  if (tag.category === 'exchange') return 'exchange';
  return stopKindOf(tag) === 'mixer' ? 'mixer' : 'other';
}

/** Detectors of coins speak of scripts, people of addresses. */
function withAddresses(finding: Finding, owners: ReadonlyMap<string, string>): Finding {
  const shown = (script: string): string => owners.get(script) ?? script;
  return {
    ...finding,
    subject:
      finding.subject.type === 'address'
        ? { ...finding.subject, address: shown(finding.subject.address) }
        : finding.subject,
    evidence: finding.evidence.map((row) =>
      row.address === undefined ? row : { ...row, address: shown(row.address) },
    ),
  };
}

/** Null: not an address of this network. */
function scriptIn(network: Network, address: string): string | null {
  try {
    return Buffer.from(scriptOfAddress(address, network)).toString('hex');
  } catch {
    return null;
  }
}
