/** Requests of every kind but mostly nearly plain ones, as bytes: what a door may read wrong. */
import fc from 'fast-check';
import { FREE, LISTED } from '../screening/ground.ts';

const QUESTION = `{"address":"${FREE}"}`;

const START = 'POST /v1/screen HTTP/1.1';
const HOST = ['host: localhost'];
const TYPE = ['content-type: application/json'];
const lengthOf = (length: number): string[] => [`content-length: ${length}`];

const bodies = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(QUESTION, `{"address":"${LISTED}"}`, '{"address":"nonsense"}') },
  { weight: 2, arbitrary: fc.constant(`{"questions":[${QUESTION},{"address":"${LISTED}"}]}`) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '',
      'null',
      '[]',
      '{',
      '{"address":1}',
      '{"questions":[]}',
      `\u{feff}${QUESTION}`,
      `{"address":"${FREE}","address":"${LISTED}"}`,
      '{"name":"Zoë Ünal"}',
      `0\r\n\r\n${QUESTION}`,
      `5\r\n${QUESTION}\r\n0\r\n\r\n`,
    ),
  },
);

/** Not UTF-8: a lonely continuation, a cut letter, a surrogate, and what is longer than it need be. */
const brokenBodies = fc.constantFrom(
  ...['80', 'c3', 'eda080', 'c0af', 'f8888080'].map((hex) =>
    Buffer.concat([Buffer.from('{"address":"'), Buffer.from(hex, 'hex'), Buffer.from('"}')]),
  ),
);

/** How the length of a body is said: mostly right, else in ways that readers take differently. */
const LENGTHS: readonly ((length: number) => string[])[] = [
  () => [],
  (length) => [`content-length: +${length}`],
  (length) => [`content-length: 0${length}`],
  (length) => [`content-length: -${length}`],
  (length) => [`content-length: ${length}, ${length}`],
  (length) => [`content-length: ${length}`, `content-length: ${length}`],
  (length) => [`content-length: ${length}`, `content-length: ${length + 1}`],
  (length) => [`content-length: ${length - 1}`],
  (length) => [`content-length: ${length + 1}`],
  (length) => [`content-length: ${length}.0`],
  (length) => [`content-length: 0x${length.toString(16)}`],
  (length) => [`content-length: ${length} 1`],
  (length) => [`content-length:${length}`],
  (length) => [`content-length: \t ${length} \t`],
  (length) => [`content-length : ${length}`],
  (length) => [` content-length: ${length}`],
  (length) => [`content-length:\r\n ${length}`],
  (length) => [`content_length: ${length}`],
  (length) => [`content-length: ${length}`, 'transfer-encoding: chunked'],
  (length) => ['transfer-encoding: chunked', `content-length: ${length}`],
  (length) => [`content-length: ${length}`, 'transfer-encoding:\x0bchunked'],
  (length) => [`content-length: ${length}`, 'transfer-encoding: identity'],
  () => ['content-length: 99999999999999999999'],
  () => ['content-length: 18446744073709551616'],
  () => ['content-length: 2000000'],
  () => ['content-length:'],
  () => ['transfer-encoding: chunked'],
];
const lengths = fc.oneof(
  { weight: 14, arbitrary: fc.constant(lengthOf) },
  { weight: 8, arbitrary: fc.constantFrom(...LENGTHS) },
);

const STARTS: readonly string[] = [
  'post /v1/screen HTTP/1.1',
  'POST /v1/screen HTTP/1.0',
  'POST /v1/screen HTTP/1.2',
  'POST /v1/screen HTTP/2.0',
  'POST /v1/screen http/1.1',
  'POST  /v1/screen HTTP/1.1',
  'POST /v1/screen  HTTP/1.1',
  'POST /v1/screen HTTP/1.1 ',
  'POST\t/v1/screen\tHTTP/1.1',
  'POST /v1/screen',
  'POST /v1/screen? HTTP/1.1',
  'POST /v1/screen/ HTTP/1.1',
  'POST /v1/%73creen HTTP/1.1',
  'POST //v1/screen HTTP/1.1',
  'POST http://localhost/v1/screen HTTP/1.1',
  'POST http://elsewhere.example/v1/screen HTTP/1.1',
  'GET /v1/screen HTTP/1.1',
  'GET /v1/keys HTTP/1.1',
  'PUT /v1/screen HTTP/1.1',
  'CONNECT /v1/screen HTTP/1.1',
  '\r\nPOST /v1/screen HTTP/1.1',
];
const starts = fc.oneof(
  { weight: 20, arbitrary: fc.constant(START) },
  { weight: 5, arbitrary: fc.constantFrom(...STARTS) },
);

const HOSTS: readonly string[][] = [
  [],
  ['host:'],
  ['host: 127.0.0.1:80'],
  ['host: elsewhere.example'],
  ['host: localhost', 'host: localhost'],
  ['host: localhost', 'Host: elsewhere.example'],
  ['HOST: localhost'],
  ['host: a b/@:c'],
];
const hosts = fc.oneof(
  { weight: 14, arbitrary: fc.constant(HOST) },
  { weight: 3, arbitrary: fc.constantFrom(...HOSTS) },
);

const TYPES: readonly string[][] = [
  [],
  ['content-type: application/json; charset=utf-8'],
  ['content-type: application/json;charset=latin1'],
  ['content-type: application/json ; charset=utf-8'],
  ['content-type: application/json;'],
  ['content-type: application/json;;a="'],
  ['content-type: application/json; a=b, text/plain'],
  ['content-type: application/json\t; a=b'],
  ['content-type: APPLICATION/JSON'],
  ['content-type: application/jsonp'],
  ['content-type: application/json, text/plain'],
  ['content-type: text/plain'],
  ['content-type: application/json', 'content-type: text/plain'],
];
const types = fc.oneof(
  { weight: 14, arbitrary: fc.constant(TYPE) },
  { weight: 6, arbitrary: fc.constantFrom(...TYPES) },
);

/** Each next to a plain request. */
const FURTHER = [
  'accept: */*',
  'accept-version: 2.x',
  'authorization: Bearer ash_0_0',
  'connection: close',
  'connection: keep-alive',
  'Connection: Keep-Alive',
  'connection: keep-alive, close',
  'connection: upgrade',
  'connection: upgrade\r\nupgrade: websocket',
  'connection: content-length',
  'content-encoding: gzip',
  'cookie: a=b\r\ncookie: c=d',
  'expect: 100-continue',
  'expect: something',
  'idempotency-key: one',
  'keep-alive: timeout=5',
  'origin: http://localhost',
  'origin: http://elsewhere.example',
  'proxy-connection: close',
  'sec-fetch-site: cross-site',
  'te: trailers',
  'trailer: x',
  'transfer-encoding: chunked',
  'transfer-encoding: gzip, chunked',
  'Transfer-Encoding : chunked',
  'upgrade: h2c',
  'x-http-method-override: GET',
  'x-forwarded-host: elsewhere.example',
  'x-api-key: ash_0_0',
  '__proto__: x',
  'constructor: x',
  'x: \xe9',
  'x: a\x00b',
  'x: a\x7fb',
  'x: a\x0bb',
  'x: a\rb',
  'x: a\nb: c',
  'x: a\r\n b',
  'x: a\r\n\tb',
  'x:',
  'x: \t',
  'x:a\tb \t',
  ': x',
  'x',
  'x y: z',
  'x\x00: z',
  'x\xe9: z',
  '(x): z',
  '',
  `x: ${'y'.repeat(3_000)}`,
  `x: ${'y'.repeat(17_000)}`,
  ...[28, 40].map((lines) => Array.from({ length: lines }, (_, i) => `x${i}: ${i}`).join('\r\n')),
];

const furthers = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([]) },
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...FURTHER), { minLength: 1, maxLength: 3 }) },
);

const ends = fc.oneof(
  { weight: 16, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\r', '\r\r\n', '\n\r') },
);

const PLAIN = `POST /v1/screen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${QUESTION.length}\r\n\r\n${QUESTION}`;

const tails = fc.oneof(
  { weight: 14, arbitrary: fc.constant('') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      PLAIN,
      PLAIN.slice(0, 40),
      PLAIN.slice(0, -5),
      'GET /v1/keys HTTP/1.1\r\nhost: localhost\r\n\r\n',
      '\r\n',
      '\0',
      ' ',
      'garbage\r\n\r\n',
    ),
  },
);

const whole = fc
  .record({
    start: starts,
    host: hosts,
    type: types,
    length: lengths,
    further: furthers,
    end: ends,
    body: fc.oneof(
      { weight: 12, arbitrary: bodies.map((text) => Buffer.from(text)) },
      { weight: 1, arbitrary: brokenBodies },
    ),
    tail: tails,
    order: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
  })
  .map(({ start, host, type, length, further, end, body, tail, order }) => {
    const lines = [...host, ...type, ...length(body.length), ...further]
      .map((line, at) => ({ line, place: order[at % 8]! }))
      .sort((a, b) => a.place - b.place)
      .map(({ line }) => line);
    const head = Buffer.from(`${[start, ...lines].join(end)}${end}${end}`, 'latin1');
    return Buffer.concat([head, body, Buffer.from(tail)]);
  });

/** A byte that was put in, taken out or changed. */
const slips = fc.record({
  type: fc.constantFrom('in', 'out', 'change'),
  at: fc.nat(),
  byte: fc.oneof(fc.constantFrom(0, 9, 10, 13, 32, 44, 48, 58, 127, 128, 255), fc.nat(255)),
});

export const requests: fc.Arbitrary<Buffer> = fc
  .tuple(
    whole,
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(slips, { minLength: 1, maxLength: 2 }) },
    ),
  )
  .map(([bytes, slipped]) =>
    slipped.reduce((before: Buffer, { type, at, byte }) => {
      const place = at % before.length;
      return Buffer.concat([
        before.subarray(0, place),
        Buffer.from(type === 'out' ? [] : [byte]),
        before.subarray(type === 'in' ? place : place + 1),
      ]);
    }, bytes),
  );

const plainBut = (
  start: string,
  host: readonly string[],
  type: readonly string[],
  length: (length: number) => readonly string[],
  further: readonly string[],
): Buffer => {
  const lines = [start, ...host, ...type, ...length(QUESTION.length), ...further];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${QUESTION}`, 'latin1');
};

/** A plain question but for one thing: each of them. */
export const nearlyPlain: readonly Buffer[] = [
  ...STARTS.map((start) => plainBut(start, HOST, TYPE, lengthOf, [])),
  ...HOSTS.map((host) => plainBut(START, host, TYPE, lengthOf, [])),
  ...TYPES.map((type) => plainBut(START, HOST, type, lengthOf, [])),
  ...LENGTHS.map((length) => plainBut(START, HOST, TYPE, length, [])),
  ...FURTHER.map((line) => plainBut(START, HOST, TYPE, lengthOf, [line])),
];
