/**
 * THORChain's memos: what a payment to one of its vaults asks for, and what a payment out of one answers. Forks of
 * THORChain speak the same language.
 *
 * Grammar: `SWAP:ASSET:DEST[/REFUND]:LIM[/INTERVAL/QUANTITY]:AFFILIATES:BASISPOINTS[:AGGREGATOR:TOKEN:MIN]`, whose
 * function is also written `s`, `=` (and for limit orders `limito`, `lo`, `=<`); `OUT:<txid>`, `REFUND:<txid>`;
 * `ADD`, `+`, `a`, `WITHDRAW`, `wd`, `-` are liquidity; `LOAN+`, `$+`, `LOAN-`, `$-` loans; `r:<n>` or
 * `REFERENCE:…` are memoless intents, whose number is also the tail of an amount.
 * Source: thornode, x/thorchain/memo/memo.go and memo_swap.go, common/asset.go (short codes), docs/concepts/memos.md
 * (forms and the limit of 250 bytes); issue 1569 and merge request 4349 (memoless).
 */

/** An asset as memos write it; `native` false for synthetic, trade and secured assets, which stay on THORChain. */
export type MemoAsset = {
  readonly chain: string;
  /** `USDC` of `ETH.USDC-0XA0B8…`. */
  readonly ticker: string;
  /** What follows the dash: a contract, or its last letters. Upper case. */
  readonly contract: string | null;
  readonly native: boolean;
};

export type SwapMemo = {
  readonly type: 'swap';
  readonly order: 'market' | 'limit';
  readonly asset: MemoAsset;
  /** An address or a THORName; null: back to the sender's address on that chain. */
  readonly destination: string | null;
  readonly refund: string | null;
  /** The least to be paid, in 1e-8 of the asset; null: whatever comes. */
  readonly limit: bigint | null;
  readonly interval: number;
  readonly quantity: number;
  readonly affiliates: readonly { readonly name: string; readonly basisPoints: number }[];
};

export type Memo =
  | SwapMemo
  | { readonly type: 'out' | 'refund'; readonly txid: string }
  | { readonly type: 'liquidity' | 'loan'; readonly asset: MemoAsset }
  /** The number under which an intent was registered on THORChain beforehand. */
  | { readonly type: 'reference'; readonly number: string }
  /** A memo of the protocol that moves nothing between people: bonds, names, donations, vault changes. */
  | { readonly type: 'other'; readonly function: string };

const LONGEST = 250;

const SHORT: Readonly<Record<string, string>> = {
  r: 'THOR.RUNE',
  b: 'BTC.BTC',
  e: 'ETH.ETH',
  g: 'GAIA.ATOM',
  d: 'DOGE.DOGE',
  l: 'LTC.LTC',
  c: 'BCH.BCH',
  a: 'AVAX.AVAX',
  s: 'BSC.BNB',
  f: 'BASE.ETH',
  tr: 'TRON.TRX',
  x: 'XRP.XRP',
  o: 'SOL.SOL',
};

const OTHER = new Set([
  'donate',
  'd',
  'bond',
  'unbond',
  'leave',
  'reserve',
  'migrate',
  'ragnarok',
  'noop',
  'consolidate',
  'name',
  'n',
  '~',
  'trade+',
  'trade-',
  'pool+',
  'pool-',
  'secure+',
  'secure-',
  'switch',
  'yggdrasil+',
  'yggdrasil-',
  'm=<',
]);

/** Null: not a memo of this language. */
export function readMemo(text: string): Memo | null {
  if (text.length > LONGEST || !/^[\x20-\x7e]+$/.test(text)) return null;
  // A pipe carries what a fork or an interface adds for itself.
  const parts = text.split('|')[0]!.split(':');
  const name = parts[0]!.toLowerCase();
  switch (name) {
    case 'swap':
    case 's':
    case '=':
      return swapMemo(parts, 'market');
    case 'limito':
    case 'lo':
    case '=<':
      return swapMemo(parts, 'limit');
    case 'out':
    case 'refund': {
      const txid = parts[1] ?? '';
      return /^(?:0x)?[0-9a-f]{64}$/i.test(txid) ? { type: name, txid: keyOfTxid(txid) } : null;
    }
    case 'add':
    case '+':
    case 'a':
    case 'withdraw':
    case 'wd':
    case '-': {
      const asset = assetOf(parts[1] ?? '');
      return asset === null ? null : { type: 'liquidity', asset };
    }
    case 'loan+':
    case '$+':
    case 'loan-':
    case '$-': {
      const asset = assetOf(parts[1] ?? '');
      return asset === null ? null : { type: 'loan', asset };
    }
    case 'r':
    case 'reference':
      return parts.length === 2 && /^\d{1,10}$/.test(parts[1]!)
        ? { type: 'reference', number: parts[1]! }
        : { type: 'other', function: name };
    default:
      return OTHER.has(name) ? { type: 'other', function: name } : null;
  }
}

/** As `OUT` names a transaction: upper case, without `0x`. */
export const keyOfTxid = (txid: string): string => txid.replace(/^0x/i, '').toUpperCase();

function swapMemo(parts: readonly string[], order: SwapMemo['order']): SwapMemo | null {
  const asset = assetOf(parts[1] ?? '');
  const limits = limitsOf(parts[3] ?? '');
  const affiliates = affiliatesOf(parts[4] ?? '', parts[5] ?? '');
  if (asset === null || limits === null || affiliates === null || parts.length > 9) return null;
  const [destination = '', refund = ''] = (parts[2] ?? '').split('/');
  return {
    type: 'swap',
    order,
    asset,
    destination: destination === '' ? null : destination,
    refund: refund === '' ? null : refund,
    ...limits,
    affiliates,
  };
}

/** `CHAIN.SYMBOL[-CONTRACT]`; `/` synthetic, `~` trade, `-` secured; a short code; without a chain it is THORChain's. */
export function assetOf(written: string): MemoAsset | null {
  const text = (SHORT[written] ?? written).toUpperCase();
  const [, chain, mark, symbol] = /^([A-Z0-9]{1,10})([.~/-])([A-Z0-9_-]{1,64})$/.exec(text) ?? [];
  if (chain === undefined || mark === undefined || symbol === undefined)
    return /^[A-Z]{3,8}$/.test(text) && SHORT[written] === undefined
      ? { chain: 'THOR', ticker: text, contract: null, native: false }
      : null;
  const dash = symbol.indexOf('-');
  const ticker = dash === -1 ? symbol : symbol.slice(0, dash);
  if (ticker === '') return null;
  return { chain, ticker, contract: dash === -1 ? null : symbol.slice(dash + 1), native: mark === '.' };
}

type Limits = Pick<SwapMemo, 'limit' | 'interval' | 'quantity'>;

/** `LIM/INTERVAL/QUANTITY`; each may be left out. The limit may be written `1e6`. */
function limitsOf(written: string): Limits | null {
  const [limit = '', interval = '', quantity = '', ...more] = written.split('/');
  const least = wholeOf(limit);
  if (least === undefined || more.length > 0) return null;
  if (!/^\d{0,9}$/.test(interval) || !/^\d{0,9}$/.test(quantity)) return null;
  return { limit: least === 0n ? null : least, interval: Number(interval), quantity: Number(quantity) };
}

/** Undefined where it is no number. A fraction of the smallest unit is cut off, as thornode does. */
function wholeOf(written: string): bigint | null | undefined {
  if (written === '') return null;
  const [, whole, fraction = '', exponent = '0'] =
    /^(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]\+?(\d{1,2}))?$/.exec(written) ?? [];
  if (whole === undefined) return undefined;
  const digits = BigInt(whole + fraction) * 10n ** BigInt(exponent);
  return digits / 10n ** BigInt(fraction.length);
}

/** `t/ts` and `10/20`: one share for all of them, or one each. Above 10,000 is no share. */
function affiliatesOf(names: string, shares: string): SwapMemo['affiliates'] | null {
  if (names === '') return [];
  const points = shares === '' ? ['0'] : shares.split('/');
  const called = names.split('/');
  if (points.some((each) => !/^\d{1,5}$/.test(each) || Number(each) > 10_000)) return null;
  if (points.length !== 1 && points.length !== called.length) return null;
  return called.map((name, i) => ({ name, basisPoints: Number(points[i] ?? points[0]) }));
}

/** The number that an amount's last five digits (of 1e-8) carry where no memo could be written; null: none. */
export function referenceIn(units: bigint): string | null {
  const tail = units % 100_000n;
  return tail === 0n ? null : tail.toString();
}
