/** Both themes can be read: WCAG 2.2 AA, 4.5 for text (1.4.3) and 3 for what is drawn (1.4.11). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const css = readFileSync(join(import.meta.dirname, '..', '..', 'web', 'src', 'styles', 'base.css'), 'utf8');
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string, theme: 'light' | 'dark'): number {
  const [high = 0, low = 0] = [a, b]
    .map((name) => luminance(colours.get(name)![theme]))
    .sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ['ink', 'paper'],
  ['ink', 'sheet'],
  ['soft', 'paper'],
  ['soft', 'sheet'],
  ['accent', 'paper'],
  ['accent', 'sheet'],
  ['alert', 'paper'],
  ['lab', 'lab-ground'],
] as const;
const DRAWN = ['unspent', 'service', 'mixer', 'bridge', 'frozen', 'lost', 'dust', 'flow', 'freezable'];

for (const theme of ['light', 'dark'] as const) {
  test(`${theme}: every text stands out from its ground`, () => {
    for (const [text, ground] of TEXT)
      assert.ok(
        contrast(text, ground, theme) >= 4.5,
        `${text} on ${ground}: ${contrast(text, ground, theme)}`,
      );
  });

  test(`${theme}: every kind of end stands out from the paper`, () => {
    for (const name of DRAWN)
      assert.ok(contrast(name, 'paper', theme) >= 3, `${name}: ${contrast(name, 'paper', theme)}`);
  });
}
