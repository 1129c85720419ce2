/** The thief’s Bitcoin branch in laboratory cases: peel chain, CoinJoin and change against the truth of the story. */
import { findOnBranch } from '../../src/app/explain/branch-findings.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import { viewTransactions } from '../../src/core/patterns/coin-view-readers.ts';
import { type Scored, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const REGTEST = parseNetwork('regtest');
const SEEDS = 10;
const SET = `laboratory, seeds 1 to ${SEEDS}`;

export const laboratoryBitcoin: Section = {
  name: 'Laboratory: the Bitcoin branch',
  run() {
    const peels: Scored[] = [];
    const joins: Scored[] = [];
    const changes: Scored[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) score(seed, { peels, joins, changes });
    const family = 'laboratory';
    const targets = { recall: 1, precision: 1 };
    return [
      scoreSet(
        {
          detector: 'peel-chain/fingerprint',
          family,
          set: SET,
          targets,
          notes: [
            'The last link is no positive: its change is not spent, so nothing tells which output it is.',
          ],
        },
        peels,
      ),
      scoreSet({ detector: 'coinjoin/equal-outputs', family, set: SET, targets }, joins),
      scoreSet(
        {
          detector: 'change/consensus',
          family,
          set: SET,
          notes: [
            'An item is an output of a payment with change; found is the one that the heuristics agree on.',
          ],
        },
        changes,
      ),
    ];
  },
};

function score(seed: number, into: { peels: Scored[]; joins: Scored[]; changes: Scored[] }): void {
  const { recording, truth } = makeLaboratory(seed);
  const scenes = truth.phenomena.filter(({ chain }) => chain === REGTEST.chain);
  const of = (scene: string): readonly string[] => scenes.find((each) => each.scene === scene)?.txids ?? [];
  const views = viewTransactions(
    recording.chains
      .get(REGTEST.chain)!
      .flatMap(({ transactions }) => transactions.filter((tx) => tx.type === 'utxo')),
    REGTEST,
  );
  const { findings, changes } = findOnBranch({
    reason: { type: 'incident', incident: recording.id },
    tainted: new Set(scenes.flatMap(({ txids }) => txids)),
    transactions: views,
    serviceOf: () => null,
    poolOf: () => null,
  });
  const links = new Set(
    findings
      .filter(({ detector }) => detector === 'peel-chain/fingerprint')
      .flatMap(({ evidence }) => evidence.map(({ txid }) => String(txid))),
  );
  const joined = new Set(
    findings.flatMap(({ detector, subject }) =>
      detector.startsWith('coinjoin/') && subject.type === 'transaction' ? [String(subject.txid)] : [],
    ),
  );
  const peeling = new Set(of('peel-chain').slice(0, -1));
  for (const { scene, txids } of scenes) {
    for (const id of txids) {
      const why = `seed ${seed}, scene ${scene}`;
      into.peels.push({ id, labelled: peeling.has(id), found: links.has(id), why });
      into.joins.push({ id, labelled: scene === 'coinjoin', found: joined.has(id), why });
    }
  }
  // These two scenes pay one and take the change back, always as the last output.
  const paying = new Set([...of('peel-chain'), ...of('coins-together')]);
  for (const { txid, change } of changes) {
    const view = views.find((each) => each.txid === txid);
    if (view === undefined || !paying.has(txid)) continue;
    for (const vout of view.outputs.keys()) {
      into.changes.push({
        id: `${txid}:${vout}`,
        labelled: vout === view.outputs.length - 1,
        found: change.type === 'change' && change.vout === vout,
        why: `seed ${seed}; ${change.type === 'change' ? change.by.join(', ') : change.why}`,
      });
    }
  }
}
