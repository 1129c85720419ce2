/** `ashiato trace … --find`: what was found can be written down and traced again offline, line for line. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ashiato, cleanEnv, withFolder } from '../../cli/run.ts';

test('the laboratory is traced with readings found by rule, and its recording gives the same page', () => {
  withFolder((home) => {
    const file = join(home, 'found.json');
    const found = ashiato(['trace', 'laboratory', '--find', '--record', file], cleanEnv(home));
    assert.equal(found.code, 0, found.err);
    assert.match(found.out, /Σ ends = stolen: 1246340000000000000000 = 1246340000000000000000/);
    assert.match(found.out, /were read by rule/);
    const again = ashiato(['trace', file], cleanEnv(home));
    assert.equal(again.code, 0, again.err);
    assert.equal(again.out, found.out);
  });
});
