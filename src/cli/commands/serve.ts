/** `ashiato serve` (npm start): store, facts, cases, pages, on this machine. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Command } from 'commander';
import { fetchDocument } from '../../adapters/intel/fetch.ts';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { openDesk } from '../../app/trace/trace-desk.ts';
import { composeExplainer, composeLibrary, composeStore, openTags } from '../../compose/base.ts';
import { openEffectiveness, openOutlook } from '../../compose/forecasts.ts';
import { composeHiring } from '../../compose/hiring.ts';
import { composeIntel } from '../../compose/intel.ts';
import { composeLibraryDesk, composeMitreNames } from '../../compose/library.ts';
import { openPrices, openReserves, openTracker } from '../../compose/strategy.ts';
import { type Config, readConfig } from '../../config.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { inCheckout, PACKAGE_ROOT, packageVersion } from '../../package.ts';
import { openCallers } from '../../server/callers.ts';
import { collectAlone } from '../../server/collector.ts';
import { effectivenessRoutes } from '../../server/effectiveness.ts';
import { hiringRoutes } from '../../server/hiring.ts';
import { intelRoutes } from '../../server/intel.ts';
import { libraryRoutes } from '../../server/library.ts';
import { outlookRoutes } from '../../server/outlook.ts';
import { buildPagesWhenStale } from '../../server/pages.ts';
import { reservesRoutes } from '../../server/reserves.ts';
import { buildServer } from '../../server/server.ts';
import { describeProblem, openLaboratoryScreening, openServedScreening } from '../serve-screening.ts';
import { startWatchingThreshold } from '../watch-threshold.ts';

type Options = { port?: string; host?: string; data?: string; laboratory?: true };

export function serveCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('serve', { isDefault: true })
    .description('serve the pages and the API on this machine')
    .option('--port <n>', 'port (default 7700)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--data <folder>', 'data folder')
    .option('--laboratory', 'screen by a made-up list and key, to try a program against')
    .action(async (options: Options) => {
      const config = readConfig(env, {
        ...(options.port === undefined ? {} : { port: options.port as unknown as number }),
        ...(options.host === undefined ? {} : { host: options.host }),
        ...(options.data === undefined ? {} : { dataFolder: options.data }),
      });
      await serve(config, options.laboratory === true);
    });
}

async function serve(config: Config, laboratory: boolean): Promise<void> {
  const started = performance.now();
  collectAlone();
  if (inCheckout()) await buildPagesWhenStale(join(PACKAGE_ROOT, 'web'));
  const store = await composeStore(config);
  const library = composeLibrary(config);
  const tracked = openTracker(config, library, store);
  const tags = openTags(config);
  const prices = openPrices(config);
  const desk = openDesk({
    library,
    store,
    sourceOf: recordingSource,
    onNotKept: (error) =>
      process.stderr.write(`A trace was answered but not kept: ${describeProblem(error)}\n`),
  });
  const screening = laboratory
    ? openLaboratoryScreening(config, store)
    : await openServedScreening(config, store, (error) =>
        process.stderr.write(`Screening goes on without a part: ${describeProblem(error)}\n`),
      );
  const callers = openCallers(screening.desk);
  const reserves = openReserves(config, tracked, prices);
  const server = await buildServer({
    library,
    desk,
    explain: composeExplainer(config, library, store, recordingSource, tags, (family, address) =>
      screening.desk.screening.basis().snapshot.lookup(family, address),
    ),
    rooms: [
      reservesRoutes(reserves),
      effectivenessRoutes(openEffectiveness(tracked, tags)),
      outlookRoutes(openOutlook(config, prices)),
      libraryRoutes(composeLibraryDesk(config), composeMitreNames(), callers),

      hiringRoutes(composeHiring(config, store, screening.desk.screening), callers),
      intelRoutes({ intel: composeIntel(config), fetchDocument, callers }),
    ],
    pages: join(PACKAGE_ROOT, 'web', 'dist'),
    version: packageVersion(),
    minConfidence: config.minConfidence,
    screening: screening.desk,
  });
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await screening.stop();
    await store.close();
    if ((cause as { code?: string }).code === 'EADDRINUSE') {
      throw new AshiatoError('E_PORT_IN_USE', `port ${config.port} on ${config.host} is taken`, {
        where: '--port',
        next: 'Stop the other program or choose another port with --port.',
        cause,
      });
    }
    throw new AshiatoError('E_CONFIG_VALUE', `cannot listen on ${config.host}:${config.port}`, {
      where: '--host',
      next: 'Use 127.0.0.1, or an address of this machine.',
      cause,
    });
  }
  const address = server.server.address() as AddressInfo;
  const url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  const where = config.databaseUrl === null ? config.dataFolder : 'PostgreSQL (DATABASE_URL)';
  process.stdout.write(
    `Ashiato is ready at ${url} after ${((performance.now() - started) / 1000).toFixed(1)} s\n` +
      `  ${library.incidents.length} incidents, ${library.caseIds.length} cases to trace; kept in ${where}\n` +
      `Next: open ${url}/incidents/ronin-2022, or run "npx ashiato trace ronin-2022" in another terminal.\n`,
  );
  const watching = startWatchingThreshold(config, store, reserves);
  await stopSignal();
  await watching();
  await server.close();
  await screening.stop();
  await desk.settled();
  await store.close();
}

function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
}
