/** The house stands as src/README.md draws it: a room imports only the rooms its row allows. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const SRC = join(import.meta.dirname, '..', 'src');

/** Rows of the map: | room | may import | … */
function readMap(): Map<string, Set<string>> {
  const rows = readFileSync(join(SRC, 'README.md'), 'utf8').matchAll(/^\| `([^`]+)` \|([^|]*)\|/gm);
  return new Map(
    [...rows].map(([, room, allowed]) => [
      room!,
      new Set([...allowed!.matchAll(/`([^`]+)`/g)].map((m) => m[1]!)),
    ]),
  );
}

/** The room of a file: the longest row whose path it lies below, or the file itself. */
function roomOf(file: string, rooms: Iterable<string>): string | undefined {
  return [...rooms]
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

const sources = globSync('**/*.ts', { cwd: SRC }).sort();
const importsOf = (file: string): string[] =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((m) =>
    relative(SRC, join(SRC, dirname(file), m[1]!)),
  );

test('every source file lies in a room of the map, and every room of the map exists', () => {
  const map = readMap();
  assert.ok(map.size > 10, 'the map has rows');
  for (const file of sources) assert.ok(roomOf(file, map.keys()), `${file} is in no room of src/README.md`);
  for (const room of map.keys())
    assert.ok(
      sources.some((file) => roomOf(file, map.keys()) === room),
      `no file is in the room ${room}`,
    );
});

test('a room imports only the rooms that the map allows it', () => {
  const map = readMap();
  for (const file of sources) {
    const room = roomOf(file, map.keys())!;
    for (const target of importsOf(file)) {
      const other = roomOf(target, map.keys());
      assert.ok(
        other === room || map.get(room)!.has(other ?? ''),
        `${file} imports ${target}: ${room} may not import ${other}`,
      );
    }
  }
});

test('rooms form no circle', () => {
  const map = readMap();
  const seen = new Set<string>();
  const visit = (room: string, path: readonly string[]): void => {
    assert.ok(!path.includes(room), `circle: ${[...path, room].join(' → ')}`);
    if (seen.has(room)) return;
    for (const next of map.get(room) ?? []) visit(next, [...path, room]);
    seen.add(room);
  };
  for (const room of map.keys()) visit(room, []);
});

test('files form no circle at run time', () => {
  const graph = new Map(sources.map((file) => [file, runtimeImports(file)]));
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.notEqual(state.get(file), 'open', `circle: ${[...path, file].join(' → ')}`);
    if (state.get(file) === 'done') return;
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of sources) visit(file, []);
});

function runtimeImports(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8').replace(/^import type[^;]+;/gm, '');
  return [...text.matchAll(/^(?:import|export)[^;]*?from '(\.[^']+)'/gm)].map((m) =>
    relative(SRC, join(SRC, dirname(file), m[1]!)),
  );
}

test('the core has no clock, chance or float arithmetic on money of its own', () => {
  for (const file of sources.filter((f) => f.startsWith('core/'))) {
    const text = readFileSync(join(SRC, file), 'utf8');
    assert.doesNotMatch(text, /Date\.now|Math\.random|new Date\(\)/, file);
    assert.doesNotMatch(text, /from 'node:/, file);
  }
});
