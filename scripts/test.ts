/**
 * `npm test`: every suite under test/, offline. With CI=true the long ones run too (kill loops, simulation,
 * browser); with DATABASE_URL the store suites run on PostgreSQL as well; with ASHIATO_DATA the real-data ones.
 * `npm test -- flow` runs the files whose path has that word.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const words = process.argv.slice(2);
const files = globSync('test/**/*.test.ts')
  .sort()
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (files.length === 0) {
  process.stderr.write(`no test file has "${words.join(' ')}" in its path\n`);
  process.exit(2);
}
const run = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', `--test-concurrency=2`, ...files],
  { stdio: 'inherit' },
);
process.exit(run.status ?? 1);
