/** Other vendors' shapes: a match where the native answer is a hit, empty where it is clear, and 503 for all between. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addKey } from '../../src/app/screening/api-keys.ts';
import { makeSnapshot } from '../../src/core/lists/snapshot.ts';
import type { NameSearch } from '../../src/core/screening/basis.ts';
import {
  ENTRY,
  editionOf,
  FREE,
  LEAD,
  LEADS,
  LISTED,
  NOW,
  type ServedScreening,
  serveScreening,
} from './served.ts';

type Json = { readonly [key: string]: Json } & readonly Json[] & (string | number | boolean | null);

/** Stands for the index of names: one entry, found by one word. */
const NAMES: NameSearch = ({ name }) =>
  name.includes('Lazarus')
    ? [{ entry: ENTRY, score: 0.97, features: [{ feature: 'name', value: 0.97, says: 'nearly equal' }] }]
    : [];

const fresh = makeSnapshot([editionOf(), LEADS]);
const stale = makeSnapshot([editionOf({ verifiedAt: NOW - 100_000 }), LEADS]);

type Route = {
  readonly name: string;
  readonly ask: (served: ServedScreening, subject: string) => Promise<Response>;
  /** What a client of the vendor takes for "nothing found". */
  readonly isEmpty: (body: Json) => boolean;
};

const send = (path: string, body: unknown) => (served: ServedScreening) =>
  fetch(`${served.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const BY_ADDRESS: readonly Route[] = [
  {
    name: 'Chainalysis sanctions',
    ask: (served, address) => served.get(`/chainalysis/api/v1/address/${address}`),
    isEmpty: (body) => body.identifications!.length === 0,
  },
  {
    name: 'TRM addresses',
    ask: (served, address) =>
      send('/trm/public/v2/screening/addresses', [{ address, chain: 'ethereum', accountExternalId: 'a' }])(
        served,
      ),
    isEmpty: ([first]) => first!.addressRiskIndicators!.length + first!.entities!.length === 0,
  },
  {
    name: 'yente',
    ask: (served, address) =>
      send('/yente/match/sanctions', {
        queries: { q1: { schema: 'CryptoWallet', properties: { publicKey: [address] } } },
      })(served),
    isEmpty: (body) => body.responses!.q1!.results!.length === 0,
  },
  {
    name: 'watchman',
    ask: (served, address) =>
      served.get(`/watchman/v2/search?cryptoAddress=ETH:${address}&minMatch=0.99&limit=0`),
    isEmpty: (body) => body.entities!.length === 0,
  },
];
const BY_NAME: readonly Route[] = [
  {
    name: 'yente',
    ask: (served, name) =>
      send('/yente/match/default?threshold=1', {
        queries: { q1: { schema: 'Person', properties: { name: [name] } } },
      })(served),
    isEmpty: (body) => body.responses!.q1!.results!.length === 0,
  },
  {
    name: 'watchman',
    ask: (served, name) => served.get(`/watchman/v2/search?type=person&name=${encodeURIComponent(name)}`),
    isEmpty: (body) => body.entities!.length === 0,
  },
];

for (const [kind, lists] of Object.entries({ 'fresh lists': fresh, 'stale lists': stale })) {
  describe(`drop-in routes on ${kind}`, () => {
    let served: ServedScreening;
    before(async () => {
      served = await serveScreening({ snapshot: lists, names: NAMES });
    });
    after(() => served.close());

    const check = async (route: Route, subject: string, found: boolean): Promise<void> => {
      const response = await route.ask(served, subject);
      const body = (await response.json()) as Json;
      if (found || kind === 'fresh lists') {
        assert.equal(response.status, 200, JSON.stringify(body));
        assert.equal(route.isEmpty(body), !found);
        assert.equal(response.headers.get('ashiato-outcome'), found ? 'hit' : 'clear');
        for (const name of ['as-of', 'list-version', 'valid-until', 'coverage', 'decision-basis'])
          assert.ok(response.headers.get(`ashiato-${name}`), name);
      } else {
        assert.equal(response.status, 503);
        assert.equal(body.error?.code, 'E_STALE_LIST');
        assert.equal(response.headers.get('retry-after'), '1');
      }
    };

    for (const route of BY_ADDRESS) {
      it(`${route.name}: a listed address, stolen funds, and an address on no list`, async () => {
        await check(route, LISTED, true);
        await check(route, LEAD, true);
        await check(route, FREE, false);
      });
      it(`${route.name}: what cannot be read is refused`, async () => {
        const response = await route.ask(served, `${FREE.slice(0, -1)}7`);
        assert.equal(response.status, 422);
        assert.equal(((await response.json()) as Json).error?.code, 'E_ADDR_CHECKSUM');
      });
    }
    for (const route of BY_NAME)
      it(`${route.name}: a listed name and another`, async () => {
        await check(route, 'Lazarus Group', true);
        await check(route, 'Ada Lovelace', false);
      });

    it('TRM sanctions: true for a listing, false for clear alone, and no word for stolen funds', async () => {
      const ask = async (address: string) =>
        send('/trm/public/v1/sanctions/screening', [{ address }])(served);
      assert.deepEqual(await (await ask(LISTED)).json(), [{ address: LISTED, isSanctioned: true }]);
      const free = await ask(FREE);
      if (kind === 'fresh lists')
        assert.deepEqual(await free.json(), [{ address: FREE, isSanctioned: false }]);
      else assert.equal(free.status, 503);
      assert.equal((await ask(LEAD)).status, 503);
    });
  });
}

describe('drop-in routes', () => {
  it('a match by key is told from a listing in every shape that has words', async () => {
    const served = await serveScreening({ snapshot: fresh, names: NAMES });
    try {
      // The key of the listed TLa2… holds it on the EVM chains.
      for (const route of BY_ADDRESS.filter(({ name }) => name !== 'TRM addresses')) {
        const told = async (address: string): Promise<boolean> =>
          /on no list itself, but spent by the key of TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7/.test(
            await (await route.ask(served, address)).text(),
          );
        assert.equal(await told('0x74472e7d35395a6b5add427eecb7f4b62ad2b071'), true, route.name);
        assert.equal(await told(LISTED), false, route.name);
      }
    } finally {
      await served.close();
    }
  });

  it('HEAD, which has no room for a match, is 200 where the answer is clear and nowhere else', async () => {
    const served = await serveScreening({ snapshot: fresh, names: NAMES });
    try {
      const head = async (path: string): Promise<number> =>
        (await fetch(`${served.url}${path}`, { method: 'HEAD' })).status;
      for (const path of ['/chainalysis/api/v1/address/', '/watchman/v2/search?cryptoAddress=ETH:'])
        assert.deepEqual(
          [
            await head(path + FREE),
            await head(path + LISTED),
            await head(path + LEAD),
            await head(`${path}0x1`),
          ],
          [200, 503, 503, 422],
          path,
        );
      assert.notEqual(await head('/chainalysis/api/kyt/v2/alerts'), 200, 'nobody was asked about');
      assert.equal((await served.get(`/chainalysis/api/v1/address/${LISTED}`)).status, 200);
    } finally {
      await served.close();
    }
  });

  it('one item in doubt among several is 503 for all, and says which', async () => {
    const served = await serveScreening({ snapshot: stale });
    try {
      const response = await send('/trm/public/v2/screening/addresses', [
        { address: LISTED, chain: 'ethereum' },
        { address: FREE, chain: 'ethereum' },
      ])(served);
      assert.equal(response.status, 503);
      assert.equal(((await response.json()) as Json).error?.where, '1');
    } finally {
      await served.close();
    }
  });

  it('asking about nobody is refused, never empty', async () => {
    const served = await serveScreening({ names: NAMES });
    try {
      for (const response of [
        await served.get('/watchman/v2/search'),
        await send('/yente/match/x', { queries: {} })(served),
        await send('/yente/match/x', { queries: { q: { schema: 'Person', properties: {} } } })(served),
        await send('/trm/public/v2/screening/addresses', [])(served),
        await send('/trm/public/v2/screening/addresses', {})(served),
      ])
        assert.ok(response.status >= 400 && response.status < 500, String(response.status));
      assert.equal((await served.get('/chainalysis/api/v1/address/')).status, 422);
      assert.equal((await send('/yente/match/x', { queries: {} })(served)).status, 422, 'not: too large');
    } finally {
      await served.close();
    }
  });

  it('watchman: a wallet or a name is read under every name that it has there; one it has not is refused', async () => {
    const served = await serveScreening({ snapshot: fresh, names: NAMES });
    const ask = (search: string) => served.get(`/watchman/v2/search?name=Ada+Lovelace&${search}`);
    try {
      for (const search of [
        `cryptoAddresses=ETH:${LISTED}`,
        'altNames=Lazarus',
        'type=vessel&owner=Lazarus',
      ]) {
        const { entities } = (await (await ask(search)).json()) as Json;
        assert.equal(entities?.length, 1, search);
      }
      assert.equal((await ask('imoNumber=9000001&email=a@b.example&debug=yes')).status, 200);
      for (const name of ['cryptoaddress', 'cryptoAddress[]', 'wallet']) {
        const response = await ask(`${encodeURIComponent(name)}=ETH:${LISTED}`);
        assert.equal(response.status, 422, name);
        assert.equal(((await response.json()) as Json).error?.code, 'E_USAGE');
      }
      // The bytes of these would be an address of Bitcoin or an EVM chain, on no list.
      for (const address of [
        'LTC:3P14159f73E4gFr7JterCCQh9QjiTjiZrG',
        `ETC:${FREE}`,
        `XMR:${FREE}`,
        `:${FREE}`,
      ]) {
        const response = await served.get(`/watchman/v2/search?cryptoAddress=${address}`);
        assert.equal(response.status, 422, address);
        assert.equal(((await response.json()) as Json).error?.code, 'E_CHAIN_UNSUPPORTED');
      }
    } finally {
      await served.close();
    }
  });

  it('yente: a former name is asked about, and no query gets lost under an odd key (bad input 51)', async () => {
    const served = await serveScreening({ snapshot: fresh, names: NAMES });
    try {
      const named = { schema: 'Company', properties: { name: ['Ada'], previousName: ['Lazarus'] } };
      const { responses } = (await (
        await send('/yente/match/x', { queries: { q: named } })(served)
      ).json()) as Json;
      assert.equal(responses?.q?.results?.length, 1);
      const wallet = (address: string) => ({ schema: 'CryptoWallet', properties: { publicKey: [address] } });
      const odd = await send('/yente/match/x', {
        queries: JSON.parse(
          `{"a":${JSON.stringify(wallet(FREE))},"__proto__":${JSON.stringify(wallet(LISTED))}}`,
        ),
      })(served);
      assert.equal(odd.status, 422);
      assert.equal(((await odd.json()) as Json).error?.code, 'E_KEY');
    } finally {
      await served.close();
    }
  });

  it('keys go the way each vendor’s clients send them', async () => {
    const served = await serveScreening({}, { loopback: false });
    try {
      const { text } = addKey(
        served.cabinet,
        { name: 'w', tenant: 'acme', scopes: ['screen'], perSecond: 100 },
        NOW,
      );
      const path = `/chainalysis/api/v1/address/${FREE}`;
      assert.equal((await served.get(path)).status, 401);
      assert.equal((await served.get(path, { 'x-api-key': text })).status, 200);
    } finally {
      await served.close();
    }
  });
});
