/** Promises P2 and P3 towards a receiver over real HTTP: nothing is lost, every try has the same id, all are signed. */
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { webhookNotifier } from '../../src/adapters/notifiers/webhook.ts';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { activate, openRegister } from '../../src/app/screening/register.ts';
import { alertSender, strangersAmong } from '../../src/app/screening/send-alerts.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import type { ScreeningStore } from '../../src/ports/screening-store.ts';
import { ask, ENTRY, editionOf, entryOf, FREE, screeningOf } from './ground.ts';

type Got = { readonly headers: IncomingMessage['headers']; readonly body: string };

/** A receiver on one port that can be away, refuse, send elsewhere, or answer; what it got stays. */
function receiver() {
  const got: Got[] = [];
  const state = { answers: [] as number[] };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      const status = state.answers.shift() ?? 204;
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/elsewhere' } : {}).end();
    });
  });
  return {
    got,
    state,
    up: (port = 0) =>
      new Promise<number>((done) => {
        server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port));
      }),
    down: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A clear answer that a later listing reversed: one alert waits. */
async function withAlert(
  work: (given: ReturnType<typeof screeningOf> & { store: ScreeningStore }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-webhook-'));
  const store = await openSqliteStore(folder);
  try {
    const register = openRegister(store.screening);
    const turned = screeningOf({ record: register.record });
    await turned.screening.screen([ask(FREE)]);
    const snapshot = makeSnapshot([editionOf({ entries: [ENTRY, entryOf('2', [['ETH', FREE]])] })]);
    await activate({ screening: turned.screening, register, store: store.screening }, { snapshot });
    await work({ ...turned, store: store.screening });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a receiver checks it: the key of `/v1/keys`, over id, time and body. */
function isSigned({ headers, body }: Got, publicKey: string): boolean {
  const der = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(publicKey, 'base64'),
  ]);
  const [version, signature = ''] = String(headers['webhook-signature']).split(',');
  assert.equal(version, 'v1a');
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

describe('an alert', () => {
  it('waits while its receiver is down, refuses or sends elsewhere; arrives once, signed, under one id', () =>
    withAlert(async ({ screening, clock, store }) => {
      const there = receiver();
      const port = await there.up();
      await there.down();
      const said: string[] = [];
      let now = clock.wall * 1_000;
      const notifier = webhookNotifier(
        { url: `http://127.0.0.1:${port}/secret-path`, tenant: 'local' },
        screening.sign,
        () => now / 1_000,
      );
      const send = alertSender({
        store,
        notifiers: [notifier],
        now: () => now,
        say: (line) => void said.push(line),
      });
      const waiting = async () => (await store.alerts('local', true)).length;

      await send();
      assert.equal(await waiting(), 1, 'nobody is there, so it stays');
      assert.equal(said.length, 1);
      assert.doesNotMatch(said[0] ?? '', /secret-path/, 'an address may hold a key');

      await there.up(port);
      there.state.answers = [500, 400, 302, 404];
      await send();
      assert.equal(there.got.length, 0, 'left alone for a second');
      for (const seconds of [1, 2, 4, 8]) {
        now += seconds * 1_000;
        await send();
        assert.equal(await waiting(), 1, 'only a 2xx is a receipt');
      }
      now += 16_000;
      await send();
      assert.equal(await waiting(), 0);
      await send();
      assert.equal(there.got.length, 5, 'and then no more');
      assert.equal(said.length, 2, 'once that it fails, once that it is over');

      const [alert] = await store.alerts('local', false);
      const { publicKey } = screening.publicKeys()[0]!;
      for (const each of there.got) {
        assert.equal(each.headers['webhook-id'], alert?.id);
        assert.ok(isSigned(each, publicKey));
        assert.ok(!isSigned({ ...each, body: each.body.replace('"hit"', '"clear"') }, publicKey));
      }
      const last = JSON.parse(there.got[4]!.body) as { type: string; data: unknown };
      assert.equal(last.type, 'retroactive_hit');
      assert.deepEqual(last.data, JSON.parse(alert!.body));
      await there.down();
    }));

  it('that was taken just before a kill is sent again under the same id, and only by its tenant’s webhook', () =>
    withAlert(async ({ screening, clock, store }) => {
      const there = receiver();
      const url = `http://127.0.0.1:${await there.up()}/`;
      const now = () => clock.wall;
      const sender = (tenant: string, markDelivered = store.markDelivered) =>
        alertSender({
          store: { alerts: store.alerts, markDelivered },
          notifiers: [webhookNotifier({ url, tenant }, screening.sign, now)],
          now: () => now() * 1_000,
          say: () => {},
        });
      await sender('another')();
      assert.equal(there.got.length, 0);
      const killed = sender('local', () => Promise.reject(new Error('killed')));
      await assert.rejects(killed(), /killed/);
      await sender('local')();
      assert.equal(there.got.length, 2);
      assert.equal(there.got[0]?.headers['webhook-id'], there.got[1]?.headers['webhook-id']);
      assert.equal((await store.alerts('local', true)).length, 0);
      await there.down();
    }));
});

it('a webhook of a tenant that nobody is gets nothing, and that is said where the sending begins', () => {
  const notifiers = ['local', 'acme', '3d06746e3dff'].map((tenant) => ({ label: `to ${tenant}`, tenant }));
  const said = strangersAmong(notifiers, ['local', 'acme']);
  assert.equal(said.length, 1);
  assert.match(said[0]!, /"3d06746e3dff", which no API key has.*Known are local, acme/);
});
