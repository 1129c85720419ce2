/** The worker that reads a list's PDF: strangers' bytes meet the parser where memory and time are limited. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { type PdfText, textOfPdf } from '../pdf/text-of-pdf.ts';

export type Task = {
  readonly bytes: Uint8Array;
  readonly maxPages: number;
  readonly answer: MessagePort;
  /** Set to 1 when the answer stands in the port: whoever asked sleeps on it. */
  readonly answered: Int32Array<SharedArrayBuffer>;
};

export type Answer = PdfText | { readonly failed: true };

const { bytes, maxPages, answer, answered } = workerData as Task;
// What the parser says of the bytes may repeat them: that it failed is enough.
const said = await textOfPdf(bytes, maxPages).catch((): Answer => ({ failed: true }));
answer.postMessage(said);
Atomics.store(answered, 0, 1);
Atomics.notify(answered, 0);
