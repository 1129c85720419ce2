/** What screening over HTTP is measured against: a bare echo of the same framework, in a process that does nothing else. */
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { collectAlone } from '../src/server/collector.ts';

collectAlone();
const echo = Fastify({ logger: false });
echo.post('/echo', async (request) => request.body);
await echo.listen({ host: '127.0.0.1', port: 0 });

process.on('message', async (message: 'cpu' | 'stop') => {
  if (message === 'cpu') process.send?.(process.cpuUsage());
  if (message === 'stop') {
    await echo.close();
    process.disconnect();
  }
});
process.send?.({ echo: (echo.server.address() as AddressInfo).port });
