/** Real blocks, where they are at hand: see MANIFEST.md of the data folder for where each comes from. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'btc',
);

/** For `test({ skip })`: false, or why the real-data tests do not run. */
export const withoutData: string | false = existsSync(ROOT)
  ? false
  : 'no real blocks here: set ASHIATO_DATA to run this test';

export const realFile = (name: string): Uint8Array =>
  new Uint8Array(gunzipSync(readFileSync(join(ROOT, `${name}.gz`))));
