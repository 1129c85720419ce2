/** Rules: strict about every key, never laxer than what was found, and the deadlines of holds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseRules } from '../../src/adapters/rules/rules-file.ts';
import type { AssetId } from '../../src/core/model/asset.ts';
import type { Match } from '../../src/core/model/decision.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { Day, LegalEffect } from '../../src/core/model/list.ts';
import { matchName } from '../../src/core/names/match.ts';
import { makeNameIndex } from '../../src/core/names/name-index.ts';
import { DEADLINES, holdTask } from '../../src/core/screening/deadlines.ts';
import { chooseAction } from '../../src/core/screening/rules.ts';
import { DEFAULT_RULES, entryOf, NOW } from './ground.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../rules/default.yaml'), 'utf8');

const refused = (text: string, code: string, says: RegExp): void => {
  assert.throws(
    () => parseRules(text, 'rules.yaml'),
    (error: unknown) => {
      assert.ok(error instanceof AshiatoError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, says);
      assert.ok(error.next !== undefined);
      return true;
    },
  );
};

describe('a file of rules', () => {
  it('with an unknown key refuses to start and names the nearest', () => {
    for (const [right, wrong] of [
      ['stale_after_hours', 'stale_after_hour'],
      ['required_lists', 'require_lists'],
      ['max_tip_age_minutes', 'max_tip_age_minute'],
      ['by: address', 'bye: address'],
      ['reason:', 'reasons:'],
    ] as const) {
      const key = right.replace(/:.*/, '');
      refused(TEXT.replace(right, wrong), 'E_RULES_KEY', new RegExp(`did you mean "${key}"`));
    }
  });

  it('finds an exact name with another birth and country by the highest threshold that is taken, and not by the next', () => {
    const entry = entryOf('1', [], { kind: 'person', names: [{ name: 'Pak Jin Hyok', quality: 'primary' }] });
    const index = makeNameIndex([{ ...entry, births: ['1984'], countries: ['North Korea'] }]);
    const query = { name: 'Pak Jin Hyok', births: ['1951-03-02'], countries: ['Brazil'] };
    const found = (threshold: number): number => matchName(index, query, threshold).length;
    const { nameThreshold } = parseRules(TEXT.replace('name_threshold: 0.85', 'name_threshold: 0.86'), '');
    assert.equal(found(nameThreshold), 1);
    assert.equal(found(0.87), 0, 'so that a rule which is refused would have cleared it');
  });

  it('that credits, sends, waits beyond a day, requires nothing or repeats itself is refused', () => {
    const rows: readonly [string | RegExp, string, RegExp][] = [
      ['deposit: hold', 'deposit: credit', /deposit/],
      ['withdrawal: refuse', 'withdrawal: send', /withdrawal/],
      ['stale_after_hours: 6', 'stale_after_hours: 25', /stale_after_hours/],
      ['name_threshold: 0.85', 'name_threshold: 0.87', /above 0.86 a listed name, written exactly, is clear/],
      ['required_lists: [ofac-sdn]', 'required_lists: []', /required_lists/],
      ['required_lists: [ofac-sdn]', 'required_lists: [ofac-snd]', /did you mean "ofac-sdn"/],
      ['address: [lists]', 'address: []', /address/],
      ['id: seizure-order', 'id: export-control', /two rules/],
      ['jurisdiction: JP', 'x', /./],
      [/$/, '\nversion: "again"\n', /unique/i],
      ['dust: {}', 'dust: { "eip155:1/slip44:60": 0.1 }', /dust/],
    ];
    for (const [from, to, says] of rows) {
      if (typeof from === 'string' && from.startsWith('jurisdiction')) continue;
      refused(TEXT.replace(from, to), 'E_RULES', says);
    }
    refused(TEXT.replace('version:', 'jurisdiction: XX\nversion:'), 'E_RULES', /jurisdiction/);
    refused('a: &a [x]\nb: *a', 'E_RULES', /./);
    refused('rules: [', 'E_RULES', /./);
    refused('', 'E_RULES', /./);
  });

  it('may be JSON, and its digest is that of what it says', () => {
    const again = parseRules(`# another comment\n${TEXT}`, 'x');
    assert.equal(again.digest, DEFAULT_RULES.digest);
    const other = parseRules(TEXT.replace('stale_after_hours: 6', 'stale_after_hours: 5'), 'x');
    assert.notEqual(other.digest, DEFAULT_RULES.digest);
  });
});

describe('an action', () => {
  const occasion = { direction: 'deposit', payment: null, now: NOW } as const;

  const listed = fc.record({
    type: fc.constant('listed' as const),
    effect: fc.constantFrom<LegalEffect>(
      'asset-freeze',
      'seizure-order',
      'export-control',
      'transport-restriction',
    ),
    score: fc.double({ min: 0.5, max: 1, noNaN: true }),
    features: fc.constantFrom([], [{ feature: 'name', value: 1, says: '' }]),
    day: fc.constantFrom<Day | null>('2020-01-01' as Day, null),
  });
  const exposure = fc.record({
    type: fc.constant('exposure' as const),
    hops: fc.nat(20),
    max: fc.constantFrom<bigint | null>(null, 0n, 10n ** 20n),
  });
  const match = fc.oneof(
    listed.map(
      ({ effect, score, features, day }): Match => ({
        type: 'listed',
        list: 'l' as never,
        entry: 'e' as never,
        entryHash: '',
        names: [],
        effect,
        programmes: [],
        addressListedOn: day,
        sameKeyAs: null,
        entryListedOn: null,
        score,
        features,
      }),
    ),
    exposure.map(
      ({ hops, max }): Match => ({
        type: 'exposure',
        incident: 'i',
        stolenOn: null,
        firstArrived: null,
        lastArrived: null,
        hops,
        asset: null,
        min: max,
        max,
        policies: [],
        path: [],
        counterparties: { count: 0, largest: [] },
        cluster: null,
        ground: '',
      }),
    ),
  );

  it('never credits or sends what hit or what is unknown, whatever was found', () => {
    fc.assert(
      fc.property(
        fc.array(match, { maxLength: 4 }),
        fc.constantFrom('hit' as const, 'indeterminate' as const),
        fc.constantFrom('deposit' as const, 'withdrawal' as const),
        (matches, outcome, direction) => {
          const { action } = chooseAction(
            DEFAULT_RULES,
            { direction, payment: null, now: NOW },
            outcome,
            matches,
          );
          return action !== 'credit' && action !== 'send';
        },
      ),
      { numRuns: 500 },
    );
  });

  it('follows from category, exposure, amount and age together; what nobody knows counts as fresh and large', () => {
    const asset = 'eip155:1/slip44:60' as AssetId;
    const rules = parseRules(
      TEXT.replace(
        'rules:\n',
        `rules:
  - id: old-crumbs
    when:
      category: [stolen-funds-lead]
      exposure: direct
      arrived_over_days: 365
      older_than_days: 400
    deposit: review
    withdrawal: review
    reason: Old and far from the theft by time, so a person looks.
  - id: fresh-and-large
    when:
      category: [stolen-funds-lead]
      amount_at_least: { asset: ${asset}, base_units: "1000" }
      payment_at_least: { asset: ${asset}, base_units: "50" }
      arrived_within_days: 7
    deposit: hold
    withdrawal: refuse
    reason: Fresh, large, and much of it comes at once.
`,
      ),
      'x',
    );
    const dayBefore = (days: number) =>
      new Date((NOW - days * 86_400) * 1000).toISOString().slice(0, 10) as Day;
    const met = (days: number | null, max: bigint, payment: bigint | null, stolenOn: Day | null): string => {
      const lastArrived = days === null ? null : dayBefore(days);
      const match = { type: 'exposure', hops: 1, asset, max, lastArrived, stolenOn } as unknown as Match;
      const paid = payment === null ? null : { asset, amount: payment };
      return chooseAction(rules, { ...occasion, payment: paid }, 'hit', [match]).rule.id;
    };
    const old = dayBefore(401);
    assert.equal(met(366, 5_000n, 90n, old), 'old-crumbs');
    assert.equal(
      met(366, 5_000n, 90n, null),
      'stolen-funds-direct',
      'a theft of an unknown day is no old one',
    );
    assert.equal(met(365, 5_000n, 90n, old), 'stolen-funds-direct');
    assert.equal(met(7, 1_000n, 50n, old), 'fresh-and-large');
    assert.equal(met(8, 1_000n, 50n, old), 'stolen-funds-direct');
    assert.equal(met(7, 999n, 50n, old), 'stolen-funds-direct');
    assert.equal(met(7, 1_000n, 49n, old), 'stolen-funds-direct');
    assert.equal(met(null, 1_000n, null, old), 'fresh-and-large');
    refused(
      TEXT.replace('when: { category: [asset-freeze], by: address }', 'when: { arrived_over_day: 3 }'),
      'E_RULES_KEY',
      /did you mean "arrived_over_days"/,
    );
    refused(
      TEXT.replace(
        'when: { category: [asset-freeze], by: address }',
        'when: { payment_at_least: { asset: x, base_unit: "3" } }',
      ),
      'E_RULES_KEY',
      /did you mean "base_units"/,
    );
  });

  it('of a freeze on an address holds, whatever else was found', () => {
    fc.assert(
      fc.property(fc.array(match, { maxLength: 4 }), (matches) => {
        const frozen = { type: 'listed', effect: 'asset-freeze', features: [], score: 1 } as unknown as Match;
        const all = [...matches, { ...frozen, addressListedOn: null, entryListedOn: null }] as Match[];
        return chooseAction(DEFAULT_RULES, occasion, 'hit', all).action === 'hold';
      }),
      { numRuns: 200 },
    );
  });
});

describe('a hold', () => {
  it('is due ten weekdays later in the United States, and at once where the law says so', () => {
    const friday = Date.UTC(2026, 10, 20, 15) / 1000;
    assert.equal(holdTask('US', friday).dueBy, Date.UTC(2026, 11, 4, 23, 59, 59) / 1000);
    for (const { jurisdiction, businessDays, source, verified } of DEADLINES) {
      const task = holdTask(jurisdiction, friday);
      assert.equal(task.dueBy === null, businessDays === null);
      assert.ok(source.length > 10 && task.source === source);
      assert.equal(task.says.startsWith('unverified'), !verified, 'what nobody read says so');
      if (!verified) assert.equal(task.dueBy, null, 'and sets no day');
    }
    assert.match(holdTask(null, friday).says, /counsel/);
    assert.equal(holdTask(null, friday).verified, false);
  });
});
