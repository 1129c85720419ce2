/** Files as they come: pages, PDFs, encodings, and what is refused before it costs anything. */
import assert from 'node:assert/strict';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance as perf } from 'node:perf_hooks';
import { after, test } from 'node:test';
import { DOCUMENT_LIMITS, openFile, readDocument } from '../../src/adapters/intel/document.ts';
import { fetchDocument } from '../../src/adapters/intel/fetch.ts';
import type { IntelDesk } from '../../src/app/knowledge/take-in.ts';
import { composeIntel } from '../../src/compose/intel.ts';
import { composeLibraryDesk } from '../../src/compose/library.ts';
import { readConfig } from '../../src/config.ts';
import { AshiatoError, type ErrorCode } from '../../src/core/model/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'ashiato-intel-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const deskAt = (dataFolder: string): IntelDesk => composeIntel(readConfig({}, { dataFolder }));
const NOW = '2026-11-20T00:00:00.000Z';

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const read = (path: string, ...more: Tail<Parameters<typeof readDocument>>) =>
  Promise.resolve(path).then((each) => readDocument(openFile(each), ...more));
type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

const refusal =
  (code: ErrorCode, what = /./) =>
  (error: unknown) => {
    assert.ok(error instanceof AshiatoError);
    assert.equal(error.code, code);
    assert.match(`${error.message} ${error.limit ?? ''}`, what);
    assert.ok(error.next);
    return true;
  };

/** A PDF of one page, whose text is one line of Latin letters; without a line a page of nothing. */
function pdfOf(line: string): string {
  const content = line === '' ? '' : `BT /F1 12 Tf 50 700 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((body, i) => {
    const at = pdf.length;
    pdf += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return `${pdf}xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`;
}

const STORY =
  '取引所バイビットから2月21日、約14億6000万ドル相当のイーサリアムが盗まれた。盗まれたのは40万1347ETHとされる。'.repeat(
    3,
  );
const PAGE = `<!doctype html><html><head><title>流出</title><meta property="article:published_time" content="2025-02-22T09:00:00+09:00"><script>throw 1</script></head><body><nav>ランキング 総額250兆円</nav><article><h1>流出</h1><p>${STORY}</p><p>${STORY.slice(20)}</p></article></body></html>`;

test('a page becomes its story, its title and its day, without menus and scripts', async () => {
  const { kind, title, text, published } = await read(write('page.html', PAGE));
  assert.deepEqual([kind, title, published], ['html', '流出', '2025-02-22']);
  assert.match(text, /40万1347ETH/);
  assert.doesNotMatch(text, /250兆円|throw/);
});

test('a PDF becomes its text; one without text, or cut short, is refused', async () => {
  const { kind, text } = await read(write('a.pdf', pdfOf('Bybit lost 401,347 ETH.')));
  assert.deepEqual([kind, text], ['pdf', 'Bybit lost 401,347 ETH.']);
  await assert.rejects(read(write('empty.pdf', pdfOf(''))), refusal('E_INTEL_EMPTY'));
  await assert.rejects(read(write('cut.pdf', '%PDF-1.4\n1 0 obj')), refusal('E_INTEL_FORMAT', /malformed/));
});

test('200 MB of HTML are refused by their size, before a byte is read', async () => {
  const path = join(folder, 'large.html');
  const file = openSync(path, 'w');
  ftruncateSync(file, 200_000_000);
  closeSync(file);
  const start = performance.now();
  await assert.rejects(read(path), refusal('E_INTEL_LIMIT', /200000000 bytes.*20000000/));
  assert.ok(performance.now() - start < 500);
});

test('deep nesting, too much text and too much time are refused by name', async () => {
  const deep = write('deep.html', `<!doctype html><body>${'<div>'.repeat(60_000)}x`);
  await assert.rejects(read(deep), refusal('E_INTEL_LIMIT'));
  const long = write('long.txt', 'a '.repeat(DOCUMENT_LIMITS.maxCharacters));
  await assert.rejects(read(long), refusal('E_INTEL_LIMIT', /characters/));
  await assert.rejects(
    read(write('slow.html', PAGE), null, { ...DOCUMENT_LIMITS, timeoutMs: 1 }),
    refusal('E_INTEL_LIMIT', /0\.001 seconds/),
  );
});

test('encodings are read as they are declared or told, and never guessed', async () => {
  // 「流出」 in Shift_JIS.
  const bytes = new Uint8Array([0x97, 0xac, 0x8f, 0x6f]);
  const plain = write('sjis.txt', bytes);
  await assert.rejects(read(plain), refusal('E_ENCODING', /utf-8/));
  assert.equal((await read(plain, 'shift_jis')).text, '流出');
  await assert.rejects(read(plain, 'klingon'), refusal('E_ENCODING', /klingon/));
  const head = Buffer.from('<html><meta charset="shift_jis"><body><p>', 'latin1');
  assert.equal((await read(write('sjis.html', Buffer.concat([head, bytes])))).text, '流出');
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('유출', 'utf16le')]);
  assert.equal((await read(write('wide.txt', wide))).text, '유출');
});

test('what is no article is refused', async () => {
  await assert.rejects(read(join(folder, 'absent.txt')), refusal('E_INTEL_FORMAT'));
  await assert.rejects(read(write('empty.txt', '')), refusal('E_INTEL_EMPTY'));
  await assert.rejects(read(write('blank.txt', ' \n—\n')), refusal('E_INTEL_EMPTY'));
  await assert.rejects(read(write('zip.txt', 'PK\x03\x04\0\0')), refusal('E_INTEL_FORMAT'));
});

test('nothing enters without a person: claims are open until each is decided, once', async () => {
  const data = join(folder, 'data');
  const told = { published: null, encoding: null, at: NOW };
  const desk = deskAt(data);
  const takeIn = (path: string) => desk.takeIn(openFile(path), told);
  const { entry, isNew } = await takeIn(write('one.html', PAGE));
  assert.ok(isNew);
  assert.equal((await takeIn(write('again.html', PAGE))).isNew, false);
  assert.deepEqual(
    entry.matches.map(({ incident }) => incident),
    ['bybit-2025'],
  );
  const text = readFileSync(join(data, 'intel', `${entry.id}.txt`), 'utf8');
  for (const { span, quote } of entry.claims) assert.equal(text.slice(span.start, span.end), quote);
  for (const i of entry.claims.keys()) assert.equal(desk.intake().decisionOn(entry.id, i + 1), null);
  const decision = { verdict: 'accepted', by: 'A. Person', reason: '', at: NOW } as const;
  const before = readFileSync(join(data, 'intel.jsonl'), 'utf8');
  assert.throws(
    () => desk.decide([`${entry.id}.1`, `${entry.id}.999`], decision),
    refusal('E_INTEL_UNKNOWN'),
  );
  assert.throws(() => desk.decide([`${entry.id}.1`], { ...decision, by: ' ' }), refusal('E_USAGE'));
  assert.equal(readFileSync(join(data, 'intel.jsonl'), 'utf8'), before);
  desk.decide([`${entry.id}.1`], decision);
  assert.throws(
    () => desk.decide([`${entry.id}.1`], { ...decision, verdict: 'rejected' }),
    refusal('E_INTEL_DECIDED', /A\. Person/),
  );
  assert.equal(desk.intake().decisionOn(entry.id, 1)?.verdict, 'accepted');
  assert.equal(desk.intake().decisionOn(entry.id, 2), null);
  assert.ok(readFileSync(join(data, 'intel.jsonl'), 'utf8').startsWith(before));
  const copy = await takeIn(write('copy.txt', `（配信）${STORY}\n${STORY.slice(20)}`));
  assert.deepEqual(
    copy.entry.kin.map(({ id }) => id),
    [entry.id],
  );
});

test('a day of publication that is none, and a journal cut short, are refused', async () => {
  const told = { published: '2025-02-30', encoding: null, at: NOW };
  const desk = deskAt(folder);
  await assert.rejects(desk.takeIn(openFile(write('b.html', PAGE)), told), refusal('E_TIME_RANGE'));
  writeFileSync(join(folder, 'intel.jsonl'), '{"type":"article","id":"00"}\n');
  assert.throws(() => desk.intake(), refusal('E_JOURNAL'));
});

test('what is accepted is proposed to the library once, beside what stands, for another person to review', async () => {
  const data = join(folder, 'proposing');
  const desk = deskAt(data);
  const library = composeLibraryDesk(readConfig({}, { dataFolder: data }));
  const text =
    'On 3 March 2025 Kaspersky attributed the Bybit theft to TraderTraitor. Bybit lost $900 million.';
  const path = write('claims.txt', text);
  const { entry } = await desk.takeIn(openFile(path), { published: '2025-03-04', encoding: null, at: NOW });
  const idOf = (quote: string): string =>
    `${entry.id}.${entry.claims.findIndex((claim) => claim.quote === quote) + 1}`;
  const before = library.entry({ kind: 'incident', id: 'bybit-2025' });
  const decision = { verdict: 'accepted', by: 'M. Sato', reason: '', at: NOW } as const;
  const { proposed } = desk.decide([idOf('$900 million'), idOf('Bybit')], decision);
  assert.deepEqual(
    proposed.map(({ state, proposal: { changes, source, by } }) => [
      state,
      changes,
      source.passage?.quote,
      by,
    ]),
    [['open', [{ field: 'loss', was: null, value: '900000000' }], '$900 million', 'M. Sato']],
  );
  assert.deepEqual(
    library.entry({ kind: 'incident', id: 'bybit-2025' }),
    before,
    'a proposal changes nothing',
  );
  const edit = proposed[0]!.id;
  assert.throws(
    () => library.review({ edit, verdict: 'accepted', by: 'm. sato', reason: '', at: NOW }),
    refusal('E_LIBRARY_REVIEW'),
  );
  library.review({ edit, verdict: 'rejected', by: 'J. Kim', reason: 'a headline', at: NOW });
  const again = desk.decide([idOf('3 March 2025')], { ...decision, verdict: 'rejected' });
  assert.deepEqual(again.proposed, [], 'what was rejected is not proposed again');
});

test('a page is fetched as it stands: no redirect is followed, and what it is is still looked at', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/story?id=1' }).end();
    else if (request.url?.startsWith('/story')) response.end(PAGE);
    else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const document = await fetchDocument(`${url}/story?id=1#end`);
    assert.equal(document.name, `${url}/story?id=1`);
    assert.equal((await readDocument(document)).kind, 'html');
    await assert.rejects(fetchDocument(`${url}/moved`), refusal('E_REDIRECT'));
    await assert.rejects(fetchDocument(`${url}/none`), refusal('E_HTTP', /404/));
    await assert.rejects(fetchDocument('file:///etc/passwd'), refusal('E_INTEL_FORMAT'));
  } finally {
    server.close();
  }
});

test('a long article is read beside the loop, which answers others meanwhile', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ashiato-long-'));
  try {
    const text = Array.from(
      { length: 2_500 },
      (_, i) => `${STORY.slice(0, 60)}${i}番目、2024年5月31日。`,
    ).join('\n');
    const desk = deskAt(home);
    const before = perf.eventLoopUtilization();
    const { entry } = await desk.takeIn(
      { name: 'long.txt', bytes: Buffer.from(text) },
      { published: '2025-02-22', encoding: null, at: NOW },
    );
    const { active, idle } = perf.eventLoopUtilization(before);
    assert.ok(entry.claims.length > 0);
    assert.ok(active < idle, `${Math.round(active)} ms of work, ${Math.round(idle)} ms of waiting`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
