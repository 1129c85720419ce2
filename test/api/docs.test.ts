/** The commands of docs/screening.md run as they stand, in one shell, and do what the page says. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { cleanEnv, ROOT, withFolder } from '../cli/run.ts';
import { freePort } from './free-port.ts';

const page = readFileSync(join(ROOT, 'docs', 'screening.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block!);

it('every command of docs/screening.md does what the page says', async () => {
  // The export of the client is built code: who copies the program into a fresh checkout is told so before it.
  assert.match(page.slice(0, page.indexOf('```js')), /`client\.mjs`, build once with `npm run build`/);
  const port = await freePort();
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join(ROOT, 'bin', 'ashiato.mjs'), join(folder, 'bin', 'ashiato'));
    const [first, last] = blocks('sh');
    const [program] = blocks('js');
    // In a checkout the package is not built: the client is taken from where its export leads.
    const own = JSON.stringify(join(ROOT, 'src', 'client', 'client.ts'));
    writeFileSync(
      join(folder, 'client.mjs'),
      program!.replace("'ashiato/client'", own).replaceAll('7711', `${port}`),
    );
    const script = ['set -m', first, 'echo', 'node client.mjs', last, 'wait']
      .join('\n')
      .replaceAll('npx ashiato', 'ashiato')
      .replaceAll('7711', `${port}`);
    const env = cleanEnv(folder);
    const ran = spawnSync('bash', ['-c', script], {
      cwd: folder,
      env: { ...env, PATH: `${join(folder, 'bin')}:${join(process.execPath, '..')}:${env.PATH}` },
      encoding: 'utf8',
      timeout: 60_000,
    });
    const out = ran.stdout;
    const outcomes = [...out.matchAll(/"outcome":"(\w+)","overrides"/g)].map(([, outcome]) => outcome);
    assert.deepEqual(outcomes, ['hit', 'clear', 'clear', 'indeterminate'], `${out}${ran.stderr}`);
    assert.match(out, /"outcome":"indeterminate","request"/);
    assert.match(out, /block: hit: .*Laboratory Syndicate/);
    assert.match(out, /\nsend\n/);
    assert.match(out, /"canClear":true/);
    assert.match(out, /ash_[0-9a-f]{12}_/);
    assert.match(out, /payments {2}local {2}screen {2}500\/s/);
  });
});

it('the page names every vendor’s base and every route of the document', async () => {
  for (const base of ['/chainalysis', '/trm', '/yente', '/watchman'])
    assert.ok(page.includes(`\`${base}\``), base);
  for (const route of ['/v1/screen', '/v1/register', '/v1/alerts', '/v1/keys', '/v1/lists'])
    assert.ok(page.includes(route), route);
});
