/**
 * The whole laboratory case: every detector that runs on a theft's branches, on scenes whose story is known. Each must
 * speak of its own scene, and of no other; what happens to the value is scored to the unit under "Bridges".
 */
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { findOnAccounts } from '../../src/app/explain/account-findings.ts';
import { findOnCoins } from '../../src/app/explain/coin-findings.ts';
import { findOnRoad } from '../../src/app/explain/road-findings.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { openTagBook } from '../../src/core/attribution/tags.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import type { Finding } from '../../src/core/model/finding.ts';
import type { Movement } from '../../src/core/model/movement.ts';
import { knowing } from '../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import { type Scored, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const SEEDS = 10;
const SET = `laboratory, seeds 1 to ${SEEDS}, all scenes`;

/** Which detector a scene of the story is for. Swaps, bridges and stops move value and are no findings. */
const SCENE_OF: ReadonlyMap<string, string> = new Map([
  ['fan-out/even', 'fan-out'],
  ['peel-chain/fingerprint', 'peel-chain'],
  ['coinjoin/equal-outputs', 'coinjoin'],
  ['lending/collateral-laundering', 'lending'],
  ['bridge/round-trip', 'bridge-round-trip'],
  ['spoof/event', 'worthless-token'],
]);

export const laboratory: Section = {
  name: 'Laboratory: the whole case',
  async run() {
    const items = new Map([...SCENE_OF.keys()].map((detector): [string, Scored[]] => [detector, []]));
    const others: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { scenes, findings } = await played(seed);
      for (const [detector, own] of items)
        for (const scene of new Set(scenes.values()))
          own.push({
            id: `seed ${seed}, ${scene}`,
            labelled: scene === SCENE_OF.get(detector),
            found: findings.some((each) => each.detector === detector && speaksOf(each, scenes, scene)),
          });
      for (const { detector, says } of findings)
        if (!SCENE_OF.has(detector)) others.push(`seed ${seed}: ${detector}: ${says}`);
    }
    return [...items].map(
      ([detector, own], i): SetScore =>
        scoreSet(
          {
            detector,
            family: 'laboratory',
            set: SET,
            targets: { recall: 1, precision: 1 },
            notes: [
              'An item is a scene of a case; found is one that a finding has a transaction of in its evidence.',
            ],
            ...(i > 0
              ? {}
              : {
                  figures: [
                    {
                      name: 'findings of detectors for which the story has no scene',
                      value: others.length === 0 ? 0 : others.join('; '),
                      target: '0',
                      holds: others.length === 0,
                    },
                  ],
                }),
          },
          own,
        ),
    );
  },
};

async function played(
  seed: number,
): Promise<{ scenes: ReadonlyMap<string, string>; findings: readonly Finding[] }> {
  const { recording, known, truth } = makeLaboratory(seed);
  const { movements } = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const [book, reason] = [openTagBook([], []), { type: 'incident', incident: recording.id } as const];
  const times = new Map(
    [...recording.chains].flatMap(([chain, blocks]) =>
      blocks.map(({ height, time }): [string, number] => [`${chain}|${height}`, time]),
    ),
  );
  const timeOf = ({ chain, place }: Movement): number | null => times.get(`${chain}|${place.height}`) ?? null;
  return {
    scenes: new Map(
      truth.phenomena.flatMap(({ scene, txids }) => txids.map((txid) => [txid, scene] as const)),
    ),
    findings: [
      ...findOnRoad({ reason, movements, recording, decileOf: null }, book, knowing(known)).findings,
      ...findOnAccounts({ reason, movements, timeOf, others: [] }, book).findings,
      ...findOnCoins(recording, movements, reason, { book, poolOf: () => null }).flatMap(
        (each) => each.findings,
      ),
    ],
  };
}

const speaksOf = ({ evidence }: Finding, scenes: ReadonlyMap<string, string>, scene: string): boolean =>
  evidence.some(({ txid }) => txid !== undefined && scenes.get(txid) === scene);
