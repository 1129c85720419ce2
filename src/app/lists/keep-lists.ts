/**
 * Lists kept current while a server runs: each is fetched again well within the time after which it would be warned
 * about, sooner where a publisher failed, and never all at the same second as everybody else's. The fetching itself
 * happens in a process of its own; here it is only decided when, and said what a person must know.
 */
import type { Attempt } from '../../ports/list-shelf.ts';

export type Keeping = {
  /** Formats that can be fetched. */
  readonly formats: readonly string[];
  readonly everyMs: number;
  /** Tries these and notes what came of each; whatever it throws counts as a failure of all of them. */
  readonly fetch: (formats: readonly string[]) => Promise<void>;
  /** What came of the last try of each. */
  readonly attempts: () => readonly Attempt[];
  /** Milliseconds of the wall clock. */
  readonly now: () => number;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly say: (line: string) => void;
};

export type ListKeeper = {
  /** Fetches what is due and says when the next is: milliseconds of the wall clock. */
  readonly turn: () => Promise<number>;
};

/** A publisher that failed is asked again after this, then after twice as long, up to the usual pace. */
const FIRST_RETRY_MS = 60_000;
const JITTER = 0.1;

export function keepLists(keeping: Keeping): ListKeeper {
  const { formats, everyMs, now, chance } = keeping;
  const failures = new Map<string, number>();
  const due = new Map<string, number>();
  let said = '';
  const jittered = (ms: number): number => ms * (1 + JITTER * (2 * chance() - 1));
  for (const format of formats) {
    const last = keeping.attempts().find((each) => each.format === format);
    const fresh = last !== undefined && last.failure === null && last.at * 1_000 <= now();
    due.set(format, fresh ? last.at * 1_000 + jittered(everyMs) : now());
  }

  return {
    async turn() {
      const asked = formats.filter((format) => due.get(format)! <= now());
      if (asked.length > 0) {
        const began = now();
        const crash = await keeping.fetch(asked).then(
          () => null,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        const tried = keeping.attempts().filter(({ at }) => at * 1_000 >= Math.floor(began / 1_000) * 1_000);
        for (const format of asked) {
          const own = tried.find((each) => each.format === format);
          const failed = crash !== null || own === undefined || own.failure !== null;
          const times = failed ? (failures.get(format) ?? 0) + 1 : 0;
          failures.set(format, times);
          due.set(
            format,
            now() + jittered(failed ? Math.min(everyMs, FIRST_RETRY_MS * 2 ** (times - 1)) : everyMs),
          );
        }
        tell(crash);
      }
      return Math.min(...due.values());
    },
  };

  /** One line when something changed, and none while it stays. */
  function tell(crash: string | null): void {
    const failing = keeping
      .attempts()
      .filter(({ format, failure }) => failure !== null && (failures.get(format) ?? 0) > 0);
    const state = crash ?? failing.map(({ format, failure }) => `${format} ${failure?.code}`).join(', ');
    if (state === said) return;
    said = state;
    const [first] = failing;
    keeping.say(
      state === ''
        ? 'Lists are current again.'
        : `Lists were not refreshed (${state}${first === undefined ? '' : `: ${first.failure?.says}`}). What is in force answers on, and ages; it is tried again by itself.`,
    );
  }
}
