/**
 * The text as it is searched: full-width letters and digits become plain ones. Every character stays in its
 * place, so that a span in the folded text is a span in the article.
 */
const FULL_WIDTH = /[\uff01-\uff5e\u3000\u2019\u2010-\u2012\u2212]/g;

export const fold = (text: string): string =>
  text.replace(FULL_WIDTH, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x3000) return ' ';
    if (code === 0x2019) return "'";
    if (code < 0xff00) return '-';
    return String.fromCharCode(code - 0xfee0);
  });

/** Sentences, as spans. A full stop inside a number or an abbreviation of one or two letters ends nothing. */
export function sentencesOf(folded: string): { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let start = 0;
  for (const { index, 0: mark } of folded.matchAll(
    /\n+|;(?=\s)|[。!?]+["'”」』)]*|(?<![A-Z]|\bNov|\bSept?|\bDec|\bOct|\bJan|\bFeb|\bAug|\bvs)\.(?=["'”)]*(\s|$))/g,
  )) {
    const end = index + mark.length;
    if (folded.slice(start, end).trim() !== '') spans.push({ start, end });
    start = end;
  }
  if (folded.slice(start).trim() !== '') spans.push({ start, end: folded.length });
  return spans;
}
