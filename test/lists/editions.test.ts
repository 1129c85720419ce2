/** Editions: what puts one into force, what says that it is current, and what two people must look at. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readBundle, writeBundle } from '../../src/adapters/lists/bundle.ts';
import { loadBundled } from '../../src/adapters/lists/bundled.ts';
import { signWith } from '../../src/adapters/lists/keys.ts';
import { parseBeside } from '../../src/adapters/lists/parse-beside.ts';
import { loadPublishers } from '../../src/adapters/lists/publishers.ts';
import { openShelf } from '../../src/adapters/lists/shelf.ts';
import { readAhead } from '../../src/app/lists/read-ahead.ts';
import {
  approvalText,
  approve,
  compareKept,
  type ListParts,
  listsInForce,
  type Outcome,
  offer,
} from '../../src/app/lists/refresh-lists.ts';
import { compareEditions, judge } from '../../src/core/lists/edition.ts';
import { FORMATS, formatNamed } from '../../src/core/lists/formats.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { KeptEdition } from '../../src/ports/list-shelf.ts';
import { ROOT } from '../cli/run.ts';
import { editionOf, entryOf } from './editions.ts';
import { NOW, numbers, offered, partsIn, unXml } from './vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'ashiato-editions-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const freshFolder = (): string => join(folder, String(++count));

/** Somebody with a key, as the configuration knows them. */
function person(name: string): { readonly name: string; readonly key: string; readonly file: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const file = join(folder, `${name}.pem`);
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { name, key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), file };
}
const [alice, bob, mallory] = ['alice', 'bob', 'mallory'].map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
];

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AshiatoError) return error.code;
    throw error;
  }
  return 'none';
};
const summary = (outcome: Outcome): string =>
  outcome.type === 'queued' || outcome.type === 'refused'
    ? `${outcome.type} ${outcome.why.code}`
    : outcome.type;
const verifiedAt = (parts: ListParts): number | null | undefined =>
  parts.shelf.state().current[0]?.verifiedAt;

/** A list in force, and a smaller one that waits. */
function shrunk(approvers: readonly { name: string; key: string }[]): { parts: ListParts; digest: string } {
  const parts = partsIn(freshFolder(), { approvers });
  offer(parts, offered({ list: unXml(numbers(100)) }));
  const outcome = offer(parts, offered({ list: unXml(numbers(50), '2026-03-01') }));
  assert.equal(summary(outcome), 'queued E_LIST_SHRINK');
  assert.ok(outcome.type === 'queued');
  assert.equal(outcome.difference.removed.length, 50);
  return { parts, digest: outcome.edition.digest };
}
const approval = (by: string, file: string, digest: string) => ({
  by,
  ...signWith(file, approvalText(digest)),
  at: NOW,
});

test('a shrunken list comes into force when two people have signed for just this edition', () => {
  const { parts, digest } = shrunk([alice, bob]);
  assert.equal(
    summary(approve(parts, digest, approval('alice', alice.file, digest))),
    'queued E_LIST_SHRINK',
  );
  assert.equal(parts.shelf.state().current[0]?.published, '2026-02-27');
  assert.equal(summary(approve(parts, digest, approval('bob', bob.file, digest))), 'activated');
  assert.equal(parts.shelf.state().current[0]?.published, '2026-03-01');
  assert.deepEqual(parts.shelf.state().queued, []);
});

test('one person is one approver, under however many names or keys', () => {
  const second = { name: 'alice again', key: alice.key };
  const spare = { ...person('spare'), name: 'alice' };
  const { parts, digest } = shrunk([alice, second, spare]);
  for (const [by, file] of [
    ['alice', alice.file],
    ['alice', alice.file],
    ['alice again', alice.file],
    ['alice', spare.file],
  ] as const)
    assert.equal(summary(approve(parts, digest, approval(by, file, digest))), 'queued E_LIST_SHRINK');
});

test('an approval counts only with a registered key, under its own name, for this edition', () => {
  const { parts, digest } = shrunk([alice, bob]);
  for (const wrong of [
    approval('mallory', mallory.file, digest),
    approval('bob', mallory.file, digest),
    { ...approval('alice', alice.file, digest), by: 'bob' },
    approval('alice', alice.file, '00'.repeat(32)),
  ])
    assert.equal(
      codeOf(() => approve(parts, digest, wrong)),
      'E_LIST_SIGNATURE',
    );
  assert.equal(
    codeOf(() => approve(parts, 'ffffffff', approval('alice', alice.file, digest))),
    'E_LIST_UNKNOWN',
  );
});

test('an install where nobody or one person is registered cannot override', () => {
  for (const approvers of [[], [alice]]) {
    const { parts, digest } = shrunk(approvers);
    try {
      approve(parts, digest, approval('alice', alice.file, digest));
    } catch (error) {
      assert.ok(error instanceof AshiatoError && error.code === 'E_LIST_SIGNATURE');
    }
    assert.equal(parts.shelf.state().current[0]?.published, '2026-02-27');
  }
});

test('approvers who are no longer registered do not count', () => {
  const { parts, digest } = shrunk([alice, bob]);
  approve(parts, digest, approval('alice', alice.file, digest));
  const later = { ...parts, approvers: [bob] };
  assert.equal(summary(approve(later, digest, approval('bob', bob.file, digest))), 'queued E_LIST_SHRINK');
});

test('while an edition waits, the clock of the one in force runs on', () => {
  const { parts } = shrunk([]);
  const { editions } = listsInForce({ ...parts, now: NOW + 7 * 3_600 });
  assert.equal(makeSnapshot(editions).standings(NOW + 7 * 3_600)[0]?.state, 'stale');
});

test('only a publisher’s own answer renews the time of verification', () => {
  const list = unXml(numbers(5));
  const dir = freshFolder();
  const later = NOW + 3_600;
  const at = (now: number) => partsIn(dir, { now });
  offer(at(NOW), offered({ list }));
  assert.equal(verifiedAt(at(NOW)), NOW);
  // A file, a mirror, a start, a copy: each of these was a way to make an old list look new.
  assert.equal(
    summary(offer(at(later), offered({ list }, { origin: 'mirror', verifiedAt: null }))),
    'confirmed',
  );
  listsInForce(at(later));
  openShelf(dir).state();
  assert.equal(verifiedAt(at(later)), NOW);
  // An import carries the original time, and never sets it back.
  offer(at(later), offered({ list }, { origin: 'signed-import', verifiedAt: NOW - 60 }));
  assert.equal(verifiedAt(at(later)), NOW);
  assert.equal(summary(offer(at(later), offered({ list }, { verifiedAt: later }))), 'confirmed');
  assert.equal(verifiedAt(at(later)), later);
});

/** Which ways of taking the same bytes again made them look verified anew. */
function renewals(take: typeof offer): readonly string[] {
  const list = unXml(numbers(5));
  const ways = {
    file: { origin: 'mirror', verifiedAt: null },
    import: { origin: 'signed-import', verifiedAt: NOW - 9 * 3_600 },
  } as const;
  return Object.entries(ways).flatMap(([way, given]) => {
    const dir = freshFolder();
    const old = NOW - 7 * 3_600;
    take(partsIn(dir, { now: old }), offered({ list }, { verifiedAt: old }));
    take(partsIn(dir), offered({ list }, given));
    const [standing] = makeSnapshot(listsInForce(partsIn(dir)).editions).standings(NOW);
    return standing?.state === 'stale' ? [] : [way];
  });
}

test('neither a file nor an import makes an old list look verified; a planted fault that lets them is caught', () => {
  assert.deepEqual(renewals(offer), []);
  const faulty: typeof offer = (parts, given) => offer(parts, { ...given, verifiedAt: parts.now });
  assert.deepEqual(renewals(faulty), ['file', 'import']);
});

test('an element that is new waits for two people, for nobody knows what it would have said', () => {
  const list = unXml(numbers(5)).replace('</REFERENCE_NUMBER>', '</REFERENCE_NUMBER><WALLET>0x1</WALLET>');
  const outcome = offer(partsIn(freshFolder()), offered({ list }));
  assert.equal(summary(outcome), 'queued E_LIST_UNKNOWN_ELEMENT');
  assert.ok(outcome.type === 'queued' && /"WALLET" is new/.test(outcome.why.message));
});

test('a list that the future verified is refused', () => {
  assert.equal(
    summary(offer(partsIn(freshFolder()), offered({ list: unXml([]) }, { verifiedAt: NOW + 1 }))),
    'refused E_CLOCK',
  );
});

test('a signed import carries the files, the day and the publisher’s time; any change to it is refused', () => {
  const parts = partsIn(freshFolder());
  offer(parts, offered({ list: unXml(numbers(5)) }));
  const [edition] = parts.shelf.state().current;
  assert.ok(edition !== undefined);
  const out = freshFolder();
  writeBundle(out, edition, parts.shelf.files(edition), alice.file);
  const bundle = readBundle(out, [alice]);
  assert.deepEqual([bundle.verifiedAt, bundle.published, bundle.digest], [NOW, '2026-02-27', edition.digest]);
  const far = partsIn(freshFolder(), { now: NOW + 1_000 });
  const { format, files, ...rest } = bundle;
  const taken = offer(far, {
    ...offered({}),
    format: formatNamed(format),
    files,
    published: rest.published,
    verifiedAt: rest.verifiedAt,
    expected: rest.digest,
    origin: 'signed-import',
  });
  assert.equal(summary(taken), 'activated');
  assert.equal(verifiedAt(far), NOW);
  assert.equal(
    codeOf(() => readBundle(out, [bob])),
    'E_LIST_SIGNATURE',
  );
  const manifest = join(out, 'manifest.json');
  const honest = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, honest.replace(String(NOW), String(NOW + 900)));
  assert.equal(
    codeOf(() => readBundle(out, [alice])),
    'E_LIST_SIGNATURE',
  );
  writeFileSync(manifest, honest);
  writeFileSync(join(out, 'list'), unXml(numbers(4)));
  assert.equal(
    codeOf(() => readBundle(out, [alice])),
    'E_LIST_DIGEST',
  );
});

test('a reader that never met a real file of its publisher is only used on demand', () => {
  const list = '연번,성명\n1,리제선\n';
  const given = { format: 'kr-fsc-csv', published: '2026-01-01' };
  const parts = partsIn(freshFolder());
  assert.equal(summary(offer(parts, offered({ list }, given))), 'refused E_LIST_UNVERIFIED');
  assert.equal(summary(offer(parts, offered({ list }, { ...given, acceptUnverified: true }))), 'activated');
});

test('a kept file that was changed is noticed, and its list is not in force', () => {
  const dir = freshFolder();
  offer(partsIn(dir), offered({ list: unXml(numbers(5)) }));
  const files = join(dir, 'lists', 'files');
  const [name = ''] = readdirSync(files);
  writeFileSync(join(files, name), gzipSync(unXml(numbers(4))));
  const { editions, problems, missing } = listsInForce(partsIn(dir));
  assert.deepEqual(editions, []);
  assert.equal(problems[0]?.code, 'E_LIST_DIGEST');
  assert.deepEqual(missing, ['un-consolidated']);
});

test('a state that another process changed meanwhile is not overwritten', () => {
  const dir = freshFolder();
  const [one, other] = [openShelf(dir), openShelf(dir)];
  const state = one.state();
  other.save({ ...state, version: 1 });
  assert.equal(
    codeOf(() => one.save({ ...state, version: 1 })),
    'E_STORE_LOCKED',
  );
  assert.equal(existsSync(join(dir, 'lists', 'state.lock')), false);
});

test('what two editions differ in is told entry by entry, and which were superseded is history', () => {
  const parts = partsIn(freshFolder());
  offer(parts, offered({ list: unXml(numbers(100)) }));
  offer(parts, offered({ list: unXml(numbers(101, 101), '2026-03-01') }));
  const { current, earlier } = parts.shelf.state();
  const misnaming = (digest: string): string => {
    try {
      compareKept(parts, digest, current[0]!.digest);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  assert.equal(misnaming('zzzz'), 'no edition has a digest that begins with "zzzz"');
  assert.match(misnaming(earlier[0]!.digest.slice(0, 3)), /is too short to name an edition$/);
  const difference = compareKept(parts, earlier[0]!.digest.slice(0, 8), current[0]!.digest.slice(0, 8));
  assert.deepEqual(
    [difference.added.map((each) => each.id), difference.removed.map((each) => each.id)],
    [['QDi.200', 'QDi.201'], ['QDi.100']],
  );
  assert.deepEqual(
    listsInForce(parts).history.witnesses.map((each) => each.from),
    ['2026-02-27'],
  );
});

const ETH = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const XBT = '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h';

test('an address is lost when no entry has it any more, not when it is spelled or placed otherwise', () => {
  const before = editionOf([entryOf('1', [['ETH', ETH]]), entryOf('2', [['XBT', XBT]]), entryOf('3')]);
  const lost = (...entries: Parameters<typeof editionOf>[0]) =>
    compareEditions(before, editionOf(entries)).lostAddresses.map((each) => each.address);
  assert.deepEqual(lost(entryOf('1', [['ETH', ETH.toLowerCase()]]), entryOf('2', [['XBT', XBT]])), []);
  assert.deepEqual(
    lost(
      entryOf('1'),
      entryOf('2', [
        ['XBT', XBT],
        ['ETH', ETH],
      ]),
    ),
    [],
  );
  assert.deepEqual(lost(entryOf('1'), entryOf('2', [['XBT', XBT]])), [ETH]);
});

test('one lost address is enough to wait for two people', () => {
  const entries = Array.from({ length: 500 }, (_, i) => entryOf(String(i), i === 0 ? [['ETH', ETH]] : []));
  const next = editionOf([entryOf('0'), ...entries.slice(1)]);
  const verdict = judge(editionOf(entries), { next, doubts: [], canaries: [], approved: false });
  assert.ok(verdict.type === 'queue' && verdict.why.code === 'E_LIST_SHRINK');
});

test('the bundled subset answers for the DPRK’s addresses with entity and day, is partial and stale from the first day', () => {
  const { edition, statements } = loadBundled(join(ROOT, 'facts'));
  const snapshot = makeSnapshot([edition], { witnesses: [], statements });
  const [found] = snapshot.lookup('tron', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz');
  assert.equal(found?.entry.names[0]?.name, 'Cheil Credit Bank (First Credit Bank)');
  assert.equal(found.address.listedOn, '2025-11-04');
  assert.equal(found.entry.listedOn, '2017-09-26');
  const [standing] = snapshot.standings(NOW);
  assert.deepEqual([standing?.partial, standing?.state, standing?.verifiedAt], [true, 'stale', null]);
  assert.ok(
    edition.entries
      .flatMap((each) => each.addresses)
      .every((each) => each.accounts.length > 0 || /XRP|LTC/.test(each.code)),
  );
});

test('Tornado Cash was listed from August 2022 until the day before 21 March 2025, and is in no list in force', () => {
  const { edition, statements } = loadBundled(join(ROOT, 'facts'));
  const snapshot = makeSnapshot([edition], { witnesses: [], statements });
  const pool = '0x12d66f87a04a9e220743712ce6d9bb1b5616b8fc';
  assert.deepEqual(snapshot.lookup('evm', pool), []);
  const on = (day: string) => snapshot.asOf(edition.list, 'evm', pool, day as typeof edition.published).type;
  assert.deepEqual(
    ['2022-08-07', '2022-08-08', '2025-03-20', '2025-03-21', '2026-08-20', '2026-08-21'].map(on),
    ['outside-dates', 'listed', 'listed', 'outside-dates', 'outside-dates', 'unknown'],
  );
});

test('of every format it is said where its publisher offers it: by two addresses at least, or why not', () => {
  const publishers = loadPublishers(join(ROOT, 'facts'));
  assert.equal(publishers.length, FORMATS.length);
  for (const { format, files, why } of publishers) {
    const ways = formatNamed(format).files.map(({ role }) => new Set(files[role] ?? []).size);
    assert.ok(ways.every((count) => count >= 2) || (why ?? '').length > 40, format);
  }
});

test('editions read beside the loop, each once, say what they say when they are read at once', async () => {
  const dir = freshFolder();
  const parts = partsIn(dir);
  offer(parts, offered({ list: unXml(numbers(250)) }));
  offer(parts, offered({ list: unXml(numbers(251), '2026-02-28') }));
  const state = parts.shelf.state();
  assert.deepEqual([state.current.length, state.earlier.length], [1, 1]);
  let reads = 0;
  let turns = 0;
  const ahead = { ...partsIn(dir), read: new Map() };
  const readBeside = (edition: KeptEdition) => {
    reads += 1;
    return parseBeside({ dataFolder: dir, edition });
  };
  const others = setInterval(() => {
    turns += 1;
  }, 1);
  await readAhead(ahead, readBeside);
  await readAhead(ahead, readBeside);
  clearInterval(others);
  assert.equal(reads, 2);
  assert.ok(turns > 2, `${turns} turns for others`);
  const parse: typeof parts.parse = () => assert.fail('an edition is read twice');
  assert.deepEqual(listsInForce({ ...ahead, parse }), listsInForce(parts));
  await readAhead(ahead, readBeside);
  assert.equal(reads, 2, 'whom the earlier one names is noted by now');
  // What cannot be read is no reading: whoever needs it finds out why.
  const none = { ...partsIn(dir), read: new Map() };
  await readAhead(none, () => Promise.reject(new Error('unreadable')));
  assert.equal(none.read.size, 0);
});
