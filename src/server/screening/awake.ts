/**
 * Who is asked often does not fall asleep between questions. A loop with nothing to do gives its processor back, and on
 * a virtual machine that may take milliseconds to return while the host has others to serve: of a hundred answers the
 * slowest wait for that (docs/benchmarks.md). So the loop goes on turning for a moment.
 */

/** Awake for so long after a question, where the one before it was no longer ago. Who is asked less often sleeps. */
const AWAKE_MS = 0.5;

/** To be called with each question. */
export function openAwake(
  now = (): number => performance.now(),
  later: (turn: () => void) => unknown = setImmediate,
): () => void {
  let asked = Number.NEGATIVE_INFINITY;
  let turning = false;
  const turn = (): void => {
    turning = now() - asked < AWAKE_MS;
    if (turning) later(turn);
  };
  return () => {
    const before = asked;
    asked = now();
    if (turning || asked - before >= AWAKE_MS) return;
    turning = true;
    later(turn);
  };
}
