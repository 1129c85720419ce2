/** What the door reads, Node's own parser reads alike: one request, the same headers and body, and nothing behind it. */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type PlainHead, readPlainRequest } from '../../src/server/screening/plain-request.ts';
import { nearlyPlain, requests } from './door-requests.ts';

type Read = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };
type Reader = (bytes: Buffer) => Read | null;

/** The requests that Node's server finds in these bytes; null: it refused them, or waits for more. */
function readByNode(bytes: Buffer): Promise<readonly Read[] | null> {
  return new Promise((done) => {
    const found: Read[] = [];
    let refused = false;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        assert.deepEqual([request.method, request.url], ['POST', '/v1/screen']);
        found.push({ headers: request.headers, body: Buffer.concat(chunks) });
        response.end();
      });
    });
    const wire = new Duplex({ read() {}, write: (_chunk, _encoding, written) => written() });
    server.on('clientError', () => {
      refused = true;
      wire.destroy();
    });
    wire.on('close', () => done(refused ? null : found));
    server.emit('connection', wire);
    wire.push(bytes);
    // What is left over is told of at the end.
    wire.push(null);
  });
}

/** Whether what this reader takes is what Node takes. */
async function agrees(reader: Reader, bytes: Buffer): Promise<boolean> {
  const read = reader(bytes);
  if (read === null) return true;
  const byNode = await readByNode(bytes);
  if (byNode?.length !== 1) return false;
  const [{ headers, body }] = byNode as readonly [Read];
  return body.equals(read.body) && JSON.stringify(sorted(headers)) === JSON.stringify(sorted(read.headers));
}

const sorted = (headers: IncomingHttpHeaders) =>
  Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const plain: Reader = (bytes) => {
  const read = readPlainRequest(bytes, null);
  return read === null ? null : { headers: read.head.headers, body: read.body };
};

const SAMPLES = { seed: 20261122, numRuns: process.env.CI === 'true' ? 60_000 : 6_000 };

describe('a plain request', () => {
  it('is one request to Node, too, with the same headers and body and nothing behind it', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(requests, async (bytes) => {
        if (plain(bytes) !== null) taken += 1;
        assert.ok(await agrees(plain, bytes), JSON.stringify(bytes.toString('latin1')));
      }),
      SAMPLES,
    );
    for (const bytes of nearlyPlain)
      assert.ok(await agrees(plain, bytes), JSON.stringify(bytes.toString('latin1')));
    assert.ok(taken > SAMPLES.numRuns / 20, `only ${taken} were taken at all`);
  });

  it('is the same one after another of the same connection', () => {
    let last: PlainHead | null = null;
    fc.assert(
      fc.property(requests, (bytes) => {
        const alone = readPlainRequest(bytes, null);
        const after = readPlainRequest(bytes, last);
        assert.deepEqual(after, alone);
        last = alone?.head ?? last;
      }),
      { ...SAMPLES, numRuns: 2_000 },
    );
  });

  for (const [fault, lax] of Object.entries(laxReaders()))
    it(`would be found to differ by a reader that ${fault}`, async () => {
      for (const bytes of fc.sample(requests, SAMPLES)) if (!(await agrees(lax, bytes))) return;
      assert.fail('no request told it from Node');
    });
});

/** Each reads as a hasty hand would write it, and is wrong in one thing. */
function laxReaders(): Record<string, Reader> {
  type Manner = {
    readonly lines?: RegExp;
    readonly line?: RegExp;
    readonly first?: true;
    readonly coded?: true;
  };
  const read =
    (
      { lines = /\r\n/, line = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/, first, coded }: Manner,
      whole: boolean,
    ): Reader =>
    (bytes) => {
      const text = bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1 || !text.startsWith('POST /v1/screen HTTP/1.1\r\n')) return null;
      const headers: Record<string, string> = {};
      for (const each of text.slice(0, end).split(lines).slice(1)) {
        const [, name, value] = line.exec(each) ?? [];
        if (name === undefined || value === undefined || /[^\t -~]/.test(each)) return null;
        if (name.toLowerCase() in headers && first === undefined) return null;
        headers[name.toLowerCase()] ??= value;
      }
      if (
        coded === undefined &&
        ['transfer-encoding', 'expect', 'upgrade', 'connection'].some((name) => name in headers)
      )
        return null;
      const body = bytes.subarray(end + 4);
      const said = headers['content-length'] ?? '';
      if (headers.host === undefined) return null;
      if (whole && said !== String(body.length)) return null;
      const length = Number.parseInt(said, 10);
      return length <= body.length ? { headers, body: body.subarray(0, length) } : null;
    };
  return {
    'takes the first of two headers': read({ first: true }, true),
    'lets a bare LF end a line': read({ lines: /\r?\n/ }, true),
    'lets blanks stand before the colon': read({ line: /^([!-9;-~]+)[ \t]*:[ \t]*(.*?)[ \t]*$/ }, true),
    'passes over how the body is coded': read({ coded: true }, true),
    'cuts off what stands behind the body, and reads a length as numbers are read': read({}, false),
  };
}
