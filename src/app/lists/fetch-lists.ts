/**
 * One list fetched and offered to the gate. Whatever comes of it is noted, so that a server and whoever asks
 * `ashiato lists` see that a publisher does not answer, long before the list is stale.
 */
import type { Format } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';
import type { Attempt, ListFiles } from '../../ports/list-shelf.ts';
import { type ListParts, type Offer, type Outcome, offer } from './refresh-lists.ts';

export type Fetch = {
  /** As they are now: `now` is the moment of the call. */
  readonly parts: () => ListParts;
  readonly download: (format: Format) => Promise<{
    readonly files: ListFiles;
    readonly by: 'publisher' | 'mirror';
    /** The publisher's day, where it stands in the file's name; null: it does not. */
    readonly published: Day | null;
    /** Why the publisher's own addresses gave nothing; null: they did, or there are none. */
    readonly missed: string | null;
  }>;
  readonly said: Pick<Offer, 'published' | 'expected' | 'acceptUnverified'>;
};

export async function fetchList(format: Format, { parts, download, said }: Fetch): Promise<Outcome> {
  // The moment before the question: the answer cannot be older than that.
  const asked = parts().now;
  let missed: string | null = null;
  const outcome = await attempt(format, async () => {
    const { files, by, ...rest } = await download(format);
    missed = rest.missed;
    const word =
      by === 'publisher'
        ? { origin: by, verifiedAt: asked, published: said.published ?? rest.published ?? dayOf(asked) }
        : { origin: by, verifiedAt: null };
    return offer(parts(), { ...said, format, files, ...word });
  });
  const why = outcome.type === 'refused' || outcome.type === 'queued' ? outcome.why : null;
  parts().shelf.noteAttempt({
    format: format.id,
    at: asked,
    failure: why === null ? failureOf(missed) : { code: why.code, says: why.message },
  });
  return outcome;
}

/** A mirror brought the edition, and its word renews nothing: it ages as if nobody had answered. */
const failureOf = (missed: string | null): Attempt['failure'] =>
  missed === null ? null : { code: 'E_LIST_FETCH', says: `only a mirror answered: ${missed}` };

async function attempt(format: Format, run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    return { type: 'refused', list: format.list, why: error };
  }
}

const dayOf = (seconds: number): Day => new Date(seconds * 1_000).toISOString().slice(0, 10) as Day;
