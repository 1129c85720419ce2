/** Lists kept current by a running server: when each is fetched, what is said, and what a failure leaves behind. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseList } from '../../src/adapters/lists/parse.ts';
import { openShelf } from '../../src/adapters/lists/shelf.ts';
import { fetchList } from '../../src/app/lists/fetch-lists.ts';
import { keepLists } from '../../src/app/lists/keep-lists.ts';
import { type ListParts, listsInForce, offer } from '../../src/app/lists/refresh-lists.ts';
import { refreshApart } from '../../src/cli/keep-lists.ts';
import { composeWays } from '../../src/compose/lists.ts';
import { readConfig } from '../../src/config.ts';
import { formatNamed } from '../../src/core/lists/formats.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { Attempt } from '../../src/ports/list-shelf.ts';
import { withFolder } from '../cli/run.ts';
import { bytes, NOW, numbers, offered, partsIn, unXml } from './vectors.ts';

const MINUTE = 60_000;

/** A shelf that a test decides the answers for, and a clock that jumps to each turn. */
function keptBy(failing: (format: string, time: number) => string | null) {
  const state = { now: 1_790_000_000_000, fetched: [] as [minute: number, formats: string[]][] };
  const began = state.now;
  const attempts = new Map<string, Attempt>();
  const said: string[] = [];
  const keeping = {
    formats: ['ofac-csv', 'un-xml'],
    everyMs: 15 * MINUTE,
    attempts: () => [...attempts.values()],
    now: () => state.now,
    chance: () => 0.5,
    say: (line: string) => void said.push(line),
    fetch: async (formats: readonly string[]) => {
      state.fetched.push([(state.now - began) / MINUTE, [...formats]]);
      for (const format of formats) {
        const code = failing(format, (state.now - began) / MINUTE);
        if (code === 'crash') throw new Error('the child was ended');
        const failure = code === null ? null : { code, says: `${format} does not answer` };
        attempts.set(format, { format, at: Math.floor(state.now / 1_000), failure });
      }
    },
  };
  return {
    state,
    said,
    keeping,
    run: async (minutes: number, keeper = keepLists(keeping)) => {
      for (let next = await keeper.turn(); next <= began + minutes * MINUTE; next = await keeper.turn())
        state.now = next;
    },
  };
}

describe('a server’s lists', () => {
  it('are fetched at the usual pace, within the half hour after which they would be warned about', async () => {
    const { state, said, run } = keptBy(() => null);
    await run(60);
    assert.deepEqual(
      state.fetched.map(([minute]) => minute),
      [0, 15, 30, 45, 60],
    );
    assert.deepEqual(said, []);
  });

  it('are asked for again after 1, 2, 4, 8 minutes where a publisher fails, and the others are left alone', async () => {
    const { state, said, run } = keptBy((format, minute) =>
      format === 'un-xml' && minute < 40 ? 'E_LIST_FETCH' : null,
    );
    await run(46);
    const un = state.fetched.filter(([, formats]) => formats.includes('un-xml')).map(([minute]) => minute);
    assert.deepEqual(un, [0, 1, 3, 7, 15, 30, 45]);
    const ofac = state.fetched.filter(([, formats]) => formats.includes('ofac-csv'));
    assert.deepEqual(
      ofac.map(([minute]) => minute),
      [0, 15, 30, 45],
    );
    assert.equal(said.length, 2, 'one line that it fails, one that it is over');
    assert.match(said[0] ?? '', /un-xml E_LIST_FETCH.*answers on, and ages/);
    assert.match(said[1] ?? '', /current again/);
  });

  it('say in one line that nothing is reachable, also where the fetching itself is ended', async () => {
    for (const code of ['E_LIST_FETCH', 'crash']) {
      const { said, run } = keptBy(() => code);
      await run(120);
      assert.equal(said.length, 1, said.join('\n'));
    }
  });

  it('are not fetched at once where that was done a moment ago, and never all at the same second', async () => {
    const { state, keeping, run } = keptBy(() => null);
    await run(0);
    state.fetched = [];
    await keepLists(keeping).turn();
    assert.deepEqual(state.fetched, []);
    const next = await Promise.all(
      [0, 1].map((chance) => keepLists({ ...keeping, chance: () => chance }).turn()),
    );
    assert.deepEqual(
      next.map((at) => (at - state.now) / MINUTE),
      [13.5, 16.5],
    );
  });
});

describe('ways to a list', () => {
  it('are the publisher’s, then the configured ones; what cannot be is refused with what can', () =>
    withFolder((home) => {
      const file = join(home, 'config.json');
      const configured = (content: object) => {
        writeFileSync(file, JSON.stringify(content));
        return readConfig({ ASHIATO_HOME: home, ASHIATO_CONFIG: file }, {});
      };
      const url = 'https://mirror.example/uk.csv';
      const uk = composeWays(configured({ listMirrors: [{ format: 'uk-csv', files: { list: url } }] })).find(
        ({ format }) => format.id === 'uk-csv',
      );
      assert.deepEqual(
        uk?.ways.get('list')?.map(({ by }) => by),
        ['publisher', 'publisher', 'mirror'],
      );
      assert.equal(uk.usual, false, 'its reader never met a real file');
      const usual = composeWays(configured({ listsUnverified: ['uk-csv'] })).filter((each) => each.usual);
      assert.deepEqual(
        usual.map(({ format }) => format.id),
        ['ofac-csv', 'un-xml', 'uk-csv'],
      );
      // Korea's law database asks for a code; without one there is no way.
      const korean = (content: object) =>
        composeWays(configured(content))
          .find(({ format }) => format.id === 'kr-fsc-xml')
          ?.ways.get('list')
          ?.map(({ url, by }) => `${by} ${new URL(url).searchParams.get('OC')}`);
      assert.deepEqual(korean({}), []);
      assert.deepEqual(korean({ listAccess: [{ format: 'kr-fsc-xml', code: 'g4c' }] }), ['publisher g4c']);
      const refused: readonly [object, string, RegExp][] = [
        [{ listAccess: [{ format: 'kr-fsc', code: 'x' }] }, 'E_LIST_UNKNOWN', /"kr-fsc"/],
        [{ listAccess: [{ format: 'kr-fsc-xml', code: 'https://x' }] }, 'E_CONFIG_VALUE', /the code alone/],
        [{ listMirrors: [{ format: 'uk-csv', files: { sdn: url } }] }, 'E_CONFIG_VALUE', /no file "sdn"/],
        [{ listMirrors: [{ format: 'uk', files: {} }] }, 'E_LIST_UNKNOWN', /"uk"/],
        [{ listMirrors: [{ format: 'uk-csv', file: {} }] }, 'E_CONFIG_KEY', /did you mean "files"/],
        [
          { listMirrors: [{ format: 'uk-csv', files: { list: 'http://mirror.example/x' } }] },
          'E_CONFIG_VALUE',
          /https/,
        ],
        [{ webhooks: [{ url: 'http://localhost:80@mirror.example/x' }] }, 'E_CONFIG_VALUE', /https/],
        [{ webhooks: [{ url }, { url }] }, 'E_CONFIG_VALUE', /one a tenant/],
        [{ listRefreshMinutes: 60 }, 'E_CONFIG_VALUE', /listRefreshMinutes/],
        [{ webhooks: [{ ulr: url }] }, 'E_CONFIG_KEY', /did you mean "url"/],
      ];
      for (const [content, code, says] of refused)
        assert.throws(
          () => composeWays(configured(content)),
          (error: unknown) => {
            assert.ok(error instanceof AshiatoError);
            assert.equal(error.code, code, error.message);
            assert.match(error.message, says);
            return true;
          },
        );
    }));

  it('from a mirror bring an edition into force that nobody confirmed; a failure is noted, and the edition stays', () =>
    withFolder(async (home) => {
      let up = true;
      const notice = `指定日：2023年12月15日
最終更新日：2025年9月12日
1 有限会社タコ
Tako LLC
所在地：Yerevan
2 クバンテク有限会社(別称、クバンテク)
Kvantek Limited, a.k.a., the following alias:
—Kvantek
所在地：Unit 704, Sheung Wan
3 レーザーチップス有限会社
Laserchips FZCO
所在地：Dubai
`;
      const mirror = createServer((_, response) =>
        up ? response.end(notice) : response.writeHead(503).end(),
      );
      await new Promise<void>((done) => mirror.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/notice.txt`;
      const file = join(home, 'config.json');
      writeFileSync(
        file,
        JSON.stringify({ listMirrors: [{ format: 'jp-meti-text', files: { list: url } }] }),
      );
      const before = process.env.ASHIATO_CONFIG;
      process.env.ASHIATO_CONFIG = file;
      try {
        const shelf = openShelf(home);
        const refresh = () => refreshApart(home, ['jp-meti-text'], new AbortController().signal);
        await refresh();
        assert.deepEqual(shelf.attempts()[0]?.failure, null);
        const [kept] = shelf.state().current;
        assert.deepEqual(
          [kept?.list, kept?.origin, kept?.verifiedAt],
          ['jp-meti-third-country', 'mirror', null],
        );

        up = false;
        await refresh();
        assert.equal(shelf.attempts()[0]?.failure?.code, 'E_LIST_FETCH');
        assert.equal(shelf.state().current[0]?.digest, kept?.digest);
      } finally {
        if (before === undefined) delete process.env.ASHIATO_CONFIG;
        else process.env.ASHIATO_CONFIG = before;
        mirror.close();
      }
    }));
});

describe('a fetch', () => {
  it('confirms by the publisher’s own answer alone; a mirror that stood in is noted as a failure', () =>
    withFolder(async (home) => {
      const parts = partsIn(home);
      const files = new Map([['list', bytes(unXml(numbers(5)))]]);
      const said = { published: null, expected: null, acceptUnverified: false };
      const fetchBy = async (by: 'publisher' | 'mirror', missed: string | null, now: number) => {
        const download = async () => ({ files, by, published: null, missed });
        await fetchList(formatNamed('un-xml'), { parts: () => ({ ...parts, now }), download, said });
        return [parts.shelf.state().current[0]?.verifiedAt, parts.shelf.attempts()[0]?.failure?.code];
      };
      assert.deepEqual(await fetchBy('publisher', null, NOW), [NOW, undefined]);
      assert.deepEqual(await fetchBy('mirror', 'un.org: HTTP 403', NOW + 900), [NOW, 'E_LIST_FETCH']);
      assert.deepEqual(await fetchBy('publisher', null, NOW + 1_800), [NOW + 1_800, undefined]);
    }));
});

it('an edition that waits and is offered again changes nothing', () =>
  withFolder((home) => {
    const parts = partsIn(home);
    offer(parts, offered({ list: unXml(numbers(100)) }));
    const shrunk = () => offer(parts, offered({ list: unXml(numbers(50), '2026-03-01') })).type;
    assert.equal(shrunk(), 'queued');
    const { version } = parts.shelf.state();
    assert.equal(shrunk(), 'queued');
    assert.equal(parts.shelf.state().version, version);
  }));

describe('editions of days past', () => {
  it('are read once for their addresses, and edition in force once for all; what is said of them stays the same', () =>
    withFolder((home) => {
      let parsed = 0;
      const counting = (): ListParts =>
        partsIn(home, {
          parse: (...given) => {
            parsed += 1;
            return parseList(...given);
          },
        });
      const parts = counting();
      for (const day of ['2026-01-01', '2026-02-01', '2026-03-01'])
        offer(parts, offered({ list: unXml(numbers(5), day) }));
      const said = (given: ListParts) => {
        const { history, editions } = listsInForce(given);
        return { witnesses: history.witnesses, entries: editions.flatMap(({ entries }) => entries) };
      };
      const first = said(parts);
      assert.deepEqual(
        first.witnesses.map(({ from, accounts, wholeFor }) => [from, accounts.size, wholeFor.length]),
        [
          ['2026-01-01', 0, 3],
          ['2026-02-01', 0, 3],
        ],
      );
      parsed = 0;
      assert.deepEqual(said(parts), first);
      assert.equal(parsed, 0, 'nothing is read twice while a program runs');
      assert.deepEqual(said(counting()), first);
      assert.equal(parsed, 1, 'and after a start only what is in force');
    }));
});
