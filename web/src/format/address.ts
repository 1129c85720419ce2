/** Places as the contract writes them: CAIP-10 accounts, chain/txid:vout, chain/edge/name, chain/protocol/address. */

export type PlaceText = {
  readonly type: 'account' | 'outpoint' | 'edge' | 'position';
  readonly chain: string;
  /** What a reader would look up and copy. */
  readonly text: string;
};

export function parsePlace(place: string): PlaceText {
  const [chain = '', second = '', ...rest] = place.split('/');
  if (second !== '') {
    if (rest.length === 0) return { type: 'outpoint', chain, text: second };
    if (second === 'edge') return { type: 'edge', chain, text: rest.join('/') };
    return { type: 'position', chain, text: rest.join('/') };
  }
  const match = /^([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}):(.+)$/.exec(place);
  return { type: 'account', chain: match?.[1] ?? '', text: match?.[2] ?? place };
}

/** First six … last six; what is short enough stays whole. "0x" counts for nothing, so it is not counted. */
export function shorten(text: string): string {
  const head = text.startsWith('0x') ? 8 : 6;
  return text.length <= head + 7 ? text : `${text.slice(0, head)}…${text.slice(-6)}`;
}

/** Edges are named by people and stay whole; of an outpoint the index stays; the rest is shortened. */
export function shortPlace(place: string): string {
  const { type, text } = parsePlace(place);
  if (type === 'edge') return text;
  if (type !== 'outpoint') return shorten(text);
  const colon = text.lastIndexOf(':');
  return `${shorten(text.slice(0, colon))}${text.slice(colon)}`;
}

/** The name of a place, by its CAIP-10 account or by its bare address. */
export function nameOf(names: Readonly<Record<string, string>>, place: string): string | undefined {
  return names[place] ?? names[parsePlace(place).text];
}
