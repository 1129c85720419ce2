/** Bad inputs 52 to 64 of the programme, each with its code; anything at all thrown at the readers. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { downloadList, throughMirror, type Ways } from '../../src/adapters/lists/download.ts';
import { parseList } from '../../src/adapters/lists/parse.ts';
import { readXml } from '../../src/adapters/lists/xml.ts';
import { offer } from '../../src/app/lists/refresh-lists.ts';
import { FORMATS, formatNamed } from '../../src/core/lists/formats.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { bytes, numbers, offered, partsIn, read, unXml } from './vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'ashiato-lists-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = () => partsIn(join(folder, String(++count)));

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AshiatoError) return error.code;
    throw error;
  }
  return 'none';
};
const refusalOf = (parts: ReturnType<typeof fresh>, ...given: Parameters<typeof offered>): string => {
  const outcome = offer(parts, offered(...given));
  return outcome.type === 'refused' || outcome.type === 'queued'
    ? `${outcome.type} ${outcome.why.code}`
    : outcome.type;
};

test('52: a list without an entry is refused, and the edition before stays', () => {
  const parts = fresh();
  assert.equal(refusalOf(parts, { list: unXml(numbers(10)) }), 'activated');
  const before = parts.shelf.state();
  assert.equal(
    refusalOf(parts, { list: '<CONSOLIDATED_LIST dateGenerated="2026-03-01"/>' }),
    'refused E_LIST_EMPTY',
  );
  assert.deepEqual(parts.shelf.state(), before);
});

test('53: a list that shrinks by more than 2 % waits for two people; by 2 % it does not', () => {
  const parts = fresh();
  assert.equal(refusalOf(parts, { list: unXml(numbers(198)) }), 'activated');
  assert.equal(refusalOf(parts, { list: unXml(numbers(193), '2026-03-01') }), 'queued E_LIST_SHRINK');
  assert.equal(parts.shelf.state().current[0]?.published, '2026-02-27');
  assert.equal(refusalOf(parts, { list: unXml(numbers(194), '2026-03-02') }), 'activated');
});

test('54: a list that is cut anywhere is refused whole', () => {
  const whole = unXml(numbers(20));
  const root = whole.indexOf('<CONSOLIDATED_LIST');
  for (let at = root + 20; at < whole.length - 1; at += 37)
    assert.equal(
      codeOf(() => readXml(bytes(whole.slice(0, at)), 'un')),
      'E_XML_EOF',
      `cut at ${at}`,
    );
});

test('55: a document type or an entity is refused at once', () => {
  const laughs = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>`;
  const external = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&e;</CONSOLIDATED_LIST>`;
  for (const text of [laughs, external, '<CONSOLIDATED_LIST>&e;</CONSOLIDATED_LIST>'])
    assert.equal(
      codeOf(() => read('un-xml', { list: text })),
      'E_XML_DTD',
    );
});

test('56: elements are nested 64 deep at most, and a million of them are refused in no time', () => {
  const nested = (depth: number): string => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;
  assert.equal(
    codeOf(() => readXml(bytes(nested(64)), 'un')),
    'none',
  );
  assert.equal(
    codeOf(() => readXml(bytes(nested(65)), 'un')),
    'E_XML_DEPTH',
  );
  const before = process.cpuUsage();
  assert.equal(
    codeOf(() => readXml(bytes('<a xmlns:x="y">'.repeat(1_000_000)), 'un')),
    'E_XML_DEPTH',
  );
  assert.ok(process.cpuUsage(before).user < 3_000_000, 'seconds of one core');
});

test('58: a digest that is not the one announced is refused', () => {
  assert.equal(
    refusalOf(fresh(), { list: unXml(numbers(5)) }, { expected: '00'.repeat(32) }),
    'refused E_LIST_DIGEST',
  );
});

test('59: an older edition is never taken back', () => {
  const parts = fresh();
  assert.equal(refusalOf(parts, { list: unXml(numbers(5), '2026-02-27') }), 'activated');
  assert.equal(refusalOf(parts, { list: unXml(numbers(6), '2026-02-26') }), 'refused E_LIST_ROLLBACK');
});

test('59: bytes that were superseded are not taken back in silence, even where the file has no day', () => {
  const parts = fresh();
  const header = 'celex,recordId,programKey,annex,measure,startDate,schema,name,alias,imoNumber\n';
  const row = (id: number): string =>
    `32019R0796,${id},EU-CYB,I.B,Asset freeze,30.7.2020,Organization,Name ${id},,\n`;
  const given = { format: 'eu-cyber-table', published: '2026-01-01' };
  const early = `${header}${row(2)}`;
  assert.equal(refusalOf(parts, { list: early }, given), 'activated');
  assert.equal(refusalOf(parts, { list: `${early}${row(3)}` }, given), 'activated');
  assert.match(refusalOf(parts, { list: early }, given), /^queued/);
  const late = { ...given, published: '2026-02-01' };
  assert.equal(refusalOf(parts, { list: `${early}${row(3)}${row(4)}` }, late), 'activated');
  assert.equal(refusalOf(parts, { list: `${early}${row(3)}` }, late), 'queued E_LIST_SHRINK');
});

test('60: a redirect to a login page, a refusal and an empty answer are no list; the next address is tried', async () => {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/login'))
      response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    else if (path.startsWith('/denied')) response.writeHead(403).end('<html>');
    else if (path.startsWith('/empty')) response.writeHead(200).end();
    else response.writeHead(200).end(unXml(numbers(3)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const limits = { timeoutMs: 2_000, maxBytes: 1_000_000, maxWaitMs: 0 };
  const waysTo = (...paths: string[]): Ways =>
    new Map([['list', paths.map((path, i) => ({ url: base + path, by: i === 0 ? 'publisher' : 'mirror' }))]]);
  const from = (...paths: string[]) => downloadList(formatNamed('un-xml'), waysTo(...paths), limits);
  try {
    for (const path of ['/login', '/denied', '/empty'])
      await assert.rejects(
        from(path),
        (error: AshiatoError) => error.code === 'E_LIST_FETCH' && error.retryable,
      );
    const { files, by, missed } = await from('/login', '/list');
    assert.match(missed ?? '', /E_REDIRECT/);
    assert.equal(files.get('list')?.length, unXml(numbers(3)).length);
    assert.equal(by, 'mirror', 'what the second address says is not the publisher’s word');
    const own = await from('/list', '/login');
    assert.deepEqual([own.by, own.missed], ['publisher', null]);
    await assert.rejects(from(), /no address is known/);
    await assert.rejects(
      downloadList(formatNamed('un-xml'), waysTo('/list'), { ...limits, maxBytes: 10 }),
      (error: AshiatoError) => error.code === 'E_LIST_FETCH' && /E_TOO_LARGE/.test(error.message),
    );
  } finally {
    server.close();
  }
});

test('60: a login page with status 200 is no list either', () => {
  assert.equal(refusalOf(fresh(), { list: '<html><body>Sign in</body></html>' }), 'refused E_LIST_FORMAT');
});

test('61: no archive is opened, so that no path, link, ratio or nesting in one can do anything', () => {
  const archives: readonly (readonly number[])[] = [
    [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00],
    [0x1f, 0x8b, 0x08, 0x00],
    [0x42, 0x5a, 0x68, 0x39],
    [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  ];
  const tar = new Uint8Array(512);
  tar.set(bytes('ustar'), 257);
  for (const archive of [...archives.map((each) => Uint8Array.from(each)), tar])
    for (const { id, files } of FORMATS)
      assert.equal(
        codeOf(() => parseList(formatNamed(id), new Map(files.map(({ role }) => [role, archive])))),
        'E_ARCHIVE',
      );
});

test('63: rows that end otherwise than the first are rows all the same, and nobody on them is lost', () => {
  const header = 'שם מלא,תעודת זהות,דרכון,תאריך לידה,מספר זיהוי הארנק האלקטרוני/ יוזר,מטבע';
  const rows = ['צ.ת 18/26', ...numbers(4).map((_, n) => `,,,,0x${String(n + 1).repeat(40)},ETH`)];
  const endings = ['\r\n', '\n', '\r\n', '\r', '\n', ''];
  const text = [header, ...rows].map((row, n) => `${row}${endings[n]}`).join('');
  const { entries } = parseList(formatNamed('il-nbctf-csv'), new Map([['list', bytes(text)]]));
  assert.deepEqual(
    entries.map(({ addresses }) => addresses[0]?.accounts[0]?.address),
    ['1', '2', '3', '4'].map((digit) => `0x${digit.repeat(40)}`),
  );
});

test('63: UTF-16, NUL, broken quotes and bytes that are no text are named with their row', () => {
  const sdn = '1,"A",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n';
  const refused = (content: Uint8Array): AshiatoError | null => {
    try {
      const empty = new Uint8Array();
      parseList(
        formatNamed('ofac-csv'),
        new Map([
          ['sdn', content],
          ['alt', empty],
          ['add', empty],
          ['comments', empty],
        ]),
      );
    } catch (error) {
      if (error instanceof AshiatoError) return error;
      throw error;
    }
    return null;
  };
  assert.equal(refused(bytes(sdn)), null);
  for (const [content, row] of [
    [new Uint8Array(Buffer.from(sdn, 'utf16le')), 1],
    [bytes(`${sdn}2,"B\u0000"\r\n`), 2],
    [bytes(`${sdn}${sdn}2,"B"C",\r\n`), 3],
    [bytes(`${sdn}2,"B\r\n`), 2],
    [new Uint8Array([...bytes(sdn), 0x32, 0x2c, 0xc3, 0x28, 0x0a]), 2],
  ] as const) {
    const error = refused(content);
    assert.equal(error?.code, 'E_ENCODING');
    assert.match(error.where ?? '', new RegExp(`row ${row}$`), String(row));
  }
});

test('a mirror is asked for the same files, and by its own address only', () => {
  assert.deepEqual(
    throughMirror(
      new Map([
        [
          'list',
          [
            { url: 'https://scsanctions.un.org/resources/xml/en/consolidated.xml', by: 'publisher' },
            { url: 'https://b.example/x', by: 'mirror' },
          ],
        ],
      ]),
      'https://mirror.example/lists/',
    ),
    new Map([['list', [{ url: 'https://mirror.example/lists/consolidated.xml', by: 'mirror' }]]]),
  );
});

test('whatever is thrown at the readers, they read it or refuse it by name, and nothing of it enters half', () => {
  const seeds = [
    unXml(numbers(2)),
    '1,"A",-0-\r\n',
    'celex,recordId\n',
    'Report Date: 1-Jan-2026\nUnique ID,Name 6\n',
    '指定日：2023年12月15日\n1 有限会社タコ\n',
  ];
  const mangled = fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      fc.nat(),
    )
    .map(([text, changes, end]) => {
      const content = bytes(text);
      for (const [at, value] of changes) content[at % content.length] = value;
      return content.slice(0, (end % content.length) + 1);
    });
  fc.assert(
    fc.property(
      fc.constantFrom(...FORMATS),
      fc.oneof(mangled, fc.uint8Array({ maxLength: 400 })),
      (format, content) => {
        try {
          const { entries } = parseList(format, new Map(format.files.map(({ role }) => [role, content])));
          for (const entry of entries) assert.ok(entry.id !== '' && (entry.names[0]?.name ?? '') !== '');
        } catch (error) {
          if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
        }
      },
    ),
    { numRuns: process.env.CI === 'true' ? 20_000 : 1_500 },
  );
});
