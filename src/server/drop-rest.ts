/** What is too large is not read; but whoever is still sending reads no answer, and a closed connection is none. */
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';

/** How long the rest may take before it is cut. */
const DROP_MS = 2_000;

/** Takes what still comes and drops it, for a while. */
export async function dropRest(request: IncomingMessage): Promise<void> {
  request.resume();
  await finished(request, { signal: AbortSignal.timeout(DROP_MS) }).catch(() => undefined);
}
