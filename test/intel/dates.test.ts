/** Dates of articles: as precise as the text, against the day of publication, refused where they can be two things. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, keys, read } from './reader.ts';

test('dates are worked out against the day of publication, in eras and in leap years', () => {
  for (const [text, published, expected] of [
    ['平成30年9月14日', null, '2018-09-14'],
    ['令和元年5月1日', null, '2019-05-01'],
    ['2024年2月29日', null, '2024-02-29'],
    ['昨年11月', '2023-01-08', '2022-11'],
    ['7日の発表', '2023-01-08', '2023-01-07'],
    ['30日の発表', '2023-03-08', '2023-02-30'],
    ['지난달', '2026-01-08', '2025-12'],
    ['어제', '2026-03-01', '2026-02-28'],
    ['그저께', '2026-03-01', '2026-02-27'],
    ['おととい', '2026-03-01', '2026-02-27'],
    ['the day before yesterday', '2026-03-01', '2026-02-27'],
    ['three days ago', '2026-03-01', '2026-02-26'],
    ['一昨年', '2026-03-01', '2024'],
    ['재작년', '2026-03-01', '2024'],
    ['on Friday', '2026-11-20', '2026-11-20'],
    ['on Thursday', '2026-11-20', '2026-11-19'],
    ['December 31', '2024-01-02', '2023-12-31'],
  ] as const) {
    const found = keys(text, 'date', published);
    assert.deepEqual(found, expected === '2023-02-30' ? [] : [expected], text);
  }
});

test('numbers in Chinese characters, and days and weeks ago, are dates where they can be one thing only', () => {
  for (const [text, expected] of [
    ['二〇二五年二月二十一日', '2025-02-21'],
    ['二千二十五年二月に', '2025-02'],
    ['千九百八十九年一月七日', '1989-01-07'],
    ['一九八九年の', '1989'],
    ['昭和六十四年', '1989'],
    ['昭和六十四年一月七日', '1989-01-07'],
    ['五月三十一日に', '2025-05-31'],
    ['昨年十一月', '2024-11'],
    ['3日前、流出した', '2025-06-12'],
    ['三日前に流出した', '2025-06-12'],
    ['同社は3日前に', '2025-06-12'],
    ['3일 전 해킹', '2025-06-12'],
    ['업비트는 3일 전에 발표했다', '2025-06-12'],
    ['3주 전', '2025-05'],
    ['3週間前に', '2025-05'],
    ['three weeks ago', '2025-05'],
    ['02/21/2025', '2025-02-21'],
    ['on 21/02/2025.', '2025-02-21'],
    ['03/03/2025', '2025-03-03'],
    // A quarter is as precise as its year: claims have no ranges.
    ['2025年第1四半期', '2025'],
    ['2025년 1분기', '2025'],
    ['Q1 2025', '2025'],
  ] as const)
    assert.deepEqual(keys(text, 'date', '2025-06-15'), [expected], text);
  // A former head spoke on the 13th.
  assert.deepEqual(keys('13일 전 대표가 13일 전국에서', 'date', '2025-06-15'), ['2025-06-13']);
});

test('a date that can be two things is refused and never guessed', () => {
  const whys = (text: string, published = '2025-06-15'): string[] =>
    read(text, published).refused.map(({ quote, why }) => `${quote}: ${why}`);
  const unanchored = 'the date is relative, and the day it counts from is not known';
  assert.deepEqual(whys('on 02/03/2025'), ['02/03/2025: the date is ambiguous: 2025-02-03 or 2025-03-02']);
  assert.deepEqual(whys('on 13/14/2025'), ['13/14/2025: the calendar has no such day']);
  for (const text of ['発表の3日前に', '発覚した3日前に'])
    assert.deepEqual(whys(text), [`3日前: ${unanchored}`], text);
  assert.deepEqual(whys('발표 3일 전에'), [`3일 전: ${unanchored}`]);
  assert.deepEqual(whys('2025年5月21日に流出した。3日前、不審な'), [`3日前: ${unanchored}`]);
  assert.deepEqual(whys('2주 전에', '2025-06-15'), [
    '2주 전: counted in weeks, the date may lie in either of two months',
  ]);
  assert.deepEqual(whys('昭和六十四年二月一日'), ['昭和六十四年二月一日: the calendar has no such day']);
  for (const text of ['一日中', '三日間', '3日前後', '四億円', '二千年の歴史', '1/2/3', 'version 2/21/20250'])
    assert.deepEqual([keys(text, 'date', '2025-06-15'), whys(text)], [[], []], text);
});

test('the day before is that before the day named last, and says that it cannot be told without one', () => {
  assert.deepEqual(keys('28일 당국은 전날 유출을 확인했다', 'date', '2025-11-28'), [
    '2025-11-28',
    '2025-11-27',
  ]);
  assert.deepEqual(keys('3月1日、前日の流出を公表した', 'date', '2024-03-02'), ['2024-03-01', '2024-02-29']);
  assert.deepEqual(keys('前日比3%安', 'date', '2024-03-02'), []);
  assert.deepEqual(codes('前日に流出した'), ['E_TIME_RANGE 前日']);
});
