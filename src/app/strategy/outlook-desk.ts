/** The outlook for many readers: simulated beside the loop, once for the same facts, prices and thresholds. */
import { Worker } from 'node:worker_threads';
import type { DrawnOutlook, OutlookTask } from './outlook.ts';

const KERNEL = new URL(
  import.meta.url.endsWith('.ts') ? './outlook.kernel.ts' : './outlook.kernel.js',
  import.meta.url,
);

/** Enough for a reader who tries sums; older ones are simulated again. */
const REMEMBERED = 16;

/** The facts are those of the program’s start; of the prices only bitcoin in dollars bears on an outlook. */
export function openOutlooks(
  facts: OutlookTask['facts'],
): (prices: OutlookTask['prices'], thresholds: readonly number[]) => Promise<DrawnOutlook> {
  const answers = new Map<string, Promise<DrawnOutlook>>();
  // One simulation at a time: a reader who tries many sums must not take every core.
  let before: Promise<unknown> = Promise.resolve();
  return (prices, thresholds) => {
    const own = prices.filter(({ asset, currency }) => asset === 'BTC' && currency === 'USD');
    const key = JSON.stringify([
      thresholds,
      own.map(({ id, days }) => [id, days.size, [...days.keys()].at(-1)]),
    ]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = before.then(() => beside({ facts, prices: own, thresholds }));
    before = answer.catch(() => null);
    answers.set(key, answer);
    // A failure is not an answer: the next reader tries again.
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > REMEMBERED && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

function beside(task: OutlookTask): Promise<DrawnOutlook> {
  const worker = new Worker(KERNEL, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<DrawnOutlook>();
  worker.once('message', resolve);
  worker.once('error', reject);
  // A worker that ends without a word would leave its reader waiting.
  worker.once('exit', () => reject(new Error('the outlook’s worker ended without an answer')));
  return promise;
}
