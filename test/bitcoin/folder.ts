/** Writes a `blocks` folder as Bitcoin Core leaves it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChainBlock } from './chain.ts';
import { sha256d, uint } from './writer.ts';

export const REGTEST_MAGIC = 0xdab5bffa;

export type FolderShape = {
  /** The blocks of each file, in the order they stand. */
  readonly files: readonly (readonly ChainBlock[])[];
  readonly key?: Uint8Array;
  /** Whose undo records are left out. */
  readonly noUndo?: (block: ChainBlock) => boolean;
  /** What the newest file ends with. */
  readonly tail?: Uint8Array;
  readonly magic?: number;
};

export function writeFolder({ files, key, noUndo, tail, magic = REGTEST_MAGIC }: FolderShape): string {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-blocks-'));
  const hide = (bytes: Buffer): Buffer =>
    key === undefined ? bytes : Buffer.from(bytes.map((byte, i) => byte ^ key[i % 8]!));
  if (key !== undefined) writeFileSync(join(folder, 'xor.dat'), key);
  // Core sets space aside ahead of what it writes; what it has not written is not obfuscated either.
  const ahead = Buffer.alloc(4096);
  files.forEach((blocks, file) => {
    const name = (kind: string): string => join(folder, `${kind}${String(file).padStart(5, '0')}.dat`);
    const last = file === files.length - 1;
    const frame = (bytes: Buffer): Buffer[] => [uint(magic, 4), uint(bytes.length, 4), bytes];
    const blk = Buffer.concat([
      ...blocks.flatMap(({ bytes }) => frame(bytes)),
      ...(last && tail ? [tail] : []),
    ]);
    writeFileSync(
      name('blk'),
      Buffer.concat([hide(blk), last && tail === undefined ? ahead : Buffer.alloc(0)]),
    );
    const connected = blocks.toSorted((a, b) => a.height - b.height);
    const rev = connected.flatMap((block) => {
      if (block.undo === null || noUndo?.(block) === true) return [];
      const sum = sha256d(Buffer.concat([Buffer.from(block.parent, 'hex').reverse(), block.undo]));
      return [...frame(block.undo), sum];
    });
    writeFileSync(name('rev'), Buffer.concat([hide(Buffer.concat(rev)), last ? ahead : Buffer.alloc(0)]));
  });
  return folder;
}
