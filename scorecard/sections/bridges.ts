/**
 * Bridges: which payout answers which deposit, on generated traffic with confusers; the memo grammar; and the
 * laboratory, traced without its declared readings. No labelled set of real pairs is public in a form that could be
 * used here, so that the pairs are generated: real contracts and event layouts, invented people and amounts.
 */
import { join } from 'node:path';
import { loadKnownContracts } from '../../src/adapters/facts/contracts.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { meaningReader, withoutDeclared } from '../../src/app/trace/read-meanings.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import { edgeOf } from '../../src/core/patterns/bridge/bridge.ts';
import { readMemo } from '../../src/core/patterns/bridge/memo.ts';
import { type Known, knowing } from '../../src/core/patterns/known.ts';
import { findMeanings, sidesOf } from '../../src/core/patterns/meanings.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import {
  across,
  avalanche,
  cctp,
  chainflip,
  debridge,
  type MadePair,
  thorchainOut,
  thorchainToBitcoin,
  thorchainToEther,
  V3_FILL,
  wormhole,
} from '../bridge-pairs.ts';
import { avalancheToBitcoin, bitcoinToAvalanche, chainflipFromBitcoin } from '../bridge-pairs-bitcoin.ts';
import { stargate, stargateV1 } from '../bridge-pairs-layerzero.ts';
import { ARBITRUM, abi, asHex, BITCOIN, type BridgeWorld, ETHEREUM, log, Stage } from '../bridge-world.ts';
import { MEMO_VECTORS } from '../memo-vectors.ts';
import { type Scored, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const SEED = 20_260_105;
const ROUNDS = 40;

export const bridges: Section = {
  name: 'Bridges',
  async run() {
    const known = knowing(loadKnownContracts(join(import.meta.dirname, '..', '..', 'facts')));
    return [...scorePairs(known), memos(), ...(await laboratory())];
  },
};

const MAKERS: readonly ((stage: Stage, round: number) => MadePair)[] = [
  thorchainToBitcoin,
  thorchainToEther,
  (stage, round) => cctp(stage, round % 2 === 1),
  (stage, round) => across(stage, round % 2 === 1),
  (stage, round) => stargate(stage, round % 4 === 3),
  wormhole,
  debridge,
  (stage) => chainflip(stage),
  avalanche,
  (stage, round) => stargateV1(stage, round % 2 === 1),
  avalancheToBitcoin,
  bitcoinToAvalanche,
  chainflipFromBitcoin,
];

/** Every protocol's pairs, interleaved, and for each pair something that looks like its payout. */
export function makeWorld(seed: number, known: Known): BridgeWorld {
  const stage = new Stage(seed, known);
  const pairs: MadePair[] = [];
  const confusers: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const make of MAKERS) {
      const pair = make(stage, round);
      pairs.push(pair);
      confusers.push(confuse(stage, pair, round));
      stage.wait(400);
    }
  // A few people swap twice to one address within the hour: nothing on chain tells which payout is which.
  for (let i = 0; i < 2; i += 1) {
    const to = stage.person(ARBITRUM);
    pairs.push(chainflip(stage, to), chainflip(stage, to));
  }
  return { transactions: stage.transactions, pairs, confusers };
}

function confuse(stage: Stage, { deposit, paid }: MadePair, round: number): string {
  const id = deposit.replace('0x', '').toUpperCase();
  const { chain, to, amount } = paid;
  if (chain === BITCOIN) {
    const [owner, value, answered] = [
      // The right memo at a stranger's address; dust with the right memo; another swap's payout to the same address.
      [stage.person(BITCOIN), amount, id] as const,
      [to, 546n, id] as const,
      [to, amount, stage.id().toUpperCase()] as const,
    ][round % 3]!;
    return stage.coins([
      { value, owner },
      { value: 0n, owner: null, data: asHex(`OUT:${answered}`) },
    ]).txid;
  }
  const stranger = stage.person(chain);
  if (chain === ETHEREUM && round % 3 === 0)
    // A contract of nobody's says what the router would say.
    return thorchainOut(stage, to, amount, `OUT:${id}`, stranger).txid;
  const asset = stage.known.assets.find((each) => each.chain === chain && each.symbol.startsWith('USDC'))!.id;
  const said =
    round % 3 === 1
      ? [log(stranger, V3_FILL, [1, round, stranger], abi([0, 0, amount, amount, 1, 2, 3, 0, to, to, 0, 0]))]
      : [];
  return stage.account(chain, stranger, [{ asset, from: stranger, to, amount }], said).txid;
}

function scorePairs(known: Known): SetScore[] {
  const world = makeWorld(SEED, known);
  const sides = world.transactions.map((tx) => sidesOf(tx, known));
  const deposits = new Map(
    sides.flatMap((side) => side.deposits).map((deposit) => [edgeOf(deposit), deposit.txid as string]),
  );
  const found = new Set<string>();
  for (const { meaning, txid } of findMeanings(sides, known, () => true).meanings)
    if (meaning.type === 'bridge-in') found.add(`${deposits.get(meaning.edge)}→${txid}`);
  const labels = (named: boolean): Map<string, string> =>
    new Map(
      world.pairs
        .filter((pair) => pair.named === named)
        .flatMap((pair) =>
          pair.payouts.map((payout): [string, string] => [`${pair.deposit}→${payout}`, pair.protocol]),
        ),
    );
  const [named, unnamed] = [labels(true), labels(false)];
  const asPairs = (pairs: ReadonlyMap<string, string>): Scored[] =>
    [...pairs].map(([id, protocol]) => ({
      id,
      labelled: true,
      found: found.has(id),
      why: `${protocol}: not paired`,
    }));
  const wrong = [...found]
    .filter((id) => !named.has(id) && !unnamed.has(id))
    .map((id) => ({ id, labelled: false, found: true, why: 'no such pair' }));
  const passed = new Set([...found].map((id) => id.slice(id.indexOf('→') + 1)));
  const confusers = world.confusers
    .filter((txid) => !passed.has(txid))
    .map((txid) => ({ id: txid, labelled: false, found: false }));
  const notes = [
    `Generated from seed ${SEED}: real contracts, event layouts and memo grammar; invented people, amounts and times.`,
    'Every pair has a confuser: the same amount to the same address, the right memo at another address, dust with the right memo, another deposit’s payout, an unknown contract that says the right thing.',
  ];
  const all = scoreSet(
    {
      detector: 'bridge/generic-match',
      family: 'all pairs',
      set: `generated, seed ${SEED}`,
      notes: [
        ...notes,
        'Two swaps of one person to one address within the hour are left open: nothing tells them apart.',
      ],
    },
    [...asPairs(named), ...asPairs(unnamed), ...wrong, ...confusers],
  );
  const memoed = new Map([...named].filter(([, protocol]) => protocol === 'THORChain'));
  return [
    scoreSet(
      {
        detector: 'bridge/thorchain',
        family: 'memo-carrying pairs',
        set: `generated, seed ${SEED}`,
        targets: { recall: 1, precision: 1 },
        notes,
      },
      [...asPairs(memoed), ...wrong, ...confusers],
    ),
    scoreSet(
      {
        detector: 'bridge/generic-match',
        family: 'named pairs (memo, id, nonce, guid)',
        set: `generated, seed ${SEED}`,
        targets: { recall: 1, precision: 1 },
        notes,
      },
      [...asPairs(named), ...wrong, ...confusers],
    ),
    {
      ...all,
      figures: [
        {
          name: 'F1',
          value: Math.round((all.score.f1 ?? 0) * 10_000) / 10_000,
          target: '≥ 0.975',
          holds: (all.score.f1 ?? 0) >= 0.975,
        },
      ],
    },
  ];
}

/** What each memo should read as, in short form; null: no memo. */
function memos(): SetScore {
  return scoreSet(
    {
      detector: 'bridge/thorchain',
      family: 'memo grammar',
      set: 'vectors in scorecard/memo-vectors.ts',
      targets: { recall: 1, precision: 1 },
      notes: ['A vector is right when every field is; what is no memo must be read as none.'],
    },
    MEMO_VECTORS.map(({ memo, reads }) => {
      const got = readMemo(memo);
      const same = JSON.stringify(got, plain) === JSON.stringify(reads, plain);
      return {
        id: memo,
        labelled: reads !== null,
        found: reads === null ? got !== null : same,
        why: `read as ${JSON.stringify(got, plain)}`,
      };
    }),
  );
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

/** Ends as the story means them, by what stands at each place: found without a hand on the wheel. */
async function laboratory(): Promise<SetScore[]> {
  const items: Scored[] = [];
  let conserved = 0;
  const seeds = [1, 2, 3, 5, 8, 13];
  for (const seed of seeds) {
    const { recording, known } = makeLaboratory(seed);
    const bare = withoutDeclared(recording);
    const reader = meaningReader(recordingSource(bare), knowing(known));
    await reader.gather(bare, DEFAULT_REQUEST);
    const pinned = reader.pinned(bare);
    const found = await trace(pinned, recordingSource(pinned), DEFAULT_REQUEST);
    const declared = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
    if (found.assets.every((asset) => asset.conserved)) conserved += 1;
    const [got, wanted] = [endsOf(found), endsOf(declared)];
    for (const end of wanted)
      items.push({ id: `seed ${seed} ${end}`, labelled: true, found: got.has(end), why: 'another end' });
    for (const end of got)
      if (!wanted.has(end))
        items.push({ id: `seed ${seed} ${end}`, labelled: false, found: true, why: 'no such end' });
  }
  return [
    scoreSet(
      {
        detector: 'swap/event-legs',
        family: 'laboratory, every end to the unit',
        set: `laboratory, seeds ${seeds.join(', ')}`,
        targets: { recall: 1, precision: 1 },
        figures: [
          {
            name: 'cases in which Σ ends = stolen',
            value: `${conserved} of ${seeds.length}`,
            target: 'all',
            holds: conserved === seeds.length,
          },
        ],
        notes: [
          'The case’s own swaps, wraps, bridges and loans were taken away; patterns found them again from logs, memos and legs.',
        ],
      },
      items,
    ),
  ];
}

const endsOf = (traced: Trace): Set<string> =>
  new Set(
    traced.assets
      .flatMap(({ ends }) => ends)
      .map(({ kind, label, location, stolen, amount }) =>
        [
          kind,
          location?.type === 'transit' ? 'bridge' : `${label} ${JSON.stringify(location)}`,
          stolen,
          amount,
        ].join(' '),
      ),
  );
