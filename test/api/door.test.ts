/** The door of the server: whoever is answered there is answered as by Node's own way, and harms nobody else. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { postRequest } from '../../bench/http-load.ts';
import { addKey } from '../../src/app/screening/api-keys.ts';
import { SCREENING_LIMITS } from '../../src/server/screening/desk.ts';
import { nearlyPlain, requests } from './door-requests.ts';
import { FREE, NOW, type ServedScreening, serveScreening } from './served.ts';
import { answersIn, talkTo } from './talk.ts';

const QUESTION = postRequest('/v1/screen', JSON.stringify({ address: FREE }));

/** The same routes behind Node's own server, without a door. */
async function besideTheDoor({ server }: ServedScreening): Promise<{ port: number; plain: Server }> {
  const plain = createServer((request, response) => server.routing(request, response));
  for (const listener of server.server.listeners('clientError'))
    plain.on('clientError', listener as (...args: unknown[]) => void);
  plain.keepAliveTimeout = server.server.keepAliveTimeout;
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
  return { port: (plain.address() as AddressInfo).port, plain };
}

type Fate = { readonly answers: readonly string[]; readonly closed: boolean };

/** All that comes of these pieces, once it is quiet for so long. */
async function fateOf(port: number, pieces: readonly Buffer[], quietMs: number): Promise<Fate> {
  const { socket, text, closed } = await talkTo(port);
  let over = false;
  void closed.then(() => {
    over = true;
  });
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await setTimeout(10);
  }
  let seen = -1;
  for (let quiet = 0; !over && quiet < quietMs; quiet += 10) {
    await setTimeout(10);
    if (text().length !== seen) quiet = 0;
    seen = text().length;
  }
  socket.destroy();
  return { answers: answersIn(text()), closed: over };
}

/**
 * Whether they are the same. Where Node refuses what stands behind a request it closes at once, and it is chance how much
 * came out before, and whether the refusal did; a connection that the door answers on is not closed then.
 */
function same(one: Fate, other: Fate): boolean {
  if (one.closed !== other.closed) return false;
  if (!one.closed) return JSON.stringify(one) === JSON.stringify(other);
  const [answers, others] = [one, other].map(({ answers: all }) =>
    all.filter((text) => !/"Client Error"/.test(text)),
  );
  return answers!.every((text, at) => text === (others![at] ?? text));
}

/** Sends each by three ways: whole to the door, in two pieces to the door, and whole where there is no door. */
async function compare(served: ServedScreening, all: readonly Buffer[]): Promise<number> {
  const { port, plain } = await besideTheDoor(served);
  const door = Number(new URL(served.url).port);
  let answered = 0;
  const faultOf = async (bytes: Buffer, quietMs: number): Promise<string | null> => {
    const half = Math.floor(bytes.length / 2);
    const [byNode, atDoor, inPieces] = await Promise.all([
      fateOf(port, [bytes], quietMs),
      fateOf(door, [bytes], quietMs),
      fateOf(door, [bytes.subarray(0, half), bytes.subarray(half)], quietMs),
    ]);
    answered += atDoor.answers.length;
    if (same(atDoor, byNode) && same(inPieces, byNode)) return null;
    return JSON.stringify({ bytes: bytes.toString('latin1'), byNode, atDoor, inPieces }, null, 1);
  };
  try {
    // So many connections at once as any machine accepts without delay.
    for (let at = 0; at < all.length; at += 32) {
      const some = all.slice(at, at + 32);
      const faults = await Promise.all(some.map((bytes) => faultOf(bytes, 150)));
      // On a busy machine it may have been quiet too soon: by itself, and with patience, it has to be the same.
      for (const [i, fault] of faults.entries())
        if (fault !== null) assert.equal(await faultOf(some[i]!, 500), null);
    }
  } finally {
    plain.closeAllConnections();
    plain.close();
  }
  return answered;
}

const asked = (...headers: readonly string[]): Buffer =>
  Buffer.from(QUESTION.toString().replace('\r\n\r\n', `\r\n${headers.join('\r\n')}\r\n\r\n`));

describe('what comes to the door', () => {
  let served: ServedScreening;
  before(async () => {
    served = await serveScreening();
  });
  after(() => served.close());

  it('is answered as by Node’s own way, whatever it is, and its connection kept or closed alike', async () => {
    const some = fc.sample(requests, { seed: 5, numRuns: process.env.CI === 'true' ? 6_000 : 256 });
    const all = [...nearlyPlain, ...some];
    const answered = await compare(served, all);
    assert.ok(answered > all.length / 2, `${answered} answers`);
  });

  it('is refused alike where it is too much, and its connection closed', async () => {
    const questions = Array.from({ length: 1_001 }, () => ({ address: '1' }));
    const tooMany = postRequest('/v1/screen', JSON.stringify({ questions }));
    assert.ok(tooMany.length < 60_000, 'in one chunk');
    await compare(served, [tooMany]);
    const { answers, closed } = await fateOf(Number(new URL(served.url).port), [tooMany], 200);
    assert.match(answers[0]!, /413 .*connection: close/s);
    assert.ok(closed);
  });

  it('is refused alike where another site asks, or a name that only points here', async () => {
    await compare(served, [
      asked('origin: http://elsewhere.example'),
      asked('sec-fetch-site: cross-site'),
      Buffer.from(QUESTION.toString().replace('host: localhost', 'host: elsewhere.example')),
      asked('idempotency-key: 1'),
      asked('idempotency-key: 1'),
    ]);
  });

  it('is refused alike without a key, with a wrong one, and with one that may not ask', async () => {
    const keyed = await serveScreening();
    const keyOf = (scope: 'screen' | 'register') =>
      addKey(keyed.cabinet, { name: 'w', tenant: 'acme', scopes: [scope], perSecond: 1 }, NOW).text;
    const [may, mayNot] = [keyOf('screen'), keyOf('register')];
    try {
      await compare(keyed, [QUESTION, asked('x-api-key: ash_1_1'), asked(`authorization: Bearer ${mayNot}`)]);
      const at = Number(new URL(keyed.url).port);
      const statuses: string[] = [];
      for (let i = 0; i < 3; i += 1) {
        const { answers } = await fateOf(at, [asked(`authorization: Bearer ${may}`)], 30);
        statuses.push(answers[0]!.slice(9, 12));
      }
      assert.ok(statuses.includes('200') && statuses.includes('429'), statuses.join());
    } finally {
      await keyed.close();
    }
  });

  it('is turned away alike, with Retry-After, while the server has too much to do', async () => {
    const busy = await serveScreening({}, { limits: { ...SCREENING_LIMITS, maxDelayMs: -1e9 } });
    try {
      await compare(busy, [QUESTION]);
      const { answers } = await fateOf(Number(new URL(busy.url).port), [QUESTION], 60);
      assert.match(answers[0]!, /503 .*retry-after: 1.*E_OVERLOAD/s);
    } finally {
      await busy.close();
    }
  });
});
