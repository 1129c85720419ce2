/** How a matrix of faults is run, whatever the nodes speak. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { prng } from '../bitcoin/chain.ts';
import type { LineFault } from './line-faults.ts';

type Trouble = { readonly line?: LineFault };
type Troubled<T> = { readonly touched: number; trouble: T | (() => T | null) | null };

/** Slowness alters nothing, so that a short wait is enough to meet it; other waits are long, for this machine may be busy. */
export const isSlow = (trouble: Troubled<Trouble>['trouble']): boolean =>
  typeof trouble === 'object' && (trouble?.line === 'delay' || trouble?.line === 'drip');

export const touchedIn = (nodes: readonly { readonly touched: number }[]): number =>
  nodes.reduce((sum, { touched }) => sum + touched, 0);

/** How often each outcome was seen. */
export class Tally {
  readonly #seen = new Map<string, number>();

  count(outcome: string): void {
    this.#seen.set(outcome, this.of(outcome) + 1);
  }

  of(outcome: string): number {
    return this.#seen.get(outcome) ?? 0;
  }

  toString(): string {
    return [...this.#seen].map(([outcome, count]) => `${outcome} ${count}`).join(', ');
  }
}

/** Every job once, on whatever lane is free: while one waits for a node that is slow, another computes. */
export async function onFreeLanes<Lane, Job>(
  lanes: readonly Lane[],
  jobs: readonly Job[],
  run: (lane: Lane, job: Job) => Promise<void>,
): Promise<void> {
  const queue = jobs.values();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const job of queue) await run(lane, job);
    }),
  );
}

/** Rounds in which each of two nodes meets every second request with one of these troubles. */
export async function roundsAtRandom<T extends Trouble>(
  t: TestContext,
  rounds: number,
  troubles: readonly T[],
  nodes: readonly Troubled<T>[],
  run: (name: string, trouble: () => T | null) => Promise<string>,
): Promise<void> {
  const dice = prng(20_261_122);
  const seen = new Tally();
  const before = touchedIn(nodes);
  const flaky = (): T | null => (dice(2) === 0 ? troubles[dice(troubles.length)]! : null);
  for (let round = 0; round < rounds; round += 1) {
    nodes[1]!.trouble = flaky;
    seen.count(await run(`round ${round}`, flaky));
    nodes[1]!.trouble = null;
  }
  assert.ok(seen.of('same') > 0, 'some rounds get through');
  assert.ok(touchedIn(nodes) > before + rounds, 'faults touched more answers than there were rounds');
  t.diagnostic(String(seen));
}
