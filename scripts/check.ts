/** `npm run check`: types, format, lint and dead code. Architecture and manners are tests. */
import { spawnSync } from 'node:child_process';

const steps: readonly (readonly string[])[] = [
  ['tsc', '-b'],
  ['tsc', '-p', 'tsconfig.test.json'],
  ['tsc', '-p', 'web/tsconfig.json', '--noEmit'],
  ['biome', 'check', '.'],
  ['knip'],
];

for (const [command, ...args] of steps) {
  process.stdout.write(`> ${command} ${args.join(' ')}\n`);
  const { status } = spawnSync('npx', ['--no-install', command!, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
