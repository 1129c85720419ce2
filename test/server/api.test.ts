/** The HTTP face over a real server process. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { explanationSchema } from '../../src/contract/explain.ts';
import {
  caseSchema,
  envelopeSchema,
  errorSchema,
  incidentSchema,
  traceViewSchema,
} from '../../src/contract/trace.ts';
import { ashiato, cleanEnv, type Served, serve } from '../cli/run.ts';

const home = mkdtempSync(join(tmpdir(), 'ashiato-api-'));
let server: Served;
before(async () => {
  server = await serve(cleanEnv(home));
});
after(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

const get = async (path: string): Promise<{ status: number; body: unknown; headers: Headers }> => {
  const response = await fetch(`${server.url}${path}`);
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    headers: response.headers,
  };
};

test('all 181 incidents are there, and those with a recording say so', async () => {
  const { incidents } = z
    .object({ incidents: z.array(incidentSchema) })
    .parse((await get('/api/v1/incidents')).body);
  assert.equal(incidents.length, 181);
  assert.deepEqual(
    incidents
      .filter((each) => each.case !== null)
      .map((each) => each.id)
      .sort(),
    ['bybit-2025', 'ronin-2022'],
  );
});

test('a case tells what it was made from and which seed is which', async () => {
  const ronin = caseSchema.parse((await get('/api/v1/cases/ronin-2022')).body);
  assert.equal(ronin.seeds.length, 3);
  assert.equal(new Set(ronin.seeds.map((seed) => seed.stolen)).size, 2);
  assert.ok(ronin.provenance.every((each) => each.source !== '' && each.licence !== ''));
});

test('what is known about an address comes in the form of the contract', async () => {
  const known = await get('/api/v1/explain?subject=0x098B716B8Aaf21512996dC57EB0615e2383E2f96');
  assert.deepEqual(
    explanationSchema.parse(known.body).incidents.map(({ id }) => id),
    ['ronin-2022'],
  );
});

test('a trace and its envelope come in the form of the contract', async () => {
  const view = traceViewSchema.parse((await get('/api/v1/cases/ronin-2022/trace?policy=lifo')).body);
  assert.equal(view.trace.policy, 'lifo');
  assert.ok(view.movements.length > 100);
  const envelope = envelopeSchema.parse((await get('/api/v1/cases/ronin-2022/envelope')).body);
  for (const asset of envelope.assets) {
    assert.ok(asset.conserved);
    for (const end of asset.ends) assert.ok(BigInt(end.min) <= BigInt(end.max));
  }
});

test('refusals have one envelope, a stable code and a next step', async () => {
  for (const [path, status, code] of [
    ['/api/v1/cases/nowhere', 404, 'E_CASE_UNKNOWN'],
    ['/api/v1/cases/bitcurex-2016/trace', 404, 'E_CASE_NO_RECORDING'],
    ['/api/v1/incidents/nowhere', 404, 'E_CASE_UNKNOWN'],
    ['/api/v1/nowhere', 404, 'E_NOT_FOUND'],
    ['/chainalysis/api/v1/address/%zz', 422, 'E_USAGE'],
    ['/api/v1/explain?subject=0x722122dF12D4e14e13Ac3b6895a86e84145b6968', 422, 'E_ADDR_CHECKSUM'],
    ['/api/v1/cases/ronin-2022/trace?policy=guess', 422, 'E_POLICY_UNKNOWN'],
    ['/api/v1/cases/ronin-2022/trace?maxHops=0', 422, 'E_USAGE'],
    ['/api/v1/cases/ronin-2022/trace?asOf=yesterday', 422, 'E_TIME_RANGE'],
    ['/api/v1/cases/ronin-2022/trace?minAmount=-3', 422, 'E_AMOUNT'],
  ] as const) {
    const answer = await get(path);
    assert.equal(answer.status, status, path);
    const { error } = z.object({ error: errorSchema }).parse(answer.body);
    assert.equal(error.code, code, path);
    assert.ok(error.next, path);
  }
});

/** Rooms of the API that have tests of their own. */
const ROOMS = /^\/api\/v1\/(effectiveness|intel|library|outlook|reserves|totals)(\/|$)/;

test('a request that is too large is refused by name, with what its route takes', async () => {
  for (const [path, limit] of [
    ['/api/v1/intel', 28 << 20],
    ['/api/v1/intel/decisions', 64 << 10],
    ['/v1/hiring/screen', 8 << 20],
  ] as const) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers,
      body: 'x'.repeat(limit + 1),
    });
    const { error } = (await response.json()) as { error: z.infer<typeof errorSchema> };
    assert.deepEqual([response.status, error.code, error.limit], [413, 'E_TOO_LARGE', `${limit} bytes`]);
  }
});

test('every route of ours that takes JSON refuses a key that is said twice', async () => {
  const { paths } = (await get('/api/v1/openapi.json')).body as {
    paths: Record<string, Record<string, unknown>>;
  };
  const taking = Object.keys(paths).filter((path) => 'post' in paths[path]! && /^\/(api\/)?v1\//.test(path));
  assert.ok(taking.includes('/api/v1/intel') && taking.includes('/v1/hiring/screen'), taking.join(' '));
  const send = async (path: string, body: string): Promise<z.infer<typeof errorSchema>> => {
    const response = await fetch(`${server.url}${path.replace(/\{\w+\}/g, 'x')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(response.status, 422, path);
    return z.object({ error: errorSchema }).parse(await response.json()).error;
  };
  for (const path of taking)
    for (const body of [
      '{"text":"a","text":"b"}',
      '{"text":"a","\\u0074ext":"b"}',
      '{"a":[{"b":1,"b":2}]}',
    ]) {
      const { code, where } = await send(path, body);
      assert.deepEqual([code, where], ['E_DUP_KEY', 'body'], `${path} ${body}`);
    }
  assert.equal((await send('/api/v1/intel', '{"__proto__":1}')).code, 'E_KEY');
  assert.equal((await send('/api/v1/intel', '{"text":')).code, 'E_USAGE');
  assert.equal((await send('/api/v1/intel', '[')).code, 'E_USAGE');
});

test('a parameter that is not known is refused with the nearest, and a bad one by its name over HTTP', async () => {
  for (const [query, where, says] of [
    ['as_of=nope', 'query', /no parameter "as_of"; did you mean "asOf"/],
    ['zzz=1', 'query', /no parameter "zzz"/],
    ['actor=nobody-at-all', 'actor', /nobody-at-all/],
  ] as const) {
    const { status, body } = await get(`/api/v1/reserves?${query}`);
    const { error } = z.object({ error: errorSchema }).parse(body);
    assert.equal(status, 422, query);
    assert.equal(error.where, where);
    assert.match(error.message, says);
  }
});

test('the OpenAPI document names every route', async () => {
  const document = (await get('/api/v1/openapi.json')).body as {
    openapi: string;
    paths: Record<string, unknown>;
  };
  assert.equal(document.openapi, '3.1.0');
  const own = Object.keys(document.paths).filter((path) => path.startsWith('/api/'));
  assert.ok(document.paths['/v1/screen'], 'screening has its own tests');
  const ofRooms = own.filter((path) => ROOMS.test(path));
  for (const room of ['effectiveness', 'intel', 'library', 'outlook', 'reserves'])
    assert.ok(
      ofRooms.some((path) => path.startsWith(`/api/v1/${room}`)),
      room,
    );
  assert.deepEqual(own.filter((path) => !ROOMS.test(path)).sort(), [
    '/api/v1/cases',
    '/api/v1/cases/{id}',
    '/api/v1/cases/{id}/envelope',
    '/api/v1/cases/{id}/trace',
    '/api/v1/explain',
    '/api/v1/incidents',
    '/api/v1/incidents/{id}',
  ]);
});

test('pages come with a policy that lets nothing in from elsewhere', async () => {
  const { status, headers, body } = await get('/incidents/ronin-2022');
  assert.equal(status, 200);
  assert.match(String(body), /<div id="root">/);
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.doesNotMatch(headers.get('content-security-policy') ?? '', /https?:/);
});

test('a page file that is gone is not answered with a page', async () => {
  const { status, headers } = await get('/assets/gone.js');
  assert.equal(status, 404);
  assert.match(headers.get('content-type') ?? '', /json/);
});

test('a mistyped screening route is not answered with a page', async () => {
  for (const path of [
    '/v1/scren',
    '/v2/screen',
    '/chainalysis/api/v2/address/x',
    '/trm',
    '/yente/',
    '/watchman/x',
    '/V1/screen',
    '/trm?x=1',
    '//chainalysis/api/v1/address/x',
    '/%2Fchainalysis/api/v1/address/x',
    '/Chainalysis/api/v1/address/x',
    '/match/default',
    '/search?name=x',
    '/public/v1/sanctions/screening',
  ]) {
    const { status, body } = await get(path);
    assert.equal(status, 404, path);
    assert.equal(z.object({ error: errorSchema }).parse(body).error.code, 'E_NOT_FOUND');
  }
});

test('what was asked is kept in the data folder when the server stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-kept-'));
  const second = await serve(cleanEnv(folder));
  const view = traceViewSchema.parse(
    await (await fetch(`${second.url}/api/v1/cases/ronin-2022/trace?policy=tiho`)).json(),
  );
  assert.equal(await second.stop(), 0);
  const again = ashiato(['recompute', view.trace.traceId], cleanEnv(folder));
  rmSync(folder, { recursive: true, force: true });
  assert.match(again.out, /^identical/, again.err);
});
