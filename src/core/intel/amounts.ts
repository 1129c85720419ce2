/**
 * Amounts with their units: 48億2000万円, 34만2천 개, $1.46 billion, 1,500 BTC. Multipliers are worked out in
 * integers, so that no digit is invented; a number without a unit is no amount.
 */
import type { Bound, Claim, Findings, Refused } from './claim.ts';
import { decimalOf, scaled } from './decimal.ts';
import { newMask } from './mask.ts';

/** All repetitions are bounded, so that no text makes the search slow. */
const NUMBER = '(?:\\d{1,3}(?:,\\d{3}){1,8}(?!\\d)|\\d{1,24})(?:\\.\\d{1,18})?(?![.,]?\\d)';
const CJK_SCALE = '[兆億万千百조억만천백]';
/** 1兆2000億, 34만2천, 4502.9, and with blanks as Korean writes them. */
const CJK_NUMBER = `${NUMBER}(?:\\s?${CJK_SCALE}{1,2}(?:\\s?${NUMBER}(?=\\s?${CJK_SCALE}))?){0,5}(?:(?<=${CJK_SCALE})\\s?\\d[\\d,]{0,11})?`;
const EN_SCALE = '(?:[\\s-]?(?:thousand|million|billion|trillion|mln|mn|bln|bn|tn|[KkMmBb](?![A-Za-z])))';

/** How units are written → how they are kept. */
const UNITS: readonly (readonly [unit: string, ...spellings: string[]])[] = [
  [
    'USD',
    'US dollars',
    'U\\.S\\. dollars',
    'dollars',
    'dollar',
    'USD',
    '米ドル',
    'ドル',
    '미 달러',
    '달러',
    '불(?=[\\s,.가-힣])',
  ],
  ['JPY', 'Japanese yen', 'yen', 'JPY', '円', '엔(?![가-힣]{2})'],
  ['KRW', 'Korean won', '(?<=[mb]illion )won', '(?<=trillion )won', 'KRW', 'ウォン', '원'],
  ['EUR', 'euros', 'euro', 'EUR', 'ユーロ', '유로'],
  ['BTC', 'BTC', 'bitcoins?', 'Bitcoins?', 'ビットコイン', '비트코인'],
  ['ETH', 'ETH', 'ethers?', 'Ethers?', 'Ethereum', 'イーサリアム', 'イーサ', '이더리움', '이더'],
  ['USDT', 'USDT', 'Tether', 'テザー'],
  ['USDC', 'USDC'],
  ['XEM', 'XEM', 'NEM'],
  ...[
    'DAI',
    'TRX',
    'XRP',
    'SOL',
    'LTC',
    'DOGE',
    'XMR',
    'BCH',
    'BNB',
    'POL',
    'MATIC',
    'AVAX',
    'ADA',
    'ALGO',
    'ATOM',
  ].map((unit) => [unit, unit] as const),
  ...['stETH', 'cmETH', 'mETH', 'WETH', 'WBTC', 'rsETH', 'BUSD', 'MONA', 'GNUS', 'SHIB', 'RUNE'].map(
    (unit) => [unit, unit] as const,
  ),
  ['XRP', 'リップル', '리플'],
  ['SOL', 'ソラナ', '솔라나'],
];

const SIGNS: readonly (readonly [unit: string, sign: string])[] = [
  ['AUD', 'A\\$'],
  ['CAD', 'C\\$'],
  ['HKD', 'HK\\$'],
  ['SGD', 'S\\$'],
  ['TWD', 'NT\\$'],
  ['USD', 'US\\$|U\\.S\\.\\$|USD\\s?|\\$'],
  ['JPY', '[¥￥]|JPY\\s?'],
  ['KRW', '₩|KRW\\s?'],
  ['EUR', '€|EUR\\s?'],
  ['GBP', '£|GBP\\s?'],
];

const spellings = UNITS.flatMap(([unit, ...written]) => written.map((form) => ({ unit, form }))).sort(
  (a, b) => b.form.length - a.form.length,
);
const unitForm = (form: string): string => (/[A-Za-z]$|[a-z]s\?$/.test(form) ? `${form}(?![A-Za-z])` : form);
const UNIT = spellings.map(({ form }) => unitForm(form)).join('|');
const SIGN = SIGNS.map(([, form]) => form).join('|');
/** ▲ before yen is a minus, as in Japanese accounts; elsewhere it begins an item of a list. */
const MINUS =
  '(?<minus>(?<![\\d%A-Za-z.,~円ドル원])-|マイナス|마이너스\\s?|minus |[▲△](?=[\\d,.兆億万千百]{1,30}円))?';

const SIGNED = new RegExp(
  `${MINUS}(?<![A-Za-z])(?<sign>${SIGN})(?<minus2>-)?(?<number>${CJK_NUMBER})(?<scale>${EN_SCALE})?`,
  'g',
);
const SUFFIXED = new RegExp(
  `${MINUS}(?<![\\d.,A-Za-z])(?<number>${CJK_NUMBER})(?<scale>${EN_SCALE})?(?:\\s|-)?(?<unit>${UNIT})`,
  'g',
);
/** A coin first, then a count: 이더리움 34만2000개, ビットコイン4500枚. */
const COUNTED = new RegExp(
  `(?<unit>${UNIT})(?:\\s|を|が|、|약|約)*(?<number>${CJK_NUMBER})(?<scale>${EN_SCALE})?\\s?(?:개|枚|コイン|코인|units)`,
  'g',
);

/** A count first, then the coin: 34만2천 개의 이더리움, 4500枚のビットコイン. */
const COUNT_OF = new RegExp(
  `${MINUS}(?<![\\d.,A-Za-z])(?<number>${CJK_NUMBER})\\s?(?:개의?|枚の|コインの)\\s?(?<unit>${UNIT})`,
  'g',
);

/** $44 to $52 million, between $44 and $52 million: the scale is said once for both. */
const RANGE_END = new RegExp(
  `^\\s?(?<join>to|and|-|–|—|~)\\s?(?:${SIGN})?(?<number>${NUMBER})(?<scale>${EN_SCALE})`,
);

/** What the number at the beginning of a range is scaled by; $500 to $1 million says its own, for it would descend. */
function scaleOfRange(number: string, before: string, after: string): string {
  const { join, number: end = '', scale = '' } = RANGE_END.exec(after)?.groups ?? {};
  if (join === undefined || (join === 'and' && !/between\s$/i.test(before))) return '';
  const [first, last] = [number, end].map((digits) => scaled(digits.replaceAll(',', ''))) as [bigint, bigint];
  return first <= last ? scale : '';
}

export function findAmounts(text: string, folded: string): Findings {
  const claims: Claim[] = [];
  const refused: Refused[] = [];
  const taken = newMask(text.length);
  for (const form of [COUNT_OF, COUNTED, SIGNED, SUFFIXED]) {
    for (const match of folded.matchAll(form)) {
      const { number = '', scale = '', unit, sign, minus, minus2 } = match.groups ?? {};
      const span = { start: match.index, end: match.index + match[0].length };
      if (!taken.isFree(span)) continue;
      const before = folded.slice(Math.max(0, span.start - 16), span.start);
      const own = scale !== '' || sign === undefined || !/^[\d,.]+$/.test(number);
      const value = workedOut(
        number,
        own ? scale : scaleOfRange(number, before, folded.slice(span.end, span.end + 60)),
      );
      if (value === null) continue;
      taken.take(span);
      const quote = text.slice(span.start, span.end);
      if (minus !== undefined || minus2 !== undefined) {
        refused.push({ span, quote, code: 'E_AMOUNT', why: 'the amount is negative' });
        continue;
      }
      const kept = sign === undefined ? unitOf(unit ?? '') : unitOfSign(sign);
      const bound = boundOf(before, folded.slice(span.end, span.end + 8));
      claims.push({ span, quote, says: { kind: 'amount', value, unit: kept, bound } });
    }
  }
  return { claims, refused };
}

const whole = (form: string): RegExp => new RegExp(`^(?:${form.replace(/\(\?[=<!][^)]*\)/g, '')})$`);
const unitOf = (written: string): string =>
  spellings.find(({ form }) => whole(form).test(written))?.unit ?? written;
const unitOfSign = (written: string): string =>
  SIGNS.find(([, form]) => new RegExp(`^(?:${form})$`).test(written))?.[0] ?? written;

/** Ten thousand times ten thousand: each closes the group before it. */
const GREAT: ReadonlyMap<string, number> = new Map([
  ['兆', 12],
  ['조', 12],
  ['億', 8],
  ['억', 8],
  ['万', 4],
  ['만', 4],
]);
/** Within a group: 4천700억 is 4,700 times 억. */
const SMALL: ReadonlyMap<string, number> = new Map([
  ['千', 3],
  ['천', 3],
  ['百', 2],
  ['백', 2],
]);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 3],
  ['k', 3],
  ['million', 6],
  ['mln', 6],
  ['mn', 6],
  ['m', 6],
  ['billion', 9],
  ['bln', 9],
  ['bn', 9],
  ['b', 9],
  ['trillion', 12],
  ['tn', 12],
]);

/** The number times its scale as a plain decimal; null where the scales do not descend, as they do in every number. */
function workedOut(number: string, scale: string): string | null {
  let [total, group] = [0n, 0n];
  let [lastGreat, lastSmall] = [13, 4];
  for (const [, digits = '', marks = ''] of number.matchAll(
    /(\d[\d,]*(?:\.\d+)?)\s?([兆億万千百조억만천백]*)/g,
  )) {
    const [small, great] = [SMALL, GREAT].map((scales) =>
      [...marks].reduce((sum, mark) => sum + (scales.get(mark) ?? 0), 0),
    ) as [number, number];
    if (small >= lastSmall || great >= lastGreat) return null;
    group += scaled(digits.replaceAll(',', ''), small);
    lastSmall = small;
    if (great === 0) continue;
    total += group * 10n ** BigInt(great);
    [group, lastGreat, lastSmall] = [0n, great, 4];
  }
  const times = SCALES.get(scale.replace(/[\s-]/g, '').toLowerCase()) ?? 0;
  return decimalOf((total + group) * 10n ** BigInt(times));
}

function boundOf(before: string, after: string): Bound {
  if (
    /(more than|over|at least|exceeding|少なくとも|最低|최소|적어도)\s?$/i.test(before) ||
    /^(?:以上|超|を超|이상|넘)/.test(after)
  )
    return 'at-least';
  if (/(up to|less than|under|at most|最大|최대)\s?$/i.test(before) || /^(?:以下|未満|이하|미만)/.test(after))
    return 'at-most';
  if (
    /(about|around|roughly|some|nearly|almost|approximately|estimated|~|約|およそ|推定|약|대략)\s?$/i.test(
      before,
    ) ||
    /^(?:前後|程度|余り|가량|정도|안팎|규모)/.test(after.trim())
  )
    return 'about';
  return 'said';
}
