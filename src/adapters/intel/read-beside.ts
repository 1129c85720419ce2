/** An article is read in a thread of its own, so that a server answers others meanwhile. */
import { Worker } from 'node:worker_threads';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Answer, Task } from './intake.kernel.ts';

const KERNEL = new URL(
  import.meta.url.endsWith('.ts') ? './intake.kernel.ts' : './intake.kernel.js',
  import.meta.url,
);

export async function readBeside(task: Task): Promise<Omit<Extract<Answer, { type: 'read' }>, 'type'>> {
  const worker = new Worker(KERNEL, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  worker.once('message', resolve).once('error', reject);
  // A worker that ends without a word would leave its reader waiting.
  worker.once('exit', () => reject(new Error('the reader of articles ended without an answer')));
  const answer = await promise;
  if (answer.type === 'read') return answer;
  const { code, message, ...details } = answer.error;
  throw new AshiatoError(code, message, details);
}
