/**
 * YAML of strangers: TagPacks and ActorPacks as rows with their lines. Text stays text: a plain 0.10 or a plain
 * date is kept as it is written, because GraphSense's own tools read them as YAML 1.1 and we as 1.2. Written
 * files quote whatever either version would read as something else.
 */
import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Fields, RawPack, RawRow, Value } from '../../core/attribution/tagpack.ts';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';

/** Real packs have none; a few hundred serve an author, more serve a bomb. */
const MOST_ALIASES = 100;
/** Real packs nest four deep. */
const DEEPEST = 16;
const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** `rows` is the key of the list: `tags` or `actors`. */
export function parsePack(text: string, name: string, rows: 'tags' | 'actors', where: string): RawPack {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    merge: false,
    // Our own limit below counts what an alias unfolds to.
    prettyErrors: false,
    uniqueKeys: true,
  });
  const [error] = document.errors;
  if (error !== undefined) throw malformed(error.message, `${where}:${lines.linePos(error.pos[0]).line}`);
  const reader: Reader = { document, lines, where, aliases: 0 };
  const root = document.contents;
  if (!isMap(root)) throw malformed('the file is no map of fields', `${where}:1`);
  const header = new Map<string, Value>();
  const list: RawRow[] = [];
  let found = false;
  for (const pair of root.items) {
    const key = keyOf(reader, pair.key);
    if (key !== rows) {
      header.set(key, readValue(reader, pair.value as Node | null, 1));
      continue;
    }
    found = true;
    if (!isSeq(pair.value)) throw malformed(`"${rows}" is no list`, at(reader, pair.key));
    for (const item of pair.value.items) {
      const value = readValue(reader, item as Node | null, 1);
      if (!(value instanceof Map))
        throw malformed(`an entry of "${rows}" is no map of fields`, at(reader, item));
      list.push({ line: lineOf(reader, item), fields: value });
    }
  }
  if (!found) throw malformed(`the file has no list "${rows}"`, `${where}:1`);
  return { name, header, rows: list };
}

type Reader = {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly where: string;
  aliases: number;
};

function readValue(reader: Reader, node: Node | null, depth: number): Value {
  if (node === null) return null;
  if (depth > DEEPEST)
    throw malformed('the file nests too deep', at(reader, node), 'E_DEPTH', `${DEEPEST} levels`);
  if (isAlias(node)) {
    reader.aliases += 1;
    if (reader.aliases > MOST_ALIASES)
      throw malformed(
        'aliases unfold into too much',
        at(reader, node),
        'E_TAG_ALIASES',
        `${MOST_ALIASES} aliases, counted where they unfold`,
      );
    const target = node.resolve(reader.document);
    if (target === undefined) throw malformed(`the alias *${node.source} names nothing`, at(reader, node));
    return readValue(reader, target, depth + 1);
  }
  if (isScalar(node)) return scalarOf(reader, node.value, node.source, node);
  if (isSeq(node)) return node.items.map((item) => readValue(reader, item as Node | null, depth + 1));
  if (isMap(node)) {
    const fields = new Map<string, Value>();
    for (const { key, value } of node.items)
      fields.set(keyOf(reader, key), readValue(reader, value as Node | null, depth + 1));
    return fields;
  }
  throw malformed('the file holds something that is no text, number, list or map', at(reader, node));
}

function scalarOf(reader: Reader, value: unknown, source: string | undefined, node: Node): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(value);
    return source === undefined || String(number) === source ? number : source;
  }
  throw malformed('the file holds a value that is no text or number', at(reader, node));
}

function keyOf(reader: Reader, key: unknown): string {
  const text = isScalar(key) ? String(key.value) : null;
  if (text === null) throw malformed('a key is no text', at(reader, key));
  if (FORBIDDEN_KEYS.includes(text))
    throw malformed(`the key "${text}" is not allowed`, at(reader, key), 'E_KEY');
  return text;
}

const lineOf = ({ lines }: Reader, node: unknown): number => {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0] === undefined ? 1 : lines.linePos(range[0]).line;
};

const at = (reader: Reader, node: unknown): string => `${reader.where}:${lineOf(reader, node)}`;

const malformed = (
  what: string,
  where: string,
  code: ErrorCode = 'E_TAG_FILE',
  limit?: string,
): AshiatoError =>
  new AshiatoError(code, what, {
    where,
    next: 'Correct this line, or leave the file out.',
    ...(limit === undefined ? {} : { limit }),
  });

/** Under YAML 1.1, the stricter of the two, so that both versions read the same text. */
export function renderPack({ header, rows }: RawPack, list: 'tags' | 'actors'): string {
  const plain = new Map<string, Value>([...header, [list, rows.map(({ fields }) => fields)]]);
  const document = new Document(toPlain(plain), {
    version: '1.1',
    schema: 'yaml-1.1',
    // A map shall be written as a map, and not as 1.1's ordered one.
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || !/:(omap|pairs|set)$/.test(tag.tag)),
  });
  return document.toString({ lineWidth: 0, directives: false });
}

/** The writer takes maps, so keys need no object. */
const toPlain = (value: Value): unknown =>
  value instanceof Map
    ? new Map([...(value as Fields)].map(([key, each]) => [key, toPlain(each)]))
    : Array.isArray(value)
      ? value.map(toPlain)
      : value;
