/** The committed cases are what the source tables give, byte for byte. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder, relayCases } from '../../scripts/relay-cases.ts';

const CASES = join(import.meta.dirname, '..', '..', 'cases');
const data = dataFolder();
const skip = existsSync(join(data, 'flows'))
  ? false
  : 'the source tables are not at hand; set ASHIATO_DATA to their folder';

test('re-laying the source tables reproduces the committed cases', { skip }, () => {
  const files = relayCases(data);
  assert.equal(files.size, 5);
  for (const [path, text] of files) assert.equal(readFileSync(join(CASES, path), 'utf8'), text, path);
});
