/**
 * Korean names in Latin letters. Pyongyang writes Kim Jong Un, Seoul Gim Jeong-eun, scholars Kim Chŏngŭn, and people
 * as they please. A syllable is read into the sounds of hangul that its spelling may stand for; two spellings agree
 * if one syllable can be both. So Jong and Jung may be one (정), and Jong and Joong may not (종/정, 중).
 */

/** Surnames whose spellings no rule gives, first the one that stands for all. */
const SURNAMES: readonly (readonly string[])[] = [
  'kim gim khim',
  'ri lee yi rhee li rhie lie yee i',
  'pak park bak pack pahk',
  'choe choi choy chwe',
  'jong jung chung jeong cheong chong',
  'kang gang',
  'jo cho joh choh',
  'yun yoon youn',
  'jang chang',
  'rim lim im yim',
  'o oh',
  'so seo suh',
  'sin shin',
  'kwon gwon kweon',
  'hwang whang',
  'an ahn',
  'song seong sung',
  'ryu yu yoo you lyu',
  'jon jeon chon cheon chun jun',
  'ko go koh',
  'mun moon',
  'yang ryang',
  'son sohn',
  'pae bae bai',
  'paek baek paik baik',
  'ho heo huh hur',
  'nam',
  'sim shim',
  'ro no roh noh',
  'ha hah',
  'kwak gwak kwag',
  'cha chah',
  'chu ju joo choo',
  'u woo wu',
  'ku gu koo',
  'min',
  'jin chin',
  'na ra rha',
  'om um eom uhm',
  'chae',
  'won weon',
  'pang bang',
  'kong gong',
  'hyon hyun hyeon',
  'ham',
  'pyon byon byun byeon',
  'yom yeom youm ryom',
  'kil gil',
  'to do doh',
  'pong bong',
  'wi',
  'pyo',
  'myong myung myeong',
  'ki gi',
  'ok ock',
  'tong dong',
  'mo',
  'kye gye',
  'han hahn',
  'thae tae',
  'kuk guk gook',
  'ji chi jee',
  'phyo',
  'hong',
].map((row) => row.split(' '));

const FAMILY = new Map(SURNAMES.flatMap((row) => row.map((spelling) => [spelling, row[0]!])));

/** The spelling that stands for a family name; null where it is none of Korea's. */
export const koreanFamily = (word: string): string | null => FAMILY.get(word) ?? null;

const ONSETS: readonly (readonly [string, readonly string[]])[] = [
  ['k', ['kk', 'kh', 'gh', 'k', 'g']],
  ['n', ['n']],
  ['t', ['tt', 'dd', 'th', 't', 'd']],
  ['r', ['rr', 'r', 'l']],
  ['m', ['m']],
  ['p', ['pp', 'bb', 'ph', 'p', 'b']],
  ['s', ['ssh', 'sh', 'ss', 's']],
  ['c', ['tch', 'jj', 'ch', 'j']],
  ['h', ['h']],
  ['', ['']],
];

/**
 * Vowels of hangul as bits, by spelling. ㅏ1 ㅐㅔ2 ㅑ4 ㅓ8 ㅕ16 ㅖ32 ㅗ64 ㅘ128 ㅚㅙㅞ256 ㅛ512 ㅜ1024 ㅝ2048 ㅟ4096
 * ㅠ8192 ㅡ16384 ㅢ32768 ㅣ65536.
 */
const VOWELS: Readonly<Record<string, number>> = {
  a: 1,
  ah: 1,
  ae: 2,
  ai: 2,
  ay: 2,
  e: 2,
  eh: 2,
  ya: 4,
  yah: 4,
  o: 8 | 64,
  oh: 8 | 64,
  eo: 8,
  u: 8 | 1024 | 16384,
  uh: 8,
  oo: 1024,
  ou: 1024 | 8,
  woo: 1024,
  wu: 1024,
  eu: 16384,
  yo: 16 | 512,
  yeo: 16,
  you: 16 | 8192,
  yu: 16 | 8192,
  yoo: 8192,
  ye: 32 | 2,
  yae: 32,
  wa: 128,
  wo: 2048,
  weo: 2048,
  oe: 256,
  oi: 256,
  we: 256,
  wae: 256,
  wi: 4096,
  ui: 32768 | 65536,
  eui: 32768,
  i: 65536,
  ee: 65536,
  yi: 65536 | 32768,
};

const CODAS: readonly (readonly [string, readonly string[]])[] = [
  ['ng', ['ng']],
  ['k', ['ck', 'gk', 'k', 'g']],
  ['n', ['n']],
  ['t', ['t', 'd']],
  ['r', ['l', 'r']],
  ['m', ['m']],
  ['p', ['p', 'b']],
  ['', ['']],
];

export type Syllable = {
  readonly onset: string;
  /** Bits of every vowel the spelling may stand for. */
  readonly vowels: number;
  readonly coda: string;
};

const SYLLABLES = new Map<string, Syllable>();
for (const [onset, onsets] of ONSETS)
  for (const [coda, codas] of CODAS)
    for (const first of onsets)
      for (const [vowel, vowels] of Object.entries(VOWELS))
        for (const last of codas) {
          const text = first + vowel + last;
          if (!SYLLABLES.has(text)) SYLLABLES.set(text, { onset, vowels, coda });
        }

/** The word as Korean syllables, one or two of them; null where it is none. Longer halves first: Yongchol, Yong Chol. */
export function koreanSyllables(word: string): readonly string[] | null {
  if (SYLLABLES.has(word)) return [word];
  for (let cut = Math.min(word.length - 2, 6); cut >= 2; cut -= 1) {
    const [first, second] = [word.slice(0, cut), word.slice(cut)];
    if (SYLLABLES.has(first) && SYLLABLES.has(second)) return [first, second];
  }
  return null;
}

/** Whether two spellings may stand for one syllable of hangul. */
export function maybeOneSyllable(one: string, other: string): boolean {
  const [a, b] = [SYLLABLES.get(one), SYLLABLES.get(other)];
  if (a === undefined || b === undefined || a.coda !== b.coda || (a.vowels & b.vowels) === 0) return false;
  if (a.onset === b.onset) return true;
  const weak = (onset: string): boolean => onset === 'r' || onset === 'n' || onset === '';
  // ㄴ and ㅇ meet only where both come of ㄹ, before i and y.
  const soft = 16 | 32 | 512 | 8192 | 65536 | 4;
  return weak(a.onset) && weak(b.onset) && (a.onset === 'r' || b.onset === 'r' || (a.vowels & soft) !== 0);
}

const LEADS = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ');
const MIDDLES = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const TAILS = ' k k k n n n t l k m l l l p l m p p t t ng t t k t p t'.split(' ');

/** A syllable of hangul (U+AC00–U+D7A3) in the Revised Romanisation, each alone: names know no liaison. */
export function romanise(hangul: string): string | null {
  const number = (hangul.codePointAt(0) ?? 0) - 0xac00;
  if (number < 0 || number >= 11_172) return null;
  const [lead, middle, tail] = [Math.floor(number / 588), Math.floor((number % 588) / 28), number % 28];
  return LEADS[lead]! + MIDDLES[middle]! + TAILS[tail]!;
}

const LONG_FAMILIES = new Set(['남궁', '황보', '제갈', '선우', '독고', '사공', '서문', '동방']);
/** How many syllables of a name in hangul are its surname. */
export const familyLength = (hangul: string): number => (LONG_FAMILIES.has(hangul.slice(0, 2)) ? 2 : 1);
