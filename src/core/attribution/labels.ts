/** What publishers call things: the categories that are known, what they do to a branch, and labels that deceive. */
import { describeCharacter, latinLookAlike } from '../model/confusable.ts';
import type { EndKind } from '../model/movement.ts';
import type { Tag } from '../model/tag.ts';

/**
 * Categories and concepts of GraphSense's taxonomies (INTERPOL's dark web and virtual assets taxonomy and
 * GraphSense's own), ours, and what a branch does where it meets one. Custody ends a branch: behind it stand
 * other people's coins, and only the custodian knows whose. Pools, routers and bridges do not: value passes
 * through them, and readings say where to. Being stolen, sanctioned or hacked is no reason to stop following.
 */
const CATEGORIES: Readonly<Record<string, EndKind | null>> = {
  exchange: 'service',
  hosted_wallet: 'service',
  wallet_service: 'service',
  payment_processor: 'service',
  gambling: 'service',
  casino: 'service',
  instant_swapper: 'service',
  guarantee_market: 'service',
  market: 'service',
  dark_web: 'service',
  atm: 'service',
  mixing_service: 'mixer',
  mixer: 'mixer',
  coinjoin: null,
  stealth_address: 'mixer',
  bridge: null,
  defi: null,
  defi_bridge: null,
  defi_dex: null,
  defi_lending: null,
  defi_derivative: null,
  dex_router: null,
  service: null,
  user: null,
  organization: null,
  miner: null,
  mining_service: null,
  faucet: null,
  donation: null,
  collectible: null,
  index: null,
  token: null,
  black_list: null,
  search_engine: null,
  identity_service: null,
  shop: null,
  sanction: null,
  ransomware: null,
  social_engineering: null,
  service_hack: null,
  scam: null,
  phishing: null,
  pyramid_scheme: null,
  ponzi_scheme: null,
  terrorism: null,
  extremism: null,
  sextortion: null,
  theft: null,
  hack: null,
};

const known = new Map(Object.entries(CATEGORIES));

export const isKnownCategory = (category: string): boolean => known.has(category);

/** Not ended: the tag is of nobody who holds other people's coins, or accuses its address instead of naming a service. */
export function stopKindOf({
  category,
  concepts,
  abuse,
}: Pick<Tag, 'category' | 'concepts' | 'abuse'>): EndKind | null {
  if (abuse !== null) return null;
  const kinds = [...(category === null ? [] : [category]), ...concepts].map(
    (each) => known.get(each) ?? null,
  );
  return kinds.find((kind) => kind === 'mixer') ?? kinds.find((kind) => kind !== null) ?? null;
}

/** The longest label there is among real packs is far below; a longer one is a flood. */
export const LABEL_LIMIT = 300;

/** Why a label deceives the eye; null where it does not. */
export function deceptionIn(label: string): string | null {
  const letters = [...label];
  const hidden = letters.find((letter) => /[\p{Cc}\p{Cf}]/u.test(letter));
  if (hidden !== undefined) return `it holds ${describeCharacter(hidden)}`;
  // A word of one foreign script is a word of a language; Latin letters with look-alikes between them are not.
  for (const word of label.split(/[^\p{L}\p{N}]+/u)) {
    // The dotless i of Turkish is a letter of its own.
    const foreign = [...word].find((letter) => letter !== 'ı' && latinLookAlike(letter) !== null);
    if (foreign !== undefined && /[A-Za-z]/.test(word)) return `it holds ${describeCharacter(foreign)}`;
  }
  return null;
}

/** As it may stand in a terminal: signs that steer the line are written out. */
export const plainText = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`,
  );
