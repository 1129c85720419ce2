/** `ashiato lists` as a person uses it: fresh, refreshed from a file, carried to another machine, and shrunk. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ashiato, cleanEnv, withFolder } from '../cli/run.ts';
import { numbers, unXml } from './vectors.ts';

type Shown = {
  readonly lists: readonly { readonly list: string; readonly state: string; readonly digest: string }[];
  readonly waiting: readonly { readonly digest: string; readonly approvals: readonly unknown[] }[];
};

test('a fresh install has the bundled subset, says that it is stale, and what to run', () => {
  withFolder((home) => {
    const { code, out } = ashiato(['lists'], cleanEnv(home));
    assert.equal(code, 0);
    assert.match(out, /ofac-sdn {2}bundled subset 2026-08-20/);
    assert.match(
      out.replace(/\s+/g, ' '),
      /stale: a part of the list only.*never confirmed by its publisher; run "ashiato lists refresh"/,
    );
  });
});

test('a list is taken from a file, shrinks, waits, and is put into force by two people', () => {
  withFolder((home) => {
    const people = ['alice', 'bob'].map((name) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      writeFileSync(join(home, `${name}.pem`), privateKey.export({ format: 'pem', type: 'pkcs8' }));
      return { name, key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
    });
    const config = join(home, 'config.json');
    writeFileSync(config, JSON.stringify({ approvers: people, listKeys: [people[0]] }));
    const env = cleanEnv(home, { ASHIATO_CONFIG: config });
    const run = (...args: string[]) => ashiato(['lists', ...args], env);
    const shown = (): Shown => JSON.parse(run('--json').out) as Shown;
    const path = join(home, 'un.xml');
    const refresh = (xml: string) => {
      writeFileSync(path, xml);
      return run('refresh', '--format', 'un-xml', '--from', path);
    };
    assert.equal(refresh(unXml(numbers(100))).code, 0);
    const before = shown().lists.find((each) => each.list === 'un-consolidated')?.digest ?? '';
    const shrunk = refresh(unXml(numbers(50), '2026-03-01'));
    assert.equal(shrunk.code, 2);
    assert.match(shrunk.err, /^E_LIST_SHRINK: 50 of 102 entries are gone/m);
    assert.match(shrunk.out, /^- QDi\.150 {2}Person QDi\.150$/m);
    const [waiting] = shown().waiting;
    assert.ok(waiting !== undefined);
    const diff = run('diff', before.slice(0, 8), waiting.digest.slice(0, 8));
    assert.equal(diff.out.trim().split('\n').length, 50);
    const approve = (name: string) =>
      run('approve', waiting.digest.slice(0, 12), '--by', name, '--key', join(home, `${name}.pem`));
    assert.equal(approve('alice').code, 0);
    assert.equal(shown().waiting[0]?.approvals.length, 1);
    assert.match(approve('bob').out, /is in force; 0 entries added, 50 removed/);
    assert.deepEqual(shown().waiting, []);

    // To a machine without a network: the same bytes, the same digest, still nobody's word that they are current.
    const carried = join(home, 'carried');
    assert.equal(
      run('export', waiting.digest.slice(0, 12), carried, '--key', join(home, 'alice.pem')).code,
      0,
    );
    const far = join(home, 'far');
    mkdirSync(far);
    const farEnv = cleanEnv(far, { ASHIATO_CONFIG: config });
    assert.equal(ashiato(['lists', 'import', carried], farEnv).code, 0);
    const there = JSON.parse(ashiato(['lists', '--json'], farEnv).out) as Shown;
    const [list] = there.lists.filter((each) => each.list === 'un-consolidated');
    assert.deepEqual([list?.digest, list?.state], [waiting.digest, 'stale']);
    writeFileSync(
      join(carried, 'list'),
      readFileSync(join(carried, 'list'), 'utf8').replace('QDi.100', 'QDi.999'),
    );
    assert.match(ashiato(['lists', 'import', carried], farEnv).err, /^E_LIST_DIGEST/);
  });
});

test('an unknown format, a missing file and a format that is not named say what to do', () => {
  withFolder((home) => {
    const run = (...args: string[]) => ashiato(['lists', 'refresh', ...args], cleanEnv(home));
    assert.match(run('--format', 'x', '--from', 'a').err, /^E_LIST_UNKNOWN: .*\nNext: Use one of: ofac-csv/);
    assert.match(run('--format', 'un-xml', '--from', join(home, 'no')).err, /^E_LIST_FETCH/);
    assert.match(run('--from', 'a').err, /^E_USAGE/);
    assert.match(run('--list', 'kr-fsc-csv').err, /^E_LIST_UNKNOWN/);
  });
});
