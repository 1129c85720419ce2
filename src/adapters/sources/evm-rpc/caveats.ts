/** What the answers given so far rest on beyond what was verified, one sentence each. */
import type { Pool } from '../wire/pool.ts';

export type Caveats = {
  note(sentence: string): void;
  list(): readonly string[];
};

export function newCaveats(): Caveats {
  const noted = new Set<string>();
  return { note: (sentence) => void noted.add(sentence), list: () => [...noted].sort() };
}

/** What no header commits to. Two nodes must say it alike; what only one could say is noted. */
export type Witnesses<N extends { readonly label: string }> = {
  agreed<T>(claim: Claim, what: string, job: (node: N) => Promise<T>): Promise<T>;
};

type Claim =
  | 'internal transfers are'
  | 'balances are'
  | 'the newest block is'
  | 'the place of a block in the chain is'
  | 'which logs there are is';

export function witnessesOf<N extends { readonly label: string }>(
  pool: Pool<N>,
  caveats: Caveats,
): Witnesses<N> {
  return {
    async agreed(claim, what, job) {
      const said: string[] = [];
      const answer = await pool.agreed(what, async (node) => {
        const value = await job(node);
        said.push(node.label);
        return value;
      });
      if (said.length === 1) caveats.note(`single-source: ${claim} what ${said[0]} says`);
      return answer;
    },
  };
}
