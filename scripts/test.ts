/**
 * `npm test`: every suite under test/, offline. With CI=true the long ones run too (kill loops, simulation,
 * browser); with DATABASE_URL the store suites run on PostgreSQL as well; with ASHIATO_DATA the real-data ones.
 * `npm test -- flow` runs the files whose path has that word.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const words = process.argv.slice(2);
/**
 * Suites that take long by their nature, for they start the program or a node again and again: every fault, kill loops,
 * command lines, the commands of the docs, a browser, a minute's load. A word runs them too.
 */
const LONG =
  /faults|kill\.test|commands?\.test|docs\.test|readme|etherscan\/source|rest-proxy|web\/(browser|pages)\.|api\/load/;
const CI = process.env.CI === 'true';
const everything = globSync('test/**/*.test.ts').sort();
const files = everything.filter((file) =>
  words.length > 0 ? words.some((word) => file.includes(word)) : CI || !LONG.test(file),
);
if (words.length === 0 && files.length < everything.length)
  process.stdout.write(
    `${everything.length - files.length} long suites (faults, kill loops, command lines, docs, browser, load) run with CI=true, or by name: npm test -- faults\n`,
  );
if (files.length === 0) {
  process.stderr.write(`no test file has "${words.join(' ')}" in its path\n`);
  process.exit(2);
}
const run = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', `--test-concurrency=${CI ? 2 : 3}`, ...files],
  {
    stdio: 'inherit',
    // Every file runs in a process of its own and loads much the same modules: they are compiled once.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'ashiato-tests'), ...process.env },
  },
);
process.exit(run.status ?? 1);
