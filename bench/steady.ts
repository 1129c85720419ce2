/**
 * Promise P16, as T10 tries it: a steady load while lists of 100,000 addresses are put together, swapped and their
 * names read, each a second after the last; then five times as much as can be answered. Every answer about an address
 * is held to the edition that it names itself. `STEADY_SECONDS=600` for the ten minutes of the nightly run.
 */
import { setTimeout } from 'node:timers/promises';
import type { SignedAnswerJson } from '../src/contract/screen.ts';
import { type Figure, round } from './figure.ts';
import { openLine, pace, postRequest, saturate } from './http-load.ts';
import { startServer } from './screening.ts';
import { CHURNED, churned, isListedIn } from './screening-lists.ts';

const SECONDS = Number(process.env.STEADY_SECONDS ?? 20);
const PER_SECOND = 500;
const BATCH = 1_000;
const BATCHES = 1_000;
const AT_ONCE = 4;
/** Enough that a stall keeps nobody from asking. */
const LINES = 64;
const OVER = 5;

type Findings = { readonly outcome: string; readonly lists: readonly { readonly edition: string }[] };
type Count = { checked: number; wrong: number };

/** What an answer must be, worked out from the edition that it names: nothing here is shared with the product. */
function check(findings: Findings | undefined, index: number, count: Count): void {
  const edition = Number(/^bench (\d+)$/.exec(findings?.lists[0]?.edition ?? '')?.[1]);
  count.checked += 1;
  if (findings?.outcome !== (isListedIn(edition, index) ? 'hit' : 'clear')) count.wrong += 1;
}

const questionOf = (address: string) => ({ address, chain: 'ethereum' });

const batchFrom = (first: number): Buffer =>
  postRequest(
    '/v1/screen',
    JSON.stringify({ questions: churned.slice(first, first + BATCH).map(questionOf) }),
  );

function checkBatch({ body }: { readonly body: string }, first: number, count: Count): void {
  const { answer } = JSON.parse(body) as SignedAnswerJson;
  if (answer.type !== 'batch' || answer.items.length !== BATCH) throw new Error('a batch that is none');
  for (const [i, { findings }] of answer.items.entries()) check(answer.findings[findings], first + i, count);
}

export async function steadyFigures(): Promise<Figure[]> {
  const server = await startServer();
  try {
    const requests = churned.map((address) => postRequest('/v1/screen', JSON.stringify(questionOf(address))));
    const quiet = await pace(
      server.echo,
      requests.map(toEcho),
      { lines: LINES, perSecond: PER_SECOND, ms: 3_000 },
      () => {},
    );
    await server.ask('churn');
    const count = { checked: 0, wrong: 0 };
    let refused = 0;
    const latencies = await pace(
      server.screen,
      requests,
      { lines: LINES, perSecond: PER_SECOND, ms: SECONDS * 1_000 },
      ({ status, body }, index) => {
        const { answer } = JSON.parse(body.toString()) as SignedAnswerJson;
        if (status !== 200 || answer?.type !== 'single') refused += 1;
        else check(answer.decision, index, count);
      },
    );
    await batches(server.screen, BATCHES, AT_ONCE, count);
    const { asked, shed } = await overload(server.screen);
    const plain = { against: null, ratio: null } as const;
    const p99 = percentile(latencies, 0.99);
    return [
      {
        name: `${PER_SECOND} requests/s for ${SECONDS} s while lists are swapped: 99 of 100 within`,
        value: round(p99),
        unit: 'ms',
        against: 'the bare echo at that pace, nothing being swapped',
        ratio: round(p99 / percentile(quiet, 0.99)),
        target: '≤ 50 ms',
        holds: p99 <= 50,
      },
      {
        name: 'the same: not answered',
        value: refused,
        unit: `of ${latencies.length}`,
        ...plain,
        target: '0',
        holds: refused === 0,
      },
      {
        name: 'wrong answers while lists are swapped, one by one and in batches',
        value: count.wrong,
        unit: `of ${count.checked}`,
        ...plain,
        target: '0 of 1000000',
        holds: count.wrong === 0 && count.checked >= 1e6,
      },
      {
        name: `${OVER} times as many names as can be answered: turned away with 503, the others answered`,
        value: shed,
        unit: `of ${asked}`,
        ...plain,
        target: '≥ 1, and nothing but 200 and 503',
        holds: shed > 0,
      },
    ];
  } finally {
    await server.stop();
  }
}

const toEcho = (request: Buffer): Buffer => Buffer.from(request.toString().replace('/v1/screen', '/echo'));

const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)]!;

async function batches(port: number, total: number, lines: number, count: Count): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: lines }, async () => {
      const line = await openLine(port);
      for (let n = next++; n < total; n = next++) {
        const first = (n * BATCH) % CHURNED;
        let answer = await line.send(batchFrom(first));
        // Whoever is turned away asks again, as Retry-After says.
        for (; answer.status === 503; answer = await line.send(batchFrom(first))) await setTimeout(1_000);
        if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.body.slice(0, 200)}`);
        checkBatch(answer, first, count);
      }
      line.close();
    }),
  );
}

/**
 * Five times as many questions about names as are answered at most. A name takes so long that one generator can ask
 * for that much; every question is answered with 200, or turned away with 503.
 */
async function overload(port: number): Promise<{ readonly asked: number; readonly shed: number }> {
  const requests = churned.map((address, i) =>
    postRequest('/v1/screen', JSON.stringify({ name: `Person N${address.slice(2, 6 + (i % 9))} Somebody` })),
  );
  const answered = await saturate(port, requests, 8, 2_000, () => {});
  let shed = 0;
  const asked = await pace(
    port,
    requests,
    { lines: 400, perSecond: OVER * (answered / 2), ms: 5_000 },
    ({ status, body }) => {
      if (status === 503 && body.includes('"E_OVERLOAD"')) shed += 1;
      else if (status !== 200) throw new Error(`HTTP ${status}: ${body.toString().slice(0, 200)}`);
    },
  );
  return { asked: asked.length, shed };
}
