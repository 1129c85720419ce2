/** Everything that can be wrong with a REST server, as data. */
import { LINE_FAULTS } from './line-faults.ts';
import type { RestAnswer, RestBody, RestCall, RestLie, RestTrouble } from './rest-proxy.ts';

type Json = Record<string, unknown>;

const json = (value: unknown): RestBody => ({ type: 'json', value });
const plain = (text: string): RestBody => ({ type: 'text', text });

/** Changes the body of answers that are not refusals. */
export const withBody =
  (change: (body: RestBody, call: RestCall) => RestBody | null): RestLie =>
  (answer, call) => {
    if (answer.status !== 200) return null;
    const body = change(answer.body, call);
    return body === null ? null : { ...answer, body };
  };

/** Changes JSON answers. */
export const withJson = (change: (value: unknown, call: RestCall) => unknown): RestLie =>
  withBody((body, call) => (body.type === 'json' ? json(change(structuredClone(body.value), call)) : null));

/** Changes the list in an answer: the answer itself, or the first list with entries found in it. */
export const withList = (change: (list: unknown[]) => unknown[]): RestLie =>
  withJson((value) => changeFirstList(value, change).value);

function changeFirstList(
  value: unknown,
  change: (list: unknown[]) => unknown[],
): { value: unknown; done: boolean } {
  if (Array.isArray(value)) return { value: change(value), done: true };
  if (value === null || typeof value !== 'object') return { value, done: false };
  for (const [key, item] of Object.entries(value)) {
    const inner = changeFirstList(item, change);
    if (inner.done) return { value: { ...value, [key]: inner.value }, done: true };
  }
  return { value, done: false };
}

/** Another digit at the end of a text, another last bit of a number, the opposite of a truth. */
function flip(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
  if (typeof value === 'number') return value % 2 === 0 ? value + 1 : value - 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.map(flip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, flip(item)]));
}

const flipUnder = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => flipUnder(item, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? flip(item) : flipUnder(item, key)]),
  );
};

/** Another value under one key, wherever it stands in the answer. */
export const alter = (key: string): RestLie => withJson((value) => flipUnder(value, key));

/** The key is left out, wherever it stands. */
export const without = (key: string): RestLie => {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (name === key ? [] : [[name, strip(item)]])),
    );
  };
  return withJson(strip);
};

const reverse = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reverse).reverse();
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, reverse(item)]));
};

const flipByte = (bytes: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));

/** Something of the answer is another: everywhere in JSON, near the end of a text, in the middle of bytes. */
const altered: RestLie = withBody((body) => {
  switch (body.type) {
    case 'json':
      return json(flip(body.value));
    case 'text':
      return body.text === '' ? null : plain(flip(body.text) as string);
    case 'bytes':
      return { type: 'bytes', bytes: flipByte(body.bytes, Math.floor(body.bytes.length / 2)) };
  }
});

/** Lies that fit any server. What is particular to one (its tip, its network, its keys) its suite adds. */
export const REST_LIES: Readonly<Record<string, RestLie>> = {
  'wrong id': (_, __, { other }) => other,
  null: (answer) => ({ ...answer, body: plain('null') }),
  'missing item': (answer) => ({ ...answer, status: 404, body: plain('not found') }),
  'not understood': (answer) => ({ ...answer, status: 400, body: plain('Invalid request') }),
  'error for an answer': (answer) => ({ ...answer, body: json({ error: 'too many requests' }) }),
  empty: withBody((body) =>
    body.type === 'json' ? json(Array.isArray(body.value) ? [] : {}) : { type: 'bytes', bytes: Buffer.of() },
  ),
  'omit first': withList((list) => list.slice(1)),
  'omit last': withList((list) => list.slice(0, -1)),
  'add one': withList((list) => [...list, ...list.slice(0, 1)]),
  'alter first': withList((list) => list.map((item, i) => (i === 0 ? flip(item) : item))),
  'alter last': withList((list) => list.map((item, i) => (i === list.length - 1 ? flip(item) : item))),
  altered,
  reordered: withJson(reverse),
  'text for a number': withJson((value) =>
    JSON.parse(JSON.stringify(value), (_, item) => (typeof item === 'number' ? String(item) : item)),
  ),
  'a byte more': withBody((body) =>
    body.type === 'bytes'
      ? { type: 'bytes', bytes: Buffer.concat([body.bytes, Buffer.of(0)]) }
      : body.type === 'text'
        ? plain(`${body.text}0`)
        : null,
  ),
  'a byte less': withBody((body) =>
    body.type === 'bytes'
      ? { type: 'bytes', bytes: body.bytes.subarray(0, -1) }
      : body.type === 'text'
        ? plain(body.text.slice(0, -1))
        : null,
  ),
};

/** Always the answers of an earlier time, by path; others stay as they are. */
export const frozen =
  (answers: ReadonlyMap<string, RestAnswer>): RestLie =>
  (_, { path }) =>
    answers.get(path) ?? null;

/** Now the answers of an earlier time, now those of today. */
export const flapping =
  (answers: ReadonlyMap<string, RestAnswer>): RestLie =>
  (_, { path }, { count }) =>
    count % 2 === 0 ? (answers.get(path) ?? null) : null;

/** What a server says now, to be said again later. */
export async function recordAnswers(
  server: string,
  paths: readonly string[],
): Promise<Map<string, RestAnswer>> {
  const answers = new Map<string, RestAnswer>();
  for (const path of paths) {
    const response = await fetch(`${server}${path}`);
    const text = await response.text();
    const isJson = /^\s*[[{]/.test(text);
    answers.set(path, {
      status: response.status,
      body: isJson ? json(JSON.parse(text) as Json) : plain(text),
    });
  }
  return answers;
}

/** Every trouble of one path, by name. `lies` are the suite's own; `fork` is a server of another chain of the same network. */
export function restTroubles(
  path: RegExp,
  lies: Readonly<Record<string, RestLie>>,
  fork: string | null,
): [string, RestTrouble][] {
  const elsewhere: [string, RestTrouble][] =
    fork === null
      ? []
      : [
          ['fork', { path, instead: () => fork }],
          ['mixed replies', { path, instead: (count) => (count % 2 === 0 ? fork : null) }],
        ];
  return [
    ...LINE_FAULTS.map((line): [string, RestTrouble] => [line, { path, line }]),
    ...Object.entries({ ...REST_LIES, ...lies }).map(([name, lie]): [string, RestTrouble] => [
      name,
      { path, lie },
    ]),
    ...elsewhere,
  ];
}
