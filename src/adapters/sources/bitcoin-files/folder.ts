/**
 * Bitcoin Core's `blocks` folder: blk*.dat, rev*.dat, and xor.dat, the key that both are obfuscated with since
 * version 28 (Core's `node/blockstorage.cpp`).
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { malformed } from '../../../core/chains/bitcoin/bytes.ts';
import { type Network, networkNameOf } from '../../../core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../../core/model/errors.ts';

export type Folder = {
  readonly path: string;
  /** Numbers of the block files, ascending. */
  readonly files: readonly number[];
  /** Null where nothing is obfuscated. */
  readonly key: Uint8Array | null;
};

export type FileKind = 'blk' | 'rev';

const KEY_BYTES = 8;

export function openFolder(path: string): Folder {
  const names = existsSync(path) && statSync(path).isDirectory() ? readdirSync(path) : [];
  const files = names.flatMap((name) => (/^blk\d{5,}\.dat$/.test(name) ? [Number(name.slice(3, -4))] : []));
  if (files.length === 0) {
    throw new AshiatoError('E_BLOCK_FOLDER', `there are no block files in ${path}`, {
      where: path,
      next: 'Give the "blocks" folder of Bitcoin Core, which holds blk00000.dat.',
    });
  }
  return { path, files: files.sort((a, b) => a - b), key: readKey(join(path, 'xor.dat')) };
}

function readKey(path: string): Uint8Array | null {
  if (!existsSync(path)) return null;
  const key = new Uint8Array(readFileSync(path));
  if (key.length !== KEY_BYTES) throw malformed(`the key has ${key.length} bytes instead of 8`, path, 0);
  return key.every((byte) => byte === 0) ? null : key;
}

export const filePath = (folder: Folder, kind: FileKind, file: number): string =>
  join(folder.path, `${kind}${String(file).padStart(5, '0')}.dat`);

/** Removes the obfuscation from bytes that stand at `offset` of their file. Four bytes at a time where it can. */
export function reveal(bytes: Uint8Array, offset: number, key: Uint8Array | null): void {
  if (key === null) return;
  const lead = Math.min(bytes.length, (4 - (bytes.byteOffset % 4)) % 4);
  for (let i = 0; i < lead; i += 1) bytes[i]! ^= key[(offset + i) % KEY_BYTES]!;
  const turned = Uint8Array.from(key, (_, i) => key[(offset + lead + i) % KEY_BYTES]!);
  const [even, odd] = new Uint32Array(turned.buffer) as unknown as readonly [number, number];
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + lead, (bytes.length - lead) >> 2);
  for (let i = 0; i < words.length; i += 1) words[i]! ^= (i & 1) === 0 ? even : odd;
  for (let i = lead + 4 * words.length; i < bytes.length; i += 1) bytes[i]! ^= key[(offset + i) % KEY_BYTES]!;
}

/** Reads a stretch of a file into `bytes`, revealed. */
export async function readStretch(
  handle: FileHandle,
  bytes: Uint8Array,
  offset: number,
  key: Uint8Array | null,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) throw malformed('a block file has become shorter', 'block file', offset + done);
    done += bytesRead;
  }
  reveal(bytes, offset, key);
}

export const openFile = (folder: Folder, kind: FileKind, file: number): Promise<FileHandle> =>
  open(filePath(folder, kind, file));

/** One record of a file: four bytes of magic, four of length, then so many bytes (and a rev file's checksum). */
export type Frame = { readonly offset: number; readonly size: number; readonly head: Uint8Array };

/** Read at once for each record: enough for a header, and for many small blocks. */
const WINDOW = 16_384;
const PREFIX = 8;
/** No record is larger (Core's `MAX_SIZE`). */
const MAX_RECORD = 0x02000000;

/**
 * The records of a file in the order they stand, `head` being each one's first bytes (at most `headBytes`, until
 * the next is asked for). What Core has set aside and not written yet is zeros. Returns whether the last record is cut off.
 */
export function* framesOf(
  folder: Folder,
  kind: FileKind,
  file: number,
  network: Network,
  headBytes: number,
): Generator<Frame, boolean> {
  const path = filePath(folder, kind, file);
  const descriptor = openSync(path, 'r');
  try {
    const length = statSync(path).size;
    const trailer = kind === 'rev' ? 32 : 0;
    const window = new Uint8Array(WINDOW);
    let from = 0;
    let filled = 0;
    for (let at = 0; at < length; ) {
      if (at + PREFIX + headBytes > from + filled || at < from) {
        from = at;
        filled = readSync(descriptor, window, 0, WINDOW, from);
        reveal(window.subarray(0, filled), from, folder.key);
      }
      const record = window.subarray(at - from, filled);
      if (record.length < PREFIX) return true;
      const view = new DataView(record.buffer, record.byteOffset, record.length);
      const magic = view.getUint32(0, true);
      const size = view.getUint32(4, true);
      if (magic !== network.magic) {
        if (isUnwritten(record, at, folder.key)) return false;
        if (networkNameOf(magic) === null && file === folder.files.at(-1) && at > 0) return true;
        throw foreign(path, at, magic, network);
      }
      if (at + PREFIX + size + trailer > length) return true;
      // The node was stopped between writing the length and the block. No block begins with eight zeros.
      if (kind === 'blk' && isUnwritten(record.subarray(PREFIX), at + PREFIX, folder.key)) return true;
      if (size > MAX_RECORD) throw malformed(`a record of ${size} bytes cannot be`, path, at);
      yield { offset: at + PREFIX, size, head: record.subarray(PREFIX, PREFIX + Math.min(size, headBytes)) };
      at += PREFIX + size + trailer;
    }
    return false;
  } finally {
    closeSync(descriptor);
  }
}

/** Zeros on the disk, which a key turns into itself. */
function isUnwritten(record: Uint8Array, offset: number, key: Uint8Array | null): boolean {
  for (let i = 0; i < PREFIX; i += 1) {
    if (record[i] !== (key === null ? 0 : key[(offset + i) % KEY_BYTES])) return false;
  }
  return true;
}

function foreign(path: string, at: number, magic: number, network: Network): AshiatoError {
  const other = networkNameOf(magic);
  const where = `${path}, byte ${at}`;
  if (other === null) {
    return new AshiatoError('E_BLOCK_FORMAT', 'no block begins here', {
      where,
      next: 'Copy the file again, and with it xor.dat, the key that newer nodes hide their blocks with.',
    });
  }
  return new AshiatoError('E_WRONG_CHAIN', `the file holds blocks of ${other}, not of ${network.name}`, {
    where,
    next: 'Give the folder of the network asked for; of the test networks only regtest is read.',
  });
}
