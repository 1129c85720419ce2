/** The card of the co-spend clusters; the kernel beside it does the work. */
import type { DetectorCard } from '../../model/finding.ts';

export const coSpendCard: DetectorCard = {
  id: 'cluster/co-spend-veto',
  question: 'Which addresses does one owner hold?',
  definition:
    'All inputs of a transaction belong to one owner (H1), unless a CoinJoin detector speaks, or three or more input scripts are at least half as many as equal outputs (three or more), or inputs of several types are paid back: then nothing is joined. Runs only over transactions that carry an incident’s or a listed entity’s taint.',
  source: 'Nakamoto 2008, §10; Meiklejohn et al. 2013 (H1); the veto after GraphSense, wider',
  innocent:
    'PayJoin and two-owner transactions have no form of their own and join strangers wrongly; a cluster is a lead, not an identity.',
  cost: 'nearly O(n) for n inputs; with undo O(n log n)',
};
