/**
 * The parent of the kill loop: starts workers on a store, kills each at a random moment, and holds what is
 * stored against the model. Workers are started ahead, so that loading their modules costs no time here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../src/ports/store.ts';
import { type Job, TRACE } from './job.ts';
import { fingerprint, type Step, simulate, stepOf, type View, viewOf } from './model.ts';
import { newRandom, type Random } from './random.ts';
import { makeStream } from './stream.ts';

export type Field = {
  readonly engine: Job['engine'];
  /** A fresh, empty target. */
  readonly prepare: () => Promise<{ readonly target: string; readonly remove: () => Promise<void> }>;
  /** Opens the store to look at it; waits until a killed writer is really gone. */
  readonly inspect: (target: string) => Promise<Store>;
  /** The longest a worker is left alone once it is ready. */
  readonly longestMs: number;
};

export type Plan = { readonly kills: number; readonly seed: number; readonly planted: boolean };

export type Outcome = {
  readonly kills: number;
  /** Kills before the worker had committed anything new over what it found. */
  readonly duringRecovery: number;
  /** How many chains were followed to their end, and whose state then was the uninterrupted one. */
  readonly finished: number;
  readonly heights: number;
  /** What was found wrong, if anything, and after how many kills. */
  readonly caught: string | null;
};

type Worker = {
  readonly process: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly reader: Interface;
  readonly errors: () => string;
};

const STREAMS = [1, 2, 3];

/** Stores worked on at once, each with a worker kept ready: starting one costs more than killing it. */
const LANES = 2;

/** What the lanes share. */
type Run = {
  readonly field: Field;
  readonly plan: Plan;
  readonly random: Random;
  readonly models: Map<number, readonly Step[]>;
  readonly heights: Set<number>;
  readonly count: { chains: number; kills: number; duringRecovery: number; finished: number };
  caught: string | null;
};

export async function killLoop(field: Field, plan: Plan): Promise<Outcome> {
  const count = { chains: 0, kills: 0, duringRecovery: 0, finished: 0 };
  const run: Run = {
    field,
    plan,
    random: newRandom(plan.seed),
    models: new Map(),
    heights: new Set(),
    count,
    caught: null,
  };
  await Promise.all(Array.from({ length: LANES }, () => followLane(run)));
  const { kills, duringRecovery, finished } = count;
  return { kills, duringRecovery, finished, heights: run.heights.size, caught: run.caught };
}

const isOver = ({ count, plan, caught }: Run): boolean => caught !== null || count.kills >= plan.kills;

async function followLane(run: Run): Promise<void> {
  const { field, models, count } = run;
  let ready = startWorker(field.engine);
  const nextWorker = (): Promise<Worker> => {
    const worker = ready;
    ready = startWorker(field.engine);
    return worker;
  };
  try {
    while (!isOver(run)) {
      const seed = STREAMS[count.chains++ % STREAMS.length]!;
      const steps = models.get(seed) ?? simulate(makeStream(seed));
      models.set(seed, steps);
      const { target, remove } = await field.prepare();
      try {
        run.caught ??= await followChain(
          run,
          steps,
          { engine: field.engine, target, seed, planted: run.plan.planted },
          nextWorker,
        );
      } finally {
        await remove();
      }
    }
  } finally {
    await stop(ready);
  }
}

/** Kills one worker after the other until the chain is at its end; says what was found wrong, if anything. */
async function followChain(
  run: Run,
  steps: readonly Step[],
  job: Job,
  nextWorker: () => Promise<Worker>,
): Promise<string | null> {
  const { field, random, heights, count } = run;
  let at = -1;
  while (!isOver(run)) {
    const end = await runWorker(nextWorker(), job, momentOf(random, field.longestMs));
    if (end !== 'done' && end !== 'killed') return end;
    if (end === 'killed') count.kills += 1;
    const { view, broken } = await look(field, job.target);
    if (broken !== null) return `after kill ${count.kills} the audit breaks at ${broken}`;
    const found = stepOf(steps, view);
    if (found === null) return `after kill ${count.kills} the store stands between blocks: ${describe(view)}`;
    if (end === 'done') {
      count.finished += 1;
      return fingerprint(view) === steps.at(-1)!.fingerprint
        ? null
        : 'the end differs from an uninterrupted run';
    }
    if (found >= 0) heights.add(steps[found]!.height);
    if (found >= 0 && found === at) count.duringRecovery += 1;
    at = found;
  }
  return null;
}

const describe = ({ cursors, movements, holdings }: View): string =>
  `${movements.length} movements and ${holdings.length} holdings at ${JSON.stringify(cursors)}`;

/** What is stored. A worker killed before it made the tables or the trace left nothing. */
async function look(field: Field, target: string): Promise<{ view: View; broken: number | null }> {
  const store = await field.inspect(target);
  try {
    const there = (await store.getTrace(TRACE)) !== null;
    const view = there ? await viewOf(store, TRACE) : { cursors: [], holdings: [], movements: [], gaps: [] };
    return { view, broken: await store.verifyAudit() };
  } finally {
    await store.close();
  }
}

function startWorker(engine: Job['engine']): Promise<Worker> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), engine], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'ashiato-compile-cache') },
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  const reader = createInterface({ input: child.stdout });
  const lines = reader[Symbol.asyncIterator]();
  const worker: Worker = { process: child, lines, reader, errors: () => errors };
  const warm = lines.next().then(({ value }) => {
    if (value !== 'warm') throw new Error(`the worker did not start: ${errors}`);
    return worker;
  });
  warm.catch(() => undefined);
  return warm;
}

const momentOf = (random: Random, longestMs: number): Moment =>
  random.chance(0.2)
    ? { whenReady: false, afterMs: random.below(60) }
    : { whenReady: true, afterMs: random.below(longestMs) };

/** When a worker dies: some while opening the store, most at any moment after it is open. */
type Moment = { readonly whenReady: boolean; readonly afterMs: number };

/** Gives the worker its job and kills it at its moment: `done` where it was faster, else `killed` or its own failure. */
async function runWorker(
  starting: Promise<Worker>,
  job: Job,
  { whenReady, afterMs }: Moment,
): Promise<string> {
  const worker = await starting;
  const exited = once(worker.process, 'exit');
  worker.process.stdin!.write(`${JSON.stringify(job)}\n`);
  if (whenReady) await worker.lines.next();
  await Promise.race([exited, sleep(afterMs)]);
  worker.process.kill('SIGKILL');
  const [code] = (await exited) as [number | null];
  worker.reader.close();
  if (code === null) return 'killed';
  return code === 0 ? 'done' : `the worker failed by itself: ${worker.errors()}`;
}

async function stop(starting: Promise<Worker>): Promise<void> {
  const worker = await starting;
  const exited = once(worker.process, 'exit');
  worker.process.kill('SIGKILL');
  await exited;
}
