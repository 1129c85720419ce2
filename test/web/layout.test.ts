/** The drawing says what the trace says: widths conserve value, ends stand at the right edge, folds are counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { groupEnds } from '../../web/src/flow/ends.ts';
import { FOLD_DEFAULTS, foldGraph } from '../../web/src/flow/fold.ts';
import { buildGraph } from '../../web/src/flow/graph.ts';
import { type Layout, layoutFlow } from '../../web/src/flow/layout.ts';
import { tonesOf, trailOf } from '../../web/src/flow/trail.ts';
import { ASSET, at, crumbs, type Flow, makeFlow, peels, STOLEN_UNITS } from './fixtures/flow.ts';

const FRAME = { width: 1200, height: 600, nodeWidth: 9, right: 250 };

function drawn(flow: Flow, unfolded: string[] = [], stolen = STOLEN_UNITS): Layout {
  const graph = buildGraph(flow.movements, flow.ends, ASSET, stolen);
  return layoutFlow(foldGraph(graph, { ...FOLD_DEFAULTS, unfolded: new Set(unfolded) }), FRAME);
}

const foldOf = (layout: Layout) => layout.columns.flat().find((node) => node.box?.type === 'fold');

/** What crosses the line after a column, less what goes back over it. */
function crossing(layout: Layout, column: number): bigint {
  const forward = layout.ribbons
    .filter((r) => r.source.column === column)
    .reduce((sum, r) => sum + r.amount, 0n);
  const back = layout.returns
    .filter((r) => r.source.column > column && r.target.column <= column)
    .reduce((sum, r) => sum + r.band.amount, 0n);
  return forward - back;
}

function assertConserving(layout: Layout, stolen: bigint): void {
  for (let column = 0; column < layout.columns.length - 1; column++) {
    assert.equal(crossing(layout, column), stolen, `after column ${column}`);
  }
}

test('all that was stolen crosses every line between two columns', () => {
  assertConserving(drawn(crumbs()), STOLEN_UNITS);
  assertConserving(drawn(peels()), STOLEN_UNITS);
});

test('widths are in proportion to value, at ribbons and at nodes', () => {
  const layout = drawn(crumbs());
  const unit = layout.ribbons[0]!.width / Number(layout.ribbons[0]!.amount);
  for (const ribbon of layout.ribbons)
    assert.ok(Math.abs(ribbon.width - Number(ribbon.amount) * unit) < 1e-6);
  for (const node of layout.columns.flat()) {
    const into = layout.ribbons.filter((r) => r.target === node).reduce((sum, r) => sum + r.width, 0);
    const out = layout.ribbons.filter((r) => r.source === node).reduce((sum, r) => sum + r.width, 0);
    assert.ok(into <= node.height + 1e-6 && out <= node.height + 1e-6, node.id);
  }
});

test('ends, and nothing else, stand at the right edge, in the order of their table', () => {
  const flow = crumbs();
  const layout = drawn(flow);
  const right = layout.columns.at(-1)!;
  assert.ok(right.every((node) => node.box?.type === 'end'));
  assert.ok(
    layout.columns
      .slice(0, -1)
      .flat()
      .every((node) => node.box?.type !== 'end' && node.x < right[0]!.x),
  );
  const order = right.toSorted((a, b) => a.y - b.y).map((node) => node.id);
  assert.deepEqual(
    order,
    groupEnds(flow.ends, STOLEN_UNITS).map((end) => end.key),
  );
  assert.equal(
    right.reduce((sum, node) => sum + node.amount, 0n),
    STOLEN_UNITS,
  );
});

test('small places are folded into one that says how many and how much', () => {
  const fold = foldOf(drawn(crumbs()));
  assert.equal(fold?.box?.members.length, 312);
  assert.equal(fold?.amount, 312n * 38n);
});

test('unfolding shows every place that was folded, and loses none', () => {
  const layout = drawn(crumbs(), [foldOf(drawn(crumbs()))!.id]);
  const places = layout.columns.flat().filter((node) => node.box?.type === 'place');
  assert.equal(places.length, 4 + 312);
  assert.equal(
    places.some((node) => node.id === at('crumb-311')),
    true,
  );
  assertConserving(layout, STOLEN_UNITS);
});

test('a long peel chain is drawn as one run that says how many places it has', () => {
  const layout = drawn(peels());
  const chain = layout.columns.flat().find((node) => node.box?.type === 'chain');
  assert.equal(chain?.box?.members.length, 31);
  assert.ok(layout.columns.length <= 8);
  assert.ok(drawn(peels(), [`chain:${at('p0')}`]).columns.length > 30);
});

test('value that went back to an earlier place is drawn as a return, not as a step forward', () => {
  const layout = drawn(crumbs());
  assert.deepEqual(
    layout.returns.map(({ band }) => [band.from, band.to, band.amount]),
    [[at('c'), at('b'), 5_000n]],
  );
});

test('no two boxes of a column overlap, and none leaves the frame', () => {
  for (const layout of [drawn(crumbs()), drawn(peels())]) {
    for (const column of layout.columns) {
      const sorted = column.toSorted((a, b) => a.y - b.y);
      sorted.forEach((node, i) => {
        assert.ok(node.y >= -1e-6 && node.y + node.height <= FRAME.height + 1e-6, node.id);
        const next = sorted[i + 1];
        if (next !== undefined)
          assert.ok(node.y + node.height <= next.y + 1e-6, `${node.id} over ${next.id}`);
      });
    }
  }
});

test('a ceiling counts value many times, but no group of ends holds more than was stolen', () => {
  const twice = crumbs().ends.map((end) => ({ ...end, amount: String(Number(end.amount) * 2) }));
  for (const group of groupEnds(twice, STOLEN_UNITS)) assert.ok(group.amount <= STOLEN_UNITS, group.key);
});

test('several places robbed at once begin at one box of what was stolen', () => {
  const flow = makeFlow(
    [
      { from: null, to: 'hot', units: 400_000 },
      { from: null, to: 'cold', units: 600_000 },
    ],
    { hot: 400_000, cold: 600_000 },
  );
  const layout = drawn(flow);
  assert.equal(layout.columns[0]?.[0]?.box?.type, 'stolen');
  assertConserving(layout, STOLEN_UNITS);
});

test('a swap within one place keeps its place and marks it', () => {
  const flow = makeFlow(
    [
      { from: null, to: 'theft', units: 1_000_000 },
      { from: 'theft', to: 'theft', units: 1_000_000, type: 'swap' },
    ],
    { theft: 1_000_000 },
  );
  const graph = buildGraph(flow.movements, flow.ends, ASSET, STOLEN_UNITS);
  assert.equal(graph.places.get(at('theft'))?.swapped, true);
  assert.equal(drawn(flow).columns.length, 2);
});

test('pointing at an end lights its whole way and nothing that does not lead there', () => {
  const layout = drawn(crumbs());
  const trail = trailOf(layout, 'end:fee|');
  assert.equal(trail.has(at('theft')), true);
  assert.equal(trail.has(at('b')), false);
  assert.equal(tonesOf(layout).get(at('c'))?.kind, 'mixer');
});

test('whatever way value takes, every line between columns is crossed by all of it', () => {
  const hops = fc.array(
    fc.record({ from: fc.nat(11), to: fc.nat(12), cut: fc.integer({ min: 1, max: 100 }) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(hops, (steps) => {
      const held = new Map([[0, 1_000_000]]);
      const legs: Parameters<typeof makeFlow>[0][number][] = [{ from: null, to: 'w0', units: 1_000_000 }];
      for (const { from, to, cut } of steps) {
        const units = Math.floor(((held.get(from) ?? 0) * cut) / 100);
        if (units === 0 || from === to) continue;
        held.set(from, held.get(from)! - units);
        if (to === 12)
          legs.push({ from: `w${from}`, to: 'mix', units, end: { kind: 'mixer', label: 'Fixture Mixer' } });
        else {
          held.set(to, (held.get(to) ?? 0) + units);
          legs.push({ from: `w${from}`, to: `w${to}`, units });
        }
      }
      const resting = Object.fromEntries(
        [...held].filter(([, units]) => units > 0).map(([id, units]) => [`w${id}`, units]),
      );
      assertConserving(drawn(makeFlow(legs, resting)), STOLEN_UNITS);
    }),
    { numRuns: 200 },
  );
});
