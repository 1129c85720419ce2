/** The door of the hiring screen: what is refused, who may ask, what is kept and until when. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { keyFile } from '../../src/adapters/keys/key-file.ts';
import { rowsOfCsv } from '../../src/app/hiring/read-candidates.ts';
import { screenCandidates } from '../../src/app/hiring/screen-candidates.ts';
import { addKey, openKeyRing } from '../../src/app/screening/api-keys.ts';
import type { HiringAnswer } from '../../src/contract/hiring.ts';
import { FIELD_NAMES, FIELDS } from '../../src/core/hiring/fields.ts';
import type { AshiatoError, ErrorCode } from '../../src/core/model/errors.ts';
import { openCallers } from '../../src/server/callers.ts';
import { hiringRoutes } from '../../src/server/hiring.ts';
import { ashiato, cleanEnv } from '../cli/run.ts';
import { LISTED, NOW } from '../screening/ground.ts';
import { checksOf, coded, home, newTenant, parts, screen, store } from './ground.ts';

const DAY = 86_400;

test('fields that say what somebody is are refused by name, in three languages, with the reason', async () => {
  for (const name of [
    'photo',
    'photoUrl',
    'profile_picture',
    'Voice sample',
    'accent',
    'nationality',
    'citizenship',
    'place_of_birth',
    'birthCountry',
    'race',
    'native_language',
    'timezone',
    'time zone',
    'keyboard_layout',
    'ip_country',
    'login_country',
    'gender',
    'age',
    '写真',
    '国籍',
    '出身地',
    '母語',
    '性別',
    '사진',
    '국적',
    '출생지',
    '모국어',
  ])
    await assert.rejects(screen([{ ref: 'a' }, { ref: 'b', [name]: 'x' }]), (error: AshiatoError) => {
      assert.equal(error.code, 'E_HIRING_FIELD', name);
      assert.ok(error.message.length > 40);
      return true;
    });
  for (const name of FIELD_NAMES) assert.ok(FIELDS[name].means.length > 5, `${name} is none of them`);
});

test('device and network signals count only for who was told', async () => {
  await assert.rejects(screen({ ref: 'a', remote_control_seen: ['2026-09-01'] }), coded('E_HIRING_NOTICE'));
  await assert.rejects(
    screen({ ref: 'a', notice_given: false, device_ids: ['d'] }),
    coded('E_HIRING_NOTICE'),
  );
  const told = {
    notice_given: true,
    remote_control_seen: ['2026-09-01'],
    accounts_on_ip_24h: 3,
    networks_in_1h: 3,
  };
  assert.deepEqual(checksOf(await screen({ ref: 'a', ...told })), ['IT20', 'IT15']);
});

test('what is kept is marks: no name, no document, no address stands in the store, and all of it ends', async () => {
  const tenant = newTenant();
  const given = {
    ref: 'C-77',
    name: 'Secret Person',
    birth: '1990-01-02',
    document_number: 'ZX9988776',
    emails: ['secret.person@example.com'],
    phones: ['0312345678'],
    cv_text: 'secret words '.repeat(40),
  };
  const { candidates } = await screen(given, { tenant });
  assert.equal(candidates[0]!.kept.expires, '2027-03-20');
  assert.ok(candidates[0]!.kept.marks >= 4);
  const { default: sqlite } = await import('node:sqlite');
  const handle = new sqlite.DatabaseSync(join(home, 'ashiato.sqlite'), { readOnly: true });
  const rows = JSON.stringify(handle.prepare('select * from candidate_mark where tenant = ?').all(tenant));
  handle.close();
  assert.match(rows, /C-77/);
  assert.doesNotMatch(rows, /secret|person|ZX99|zx99|2345678|1990/i);
  const other = { ref: 'other', emails: ['secret.person@example.com'] };
  assert.deepEqual(checksOf(await screen(other, { tenant, keep: false })), ['C1']);
  assert.equal(await store.hiring.erase('somebody else', 'C-77'), false);
  assert.equal(await store.hiring.erase(tenant, 'C-77'), true);
  assert.deepEqual(checksOf(await screen(other, { tenant, keep: false })), []);
  await screen(given, { tenant });
  assert.deepEqual(checksOf(await screen(other, { tenant, keep: false, own: parts({}, NOW + 179 * DAY) })), [
    'C1',
  ]);
  assert.deepEqual(
    checksOf(await screen(other, { tenant, keep: false, own: parts({}, NOW + 182 * DAY) })),
    [],
  );
  assert.deepEqual(
    checksOf(await screen(other, { tenant, keep: false })),
    [],
    'and it was erased, not only passed over',
  );
});

test('bad input is refused by name: days, scripts, hidden characters, kinds, duplicates, columns, size', async () => {
  const cases: readonly (readonly [object, ErrorCode])[] = [
    [{ birth: '1990-02-30' }, 'E_TIME_RANGE'],
    [{ payout_changed: ['2027-01-01'] }, 'E_TIME_RANGE'],
    [{ birth: '1800-01-01' }, 'E_TIME_RANGE'],
    [{ emails: ['t\u0430ro@example.com'] }, 'E_CANDIDATE'],
    [{ name: 'a\u202Eb' }, 'E_CANDIDATE'],
    [{ name: '\u0001' }, 'E_CANDIDATE'],
    [{ rate: -5 }, 'E_CANDIDATE'],
    [{ rate: 1.5 }, 'E_CANDIDATE'],
    [{ emails: { a: 1 } }, 'E_CANDIDATE'],
    [{ payout_third_party: 'maybe' }, 'E_CANDIDATE'],
    [{ cv_text: 'x'.repeat(20_001) }, 'E_CANDIDATE'],
    [{ payout_addresses: [`${LISTED.slice(0, -1)}7`] }, 'E_ADDR_CHECKSUM'],
    [{ emails: Array.from({ length: 51 }, (_, i) => `${i}@example.com`) }, 'E_CANDIDATE'],
    [{ ref: '' }, 'E_CANDIDATE'],
  ];
  for (const [more, code] of cases)
    await assert.rejects(screen({ ref: 'a', ...more }), coded(code), JSON.stringify(more).slice(0, 60));
  const batch = await screen([{ ref: 'a' }, { ref: 'b', birth: '2026-13-01' }, { ref: 'a' }, 'nobody']);
  assert.deepEqual(
    batch.candidates.map(({ ref }) => ref),
    ['a'],
  );
  assert.deepEqual(
    batch.refused.map(({ ref, error }) => [ref, error.code]),
    [
      ['b', 'E_TIME_RANGE'],
      ['a', 'E_CANDIDATE'],
      [null, 'E_CANDIDATE'],
    ],
  );
  await assert.rejects(rowsOfCsv('ref,nmae\na,b\n', 'f.csv'), /did you mean "name"/);
  await assert.rejects(rowsOfCsv('ref,写真\na,b\n', 'f.csv'), coded('E_HIRING_FIELD'));
  await assert.rejects(rowsOfCsv('ref,ref\na,b\n', 'f.csv'), /stands twice/);
  await assert.rejects(rowsOfCsv('ref,name\na,"b\n', 'f.csv'), coded('E_CANDIDATE'));
  await assert.rejects(rowsOfCsv(`ref\n${'a\n'.repeat(1_001)}`, 'f.csv'), /more than 1000/);
  await assert.rejects(rowsOfCsv('x'.repeat((8 << 20) + 1), 'f.csv'), coded('E_TOO_LARGE'));
});

test('a file of the largest size is read in slices between which others are answered', async () => {
  const text = 'a name of 𠮷野家 😀 '.repeat(350);
  const csv = `ref,cv_text\n${Array.from({ length: 900 }, (_, i) => `C-${i},"${text}"\n`).join('')}`;
  let turns = 0;
  let reading = true;
  const turn = (): void => {
    turns += 1;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  const rows = await rowsOfCsv(csv, 'f.csv');
  reading = false;
  assert.ok(turns > 50, `others had ${turns} turns`);
  assert.equal(rows.length, 900);
  for (const { value } of rows) assert.equal((value as { cv_text: string }).cv_text, text.trim());
  await assert.rejects(rowsOfCsv(`ref\n${'a\n'.repeat(1_000_000)}`, 'f.csv'), /more than 1000/);
});

test('a row of a CSV is the same as the object of a request', async () => {
  const csv =
    'ref,name,emails,payout_changed,payout_third_party,rate,rate_tenth_percentile\nC-1,"Weber, Anna",a@example.com; b@example.com,2026-08-01;2026-08-09;2026-09-01,yes,10,20\n';
  const json = {
    ref: 'C-1',
    name: 'Weber, Anna',
    emails: ['a@example.com', 'b@example.com'],
    payout_changed: ['2026-09-01', '2026-08-01', '2026-08-09'],
    payout_third_party: true,
    rate: 10,
    rate_tenth_percentile: 20,
  };
  const tenant = newTenant();
  const one = await screenCandidates(parts(), { tenant, keep: true, rows: await rowsOfCsv(csv, 'f.csv') });
  assert.deepEqual(one, await screen(json, { tenant }));
  assert.deepEqual(checksOf(one), ['IT43', 'IT33', 'IT45']);
});

test('over HTTP a key with the scope asks, for its own tenant', async () => {
  const cabinet = keyFile(join(home, 'keys'));
  const key = (name: string, scopes: readonly string[]) =>
    addKey(cabinet, { name, tenant: name, scopes, perSecond: 9 }, NOW).text;
  const [hire, other, wrong] = [key('one', ['hire']), key('two', ['hire']), key('three', ['screen'])];
  const server = Fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error, _, reply) =>
    reply.status(422).send({ error: (error as AshiatoError).toJSON() }),
  );
  await server.register(hiringRoutes(parts(), openCallers({ keys: openKeyRing(cabinet), loopback: false })));
  const send = async (text: string | null, payload: string, type = 'application/json') => {
    const authorization = text === null ? {} : { authorization: `Bearer ${text}` };
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/hiring/screen',
      payload,
      headers: { 'content-type': type, ...authorization },
    });
    return { status: answer.statusCode, body: answer.json() as HiringAnswer & { error?: { code: string } } };
  };
  const body = JSON.stringify({ candidates: [{ ref: 'a', emails: ['x@example.com'] }] });
  assert.equal((await send(null, body)).body.error?.code, 'E_API_KEY');
  assert.equal((await send(wrong, body)).body.error?.code, 'E_API_KEY');
  assert.equal((await send(hire, body)).status, 200);
  const csv = await send(hire, 'ref,emails\nb,x@example.com\n', 'text/csv');
  assert.deepEqual(checksOf(csv.body), ['C1']);
  assert.deepEqual(checksOf((await send(other, body)).body), [], 'another tenant’s candidate is nobody here');
  assert.equal(
    (await send(hire, JSON.stringify({ candidates: [{ ref: 'a', photo: 'x' }] }))).body.error?.code,
    'E_HIRING_FIELD',
  );
  await server.close();
});

test('the command reads a file, and says what no answer leaves out', () => {
  const folder = mkdtempSync(join(home, 'command-'));
  const file = join(folder, 'c.csv');
  writeFileSync(file, `ref,payout_addresses,birth\nC-1,${LISTED},\nC-2,,2026-13-01\n`);
  const env = cleanEnv(folder);
  const { out, code } = ashiato(['hiring', 'screen', file], env);
  assert.equal(code, 0);
  assert.match(out, /IT48 {2}The wallet is on a list/);
  assert.match(out, /E_TIME_RANGE: .*row 2, birth\)/, 'the field that could not be read');
  assert.match(out, /weights unvalidated: no labelled data/);
  assert.match(out, /IT24 {2}language, keyboard or clock of a device/);
});
