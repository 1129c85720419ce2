/**
 * Addresses as publishers write them: with a code that names an asset rather than a chain, with invisible
 * characters, in any spelling. What they may be is worked out here; what was published stays beside it.
 */
import { parseAddress } from '../model/address.ts';
import { CHAINS, type Chain } from '../model/chain.ts';
import { latinLookAlike } from '../model/confusable.ts';
import type { Day, ListedAddress } from '../model/list.ts';
import type { Doubt } from './reading.ts';

type Family = Chain['family'];

/**
 * Codes that name one family of chains. Coins that split off Bitcoin keep its keys, so their old-style addresses
 * are an owner's on Bitcoin too. Every other code (USDT, USDC, one that is new) may be on any chain on which the
 * bytes are an address.
 */
const FAMILIES: Readonly<Record<string, readonly Family[]>> = {
  XBT: ['bitcoin'],
  BTC: ['bitcoin'],
  BCH: ['bitcoin'],
  BSV: ['bitcoin'],
  BTG: ['bitcoin'],
  ETH: ['evm'],
  ETC: ['evm'],
  ARB: ['evm'],
  BSC: ['evm'],
  BNB: ['evm'],
  TRX: ['tron'],
  XMR: [],
  ZEC: [],
  LTC: [],
  DASH: [],
  XVG: [],
  XRP: [],
  DOGE: [],
  ADA: [],
  KMD: [],
  LSK: [],
  SC: [],
  STRAT: [],
  SOL: [],
  XLM: [],
  IOST: [],
  DGB: [],
};

/** Assets on many chains, whose code alone says nothing of the chain. */
const ON_MANY_CHAINS: readonly string[] = ['USDT', 'USDC', 'ANY'];
/** Bitcoin Cash and Bitcoin Gold have forms of their own too, which are no addresses of a chain that is followed. */
const FORKS_OWN =
  /^(?:(?:bitcoincash:)?[qp][qpzry9x8gf2tvdw0s3jn54khce6mua7l]{41}|[GA][1-9A-HJ-NP-Za-km-z]{33})$/;

/**
 * What is not understood of an address: a code that is new (its address is matched on every chain), or a text that
 * is no address of the chain that its code names.
 */
export function doubtsOf({ code, text, accounts }: ListedAddress, where: string): readonly Doubt[] {
  const doubt = (says: string): readonly Doubt[] => [{ code: 'E_LIST_UNKNOWN_ASSET', says, where }];
  const families = FAMILIES[code];
  if (families === undefined && !ON_MANY_CHAINS.includes(code))
    return doubt(`the asset "${code.slice(0, 40)}" is new; its addresses are matched on every chain`);
  const expected = families === undefined || families.length > 0;
  if (!expected || accounts.length > 0 || FORKS_OWN.test(text)) return [];
  return doubt(`"${text.slice(0, 60)}" is no address of ${code} that we can read`);
}

/** One chain of each family stands for all of it: an account has one spelling on them all. */
const ONE_OF_EACH: readonly Chain[] = (['bitcoin', 'evm', 'tron'] as const).map(
  (family) => CHAINS.find((chain) => chain.family === family && chain.laboratory !== true)!,
);

/** Spaces and joiners that no reader sees, at any place: publishers paste them in. */
const INVISIBLE = /[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu;

export function listedAddress(code: string, text: string, listedOn: Day | null): ListedAddress {
  const bare = text.replace(INVISIBLE, '');
  const families = FAMILIES[code] ?? ['bitcoin', 'evm', 'tron'];
  const accounts = ONE_OF_EACH.flatMap((chain) => {
    if (!families.includes(chain.family) || isOtherSpelling(chain.family, bare)) return [];
    // A letter of another script that looks like the right one is only taken for it where the checksum then holds.
    const address = tryParse(chain, bare) ?? tryParse(chain, inLatin(bare));
    return address === null ? [] : [{ family: chain.family, address }];
  });
  return { code, text, accounts, listedOn };
}

/** `0x…` is a spelling of TRON too, but a publisher who writes it means an EVM chain. */
const isOtherSpelling = (family: Family, text: string): boolean => family === 'tron' && /^0x/i.test(text);

const inLatin = (text: string): string =>
  [...text]
    .map((letter) => {
      const latin = latinLookAlike(letter);
      if (latin === null) return letter;
      return letter === letter.toLowerCase() ? latin : latin.toUpperCase();
    })
    .join('');

/** Publishers write hex in any case; the bytes name the account. Anything else must be right as it stands. */
function tryParse(chain: Chain, text: string): string | null {
  try {
    return parseAddress(chain, chain.family === 'evm' ? text.toLowerCase() : text);
  } catch {
    return null;
  }
}
