/**
 * What a killed scan goes on from, line by line: first what was asked and how far it came, then every transaction
 * that was applied, and to which sessions. Their places and movements follow from these by the kernel.
 */
import type { UtxoTransaction } from '../../core/model/transaction.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { Located } from './scan-seeds.ts';

/** Where the lines are kept. `save` replaces them all or not at all, and says how many bytes they take. */
export type CheckpointSlot = {
  load(): AsyncIterable<string> | null;
  save(lines: Iterable<string>): Promise<number>;
  clear(): Promise<void>;
};

export type Checkpoint = Head & { readonly applied: readonly AppliedTo[] };

/** Transactions in the order they were applied. */
export type AppliedTo = { readonly transaction: UtxoTransaction; readonly sessions: readonly string[] };

type Head = {
  /** Digest of what was asked; another question starts anew. */
  readonly identity: string;
  /** The height to go on from, and the hash of the block before it. */
  readonly next: number;
  readonly hash: string;
  readonly seeds: readonly Located[];
};

/** Amounts are decimal strings; everything else stands as it is. */
type Written<T> = T extends bigint
  ? string
  : T extends string | number | null
    ? T
    : { readonly [K in keyof T]: Written<T[K]> };
type Line = { readonly sessions: readonly string[]; readonly transaction: WrittenTransaction };
type WrittenTransaction = Omit<UtxoTransaction, 'inputs' | 'outputs' | 'coinbase'> &
  Written<Pick<UtxoTransaction, 'inputs' | 'outputs' | 'coinbase'>>;

export function* writeCheckpoint({ applied, ...head }: Checkpoint): Generator<string> {
  yield canonicalJson(head);
  for (const line of applied) yield canonicalJson(line);
}

/** Null where there is none, it answers another question, or its block is no longer in the best chain. */
export async function readCheckpoint(
  lines: AsyncIterable<string> | null,
  identity: string,
  blocks: readonly { readonly hash: string }[],
): Promise<Checkpoint | null> {
  if (lines === null) return null;
  let head: Head | null = null;
  const applied: AppliedTo[] = [];
  for await (const line of lines) {
    if (head === null) {
      head = JSON.parse(line) as Head;
      if (head.identity !== identity || blocks[head.next - 1]?.hash !== head.hash) return null;
    } else {
      const { sessions, transaction } = JSON.parse(line) as Line;
      applied.push({ sessions, transaction: read(transaction) });
    }
  }
  return head === null ? null : { ...head, applied };
}

function read({ inputs, outputs, coinbase, ...rest }: WrittenTransaction): UtxoTransaction {
  return {
    ...rest,
    inputs: inputs.map((input) => ({ ...input, value: input.value === null ? null : BigInt(input.value) })),
    outputs: outputs.map((output) => ({ ...output, value: BigInt(output.value) })),
    ...(coinbase === undefined
      ? {}
      : {
          coinbase: {
            subsidy: BigInt(coinbase.subsidy),
            fees: coinbase.fees.map((fee) => ({ ...fee, amount: BigInt(fee.amount) })),
          },
        }),
  };
}
