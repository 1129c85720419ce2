/** Amounts and lots: what the flow counts with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apportion, formatDecimal, parseBaseUnits, parseDecimal } from '../../src/core/model/amount.ts';
import { cutRun, joinAll, originOf, pushRun, type Run, wholeLot } from '../../src/core/model/lot.ts';
import { hamilton } from '../oracle/model.ts';
import { check } from './check.ts';
import { ETH } from './make.ts';

test('an amount written as a decimal is read back exactly', (t) => {
  check(
    t,
    fc.property(fc.bigInt(0n, 10n ** 40n), fc.nat(24), (amount, decimals) => {
      assert.equal(parseDecimal(formatDecimal(amount, decimals), decimals, 'test'), amount);
      assert.equal(parseDecimal(`${amount}e-${decimals}`, decimals, 'test'), amount);
      assert.equal(parseBaseUnits(amount.toString(), 'test'), amount);
    }),
  );
});

test('decimals are read with exponents and superfluous zeros', () => {
  assert.equal(parseDecimal('1.50', 1, 'test'), 15n);
  assert.equal(parseDecimal('1e-05', 8, 'test'), 1000n);
  assert.equal(parseDecimal('0.00000000', 2, 'test'), 0n);
  assert.equal(parseDecimal('000', 0, 'test'), 0n);
  assert.equal(parseDecimal('2.5E+3', 0, 'test'), 2500n);
  assert.equal(formatDecimal(0n, 8), '0');
  assert.equal(formatDecimal(5n, 0), '5');
});

test('over-precise, negative and unreadable amounts are refused with their codes', () => {
  assert.throws(() => parseDecimal('0.001', 2, 'test'), { code: 'E_AMOUNT_PRECISION' });
  assert.throws(() => parseDecimal('1e-9', 8, 'test'), { code: 'E_AMOUNT_PRECISION' });
  for (const text of ['-1', '+1', '', '1,000', '.5', '1.', 'NaN', '0x10', '1 2', '１']) {
    assert.throws(() => parseDecimal(text, 8, 'test'), { code: 'E_AMOUNT' }, text);
  }
  for (const text of ['-1', '1.0', '', '1e3', '9'.repeat(79)]) {
    assert.throws(() => parseBaseUnits(text, 'test'), { code: 'E_AMOUNT' }, text);
  }
});

test('apportion gives out exactly the total, and no part more than one unit from its share', (t) => {
  check(
    t,
    fc.property(
      fc.bigInt(0n, 200n),
      fc.array(fc.bigInt(0n, 60n), { minLength: 1, maxLength: 8 }),
      (total, weights) => {
        const sum = weights.reduce((a, b) => a + b, 0n);
        const parts = apportion(total, weights);
        assert.equal(
          parts.reduce((a, b) => a + b, 0n),
          sum === 0n ? 0n : total,
        );
        parts.forEach((part, i) => {
          if (sum === 0n) return;
          const off = part * sum - total * weights[i]!;
          assert.ok(off < sum && -off < sum);
          if (total <= sum) assert.ok(part <= weights[i]!);
        });
        if (total <= sum) assert.deepEqual(parts.map(Number), hamilton(Number(total), weights.map(Number)));
      },
    ),
  );
});

test('however a lot is cut, its pieces stand for the whole, and join to it again', (t) => {
  check(
    t,
    fc.property(
      fc.bigInt(1n, 500n),
      fc.bigInt(0n, 5_000n),
      fc.array(fc.nat(100), { maxLength: 6 }),
      (total, origin, cuts) => {
        const lot = { stolen: ETH, total, origin, hops: 0 };
        let rest: Run = wholeLot(lot);
        const pieces: Run[] = [];
        for (const cut of cuts) {
          const [head, tail] = cutRun(rest, (rest.amount * BigInt(cut)) / 100n);
          pushRun(pieces, head);
          rest = tail;
          pieces.push(rest);
          assert.equal(
            pieces.reduce((sum, run) => sum + originOf(run), 0n),
            origin,
          );
          pieces.pop();
        }
        assert.deepEqual(joinAll([...pieces, rest]), [wholeLot(lot)]);
      },
    ),
  );
});
