/**
 * The text of a PDF, line by line. Strangers' bytes meet the parser here, so it is called in a worker whose memory and
 * time are limited.
 */
import { extractText, getDocumentProxy } from 'unpdf';

/** `text` is null where there are more pages than may be read. */
export type PdfText = { readonly pages: number; readonly text: string | null };

export async function textOfPdf(bytes: Uint8Array, maxPages: number): Promise<PdfText> {
  const pdf = await getDocumentProxy(bytes);
  if (pdf.numPages > maxPages) return { pages: pdf.numPages, text: null };
  const { text } = await extractText(pdf, { mergePages: false });
  return { pages: pdf.numPages, text: unfolded(text.join('\n')) };
}

/**
 * Fonts draw a character and its radical alike, and the way back from shape to character often ends at the radical:
 * `⽇` (U+2F47) stands where the author wrote `日`. Only these are put right; brackets and digits keep their width.
 */
const unfolded = (text: string): string =>
  text.replace(/[\u2E80-\u2FDF]/g, (radical) => radical.normalize('NFKC'));
