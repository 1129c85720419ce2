/** A real server on a free port that screens with the lists of a test, and a client that trusts its keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { keyFile } from '../../src/adapters/keys/key-file.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { openKeyRing } from '../../src/app/screening/api-keys.ts';
import type { ScreeningParts } from '../../src/app/screening/screen.ts';
import { openDesk } from '../../src/app/trace/trace-desk.ts';
import { type Client, openClient } from '../../src/client/client.ts';
import { composeLibrary } from '../../src/compose/base.ts';
import type { ListId } from '../../src/core/model/list.ts';
import type { KeyCabinet } from '../../src/ports/key-cabinet.ts';
import { SCREENING_LIMITS, type ScreeningDesk } from '../../src/server/screening/desk.ts';
import { buildServer } from '../../src/server/server.ts';
import { editionOf, entryOf, screeningOf } from '../screening/ground.ts';

export type ServedScreening = ReturnType<typeof screeningOf> & {
  readonly url: string;
  readonly server: FastifyInstance;
  readonly cabinet: KeyCabinet;
  readonly client: (options?: Partial<Parameters<typeof openClient>[0]>) => Client;
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly close: () => Promise<void>;
};

export async function serveScreening(
  more: Partial<ScreeningParts> = {},
  desk: Partial<Omit<ScreeningDesk, 'screening'>> = {},
  host = '127.0.0.1',
): Promise<ServedScreening> {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-screening-'));
  const cabinet = keyFile(folder);
  const turned = screeningOf(more);
  const library = composeLibrary();
  const server = await buildServer({
    library,
    desk: openDesk({ library, store: null as never, sourceOf: recordingSource, onNotKept: () => {} }),
    explain: () => Promise.reject(new Error('nothing is explained here')),
    rooms: [],
    pages: join(folder, 'no-pages'),
    version: '0',
    minConfidence: 0.5,
    screening: {
      screening: turned.screening,
      store: null,
      keys: openKeyRing(cabinet),
      loopback: true,
      attempts: () => [],
      // A machine that is busy with other tests is late by itself; who sheds on purpose says so.
      limits: { ...SCREENING_LIMITS, maxDelayMs: 10_000 },
      ...desk,
    },
  });
  await server.listen({ host, port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    ...turned,
    url,
    server,
    cabinet,
    client: (options = {}) =>
      openClient({
        url,
        keys: turned.screening.publicKeys(),
        environment: 'laboratory',
        now: () => turned.clock.wall,
        ...options,
      }),
    post: (body, headers = {}) =>
      fetch(`${url}/v1/screen`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export * from '../screening/ground.ts';

/** An address of an incident: stolen funds, and no sanction. */
export const LEAD = '0x47666fab8bd0ac7003bce3f5c3585383f09486e2';

export const LEADS = editionOf({
  list: 'ashiato-incidents' as ListId,
  name: 'leads',
  entries: [
    entryOf('bybit-2025', [['ETH', LEAD]], {
      list: 'ashiato-incidents' as ListId,
      effect: 'stolen-funds-lead',
      programmes: ['bybit-2025'],
      remarks: 'FBI, 2025-02-26',
    }),
  ],
});
