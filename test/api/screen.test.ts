/** `POST /v1/screen` over a real server: statuses, signatures, batches, keys, pace and repeats. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { addKey, revokeKey } from '../../src/app/screening/api-keys.ts';
import { signedAnswerSchema } from '../../src/contract/screen.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { Day } from '../../src/core/model/list.ts';
import { decideOrDoubt } from '../../src/core/screening/decide.ts';
import { NO_EXPOSURES } from '../../src/core/screening/exposure.ts';
import { findOrDoubt } from '../../src/core/screening/many.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import { singleAnswer } from '../../src/server/screening/answers.ts';
import {
  ask,
  basisOf,
  DEFAULT_RULES,
  ENTRY,
  editionOf,
  FREE,
  LEAD,
  LEADS,
  LISTED,
  NOW,
  OFAC,
  type ServedScreening,
  serveScreening,
  TRON_LISTED,
} from './served.ts';

type Json = Record<string, unknown>;
const errorOf = async (response: Response): Promise<{ code: string; next?: string; message: string }> =>
  ((await response.json()) as { error: { code: string; next?: string; message: string } }).error;

describe('one question', () => {
  let served: ServedScreening;
  before(async () => {
    served = await serveScreening();
  });
  after(() => served.close());

  it('a listed address is a hit with entity and dates, in any spelling', async () => {
    for (const question of [
      { address: LISTED },
      { address: LISTED.toLowerCase(), chain: 'eth' },
      { address: TRON_LISTED },
      { address: '4174472e7d35395a6b5add427eecb7f4b62ad2b071' },
    ]) {
      const response = await served.post(question);
      assert.equal(response.status, 200);
      const { answer } = signedAnswerSchema.parse(await response.json());
      assert.ok(answer.type === 'single');
      assert.equal(answer.decision.outcome, 'hit');
      assert.equal(answer.decision.action, 'hold');
      const [match] = answer.decision.checks.flatMap(({ matches }) => matches);
      assert.ok(match?.type === 'listed');
      assert.deepEqual(
        [match.names, match.addressListedOn, match.entryListedOn],
        [['Entry 27307'], '2022-04-14', '2019-09-13'],
      );
    }
  });

  it('a clear answer carries what promise P11 asks for', async () => {
    const response = await served.post({ address: FREE, direction: 'withdrawal' });
    assert.equal(response.status, 200);
    const { answer, seal, error } = signedAnswerSchema.parse(await response.json());
    assert.ok(answer.type === 'single');
    const { decision } = answer;
    assert.equal(error, undefined);
    assert.deepEqual([decision.outcome, decision.action], ['clear', 'send']);
    assert.equal(decision.lists[0]?.age, 60);
    assert.match(decision.listVersion, /^[0-9a-f]{64}$/);
    assert.match(decision.rules.digest, /^[0-9a-f]{64}$/);
    assert.ok(decision.decisionBasis.length >= 2);
    assert.ok(decision.validUntil - decision.decidedAt <= 60);
    assert.equal(decision.environment, 'laboratory');
    assert.match(seal.keyId, /^laboratory-/);
  });

  it('what is signed is the canonical JSON of the decision, whatever was decided', () => {
    const texts = [LISTED, FREE, TRON_LISTED, LEAD, `${FREE}0`, '"Kim \\ \u2028 김"', `0x${'ab'.repeat(32)}`];
    const coverage = { tips: [], maxHops: 3, incidents: [], incomplete: null, caveats: [] };
    const grounds = [
      {},
      { snapshot: makeSnapshot([editionOf({ verifiedAt: NOW - 100_000 }), LEADS]) },
      {
        snapshot: makeSnapshot([editionOf(), LEADS]),
        exposure: { ...NO_EXPOSURES, coverage: () => coverage },
      },
      {
        names: () => [
          { entry: ENTRY, score: 0.91, features: [{ feature: 'name', value: 0.91, says: 'nearly “equal”' }] },
        ],
      },
      {
        overrides: [
          {
            type: 'staleness' as const,
            id: 'o1',
            list: OFAC,
            by: ['a', 'b'],
            reason: 'the publisher is down',
            since: NOW - 9,
            until: NOW + 9,
          },
        ],
        snapshot: makeSnapshot([editionOf({ verifiedAt: NOW - 100_000 })]),
      },
    ];
    for (const ground of grounds)
      for (const text of texts)
        for (const direction of ['deposit', 'withdrawal'] as const)
          for (const asOf of [null, '2026-09-20' as Day]) {
            const basis = basisOf(ground);
            const question = ask(text, { direction, asOf });
            const written = singleAnswer(findOrDoubt(question, basis), 'ab').text;
            const { decision, ...rest } = JSON.parse(written);
            assert.equal(written, canonicalJson({ decision, ...rest }));
            const { listVersion, decisionBasis, ...plain } = decision;
            assert.equal(canonicalJson(plain), canonicalJson(decideOrDoubt(question, basis)));
            assert.match(listVersion, /^[0-9a-f]{64}$/);
            assert.equal(decisionBasis.length, plain.checks.length + 1);
          }
  });

  it('bad input is refused with its code and never answered (bad inputs 29, 65 to 68)', async () => {
    for (const [question, code] of [
      [{ address: '0x722122dF12D4e14e13Ac3b6895a86e84145b6968' }, 'E_ADDR_CHECKSUM'],
      [{ address: '' }, 'E_ADDR_EMPTY'],
      [{ address: LISTED.replace('B', 'В') }, 'E_ADDR_CHARSET'],
      [{ address: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', chain: 'eth' }, 'E_ADDR_CHAIN'],
      [{ address: FREE, chain: 'solana' }, 'E_CHAIN_UNSUPPORTED'],
      [{ transaction: 'deadbeef' }, 'E_TX_ID'],
      [{ address: FREE, asOf: '2025-02-30' }, 'E_TIME_RANGE'],
      [{ address: FREE, name: 'both' }, 'E_USAGE'],
      [{ address: FREE, adress: 1 }, 'E_USAGE'],
      [{}, 'E_USAGE'],
      [[], 'E_USAGE'],
      ['{"address":', 'E_USAGE'],
      [`{"address":"${LISTED}","address":"${FREE}"}`, 'E_DUP_KEY'],
      [`{"questions":[{"address":"${LISTED}","\\u0061ddress":"${FREE}"}]}`, 'E_DUP_KEY'],
      [{ questions: [] }, 'E_USAGE'],
    ] as const) {
      const response = await served.post(question);
      assert.equal(response.status, 422, JSON.stringify(question));
      const error = await errorOf(response);
      assert.equal(error.code, code, JSON.stringify(question));
      assert.ok(error.next);
    }
  });

  it('a body of another kind or size is refused', async () => {
    const plain = await fetch(`${served.url}/v1/screen`, { method: 'POST', body: 'address=x' });
    assert.equal((await errorOf(plain)).code, 'E_USAGE');
    assert.ok(plain.status >= 400 && plain.status < 500);
    const huge = await served.post(`{"address":"${'x'.repeat(2_000_000)}"}`);
    assert.equal(huge.status, 413);
    assert.equal((await errorOf(huge)).code, 'E_TOO_LARGE');
  });

  it('the lists in force and their age are there to see', async () => {
    const lists = (await (await served.get('/v1/lists')).json()) as Json;
    assert.equal(lists.canClear, true);
    assert.equal((lists.lists as Json[]).length, 1);
  });

  it('the OpenAPI document has the routes, from the schema that validates them', async () => {
    const document = (await (await served.get('/api/v1/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, Json>>;
    };
    assert.equal(document.openapi, '3.1.0');
    for (const path of [
      '/v1/screen',
      '/v1/lists',
      '/v1/keys',
      '/chainalysis/api/v1/address/{address}',
      '/trm/public/v2/screening/addresses',
      '/trm/public/v1/sanctions/screening',
      '/yente/match/{dataset}',
      '/watchman/v2/search',
    ])
      assert.ok(document.paths[path], path);
    const asked = JSON.stringify(document.paths['/v1/screen']?.post?.requestBody);
    for (const word of ['address', 'transaction', 'births', 'questions'])
      assert.match(asked, new RegExp(word));
    assert.match(JSON.stringify(document.paths['/v1/screen']?.post?.responses), /indeterminate/);
  });
});

describe('lists that cannot clear', () => {
  it('age of 6 h 1 s: a hit is still a hit, anything else is 503 with the signed answer (bad input 70)', async () => {
    const served = await serveScreening({
      snapshot: makeSnapshot([editionOf({ verifiedAt: NOW - 6 * 3_600 - 1 })]),
    });
    try {
      assert.equal((await served.post({ address: LISTED })).status, 200);
      const response = await served.post({ address: FREE });
      assert.equal(response.status, 503);
      assert.equal(response.headers.get('retry-after'), '1');
      const { answer, error } = signedAnswerSchema.parse(await response.json());
      assert.equal(error?.code, 'E_STALE_LIST');
      assert.equal(error?.next, 'Run "ashiato lists refresh".');
      assert.ok(answer.type === 'single' && answer.decision.outcome === 'indeterminate');
    } finally {
      await served.close();
    }
  });

  it('flows that lag: 503 where the rules need them, and what the lists say stands (bad input 71)', async () => {
    const { requiredChecks } = DEFAULT_RULES;
    const chain = getChain('eip155:1').id;
    const served = await serveScreening({
      rules: { ...DEFAULT_RULES, requiredChecks: { ...requiredChecks, address: ['lists', 'exposure'] } },
      exposure: {
        ...NO_EXPOSURES,
        coverage: () => ({
          tips: [{ chain, height: 9, hash: '0x', time: NOW - 3_601 }],
          maxHops: null,
          incidents: ['a-theft'],
          incomplete: null,
          caveats: [],
        }),
      },
    });
    try {
      assert.equal((await served.post({ address: LISTED, chain: 'eth' })).status, 200);
      const response = await served.post({ address: FREE, chain: 'eth' });
      assert.equal(response.status, 503);
      const { answer, error } = signedAnswerSchema.parse(await response.json());
      assert.equal(error?.code, 'E_STALE_CHAIN');
      assert.ok(answer.type === 'single' && answer.decision.checks[0]?.outcome === 'clear');
    } finally {
      await served.close();
    }
  });
});

describe('a batch', () => {
  let served: ServedScreening;
  before(async () => {
    served = await serveScreening();
  });
  after(() => served.close());

  const send = async (questions: unknown[]) => {
    const response = await served.post({ questions });
    assert.equal(response.status, 200);
    const { answer } = signedAnswerSchema.parse(await response.json());
    assert.ok(answer.type === 'batch');
    return answer;
  };

  it('one bad item of 1,000 is indeterminate with its code, and the batch is not clear (bad input 69)', async () => {
    for (const bad of [{ address: `${FREE}0` }, { adress: FREE }, 7, null]) {
      const questions = [...Array(998).fill({ address: FREE }), bad, { address: LISTED }];
      const answer = await send(questions);
      assert.equal(answer.items.length, 1_000);
      const outcomes = answer.items.map((item) => answer.findings[item.findings]!.outcome);
      assert.ok(outcomes.slice(0, 998).every((outcome) => outcome === 'clear'));
      assert.deepEqual(outcomes.slice(998), ['indeterminate', 'hit']);
      assert.equal(answer.outcome, 'hit');
      const check = answer.findings[answer.items[998]!.findings]!.checks[0]!;
      assert.match(check.code ?? '', /^E_(ADDR|USAGE)/);
      assert.equal((await send(questions.slice(0, 999))).outcome, 'indeterminate');
    }
    assert.equal((await send(Array(3).fill({ address: FREE }))).outcome, 'clear');
  });

  it('more than 1,000 are refused', async () => {
    const response = await served.post({ questions: Array(1_001).fill({ address: FREE }) });
    assert.equal(response.status, 413);
  });

  it('every item says what the same question says alone', () => {
    const addresses = [LISTED, FREE, TRON_LISTED, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', `${FREE}0`, 'Kim'];
    fc.assert(
      fc.property(
        fc.constantFrom(...addresses),
        fc.constantFrom(undefined, 'eth', 'tron', 'bitcoin', 'solana'),
        fc.constantFrom('deposit' as const, 'withdrawal' as const),
        fc.boolean(),
        (text, chain, direction, fresh) => {
          const verifiedAt = fresh ? NOW : NOW - 100_000;
          const basis = basisOf({ snapshot: makeSnapshot([editionOf({ verifiedAt })]) });
          const question = ask(text, { direction, ...(chain === undefined ? {} : { chain }) });
          for (let twice = 0; twice < 2; twice += 1) {
            const { subject, findings } = findOrDoubt(question, basis);
            assert.deepEqual({ subject, ...findings }, decideOrDoubt(question, basis));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('keys', () => {
  it('a server that others reach needs a key; one key made, so does loopback', async () => {
    for (const loopback of [false, true]) {
      const served = await serveScreening({}, { loopback });
      try {
        assert.equal((await served.post({ address: FREE })).status, loopback ? 200 : 401);
        assert.equal((await served.post({ address: FREE }, { authorization: 'Bearer no' })).status, 401);
        const { text, key } = addKey(
          served.cabinet,
          { name: 'w', tenant: 'acme', scopes: ['screen'], perSecond: 9 },
          NOW,
        );
        await new Promise((later) => setTimeout(later, 1_100));
        const none = await served.post({ address: FREE });
        assert.equal(none.status, 401);
        assert.equal((await errorOf(none)).code, 'E_API_KEY');
        for (const headers of [
          { authorization: `Bearer ${text}` },
          { 'x-api-key': text },
          { token: text },
          { authorization: `Basic ${Buffer.from(`${text}:${text}`).toString('base64')}` },
        ] as Record<string, string>[])
          assert.equal((await served.post({ address: FREE }, headers)).status, 200);
        const last = text.endsWith('A') ? 'B' : 'A';
        assert.equal(
          (await served.post({ address: FREE }, { 'x-api-key': `${text.slice(0, -1)}${last}` })).status,
          401,
        );
        revokeKey(served.cabinet, key.id, NOW);
        await new Promise((later) => setTimeout(later, 1_100));
        assert.equal((await served.post({ address: FREE }, { 'x-api-key': text })).status, 401);
      } finally {
        await served.close();
      }
    }
  });

  it('a stranger’s site may not ask in the name of the person at the machine, nor a name that points here', async () => {
    const served = await serveScreening();
    const { port } = new URL(served.url);
    const ask = (headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = request(
          { port, host: '127.0.0.1', path: '/v1/screen', method: 'POST', headers },
          (got) => {
            got.resume();
            resolve(got.statusCode!);
          },
        );
        sent.once('error', reject);
        sent.end(JSON.stringify({ address: FREE }));
      });
    const json = { 'content-type': 'application/json' };
    try {
      assert.equal(await ask({ ...json, origin: served.url, 'sec-fetch-site': 'same-origin' }), 200);
      assert.equal(
        await ask({ ...json, origin: 'https://example.org', 'sec-fetch-site': 'cross-site' }),
        403,
      );
      assert.equal(await ask({ ...json, origin: 'http://127.0.0.1:1' }), 403);
      assert.equal(await ask({ ...json, 'sec-fetch-site': 'same-site' }), 403);
      assert.equal(await ask({ ...json, host: `rebound.example:${port}` }), 403);
    } finally {
      await served.close();
    }
  });

  it('a key without the scope is refused, and its text is nowhere in the file', async () => {
    const served = await serveScreening();
    try {
      const { text } = addKey(
        served.cabinet,
        { name: 'w', tenant: 'acme', scopes: ['register'], perSecond: 9 },
        NOW,
      );
      const response = await served.post({ address: FREE }, { 'x-api-key': text });
      assert.equal(response.status, 403);
      assert.ok(!JSON.stringify(served.cabinet.read()).includes(text.split('_')[2]!));
    } finally {
      await served.close();
    }
  });

  it('more than its pace is 429 with Retry-After, by question and not by request', async () => {
    const served = await serveScreening();
    try {
      const { text } = addKey(
        served.cabinet,
        { name: 'w', tenant: 'acme', scopes: ['screen'], perSecond: 5 },
        NOW,
      );
      const headers = { 'x-api-key': text };
      assert.equal(
        (await served.post({ questions: Array(20).fill({ address: FREE }) }, headers)).status,
        200,
      );
      const response = await served.post({ address: FREE }, headers);
      assert.equal(response.status, 429);
      assert.equal(response.headers.get('retry-after'), '1');
      assert.equal((await errorOf(response)).code, 'E_QUOTA');
    } finally {
      await served.close();
    }
  });
});

describe('repeats', () => {
  it('the same request under one key gets the same bytes while they hold; another is refused', async () => {
    const served = await serveScreening();
    try {
      const headers = { 'idempotency-key': 'transfer-1' };
      const first = await (await served.post({ address: FREE }, headers)).text();
      served.wait(5);
      assert.equal(await (await served.post({ address: FREE }, headers)).text(), first);
      const other = await served.post({ address: LISTED }, headers);
      assert.equal(other.status, 422);
      assert.equal((await errorOf(other)).code, 'E_IDEMPOTENCY');
      const long = await served.post({ address: FREE }, { 'idempotency-key': 'x'.repeat(201) });
      assert.equal((await errorOf(long)).code, 'E_IDEMPOTENCY', 'not ignored: it would be answered twice');
      served.wait(61);
      assert.notEqual(await (await served.post({ address: FREE }, headers)).text(), first);
      served.clock.wall -= 86_400;
      assert.equal((await served.post({ address: FREE }, headers)).status, 503, 'the clock jumped: E_CLOCK');
    } finally {
      await served.close();
    }
  });
});
