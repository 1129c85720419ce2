/**
 * The machine-readable zone of a passport or card: whether its check digits are right, and which number and birth it
 * gives (ICAO Doc 9303, parts 3 to 6: weights 7, 3, 1; letters from A = 10; `<` is 0). Nationality and sex stand
 * between them; they are blanked before anything is read.
 */
import { AshiatoError } from '../model/errors.ts';

export type Zone = {
  readonly number: string;
  /** YYMMDD. */
  readonly birth: string;
  /** Which check digits are wrong: `number`, `birth`, `expiry`, `all`. */
  readonly wrong: readonly string[];
};

type Span = readonly [from: number, to: number];
type Layout = {
  readonly blanked: readonly Span[];
  readonly number: Span;
  readonly birth: Span;
  readonly expiry: Span;
  /** What the last digit covers, in order. */
  readonly all: readonly Span[];
};

/** By length: two lines of a card (TD1), the second line of a large card (TD2) or of a passport (TD3). */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  60: {
    blanked: [
      [2, 5],
      [37, 38],
      [45, 48],
    ],
    number: [5, 14],
    birth: [30, 36],
    expiry: [38, 44],
    all: [
      [5, 30],
      [30, 37],
      [38, 45],
      [48, 59],
    ],
  },
  36: second(35),
  44: second(43),
};

function second(last: number): Layout {
  return {
    blanked: [
      [10, 13],
      [20, 21],
    ],
    number: [0, 9],
    birth: [13, 19],
    expiry: [21, 27],
    all: [
      [0, 10],
      [13, 20],
      [21, last],
    ],
  };
}

/** What may be kept and read of a zone: no nationality, no sex. Refuses what is no zone. */
export function blankZone(text: string, where: string): string {
  const zone = text.normalize('NFKC').toUpperCase().replace(/\s+/g, '');
  const layout = LAYOUTS[zone.length];
  if (layout === undefined || !/^[A-Z0-9<]+$/.test(zone))
    throw new AshiatoError('E_CANDIDATE', 'this is no machine-readable zone', {
      where,
      limit: '44 or 36 characters (second line), or 60 (first two lines of a card), of A–Z, 0–9 and <',
      next: 'Copy the line again, or leave it out.',
    });
  return layout.blanked.reduce(
    (rest, [from, to]) => rest.slice(0, from) + '<'.repeat(to - from) + rest.slice(to),
    zone,
  );
}

export function readZone(zone: string): Zone {
  const layout = LAYOUTS[zone.length]!;
  const at = ([from, to]: Span): string => zone.slice(from, to);
  const holds = ([from, to]: Span): boolean => checkDigit(zone.slice(from, to)) === zone[to];
  const { number, birth, expiry, all } = layout;
  const whole = checkDigit(all.map(at).join('')) === zone.at(-1);
  return {
    number: at(number).replace(/<+$/, ''),
    birth: at(birth),
    wrong: [
      ...(holds(number) ? [] : ['number']),
      ...(holds(birth) ? [] : ['birth']),
      ...(holds(expiry) ? [] : ['expiry']),
      ...(whole ? [] : ['all']),
    ],
  };
}

const WEIGHTS = [7, 3, 1] as const;

function checkDigit(text: string): string {
  const sum = [...text].reduce((total, each, i) => {
    const value = each === '<' ? 0 : Number.parseInt(each, 36);
    return total + value * WEIGHTS[i % 3]!;
  }, 0);
  return String(sum % 10);
}
