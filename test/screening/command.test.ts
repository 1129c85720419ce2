/** Screening from the command line: a fresh install offline, exit codes that are the answer, and the demonstration. */
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { askedRows, TABLE } from '../../src/core/screening/asked-rows.ts';
import { cleanEnv, ROOT, startAshiato, withFolder } from '../cli/run.ts';
import { FREE, LISTED } from './ground.ts';

describe('a fresh install, offline', () => {
  it('answers hit for the addresses of its dated subset, and is never clear about any other', () =>
    withFolder(async (folder) => {
      const env = cleanEnv(folder);
      const hit = await startAshiato(['screen', LISTED], env);
      assert.equal(hit.code, 2, hit.err);
      assert.match(hit.out, /^HIT .*→ hold/);
      assert.match(
        hit.out.replace(/\s+/g, ' '),
        /Lazarus Group.*address since 2022-04-14, entity since 2019-09-13/,
      );
      const other = await startAshiato(['screen', FREE, '--json'], env);
      assert.equal(other.code, 3, other.err);
      const { answers, seal } = JSON.parse(other.out) as {
        answers: [
          {
            outcome: string;
            environment: string;
            checks: [{ code: string; next: string; notFoundIn: [{ list: string; edition: string }] }];
          },
        ];
        seal: { keyId: string };
      };
      const [answer] = answers;
      assert.deepEqual(
        [answer.outcome, answer.environment, answer.checks[0].code],
        ['indeterminate', 'production', 'E_LIST_PARTIAL'],
      );
      assert.match(answer.checks[0].next, /^Run "ashiato lists refresh"/);
      assert.deepEqual(answer.checks[0].notFoundIn, [
        { list: 'ofac-sdn', edition: 'bundled subset 2026-08-20' },
      ]);
      assert.match(seal.keyId, /^production-/);
      assert.equal(statSync(join(folder, 'signing-keys.json')).mode & 0o777, 0o600);
    }));

  it('every listed address of North Korea’s that ships is a hit with entity and date', () =>
    withFolder(async (folder) => {
      const { addresses } = JSON.parse(
        readFileSync(join(ROOT, 'facts', 'sanctioned_dprk_addresses.json'), 'utf8'),
      ) as {
        addresses: {
          address: string;
          entity: string;
          class: string;
          status: string;
          address_listed: string;
        }[];
      };
      const active = addresses.filter((row) => row.class === 'dprk' && row.status.startsWith('active'));
      assert.ok(active.length > 100);
      const file = join(folder, 'all.csv');
      writeFileSync(file, `subject\n${active.map(({ address }) => address).join('\n')}\n`);
      const ran = await startAshiato(['screen', file, '--json'], cleanEnv(folder));
      assert.equal(ran.code, 2, ran.err);
      type Answer = {
        outcome: string;
        checks: { name: string; matches: { names: string[]; addressListedOn: string | null }[] }[];
      };
      const { answers } = JSON.parse(ran.out) as { answers: Answer[] };
      const known = ['bitcoin', 'evm', 'tron'];
      let unreadable = 0;
      for (const [i, { outcome, checks }] of answers.entries()) {
        const { address, entity } = active[i]!;
        const matches = checks.find(({ name }) => name === 'lists')?.matches ?? [];
        // Monero and others that no chain of ours has are indeterminate, and never clear.
        if (outcome === 'indeterminate') unreadable += 1;
        else {
          assert.equal(outcome, 'hit', address);
          assert.ok(
            matches.some(({ names }) => names.includes(entity)),
            `${address}: ${entity}`,
          );
          assert.ok(
            matches.some(({ addressListedOn }) => addressListedOn !== null),
            address,
          );
        }
      }
      assert.ok(unreadable <= active.length / 20, `${unreadable} of ${active.length}; ${known.join()}`);
    }));
});

describe('the exit code', () => {
  it('of bad input is none of the answers’', () =>
    withFolder(async (folder) => {
      const env = cleanEnv(folder);
      const rules = join(folder, 'rules.yaml');
      writeFileSync(
        rules,
        readFileSync(join(ROOT, 'rules', 'default.yaml'), 'utf8').replace('max_hops', 'max_hop'),
      );
      const rows: readonly [readonly string[], RegExp][] = [
        [[`${LISTED.slice(0, -1)}7`], /E_ADDR_CHECKSUM/],
        [[''], /E_ADDR_EMPTY/],
        [['MS-13'], /E_ADDR_CHARSET.*If it is a name, add --name/s],
        [['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '--chain', 'eth'], /E_ADDR_CHAIN/],
        [[LISTED, '--chain', 'dogecoin'], /E_CHAIN_UNSUPPORTED/],
        [[LISTED, '--direction', 'sideways'], /E_USAGE/],
        [[LISTED, '--as-of', '2025-02-30'], /E_TIME_RANGE/],
        [[LISTED, '--rules', rules], /E_RULES_KEY.*did you mean "max_hops"/],
        [[], /E_USAGE/],
      ];
      for (const [args, says] of rows) {
        const ran = await startAshiato(['screen', ...args], env);
        assert.equal(ran.code, 64, `${args.join(' ')}: ${ran.out}${ran.err}`);
        assert.match(ran.err, says);
        assert.equal(ran.out, '');
      }
    }));

  it('for a day past is that day’s, and of a broken data folder says so', () =>
    withFolder(async (folder) => {
      const env = cleanEnv(folder);
      assert.equal((await startAshiato(['screen', LISTED, '--as-of', '2023-01-01'], env)).code, 2);
      assert.equal((await startAshiato(['screen', LISTED, '--as-of', '2021-01-01'], env)).code, 3);
      // A pool of Tornado Cash: listed until the day before. A subset's dates say so, and clear nobody.
      const pool = '0x910Cbd523D972eb0a6f4cAe4618aD62622b39DbF';
      const on = (day: string) => startAshiato(['screen', pool, '--as-of', day], env);
      assert.equal((await on('2025-03-20')).code, 2);
      const after = await on('2025-03-21');
      assert.equal(after.code, 3);
      assert.match(after.out.replace(/\s+/g, ' '), /it was delisted on 2025-03-21/);
      assert.match(after.out, /historical: not_found_in\(ofac-sdn, bundled subset 2026-08-20\)/);
      const file = join(folder, 'no-folder');
      writeFileSync(file, '');
      assert.equal((await startAshiato(['screen', LISTED, '--data', join(file, 'x')], env)).code, 69);
    }));
});

describe('a table of subjects', () => {
  it('names its columns, or has one: which of several is meant is never guessed', () => {
    const table = [
      ['Customer', 'Address', 'chain'],
      ['1', LISTED, ' eth '],
      ['2', FREE, ''],
    ];
    assert.deepEqual(askedRows(table), [
      { number: 1, subject: LISTED, chain: 'eth', direction: null },
      { number: 2, subject: FREE, chain: null, direction: null },
    ]);
    assert.deepEqual(
      askedRows([[LISTED], [FREE]]).map(({ subject }) => subject),
      [LISTED, FREE],
    );
    assert.equal(
      askedRows([
        ['subject', 'chain'],
        [FREE, 'eth', '', ' '],
      ]).length,
      1,
      'as spreadsheets write',
    );
    // A row that ends otherwise than the heading would join the next, and two names be asked about as one.
    const mixed = askedRows(parse(`subject\r\nJane Doe\n${LISTED}\rOsama bin Laden\r\n`, TABLE));
    assert.deepEqual(
      mixed.map(({ subject }) => subject),
      ['Jane Doe', LISTED, 'Osama bin Laden'],
    );
    for (const unclear of [
      [
        ['customer', 'wallet'],
        ['1', LISTED],
      ],
      [['Kim', ' Jong Un']],
      [['name'], ['Kim', ' Jong Un']],
      [['subject'], ['Kim', ' Jong Un']],
      [['subject'], ['Kim Jong Un;withdrawal']],
      [['subject;chain'], [`${LISTED};eth`]],
      [['subject\tchain'], ['Kim Jong Un\teth']],
      [
        ['subject', 'address'],
        ['1', LISTED],
      ],
      [
        ['subject', 'chain', 'chain'],
        [LISTED, 'eth', 'tron'],
      ],
    ])
      assert.throws(() => askedRows(unclear), { code: 'E_USAGE' });
  });

  it('that is not there, or no UTF-8, is refused and never asked about as a name', () =>
    withFolder(async (folder) => {
      const utf16 = join(folder, '宛先 一覧.csv');
      writeFileSync(utf16, Buffer.from(`subject\n${LISTED}\n`, 'utf16le'));
      for (const [file, says] of [
        ['deposits.csv', /E_USAGE: there is no such file/],
        [utf16, /E_ENCODING/],
      ] as const) {
        const ran = await startAshiato(['screen', file], cleanEnv(folder));
        assert.equal(ran.code, 64, ran.out);
        assert.match(ran.err, says);
      }
    }));
});

it('whoever has a name like an address is registered and forgotten by it', () =>
  withFolder(async (folder) => {
    const run = (...args: string[]) =>
      startAshiato(['register', ...args, 'MS-13', '--name'], cleanEnv(folder));
    const added = await run('add', 'watch', '--reference', 'r');
    assert.match(added.out, /registered as/, added.err);
    assert.match((await run('erase')).out, /^1 row forgotten/);
  }));

it('a task that is not open cannot be called done by a slip of the pen', () =>
  withFolder(async (folder) => {
    const ran = await startAshiato(['register', 'tasks', '--done', 'abc', '--by', 'Aiko'], cleanEnv(folder));
    assert.equal(ran.code, 2, ran.out);
    assert.match(ran.err, /^E_NOT_FOUND: no open task is called "abc"/);
  }));

describe('ashiato demo screening', () => {
  it('goes from clear to hit, swap, staleness and retroactive hit; every answer says laboratory', () =>
    withFolder(async (folder) => {
      const ran = await startAshiato(['demo', 'screening', '--json'], cleanEnv(folder));
      assert.equal(ran.code, 0, ran.err);
      type Shown = {
        type: string;
        lines?: string[];
        keyId?: string;
        decision?: { outcome: string; environment: string };
      };
      const shown = JSON.parse(ran.out) as Shown[];
      const decisions = shown.flatMap(({ decision }) => decision ?? []);
      assert.deepEqual(
        decisions.map(({ outcome }) => outcome),
        ['clear', 'hit', 'hit', 'indeterminate', 'hit'],
      );
      assert.ok(decisions.every(({ environment }) => environment === 'laboratory'));
      assert.ok(shown.every(({ keyId = 'laboratory-' }) => keyId.startsWith('laboratory-')));
      assert.equal(shown.at(-1)?.lines?.[0], 'retroactive_hit');
    }));
});
