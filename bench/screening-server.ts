/** The measured side of `bench/screening.ts`. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { keyFile } from '../src/adapters/keys/key-file.ts';
import { laboratoryKeyring } from '../src/adapters/signing/keyring.ts';
import { inTurns } from '../src/app/common/in-turns.ts';
import { openKeyRing } from '../src/app/screening/api-keys.ts';
import { openScreening } from '../src/app/screening/screen.ts';
import { snapshotInSteps } from '../src/core/lists/snapshot.ts';
import { searchName } from '../src/core/names/match.ts';
import { nameIndexInSteps } from '../src/core/names/name-index.ts';
import { NO_EXPOSURES } from '../src/core/screening/exposure.ts';
import { collectAlone } from '../src/server/collector.ts';
import { SCREENING_LIMITS } from '../src/server/screening/desk.ts';
import { openDoor } from '../src/server/screening/door.ts';
import { screeningRoutes } from '../src/server/screening/plugin.ts';
import { listedSnapshot, openEditions, rules } from './screening-lists.ts';

collectAlone();
const seconds = (): number => Date.now() / 1000;
const folder = mkdtempSync(join(tmpdir(), 'ashiato-bench-'));
const screening = openScreening({
  snapshot: listedSnapshot(0),
  names: null,
  exposure: NO_EXPOSURES,
  rules: rules(),
  overrides: [],
  environment: 'laboratory',
  keyring: laboratoryKeyring(Math.floor(seconds())),
  now: seconds,
  monotonic: () => performance.now() / 1000,
  record: null,
});
const server = Fastify({ logger: false });
const door = openDoor(server.server);
server.setValidatorCompiler(validatorCompiler);
server.setSerializerCompiler(serializerCompiler);
await server.register(
  screeningRoutes(
    {
      screening,
      store: null,
      keys: openKeyRing(keyFile(folder)),
      loopback: true,
      attempts: () => [],
      limits: SCREENING_LIMITS,
    },
    door,
  ),
);
await server.listen({ host: '127.0.0.1', port: 0 });

/** Second after second an edition is put together and put in force with the names of a fifth of it, as a server does it. */
let churning = false;
async function churn(): Promise<void> {
  const editionNumbered = openEditions();
  for (let edition = 0; churning; edition += 1) {
    const snapshot = await inTurns(snapshotInSteps([editionNumbered(edition)]));
    const index = await inTurns(nameIndexInSteps(snapshot.entries().slice(0, 20_000)));
    screening.swap({ snapshot, names: (query, threshold) => searchName(index, query, threshold) });
    if (edition === 0) process.send?.('in force');
    await setTimeout(1_000);
  }
}

process.on('message', async (message: 'cpu' | 'swap' | 'churn' | 'stop') => {
  if (message === 'churn') {
    churning = true;
    void churn();
  }
  if (message === 'cpu') process.send?.(process.cpuUsage());
  if (message === 'swap') {
    const start = performance.now();
    screening.swap({ snapshot: listedSnapshot(1) });
    process.send?.({ ms: performance.now() - start });
  }
  if (message === 'stop') {
    churning = false;
    await server.close();
    rmSync(folder, { recursive: true, force: true });
    process.disconnect();
  }
});
process.send?.({
  screen: (server.server.address() as AddressInfo).port,
  keys: screening.publicKeys(),
});
