/** CoinJoin detectors over real blocks and over mixes, where every rule has to be gone through. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtIn } from '../scorecard/built-in/table.ts';
import { openFolder } from '../scorecard/data.ts';
import { blocksOf } from '../scorecard/sections/blocks.ts';
import { readCorpus } from '../scorecard/sections/coinjoin-sets.ts';
import type { CoinView } from '../src/core/patterns/coin-view.ts';
import { COINJOIN_DETECTORS, coinJoinOf } from '../src/core/patterns/coinjoin/coinjoin.ts';
import { type Figure, round, timeMs } from './figure.ts';

const FOLDER = process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
/** Enough of each that the clock is fine enough. */
const ROUNDS = 5;

export async function detectorFigures(): Promise<Figure[]> {
  const data = existsSync(FOLDER) ? openFolder(FOLDER) : builtIn();
  const figures: Figure[] = [];
  const measure = async (name: string, views: readonly CoinView[], most: number): Promise<void> => {
    if (views.length === 0) return;
    const hits = views.filter((view) => coinJoinOf(view) !== null).length;
    if (hits > most) throw new Error(`${hits} hits of ${views.length}, at most ${most} can be right`);
    const ms = await timeMs(ROUNDS, () => {
      let found = 0;
      for (const view of views) if (coinJoinOf(view) !== null) found += 1;
      if (found !== hits) throw new Error(`${found} hits, and ${hits} before`);
    });
    figures.push({
      name: `${COINJOIN_DETECTORS.length} CoinJoin detectors, ${name} (${views.length})`,
      value: round((1000 * views.length) / ms),
      unit: 'transactions/s',
      against: null,
      ratio: null,
      target: null,
      holds: null,
    });
  };
  // Of 2014 and 2016, when none of the families but JoinMarket was there.
  await measure('transactions of real blocks', blocksOf(data).flat(), 10);
  const mixes = [...readCorpus(data).transactions.values()].map(({ view }) => view);
  await measure('labelled mixes and their spends', mixes, mixes.length);
  return figures;
}
