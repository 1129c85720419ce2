/** From the command to the first useful page: the Ronin incident with its trace. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, serve } from '../test/cli/run.ts';
import { type Figure, round } from './figure.ts';

async function firstPageMs(home: string): Promise<number> {
  const start = performance.now();
  const server = await serve(cleanEnv(home));
  try {
    const page = await (await fetch(`${server.url}/incidents/ronin-2022`)).text();
    const view = (await (await fetch(`${server.url}/api/v1/cases/ronin-2022/trace`)).json()) as {
      trace: { assets: { conserved: boolean }[] };
    };
    if (!page.includes('id="root"') || view.trace.assets.some((asset) => !asset.conserved))
      throw new Error('the first page is not useful');
    return performance.now() - start;
  } finally {
    await server.stop();
  }
}

export async function startupFigures(): Promise<Figure[]> {
  const root = join(import.meta.dirname, '..');
  const home = mkdtempSync(join(tmpdir(), 'ashiato-bench-'));
  const figure = (name: string, ms: number, seconds: number): Figure => ({
    name,
    value: round(ms / 1000),
    unit: 's',
    against: null,
    ratio: null,
    target: `≤ ${seconds} s`,
    holds: ms <= seconds * 1000,
  });
  try {
    rmSync(join(root, 'web', 'dist'), { recursive: true, force: true });
    const first = await firstPageMs(home);
    return [
      figure('first start to first page, pages built on the way', first, 10),
      figure('later start to first page', await firstPageMs(home), 3),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
