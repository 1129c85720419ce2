/**
 * What answers rest on beyond verification. TRON's headers commit to transactions and to whether they failed, but
 * to no log, internal transfer or fee; which block stands at a height is not proved by a block alone either. Two
 * nodes must say the same of these; where only one could be heard, that is remembered and said.
 */
import type { Pool } from '../wire/pool.ts';

const SINGLE = {
  blocks: 'which blocks stand in the chain is the word of one node',
  events: 'logs, internal transfers and fees are the word of one node; TRON’s headers do not commit to them',
  internals: 'internal transfers are the word of one node; the others keep none',
  index: 'which transactions an account has is the word of one index, which could keep one quiet',
} as const;

export type Subject = keyof typeof SINGLE;

export type Ledger = {
  /** The answer of up to two nodes, which must be equal; one alone is noted. */
  heard<N extends { readonly label: string }, T>(
    pool: Pool<N>,
    subject: Subject,
    what: string,
    job: (node: N) => Promise<T>,
  ): Promise<T>;
  /** A block signed by a key that its header does not name. */
  strangeKey(witness: string): void;
  provisional(isProvisional: boolean): void;
  caveats(): readonly string[];
};

export function newLedger(): Ledger {
  const single = new Set<Subject>();
  const strange = new Set<string>();
  let isProvisional = false;
  return {
    async heard(pool, subject, what, job) {
      let witnesses = 0;
      const answer = await pool.agreed(what, async (node) => {
        const said = await job(node);
        witnesses += 1;
        return said;
      });
      if (witnesses < 2) single.add(subject);
      return answer;
    },
    strangeKey: (witness) => void strange.add(witness),
    provisional(now) {
      isProvisional = now;
    },
    caveats() {
      const subjects = (Object.keys(SINGLE) as Subject[]).filter((subject) => single.has(subject));
      const alone = subjects.filter((subject) => subject !== 'internals' || !single.has('events'));
      return [
        ...(isProvisional
          ? ['provisional: the newest blocks are not solidified and can still be replaced']
          : []),
        ...alone.map((subject) => `single-source: ${SINGLE[subject]}`),
        ...[...strange]
          .sort()
          .map(
            (witness) =>
              `unproved: blocks of ${witness} are signed with another key than its own; which key it delegates stands in no header`,
          ),
      ];
    },
  };
}
