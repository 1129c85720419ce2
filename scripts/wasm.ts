/** `node scripts/wasm.ts`: compiles the AssemblyScript kernels to the modules that are committed beside their users. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = 'src/core/chains/bitcoin/sha256d.as.ts';
export const MODULE = 'src/adapters/sources/bitcoin-files/sha256d.wasm.ts';

const LINE = 100;

/** The committed file as it must be: the module's bytes as text, and what they were made from. */
export async function compile(): Promise<string> {
  let module: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    [
      SOURCE,
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--initialMemory',
      '1',
      '--outFile',
      'out.wasm',
    ],
    {
      readFile: (name) => {
        try {
          return readFileSync(join(ROOT, name), 'utf8');
        } catch {
          // The compiler asks for files of its own library first, where this is how to say no.
          return null;
        }
      },
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') module = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || module === null) throw new Error(`${error?.message}\n${stderr}`);
  const lines =
    Buffer.from(module)
      .toString('base64')
      .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    `/** Compiled from ${SOURCE} by scripts/wasm.ts with AssemblyScript ${asc.version}; a test compiles it again. */`,
    'export const SHA256D =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(join(ROOT, MODULE), await compile());
