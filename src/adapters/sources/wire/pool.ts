/**
 * Several nodes as one. What can be verified is taken from the first node whose answer holds; what cannot
 * (traces, balances by call, the newest block) is asked of two, which must agree. A node that was caught out
 * is asked last, and never as a witness.
 */
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';

/** What an honest node does not do. The error names the block and the numbers, and is kept as the proof. */
const CAUGHT: ReadonlySet<ErrorCode> = new Set([
  'E_HEADER_HASH',
  'E_BLOCK_ID',
  'E_WITNESS_SIGNATURE',
  'E_TX_ROOT',
  'E_RECEIPTS_ROOT',
  'E_LOGS_BLOOM',
  'E_WITHDRAWALS_ROOT',
  'E_TX_SENDER',
  'E_TRACES',
  'E_STATE_PROOF',
  'E_WRONG_CHAIN',
  'E_RPC_ID',
  'E_POW',
  'E_BLOCK_HASH',
  'E_MERKLE',
  'E_MERKLE_MUTATED',
  'E_TX_HASH',
  'E_SPENDER',
  'E_DUP_KEY',
  'E_KEY',
  'E_DEPTH',
]);

/** A node is known by a name that holds no secret. */
type Named = { readonly label: string };

export type Caught = { readonly node: string; readonly proof: AshiatoError };

export type Pool<N extends Named> = {
  readonly caught: readonly Caught[];
  /** The first answer that the job accepts. Throws the last refusal where there is none. */
  first<T>(job: (node: N) => Promise<T>): Promise<T>;
  /** The answer of up to two nodes that give one; they must be equal. */
  agreed<T>(what: string, job: (node: N) => Promise<T>): Promise<T>;
  /** A second witness: the first answer of another honest node. Null where there is none; throws where none answers. */
  other<T>(than: N, job: (node: N) => Promise<T>): Promise<{ readonly value: T } | null>;
};

const WITNESSES = 2;

export function newPool<N extends Named>(nodes: readonly N[]): Pool<N> {
  const caught: Caught[] = [];
  const isCaught = (node: N): boolean => caught.some((entry) => entry.node === node.label);
  /** The node that answered last comes first; one that failed goes to the end. */
  let order = [...nodes];
  const honest = (): N[] => order.filter((node) => !isCaught(node));

  const attempt = async <T>(
    node: N,
    job: (node: N) => Promise<T>,
  ): Promise<{ value: T } | { error: AshiatoError }> => {
    try {
      return { value: await job(node) };
    } catch (error) {
      if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
      order = [...order.filter((other) => other !== node), node];
      if (CAUGHT.has(error.code) && !isCaught(node)) caught.push({ node: node.label, proof: error });
      return { error };
    }
  };

  return {
    caught,
    async first(job) {
      let last: AshiatoError | undefined;
      for (const node of [...honest(), ...order.filter(isCaught)]) {
        const outcome = await attempt(node, job);
        if ('value' in outcome) return outcome.value;
        last = graver(last, outcome.error);
      }
      throw last ?? nobody();
    },
    async agreed<T>(what: string, job: (node: N) => Promise<T>): Promise<T> {
      const said: { node: string; value: T }[] = [];
      let last: AshiatoError | undefined;
      // The only node there is may have been caught by a broken line; then it stands alone, as before.
      for (const node of honest().length > 0 ? honest() : order) {
        if (said.length === WITNESSES) break;
        const outcome = await attempt(node, job);
        if ('value' in outcome) said.push({ node: node.label, value: outcome.value });
        else last = graver(last, outcome.error);
      }
      const [one, two] = said;
      if (one === undefined) throw last ?? nobody();
      if (two !== undefined && print(one.value) !== print(two.value)) {
        throw new AshiatoError(
          'E_SOURCES_DISAGREE',
          `${one.node} and ${two.node} answer differently about ${what}`,
          {
            where: what,
            next: 'Ask a third node, and leave out the one that is wrong.',
          },
        );
      }
      return one.value;
    },
    async other(than, job) {
      let last: AshiatoError | undefined;
      for (const node of honest().filter((candidate) => candidate !== than)) {
        const outcome = await attempt(node, job);
        if ('value' in outcome) return outcome;
        last = graver(last, outcome.error);
      }
      if (last !== undefined) throw last;
      return null;
    },
  };
}

/** Of several refusals the one that says most: a node caught out before one that was merely away. */
const graver = (before: AshiatoError | undefined, now: AshiatoError): AshiatoError =>
  before !== undefined && CAUGHT.has(before.code) && !CAUGHT.has(now.code) ? before : now;

const print = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));

const nobody = (): AshiatoError =>
  new AshiatoError('E_CONFIG_VALUE', 'no node is given', {
    where: 'urls',
    next: 'Give the address of at least one node.',
  });
