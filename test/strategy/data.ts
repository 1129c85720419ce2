/** Where the facts lie, and the real prices where they are at hand (MANIFEST.md of the data folder). */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AshiatoError } from '../../src/core/model/errors.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const FACTS = join(ROOT, 'facts');
export const PRICES = join(process.env.ASHIATO_DATA ?? join(ROOT, '..', 'shared', 'data'), 'prices');

/** For `test({ skip })`: false, or why the tests on real prices do not run. */
export const withoutPrices: string | false = existsSync(PRICES)
  ? false
  : 'no real prices here: set ASHIATO_DATA to run this test';

export function refusal(deed: () => unknown): AshiatoError {
  try {
    deed();
  } catch (error) {
    assert.ok(error instanceof AshiatoError, String(error));
    return error;
  }
  assert.fail('nothing was refused');
}
