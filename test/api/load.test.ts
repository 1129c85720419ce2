/**
 * Load over real HTTP (T10): 200 questions a second while lists are swapped and another job keeps the process busy;
 * every answer is checked against the list it names. With CI=true a minute, otherwise some seconds.
 * How long answers take is measured by the bench, on a quiet machine; here only what they say.
 */
import assert from 'node:assert/strict';
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { openLine, pace, postRequest } from '../../bench/http-load.ts';
import type { SignedAnswerJson } from '../../src/contract/screen.ts';
import { type ListSnapshot, makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import { editionOf, entryOf, NOW, serveScreening } from './served.ts';

const MS = process.env.CI === 'true' ? 60_000 : 3_000;
const PER_SECOND = 200;

const ADDRESSES = Array.from({ length: 400 }, (_, i) => `0x${(i + 1).toString(16).padStart(40, '0')}`);

/** Edition n lists every address whose number it divides; every third edition is too old to clear anybody. */
const isListed = (edition: number, index: number): boolean => (index + 1) % (edition + 2) === 0;
const isStale = (edition: number): boolean => edition % 3 === 2;
const EDITIONS = 7;

const snapshotOf = (edition: number): ListSnapshot =>
  makeSnapshot([
    editionOf({
      name: `edition ${edition}`,
      verifiedAt: isStale(edition) ? NOW - 100_000 : NOW - 60,
      entries: ADDRESSES.flatMap((address, i) =>
        isListed(edition, i) ? [entryOf(String(i), [['ETH', address]])] : [],
      ),
    }),
  ]);

const publicKeyOf = (raw: string): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw, 'base64').toString('base64url') },
    format: 'jwk',
  });

/** The long way round: the signature over the root that the answer leads to, by other code than the server's. */
function checkSeal({ answer, seal }: SignedAnswerJson, body: string, key: KeyObject): void {
  const sha = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  let node = sha(Buffer.from([0]), Buffer.from(canonicalJson(answer)));
  for (const step of seal.path) {
    const other = Buffer.from(step.slice(1), 'hex');
    node = step.startsWith('L') ? sha(Buffer.from([1]), other, node) : sha(Buffer.from([1]), node, other);
  }
  const message = Buffer.from(`ashiato-answers/1:${node.toString('hex')}`);
  assert.ok(verify(null, message, key, Buffer.from(seal.signature, 'base64')), 'the signature fits');
  assert.equal(answer.request, createHash('sha256').update(body).digest('hex'));
}

/** What the answer must be by the edition that it names itself; how it is decided here shares nothing with the product. */
function checkAnswer(text: string, status: number, index: number, body: string, key: KeyObject): string {
  const signed = JSON.parse(text) as SignedAnswerJson;
  checkSeal(signed, body, key);
  assert.ok(signed.answer.type === 'single');
  const { decision } = signed.answer;
  const edition = Number(/^edition (\d)$/.exec(decision.lists[0]?.edition ?? '')?.[1]);
  const expected = isListed(edition, index) ? 'hit' : isStale(edition) ? 'indeterminate' : 'clear';
  assert.equal(decision.outcome, expected, `${decision.subject.text} on edition ${edition}`);
  assert.equal(status, expected === 'indeterminate' ? 503 : 200);
  assert.equal(decision.subject.text, ADDRESSES[index]);
  return expected;
}

describe('under load', () => {
  it('no answer is wrong and none fails while lists are swapped and a sync runs', async () => {
    const served = await serveScreening({ snapshot: snapshotOf(0) });
    const key = publicKeyOf(served.screening.publicKeys()[0]!.publicKey);
    const snapshots = Array.from({ length: EDITIONS }, (_, i) => snapshotOf(i));
    let edition = 0;
    const swaps = setInterval(() => {
      edition = (edition + 1) % EDITIONS;
      served.screening.swap({ snapshot: snapshots[edition]! });
    }, 20);
    // A sync shares the process with screening and takes its turns in slices of some milliseconds.
    const sync = setInterval(() => {
      const end = performance.now() + 3;
      while (performance.now() < end) createHash('sha256').update(String(end)).digest();
    }, 15);
    const seen = { hit: 0, clear: 0, indeterminate: 0 } as Record<string, number>;
    try {
      const bodies = ADDRESSES.map((address) => JSON.stringify({ address, chain: 'eth' }));
      const requests = bodies.map((body) => postRequest('/v1/screen', body));
      const port = Number(new URL(served.url).port);
      const latencies = await pace(
        port,
        requests,
        { lines: 16, perSecond: PER_SECOND, ms: MS },
        ({ status, body }, index) => {
          const outcome = checkAnswer(body.toString(), status, index, bodies[index]!, key);
          seen[outcome] = (seen[outcome] ?? 0) + 1;
        },
      );
      assert.equal(latencies.length, (PER_SECOND * MS) / 1_000);
      for (const outcome of ['hit', 'clear', 'indeterminate'])
        assert.ok(seen[outcome]! > latencies.length / 50, `${outcome}: ${seen[outcome]}`);
    } finally {
      clearInterval(swaps);
      clearInterval(sync);
      await served.close();
    }
  });

  it('the checker itself finds a wrong clear, a forged seal and an answer to another request', async () => {
    const served = await serveScreening({ snapshot: snapshotOf(0) });
    try {
      const key = publicKeyOf(served.screening.publicKeys()[0]!.publicKey);
      const body = JSON.stringify({ address: ADDRESSES[0], chain: 'eth' });
      const text = await (await served.post(body)).text();
      assert.equal(checkAnswer(text, 200, 0, body, key), 'clear');
      assert.throws(() => checkAnswer(text, 200, 1, body, key), /on edition 0/);
      assert.throws(() => checkAnswer(text.replace('credit', 'credi7'), 200, 0, body, key), /fits/);
      assert.throws(() => checkAnswer(text, 200, 0, `${body} `, key));
    } finally {
      await served.close();
    }
  });

  it('more than can be answered is turned away with 503 and Retry-After, and what is answered stays right', async () => {
    const served = await serveScreening({}, { limits: { maxDelayMs: 20, maxWaiting: 1_500 } });
    // Something holds the process up again and again: five times as much as it can take.
    const busy = setInterval(() => {
      const end = performance.now() + 150;
      while (performance.now() < end) createHash('sha256').update('busy').digest();
    }, 1);
    try {
      const port = Number(new URL(served.url).port);
      const request = postRequest('/v1/screen', JSON.stringify({ address: ADDRESSES[0], chain: 'eth' }));
      await new Promise((later) => setTimeout(later, 1_000));
      const line = await openLine(port);
      let shed = 0;
      for (let i = 0; i < 6; i += 1) {
        const { status, body } = await line.send(request);
        assert.ok(status === 200 || status === 503, String(status));
        if (status === 503) {
          assert.match(body, /E_OVERLOAD/);
          assert.doesNotMatch(body, /clear"/);
          shed += 1;
        }
      }
      line.close();
      assert.ok(shed >= 4, `${shed} of 6 were turned away`);
      const response = await served.post({ address: ADDRESSES[0] });
      if (response.status === 503) assert.equal(response.headers.get('retry-after'), '1');
      assert.equal((await served.client().screen({ address: ADDRESSES[0]! })).allow, false);
    } finally {
      clearInterval(busy);
    }
    // Once it is over, questions are answered again.
    await new Promise((later) => setTimeout(later, 1_000));
    assert.equal((await served.post({ address: ADDRESSES[0] })).status, 200);
    await served.close();
  });

  it('once turns are long as a rule, whoever is read late in one is turned away, and those before are answered', async () => {
    const slow = () => {
      const end = performance.now() + 15;
      while (performance.now() < end) createHash('sha256').update('slow').digest();
      return [];
    };
    const served = await serveScreening({ names: slow }, { limits: { maxDelayMs: 350, maxWaiting: 1_500 } });
    try {
      const port = Number(new URL(served.url).port);
      const lines = await Promise.all(Array.from({ length: 40 }, () => openLine(port)));
      const request = postRequest('/v1/screen', JSON.stringify({ name: 'Somebody Slow' }));
      const statuses = async () =>
        (await Promise.all(lines.map(({ send }) => send(request)))).map(({ status }) => status);
      // By what is usual alone nobody would be turned away in the first twelve rounds.
      const rounds = [await statuses()];
      while (rounds.length < 8 && !rounds.at(-1)!.includes(503)) rounds.push(await statuses());
      for (const line of lines) line.close();
      assert.ok(!rounds[0]!.includes(503), 'a first long turn may be a stall');
      assert.ok(rounds.at(-1)!.includes(503), `${rounds.length} rounds`);
      assert.ok(rounds.at(-1)!.includes(200), 'those before are answered');
      assert.ok(rounds.flat().every((status) => status === 200 || status === 503));
    } finally {
      await served.close();
    }
  });

  it('batches beyond what may wait are turned away; those taken in are answered', async () => {
    const served = await serveScreening({}, { limits: { maxDelayMs: 60_000, maxWaiting: 500 } });
    try {
      // Any two that are there at once are one too many; how soon two meet is the machine's affair.
      const questions = Array.from({ length: 1_000 }, (_, i) => ({ name: `Person ${i}`, chain: 'eth' }));
      const statuses: number[] = [];
      for (let round = 0; round < 20 && !statuses.includes(503); round += 1) {
        const answers = await Promise.all(Array.from({ length: 16 }, () => served.post({ questions })));
        statuses.push(...answers.map(({ status }) => status));
      }
      assert.ok(statuses.includes(200) && statuses.includes(503), statuses.join(' '));
      assert.ok(statuses.every((status) => status === 200 || status === 503));
    } finally {
      await served.close();
    }
  });
});
