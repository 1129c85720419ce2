/**
 * A list that its publisher issues as a PDF, as text. Editions are read from the publisher's own bytes whenever they are
 * needed, and like every other file at once: the thread sleeps while a worker of limited memory reads.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';
import type { Answer, Task } from './pdf.kernel.ts';
import { refuseArchive } from './text.ts';

/** METI's notice of 2026 has 8 pages and 0.3 MB. */
export type PdfLimits = {
  readonly maxBytes: number;
  readonly maxPages: number;
  readonly maxMemoryMb: number;
  readonly timeoutMs: number;
};
const LIMITS: PdfLimits = { maxBytes: 20_000_000, maxPages: 300, maxMemoryMb: 512, timeoutMs: 20_000 };

const KERNEL = new URL(
  import.meta.url.endsWith('.ts') ? './pdf.kernel.ts' : './pdf.kernel.js',
  import.meta.url,
);
/** Readers of PDFs look for `%PDF-` this far in, and for the end this far from it. */
const HEAD = 1024;

export function readPdf(bytes: Uint8Array, where: string, limits: PdfLimits = LIMITS): string {
  refuseArchive(bytes, where);
  if (!Buffer.from(bytes.subarray(0, HEAD)).includes('%PDF-'))
    throw refuse('E_LIST_FORMAT', 'the file is no PDF', where);
  // A parser makes what it can of a PDF without its end, and a list that lost its end must not pass for a shorter one.
  if (!Buffer.from(bytes.subarray(-HEAD)).includes('%%EOF'))
    throw refuse('E_LIST_FORMAT', 'the PDF is cut off', where);
  if (bytes.length > limits.maxBytes)
    throw refuse('E_TOO_LARGE', `the PDF has ${bytes.length} bytes`, where, `${limits.maxBytes} bytes`);
  const answer = ask(bytes, limits);
  if (answer === null)
    throw refuse(
      'E_TOO_LARGE',
      'the PDF takes more to read than it may',
      where,
      `${limits.timeoutMs / 1_000} seconds, ${limits.maxMemoryMb} MB`,
    );
  if ('failed' in answer) throw refuse('E_LIST_FORMAT', 'the PDF is malformed', where);
  if (answer.text === null)
    throw refuse('E_TOO_LARGE', `the PDF has ${answer.pages} pages`, where, `${limits.maxPages} pages`);
  if (!/[\p{L}\p{N}]/u.test(answer.text))
    throw refuse(
      'E_LIST_FORMAT',
      'the PDF holds no text, only pictures of it',
      where,
      undefined,
      'Have its text recognised, compare it by hand, and give it as a text file.',
    );
  return answer.text.normalize('NFC');
}

/** Null: it did not answer in time, or its memory ran out. */
function ask(bytes: Uint8Array, { maxPages, maxMemoryMb, timeoutMs }: PdfLimits): Answer | null {
  const { port1: here, port2: there } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(KERNEL, {
    workerData: { bytes, maxPages, answer: there, answered } satisfies Task,
    transferList: [there],
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb, stackSizeMb: 4 },
    stdout: true,
    stderr: true,
  });
  // Of a worker that dies, nobody is told while this thread sleeps: the clock says it.
  worker.on('error', () => {});
  try {
    Atomics.wait(answered, 0, 0, timeoutMs);
    return (receiveMessageOnPort(here)?.message as Answer | undefined) ?? null;
  } finally {
    here.close();
    void worker.terminate();
  }
}

const refuse = (
  code: ErrorCode,
  what: string,
  where: string,
  limit?: string,
  next = 'Fetch the file again from its publisher; until then the edition before stays in force.',
): AshiatoError => new AshiatoError(code, what, { where, ...(limit === undefined ? {} : { limit }), next });
