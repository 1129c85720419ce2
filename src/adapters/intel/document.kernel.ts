/**
 * The worker that reads HTML and PDF: strangers' bytes meet the parsers here, in a thread whose memory and time are
 * limited and that can be ended. Scripts of a page are never run and nothing it names is fetched.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { textOfPdf } from '../pdf/text-of-pdf.ts';

export type Task =
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array; readonly maxPages: number };

export type Answer =
  | {
      readonly type: 'read';
      readonly title: string | null;
      readonly text: string;
      readonly published: string | null;
    }
  | { readonly type: 'pages'; readonly pages: number }
  | { readonly type: 'failed'; readonly why: string };

/** Elements that end a line. */
const BLOCK =
  /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BR|DD|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|TR|TD|TH|UL)$/;
const SILENT = /^(HEAD|SCRIPT|STYLE|NOSCRIPT|TEMPLATE|SVG|IFRAME|OBJECT)$/;
/** Shorter than this readability has found a caption and not the story. */
const LEAST_STORY = 120;

type Node = {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: ArrayLike<Node>;
};

function textOf(root: Node): string {
  const parts: string[] = [];
  const walk = (node: Node): void => {
    if (node.nodeType === 3) parts.push((node.textContent ?? '').replace(/\s+/g, ' '));
    if (node.nodeType !== 1 || SILENT.test(node.nodeName.toUpperCase())) return;
    const block = BLOCK.test(node.nodeName.toUpperCase());
    if (block) parts.push('\n');
    for (const child of Array.from(node.childNodes)) walk(child);
    if (block) parts.push('\n');
  };
  walk(root);
  return parts
    .join('')
    .replace(/[ \t]*\n\s*/g, '\n')
    .trim();
}

function readHtml(html: string): Answer {
  const { document } = parseHTML(html);
  // A page without a proper body is read from its root.
  const whole =
    textOf(document.body as unknown as Node) || textOf(document.documentElement as unknown as Node);
  const dated =
    document.querySelector('meta[property="article:published_time"]')?.getAttribute('content') ??
    document.querySelector('meta[name="date"], meta[itemprop="datePublished"]')?.getAttribute('content') ??
    document.querySelector('time[datetime]')?.getAttribute('datetime') ??
    null;
  const heading = document.querySelector('h1')?.textContent?.trim() ?? '';
  // Readability empties the document that it reads: everything else is taken first.
  const article = new Readability(document as unknown as ConstructorParameters<typeof Readability>[0], {
    charThreshold: LEAST_STORY,
  }).parse();
  const story = article?.content
    ? textOf(
        parseHTML(`<!doctype html><html><head></head><body>${article.content}</body></html>`).document
          .body as unknown as Node,
      )
    : '';
  const text = story.length >= LEAST_STORY || story.length * 2 > whole.length ? story : whole;
  const title = (article?.title ?? '').trim() || heading || null;
  return { type: 'read', title, text, published: dated ?? article?.publishedTime ?? null };
}

async function readPdf(bytes: Uint8Array, maxPages: number): Promise<Answer> {
  const { pages, text } = await textOfPdf(bytes, maxPages);
  return text === null
    ? { type: 'pages', pages }
    : { type: 'read', title: null, text: text.trim(), published: null };
}

async function answer(task: Task): Promise<Answer> {
  try {
    return task.kind === 'html' ? readHtml(task.html) : await readPdf(task.bytes, task.maxPages);
  } catch (error) {
    return { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(await answer(workerData as Task));
