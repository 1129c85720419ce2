/** The client's refusals one by one: each bad answer has its code, and patience has its limits. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type NodeOptions, type RpcNode, rpcNode } from '../../src/adapters/sources/evm-rpc/node.ts';
import { readEndpoint } from '../../src/adapters/sources/wire/http.ts';
import { parseStrictJson } from '../../src/adapters/sources/wire/json.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import { codeOf } from '../refusal.ts';
import { LAB } from './follow.ts';

test('JSON reads as JSON.parse reads it, where that is safe', () => {
  fc.assert(
    fc.property(
      fc.object({
        withNullPrototype: false,
        key: fc.string().filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)),
      }),
      (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseStrictJson(text, 'test'), JSON.parse(text));
        if (text.length > 2)
          assert.equal(
            codeOf(() => parseStrictJson(text.slice(0, -1), 'test')),
            'E_TRUNCATED',
          );
      },
    ),
  );
});

test('what JSON.parse would let pass is refused by its own code', () => {
  const cases: [string, string][] = [
    ['<!doctype html><html></html>', 'E_NOT_JSON'],
    ['', 'E_NOT_JSON'],
    ['null', 'E_NOT_JSON'],
    ['{"a":1]', 'E_NOT_JSON'],
    ['{"a":1} trailing', 'E_NOT_JSON'],
    ['{"a":"unfinished', 'E_TRUNCATED'],
    ['[1,2', 'E_TRUNCATED'],
    ['{"a":1,"a":2}', 'E_DUP_KEY'],
    ['{"a":1,"\\u0061":2}', 'E_DUP_KEY'],
    ['{"a":{"b":1},"b":[{"b":1},{"b":2}],"c":"a","d":"\\\\"}', 'accepted'],
    ['{"a":1,"__proto__":{"admin":true}}', 'E_KEY'],
    ['{"constructor":1}', 'E_KEY'],
    ['["__proto__","a","a"]', 'accepted'],
    [`${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}`, 'E_DEPTH'],
  ];
  for (const [text, code] of cases)
    assert.equal(
      codeOf(() => parseStrictJson(text, 'test')),
      code,
      text.slice(0, 60),
    );
});

describe('one node', () => {
  let server: Server;
  let url: string;
  let answer: { status?: number; headers?: Record<string, string>; body: string }[] = [];
  let asked = 0;
  const pauses: number[] = [];
  before(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        asked += 1;
        const { status = 200, headers = {}, body } = answer[Math.min(asked, answer.length) - 1]!;
        response.writeHead(status, headers).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/key-123456`;
  });
  after(() => server.close());

  const options: NodeOptions = {
    timeoutMs: 1_000,
    maxBytes: 10_000,
    maxWaitMs: 3_000,
    batchSize: 10,
    retries: 3,
    sleep: async (ms) => void pauses.push(ms),
  };
  /** The first request has id 1, and the network is asked as 2. */
  const ask = async (...answers: typeof answer): Promise<string> => {
    answer = answers;
    asked = 0;
    pauses.length = 0;
    const node: RpcNode = rpcNode(readEndpoint(url, 0), LAB, options);
    return node.ask([{ method: 'eth_getBlockByNumber', params: ['0x1', false] }]).then(
      (results) => JSON.stringify(results),
      (error: AshiatoError) => `${error.code}${error.message.includes('123456') ? ' leaks' : ''}`,
    );
  };
  const reply = (first: string, id = 1): string =>
    `[{"id":${id},"result":${first}},{"id":${id + 1},"result":"0x7a69"}]`;

  test('a wish to be left alone is granted, but not for 31 years', async () => {
    const busy = { status: 429, headers: { 'retry-after': '1000000000' }, body: '' };
    assert.equal(await ask(busy, busy, { body: reply('"0x1"', 5) }), '["0x1"]');
    assert.deepEqual(pauses, [3_000, 3_000]);
    const inBody = `[{"id":1,"error":{"code":-32005,"message":"limit"}},{"id":2,"result":"0x7a69"}]`;
    assert.equal(await ask({ body: inBody }, { body: reply('"0x1"', 3) }), '["0x1"]');
    assert.equal(await ask(busy), 'E_RATE_LIMIT');
    assert.equal(asked, 4, 'one try and three more');
  });

  test('what will not change is not asked again; what may is, with growing pauses', async () => {
    assert.equal(await ask({ status: 401, body: '' }), 'E_HTTP');
    assert.equal(asked, 1);
    assert.equal(await ask({ status: 502, body: '' }), 'E_HTTP');
    assert.deepEqual(pauses, [200, 400, 800]);
    assert.equal(
      await ask({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }),
      'E_REDIRECT',
    );
    assert.equal(asked, 1);
  });

  test('an answer that does not pair with its question is no answer', async () => {
    const chain = '{"id":2,"result":"0x7a69"}';
    assert.equal(await ask({ body: reply('"0x1"') }), '["0x1"]');
    assert.equal(await ask({ body: `[${chain},{"id":1,"result":"0x1"}]` }), '["0x1"]', 'in whichever order');
    assert.equal(await ask({ body: reply('null') }), 'E_RPC_NULL');
    assert.equal(await ask({ body: reply('[]') }), '[[]]', 'empty is not null');
    assert.equal(await ask({ body: `[${chain}]` }), 'E_RPC_ID');
    assert.equal(await ask({ body: `[${chain},${chain}]` }), 'E_RPC_ID');
    assert.equal(await ask({ body: `[{"id":9,"result":"0x1"},${chain}]` }), 'E_RPC_ID');
    assert.equal(
      await ask({ body: `[{"id":1,"result":"0x1"},{"id":3,"result":"0x2"},${chain}]` }),
      'E_RPC_ID',
    );
    assert.equal(await ask({ body: '{"id":1,"result":"0x1"}' }), 'E_RPC_ID', 'one answer for a batch');
    assert.equal(
      await ask({ body: '{"id":null,"error":{"code":-32600,"message":"no batches here, key-123456"}}' }),
      'E_RPC_ERROR',
    );
    assert.equal(await ask({ body: '[{"id":1,"result":"0x1"},{"id":2,"result":"0x1"}]' }), 'E_WRONG_CHAIN');
    assert.equal(
      await ask({ body: `[{"id":1,"error":{"code":-32601,"message":"Method not found"}},${chain}]` }),
      'E_RPC_METHOD',
    );
    assert.equal(await ask({ body: ' '.repeat(20_000) }), 'E_TOO_LARGE');
  });
});
