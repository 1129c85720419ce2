/** Promises P11 and P16: what an answer carries, who signed it, and that no answer is wrong while lists are swapped. */
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { laboratoryKeyring, openKeyring } from '../../src/adapters/signing/keyring.ts';
import { openScreening, type SignedAnswers } from '../../src/app/screening/screen.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import type { PublicKey } from '../../src/ports/signing.ts';
import { ask, editionOf, entryOf, FREE, LISTED, NOW, partsOf, screeningOf } from './ground.ts';

/** RFC 8410: what stands before the 32 bytes of an ed25519 key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function isSigned({ seal, ...signed }: SignedAnswers, keys: readonly PublicKey[]): boolean {
  const key = keys.find(({ keyId }) => keyId === seal.keyId);
  if (key === undefined) return false;
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI, Buffer.from(key.publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.from(canonicalJson(signed)), publicKey, Buffer.from(seal.signature, 'base64'));
}

const inFolder = async (work: (folder: string) => Promise<void> | void): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-keys-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('a signed answer', () => {
  it('is verified as it was sent, survives JSON, and no letter of it can be changed', async () => {
    const { screening } = screeningOf();
    const signed = await screening.screen([ask(LISTED), ask(FREE)]);
    assert.ok(isSigned(signed, screening.publicKeys()));
    const text = canonicalJson(signed);
    assert.ok(isSigned(JSON.parse(text) as SignedAnswers, screening.publicKeys()));
    const forged = JSON.parse(text.replaceAll('"hit"', '"clear"')) as SignedAnswers;
    assert.ok(!isSigned(forged, screening.publicKeys()));
    for (const [from, to] of [
      [`"validUntil":${NOW + 60}`, `"validUntil":${NOW + 6_000}`],
      [signed.request, '0'.repeat(64)],
      ['"laboratory"', '"production"'],
    ] as const) {
      assert.ok(text.includes(from));
      assert.ok(!isSigned(JSON.parse(text.replaceAll(from, to)) as SignedAnswers, screening.publicKeys()));
    }
  });

  it('names what was asked: another question has another digest, and a batch is clear only as a whole', async () => {
    const { screening } = screeningOf();
    const [one, other] = [await screening.screen([ask(FREE)]), await screening.screen([ask(LISTED)])];
    assert.notEqual(one.request, other.request);
    assert.equal(one.outcome, 'clear');
    assert.equal((await screening.screen([ask(FREE), ask('0xbad')])).outcome, 'indeterminate');
    assert.equal((await screening.screen([ask(FREE), ask(LISTED)])).outcome, 'hit');
  });

  it('says so where it is not registered', async () => {
    const { screening } = screeningOf();
    const { answers } = await screening.screen([ask(FREE)]);
    assert.match(answers[0]!.caveats.join(), /not registered/);
  });
});

describe('signing keys', () => {
  it('are made on first use, for their owner alone, and stay the same', () =>
    inFolder((folder) => {
      const first = openKeyring(folder, NOW);
      const file = join(folder, 'signing-keys.json');
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(openKeyring(folder, NOW + 99).publicKeys(), first.publicKeys());
      assert.doesNotMatch(JSON.stringify(first.publicKeys()), /PRIVATE/);
    }));

  it('are replaced without a pause: the successor is known before it signs, and the old answers stay valid', () =>
    inFolder(async (folder) => {
      const keyring = openKeyring(folder, NOW);
      const { screening, wait } = screeningOf({ keyring, environment: 'production' });
      const before = await screening.screen([ask(FREE)]);
      // Another process rotates; the one that serves sees it.
      const successor = openKeyring(folder, NOW).rotate(NOW + 300);
      assert.equal(screening.publicKeys().length, 2);
      assert.equal((await screening.screen([ask(FREE)])).seal.keyId, before.seal.keyId);
      wait(300);
      const after = await screening.screen([ask(FREE)]);
      assert.equal(after.seal.keyId, successor.keyId);
      for (const signed of [before, after]) assert.ok(isSigned(signed, screening.publicKeys()));
      assert.deepEqual(
        screening.publicKeys().map(({ until }) => until),
        [NOW + 300, null],
      );
      assert.throws(() => keyring.rotate(NOW + 10), /successor/);
    }));

  it('that others can read, or that are damaged, are refused', () =>
    inFolder((folder) => {
      openKeyring(folder, NOW);
      const file = join(folder, 'signing-keys.json');
      const refused = (error: unknown): boolean =>
        error instanceof AshiatoError && error.code === 'E_SIGNING_KEY';
      chmodSync(file, 0o644);
      assert.throws(() => openKeyring(folder, NOW).sign('x', NOW), refused);
      chmodSync(file, 0o600);
      writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
      assert.throws(() => openKeyring(folder, NOW).sign('x', NOW), refused);
    }));

  it('of the laboratory cannot sign in production, nor the other way round', () =>
    inFolder((folder) => {
      const open = (parts: object) => screeningOf(parts);
      assert.throws(() => open({ environment: 'production' }), /laboratory cannot sign/);
      assert.throws(() => open({ keyring: openKeyring(folder, NOW) }), /production cannot sign/);
      assert.match(laboratoryKeyring(NOW).publicKeys()[0]!.keyId, /^laboratory-/);
    }));
});

describe('the clock', () => {
  it('that jumps a day either way makes nothing clear any more, and hits stand', async () => {
    for (const jump of [86_400, -86_400]) {
      const { screening, clock } = screeningOf();
      assert.equal((await screening.screen([ask(FREE)])).outcome, 'clear');
      clock.wall += jump;
      const signed = await screening.screen([ask(FREE)]);
      assert.equal(signed.outcome, 'indeterminate');
      assert.equal(signed.answers[0]!.checks[0]!.code, 'E_CLOCK');
      assert.equal((await screening.screen([ask(LISTED)])).outcome, 'hit');
      clock.wall -= jump;
      assert.equal(
        (await screening.screen([ask(FREE)])).outcome,
        'indeterminate',
        'until it is started again',
      );
    }
  });

  it('that was set back while nothing ran is found out by what was noted before', async () => {
    const start = (noted: number) => screeningOf({ noted }).screening;
    const outcomes = async (noted: number) => (await start(noted).screen([ask(FREE), ask(LISTED)])).answers;
    const [free, listed] = await outcomes(NOW + 5 * 3_600);
    assert.deepEqual([free?.outcome, free?.checks[0]?.code], ['indeterminate', 'E_CLOCK']);
    assert.equal(listed?.outcome, 'hit');
    assert.equal((await outcomes(NOW + 30))[0]?.outcome, 'clear');
  });

  it('that is corrected a little is believed', async () => {
    const { screening, clock } = screeningOf();
    clock.wall += 30;
    assert.equal((await screening.screen([ask(FREE)])).outcome, 'clear');
  });
});

describe('while lists are swapped', () => {
  const addressOf = (n: number): string => `0x${n.toString(16).padStart(40, '0')}`;
  /** Edition k lists every address below k. */
  const snapshotOf = (k: number, verifiedAt: number) =>
    makeSnapshot([
      editionOf({
        name: `${k}`,
        verifiedAt,
        entries: Array.from({ length: k }, (_, n) => entryOf(`${n}`, [['ETH', addressOf(n + 1)]])),
      }),
    ]);

  /** Every answer is checked against the edition that it names: the oracle is arithmetic, not the code. */
  async function wrongAnswers(total: number, faulty: boolean): Promise<number> {
    const editions = Array.from({ length: 20 }, (_, i) => snapshotOf(1 + i * 5, NOW - i * 1_800));
    const { screening } = screeningOf({ snapshot: editions[0]! });
    let wrong = 0;
    let clears = 0;
    for (let asked = 0; asked < total; ) {
      const questions = Array.from({ length: 500 }, (_, i) =>
        ask(addressOf(1 + ((asked + i) % 120)), { chain: 'eth' }),
      );
      const pending = screening.findMany(questions);
      const next = (asked / 500) % 20;
      // The swap comes while the answers are under way.
      screening.swap({ snapshot: editions[next]! });
      for (const [i, { subject, findings }] of (await pending).entries()) {
        const n = 1 + ((asked + i) % 120);
        const listed = n <= Number(findings.lists[0]!.edition);
        const stale = (findings.lists[0]!.age ?? Number.POSITIVE_INFINITY) > 6 * 3_600;
        const expected = listed ? 'hit' : stale ? 'indeterminate' : 'clear';
        const outcome = faulty && stale && findings.outcome === 'indeterminate' ? 'clear' : findings.outcome;
        if (outcome !== expected || subject.text !== addressOf(n)) wrong += 1;
        if (outcome === 'clear') clears += 1;
      }
      asked += questions.length;
    }
    assert.ok(clears > total / 20, 'some of it is clear');
    return wrong;
  }

  const TOTAL = process.env.CI === 'true' ? 1_000_000 : 60_000;

  it(`none of ${TOTAL} answers is wrong for the edition that it names`, async () => {
    assert.equal(await wrongAnswers(TOTAL, false), 0);
  });

  it('catches a stale list that answers clear', async () => {
    assert.ok((await wrongAnswers(10_000, true)) > 0);
  });

  it('an answer under way ends on what it began with', async () => {
    const { screening } = screeningOf({ snapshot: snapshotOf(1, NOW) });
    const pending = screening.findOne(ask(addressOf(2)));
    screening.swap({ snapshot: snapshotOf(2, NOW) });
    assert.equal((await pending).findings.outcome, 'clear');
    assert.equal((await screening.findOne(ask(addressOf(2)))).findings.outcome, 'hit');
  });

  it('names of the lists before do not answer for the lists after', async () => {
    const { screening } = screeningOf({ names: () => [] });
    const subject = { type: 'name' as const, name: 'Somebody Else', births: [], countries: [] };
    const question = { ...ask(FREE), subject };
    assert.equal((await screening.findOne(question)).findings.outcome, 'clear');
    screening.swap({ snapshot: snapshotOf(2, NOW) });
    assert.equal((await screening.findOne(question)).findings.outcome, 'indeterminate');
  });

  it('needs no network: it answers with every way out closed', async () => {
    const { fetch } = globalThis;
    globalThis.fetch = () => assert.fail('the network was asked');
    try {
      const screening = openScreening({
        ...partsOf(),
        keyring: laboratoryKeyring(NOW),
        now: () => NOW,
        monotonic: () => 0,
        record: null,
      });
      assert.equal((await screening.screen([ask(LISTED)])).outcome, 'hit');
    } finally {
      globalThis.fetch = fetch;
    }
  });
});
