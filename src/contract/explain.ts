/** What is known about an address or a transaction, as machines see it: `ashiato explain --json` and the API. */
import { z } from 'zod';
import { TRUST_LEVELS } from '../core/model/tag.ts';

const deedSchema = z.object({
  action: z.enum(['contest', 'retract', 'restore']),
  of: z.string().describe('the tag, or the pack it came in'),
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});

const claimSchema = z.object({
  id: z.string(),
  pack: z.string(),
  where: z.string().describe('CAIP-2 id of a chain, `evm`, or the name of a network that is not followed'),
  label: z.string(),
  category: z.string().nullable(),
  concepts: z.array(z.string()),
  abuse: z.string().nullable(),
  actor: z.string().nullable(),
  actorName: z.string().nullable().describe('as the packs of actors call it'),
  author: z.string(),
  source: z.string(),
  confidence: z.number(),
  level: z.enum(TRUST_LEVELS),
  created: z.string().nullable(),
  modified: z.string().nullable(),
  validUntil: z.string().nullable(),
  note: z.string().nullable(),
  state: z.enum(['standing', 'contested', 'retracted']),
  stops: z.string().nullable().describe('how a branch ends here by this claim; null: it does not'),
  deceives: z.string().nullable().describe('why the label may deceive the eye'),
  history: z.array(deedSchema),
});

const flowSchema = z.object({
  stolen: z.string().describe('CAIP-19 id of the asset stolen'),
  symbol: z.string(),
  decimals: z.int(),
  arrived: z.string().describe('base units of the stolen asset that arrived here'),
  left: z.string().describe('… and that went on from here'),
});

const sightingSchema = z.object({
  trace: z.string(),
  incident: z.string(),
  policy: z.string(),
  kept: z.boolean().describe('false: computed from a recorded case that ships with Ashiato'),
  movementsIn: z.int(),
  movementsOut: z.int(),
  flows: z.array(flowSchema),
  ends: z.array(z.string()).describe('how branches end here'),
  transactions: z.array(z.string()).describe('the first transactions, oldest first'),
});

const findingSchema = z.object({
  detector: z.string(),
  question: z.string(),
  says: z.string(),
  strength: z.number(),
  innocent: z.string(),
  source: z.string(),
  evidence: z.array(
    z.object({
      what: z.string(),
      chain: z.string(),
      txid: z.string().optional(),
      address: z.string().optional(),
      amount: z.string().optional(),
      asset: z.string().optional(),
    }),
  ),
});

export const explanationSchema = z.object({
  subject: z.object({
    type: z.enum(['address', 'transaction']),
    id: z.string().describe('canonical spelling'),
    chains: z.array(z.string()).describe('chains on which this may be'),
  }),
  known: z.boolean().describe('false: nothing is known here, which does not mean clean'),
  says: z.string(),
  claims: z.array(claimSchema),
  conflict: z.string().nullable(),
  listings: z.array(
    z.object({
      list: z.string(),
      edition: z.string().describe('of the list in force here, however old'),
      entry: z.string().describe('the publisher’s own number'),
      names: z.array(z.string()),
      effect: z.string(),
      listedOn: z.string().nullable().describe('the day of the address, never of its owner'),
    }),
  ),
  incidents: z.array(
    z.object({
      id: z.string(),
      victim: z.string(),
      date: z.string(),
      role: z.string(),
      chain: z.string(),
      source: z.string(),
      note: z.string().nullable(),
    }),
  ),
  traces: z.array(sightingSchema),
  findings: z.array(findingSchema),
  clusters: z.array(
    z.object({
      incident: z.string().describe('the theft on whose branch the addresses are spent together'),
      members: z.array(z.string()),
    }),
  ),
  caveats: z.array(z.string()),
});

export type Explanation = z.infer<typeof explanationSchema>;
export type Sighting = z.infer<typeof sightingSchema>;
