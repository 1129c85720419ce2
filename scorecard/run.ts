/** Runs every section over the data. */
import type { ScoreData } from './data.ts';
import { RELABELLING } from './relabelling.ts';
import type { SetScore } from './score.ts';
import type { Section } from './section.ts';
import { SECTIONS } from './sections/table.ts';

export type Chapter = { readonly name: string; readonly sets: readonly SetScore[]; readonly seconds: number };

export async function runScorecard(
  data: ScoreData,
  sections: readonly Section[] = SECTIONS,
): Promise<Chapter[]> {
  const chapters: Chapter[] = [];
  for (const section of sections) {
    const start = performance.now();
    const sets = await section.run(data);
    const known = new Set(RELABELLING.map((rule) => rule.id));
    for (const { rule } of sets.flatMap((set) => set.relabelled)) {
      if (!known.has(rule))
        throw new Error(`${section.name} relabels by "${rule}", which is no reviewed rule`);
    }
    chapters.push({ name: section.name, sets, seconds: (performance.now() - start) / 1000 });
  }
  return chapters;
}

/** The line a set has under `--json`: figures after relabelling, the raw ones beside them. */
export function lineOf({ detector, family, set, score, raw }: SetScore): object {
  return { detector, family, set, ...plain(score), raw: plain(raw) };
}

const plain = ({ positives, negatives, tp, fp, fn, recall, precision }: SetScore['score']): object => ({
  positives,
  negatives,
  tp,
  fp,
  fn,
  recall: recall?.value ?? null,
  precision: precision?.value ?? null,
});
