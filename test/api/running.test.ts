/** A server as a person starts it: it screens by what ships with it, and takes in new lists without a failed answer. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { offer } from '../../src/app/refresh-lists.ts';
import { openClient, type TrustedKey } from '../../src/client/client.ts';
import { cleanEnv, serve, withFolder } from '../cli/run.ts';
import { numbers, offered, partsIn, unXml } from '../lists/vectors.ts';
import { FREE, LISTED } from '../screening/ground.ts';

type Lists = { lists: { list: string }[]; listVersion: string; canClear: boolean };

it('a running server answers by a list taken in beside it, while everybody goes on asking', () =>
  withFolder(async (home) => {
    const server = await serve(cleanEnv(home));
    try {
      const ask = async (path: string) => (await fetch(`${server.url}${path}`)).json();
      const { keys } = (await ask('/v1/keys')) as { keys: TrustedKey[] };
      const client = openClient({ url: server.url, keys, timeoutMs: 20_000 });
      const before = (await ask('/v1/lists')) as Lists;
      assert.deepEqual([before.lists.map(({ list }) => list), before.canClear], [['ofac-sdn'], false]);
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
    } finally {
      assert.equal(await server.stop(), 0);
    }
  }));
