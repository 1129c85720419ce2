/** The repository's own manners. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './cli/run.ts';

const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(ROOT, file)));
const code = files.filter((file) => /\.(ts|tsx|mjs|css)$/.test(file) && file !== 'test/tidy.test.ts');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('no file is unfinished, focused or silenced', () => {
  for (const file of code)
    assert.equal(
      /\b(TODO|FIXME|XXX)\b|(test|it|describe)\.only\(|@ts-ignore|@ts-nocheck|\bas any\s*[;,)\].]/.exec(
        read(file),
      )?.[0],
      undefined,
      file,
    );
});

test('a source file is one thing: at most 450 lines', () => {
  for (const file of code.filter((f) => f.startsWith('src/') || f.startsWith('web/src/'))) {
    assert.ok(read(file).split('\n').length <= 450, `${file} has ${read(file).split('\n').length} lines`);
  }
});

test('every module says in its first line what it is for', () => {
  for (const file of code.filter((f) => f.startsWith('src/')))
    assert.match(read(file), /^(\/\*\*|\/\/|#!)/, file);
});

/** What bcoin would compile and does without (docs/dependencies.md). No script of a dependency runs, these neither. */
const NATIVE_HELPERS = ['bcrypto', 'bsip', 'bstring', 'leveldown', 'mrmr', 'secp256k1'];

test('every lock entry is pinned by hash and comes from the registry', () => {
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<
      string,
      { integrity?: string; link?: boolean; resolved?: string; hasInstallScript?: boolean; dev?: boolean }
    >;
  };
  for (const [name, entry] of Object.entries(packages)) {
    if (!name.startsWith('node_modules/') || entry.link) continue;
    assert.match(entry.integrity ?? '', /^sha512-/, name);
    assert.equal(entry.resolved, undefined, `${name} names a download address`);
    if (entry.hasInstallScript !== true) continue;
    const known = NATIVE_HELPERS.includes(name.slice('node_modules/'.length)) && entry.dev === true;
    assert.ok(known, `${name} has an install script`);
  }
});

test('every direct dependency has its sentence, and an exact version', () => {
  const page = read('docs/dependencies.md');
  for (const manifest of ['package.json', 'web/package.json']) {
    const {
      dependencies = {},
      devDependencies = {},
      optionalDependencies = {},
    } = JSON.parse(read(manifest)) as Record<string, Record<string, string>>;
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} ${version}`);
      const described =
        page.includes(name) ||
        /^node-/.test(name) ||
        (name.startsWith('@fontsource') && page.includes('@fontsource')) ||
        (name.startsWith('@types/') && page.includes('@types/'));
      assert.ok(described, `${name} has no sentence in docs/dependencies.md`);
    }
  }
  assert.ok(
    Object.keys((JSON.parse(read('package.json')) as { dependencies: object }).dependencies).length <= 25,
  );
});
