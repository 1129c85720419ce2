/**
 * Bytes of a long text, put together in one space that is used again and again. As a string the text would be built
 * and encoded for each answer; and a single letter beyond Latin-1, such as a quotation mark, would make that string
 * twice as long and several times as slow to encode.
 */

export type Put = {
  readonly text: (text: string) => void;
  readonly bytes: (bytes: Buffer) => void;
};

/** Gives what the job puts, in its order. Within a job another may be written; one that throws leaves nothing behind. */
export type Write = (job: (put: Put) => void) => Buffer;

const USUAL = 64 * 1024;
/** What a batch of ordinary answers takes; space beyond it is given back. */
const MOST_KEPT = 4 * 1024 * 1024;

export function openWriter(): Write {
  let space = Buffer.allocUnsafeSlow(USUAL);
  let end = 0;
  const makeRoom = (more: number): void => {
    if (end + more <= space.length) return;
    const larger = Buffer.allocUnsafeSlow((end + more) * 2);
    larger.set(space.subarray(0, end));
    space = larger;
  };
  const put: Put = {
    text(text) {
      // In UTF-8 no unit of a string takes more than three bytes.
      makeRoom(text.length * 3);
      end += space.write(text, end);
    },
    bytes(bytes) {
      makeRoom(bytes.length);
      space.set(bytes, end);
      end += bytes.length;
    },
  };
  return (job) => {
    const start = end;
    try {
      job(put);
      return Buffer.from(space.subarray(start, end));
    } finally {
      end = start;
      if (start === 0 && space.length > MOST_KEPT) space = Buffer.allocUnsafeSlow(USUAL);
    }
  };
}
