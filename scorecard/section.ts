/** A part of the scorecard: one subject, scored on whatever sets of it the data holds. */
import type { ScoreData } from './data.ts';
import type { SetScore } from './score.ts';

export type Section = {
  /** The heading on the page. */
  readonly name: string;
  /** Nothing where the data holds no set of this subject. Deterministic; no network. */
  run(data: ScoreData): readonly SetScore[] | Promise<readonly SetScore[]>;
};
