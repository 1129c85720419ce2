/**
 * Labels are opinions. Where a rule, and not a single case, says that a file's label is wrong, it stands here
 * with its reason and is applied by name; the page shows the score before and after. Reviewed like code: a rule
 * speaks of what a transaction is, never of what a detector said of it.
 */
export type RelabellingRule = {
  readonly id: string;
  /** Which label it turns, and of which sets. */
  readonly turns: string;
  readonly reason: string;
  readonly source: string;
};

export const RELABELLING: readonly RelabellingRule[] = [];
