/** The shipped client blocks on everything but a verified, unexpired clear for just this request. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { laboratoryKeyring } from '../../src/adapters/signing/keyring.ts';
import type { SignedAnswerJson } from '../../src/contract/screen.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import { editionOf, FREE, LISTED, NOW } from '../screening/ground.ts';
import { type ServedScreening, serveScreening } from './served.ts';

type Tamper = (answer: SignedAnswerJson, text: string) => unknown;

let served: ServedScreening;
before(async () => {
  served = await serveScreening();
});
after(() => served.close());

/** A fetch through which somebody in the middle changes answers. */
const through =
  (tamper: Tamper, status = 200): typeof fetch =>
  async (input, init) => {
    const text = await (await fetch(input, init)).text();
    const changed = tamper(JSON.parse(text) as SignedAnswerJson, text);
    return new Response(typeof changed === 'string' ? changed : JSON.stringify(changed), { status });
  };

const bytesOf = (answer: SignedAnswerJson | undefined): string =>
  Buffer.from(answer?.seal?.signature ?? '', 'base64').toString('hex');

const codeOf = async (options: Parameters<ServedScreening['client']>[0], address = FREE): Promise<string> => {
  const verdict = await served.client(options).screen({ address });
  return verdict.allow ? 'allow' : verdict.code;
};

describe('the client', () => {
  it('lets a clear through and blocks a hit, alone and in a batch', async () => {
    const client = served.client();
    const clear = await client.screen({ address: FREE, direction: 'withdrawal' });
    assert.ok(clear.allow);
    assert.equal(clear.findings.action, 'send');
    const hit = await client.screen({ address: LISTED });
    assert.ok(!hit.allow);
    assert.deepEqual([hit.code, hit.findings?.action], ['hit', 'hold']);
    const many = await client.screenMany([
      { address: FREE },
      { address: LISTED },
      { address: 'nonsense' },
      { address: FREE },
    ]);
    assert.deepEqual(
      many.map((each) => (each.allow ? 'allow' : each.code)),
      ['allow', 'hit', 'indeterminate', 'allow'],
    );
  });

  it('checks each of many answers that were signed together', async () => {
    const client = served.client();
    const addresses = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? LISTED : FREE));
    const verdicts = await Promise.all(addresses.map((address) => client.screen({ address })));
    assert.deepEqual(
      verdicts.map(({ allow }) => allow),
      addresses.map((address) => address === FREE),
    );
  });

  it('blocks what is not known, and says why', async () => {
    const stale = await serveScreening({
      snapshot: makeSnapshot([editionOf({ verifiedAt: NOW - 30_000 })]),
    });
    try {
      const verdict = await stale.client().screen({ address: FREE });
      assert.ok(!verdict.allow);
      assert.equal(verdict.code, 'indeterminate');
      assert.match(verdict.reason, /last confirmed/);
    } finally {
      await stale.close();
    }
  });

  it('blocks a replayed answer: after its minute (bad input 74), and at once for any other request', async () => {
    let old: string | null = null;
    const replay = through((_, text) => {
      old ??= text;
      return old;
    });
    const client = served.client({ fetch: replay });
    assert.ok((await client.screen({ address: FREE })).allow);
    const again = await client.screen({ address: FREE });
    assert.equal(again.allow ? 'allow' : again.code, 'other-request');
    // Even to the very same bytes: the nonce is what differs, so take it away.
    const { randomUUID } = crypto;
    crypto.randomUUID = () => '00000000-0000-4000-8000-000000000000';
    try {
      old = null;
      const fixed = served.client({ fetch: replay });
      assert.ok((await fixed.screen({ address: FREE })).allow);
      served.wait(61);
      const late = await fixed.screen({ address: FREE });
      assert.equal(late.allow ? 'allow' : late.code, 'expired');
    } finally {
      crypto.randomUUID = randomUUID;
    }
  });

  it('blocks a laboratory answer where money is real, even with its key trusted by mistake', async () => {
    assert.equal(await codeOf({ environment: 'production' }), 'environment');
    const [key] = served.screening.publicKeys();
    const renamed = { keyId: 'production-1', publicKey: key!.publicKey };
    assert.equal(
      await codeOf({
        environment: 'production',
        keys: [renamed],
        fetch: through((answer) => ({ ...answer, seal: { ...answer.seal, keyId: 'production-1' } })),
      }),
      'environment',
    );
  });

  it('blocks a key that it was not given, and one that took a known name', async () => {
    assert.equal(await codeOf({ keys: [] }), 'unknown-key');
    const other = laboratoryKeyring(NOW).publicKeys()[0]!;
    const [own] = served.screening.publicKeys();
    assert.equal(await codeOf({ keys: [{ keyId: own!.keyId, publicKey: other.publicKey }] }), 'signature');
  });

  it('takes both keys while one is being replaced', async () => {
    const keyring = laboratoryKeyring(NOW - 10);
    const rotating = await serveScreening({ keyring });
    try {
      keyring.rotate(NOW + 5);
      const client = rotating.client({ keys: keyring.publicKeys() });
      assert.ok((await client.screen({ address: FREE })).allow);
      rotating.wait(10);
      assert.ok((await client.screen({ address: FREE })).allow);
      const [first, second] = keyring.publicKeys();
      const late = await rotating.client({ keys: [first!] }).screen({ address: FREE });
      assert.equal(late.allow ? 'allow' : late.code, 'unknown-key');
      assert.ok((await rotating.client({ keys: [second!] }).screen({ address: FREE })).allow);
    } finally {
      await rotating.close();
    }
  });

  it('blocks a hit that was rewritten as clear, and any single change of an answer', async () => {
    const rewrite = through((answer) =>
      JSON.parse(JSON.stringify(answer).replaceAll('"hit"', '"clear"').replaceAll('"hold"', '"credit"')),
    );
    assert.equal(await codeOf({ fetch: rewrite }, LISTED), 'signature');
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat({ max: 255 }), async (place, letter) => {
        let [same, harmless] = [false, false];
        const flip = through((_, text) => {
          const at = place % text.length;
          const changed = text.slice(0, at) + String.fromCharCode(letter) + text.slice(at + 1);
          try {
            const [was, is] = [text, changed].map((each) => JSON.parse(each) as SignedAnswerJson);
            same = canonicalJson(was?.answer) === canonicalJson(is?.answer);
            harmless = same && bytesOf(was) === bytesOf(is);
          } catch {
            [same, harmless] = [false, false];
          }
          return changed;
        });
        const verdict = await served.client({ fetch: flip }).screen({ address: FREE });
        // Letters that mean the same (base64's last bits, a word outside what is signed) change nothing.
        if (verdict.allow) assert.ok(same && harmless, `a change at ${place} went through`);
        return true;
      }),
      { numRuns: 60 },
    );
  });

  it('blocks answers to somebody else, about something else, and half answers', async () => {
    const cases: [Tamper, string][] = [
      [(answer) => ({ ...answer, answer: { ...answer.answer, request: 'ff' } }), 'signature'],
      [(answer) => ({ ...answer, seal: { ...answer.seal, path: [`L${'00'.repeat(32)}`] } }), 'signature'],
      [(answer) => ({ ...answer, seal: { ...answer.seal, signature: '' } }), 'signature'],
      [(answer) => ({ answer: answer.answer }), 'malformed'],
      [() => ({ outcome: 'clear' }), 'malformed'],
      [() => [], 'malformed'],
      [() => '{}', 'malformed'],
      [() => 'null', 'malformed'],
      [() => '', 'malformed'],
      [() => '<html>fine</html>', 'malformed'],
      [(_, text) => text.slice(0, -10), 'malformed'],
    ];
    for (const [tamper, code] of cases) assert.equal(await codeOf({ fetch: through(tamper) }), code);
  });

  it('blocks where there is no answer at all', async () => {
    assert.equal(await codeOf({ url: 'http://127.0.0.1:1' }), 'unreachable');
    assert.equal(
      await codeOf({ fetch: () => new Promise((_, no) => setTimeout(() => no(new Error('late')), 50)) }),
      'unreachable',
    );
    assert.equal(await codeOf({}, 'nonsense'), 'refused');
  });

  it('a server that signs falsehoods about another subject is blocked, too', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
    const honest = (await (await served.post({ address: LISTED })).json()) as SignedAnswerJson;
    const forge: typeof fetch = async (_, init) => {
      const { createHash } = await import('node:crypto');
      const body = String(init?.body);
      const clear = (await (await served.post({ address: FREE })).json()) as SignedAnswerJson;
      const answer = { ...clear.answer, request: createHash('sha256').update(body).digest('hex') };
      const leaf = createHash('sha256')
        .update(`\0${canonicalJson(answer)}`)
        .digest('hex');
      const signature = sign(null, Buffer.from(`ashiato-answers/1:${leaf}`), privateKey).toString('base64');
      const seal = { ...honest.seal, keyId: 'laboratory-forged', signature, path: [] };
      return new Response(JSON.stringify({ answer, seal }));
    };
    const keys = [{ keyId: 'laboratory-forged', publicKey: raw }];
    assert.equal(await codeOf({ keys, fetch: forge }), 'allow', 'the forger signs well');
    assert.equal(await codeOf({ keys, fetch: forge }, LISTED), 'other-request');
  });
});
