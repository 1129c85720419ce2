/** A stranger's file as text: bounded, unpacked where it is gzip, and UTF-8 or refused. */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AshiatoError } from '../../core/model/errors.ts';

/** The largest real file (Etherscan's labels) has 5 MB; a bomb of gzip is cut off here. */
const MOST_BYTES = 128 * 1024 * 1024;

export function readText(path: string): string {
  return decodeText(readBytes(path), path);
}

function readBytes(path: string): Uint8Array {
  try {
    if (statSync(path).size > MOST_BYTES) throw tooLarge(path);
    const bytes = readFileSync(path);
    return path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
  } catch (cause) {
    if (cause instanceof AshiatoError) throw cause;
    if (cause instanceof RangeError) throw tooLarge(path);
    throw new AshiatoError(
      'E_TAG_FILE',
      `the file could not be read: ${cause instanceof Error ? cause.message : cause}`,
      {
        where: path,
        next: 'Check the path and that the file is whole.',
        cause,
      },
    );
  }
}

/** Says on which line the text stops being UTF-8. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = firstBadLine(bytes);
    throw new AshiatoError('E_ENCODING', 'the file is not UTF-8 text', {
      where: `${path}:${line}`,
      next: 'Save it as UTF-8.',
      cause,
    });
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let from = 0;
  for (let at = bytes.indexOf(10); ; at = bytes.indexOf(10, from)) {
    const to = at === -1 ? bytes.length : at;
    try {
      decoder.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    if (at === -1) return line;
    from = at + 1;
    line += 1;
  }
}

const tooLarge = (path: string): AshiatoError =>
  new AshiatoError('E_TOO_LARGE', 'the file is too large', {
    where: path,
    limit: `${MOST_BYTES / 1024 / 1024} MiB, unpacked`,
    next: 'Split it.',
  });
