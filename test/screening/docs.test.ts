/** The commands of docs/rules.md run as they stand, on a fresh install without a network. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { cleanEnv, ROOT, withFolder } from '../cli/run.ts';

/** What each line of the blocks must end with; `null` is not run here. */
const EXITS: readonly (readonly [begins: string, exit: number | null])[] = [
  ['npx ashiato demo screening', 0],
  ['npx ashiato screen 0x098B', 0],
  ['cp rules/default.yaml', 0],
  ['npx ashiato rules check', 0],
  ['npx ashiato rules dry-run', 0],
  ['ASHIATO_RULES=my-rules.yaml npx ashiato screen', 3],
  ['npx ashiato lists refresh', null],
  ['npx ashiato register add transfer', 0],
  ['npx ashiato register rescreen', 0],
  ['npx ashiato register alerts', 0],
];

it('every command of docs/rules.md does what the page says', () =>
  withFolder((folder) => {
    const page = readFileSync(join(ROOT, 'docs', 'rules.md'), 'utf8');
    const lines = [...page.matchAll(/```sh\n([^`]*)```/g)]
      .slice(0, 2)
      .flatMap(([, block = '']) => block.trim().split('\n'));
    assert.equal(lines.length, EXITS.length, 'a command was added: say how it ends');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join(ROOT, 'bin', 'ashiato.mjs'), join(folder, 'bin', 'ashiato'));
    cpSync(join(ROOT, 'rules'), join(folder, 'rules'), { recursive: true });
    for (const [i, line] of lines.entries()) {
      const [begins, exit] = EXITS[i]!;
      assert.ok(line.startsWith(begins), line);
      if (exit === null) continue;
      const env = cleanEnv(folder);
      const ran = spawnSync('sh', ['-c', line.replaceAll('npx ashiato', 'ashiato')], {
        cwd: folder,
        env: { ...env, PATH: `${join(folder, 'bin')}:${join(process.execPath, '..')}:${env.PATH}` },
        encoding: 'utf8',
      });
      assert.equal(ran.status, exit, `${line}\n${ran.stdout}${ran.stderr}`);
      if (line.includes('echo "exit')) assert.match(ran.stdout, /exit 2/);
    }
  }));
