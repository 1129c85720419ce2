/** Text as it is searched: one form for every script. */

/** Width, case and accents are ignored. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase();

/** Spaces separate words that must all occur. */
export const wordsOf = (query: string): string[] =>
  foldText(query)
    .split(/\s+/)
    .filter((word) => word !== '');
