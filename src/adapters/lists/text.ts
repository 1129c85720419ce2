/** A list file as text: bounded, no archive, UTF-8 or refused with the row where it stops being text. */
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';

/** OFAC's SDN_ADVANCED.XML, the largest, has about 120 MB. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** ZIP (also XLSX), gzip, bzip2, xz, 7-Zip, RAR, tar: what an archive begins with, and where. */
const ARCHIVES: readonly (readonly [at: number, magic: readonly number[]])[] = [
  [0, [0x50, 0x4b, 0x03, 0x04]],
  [0, [0x50, 0x4b, 0x05, 0x06]],
  [0, [0x1f, 0x8b]],
  [0, [0x42, 0x5a, 0x68]],
  [0, [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  [0, [0x37, 0x7a, 0xbc, 0xaf]],
  [0, [0x52, 0x61, 0x72, 0x21]],
  [257, [0x75, 0x73, 0x74, 0x61, 0x72]],
];

export function readText(bytes: Uint8Array, where: string): string {
  if (bytes.length > MOST_BYTES)
    throw refuse('E_TOO_LARGE', `the file has ${bytes.length} bytes`, where, `${MOST_BYTES} bytes`);
  refuseArchive(bytes, where);
  const end = endOf(bytes);
  const nul = bytes.indexOf(0);
  if (nul !== -1 && nul < end)
    throw refuse('E_ENCODING', 'the file has a NUL byte, as UTF-16 has', rowAt(bytes, nul, where));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end));
  } catch {
    throw refuse('E_ENCODING', 'the file is not UTF-8 text', rowAt(bytes, firstBad(bytes), where));
  }
}

export function refuseArchive(bytes: Uint8Array, where: string): void {
  if (ARCHIVES.some(([at, magic]) => magic.every((byte, i) => bytes[at + i] === byte)))
    throw new AshiatoError('E_ARCHIVE', 'the file is an archive, and none is opened', {
      where,
      limit: 'plain CSV, XML, text or PDF',
      next: 'Unpack it yourself, or fetch the file that is not packed.',
    });
}

/** OFAC ends its CSV files with 0x1A, the end-of-file mark of CP/M. */
const endOf = (bytes: Uint8Array): number => (bytes.at(-1) === 0x1a ? bytes.length - 1 : bytes.length);

/** The first byte at which the text before it still decodes: found by halving. */
function firstBad(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** `stream` lets the last letter be cut in two. */
function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function rowAt(bytes: Uint8Array, at: number, where: string): string {
  let row = 1;
  for (let i = 0; i < at; i += 1) if (bytes[i] === 10) row += 1;
  return `${where}, row ${row}`;
}

const refuse = (code: ErrorCode, what: string, where: string, limit?: string): AshiatoError =>
  new AshiatoError(code, what, {
    where,
    ...(limit === undefined ? {} : { limit }),
    next: 'Fetch the file again from its publisher; until then the edition before stays in force.',
  });
