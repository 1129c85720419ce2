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

/** Workers kept ready. */
const AHEAD = 2;

export async function killLoop(field: Field, plan: Plan): Promise<Outcome> {
  const random = newRandom(plan.seed);
  const models = new Map<number, readonly Step[]>();
  const heights = new Set<number>();
  const count = { kills: 0, duringRecovery: 0, finished: 0 };
  const ahead = Array.from({ length: AHEAD }, () => startWorker(field.engine));
  const outcome = (caught: string | null): Outcome => ({ ...count, heights: heights.size, caught });
  try {
    for (let chain = 0; count.kills < plan.kills; chain++) {
      const seed = STREAMS[chain % STREAMS.length]!;
      const steps = models.get(seed) ?? simulate(makeStream(seed));
      models.set(seed, steps);
      const { target, remove } = await field.prepare();
      try {
        let at = -1;
        for (let ended = false; !ended && count.kills < plan.kills; ) {
          const worker = ahead.shift()!;
          const end = await runWorker(
            worker,
            { engine: field.engine, target, seed, planted: plan.planted },
            momentOf(random, field.longestMs),
          );
          ahead.push(startWorker(field.engine));
          if (end !== 'done' && end !== 'killed') return outcome(end);
          ended = end === 'done';
          if (!ended) count.kills += 1;
          const view = await look(field, target);
          const found = stepOf(steps, view);
          if (found === null)
            return outcome(`after kill ${count.kills} the store stands between blocks: ${describe(view)}`);
          if (ended && fingerprint(view) !== steps.at(-1)!.fingerprint)
            return outcome('the end differs from an uninterrupted run');
          if (!ended && found === at && found >= 0) count.duringRecovery += 1;
          if (!ended && found >= 0) heights.add(steps[found]!.height);
          if (ended) count.finished += 1;
          at = found;
        }
      } finally {
        await remove();
      }
    }
    return outcome(null);
  } finally {
    await Promise.all(ahead.map(stop));
  }
}

const describe = ({ cursors, movements, holdings }: View): string =>
  `${movements.length} movements and ${holdings.length} holdings at ${JSON.stringify(cursors)}`;

/** What is stored. A worker killed before it made the tables or the trace left nothing. */
async function look(field: Field, target: string): Promise<View> {
  const store = await field.inspect(target);
  try {
    if ((await store.getTrace(TRACE)) === null) return { cursors: [], holdings: [], movements: [], gaps: [] };
    const broken = await store.verifyAudit();
    const view = await viewOf(store, TRACE);
    // A leaf that does not fit is as wrong as a state that does not.
    return broken === null ? view : { ...view, cursors: [] };
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
