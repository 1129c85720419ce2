/** Builds the pages of a checkout when their sources changed since the last build. A package ships them built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AshiatoError } from '../core/model/errors.ts';

const STAMP = '.built-from';

export async function buildPagesWhenStale(web: string): Promise<void> {
  const sources = digestOf(web);
  const stamp = join(web, 'dist', STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  process.stdout.write('Building the pages (once, about five seconds)…\n');
  try {
    // Vite is a development dependency: a package never comes here.
    const require = createRequire(join(web, 'package.json'));
    const { build } = (await import(pathToFileURL(require.resolve('vite')).href)) as {
      build(options: object): Promise<unknown>;
    };
    await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'error' });
  } catch (cause) {
    throw new AshiatoError(
      'E_WEB_BUILD',
      `the pages could not be built: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        where: 'web',
        next: 'Run "npm ci" (with development dependencies), then "npm start" again.',
        cause,
      },
    );
  }
  writeFileSync(stamp, sources);
}

/** The pages also draw on core/ and contract/, so those count as their sources. */
function digestOf(web: string): string {
  const hash = createHash('sha256');
  const root = join(web, '..');
  const files = [
    join(web, 'src'),
    join(web, 'public'),
    join(root, 'src', 'core'),
    join(root, 'src', 'contract'),
  ].flatMap(listFiles);
  for (const file of [
    ...files,
    join(web, 'index.html'),
    join(web, 'vite.config.ts'),
    join(web, 'package.json'),
  ]
    .filter((f) => existsSync(f))
    .sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
