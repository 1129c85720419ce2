/** The snapshot of lists: what is found, how old it is, and what it says of days past. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountKey, accountTable } from '../../src/core/lists/account-table.ts';
import { witnessOfExtract } from '../../src/core/lists/address-extract.ts';
import { holdToDates, type Statement, witnessOf } from '../../src/core/lists/as-of.ts';
import { OFAC_SDN } from '../../src/core/lists/ofac.ts';
import { sameKeyAccounts } from '../../src/core/lists/same-key.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { evmTwinOf } from '../../src/core/model/address.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { Day, ListId } from '../../src/core/model/list.ts';
import { editionOf, entryOf, LIST } from './editions.ts';

const BTC = '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h';
const SEGWIT = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const ETH = '0x098b716b8aaf21512996dc57eb0615e2383e2f96';
const TRON = 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz';
const day = (text: string): Day => text as Day;
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AshiatoError) return error.code;
    throw error;
  }
  return 'none';
};

const edition = editionOf([
  entryOf('1', [
    ['XBT', BTC],
    ['XBT', SEGWIT],
  ]),
  entryOf('2', [
    ['ETH', ETH],
    ['USDT', TRON],
  ]),
  entryOf('3', [['USDT', ETH]]),
]);

test('an address is found by its spelling and by its bytes, with every entry that names it', () => {
  const snapshot = makeSnapshot([edition]);
  for (const [family, address, ids] of [
    ['bitcoin', BTC, ['1']],
    ['bitcoin', SEGWIT, ['1']],
    ['evm', ETH, ['2', '3']],
    ['tron', TRON, ['2']],
  ] as const) {
    const found = snapshot.lookup(family, address);
    assert.deepEqual(
      found.map((each) => each.entry.id),
      ids,
    );
    assert.deepEqual(snapshot.lookup(family, accountKey(family, address)), found);
  }
});

test('the bytes of one family are not found in another, nor those of a version in another', () => {
  const snapshot = makeSnapshot([edition]);
  assert.deepEqual(snapshot.lookup('tron', accountKey('evm', ETH)), []);
  assert.deepEqual(snapshot.lookup('evm', accountKey('tron', TRON)), []);
  // BIP-173's example hash as that of a script: no key of it is known.
  const hash = accountKey('bitcoin', SEGWIT).slice(1);
  assert.deepEqual(snapshot.lookup('bitcoin', new Uint8Array([5, ...hash])), []);
});

/** One key each: the key of BIP-173's examples, and a listed address with the hash that it holds in two other forms. */
const SAME_KEY = [
  ['1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH', SEGWIT, '3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN'],
  ['134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak', 'bc1qz64gx7jl8vl5gkkenayxlppu5wx4td3v0v0845', null],
] as const;

test('whoever holds the key of a listed address is found at the other addresses of the key, and named there as listed nowhere', () => {
  for (const forms of SAME_KEY)
    for (const listed of forms.slice(0, 2)) {
      const snapshot = makeSnapshot([editionOf([entryOf('1', [['XBT', listed!]])])]);
      for (const form of forms)
        if (form !== null)
          assert.deepEqual(
            snapshot.lookup('bitcoin', form).map(({ entry, sameKeyAs }) => [entry.id, sameKeyAs]),
            [['1', form === listed ? null : listed]],
            `${form}, where ${listed} is listed`,
          );
      assert.deepEqual(snapshot.lookup('bitcoin', BTC), []);
    }
  const evm = evmTwinOf(TRON);
  assert.deepEqual(
    makeSnapshot([edition])
      .lookup('evm', evm)
      .map(({ entry, sameKeyAs }) => [entry.id, sameKeyAs]),
    [['2', TRON]],
  );
});

test('of a nested address alone, a script or taproot no key is known, and what is listed itself is said once', () => {
  const [p2pkh, segwit, nested] = SAME_KEY[0];
  for (const address of [
    nested,
    'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ])
    assert.deepEqual(sameKeyAccounts({ family: 'bitcoin', address }), []);
  // BIP-49's example; the versions of the test networks are those of the laboratory's.
  assert.deepEqual(
    sameKeyAccounts({ family: 'bitcoin', address: 'bcrt1q8zt37uunpakpg8vh0tz06jnj0jz5jddnkjxx8c' }).at(-1)
      ?.address,
    '2Mww8dCYPUpKHofjgcXcBCEGmniw9CoaiD2',
  );
  const both = [
    ['XBT', p2pkh],
    ['XBT', segwit],
  ] as const;
  const other = { ...editionOf([entryOf('7', [['XBT', p2pkh]])]), list: 'other' as ListId };
  const found = makeSnapshot([other, editionOf([entryOf('1', both)])]).lookup('bitcoin', segwit);
  assert.deepEqual(
    found.map(({ entry, sameKeyAs }) => [entry.id, sameKeyAs]),
    [
      ['1', null],
      ['7', p2pkh],
    ],
  );
});

test('accounts of the same key are in no edition, no count and no day past', () => {
  const [p2pkh, segwit] = SAME_KEY[0];
  const listed = editionOf([entryOf('1', [['XBT', p2pkh]])]);
  const snapshot = makeSnapshot([listed]);
  assert.equal(snapshot.lookup('bitcoin', segwit).length, 1);
  assert.deepEqual(snapshot.entries(), listed.entries);
  assert.equal(snapshot.asOf(LIST, 'bitcoin', segwit, listed.published).type, 'not-listed');
});

test('any set of keys is found whole, and nothing else is', () => {
  const bytes = fc.uint8Array({ minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 60 }), fc.array(bytes, { maxLength: 20 }), (held, others) => {
      const text = (key: Uint8Array): string => `0x${Buffer.from(key).toString('hex')}`;
      const snapshot = makeSnapshot([
        editionOf(held.map((key, i) => entryOf(String(i), [['ETH', text(key)]]))),
      ]);
      for (const key of held) assert.ok(snapshot.lookup('evm', key).length > 0);
      for (const key of others)
        assert.equal(
          snapshot.lookup('evm', key).length,
          held.filter((each) => text(each) === text(key)).length,
        );
    }),
    { numRuns: 50 },
  );
});

test('a list is warned of after 30 minutes and stale after 6 hours, or as the customer says within 1 to 24', () => {
  const at = 1_700_000_000;
  const state = (age: number, staleAfter?: number): string =>
    makeSnapshot([{ ...edition, verifiedAt: at }], undefined, staleAfter).standings(at + age)[0]!.state;
  assert.equal(state(30 * 60), 'current');
  assert.equal(state(30 * 60 + 1), 'warn');
  assert.equal(state(6 * 3_600), 'warn');
  assert.equal(state(6 * 3_600 + 1), 'stale');
  assert.equal(state(3_601, 3_600), 'stale');
  assert.equal(state(24 * 3_600, 24 * 3_600), 'warn');
  assert.equal(
    codeOf(() => state(0, 24 * 3_600 + 1)),
    'E_CONFIG_VALUE',
  );
  assert.equal(
    codeOf(() => state(0, 3_599)),
    'E_CONFIG_VALUE',
  );
});

test('a list that no publisher verified, or only the future did, is stale', () => {
  const standing = (verifiedAt: number | null, now: number) =>
    makeSnapshot([{ ...edition, verifiedAt }]).standings(now)[0]!;
  assert.equal(standing(null, 1_700_000_000).state, 'stale');
  assert.equal(standing(null, 1_700_000_000).age, null);
  assert.equal(standing(1_700_000_001, 1_700_000_000).state, 'stale');
});

test('two editions of one list are never in force together', () => {
  assert.equal(
    codeOf(() => makeSnapshot([edition, { ...edition, name: 'other' }])),
    'E_LIST_EDITIONS',
  );
});

test('a snapshot cannot be changed by whoever holds it', () => {
  const snapshot = makeSnapshot([edition]);
  const found = snapshot.lookup('evm', ETH);
  assert.throws(() => (found as unknown[]).pop());
  assert.deepEqual(snapshot.lookup('evm', ETH), found);
  assert.throws(() => (snapshot.lookup('evm', `0x${'00'.repeat(20)}`) as unknown[]).push(1));
  assert.throws(() => (snapshot.entries() as unknown[]).pop());
  assert.throws(() => Object.assign(snapshot, { lookup: () => [] }));
});

test('an edition answers for its own day; between and outside editions the answer is unknown, with both neighbours', () => {
  const early = witnessOf(editionOf([entryOf('1', [['ETH', ETH]])], { name: 'a', published: '2022-09-03' }));
  const late = witnessOf(editionOf([entryOf('1', [['XBT', BTC]])], { name: 'b', published: '2023-05-19' }));
  const { asOf } = makeSnapshot([], { witnesses: [late, early], statements: [] });
  assert.equal(asOf(LIST, 'evm', ETH, day('2022-09-03')).type, 'listed');
  assert.equal(asOf(LIST, 'evm', ETH, day('2023-05-19')).type, 'not-listed');
  assert.deepEqual(asOf(LIST, 'evm', ETH, day('2023-01-01')), {
    type: 'unknown',
    why: '2023-01-01 lies between the editions of 2022-09-03 and 2023-05-19',
    before: { edition: 'a', day: '2022-09-03', listed: true },
    after: { edition: 'b', day: '2023-05-19', listed: false },
  });
  const outside = asOf(LIST, 'evm', ETH, day('2024-01-01'));
  assert.ok(outside.type === 'unknown' && outside.before?.edition === 'b' && outside.after === null);
  assert.equal(asOf('other' as ListId, 'evm', ETH, day('2022-09-03')).type, 'unknown');
});

test('a partial edition never says that an address was not listed', () => {
  const partial = editionOf([entryOf('1', [['ETH', ETH]])], { partial: true });
  const { asOf } = makeSnapshot([partial]);
  assert.equal(asOf(LIST, 'evm', ETH, partial.published).type, 'listed');
  assert.equal(asOf(LIST, 'bitcoin', BTC, partial.published).type, 'unknown');
});

test('a dated statement answers for every day up to the last it knows, from the listing of the address', () => {
  const statement: Statement = {
    list: LIST,
    family: 'evm',
    address: ETH,
    listedOn: day('2022-08-08'),
    delistedOn: day('2025-03-21'),
    knownUntil: day('2026-08-20'),
    source: 'OFAC recent actions',
  };
  const { asOf } = makeSnapshot([], { witnesses: [], statements: [statement] });
  const on = (text: string) => asOf(LIST, 'evm', ETH, day(text)).type;
  assert.equal(on('2022-08-07'), 'outside-dates');
  assert.equal(on('2022-08-08'), 'listed');
  assert.equal(on('2025-03-20'), 'listed');
  assert.equal(on('2025-03-21'), 'outside-dates');
  assert.equal(on('2026-08-20'), 'outside-dates');
  assert.equal(on('2026-08-21'), 'unknown');
});

test('an edition that is silent on an address which its publisher dates is neither believed nor denied', () => {
  const statement: Statement = {
    list: LIST,
    family: 'evm',
    address: ETH,
    listedOn: day('2021-09-21'),
    delistedOn: null,
    knownUntil: day('2026-08-20'),
    source: 'dates',
  };
  const silent = witnessOf(editionOf([entryOf('1', [['XBT', BTC]])], { name: 'a', published: '2022-09-03' }));
  const { asOf } = makeSnapshot([], { witnesses: [silent], statements: [statement] });
  const answer = asOf(LIST, 'evm', ETH, day('2022-09-03'));
  assert.ok(answer.type === 'unknown');
  assert.match(answer.why, /does not have it, and it is said to be listed since 2021-09-21/);
  assert.equal(asOf(LIST, 'evm', ETH, day('2022-09-04')).type, 'listed');
});

test('an extract that lacks what is known of its day is cut, and clears nobody; it still says who was listed', () => {
  const addresses = Array.from({ length: 100 }, (_, n) => `0x${(n + 1).toString(16).padStart(40, '0')}`);
  const statements = addresses.map(
    (address): Statement => ({
      list: OFAC_SDN,
      family: 'evm',
      address,
      listedOn: day('2021-09-21'),
      delistedOn: null,
      knownUntil: day('2026-08-20'),
      source: 'dates',
    }),
  );
  const extractOf = (rows: number) =>
    witnessOfExtract(
      [['asset', 'address'], ...addresses.slice(0, rows).map((each) => ['ETH', each])],
      'addresses_2024-09-27.csv',
    );
  const said = (rows: number, address: string) => {
    const { witness, lacks, known } = holdToDates(extractOf(rows), statements);
    assert.deepEqual([lacks, known], [100 - rows, 100]);
    const { asOf } = makeSnapshot([], { witnesses: [witness], statements: [] });
    return asOf(OFAC_SDN, 'evm', address, day('2024-09-27')).type;
  };
  const stranger = `0x${'f'.repeat(40)}`;
  assert.equal(said(98, stranger), 'not-listed');
  assert.equal(said(97, stranger), 'unknown');
  assert.equal(said(97, addresses[0]!), 'listed');
  // Taken as it is, the cut file would clear: so this test can fail.
  const { asOf } = makeSnapshot([], { witnesses: [extractOf(50)], statements: [] });
  assert.equal(asOf(OFAC_SDN, 'evm', addresses[99]!, day('2024-09-27')).type, 'not-listed');
});

test('an extract of a month answers for no single day, and a table without assets for EVM chains only', () => {
  const table = [
    ['address', 'name'],
    [ETH, 'LAZARUS GROUP'],
  ];
  const month = witnessOfExtract(table, 'names_2026-06.csv');
  assert.deepEqual([month.from, month.to, month.wholeFor], ['2026-06-01', '2026-06-30', ['evm']]);
  const of = (witness: typeof month, family: 'evm' | 'bitcoin', address: string, on: string) =>
    makeSnapshot([], { witnesses: [witness], statements: [] }).asOf(OFAC_SDN, family, address, day(on)).type;
  assert.equal(of(month, 'evm', ETH, '2026-06-01'), 'unknown');
  const exact = witnessOfExtract(table, 'names_2026-06-09.csv');
  assert.equal(of(exact, 'evm', ETH, '2026-06-09'), 'listed');
  assert.equal(of(exact, 'evm', `0x${'1'.repeat(40)}`, '2026-06-09'), 'not-listed');
  assert.equal(of(exact, 'bitcoin', BTC, '2026-06-09'), 'unknown');
  assert.equal(
    codeOf(() => witnessOfExtract(table, 'names.csv')),
    'E_LIST_FORMAT',
  );
});

test('an EVM account is found by its digits as by its key, and by no other spelling', () => {
  const table = accountTable(300);
  const some = Array.from({ length: 300 }, (_, i) => `0x${i.toString(16).padStart(4, '0').repeat(10)}`);
  for (const address of some) table.take('evm', address);
  fc.assert(
    fc.property(
      fc.constantFrom(...some),
      fc.nat(39),
      fc.constantFrom(...'0123456789abcdef'),
      (address, at, digit) => {
        // Often the same account, and otherwise one that differs in a single digit: within what is hashed, or beside it.
        const asked = address.slice(0, 2 + at) + digit + address.slice(3 + at);
        assert.equal(table.findEvm(asked), table.find('evm', accountKey('evm', asked)));
        assert.equal(table.findEvm(asked), some.indexOf(asked));
        for (const other of [`${asked}0`, asked.slice(0, -1), `${asked.slice(0, -1)}g`, ''])
          assert.equal(table.findEvm(other), -1, other);
      },
    ),
    { numRuns: 2_000 },
  );
});
