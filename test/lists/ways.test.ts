/** Lists that no plain file at a fixed address brings: behind a page of their publisher, as a PDF, as the annex of a law. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { downloadList, throughMirror, type Ways } from '../../src/adapters/lists/download.ts';
import { linkOn } from '../../src/adapters/lists/index-page.ts';
import { parseList } from '../../src/adapters/lists/parse.ts';
import { readPdf } from '../../src/adapters/lists/pdf.ts';
import { fetchList } from '../../src/app/lists/fetch-lists.ts';
import { composeWays } from '../../src/compose/lists.ts';
import { readConfig } from '../../src/config.ts';
import { formatNamed } from '../../src/core/lists/formats.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { bytes, mofTable, partsIn, pdfOf, read } from './vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'ashiato-ways-'));
after(() => rmSync(folder, { recursive: true }));

const METI = [
  '指定日：2023年12月15日',
  '最終更新日：2026年10月2日',
  '1 クバンテク有限会社(別称、クバンテク)',
  'Kvantek Limited, a.k.a., the following alias:',
  '—Kvantek',
  '所在地：Unit 704, Sheung Wan, Hong Kong, China.',
];

test('a PDF is read as its lines, also where its font says radicals for letters', () => {
  const readNotice = (pdf: Uint8Array) => parseList(formatNamed('jp-meti-pdf'), new Map([['list', pdf]]));
  const { entries, published } = readNotice(pdfOf(METI));
  assert.deepEqual([entries.length, published], [1, '2026-10-02']);
  assert.deepEqual(
    entries[0]?.names.map((each) => each.name),
    ['クバンテク有限会社', 'クバンテク', 'Kvantek Limited', 'Kvantek'],
  );
  // U+2F47 and U+2F49 stand for 日 and 月.
  const drawn = (text: string) => text.replaceAll('日', '\u2F47').replaceAll('月', '\u2F49');
  assert.deepEqual(readNotice(pdfOf(METI, drawn)), { entries, published, doubts: [] });
});

test('a PDF of pictures, one that is cut or malformed, and one that takes too much are refused', () => {
  const whole = pdfOf(METI);
  const refused = (pdf: Uint8Array, more = {}): string => {
    const limits = { maxBytes: 100_000, maxPages: 10, maxMemoryMb: 256, timeoutMs: 20_000, ...more };
    try {
      return readPdf(pdf, 'notice', limits) && 'read';
    } catch (error) {
      if (error instanceof AshiatoError && error.next !== undefined) return `${error.code} ${error.message}`;
      throw error;
    }
  };
  assert.equal(refused(whole), 'read');
  assert.match(refused(pdfOf([])), /^E_LIST_FORMAT .*only pictures/);
  for (const end of [300, whole.length - 10])
    assert.match(refused(whole.slice(0, end)), /^E_LIST_FORMAT .*cut off/);
  assert.match(refused(bytes('%PDF-1.4 and nothing more %%EOF')), /^E_LIST_FORMAT .*malformed/);
  assert.match(refused(bytes('<html>no PDF</html>')), /^E_LIST_FORMAT .*no PDF/);
  assert.match(refused(whole, { maxBytes: 500 }), /^E_TOO_LARGE/);
  assert.match(refused(whole, { maxPages: 0 }), /^E_TOO_LARGE .*1 pages/);
  assert.match(refused(whole, { timeoutMs: 1 }), /^E_TOO_LARGE .*takes more/);
});

const PAGE = new URL('https://www.mof.go.jp/sanctions/list.html');
const LINK = { pattern: /\/shisantouketsu(?<day>\d{8})\.csv$/, hosts: ['www.mof.go.jp'] };

test('a page leads to a list by one link to a host of its publisher; none, several or another host are refused', () => {
  const found = (html: string) => {
    const { url, day } = linkOn(html, PAGE, LINK);
    return `${url.href} ${day}`;
  };
  const file = (day: string) => `<a class="pdf" href="./shisantouketsu${day}.csv">CSV</a>`;
  const at = 'https://www.mof.go.jp/sanctions/shisantouketsu20261002.csv 2026-10-02';
  assert.equal(found(`<p>${file('20261002')}<a href='shisantouketsu20261002.xlsx'>`), at);
  // The same file twice is one file; what is commented out is not on the page.
  assert.equal(
    found(
      `${file('20261002')}<!-- ${file('20260910')} --><A HREF = "/sanctions/shisantouketsu20261002.csv#top">`,
    ),
    at,
  );
  assert.equal(linkOn(file('20261399'), PAGE, LINK).day, null);
  for (const [html, says] of [
    ['<html>Moved to a new site</html>', /no link/],
    [`<!-- ${file('20261002')}`, /no link/],
    [`${file('20261002')}${file('20260910')}`, /2 links.*20261002/],
    [file('20261002').replace('./', 'https://evil.example/'), /evil\.example.*not known/],
    [file('20261002').replace('./', 'https://www.mof.go.jp.evil.example/'), /not known/],
    [file('20261002').replace('./', 'https://www.mof.go.jp:8443/'), /not known/],
    [file('20261002').replace('./', 'http://www.mof.go.jp/'), /http:.*not known/],
    [file('20261002').replace('./', 'file:///etc/'), /not known/],
  ] as const)
    assert.throws(
      () => found(html),
      (error: AshiatoError) => {
        assert.equal(error.code, 'E_LIST_LINK', html);
        assert.match(error.message, says);
        return /--from/.test(error.next ?? '');
      },
    );
  const before = process.cpuUsage();
  for (const part of ['<!--', ' href="', " href='x", ' href ', '<a href="x.csv"'])
    assert.throws(() => found(part.repeat(100_000)), /no link/);
  assert.ok(process.cpuUsage(before).user < 5_000_000, 'seconds of one core');
});

test('the links of the facts are those that the publishers write, and no others', () => {
  const links = composeWays(readConfig({ ASHIATO_HOME: folder }, {})).flatMap(({ format, ways }) =>
    [...ways.values()].flat().flatMap(({ url, link }) => (link === undefined ? [] : [{ format, url, link }])),
  );
  const goes = (id: string, written: string): boolean => {
    const { url, link } = links.find(({ format }) => format.id === id)!;
    try {
      return linkOn(`<a href="${written}">`, new URL(url), link).url.protocol === 'https:';
    } catch {
      return false;
    }
  };
  assert.deepEqual(
    links.map(({ format }) => format.id),
    ['uk-csv', 'jp-mof-csv', 'jp-meti-pdf'],
  );
  assert.ok(goes('uk-csv', 'https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv'));
  assert.ok(!goes('uk-csv', 'https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml'));
  assert.ok(goes('jp-mof-csv', './shisantouketsu20261002.csv'));
  assert.ok(!goes('jp-mof-csv', './shisantouketsu20261002.xlsx'));
  assert.ok(goes('jp-meti-pdf', './list_daisangoku_tokutei.pdf'));
  assert.ok(goes('jp-meti-pdf', 'download/250912_list_daisangoku_tokutei.pdf'));
  assert.ok(!goes('jp-meti-pdf', './list_russia_tokutei.pdf'));
});

test('a list behind a page of its publisher passes the same gate: unverified, rolled back, shrunk', async () => {
  let [page, rows, down] = ['', 0, false];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (down && path.endsWith('.csv')) response.writeHead(503).end();
    else if (path === '/sanctions/list.html') response.end(page);
    else if (page.includes(path.split('/').at(-1) ?? '?')) response.end(mofTable(rows));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const way = { url: `http://${host}/sanctions/list.html`, link: { ...LINK, hosts: [host] } };
  const ways: Ways = new Map([['list', [{ ...way, by: 'publisher' }]]]);
  const parts = partsIn(folder);
  const said = { published: null, expected: null, acceptUnverified: true };
  const format = formatNamed('jp-mof-csv');
  const fetched = async (day: string, count: number, more: Partial<typeof said> = {}): Promise<string> => {
    [page, rows] = [day === '' ? '<html>' : `<a href="./shisantouketsu${day}.csv">CSV</a>`, count];
    const outcome = await fetchList(format, {
      parts: () => parts,
      download: () => downloadList(format, ways),
      said: { ...said, ...more },
    });
    assert.equal(parts.shelf.attempts()[0]?.failure?.code, 'why' in outcome ? outcome.why.code : undefined);
    return 'why' in outcome ? `${outcome.type} ${outcome.why.code}` : outcome.type;
  };
  try {
    assert.equal(await fetched('20261002', 100, { acceptUnverified: false }), 'refused E_LIST_UNVERIFIED');
    assert.equal(await fetched('20261002', 100), 'activated');
    const [kept] = parts.shelf.state().current;
    assert.deepEqual(
      [kept?.published, kept?.origin, kept?.verifiedAt],
      ['2026-10-02', 'publisher', parts.now],
    );
    assert.equal(await fetched('20260910', 101), 'refused E_LIST_ROLLBACK');
    assert.equal(await fetched('20261009', 90), 'queued E_LIST_SHRINK');
    assert.equal(await fetched('', 100), 'refused E_LIST_LINK');
    down = true;
    assert.equal(await fetched('20261009', 101), 'refused E_LIST_FETCH');
    down = false;
    assert.deepEqual(parts.shelf.state().current, [kept]);
    // A page that fails is one way of several: what stands at a fixed address is asked as well.
    page = '<html>';
    await assert.rejects(
      downloadList(
        format,
        new Map([['list', [...ways.get('list')!, { url: `http://${host}/none`, by: 'mirror' }]]]),
      ),
      (error: AshiatoError) => error.code === 'E_LIST_FETCH' && /E_LIST_LINK.*404/.test(error.message),
    );
    assert.deepEqual([...throughMirror(ways, 'https://mirror.example')], [['list', []]]);
  } finally {
    server.close();
  }
});

test('Korea’s regulation: entries are counted, named in two scripts, and known by name when numbers move', () => {
  const regulation = (annex: string, day = '20260122') =>
    `<?xml version="1.0" encoding="UTF-8"?><AdmRulService><행정규칙기본정보><발령일자>${day}</발령일자></행정규칙기본정보><별표><별표단위><별표내용><![CDATA[${annex}]]></별표내용></별표단위></별표></AdmRulService>`;
  const shown = (annex: string) => {
    const { entries, published } = read('kr-fsc-xml', { list: regulation(annex) });
    const said = entries.map(({ id, kind, listedOn, births, names }) =>
      [id, kind, listedOn ?? '', ...births, ...names.map((each) => each.name)].join(' | '),
    );
    return { said, published };
  };
  const qaida = 'AL QAIDA (a.k.a. AL QAEDA; a.k.a. "THE BASE") [E.O.13224].';
  const rest = `JANJALANI, Khadafi (a.k.a. ABU MUKTAR); DOB 03 Mar
  1975; POB Isabela; (individual) [E.O.13224].3. RI, Myong Hun(리명훈) (a.k.a. LI, Myong Hun); DOB 14 Mar 1969; Gender Male (2022. 12. 2. 지정).
  4. (류경철), China; Vice Representative (2023. 2. 10. 지정). 5. ILSIM TRADING CO., LTD., 12 Any Street, Pyongyang (2025. 12. 1. 지정)
  6. AL QAIDA [E.O.1].\n◇ 참고 1. 이하`;
  assert.deepEqual(shown(`별첨 금융거래등제한대상자 (6명)\n 1. ${qaida}\n 2. ${rest}`), {
    said: [
      'AL QAIDA | organisation |  | AL QAIDA | AL QAEDA | THE BASE',
      'JANJALANI, Khadafi | person |  | 03 Mar 1975 | JANJALANI, Khadafi | ABU MUKTAR',
      'RI, Myong Hun | person | 2022-12-02 | 14 Mar 1969 | RI, Myong Hun | 리명훈 | LI, Myong Hun',
      '류경철 | person | 2023-02-10 | 류경철',
      'ILSIM TRADING CO., LTD. | organisation | 2025-12-01 | ILSIM TRADING CO., LTD.',
      'AL QAIDA#2 | organisation |  | AL QAIDA',
    ],
    published: '2026-01-22',
  });
  for (const [annex, code] of [
    [`(3명) 1. ${qaida} 2. RI, Chol; DOB 1969.`, 'E_LIST_PARTIAL'],
    [`1. ${qaida}`, 'E_LIST_FORMAT'],
  ] as const)
    assert.throws(() => shown(annex), { code });
  // What the database answers to a code that it does not know.
  assert.throws(
    () => read('kr-fsc-xml', { list: '<Response><result>사용자 정보 검증에 실패</result></Response>' }),
    {
      code: 'E_LIST_FORMAT',
    },
  );
});
