/** The scorecard counts right, shows what it relabels, and runs without data. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { builtIn } from '../../scorecard/built-in/table.ts';
import { openFolder } from '../../scorecard/data.ts';
import { pageOf } from '../../scorecard/page.ts';
import { lineOf, runScorecard } from '../../scorecard/run.ts';
import { meets, scoreSet, share } from '../../scorecard/score.ts';
import { coinJoins } from '../../scorecard/sections/coinjoin.ts';
import { ownership } from '../../scorecard/sections/ownership.ts';
import { theftExtracts } from '../../scorecard/sections/theft-extracts.ts';
import { ROOT } from '../cli/run.ts';

const heading = { detector: 'a/b', family: 'b', set: 's' };

test('recall, precision and F1 follow from the items, before and after relabelling', () => {
  const score = scoreSet({ ...heading, targets: { recall: 0.75 } }, [
    { id: '1', labelled: true, found: true },
    { id: '2', labelled: true, found: true },
    { id: '3', labelled: true, found: false, why: 'too small' },
    { id: '4', labelled: false, found: true, rule: 'r' },
    { id: '5', labelled: false, found: true },
    { id: '6', labelled: false, found: false },
  ]);
  const plain = ({ positives, negatives, tp, fp, fn }: typeof score.raw) => [
    positives,
    negatives,
    tp,
    fp,
    fn,
  ];
  assert.deepEqual(plain(score.raw), [3, 3, 2, 2, 1]);
  assert.deepEqual(plain(score.score), [4, 2, 3, 1, 1]);
  assert.equal(score.score.recall?.value, 0.75);
  assert.equal(score.score.precision?.value, 0.75);
  assert.equal(score.score.f1, 0.75);
  assert.deepEqual(score.relabelled, [{ rule: 'r', count: 1 }]);
  assert.deepEqual(score.misses, [{ id: '3', why: 'too small' }]);
  assert.deepEqual(score.falseHits, [{ id: '5', why: '' }]);
  assert.equal(meets(score), true);
  assert.equal(meets({ ...score, targets: { recall: 0.76 } }), false);
});

test('the interval is Wilson’s', () => {
  // Wilson 1927 by R's prop.test(81, 263, correct = FALSE): 0.2553–0.3662.
  const { low, high } = share(81, 263)!;
  assert.ok(Math.abs(low - 0.2553) < 1e-4 && Math.abs(high - 0.3662) < 1e-4, `${low}–${high}`);
  assert.equal(share(10, 10)!.high, 1);
  assert.equal(share(0, 0), null);
});

test('a rule that nobody has reviewed stops the run', async () => {
  const section = {
    name: 'made up',
    run: () => [scoreSet(heading, [{ id: '1', labelled: true, found: true, rule: 'because I say so' }])],
  };
  await assert.rejects(runScorecard(builtIn(), [section]), /no reviewed rule/);
});

test('on the built-in set the detectors find what was made, and the planted wrong labels are turned', async () => {
  const sets = await coinJoins.run(builtIn());
  const of = (detector: string, part = '') =>
    sets.find((set) => set.detector === `coinjoin/${detector}` && set.set.includes(part))!;
  for (const [detector, positives] of [
    ['whirlpool-mix', 30],
    ['whirlpool-tx0', 20],
    ['wasabi1', 12],
    ['wasabi2', 16],
  ] as const) {
    const { score, misses, falseHits } = of(detector);
    assert.equal(score.positives, positives, detector);
    assert.deepEqual([misses, falseHits], [[], []], detector);
  }
  assert.deepEqual(of('whirlpool-mix').relabelled, [{ rule: 'whirlpool-mix-among-tx0', count: 4 }]);
  assert.deepEqual(of('wasabi1').relabelled, [{ rule: 'joinmarket-among-wasabi1', count: 2 }]);
  assert.equal(of('wasabi1').raw.fn, 2, 'the raw score stays as the file has it');
  const market = of('joinmarket', 'three or more');
  assert.equal(market.score.fn, 0);
  assert.deepEqual(
    market.falseHits.map(({ why }) => /4 × \d+ sat/.test(why)),
    [true],
    'a round of four among the spends: the detector says so, the rule does not, and the page shows it',
  );
  assert.equal(of('joinmarket', 'two equal').score.tp, 0);
  const owners = (await ownership.run(builtIn()))[0]!;
  assert.ok(owners.figures.some(({ name, holds }) => name.startsWith('with the veto') && holds === true));
});

test('what is broken in a file is named, and a bare list of ids takes labels away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-scorecard-'));
  try {
    const rows = builtIn()
      .files.find(({ name }) => name.includes('wasabi1'))!
      .text()
      .split('\n');
    const wrong = rows[0]!.slice(0, 64);
    writeFileSync(join(folder, 'wasabi1_other_mixes.txt.gz'), gzipSync(`${rows.join('\n')}\nnot a row\n`));
    writeFileSync(join(folder, 'wasabi1_other_false_positives.txt'), `${wrong}\n`);
    const set = (await coinJoins.run(openFolder(folder))).find(
      ({ detector }) => detector === 'coinjoin/wasabi1',
    )!;
    assert.equal(set.raw.positives, rows.length - 1);
    assert.deepEqual(
      set.falseHits.map(({ id }) => id),
      [wrong],
    );
    assert.match(set.notes.join(' '), /1 rows of wasabi1_other_mixes could not be read: line 15/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('npm run scorecard -- --json prints a line a set and writes the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-scorecard-'));
  try {
    const out = execFileSync(process.execPath, ['scorecard/main.ts', '--json', '--out', folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH },
    });
    const chapters = await runScorecard(builtIn());
    const sets = chapters.flatMap((chapter) => chapter.sets);
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      sets.map((set) => lineOf(set)),
    );
    const keys = [
      'detector',
      'family',
      'set',
      'positives',
      'negatives',
      'tp',
      'fp',
      'fn',
      'recall',
      'precision',
    ];
    assert.deepEqual(Object.keys(lineOf(sets[0]!)).slice(0, keys.length), keys);
    assert.equal(readFileSync(join(folder, 'scorecard.md'), 'utf8'), pageOf(builtIn().title, chapters));
    assert.ok(JSON.parse(readFileSync(join(folder, 'scorecard.json'), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what cannot be read is named by file and line, whatever folder it lies in', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ashiato-scorecard-'));
  try {
    const deep = join(root, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    const write = (name: string, content: string | Uint8Array): void =>
      writeFileSync(join(deep, name), content);
    assert.throws(() => openFolder(join(root, 'nowhere')), { code: 'E_USAGE' });
    write('wasabi1_203001_mixes.txt', 'no row of a dump\n');
    const [set] = await coinJoins.run(openFolder(root));
    assert.match(set!.notes.join(), /1 rows of wasabi1_203001_mixes could not be read: line 1 E_CASE_TABLE/);
    write('wasabi1_203002_mixes.txt.gz', 'not gzip');
    const failing = async (): Promise<unknown> => coinJoins.run(openFolder(root));
    await assert.rejects(failing, { code: 'E_CASE_TABLE', where: 'a/b/wasabi1_203002_mixes.txt.gz' });
    write('wasabi1_203002_mixes.txt.gz', gzipSync('[{"txid":'));
    await assert.rejects(failing, { code: 'E_CASE_TABLE', where: 'a/b/wasabi1_203002_mixes.txt' });
    write('made_token_symbols.csv', 'contractAddress,tokenSymbol,decimals\n0x00,ETH\n');
    assert.throws(() => theftExtracts.run(openFolder(root)), {
      code: 'E_CASE_TABLE',
      where: 'a/b/made_token_symbols.csv:2',
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('a fan-out and impostors of tokens are found in extracts of a theft', async () => {
  const [fanOut, tokens] = await theftExtracts.run(builtIn());
  assert.deepEqual([fanOut!.score.tp, fanOut!.score.negatives, fanOut!.falseHits], [1, 1, []]);
  assert.deepEqual([tokens!.score.tp, tokens!.score.negatives, tokens!.falseHits], [2, 2, []]);
});
