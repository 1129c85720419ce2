/** Work of a server that is done again and again beside its answers. */

/** Again so long after it ended; stopped, what is under way is waited for. */
export function repeat(
  run: () => Promise<unknown>,
  afterMs: number,
  warn: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = run().catch(warn).then(wait);
    }, afterMs).unref();
  };
  wait();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
