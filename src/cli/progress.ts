/** One line on standard error while work is long; nothing where standard error is not a terminal. */
import type { OnProgress } from '../app/trace/drive.ts';

const EVERY_MS = 100;

export function progressBar(what: string): { show: OnProgress; clear(): void } {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  const started = Date.now();
  let shown = 0;
  return {
    show({ applied, queued }) {
      const now = Date.now();
      if (now - shown < EVERY_MS) return;
      shown = now;
      const rate = Math.round((applied * 1000) / Math.max(1, now - started));
      const filled = Math.round((20 * applied) / Math.max(1, applied + queued));
      process.stderr.write(
        `\r${what} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${applied} transactions, ${rate}/s, ${queued} known to follow `,
      );
    },
    clear() {
      if (shown > 0) process.stderr.write('\r\x1b[2K');
    },
  };
}
