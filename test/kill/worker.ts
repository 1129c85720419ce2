/**
 * Follows a stream into a store until it is killed. It says `warm` once its modules are loaded, waits for one
 * line with its job, says `ready` once the
 * store is open, and `done` when the stream is at its end.
 */
import { createInterface } from 'node:readline';
import type { Engine } from '../../src/adapters/stores/engine.ts';
import { migrate } from '../../src/adapters/stores/migrations.ts';
import { storeOver } from '../../src/adapters/stores/repository.ts';
import { follow } from '../../src/app/trace/follow.ts';
import type { Cursor } from '../../src/ports/store.ts';
import { plantBug } from './bug.ts';
import { type Job, TRACE } from './job.ts';
import { beatsOf, eventsAfter } from './model.ts';
import { makeStream, openings } from './stream.ts';

async function connect({ engine, target }: Job): Promise<Engine> {
  if (engine === 'sqlite') return (await import('../../src/adapters/stores/sqlite.ts')).connectSqlite(target);
  return (await import('../../src/adapters/stores/postgres.ts')).connectPostgres(target, {
    lockWaitMs: 10_000,
  });
}

async function work(job: Job): Promise<void> {
  const stream = makeStream(job.seed);
  const engine = await connect(job);
  await migrate(engine);
  const store = storeOver(job.planted ? plantBug(engine) : engine);
  await store.openTrace({ id: TRACE, incident: 'lab', policy: 'fifo', request: { seed: job.seed } });
  const beats = beatsOf(stream);
  console.log('ready');
  await follow({
    store,
    trace: TRACE,
    readings: stream.readings,
    rules: stream.rules,
    openings,
    events: async function* (after: readonly Cursor[]) {
      yield* eventsAfter(beats, after);
    },
  });
  await store.close();
}

const lines = createInterface({ input: process.stdin });
// The driver is loaded before the clock runs.
if (process.argv[2] === 'sqlite')
  await Promise.all([import('better-sqlite3'), import('../../src/adapters/stores/sqlite.ts')]);
else await import('../../src/adapters/stores/postgres.ts');
console.log('warm');
for await (const line of lines) {
  await work(JSON.parse(line) as Job);
  console.log('done');
  break;
}
lines.close();
