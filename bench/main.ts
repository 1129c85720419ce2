/** `npm run bench [-- --json] [words…]`: every figure, its answer checked before it is timed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { clusterFigures } from './clusters.ts';
import { detectorFigures } from './detectors.ts';
import { type Figure, round } from './figure.ts';
import { frontierFigures } from './frontier.ts';
import { kernelFigures } from './kernel.ts';
import { nameFigures } from './names.ts';
import { receiptFigures } from './receipts.ts';
import { scanFigures } from './scan.ts';
import { screeningFigures } from './screening.ts';
import { startupFigures } from './startup.ts';
import { steadyFigures } from './steady.ts';
import { storeFigures } from './stores.ts';
import { tagFigures } from './tags.ts';

const json = process.argv.includes('--json');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));

async function memoryFigures(): Promise<Figure[]> {
  const ran = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', join(import.meta.dirname, 'memory.ts')],
    { encoding: 'utf8' },
  );
  if (ran.status !== 0) throw new Error(ran.stderr);
  const { movements, heapMb, elapsedMs } = JSON.parse(ran.stdout) as {
    movements: number;
    heapMb: number;
    elapsedMs: number;
  };
  const plain = { against: null, ratio: null, target: null, holds: null };
  return [
    {
      name: `memory of a trace with ${movements} movements`,
      value: round(heapMb),
      unit: 'MB heap',
      ...plain,
    },
    {
      name: `the same trace, scan driver`,
      value: round((movements * 1000) / elapsedMs),
      unit: 'movements/s',
      ...plain,
    },
  ];
}

const parts = {
  kernel: kernelFigures,
  stores: storeFigures,
  receipts: receiptFigures,
  scan: scanFigures,
  frontier: frontierFigures,
  startup: startupFigures,
  memory: memoryFigures,
  clusters: clusterFigures,
  detectors: detectorFigures,
  names: nameFigures,
  tags: tagFigures,
  screening: screeningFigures,
  steady: steadyFigures,
};
for (const [name, measure] of Object.entries(parts)) {
  if (words.length > 0 && !words.includes(name)) continue;
  for (const figure of await measure()) {
    process.stdout.write(`${json ? JSON.stringify(figure) : show(figure)}\n`);
  }
}

function show({ name, value, unit, ratio, against, target, holds }: Figure): string {
  const compared = ratio === null ? '' : `, ${ratio} × ${against}`;
  const aim = target === null ? '' : `  [target ${target}: ${holds ? 'holds' : 'MISSED'}]`;
  return `${name.padEnd(56)} ${String(value).padStart(12)} ${unit}${compared}${aim}`;
}
