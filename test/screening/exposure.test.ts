/** What flows say of an address: from the laboratory and a recorded theft, over a real store, under several policies. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadCase } from '../../src/adapters/cases/cases.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { coSpentOn } from '../../src/app/explain/co-spends.ts';
import { exposuresKept } from '../../src/app/screening/exposures.ts';
import { saveTrace } from '../../src/app/trace/save-trace.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { decisionToText } from '../../src/cli/decision-text.ts';
import { recordingToJson } from '../../src/contract/recording.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import type { AssetId } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { Decision } from '../../src/core/model/decision.ts';
import type { Day } from '../../src/core/model/list.ts';
import { addressOf, type TxId } from '../../src/core/model/location.ts';
import type { Movement } from '../../src/core/model/movement.ts';
import type { PolicyName } from '../../src/core/model/rules.ts';
import { traceToJson } from '../../src/core/report/json.ts';
import { decide } from '../../src/core/screening/decide.ts';
import { type ExposureBook, makeExposureBook, type Traced } from '../../src/core/screening/exposure.ts';
import { entryHashOf } from '../../src/core/screening/overrides.ts';
import type { Ruleset } from '../../src/core/screening/rules.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import type { Store } from '../../src/ports/store.ts';
import { ROOT } from '../cli/run.ts';
import { ask, basisOf, DEFAULT_RULES, editionOf, entryOf, NOW } from './ground.ts';

const ETH = getChain('eip155:1');
const ASSET = 'eip155:1/slip44:60' as AssetId;
const addr = (n: number): string => `0x${n.toString(16).padStart(40, '0')}`;
const account = (n: number) => ({
  type: 'account' as const,
  chain: ETH.id,
  address: addr(n),
  asset: ASSET,
});

let seq = 0;
const move = (
  from: number | null,
  to: number,
  amount: bigint,
  hops: number,
  more: Partial<Movement> = {},
): Movement => ({
  type: from === null ? 'seed' : 'transfer',
  chain: ETH.id,
  place: { height: 100 + seq, index: 0 },
  txid: `0x${(++seq).toString(16).padStart(64, '0')}` as TxId,
  seq: 0,
  from: from === null ? null : account(from),
  to: account(to),
  end: null,
  sent: amount,
  asset: ASSET,
  amount,
  stolen: ASSET,
  origin: amount,
  hops,
  ...more,
});

const traced = (policy: string, movements: readonly Movement[], more: Partial<Traced> = {}): Traced => ({
  traceId: `${policy}-trace`,
  incident: 'lab-theft',
  stolenOn: '2026-01-01' as Day,
  policy,
  tips: [{ chain: ETH.id, height: 900, hash: '0xaa', time: NOW - 60 }],
  maxHops: null,
  movements,
  timeOf: ({ place }) => Date.UTC(2026, 0, place.height - 99) / 1000,
  coSpent: [],
  incomplete: null,
  caveats: ['single-source: one node said so'],
  ...more,
});

const needing: Ruleset = {
  ...DEFAULT_RULES,
  requiredChecks: { ...DEFAULT_RULES.requiredChecks, address: ['lists', 'exposure'] },
};
const exposureOf = (decision: Decision) => decision.checks.find(({ name }) => name === 'exposure');
const decideWith = (exposure: ExposureBook, n: number, rules = needing, chain = 'eth') =>
  decide(ask(addr(n), { chain }), basisOf({ exposure, rules }));

describe('exposure', () => {
  // 1 is the thief; fifo and haircut differ about 3; 4 is an exchange; 5 got crumbs; 6 lies beyond.
  const movements = (three: bigint): Movement[] => [
    move(null, 1, 1_000n, 0),
    move(1, 2, 600n, 1),
    move(2, 3, three, 2),
    move(1, 3, 10n, 1),
    move(3, 4, 5n, 3, { end: { kind: 'service', label: 'an exchange' } }),
    ...Array.from({ length: 50 }, () => move(2, 5, 2n, 2)),
  ];
  const book = makeExposureBook(
    [traced('fifo', movements(300n)), traced('haircut', movements(450n)), traced('poison', movements(600n))],
    ['lab-theft'],
  );

  it('says which theft, over how many hops at least, by which shortest way, and how much under every policy', () => {
    const [match] = book.of('evm', addr(3));
    assert.deepEqual(
      [match?.incident, match?.hops, match?.min, match?.max, match?.path],
      ['lab-theft', 1, 310n, 460n, [addr(1), addr(3)]],
    );
    assert.equal(exposureOf(decideWith(book, 3))?.outcome, 'hit');
  });

  it('says the envelope of its policies, since when, and whom it took it from and gave it to', () => {
    const [match] = book.of('evm', addr(3));
    assert.deepEqual(match?.policies, [
      { policy: 'fifo', amount: 310n },
      { policy: 'haircut', amount: 460n },
    ]);
    assert.ok(match.firstArrived !== null && match.firstArrived <= (match.lastArrived ?? ''));
    assert.deepEqual(
      match.counterparties.largest.map(({ direction, address, amount, end }) => [
        direction,
        address,
        amount,
        end?.label,
      ]),
      [
        ['from', addr(2), 450n, undefined],
        ['from', addr(1), 10n, undefined],
        ['to', addr(4), 5n, 'an exchange'],
      ],
      'each payment once, at the most that a policy which conserves says; poison is a ceiling',
    );
    const listed = makeSnapshot([editionOf({ entries: [entryOf('1', [['ETH', addr(2)]])] })]);
    const decision = decide(ask(addr(3), { chain: 'eth' }), basisOf({ exposure: book, snapshot: listed }));
    const [shown] = exposureOf(decision)?.matches ?? [];
    assert.ok(shown?.type === 'exposure');
    assert.deepEqual(
      shown.counterparties.largest.map(({ listedOn }) => listedOn),
      [['ofac-sdn'], [], []],
    );
    assert.deepEqual(book.of('evm', addr(99)), [], 'whom no trace reached is nobody’s business');
  });

  it('says who is spent together with it, and which of them is listed', () => {
    const group = ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'];
    const btc = getChain('bip122:000000000019d6689c085ae165831e93');
    const coin = {
      type: 'outpoint',
      chain: btc.id,
      txid: 'aa'.repeat(32),
      vout: 0,
      owner: group[0]!,
    } as const;
    const seed = move(null, 1, 5n, 0, { chain: btc.id, to: coin as never });
    const own = makeExposureBook([traced('fifo', [seed], { coSpent: [group] })], ['lab-theft']);
    const snapshot = makeSnapshot([editionOf({ entries: [entryOf('1', [['XBT', group[1]!]])] })]);
    const decision = decide(ask(group[0]!), basisOf({ exposure: own, snapshot }));
    const [match] = exposureOf(decision)?.matches ?? [];
    assert.ok(match?.type === 'exposure');
    assert.deepEqual(match.cluster, {
      size: 2,
      members: group,
      listed: [{ address: group[1], list: 'ofac-sdn' }],
    });
    assert.match(
      decisionToText(decision).replace(/\s+/g, ' '),
      /spent together with 1 more \(a lead, no identity\).*LISTED/,
    );
  });

  it('ends where a service took the value: an exchange’s own address is no exposure', () => {
    assert.deepEqual(book.of('evm', addr(4)), []);
    assert.equal(decideWith(book, 4).outcome, 'clear');
  });

  it('is clear only over its blocks, its chains, complete ends and fresh tips', () => {
    assert.equal(decideWith(book, 99).outcome, 'clear');
    assert.deepEqual(decideWith(book, 99).caveats, ['single-source: one node said so']);
    assert.deepEqual(decideWith(book, 99).coverage?.tips, [{ chain: ETH.id, height: 900, hash: '0xaa' }]);
    const lacks: readonly [ExposureBook, string, Ruleset?, string?][] = [
      [makeExposureBook([], ['lab-theft']), 'E_COVERAGE'],
      [makeExposureBook([traced('fifo', [])], ['lab-theft', 'other-theft']), 'E_COVERAGE'],
      [
        makeExposureBook([traced('fifo', [], { incomplete: '3 branches end (no-data)' })], ['lab-theft']),
        'E_COVERAGE',
      ],
      [book, 'E_COVERAGE', needing, 'polygon'],
      [
        makeExposureBook(
          [traced('fifo', [], { tips: [{ chain: ETH.id, height: 9, hash: '0x', time: NOW - 3_601 }] })],
          ['lab-theft'],
        ),
        'E_STALE_CHAIN',
      ],
    ];
    for (const [exposure, code, rules, chain] of lacks) {
      const decision = decideWith(exposure, 99, rules, chain);
      assert.equal(decision.outcome, 'indeterminate', code);
      assert.equal(exposureOf(decision)?.code, code);
      assert.equal(decision.checks[0]?.outcome, 'clear', 'what the lists say stands');
    }
    const noChain = decide(ask(addr(99)), basisOf({ exposure: book, rules: needing }));
    assert.equal(noChain.outcome, 'indeterminate', 'without a chain it may be on one that no trace covers');
  });

  it('beyond the hops of the rules does not count', () => {
    const near: Ruleset = { ...needing, exposure: { ...needing.exposure, maxHops: 1 } };
    const far = decideWith(book, 5, near);
    assert.equal(far.outcome, 'clear');
    assert.equal(far.coverage?.maxHops, 1, 'and the answer claims no more');
    assert.match(exposureOf(far)?.says ?? '', /within 1 hops/);
    assert.match(far.caveats.join(), /reached it over \d+ hops, beyond the 1 that the rules count/);
    assert.equal(decideWith(book, 2, near).outcome, 'hit');
    const listed = makeSnapshot([editionOf({ entries: [entryOf('1', [['ETH', addr(2)]])] })]);
    const paid = basisOf({ exposure: book, rules: near, snapshot: listed });
    assert.equal(decide(ask(addr(5), { chain: 'eth' }), paid).outcome, 'hit', 'a listed address paid it');
  });

  it('as dust is summed first, noted, and never hides what a listed address paid', () => {
    const dusty = (least: bigint): Ruleset => ({
      ...needing,
      exposure: { ...needing.exposure, dust: new Map([[ASSET, least]]) },
    });
    assert.equal(decideWith(book, 5, dusty(100n)).outcome, 'hit', 'fifty crumbs of 2 are 100');
    const below = decideWith(book, 5, dusty(101n));
    assert.equal(below.outcome, 'clear');
    assert.match(below.caveats.join(), /below the dust limit/);
    const listed = makeSnapshot([editionOf({ entries: [entryOf('1', [['ETH', addr(2)]])] })]);
    const direct = decide(
      ask(addr(5), { chain: 'eth' }),
      basisOf({ exposure: book, rules: dusty(101n), snapshot: listed }),
    );
    assert.equal(direct.outcome, 'hit', 'the payer is listed');
    assert.equal(decideWith(book, 1, dusty(10_000n)).outcome, 'hit', 'the thief’s own address is no dust');
  });

  it('of a transaction looks up the parties that are known, and is never clear of those that are not', () => {
    const txid = movements(1n)[0]!.txid;
    const own = makeExposureBook([traced('fifo', [move(1, 2, 5n, 1, { txid })])], ['lab-theft']);
    const basis = basisOf({ exposure: own });
    assert.equal(decide(ask(txid, { chain: 'eth' }), basis).outcome, 'hit');
    const other = decide(ask(`0x${'f'.repeat(64)}`, { chain: 'eth' }), basis);
    assert.equal(other.outcome, 'indeterminate');
    assert.equal(other.checks[0]?.code, 'E_COVERAGE');
  });

  it('of a transaction is not clear either once two people judged its listed party to be somebody else', () => {
    const txid = movements(1n)[0]!.txid;
    const exposure = makeExposureBook([traced('fifo', [move(1, 2, 5n, 12, { txid })])], ['lab-theft']);
    const listed = entryOf('7', [['ETH', addr(2)]]);
    const override = {
      id: 'o-1',
      type: 'false-match' as const,
      subject: `tx:${txid}`,
      entryHash: entryHashOf(listed),
      rulesDigest: DEFAULT_RULES.digest,
      reason: 'another of that name',
      by: ['Aiko', 'Jun'],
      since: NOW - 10,
      until: NOW + 3_600,
    };
    const snapshot = makeSnapshot([editionOf({ entries: [listed] })]);
    const rules = {
      ...DEFAULT_RULES,
      requiredChecks: { ...DEFAULT_RULES.requiredChecks, transaction: ['lists' as const] },
    };
    const of = (overrides: Parameters<typeof basisOf>[0]) =>
      decide(ask(txid, { chain: 'eth' }), basisOf({ exposure, snapshot, rules, ...overrides }));
    assert.equal(of({}).outcome, 'hit');
    const judged = of({ overrides: [override] });
    assert.deepEqual([judged.checks[0]?.outcome, judged.checks[0]?.code], ['indeterminate', 'E_COVERAGE']);
    assert.notEqual(judged.outcome, 'clear');
    assert.equal(judged.overrides[0]?.id, 'o-1');
  });
});

const pick = (store: Store): Pick<Store, 'listTraces' | 'getDocument' | 'movements'> => ({
  listTraces: () => store.listTraces(),
  getDocument: (id, name) => store.getDocument(id, name),
  movements: (id) => store.movements(id),
});
const booksOf = (
  store: ReturnType<typeof pick>,
  environment: 'production' | 'laboratory',
  incidents: readonly { id: string; date: string }[] = [],
) => exposuresKept({ store, incidents, environment, library: { openCase: () => ronin } });
const ronin = loadCase(join(ROOT, 'cases', 'ronin-2022'));

it('addresses are spent together where one transaction of the trace signs for both, and no other transaction counts', () => {
  const [btc, one, two, three] = [
    getChain('bip122:000000000019d6689c085ae165831e93'),
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    '1BoatSLRHtKNngkdXEeobR76b53LETtpyT',
    '12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX',
  ];
  const coin = (txid: string, from: readonly [string, number][], to: readonly string[]) => ({
    type: 'utxo' as const,
    chain: btc.id,
    txid: txid as TxId,
    place: { height: 1, index: 0 },
    time: NOW,
    inputs: from.map(([of, vout]) => ({ txid: of as TxId, vout, value: 5n })),
    outputs: to.map((owner) => ({ value: 5n, owner })),
  });
  const paid = coin('aa', [], [one, two, three]);
  const spent = coin(
    'bb',
    [
      ['aa', 0],
      ['aa', 1],
    ],
    [three],
  );
  const other = coin(
    'cc',
    [
      ['aa', 2],
      ['bb', 0],
    ],
    [one],
  );
  const recording = {
    chains: new Map([[btc.id, [{ transactions: [paid, spent, other] }]]]),
  } as unknown as Recording;
  const tainted = (...txids: string[]) =>
    txids.map((txid) => ({ chain: btc.id, txid }) as unknown as Movement);
  assert.deepEqual(coSpentOn(recording, tainted('bb')), [[one, two]]);
  assert.deepEqual(coSpentOn(recording, tainted('aa')), []);
  assert.deepEqual(coSpentOn(recording, []), []);
});

describe('exposure from kept traces', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-exposure-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const recording = ronin;
  const traces: Trace[] = [];
  let book: ExposureBook;

  before(async () => {
    const store = await openSqliteStore(folder);
    for (const policy of ['fifo', 'lifo', 'haircut'] satisfies PolicyName[]) {
      const made = await trace(recording, recordingSource(recording), { ...DEFAULT_REQUEST, policy });
      traces.push(made);
      await saveTrace(store, made);
    }
    book = await booksOf(store, 'production', [{ id: 'ronin-2022', date: '2022-03-23' }]).book();
    assert.deepEqual(
      (await booksOf(store, 'laboratory').book()).of('evm', '0x098b716b8aaf21512996dc57eb0615e2383e2f96'),
      [],
      'a real theft is not the laboratory’s',
    );
    await store.close();
  });

  it('agrees with sums over the traces themselves, address by address', () => {
    const LEFT = ['service', 'probable-service', 'mixer', 'bridged-unmatched', 'recovered', 'burnt', 'fee'];
    const expected = new Map<string, Map<string, bigint>>();
    for (const { movements, request } of traces)
      for (const m of movements) {
        const to = m.to === null ? null : addressOf(m.to);
        if (to === null || (m.end !== null && LEFT.includes(m.end.kind))) continue;
        const sums = expected.get(`${to}|${m.stolen}`) ?? new Map<string, bigint>();
        expected.set(`${to}|${m.stolen}`, sums);
        sums.set(request.policy, (sums.get(request.policy) ?? 0n) + m.origin);
      }
    assert.ok(expected.size > 5);
    for (const [key, sums] of expected) {
      const [address, stolen] = key.split('|') as [string, string];
      const match = book.of('evm', address).find(({ asset }) => asset === stolen);
      const amounts = traces.map(({ request }) => sums.get(request.policy) ?? 0n);
      assert.equal(
        match?.min,
        amounts.reduce((a, b) => (b < a ? b : a)),
        address,
      );
      assert.equal(
        match?.max,
        amounts.reduce((a, b) => (b > a ? b : a)),
        address,
      );
      assert.equal(match?.path.at(-1), address);
    }
  });

  it('holds no victim, and says what its traces do not cover', () => {
    const victim = '0x1a2a1c938ce3ec39b6d47113c7955baa9dd454f2';
    assert.deepEqual(book.of('evm', victim), [], 'Ronin’s bridge was robbed');
    const coverage = book.coverage([getChain('eip155:1').id], null);
    assert.deepEqual(coverage.tips, [], 'the blocks of a recorded table are not a chain’s');
    assert.match(coverage.incomplete ?? '', /ronin-2022|no trace covers/);
  });

  it('takes coverage from a trace of live sources, with its tips and what it rests on', async () => {
    const own = mkdtempSync(join(tmpdir(), 'ashiato-exposure-'));
    const store = await openSqliteStore(own);
    try {
      const { recording: lab } = makeLaboratory(3);
      const asked = {
        sources: ['a node'],
        wants: new Map(),
        tips: new Map(),
        openings: new Map(),
        missing: new Map(),
        caveats: ['single-source: a node'],
      };
      const live = { ...lab, asked };
      const made = await trace(lab, recordingSource(lab), DEFAULT_REQUEST);
      await saveTrace(store, made, canonicalJson(recordingToJson(live)));
      let finished = false;
      const getDocument: Store['getDocument'] = async (id, name) =>
        finished ? store.getDocument(id, name) : null;
      const shelf = booksOf({ ...pick(store), getDocument }, 'laboratory');
      assert.deepEqual((await shelf.book()).coverage([], null).incidents, []);
      assert.equal(await shelf.isBehind(), false, 'it is still at work');
      finished = true;
      assert.equal(await shelf.isBehind(), true);
      const kept = await shelf.book();
      assert.equal(await shelf.isBehind(), false);
      const { incident } = traceToJson(made);
      const chains = made.tips.map(({ chain }) => chain);
      const coverage = kept.coverage(chains, [incident]);
      assert.deepEqual(
        coverage.tips.map(({ chain, height, hash }) => [chain, height, hash]),
        made.tips.map(({ chain, height, hash }) => [chain, height, hash]).sort(),
      );
      assert.equal(coverage.caveats[0], 'single-source: a node');
      assert.match(coverage.caveats[1] ?? '', /took value out of where it ended \(service\) is not known/);
      for (const narrow of [{ maxHops: 1 }, { minAmount: '100000' }]) {
        const again = await trace(lab, recordingSource(lab), { ...DEFAULT_REQUEST, ...narrow });
        await saveTrace(store, again, canonicalJson(recordingToJson(live)));
      }
      const wide = await booksOf(pick(store), 'laboratory').book();
      const reached = (of: ExposureBook) =>
        made.movements.filter(
          ({ to }) => to !== null && of.of(getChain(to.chain).family, addressOf(to)!).length > 0,
        );
      assert.ok(reached(kept).some(({ hops }) => hops > 2));
      assert.deepEqual(reached(wide), reached(kept), 'traced again with less, nobody is less exposed');
      const seed = made.movements.find((m) => m.type === 'seed')!;
      const thief = addressOf(seed.to!)!;
      const { family } = getChain(seed.chain);
      assert.equal(kept.of(family, thief)[0]?.incident, incident);
      assert.deepEqual((await booksOf(store, 'production').book()).of(family, thief), []);
    } finally {
      await store.close();
      rmSync(own, { recursive: true, force: true });
    }
  });
});
