/** A file becomes readable text: HTML, PDF or plain text, within limits of bytes, pages, memory and time. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Article } from '../../core/intel/intake.ts';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';
import type { RawDocument } from '../../ports/intel-shelf.ts';
import type { Answer, Task } from './document.kernel.ts';

export type DocumentLimits = {
  readonly maxBytes: number;
  readonly maxPages: number;
  readonly maxCharacters: number;
  readonly maxDepth: number;
  readonly maxMemoryMb: number;
  readonly timeoutMs: number;
};

/** An article is a few thousand characters; these are for pages that carry their pictures along. */
export const DOCUMENT_LIMITS: DocumentLimits = {
  maxBytes: 20_000_000,
  maxPages: 300,
  maxCharacters: 500_000,
  maxDepth: 1_000,
  maxMemoryMb: 512,
  timeoutMs: 20_000,
};

const KERNEL = new URL(
  import.meta.url.endsWith('.ts') ? './document.kernel.ts' : './document.kernel.js',
  import.meta.url,
);

export async function readDocument(
  { name: path, bytes }: RawDocument,
  encoding: string | null = null,
  limits: DocumentLimits = DOCUMENT_LIMITS,
): Promise<Article> {
  if (bytes.length > limits.maxBytes)
    throw tooMuch(`it has ${bytes.length} bytes`, `${limits.maxBytes} bytes`, path);
  const kind = kindOf(bytes, path);
  const read =
    kind === 'pdf'
      ? await inWorker({ kind, bytes, maxPages: limits.maxPages }, path, limits)
      : kind === 'html'
        ? await inWorker({ kind, html: shallow(decode(bytes, encoding, path), path, limits) }, path, limits)
        : { title: null, text: decode(bytes, encoding, path), published: null };
  const text = read.text.replace(/\r\n?/g, '\n').normalize('NFC').trim();
  if (!/[\p{L}\p{N}]/u.test(text))
    throw refuse('E_INTEL_EMPTY', 'the document holds no readable text', path, {
      next: 'If it is a PDF of pictures, recognise their text first, or copy the article into a text file.',
    });
  if (text.length > limits.maxCharacters)
    throw refuse('E_INTEL_LIMIT', `the text has ${text.length} characters`, path, {
      limit: `${limits.maxCharacters} characters`,
      next: 'Copy the article itself into a text file.',
    });
  return {
    id: createHash('sha256').update(text).digest('hex').slice(0, 16),
    file: path,
    kind,
    title: read.title,
    text: read.title === null || text.includes(read.title) ? text : `${read.title}\n${text}`,
    published: dayOf(read.published),
  };
}

/** Asked how large it is before a byte is read, so that a file of any size costs nothing. */
export function openFile(path: string, { maxBytes }: DocumentLimits = DOCUMENT_LIMITS): RawDocument {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile())
    throw refuse('E_INTEL_FORMAT', 'there is no such file', path, {
      next: 'Give the path of a saved article, or its address.',
    });
  if (found.size > maxBytes) throw tooMuch(`it has ${found.size} bytes`, `${maxBytes} bytes`, path);
  return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
}

function kindOf(bytes: Uint8Array, path: string): Article['kind'] {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (bytes.length === 0)
    throw refuse('E_INTEL_EMPTY', 'the file is empty', path, { next: 'Save the article again.' });
  const wide = /^(\xff\xfe|\xfe\xff)/.test(head);
  if (!wide && hasControls(bytes.subarray(0, 2048)))
    throw refuse('E_INTEL_FORMAT', 'the file is neither HTML, PDF nor text', path, {
      next: 'Save the page as HTML or copy its text into a file.',
    });
  return /<!doctype html|<html[\s>]|<body[\s>]|<article[\s>]|<head[\s>]/i.test(head) ||
    /\.x?html?$/i.test(path)
    ? 'html'
    : 'text';
}

/** Of the control characters text has blanks, line and page ends, and the escape of ISO-2022-JP. */
const hasControls = (bytes: Uint8Array): boolean =>
  bytes.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));

/** A byte order mark, else what the caller says, else what the page says, else UTF-8; never a guess. */
function decode(bytes: Uint8Array, told: string | null, path: string): string {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const marked = /^\xff\xfe/.test(head) ? 'utf-16le' : /^\xfe\xff/.test(head) ? 'utf-16be' : null;
  const page = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})/i.exec(head)?.[1] ?? null;
  const name = marked ?? told ?? page ?? 'utf-8';
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(name, { fatal: true });
  } catch (cause) {
    throw refuse('E_ENCODING', `the encoding "${name}" is not known`, path, {
      next: 'Name it with --encoding: utf-8, shift_jis, euc-jp, iso-2022-jp, euc-kr or utf-16le.',
      cause,
    });
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw refuse('E_ENCODING', `the file is not ${name} text`, path, {
      next: 'Name its encoding with --encoding: utf-8, shift_jis, euc-jp, iso-2022-jp or euc-kr.',
      cause,
    });
  }
}

/** Elements that have no end tag, or leave it out. */
const UNCLOSED =
  /^(area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|td|th|tr|track|wbr)$/i;

/** Counted before parsing: parsers walk deep trees by recursion, slowly or not at all. */
function shallow(html: string, path: string, { maxDepth }: DocumentLimits): string {
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (UNCLOSED.test(name)) continue;
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > maxDepth) throw tooMuch('it is nested too deeply', `${maxDepth} elements`, path);
  }
  return html;
}

type Read = Extract<Answer, { readonly type: 'read' }>;

async function inWorker(task: Task, path: string, limits: DocumentLimits): Promise<Omit<Read, 'type'>> {
  const worker = new Worker(KERNEL, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: limits.maxMemoryMb, stackSizeMb: 4 },
    stdout: true,
    stderr: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const clock = setTimeout(
    () => reject(tooMuch('it takes longer to read than allowed', `${limits.timeoutMs / 1000} seconds`, path)),
    limits.timeoutMs,
  );
  worker.once('message', resolve);
  worker.once('error', (cause) =>
    reject(
      tooMuch(
        'it takes more memory than allowed, or breaks its reader',
        `${limits.maxMemoryMb} MB`,
        path,
        cause,
      ),
    ),
  );
  try {
    const answer = await promise;
    switch (answer.type) {
      case 'read':
        return answer;
      case 'pages':
        throw tooMuch(`it has ${answer.pages} pages`, `${limits.maxPages} pages`, path);
      case 'failed':
        if (/call stack/i.test(answer.why))
          throw tooMuch('it is nested too deeply', 'the stack of its reader', path);
        throw refuse('E_INTEL_FORMAT', `the ${task.kind.toUpperCase()} is malformed: ${answer.why}`, path, {
          next: 'Save it again, or copy its text into a file.',
        });
    }
  } finally {
    clearTimeout(clock);
    await worker.terminate();
  }
}

/** The day of a time stamp as its author wrote it; what is no calendar day is dropped. */
function dayOf(stamp: string | null): string | null {
  const day = /^\d{4}-\d\d-\d\d/.exec(stamp ?? '')?.[0];
  return day !== undefined && isDay(day) ? day : null;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

type Details = { readonly limit?: string; readonly next: string; readonly cause?: unknown };

const refuse = (code: ErrorCode, what: string, where: string, details: Details): AshiatoError =>
  new AshiatoError(code, what, { where, ...details });

const tooMuch = (what: string, limit: string, where: string, cause?: unknown): AshiatoError =>
  refuse('E_INTEL_LIMIT', what, where, { limit, next: 'Copy the article itself into a text file.', cause });
