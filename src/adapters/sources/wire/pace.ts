/** Politeness: how many requests a second, and how many at once, a server of somebody else is given. */

export type Pace = {
  /** Null: as fast as it answers. */
  readonly requestsPerSecond: number | null;
  readonly inFlight: number;
};

export type Pacer = {
  /** Runs a request when its turn comes. */
  run<T>(request: () => Promise<T>): Promise<T>;
  /** Lets nobody go for so long: the server asked for it. */
  holdOff(ms: number): void;
};

/**
 * Hosts that serve everybody refuse far less than they could bear: users of one report that four requests a second
 * are let through (Blockstream/esplora issue 449). A server on this machine is our own.
 */
const GENTLE: Pace = { requestsPerSecond: 4, inFlight: 4 };
const OWN: Pace = { requestsPerSecond: null, inFlight: 32 };

export function isOwn(url: string): boolean {
  const host = new URL(url).hostname;
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}

export const paceFor = (url: string): Pace => (isOwn(url) ? OWN : GENTLE);

export type Clock = { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };

/** First come, first served. */
export function newPacer({ requestsPerSecond, inFlight }: Pace, clock: Clock): Pacer {
  const gapMs = requestsPerSecond === null ? 0 : 1000 / requestsPerSecond;
  const waiting: (() => void)[] = [];
  let running = 0;
  let next = 0;
  let heldUntil = 0;

  const until = async (time: number): Promise<void> => {
    if (time > clock.now()) await clock.sleep(time - clock.now());
  };
  const enter = async (): Promise<void> => {
    if (running >= inFlight) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    const turn = Math.max(clock.now(), next);
    next = turn + gapMs;
    await until(turn);
    while (heldUntil > clock.now()) await until(heldUntil);
  };
  const leave = (): void => {
    const first = waiting.shift();
    if (first === undefined) running -= 1;
    else first();
  };

  return {
    async run(request) {
      await enter();
      try {
        return await request();
      } finally {
        leave();
      }
    },
    holdOff(ms) {
      heldUntil = Math.max(heldUntil, clock.now() + ms);
    },
  };
}
