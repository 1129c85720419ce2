/** The library: every statement has its source, every script finds it, and no edit stands without a second person. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { withEdits } from '../../src/adapters/facts/edited.ts';
import { incidentsOf, readIncidentsTable } from '../../src/adapters/facts/incidents.ts';
import { loadEntries, loadMitreNames } from '../../src/adapters/facts/library.ts';
import { keyFile } from '../../src/adapters/keys/key-file.ts';
import { libraryJournal } from '../../src/adapters/library/journal.ts';
import { openLibraryDesk } from '../../src/app/knowledge/edit-library.ts';
import { entryToJson, searchToJson } from '../../src/app/knowledge/library-json.ts';
import { addKey, openKeyRing } from '../../src/app/screening/api-keys.ts';
import { composeLibrary } from '../../src/compose/base.ts';
import { composeLibraryDesk, openIncidentsTable } from '../../src/compose/library.ts';
import { readConfig } from '../../src/config.ts';
import { entrySchema, searchSchema } from '../../src/contract/library.ts';
import type { ArticleEntry } from '../../src/core/intel/intake.ts';
import { contradictionsIn, overlay, type Proposal } from '../../src/core/library/edit.ts';
import { KINDS, leadOf, refText, statementsOf } from '../../src/core/library/entry.ts';
import { FIELDS } from '../../src/core/library/fields.ts';
import { proposalFrom } from '../../src/core/library/from-claim.ts';
import { indexLibrary, searchLibrary } from '../../src/core/library/search.ts';
import { AshiatoError, type ErrorCode } from '../../src/core/model/errors.ts';
import { DETECTORS } from '../../src/core/patterns/detectors.ts';
import { openCallers } from '../../src/server/callers.ts';
import { libraryRoutes } from '../../src/server/library.ts';
import { buildServer } from '../../src/server/server.ts';
import { ashiato, cleanEnv } from '../cli/run.ts';

const FACTS = join(import.meta.dirname, '..', '..', 'facts');
const shipped = loadEntries(FACTS);
const table = readIncidentsTable(FACTS);
const mitre = loadMitreNames(FACTS);
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const AT = '2026-11-22T10:00:00.000Z';
const BYBIT = { kind: 'incident', id: 'bybit-2025' } as const;

function newDesk({ singleOperator = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-library-'));
  folders.push(folder);
  return {
    folder,
    desk: openLibraryDesk({ shipped: () => shipped, journal: libraryJournal(folder), singleOperator }),
  };
}

const proposal = (changes: Proposal['changes'], more: Partial<Proposal> = {}): Proposal => ({
  entry: BYBIT,
  creates: false,
  changes,
  source: { says: 'Example Times, 2026-11-01', seen: null, passage: null },
  confidence: 'medium',
  by: 'Aiko',
  reason: '',
  ...more,
});

const refused = (code: ErrorCode, says: RegExp, act: () => unknown): void =>
  assert.throws(act, (error) => {
    assert.ok(error instanceof AshiatoError);
    assert.equal(error.code, code);
    assert.match(`${error.message} ${error.next}`, says);
    return true;
  });

describe('what ships', () => {
  test('every statement of every entry has a source and a confidence', () => {
    assert.deepEqual(
      KINDS.map((kind) => shipped.filter((entry) => entry.kind === kind).length),
      [181, 57, 52, 36],
    );
    for (const entry of shipped)
      for (const { name, statements } of entry.fields)
        for (const { sources, value } of statements) {
          assert.ok(value.trim() !== '', `${refText(entry)} ${name}`);
          assert.ok(
            sources.length > 0 && sources.every(({ says }) => says.length > 3),
            `${refText(entry)} ${name}`,
          );
        }
  });

  test('actors, techniques and responses have a name in three scripts, ids have names, detectors exist', () => {
    for (const entry of shipped.filter(({ kind }) => kind !== 'incident')) {
      assert.match(
        leadOf(entry, 'name.ja') ?? '',
        /[\p{Script=Han}\p{Script=Katakana}]|THORChain/u,
        entry.id,
      );
      assert.match(leadOf(entry, 'name.ko') ?? '', /\p{Script=Hangul}/u, entry.id);
      for (const field of ['mitre', 'mitreGroup'])
        for (const { value } of statementsOf(entry, field)) assert.ok(mitre[value] !== undefined, value);
      for (const { value } of statementsOf(entry, 'detector'))
        assert.ok(
          DETECTORS.some(({ id }) => id === value),
          value,
        );
    }
  });

  test('figures of responses are those of fates.json, and where sources differ both stand', () => {
    const dmm = shipped.find(({ id }) => id === 'dmm-2024-tether')!;
    assert.deepEqual(
      statementsOf(dmm, 'figure').map(({ value }) => value),
      ['frozen · USD 14000000 · 2024-07'],
    );
    const bybit = shipped.find(({ id }) => id === 'bybit-2025')!;
    assert.deepEqual(contradictionsIn(bybit), ['loss']);
  });

  test('an entry and a search fit the contract', () => {
    const { desk } = newDesk();
    const told = entrySchema.parse(entryToJson(desk.entry(BYBIT), desk.entries(), mitre));
    assert.deepEqual(told.titles, { en: 'Bybit', ja: 'バイビット', ko: '바이비트' });
    const group = entryToJson(desk.entry({ kind: 'actor', id: 'lazarus' }), desk.entries(), mitre);
    assert.equal(
      group.fields.find(({ name }) => name === 'mitreGroup')?.statements[0]?.label?.en,
      'Lazarus Group',
    );
    assert.equal(searchSchema.parse(searchToJson(desk, 'Lazarus', 'actor', 2)).hits.length, 2);
  });
});

describe('search', () => {
  const index = indexLibrary(shipped);
  const find = (words: string): string[] =>
    searchLibrary(index, words, null).map(({ entry, by }) => `${refText(entry)} ${by}`);

  test('every script leads to the same actor first, and on to what an English row attributes to it', () => {
    for (const words of ['라자루스', 'ラザルス', 'Lazarus', 'ＬＡＺＡＲＵＳ', 'lazarus group']) {
      const hits = find(words);
      assert.equal(hits[0], 'actor/lazarus name', words);
      assert.ok(hits.includes('incident/upbit-2019 field'), words);
    }
    for (const words of ['TraderTraitor', 'トレイダートレイター', '트레이더트레이터', 'Jade Sleet'])
      assert.equal(find(words)[0], 'actor/tradertraitor name', words);
    for (const words of ['バイビット', '바이비트'])
      assert.equal(find(words)[0], 'incident/bybit-2025 name', words);
    assert.equal(find('G0094')[0], 'actor/kimsuky field');
  });

  test('all words must occur, a name that only sounds alike comes last, and nonsense finds nothing', () => {
    assert.equal(find('tether dmm 凍結')[0], 'response/dmm-2024-tether name');
    const of2025 = find('라자루스 2025');
    assert.ok(of2025.includes('incident/bybit-2025 field'));
    assert.ok(!of2025.includes('incident/bitcurex-2016 field'), 'a remark among aliases is no name');
    assert.deepEqual(find('Lazarous'), ['actor/lazarus sound']);
    assert.deepEqual(find('qqqqzzzz'), []);
    assert.deepEqual(find('???'), []);
    assert.equal(find('').length, shipped.length);
  });
});

describe('edits', () => {
  test('proposed, reviewed by another, applied, taken back in one step, and never forgotten', () => {
    const { desk, folder } = newDesk();
    const edit = desk.propose(proposal([{ field: 'country', was: 'AE', value: 'SG' }]), AT);
    assert.deepEqual([edit.id, edit.state], ['e1', 'open']);
    assert.equal(leadOf(desk.entry(BYBIT), 'country'), 'AE');
    const deed = { edit: 'e1', by: 'Boris', reason: 'read it', at: AT };
    assert.equal(desk.review({ ...deed, verdict: 'accepted' }).state, 'accepted');
    const [standing] = statementsOf(desk.entry(BYBIT), 'country');
    assert.deepEqual(
      [standing?.value, standing?.edit, standing?.sources[0]?.says, standing?.confidence],
      ['SG', 'e1', 'Example Times, 2026-11-01', 'medium'],
    );
    refused('E_LIBRARY_REVIEW', /accepted already/, () => desk.review({ ...deed, verdict: 'rejected' }));
    assert.equal(desk.retract({ ...deed, by: 'Chie' }).state, 'retracted');
    assert.deepEqual(desk.entries(), shipped);
    refused('E_LIBRARY_REVIEW', /retracted already/, () => desk.retract(deed));
    const [known] = desk.historyOf(BYBIT);
    assert.deepEqual(
      known?.events.map(({ type }) => type),
      ['proposed', 'reviewed', 'retracted'],
    );
    assert.equal(readFileSync(join(folder, 'library.jsonl'), 'utf8').trim().split('\n').length, 3);
    // Another process that opens the folder reads the same.
    const again = openLibraryDesk({
      shipped: () => shipped,
      journal: libraryJournal(folder),
      singleOperator: false,
    });
    assert.deepEqual(again.edits(), desk.edits());
  });

  test('nobody reviews alone, however the name is written, unless the installation says it has one operator', () => {
    const { desk } = newDesk();
    desk.propose(proposal([{ field: 'alias', was: null, value: 'Bybit Fintech' }]), AT);
    for (const by of ['Aiko', ' ＡＩＫＯ '])
      refused('E_LIBRARY_REVIEW', /singleOperator/, () =>
        desk.review({ edit: 'e1', verdict: 'accepted', by, reason: '', at: AT }),
      );
    const alone = newDesk({ singleOperator: true }).desk;
    alone.propose(proposal([{ field: 'alias', was: null, value: 'Bybit Fintech' }]), AT);
    const edit = alone.review({ edit: 'e1', verdict: 'accepted', by: 'Aiko', reason: '', at: AT });
    assert.ok(edit.events.some((event) => event.type === 'reviewed' && event.selfReviewed));
  });

  test('a value beside what stands is shown as a contradiction, and an overtaken edit is not accepted blindly', () => {
    const { desk } = newDesk();
    const accept = (edit: string) =>
      desk.review({ edit, verdict: 'accepted', by: 'Boris', reason: '', at: AT });
    desk.propose(proposal([{ field: 'country', was: null, value: 'SG' }]), AT);
    desk.propose(proposal([{ field: 'country', was: 'AE', value: 'HK' }]), AT);
    desk.propose(proposal([{ field: 'country', was: 'AE', value: 'KY' }]), AT);
    accept('e1');
    assert.ok(contradictionsIn(desk.entry(BYBIT)).includes('country'));
    accept('e2');
    refused('E_LIBRARY_FIELD', /"AE" does not stand/, () => accept('e3'));
    desk.propose(proposal([{ field: 'country', was: 'HK', value: 'MT' }]), AT);
    accept('e4');
    desk.retract({ edit: 'e2', by: 'Chie', reason: '', at: AT });
    assert.deepEqual(
      statementsOf(desk.entry(BYBIT), 'country').map(({ value }) => value),
      ['AE', 'SG', 'MT'],
      'what built on a retracted edit stands beside, and nothing is lost',
    );
  });

  test('what could not stand is refused when it is proposed, and leaves no trace', () => {
    const { desk } = newDesk();
    const propose = (changes: Proposal['changes'], more?: Partial<Proposal>) => () =>
      desk.propose(proposal(changes, more), AT);
    const one = (field: string, value: string): Proposal['changes'] => [{ field, was: null, value }];
    const cases: [RegExp, () => unknown][] = [
      [/no field "victm"; did you mean "victim"/, propose(one('victm', 'x'))],
      [/worked out from other entries/, propose(one('actors', 'lazarus'))],
      [/not a day/, propose(one('date', '2025-02-30'))],
      [/not dollars/, propose(one('loss', '-5'))],
      [/not dollars/, propose(one('loss', '1e9'))],
      [/Use one of: official/, propose(one('status', 'certain'))],
      [/no technique "L-NONE"/, propose(one('launderingTechnique', 'L-NONE'))],
      [/control characters/, propose(one('notes', 'a\u202eb'))],
      [/control characters/, propose(one('notes', ' '))],
      [/stands in "country" already/, propose(one('country', 'AE'))],
      [/does not stand in "country"/, propose([{ field: 'country', was: 'XX', value: 'SG' }])],
      [/neither an old nor a new/, propose([{ field: 'country', was: null, value: null }])],
      [/nothing is proposed/, propose([])],
      [/nobody is named/, propose(one('notes', 'x'), { by: ' ' })],
      [/nobody is named/, propose(one('notes', 'x'), { by: 'x'.repeat(81) })],
      [/control characters/, propose(one('notes', 'x'), { reason: 'a\u0000b' })],
      [/no source is named/, propose(one('notes', 'x'), { source: { says: '', seen: null, passage: null } })],
      [/exists already/, propose(one('notes', 'x'), { creates: true })],
      [
        /needs more/,
        propose(one('victim', 'x'), { creates: true, entry: { kind: 'incident', id: 'x-2026' } }),
      ],
    ];
    for (const [says, act] of cases) refused('E_LIBRARY_FIELD', says, act);
    refused(
      'E_LIBRARY_UNKNOWN',
      /no actor "nobody"/,
      propose(one('notes', 'x'), { entry: { kind: 'actor', id: 'nobody' } }),
    );
    refused('E_LIBRARY_UNKNOWN', /no edit "e1"/, () =>
      desk.retract({ edit: 'e1', by: 'Aiko', reason: '', at: AT }),
    );
    assert.deepEqual(desk.edits(), []);
  });

  test('whatever an article is called, what a person accepted of it can be proposed', () => {
    const { desk } = newDesk();
    const span = { start: 0, end: 12 };
    const contradiction = { incident: BYBIT.id, field: 'loss', library: '1', article: '2', span } as const;
    const articleCalled = (title: string): ArticleEntry =>
      ({
        id: '00',
        title,
        file: 'a.html',
        published: null,
        matches: [{ incident: BYBIT.id, grounds: [] }],
        contradictions: [contradiction],
      }) as unknown as ArticleEntry;
    const from = (title: string, value: string): Proposal | null =>
      proposalFrom(
        {
          article: articleCalled(title),
          claim: { span, quote: 'a\nb', says: { kind: 'amount', value, unit: 'USD', bound: 'said' } },
          by: 'Aiko',
          reason: '',
        },
        desk.entries(),
      );
    for (const title of ['a\u202eb\n\u0000c', 'x'.repeat(5000)])
      desk.propose(from(title, '900000000') ?? assert.fail(), AT);
    assert.equal(desk.edits().length, 2);
    assert.equal(from('t', '0.123456'), null, 'what no field can hold is not proposed');
  });

  test('taking every edit back, in any order, gives the shipped entries again', () => {
    const fields = FIELDS.incident.filter(({ is, derived }) => is.type === 'text' && !derived);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            field: fc.constantFrom(...fields.map(({ name }) => name)),
            replace: fc.boolean(),
            value: fc.stringMatching(/^[a-z]{1,6}$/),
          }),
          { maxLength: 8 },
        ),
        fc.infiniteStream(fc.nat()),
        (wishes, order) => {
          const entry = shipped.find(({ id }) => id === 'bybit-2025')!;
          const edits = wishes.map(({ field, replace, value }, i) => ({
            edit: `e${i + 1}`,
            proposal: proposal([{ field, was: replace ? leadOf(entry, field) : null, value }]),
          }));
          const accepted = edits.flatMap(({ edit, proposal: proposed }) => [
            { type: 'proposed', edit, at: AT, proposal: proposed } as const,
            {
              type: 'reviewed',
              edit,
              at: AT,
              verdict: 'accepted',
              by: 'B',
              selfReviewed: false,
              reason: '',
            } as const,
          ]);
          const back = edits
            .map(({ edit }) => ({ key: order.next().value, edit }))
            .sort((a, b) => a.key - b.key)
            .map(({ edit }) => ({ type: 'retracted', edit, at: AT, by: 'C', reason: '' }) as const);
          assert.deepEqual(overlay([entry], [...accepted, ...back]), [entry]);
          const after = overlay([entry], accepted)[0]!;
          for (const { edit, proposal: proposed } of edits)
            assert.ok(
              statementsOf(after, proposed.changes[0]!.field).some((each) => each.edit === edit),
              'an accepted value stands until something takes its place',
            );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what the rest of the product reads', () => {
  test('without edits the table of incidents reads as it ships', () => {
    assert.deepEqual(withEdits(table, shipped), table);
  });

  test('an accepted edit shows in an incident with its source; its addresses, seeds and count stay', () => {
    const { desk } = newDesk();
    const accept = (changes: Proposal['changes'], more: Partial<Proposal> = {}): void => {
      const { id } = desk.propose(proposal(changes, more), AT);
      desk.review({ edit: id, verdict: 'accepted', by: 'Boris', reason: '', at: AT });
    };
    accept([{ field: 'loss', was: '1460000000', value: '1470000000.50' }]);
    accept(
      [
        { field: 'victim', was: null, value: 'Example Exchange' },
        { field: 'date', was: null, value: '2026-10-01' },
        { field: 'status', was: null, value: 'suspected' },
        { field: 'confidence', was: null, value: 'low' },
        { field: 'taken', was: null, value: '12.5 ETH' },
      ],
      { creates: true, entry: { kind: 'incident', id: 'example-2026' } },
    );
    const edited = incidentsOf(withEdits(table, desk.entries()));
    const before = incidentsOf(table).find(({ id }) => id === 'bybit-2025')!;
    const now = edited.find(({ id }) => id === 'bybit-2025')!;
    assert.equal(now.lossUsd, '1470000000.5');
    assert.deepEqual(now.lossUsdRange, ['1430000000', '1500000000']);
    assert.deepEqual(now.addresses, before.addresses);
    assert.equal(now.sources.at(-1)?.publisher, 'Example Times, 2026-11-01');
    assert.match(now.sources.at(-1)?.title ?? '', /edit e1/);
    const added = edited.find(({ id }) => id === 'example-2026')!;
    assert.deepEqual(
      [added.includedInTotal, added.addresses, added.assets],
      [false, [], [{ amount: '12.5', unit: 'ETH' }]],
    );
    assert.equal(edited.length, 182);
    assert.ok(desk.search('example exchange', null).some(({ entry }) => entry.id === 'example-2026'));
  });
});

test('what was accepted shows at once in the incidents that pages and articles are held against, until it is taken back', () => {
  const { folder } = newDesk();
  const config = readConfig({}, { dataFolder: folder });
  const library = composeLibrary(config);
  const country = () => library.incidents.find(({ id }) => id === BYBIT.id)?.country;
  const table = openIncidentsTable(config);
  const desk = composeLibraryDesk(config);
  const first = table();
  assert.equal(country(), 'AE');
  assert.equal(table(), first, 'nothing is read again while nothing was noted');
  desk.propose(proposal([{ field: 'country', was: 'AE', value: 'SG' }]), AT);
  assert.equal(country(), 'AE');
  desk.review({ edit: 'e1', verdict: 'accepted', by: 'Boris', reason: '', at: AT });
  assert.equal(country(), 'SG');
  assert.equal(table().incidents.find(({ id }) => id === BYBIT.id)?.country, 'SG');
  desk.retract({ edit: 'e1', by: 'Boris', reason: '', at: AT });
  assert.equal(country(), 'AE');
});

test('two threads that write at once lose nothing, and the chain stays whole', async () => {
  const { folder } = newDesk();
  const run = (name: string): Promise<number> =>
    new Promise((done, fail) => {
      const worker = new Worker(new URL('./journal-worker.ts', import.meta.url), {
        workerData: { folder, name, count: 12 },
      });
      worker.on('error', fail);
      worker.on('exit', done);
    });
  assert.deepEqual(await Promise.all([run('a'), run('b')]), [0, 0]);
  const events = libraryJournal(folder).read();
  assert.equal(events.length, 24);
  assert.equal(new Set(events.map(({ edit }) => edit)).size, 24);
});

describe('over HTTP and on a terminal', () => {
  const origin = { host: '127.0.0.1:7700', origin: 'http://127.0.0.1:7700' };

  async function newServer(keys: Readonly<Record<string, string>> = {}) {
    const { desk, folder } = newDesk();
    const cabinet = keyFile(folder);
    const asKey = Object.fromEntries(
      Object.entries(keys).map(([name, scope]) => {
        const { text } = addKey(cabinet, { name, tenant: 't', scopes: [scope], perSecond: 10 }, 0);
        return [name, { authorization: `Bearer ${text}` }];
      }),
    );
    const server = await buildServer({
      rooms: [libraryRoutes(desk, mitre, openCallers({ keys: openKeyRing(cabinet), loopback: true }))],
      pages: join(folder, 'no-pages'),
      version: '0',
      minConfidence: 0.5,
      screening: null,
      // Routes of other rooms, which nobody asks here.
      library: null as never,
      desk: null as never,
      explain: null as never,
    });
    const post = (url: string, payload: object, headers: Record<string, string> = origin) =>
      server.inject({ method: 'POST', url: `/api/v1/library${url}`, payload, headers });
    const get = (url: string, headers: Record<string, string> = origin) =>
      server.inject({ method: 'GET', url: `/api/v1/library${url}`, headers });
    return { server, post, get, asKey };
  }

  const body = {
    entry: BYBIT,
    changes: [{ field: 'country', was: 'AE', value: 'SG' }],
    source: 'Example Times',
    confidence: 'low',
    by: 'Aiko',
  };

  test('an edit is proposed, reviewed, read and taken back; a refusal has its status and says what next', async () => {
    const { server, post, get } = await newServer();
    assert.equal(
      (await get('?q=%EB%9D%BC%EC%9E%90%EB%A3%A8%EC%8A%A4&kind=actor')).json().hits[0].id,
      'lazarus',
    );
    assert.equal((await post('/edits', body)).json().id, 'e1');
    assert.equal((await get('/edits')).json().edits.length, 1);
    assert.equal((await post('/edits/e1/review', { verdict: 'accepted', by: 'aiko' })).statusCode, 409);
    assert.equal(
      (await post('/edits/e1/review', { verdict: 'accepted', by: 'Boris' })).json().state,
      'accepted',
    );
    const entry = (await get('/incident/bybit-2025')).json();
    assert.equal(
      entry.fields.find(({ name }: { name: string }) => name === 'country').statements[0].edit,
      'e1',
    );
    assert.equal((await post('/edits/e1/retract', { by: 'Boris' })).json().deeds.length, 2);
    assert.equal((await get('/incident/bybit-2025/history')).json().edits[0].state, 'retracted');
    for (const [path, status] of [
      ['/actor/nobody', 404],
      ['/planet/mars', 422],
    ] as const)
      assert.equal((await get(path)).statusCode, status, path);
    assert.equal((await post('/edits', { ...body, changes: [] })).statusCode, 422);
    await server.close();
  });

  test('another site may not edit, and a key acts under its own name', async () => {
    const strange = { ...origin, origin: 'https://example.org' };
    const alone = await newServer();
    assert.equal((await alone.post('/edits', body, strange)).statusCode, 403);
    assert.equal((await alone.get('/edits', strange)).statusCode, 403);
    await alone.server.close();
    const { server, post, asKey } = await newServer({ gate: 'screen', desk: 'edit', second: 'edit' });
    assert.equal((await post('/edits', body)).statusCode, 401, 'with keys in use nobody is anonymous');
    assert.equal((await post('/edits', body, asKey.gate)).statusCode, 403);
    assert.equal((await post('/edits', body, asKey.desk)).json().by, 'desk');
    const review = { verdict: 'accepted', by: 'somebody else' };
    assert.equal((await post('/edits/e1/review', review, asKey.desk)).statusCode, 409);
    assert.equal((await post('/edits/e1/review', review, asKey.second)).json().state, 'accepted');
    await server.close();
  });

  test('the command finds, proposes and shows what waits', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ashiato-library-'));
    folders.push(folder);
    const run = (...args: string[]) => ashiato(['library', ...args], cleanEnv(folder));
    const made = run(
      ...[
        'propose',
        'actor',
        'konni',
        '--set',
        'alias=Konni Group',
        '--source',
        'Example',
        '--by',
        'Aiko',
        '--json',
      ],
    );
    assert.equal(made.code, 0, made.err);
    assert.deepEqual(JSON.parse(made.out).edits[0].changes, [
      { field: 'alias', was: null, value: 'Konni Group' },
    ]);
    assert.match(run('queue').out, /e1 {2}open {2}actor konni[\s\S]*Next: ashiato library review e1/);
  });
});
