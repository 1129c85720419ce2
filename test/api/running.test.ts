/** A server as a person starts it: it screens by what ships with it, takes in new lists without a failed answer, and tells of reversals. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { offer } from '../../src/app/lists/refresh-lists.ts';
import { openClient, type TrustedKey } from '../../src/client/client.ts';
import { cleanEnv, serve, withFolder } from '../cli/run.ts';
import { numbers, offered, partsIn, unXml } from '../lists/vectors.ts';
import { FREE, LISTED } from '../screening/ground.ts';

type Lists = { lists: { list: string }[]; listVersion: string; canClear: boolean };

it('a running server answers by a list taken in beside it, while everybody goes on asking', () =>
  withFolder(async (home) => {
    const told: { type: string; data: { reference: string } }[] = [];
    const receiver = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => told.push(JSON.parse(body)));
      request.on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((up) => receiver.listen(0, '127.0.0.1', up));
    const config = join(home, 'config.json');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    writeFileSync(config, JSON.stringify({ webhooks: [{ url }] }));
    const server = await serve(cleanEnv(home, { ASHIATO_CONFIG: config }));
    try {
      const ask = async (path: string) => (await fetch(`${server.url}${path}`)).json();
      const { keys } = (await ask('/v1/keys')) as { keys: TrustedKey[] };
      const client = openClient({ url: server.url, keys, timeoutMs: 20_000 });
      const before = (await ask('/v1/lists')) as Lists;
      assert.deepEqual([before.lists.map(({ list }) => list), before.canClear], [['ofac-sdn'], false]);
      const watched = { kind: 'watch', reference: 'customer-9', question: { name: 'Person QDi.120' } };
      await fetch(`${server.url}/v1/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(watched),
      });
      const taken = offer(
        partsIn(home, { now: Math.floor(Date.now() / 1000) }),
        offered({ list: unXml(numbers(50)) }),
      );
      assert.equal(taken.type, 'activated');
      let now = before;
      for (const end = performance.now() + 15_000; now.listVersion === before.listVersion; ) {
        assert.ok(performance.now() < end, 'the new list is not in force');
        const [listed, free] = await Promise.all([
          client.screen({ address: LISTED }),
          client.screen({ address: FREE }),
        ]);
        // Verified answers, all of them: a list listed before, and a part of a list that clears nobody.
        assert.deepEqual(
          [listed, free].map((each) => (each.allow ? 'allow' : each.code)),
          ['hit', 'indeterminate'],
        );
        now = (await ask('/v1/lists')) as Lists;
      }
      assert.deepEqual(now.lists.map(({ list }) => list).sort(), ['ofac-sdn', 'un-consolidated']);
      for (const end = performance.now() + 15_000; told.length === 0; ) {
        assert.ok(performance.now() < end, 'nobody was told');
        await new Promise((later) => setTimeout(later, 50));
      }
      assert.deepEqual([told[0]?.type, told[0]?.data.reference], ['retroactive_hit', 'customer-9']);
    } finally {
      receiver.close();
      assert.equal(await server.stop(), 0);
    }
  }));
