/**
 * Re-lays public source tables as case folders: `node scripts/relay-cases.ts`. The source tables are not part
 * of the project; ASHIATO_DATA names their folder. The same tables give the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { relayBybit } from './relay/bybit.ts';
import { relayRonin } from './relay/ronin.ts';
import { ROOT } from './relay/source.ts';

export const dataFolder = (): string => resolve(ROOT, process.env.ASHIATO_DATA ?? '../shared/data');

/** Every file of every case, by its path under `cases/`. */
export function relayCases(data: string): Map<string, string> {
  const cases = { 'ronin-2022': relayRonin(data), 'bybit-2025': relayBybit(data) };
  return new Map(
    Object.entries(cases).flatMap(([id, files]) =>
      [...files].map(([file, text]) => [`${id}/${file}`, text] as const),
    ),
  );
}

if (import.meta.main) {
  for (const [path, text] of relayCases(dataFolder())) {
    const target = join(ROOT, 'cases', path);
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, text);
    console.log(`wrote cases/${path}`);
  }
}
