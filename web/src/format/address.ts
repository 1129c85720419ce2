/** Places as the contract writes them: CAIP-10 accounts and chain/txid:vout. */

export type PlaceText = { readonly chain: string; readonly text: string; readonly outpoint: boolean };

export function parsePlace(place: string): PlaceText {
  const slash = place.indexOf('/');
  if (slash > 0) return { chain: place.slice(0, slash), text: place.slice(slash + 1), outpoint: true };
  const match = /^([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}):(.+)$/.exec(place);
  if (match === null) return { chain: '', text: place, outpoint: false };
  return { chain: match[1] ?? '', text: match[2] ?? '', outpoint: false };
}

/** First six … last six; what is short enough stays whole. "0x" counts for nothing, so it is not counted. */
export function shorten(text: string): string {
  const head = text.startsWith('0x') ? 8 : 6;
  return text.length <= head + 7 ? text : `${text.slice(0, head)}…${text.slice(-6)}`;
}

export function shortPlace(place: string): string {
  return shorten(parsePlace(place).text);
}
