/**
 * An XML document as a tree, read with limits on bytes, depth, elements and attributes. A document type or entity
 * is refused outright: no list needs one, and they are how a small file unfolds into a large one or reads others.
 * Namespaces are not resolved, for that is quadratic in depth; readers know elements by their local names.
 */
import { SaxesParser } from 'saxes';
import type { Element } from '../../core/lists/reading.ts';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';
import { readText } from './text.ts';

const MOST_DEPTH = 64;
const MOST_ELEMENTS = 4_000_000;
const MOST_ATTRIBUTES = 64;
const CHUNK = 64 * 1024;

type Open = { name: string; attributes: Readonly<Record<string, string>>; children: Element[]; text: string };

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});
const NO_CHILDREN: readonly Element[] = Object.freeze([]);

export function readXml(bytes: Uint8Array, where: string): Element {
  const text = readText(bytes, where);
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const path: Open[] = [];
  let elements = 0;
  let root: Element | null = null;
  let ended = false;
  const refuse = (code: ErrorCode, what: string, limit?: string): AshiatoError =>
    new AshiatoError(code, what, {
      where: `${where}:${parser.line}`,
      ...(limit === undefined ? {} : { limit }),
      next: 'Fetch the file again from its publisher; until then the edition before stays in force.',
    });
  parser.on('error', (error) => {
    if (/entity/.test(error.message))
      throw refuse('E_XML_DTD', 'the document uses an entity that XML does not define');
    throw ended
      ? refuse('E_XML_EOF', 'the document ends before its last element is closed')
      : refuse('E_LIST_FORMAT', 'the document is not well-formed XML');
  });
  parser.on('doctype', () => {
    throw refuse('E_XML_DTD', 'the document declares a document type');
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (path.length >= MOST_DEPTH)
      throw refuse('E_XML_DEPTH', 'elements are nested too deep', `${MOST_DEPTH} elements`);
    if (elements > MOST_ELEMENTS)
      throw refuse('E_TOO_LARGE', 'the document has too many elements', `${MOST_ELEMENTS} elements`);
    const names = Object.keys(attributes);
    if (names.length > MOST_ATTRIBUTES)
      throw refuse('E_TOO_LARGE', 'an element has too many attributes', `${MOST_ATTRIBUTES} attributes`);
    path.push({
      name: localName(name),
      attributes: names.length === 0 ? NO_ATTRIBUTES : attributes,
      children: [],
      text: '',
    });
  });
  const append = (more: string): void => {
    const open = path.at(-1);
    if (open !== undefined) open.text += more;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => {
    const { name, attributes, children, text: inside } = path.pop()!;
    const element: Element = {
      name,
      attributes,
      children: children.length === 0 ? NO_CHILDREN : children,
      text: inside.trim(),
    };
    const parent = path.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  for (let at = 0; at < text.length; at += CHUNK) parser.write(text.slice(at, at + CHUNK));
  ended = true;
  parser.close();
  if (root === null) throw refuse('E_XML_EOF', 'the document has no element');
  return root;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
