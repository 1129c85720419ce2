/** Registered transfers over HTTP: watched, alerted when a list changes, apart for each tenant; KYT's shapes on top. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { addKey } from '../../src/app/screening/api-keys.ts';
import { activate, openRegister, rescreen } from '../../src/app/screening/register.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import type { ScreeningStore } from '../../src/ports/screening-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { ENTRY, editionOf, entryOf, FREE, LISTED, NOW } from '../screening/ground.ts';
import { type ServedScreening, serveScreening } from './served.ts';

const LATE = '0x1111111254fb6c44bac0bed2854e76f90643097d';
const RACED = '0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45';
const OTHER = '0x00000000219ab540356cbb839cbe05303d7705fa';

describe('registered transfers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-register-'));
  let store: Store;
  let served: ServedScreening;
  let [acme, rival] = [{}, {}] as Record<string, string>[];

  before(async () => {
    store = await openSqliteStore(folder);
    served = await serveScreening({}, { store: store.screening });
    const keyOf = (tenant: string) => {
      // Enough for all below; a poll that was booked by its page would be turned away.
      const wanted = { name: tenant, tenant, scopes: ['register'], perSecond: 60 };
      return { 'x-api-key': addKey(served.cabinet, wanted, NOW).text };
    };
    [acme, rival] = [keyOf('acme'), keyOf('rival')];
    await new Promise((later) => setTimeout(later, 1_100));
  });
  after(async () => {
    await served.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (path: string, body: unknown, headers = acme): Promise<Response> =>
    fetch(`${served.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const alertsOf = async (headers = acme) =>
    (
      (await (await served.get('/v1/alerts', headers)).json()) as {
        alerts: { id: string; registered: string }[];
      }
    ).alerts;
  const list = (...addresses: string[]) => {
    const entries = [ENTRY, ...addresses.map((each, i) => entryOf(`new-${i}`, [['ETH', each]]))];
    served.screening.swap({
      snapshot: makeSnapshot([editionOf({ entries, name: `with ${addresses.length}` })]),
    });
  };

  it('one reference is registered once, and a later listing alerts its tenant alone, once', async () => {
    const body = { kind: 'transfer', reference: 'deposit-7', question: { address: FREE } };
    const first = (await (await send('/v1/register', body)).json()) as { id: string };
    const second = (await (await send('/v1/register', body)).json()) as { id: string };
    assert.equal(first.id, second.id);
    await send('/v1/register', { ...body, question: { address: OTHER } }, rival);
    assert.deepEqual(await alertsOf(), []);
    list(FREE);
    for (let twice = 0; twice < 2; twice += 1) await rescreen(store.screening, served.screening.basis);
    const alerts = await alertsOf();
    assert.deepEqual(
      alerts.map(({ registered }) => registered),
      [first.id],
    );
    assert.deepEqual(await alertsOf(rival), []);
    const delivered = { ids: alerts.map(({ id }) => id) };
    assert.equal((await send('/v1/alerts/delivered', delivered, rival)).status, 204);
    assert.equal((await alertsOf()).length, 1, 'another tenant delivers nothing of ours');
    assert.equal((await send('/v1/alerts/delivered', delivered)).status, 204);
    assert.deepEqual(await alertsOf(), []);
    list();
  });

  it('a withdrawal is answered as one', async () => {
    const body = { kind: 'withdrawal', reference: 'out-1', question: { address: FREE } };
    const { answer } = (await (await send('/v1/register', body)).json()) as {
      answer: { decision: { action: string } };
    };
    assert.equal(answer.decision.action, 'send');
  });

  it('a KYT client registers, asks by externalId, and sees a listing that came later', async () => {
    const attempt = { network: 'Ethereum', asset: 'ETH', address: OTHER, attemptIdentifier: 'a1' };
    const sent = await send('/chainalysis/api/kyt/v2/users/u1/withdrawal-attempts', attempt);
    assert.equal(sent.status, 202);
    const { externalId } = (await sent.json()) as { externalId: string };
    const path = `/chainalysis/api/kyt/v2/withdrawal-attempts/${externalId}`;
    const ask = async (what: string, headers = acme) => {
      const response = await served.get(`${path}/${what}`, headers);
      return { status: response.status, body: (await response.json()) as never as Record<string, unknown[]> };
    };
    assert.deepEqual(await ask('alerts'), { status: 200, body: { alerts: [] } });
    assert.deepEqual((await ask('exposures')).body, { direct: [], indirect: [] });
    assert.equal((await ask('alerts', rival)).status, 404, 'another tenant has no such id');
    list(OTHER);
    const { body } = await ask('alerts');
    assert.equal((body.alerts![0] as { alertLevel: string }).alertLevel, 'SEVERE');
    assert.equal((await ask('network-identifications')).body.length, 1);
    served.screening.swap({ snapshot: makeSnapshot([editionOf({ verifiedAt: NOW - 100_000 })]) });
    for (const what of ['alerts', 'exposures', 'network-identifications'])
      assert.equal((await ask(what)).status, 503, what);
    list();
  });

  it('a sent transfer is asked about by its address, a received one by its transaction', async () => {
    const transfer = {
      network: 'Ethereum',
      asset: 'ETH',
      transferReference: `0x${'ab'.repeat(32)}:${LISTED}`,
    };
    const ask = async (direction: string) => {
      const path = '/chainalysis/api/kyt/v2/users/u1/transfers';
      const sent = (await (await send(path, { ...transfer, direction })).json()) as { externalId: string };
      return served.get(`/chainalysis/api/kyt/v2/transfers/${sent.externalId}/alerts`, acme);
    };
    assert.equal((await ask('sent')).status, 200);
    // Its parties are not in the journal: nothing is known of it, and that is not "no alerts".
    const received = await ask('received');
    assert.equal(received.status, 503);
    const { error } = (await received.json()) as { error: { code: string; next: string } };
    assert.deepEqual(
      [error.code, error.next],
      ['E_COVERAGE', 'Screen the addresses of its inputs or its sender.'],
    );
    // What docs/screening.md says to send instead, of its sender.
    const instead = await send('/v1/register', {
      kind: 'transfer',
      reference: `0x${'ab'.repeat(32)}:${FREE}`,
      question: { address: FREE, chain: transfer.network },
    });
    assert.equal(instead.status, 200);
  });

  it('the list of all alerts needs no id: hits and what is not known, page by page, of its tenant alone', async () => {
    type Page = { total: number; data: { category: string; transferExternalId: string }[] };
    const pageOf = async (query = '', headers = acme, version = 'v1') =>
      (await (await served.get(`/chainalysis/api/kyt/${version}/alerts${query}`, headers)).json()) as Page;
    list(OTHER);
    const all = await pageOf();
    // FREE was registered and is clear; OTHER is listed now; of the received transfer nothing is known.
    assert.deepEqual(
      all.data.map(({ category }) => category).sort(),
      ['not decided', 'sanctioned entity', 'sanctioned entity'],
      'OTHER and the address that was sent to are listed',
    );
    assert.deepEqual(await pageOf('', acme, 'v2'), all);
    // Who stops at an empty page has seen all there is: FREE, registered first, takes no place.
    assert.equal(all.total, all.data.length);
    const pages = await Promise.all(
      Array.from({ length: all.total }, (_, i) => pageOf(`?limit=1&offset=${i}`).then(({ data }) => data)),
    );
    assert.ok(pages.every(({ length }) => length === 1));
    assert.deepEqual(pages.flat(), all.data);
    assert.deepEqual((await pageOf('?createdAt_lte=2020-01-01T00:00:00Z')).data, []);
    assert.equal((await served.get('/chainalysis/api/kyt/v1/alerts?createdAt_gte=soon', acme)).status, 422);
    list();
    assert.deepEqual((await pageOf('', rival)).data, [], 'one registered address of its own, which is clear');
    served.screening.swap({ snapshot: makeSnapshot([editionOf({ verifiedAt: NOW - 100_000 })]) });
    assert.deepEqual(
      (await pageOf('', rival)).data.map(({ category }) => category),
      ['not decided'],
      'of a stale list nothing is empty',
    );
    list();
  });

  it('a client that polls by the time since its last poll sees a listing that came long after the transfer', async () => {
    const attempt = { network: 'Ethereum', asset: 'ETH', address: LATE, attemptIdentifier: 'late' };
    const sent = await send('/chainalysis/api/kyt/v2/users/u1/withdrawal-attempts', attempt);
    const { externalId } = (await sent.json()) as { externalId: string };
    const polled = async (): Promise<boolean> => {
      const since = new Date(served.clock.wall * 1_000).toISOString();
      const response = await served.get(`/chainalysis/api/kyt/v2/alerts?createdAt_gte=${since}`, acme);
      const { data } = (await response.json()) as { data: { transferExternalId: string }[] };
      return data.some((each) => each.transferExternalId === externalId);
    };
    served.wait(3_600);
    assert.equal(await polled(), false);
    list(LATE);
    assert.equal(await polled(), true, 'also before the listing was noted for an alert');
    await rescreen(store.screening, served.screening.basis);
    assert.equal(await polled(), true);
    served.wait(60);
    assert.equal(await polled(), false, 'once is enough');
    list();
  });

  it('a transfer that is registered while a list is swapped is asked again with all others', async () => {
    // Answers take their time to be written, as on a busy disk; the list changes meanwhile.
    let write = (): void => {};
    const busy = new Promise<void>((done) => {
      write = done;
    });
    let begin = (): void => {};
    const begun = new Promise<void>((done) => {
      begin = done;
    });
    const slow: ScreeningStore = {
      ...store.screening,
      record: async (rows, tasks) => {
        begin();
        if (rows.some(({ kind }) => kind === 'answer')) await busy;
        return store.screening.record(rows, tasks);
      },
    };
    const own = openRegister(slow);
    const other = await serveScreening({ record: own.record }, { store: slow });
    try {
      const posted = fetch(`${other.url}/v1/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'transfer', reference: 'in-between', question: { address: RACED } }),
      });
      await begun;
      const entries = [ENTRY, entryOf('raced', [['ETH', RACED]])];
      const parts = { screening: other.screening, register: own, store: slow };
      const activated = activate(parts, { snapshot: makeSnapshot([editionOf({ entries })]) });
      write();
      await activated;
      const { id } = (await (await posted).json()) as { id: string };
      const alerts = await store.screening.alerts('local', true);
      assert.ok(alerts.some(({ screened }) => screened === id));
    } finally {
      await other.close();
    }
  });

  it('what cannot be read is not registered', async () => {
    for (const body of [
      { kind: 'transfer', reference: 'x', question: { address: 'nonsense' } },
      { kind: 'transfer', reference: '', question: { address: FREE } },
      { kind: 'other', reference: 'x', question: { address: FREE } },
    ])
      assert.equal((await send('/v1/register', body)).status, 422);
    const bad = { network: 'Ethereum', asset: 'ETH', address: 'nonsense', attemptIdentifier: 'a1' };
    assert.equal((await send('/chainalysis/api/kyt/v2/users/u1/withdrawal-attempts', bad)).status, 422);
  });
});
