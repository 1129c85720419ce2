/** Promises P11 and P12 on the pure decision: three outcomes, and clear only where it was earned. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadIncidents } from '../../src/adapters/facts/incidents.ts';
import { NO_HISTORY, type Statement } from '../../src/core/lists/as-of.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { evmTwinOf, parseAddress } from '../../src/core/model/address.ts';
import { chainNamed } from '../../src/core/model/chain.ts';
import type { Decision } from '../../src/core/model/decision.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { Day, Edition, ListId } from '../../src/core/model/list.ts';
import { matchName } from '../../src/core/names/match.ts';
import { makeNameIndex } from '../../src/core/names/name-index.ts';
import { type Basis, newBasis } from '../../src/core/screening/basis.ts';
import { decide, decideOrDoubt } from '../../src/core/screening/decide.ts';
import { leadsEdition } from '../../src/core/screening/leads.ts';
import { entryHashOf, type Override } from '../../src/core/screening/overrides.ts';
import type { Ruleset } from '../../src/core/screening/rules.ts';
import { subjectKeys } from '../../src/core/screening/subject.ts';
import {
  ask,
  basisOf,
  DEFAULT_RULES,
  ENTRY,
  editionOf,
  entryOf,
  FREE,
  LISTED,
  NOW,
  OFAC,
  partsOf,
  TRON_LISTED,
} from './ground.ts';

const snapshotOf = (...editions: readonly Partial<Edition>[]) =>
  makeSnapshot(editions.map((each) => editionOf(each)));

const checkOf = (decision: Decision, name: string) => {
  const check = decision.checks.find((each) => each.name === name);
  assert.ok(check !== undefined, `no check ${name}`);
  return check;
};

describe('an answer', () => {
  it('a listed address is a hit with entity, dates, effect and the hash of its entry, and holds', () => {
    const decision = decide(ask(LISTED), basisOf());
    assert.equal(decision.outcome, 'hit');
    assert.equal(decision.action, 'hold');
    const [match] = checkOf(decision, 'lists').matches;
    assert.ok(match?.type === 'listed');
    assert.deepEqual(
      [match.names, match.addressListedOn, match.entryListedOn, match.effect, match.entryHash],
      [['Entry 27307'], '2022-04-14', '2019-09-13', 'asset-freeze', entryHashOf(ENTRY)],
    );
    assert.equal(decide(ask(LISTED, { direction: 'withdrawal' }), basisOf()).action, 'refuse');
  });

  it('an address on no required list is clear, and says where it was looked for, until when, and what was not checked', () => {
    const decision = decide(ask(FREE), basisOf());
    assert.equal(decision.outcome, 'clear');
    assert.equal(decision.action, 'credit');
    assert.deepEqual(checkOf(decision, 'lists').notFoundIn, [
      { list: 'ofac-sdn', edition: 'laboratory edition' },
    ]);
    assert.deepEqual(decision.notChecked.map(({ name }) => name).sort(), ['exposure', 'ownership']);
    assert.ok(decision.validUntil - decision.decidedAt <= 60 && decision.validUntil > decision.decidedAt);
    const [standing] = decision.lists;
    assert.deepEqual(
      [standing?.digest, standing?.verifiedAt, standing?.age],
      ['11'.repeat(32), NOW - 60, 60],
    );
    assert.equal(decision.rules.digest, DEFAULT_RULES.digest);
  });

  it('any spelling of one account is one subject', () => {
    const spellings = [
      [LISTED, undefined],
      [LISTED.toLowerCase(), 'eth'],
      [`0x${LISTED.slice(2).toUpperCase()}`, 'eip155:1'],
      [LISTED, 'binance_smart_chain'],
      [LISTED, 'Avalanche C-Chain'],
      [TRON_LISTED, undefined],
      [TRON_LISTED, 'tron'],
      ['4174472e7d35395a6b5add427eecb7f4b62ad2b071', undefined],
      ['0x74472e7d35395a6b5add427eecb7f4b62ad2b071', 'trx'],
      ['0x74472e7d35395a6b5add427eecb7f4b62ad2b071', undefined],
    ] as const;
    for (const [text, chain] of spellings)
      assert.equal(
        decide(ask(text, chain === undefined ? {} : { chain }), basisOf()).outcome,
        'hit',
        `${text} on ${chain}`,
      );
    const tron = spellings
      .slice(5, 9)
      .map(([text, chain]) => decide(ask(text, chain === undefined ? {} : { chain }), basisOf()));
    assert.equal(new Set(tron.map(({ subject }) => subjectKeys(subject).join())).size, 1);
  });

  it('who is listed as 0x… is no stranger on TRON, where the same key holds T…, 41… and 0x…', () => {
    const twin = parseAddress(chainNamed('tron')!, LISTED);
    for (const [text, chain] of [
      [LISTED, 'tron'],
      [twin, 'tron'],
      [twin, undefined],
      [`41${LISTED.slice(2).toLowerCase()}`, undefined],
    ] as const) {
      const decision = decide(ask(text, chain === undefined ? {} : { chain }), basisOf());
      assert.equal(decision.outcome, 'hit', `${text} on ${chain}`);
      assert.match(decision.caveats.join(), /account of the same key/);
    }
    const other = decide(ask(FREE, { chain: 'tron' }), basisOf());
    assert.equal(other.outcome, 'clear');
    assert.match(other.caveats.join(), /^read as an account of TRON/);
  });

  it('an address that the key of a listed one spends from is a hit that says so, and acts like the listing', () => {
    const P2PKH = '134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak';
    const P2WPKH = 'bc1qz64gx7jl8vl5gkkenayxlppu5wx4td3v0v0845';
    const entry = entryOf('9', [['XBT', P2PKH]]);
    const tronEntry = entryOf('10', [['TRX', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz']]);
    const evmEntry = entryOf('11', [['ETH', '0x1da5821544e25c636c1417ba96ade4cf6d2f9b5a']]);
    const basis = basisOf({ snapshot: snapshotOf({ entries: [entry, tronEntry, evmEntry] }) });
    const missed = (asked: Basis): string[] =>
      (
        [
          [P2WPKH, undefined, P2PKH],
          [evmTwinOf('TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'), 'eth', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'],
          [evmTwinOf('TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'), undefined, 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'],
          [
            '0x1da5821544e25c636c1417ba96ade4cf6d2f9b5a',
            'tron',
            '0x1da5821544e25c636c1417ba96ade4cf6d2f9b5a',
          ],
        ] as const
      ).flatMap(([text, chain, listed]) => {
        const decision = decide(ask(text, chain === undefined ? {} : { chain }), asked);
        const { matches, says } = checkOf(decision, 'lists');
        const keys = matches.map((match) => match.type === 'listed' && match.sameKeyAs);
        const right =
          decision.outcome === 'hit' &&
          decision.action === 'hold' &&
          says.startsWith(`on no list itself, but the key of the listed ${listed} spends from it: Entry`) &&
          keys.join() === listed;
        return right ? [] : [`${text} on ${chain}: ${decision.outcome}, ${says}`];
      });
    assert.deepEqual(missed(basis), []);
    // The planted fault: a snapshot that knows only what lists name.
    const { snapshot } = basis;
    const named = (found: ReturnType<typeof snapshot.lookup>) =>
      found.filter(({ sameKeyAs }) => sameKeyAs === null);
    const faulty = {
      ...snapshot,
      lookup: (...of: Parameters<typeof snapshot.lookup>) => named(snapshot.lookup(...of)),
    };
    assert.equal(missed(basisOf({ snapshot: faulty })).length, 2);
    const [match] = checkOf(decide(ask(P2PKH), basis), 'lists').matches;
    assert.ok(match?.type === 'listed' && match.sameKeyAs === null);
    assert.equal(
      decide(ask(P2WPKH, { asOf: '2026-09-20' as Day }), basis).outcome,
      'clear',
      'nobody listed it',
    );
    assert.equal(
      decide(ask('0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe', { chain: 'eth' }), basis).outcome,
      'clear',
    );
  });

  it('bad input is refused with its code, and is indeterminate among many, never clear', () => {
    const rows: readonly [string, string | undefined, string][] = [
      ['0x098B716B8Aaf21512996dC57EB0615e2383E2f97', undefined, 'E_ADDR_CHECKSUM'],
      ['', undefined, 'E_ADDR_EMPTY'],
      ['   ', undefined, 'E_ADDR_EMPTY'],
      ['bc1qw508d6qejxtdg4у5r3zarvary0c5xw7kv8f3t4', undefined, 'E_ADDR_CHARSET'],
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'eth', 'E_ADDR_CHAIN'],
      [LISTED, 'dogecoin', 'E_CHAIN_UNSUPPORTED'],
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', undefined, 'E_ADDR_CHECKSUM'],
    ];
    for (const [text, chain, code] of rows) {
      const question = ask(text, chain === undefined ? {} : { chain });
      assert.throws(
        () => decide(question, basisOf()),
        (error: unknown) => error instanceof AshiatoError && error.code === code,
        `${text} should be ${code}`,
      );
      const decision = decideOrDoubt(question, basisOf());
      assert.equal(decision.outcome, 'indeterminate');
      assert.equal(decision.action, 'review');
      assert.equal(decision.checks[0]?.code, code);
    }
  });
});

it('a chain of the laboratory is none in production', () => {
  const question = ask(FREE, { chain: 'eip155:31337' });
  assert.equal(decide(question, basisOf()).outcome, 'clear');
  assert.throws(() => decide(question, basisOf({ environment: 'production' })), /laboratory/);
});

describe('staleness', () => {
  const stale = (verifiedAt: number | null) => snapshotOf({ verifiedAt });

  it('a list of 6 h is still clear, of 6 h 1 s never again, and its hits are answered all the same', () => {
    const six = 6 * 3_600;
    assert.equal(decide(ask(FREE), basisOf({ snapshot: stale(NOW - six) })).outcome, 'clear');
    const after = basisOf({ snapshot: stale(NOW - six - 1) });
    const decision = decide(ask(FREE), after);
    assert.equal(decision.outcome, 'indeterminate');
    assert.equal(checkOf(decision, 'lists').code, 'E_STALE_LIST');
    assert.match(checkOf(decision, 'lists').next ?? '', /ashiato lists refresh/);
    assert.equal(decide(ask(LISTED), after).outcome, 'hit');
  });

  it('an answer never outlives the freshness of its list', () => {
    const basis = basisOf({ snapshot: stale(NOW - 6 * 3_600 + 7) });
    assert.equal(decide(ask(FREE), basis).validUntil, NOW + 7);
  });

  it('a list that no publisher ever confirmed, is partial, is missing, or was confirmed in the future says hits only', () => {
    const rows: readonly [Partial<Edition>, string][] = [
      [{ verifiedAt: null }, 'E_STALE_LIST'],
      [{ partial: true }, 'E_LIST_PARTIAL'],
      [{ partial: true, verifiedAt: null, origin: 'bundled' }, 'E_LIST_PARTIAL'],
      [{ list: 'other-list' as ListId }, 'E_LIST_MISSING'],
      [{ verifiedAt: NOW + 600 }, 'E_CLOCK'],
    ];
    for (const [edition, code] of rows) {
      const basis = basisOf({ snapshot: snapshotOf(edition) });
      const decision = decide(ask(FREE), basis);
      assert.equal(decision.outcome, 'indeterminate', code);
      assert.equal(checkOf(decision, 'lists').code, code);
      assert.equal(decide(ask(LISTED), basis).outcome, 'hit', code);
    }
    const bundled = decide(
      ask(FREE),
      basisOf({ snapshot: snapshotOf({ partial: true, verifiedAt: null, origin: 'bundled' }) }),
    );
    assert.deepEqual(checkOf(bundled, 'lists').notFoundIn, [
      { list: 'ofac-sdn', edition: 'laboratory edition' },
    ]);
  });

  it('a list that was in force and cannot be read again clears nobody, whether the rules name it or not', () => {
    const lost = makeSnapshot([editionOf()], NO_HISTORY, 21_600, ['un-consolidated' as ListId]);
    for (const question of [ask(FREE), ask(FREE, { asOf: '2026-09-20' as Day })]) {
      assert.equal(decide(question, basisOf()).outcome, 'clear');
      const decision = decide(question, basisOf({ snapshot: lost }));
      assert.equal(decision.outcome, 'indeterminate');
      assert.match(checkOf(decision, 'lists').says, /un-consolidated/);
    }
    assert.equal(decide(ask(LISTED), basisOf({ snapshot: lost })).outcome, 'hit');
  });

  it('copying, starting or importing renews nothing: only what a publisher said counts', () => {
    // The planted fault: a copy that stamps its own time.
    const copied = (edition: Edition, renew: boolean): Edition => ({
      ...edition,
      origin: 'signed-import',
      verifiedAt: renew ? NOW : edition.verifiedAt,
    });
    const old = editionOf({ verifiedAt: NOW - 86_400 });
    const outcome = (renew: boolean) =>
      decide(ask(FREE), basisOf({ snapshot: makeSnapshot([copied(old, renew)]) })).outcome;
    assert.equal(outcome(false), 'indeterminate');
    assert.equal(outcome(true), 'clear', 'the fault would be seen as a clear, so this test can fail');
  });

  it('an untrusted clock makes every age worthless', () => {
    const basis = basisOf({}, { trusted: false });
    assert.equal(decide(ask(FREE), basis).outcome, 'indeterminate');
    assert.equal(checkOf(decide(ask(FREE), basis), 'lists').code, 'E_CLOCK');
    assert.equal(decide(ask(LISTED), basis).outcome, 'hit');
  });
});

describe('clear must be earned', () => {
  /** The oracle: what the issue says, written without the code it judges. */
  const mayBeClear = (edition: Edition, address: string, trusted: boolean): boolean =>
    trusted &&
    address !== LISTED &&
    !edition.partial &&
    edition.verifiedAt !== null &&
    edition.verifiedAt <= NOW &&
    NOW - edition.verifiedAt <= 6 * 3_600;

  const world = fc.record({
    age: fc.constantFrom(-1, 0, 60, 21_599, 21_600, 21_601, 100_000, null),
    partial: fc.boolean(),
    trusted: fc.boolean(),
    address: fc.constantFrom(LISTED, FREE),
    origin: fc.constantFrom('publisher', 'mirror', 'signed-import', 'bundled', 'laboratory'),
  });

  const wrongClears = (basisFor: (edition: Edition, trusted: boolean) => Basis): number => {
    let wrong = 0;
    fc.assert(
      fc.property(world, ({ age, partial, trusted, address, origin }) => {
        const edition = editionOf({
          verifiedAt: age === null ? null : NOW - age,
          partial,
          origin: origin as Edition['origin'],
        });
        const decision = decide(ask(address), basisFor(edition, trusted));
        if (address === LISTED && decision.outcome !== 'hit') wrong += 1;
        if ((decision.outcome === 'clear') !== mayBeClear(edition, address, trusted)) wrong += 1;
        if (decision.outcome !== 'clear' && ['credit', 'send'].includes(decision.action)) wrong += 1;
      }),
      { numRuns: process.env.CI === 'true' ? 20_000 : 1_500, seed: 5 },
    );
    return wrong;
  };

  it('over random worlds no answer is clear that was not earned, and none is withheld that was', () => {
    assert.equal(
      wrongClears((edition, trusted) =>
        newBasis(partsOf({ snapshot: makeSnapshot([edition]) }), { now: NOW, trusted }),
      ),
      0,
    );
  });

  it('catches a stale list that answers clear', () => {
    const faulty = (edition: Edition, trusted: boolean): Basis => {
      const basis = newBasis(partsOf({ snapshot: makeSnapshot([edition]) }), { now: NOW, trusted });
      return { ...basis, silence: { ...basis.silence, outcome: 'clear', code: null } };
    };
    assert.ok(wrongClears(faulty) > 0);
  });

  it('a required check that was not done keeps an answer from being clear', () => {
    for (const name of ['exposure', 'ownership'] as const) {
      const rules: Ruleset = {
        ...DEFAULT_RULES,
        requiredChecks: { ...DEFAULT_RULES.requiredChecks, address: ['lists', name] },
      };
      assert.equal(decide(ask(FREE), basisOf({ rules })).outcome, 'indeterminate', name);
    }
  });
});

describe('incidents', () => {
  const facts = join(import.meta.dirname, '../../facts');
  const incidents = loadIncidents(facts);
  const basis = basisOf({
    snapshot: makeSnapshot([editionOf(), leadsEdition(incidents, '2026-11-22' as Day)]),
  });

  it('an address of a theft is exposure to that incident, and never a listing', () => {
    const decision = decide(ask('0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2'), basis);
    assert.equal(checkOf(decision, 'lists').outcome, 'clear');
    const exposure = checkOf(decision, 'exposure');
    assert.equal(exposure.outcome, 'hit');
    assert.ok(
      exposure.matches.every((match) => match.type === 'exposure' && match.incident === 'bybit-2025'),
    );
    assert.ok(decision.checks.every((check) => check.matches.every((match) => match.type !== 'listed')));
    assert.equal(decision.rule.id, 'stolen-funds-direct');
    assert.ok(
      !decision.lists.some(({ list }) => list === 'ashiato-incidents'),
      'leads are no list of a publisher',
    );
  });

  it('catches an incident that is answered as a listing', () => {
    const planted = leadsEdition(incidents, '2026-11-22' as Day);
    const faulty = basisOf({
      snapshot: makeSnapshot([
        editionOf(),
        {
          ...planted,
          entries: planted.entries.map((entry) => ({ ...entry, effect: 'asset-freeze' as const })),
        },
      ]),
    });
    const decision = decide(ask('0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2'), faulty);
    assert.equal(checkOf(decision, 'lists').outcome, 'hit', 'the fault shows, so the test above can fail');
  });

  it('Bybit’s own wallet is no exposure', () => {
    const decision = decide(ask('0x1Db92e2EeBC8E0c075a02BeA49a2935BcD2dFCF4'), basis);
    assert.equal(decision.outcome, 'clear');
  });

  it('no role of a victim, a service, or of what was seized or given back is ever a lead', () => {
    const NEVER =
      /^(victim_wallet|compromised_signer|recovery|seized|frozen|commingling|funding|test_wallet|cex_.*)$/;
    const leads = leadsEdition(incidents, '2026-11-22' as Day);
    const suspects = new Set(
      leads.entries.flatMap((entry) => entry.addresses.map((each) => `${entry.programmes[0]} ${each.text}`)),
    );
    let never = 0;
    for (const { id, addresses } of incidents)
      for (const { role, address } of addresses.filter((each) => NEVER.test(each.role))) {
        never += 1;
        // The same address may hold another, allowed role in the same incident only if a source says so.
        const other = addresses.some((each) => each.address === address && !NEVER.test(each.role));
        assert.ok(other || !suspects.has(`${id} ${address}`), `${id}: ${address} is ${role}`);
      }
    assert.ok(never > 20, 'the facts hold such roles');
  });
});

describe('overrides', () => {
  const override = (more: object = {}): Override => ({
    id: 'o-1',
    type: 'false-match',
    subject: `evm:${LISTED.toLowerCase()}`,
    entryHash: entryHashOf(ENTRY),
    rulesDigest: DEFAULT_RULES.digest,
    reason: 'another owner, shown by signature',
    by: ['Aiko', 'Jun'],
    since: NOW - 10,
    until: NOW + 86_400,
    ...more,
  });

  it('a match that two people judged to be somebody else no longer decides, and both are shown', () => {
    const decision = decide(ask(LISTED, { chain: 'eth' }), basisOf({ overrides: [override()] }));
    assert.equal(decision.outcome, 'clear');
    assert.deepEqual(decision.overrides[0]?.by, ['Aiko', 'Jun']);
    assert.equal(checkOf(decision, 'lists').matches.length, 1, 'the match stays visible');
  });

  it('lapses with the entry, the rules, the subject and its end', () => {
    const changed = { ...ENTRY, remarks: 'Changed.' };
    const lapsed: readonly Parameters<typeof basisOf>[0][] = [
      { overrides: [override()], snapshot: snapshotOf({ entries: [changed] }) },
      { overrides: [override()], rules: { ...DEFAULT_RULES, digest: 'other' } },
      { overrides: [override({ subject: 'evm:0x00' })] },
      { overrides: [override({ until: NOW })] },
      { overrides: [override({ since: NOW + 1 })] },
    ];
    for (const parts of lapsed)
      assert.equal(decide(ask(LISTED, { chain: 'eth' }), basisOf(parts)).outcome, 'hit');
  });

  it('does not excuse a second entry', () => {
    const second = entryOf('99', [['ETH', LISTED]]);
    const parts = { overrides: [override()], snapshot: snapshotOf({ entries: [ENTRY, second] }) };
    assert.equal(decide(ask(LISTED, { chain: 'eth' }), basisOf(parts)).outcome, 'hit');
  });

  it('never makes a stale list clear', () => {
    const parts = { overrides: [override()], snapshot: snapshotOf({ verifiedAt: null }) };
    assert.equal(decide(ask(LISTED, { chain: 'eth' }), basisOf(parts)).outcome, 'indeterminate');
  });

  it('a staleness override lets a whole list answer some hours more, says so, and ends the answer with it', () => {
    const more: Override = {
      id: 'o-2',
      type: 'staleness',
      list: OFAC,
      reason: 'OFAC is down since noon',
      by: ['Aiko', 'Jun'],
      since: NOW - 10,
      until: NOW + 30,
    };
    const old = snapshotOf({ verifiedAt: NOW - 7 * 3_600 });
    const decision = decide(ask(FREE), basisOf({ snapshot: old, overrides: [more] }));
    assert.equal(decision.outcome, 'clear');
    assert.equal(decision.overrides[0]?.type, 'staleness');
    assert.equal(decision.validUntil, NOW + 30);
    for (const never of [{ verifiedAt: NOW - 7 * 3_600, partial: true }, { verifiedAt: null }]) {
      const basis = basisOf({ snapshot: snapshotOf(never), overrides: [more] });
      assert.equal(decide(ask(FREE), basis).outcome, 'indeterminate');
    }
    const carried = snapshotOf({ verifiedAt: NOW - 7 * 3_600, origin: 'signed-import' });
    assert.match(
      checkOf(decide(ask(FREE), basisOf({ snapshot: carried })), 'lists').next ?? '',
      /ashiato lists import/,
    );
  });
});

describe('days past', () => {
  it('answers from editions kept, and between them nothing is known', () => {
    const basis = basisOf();
    const on = (text: string, day: string) => decide(ask(text, { asOf: day as Day }), basis);
    assert.equal(on(LISTED, '2026-09-20').outcome, 'hit');
    assert.equal(on(FREE, '2026-09-20').outcome, 'clear');
    const between = on(FREE, '2024-01-01');
    assert.equal(between.outcome, 'indeterminate');
    assert.equal(between.checks[0]?.code, 'E_TIME_RANGE');
    assert.equal(on(FREE, '2026-09-20').action, 'review', 'an answer about the past moves no money');
  });

  it('nothing is clear from a part of a list or one that nobody confirmed, whatever the day', () => {
    const weak = [{ partial: true }, { verifiedAt: null }, { partial: true, verifiedAt: null }];
    for (const more of weak)
      for (const day of ['2020-01-01', '2026-09-20', '2026-09-21']) {
        const { outcome, checks } = decide(
          ask(FREE, { asOf: day as Day }),
          basisOf({ snapshot: snapshotOf(more) }),
        );
        assert.equal(outcome, 'indeterminate', `${JSON.stringify(more)} ${day}`);
        assert.deepEqual(checks[0]?.notFoundIn, [{ list: OFAC, edition: 'laboratory edition' }]);
      }
  });

  it('0x… without a chain is the EVM account: its TRON twin can make it a hit, never a doubt, and is not cleared', () => {
    const delisted = {
      list: OFAC,
      family: 'evm' as const,
      address: FREE.toLowerCase(),
      listedOn: '2022-08-08' as Day,
      delistedOn: '2025-03-21' as Day,
      knownUntil: '2026-08-20' as Day,
      source: 'a test',
    };
    const on = (statements: readonly Statement[], day: string, chain?: string) =>
      decide(
        ask(FREE, { asOf: day as Day, ...(chain === undefined ? {} : { chain }) }),
        basisOf({ snapshot: makeSnapshot([editionOf()], { witnesses: [], statements }) }),
      );
    assert.equal(on([delisted], '2024-01-01').outcome, 'hit');
    const after = on([delisted], '2025-03-21');
    assert.equal(after.outcome, 'indeterminate', 'dates that were collected may lack a listing');
    assert.match(
      after.checks[0]?.says ?? '',
      /^it was delisted on 2025-03-21 \(a test\).*none and laboratory edition/,
    );
    assert.deepEqual(after.checks[0]?.notFoundIn, [{ list: OFAC, edition: 'laboratory edition' }]);
    assert.match(after.caveats.join(), /for a payment on TRON name the chain/);
    assert.equal(
      on([delisted], '2025-03-21', 'tron').outcome,
      'indeterminate',
      'nobody dates the TRON account',
    );
    const twin = {
      ...delisted,
      family: 'tron' as const,
      address: parseAddress(chainNamed('tron')!, FREE),
      delistedOn: null,
    };
    assert.equal(on([delisted, twin], '2025-03-21').outcome, 'hit');
    const now = basisOf({ snapshot: makeSnapshot([editionOf()]) });
    assert.equal(
      decide(ask('0x74472e7d35395a6b5add427eecb7f4b62ad2b071'), now).outcome,
      'hit',
      'listed as T…',
    );
  });
});

describe('a name', () => {
  const basis = basisOf({ names: (query, threshold) => matchName(makeNameIndex([ENTRY]), query, threshold) });

  it('that cannot be read (E_NAME: right-to-left override, 10,000 marks, nothing left) is indeterminate', () => {
    for (const text of ['Kim\u202eJong Un', `K${'\u0301'.repeat(10_000)}im`, '\u200b\u200b', '...']) {
      const subject = { type: 'name' as const, name: text, births: [], countries: [] };
      const decision = decideOrDoubt({ ...ask(FREE), subject }, basis);
      assert.equal(decision.outcome, 'indeterminate', JSON.stringify(text.slice(0, 20)));
      assert.equal(decision.checks[0]?.code, 'E_NAME');
    }
  });

  it('is no address with a word beside it, no file, no domain: none is on a list of names, so none is clear as one', () => {
    const texts = [
      `to ${LISTED}`,
      `Binance (${LISTED})`,
      'memo bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
      `pay ${TRON_LISTED}`,
      'missing.csv',
      '/etc/passwd',
      'vitalik.eth',
      'DeadbeefcafeDeadbeefcafeDeadbeef',
    ];
    const grouped = (text: string, by: number, joint = ' ') =>
      (text.match(new RegExp(`.{1,${by}}`, 'g')) ?? []).join(joint);
    const disguised = [
      `Kim ${LISTED}`,
      grouped(LISTED.slice(2), 8),
      grouped(LISTED, 4),
      grouped(TRON_LISTED, 4),
      grouped(TRON_LISTED, 1, '-'),
      grouped(LISTED.slice(2), 1, '\u200b'),
      [...LISTED].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join(''),
    ];
    for (const text of [...texts, ...disguised])
      assert.notEqual(decideOrDoubt(ask(text), basis).outcome, 'clear', text);
    for (const text of disguised) {
      const name = { type: 'name' as const, name: text, births: [], countries: [] };
      assert.equal(decideOrDoubt({ ...ask(FREE), subject: name }, basis).checks[0]?.code, 'E_NAME', text);
    }
    const long = performance.now();
    ask('a'.repeat(1_000_000));
    assert.ok(performance.now() - long < 1_000, 'a long text costs no more than its length');
    for (const text of ['Unit 121', 'Lab 110', 'A.B. Company Ltd.', 'No. 39 Office', '김정은'])
      assert.equal(ask(text).subject.type, 'name', text);
  });

  it('on a list is a hit explained feature by feature, and one that is not is clear without ownership', () => {
    const hit = decide(ask('Entry 27307'), basis);
    const other = decide(ask('Somebody Else Entirely'), basis);
    assert.equal(hit.outcome, 'hit');
    const [match] = hit.checks[0]!.matches;
    assert.ok(match?.type === 'listed' && match.features.length > 0);
    assert.equal(hit.rule.id, 'asset-freeze-name');
    assert.equal(other.outcome, 'clear');
    assert.match(other.notChecked.map(({ why }) => why).join(), /50 %/);
  });
});
