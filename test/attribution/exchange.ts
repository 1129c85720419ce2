/** An exchange's tag for the tests; its address and where it counts are the test's. */
import type { Tag } from '../../src/core/model/tag.ts';

export const EXCHANGE: Tag = {
  id: 'x' as Tag['id'],
  pack: 'p',
  scope: { type: 'family', family: 'evm' },
  address: 'exchange',
  label: 'Exchange',
  category: 'exchange',
  abuse: null,
  concepts: [],
  actor: null,
  author: 'a',
  source: 's',
  confidence: 1,
  level: 'T1',
  created: null,
  modified: null,
  validUntil: null,
  note: null,
};
