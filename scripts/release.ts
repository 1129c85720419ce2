/** `npm run release`: builds code and pages, packs the tarball, and says what is in it. Publishing is a person's act. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPagesWhenStale } from '../src/server/pages.ts';

const run = (command: string, args: readonly string[]): string => {
  const { status, stdout } = spawnSync(command, args, {
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
};

rmSync('dist', { recursive: true, force: true });
run('npx', ['--no-install', 'tsc', '-b', '--force']);
await buildPagesWhenStale(join(import.meta.dirname, '..', 'web'));

// The package does not depend on the community-published Node binaries, has no workspace and no scripts.
const manifest = readFileSync('package.json', 'utf8');
const {
  optionalDependencies,
  devDependencies,
  workspaces,
  scripts,
  private: _private,
  ...published
} = JSON.parse(manifest);
try {
  writeFileSync('package.json', `${JSON.stringify(published, null, 2)}\n`);
  process.stdout.write(run('npm', ['pack', '--silent']));
} finally {
  writeFileSync('package.json', manifest);
}
if (!existsSync('dist/main.js')) process.exit(1);
