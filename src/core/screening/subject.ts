/**
 * What is asked about, brought to one form: any spelling of an account is one subject. What cannot be read is
 * refused here with its code, and never reaches a check that could call it clear.
 */
import { evmTwinOf, familyOf, parseAddress } from '../model/address.ts';
import { CHAINS, type Chain, type ChainId, chainNamed, getChain } from '../model/chain.ts';
import type { ScreenedSubject } from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Day } from '../model/list.ts';
import type { Payment } from './rules.ts';

type Family = Chain['family'];

/** As a customer writes it. A chain is a CAIP-2 id, a name (`ethereum`) or a ticker (`eth`). */
export type Asked =
  | { readonly type: 'address'; readonly address: string; readonly chain: string | null }
  | { readonly type: 'transaction'; readonly txid: string; readonly chain: string | null }
  | {
      readonly type: 'name';
      readonly name: string;
      readonly births: readonly string[];
      readonly countries: readonly string[];
    };

export type Question = {
  readonly subject: Asked;
  readonly direction: 'deposit' | 'withdrawal';
  readonly payment: Payment;
  /** A day of the past to ask about; null: now. */
  readonly asOf: Day | null;
};

export type ParsedSubject = {
  readonly subject: ScreenedSubject;
  /** Where the subject may be: what an answer about flows must cover. */
  readonly chains: readonly ChainId[];
};

const TICKERS: Readonly<Record<string, string>> = {
  btc: 'bitcoin',
  xbt: 'bitcoin',
  eth: 'ethereum',
  bnb: 'bnb chain',
  matic: 'polygon',
  pol: 'polygon',
  arb: 'arbitrum',
  op: 'optimism',
  avax: 'avalanche',
  trx: 'tron',
  // As other programs and vendors call them.
  'binance smart chain': 'bnb chain',
  'bnb smart chain': 'bnb chain',
  'arbitrum one': 'arbitrum',
  'op mainnet': 'optimism',
  'avalanche c chain': 'avalanche',
};

/** One chain of each family stands for all of it: an account has one spelling on them all. */
const ONE_OF_EACH: readonly Chain[] = (['bitcoin', 'evm', 'tron'] as const).map(
  (family) => CHAINS.find((chain) => chain.family === family && chain.laboratory !== true)!,
);

const chainsOf = (families: readonly Family[]): ChainId[] =>
  CHAINS.filter((chain) => chain.laboratory !== true && families.includes(chain.family)).map(({ id }) => id);

export function parseSubject(asked: Asked): ParsedSubject {
  switch (asked.type) {
    case 'address':
      return parseAccount(asked.address, readChain(asked.chain));
    case 'transaction':
      return parseTransaction(asked.txid, readChain(asked.chain));
    case 'name':
      refuseAccountWithin(asked.name);
      return {
        subject: { type: 'name', text: asked.name, births: asked.births, countries: asked.countries },
        chains: [],
      };
  }
}

/** An address or a transaction id within a text, whatever stands around it or between its letters. */
function holdsAccount(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return (
    /(^|[^0-9a-z])(0x|bc1)[0-9a-z]{8}/i.test(plain) ||
    (plain.match(/[0-9a-z]{26,}/gi) ?? []).some((run) => /\d/.test(run)) ||
    isAccountInGroups(plain)
  );
}

/** As wallets show them, four letters at a time. No name has the form of an address, its length and so many digits. */
function isAccountInGroups(plain: string): boolean {
  const joined = plain.replace(/[^0-9a-z]/gi, '');
  return (
    joined.length >= 25 &&
    joined.replace(/\D/g, '').length >= 3 &&
    (familyOf(joined) !== null || /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(joined))
  );
}

/** No list of names has an address: it would be clear, whoever holds it. */
function refuseAccountWithin(name: string): void {
  if (!holdsAccount(name)) return;
  throw new AshiatoError('E_NAME', 'the name holds an address or a transaction id', {
    where: 'name',
    next: 'Ask about the address as an address, and about the name without it.',
  });
}

/** Nearly all of a batch name the same chain. */
let lastRead: { readonly name: string; readonly chain: Chain } | null = null;

function readChain(name: string | null): Chain | null {
  if (name === null) return null;
  if (name !== lastRead?.name) lastRead = { name, chain: chainCalled(name) };
  return lastRead.chain;
}

function chainCalled(name: string): Chain {
  const word = name.trim().toLowerCase().replace(/[_-]/g, ' ');
  return chainNamed(TICKERS[word] ?? word) ?? getChain(name.trim());
}

function parseAccount(text: string, chain: Chain | null): ParsedSubject {
  if (chain !== null) {
    const accounts = heldWithOneKey([{ family: chain.family, address: parseAddress(chain, text) }]);
    return { subject: { type: 'address', text, accounts }, chains: [chain.id] };
  }
  // One key holds 0x… on the EVM chains and, spelt T…, on TRON: whoever is listed or reached as either is found.
  const accounts = ONE_OF_EACH.flatMap((each) => {
    const address = tryParse(each, text);
    return address === null ? [] : [{ family: each.family, address }];
  });
  if (accounts.length === 0) {
    const family = familyOf(text.trim()) ?? 'bitcoin';
    parseAddress(ONE_OF_EACH.find((each) => each.family === family)!, text);
  }
  // But nobody is paid on TRON at 0x… without saying so: the answer is about the first, and says that (`READ_AS`).
  return {
    subject: { type: 'address', text, accounts: heldWithOneKey(accounts) },
    chains: chainsOf(accounts.slice(0, 1).map(({ family }) => family)),
  };
}

/**
 * Who is listed as 0x… and is to be paid on TRON holds both with one key. The other way round, a chain of the EVM named,
 * the snapshot knows the listed T…, and no flow of it is looked for: most of a batch is asked so, and to spell each as T…
 * would cost more than all the rest.
 */
export function heldWithOneKey(accounts: AccountsOf['accounts']): AccountsOf['accounts'] {
  const [one, other] = accounts;
  if (one?.family !== 'tron' || other !== undefined) return accounts;
  return [one, { family: 'evm', address: evmTwinOf(one.address) }];
}

/** The accounts of the chains that were asked about; another that the same key holds is looked for, never cleared. */
export function askedAccounts({ subject, chains }: ParsedSubject): AccountsOf['accounts'] {
  if (subject.type !== 'address') return [];
  const families = new Set(chains.map((id) => getChain(id).family));
  return subject.accounts.filter(({ family }) => families.has(family));
}

type AccountsOf = Extract<ScreenedSubject, { type: 'address' }>;

/** What a reader must know of an answer that is about one account and looked at another of the same key. */
export const readAs = (asked: AccountsOf['accounts']): string =>
  asked[0]?.family === 'tron' ? READ_AS_TRON : READ_AS_EVM;

const READ_AS_TRON =
  'read as an account of TRON; what is known of the account of the same key on the EVM chains was looked at';
const READ_AS_EVM =
  'read as an account of the EVM chains; what is known of the TRON account of the same key was looked at, but for a payment on TRON name the chain';

function tryParse(chain: Chain, text: string): string | null {
  try {
    return parseAddress(chain, text);
  } catch (error) {
    if (error instanceof AshiatoError) return null;
    throw error;
  }
}

const TRANSACTION = /^(0x)?[0-9a-f]{64}$/i;

function parseTransaction(text: string, chain: Chain | null): ParsedSubject {
  const id = text.trim().toLowerCase();
  const prefixed = id.startsWith('0x');
  if (!TRANSACTION.test(id) || (chain !== null && prefixed !== (chain.family === 'evm'))) {
    throw new AshiatoError('E_TX_ID', `"${text.slice(0, 80)}" is no transaction id`, {
      where: 'transaction',
      limit: '64 hex digits, with 0x in front on EVM chains and without on Bitcoin and TRON',
      next: 'Copy the id again from its source.',
    });
  }
  return {
    subject: { type: 'transaction', text: id, chain: chain?.id ?? null },
    chains: chain === null ? chainsOf(prefixed ? ['evm'] : ['bitcoin', 'tron']) : [chain.id],
  };
}

/** What a text is by its looks, for a command line that has one argument. */
export function guessSubject(text: string, chain: string | null): Asked {
  const bare = text.trim();
  if (TRANSACTION.test(bare)) return { type: 'transaction', txid: bare, chain };
  if (chain !== null || bare === '' || isNoName(bare)) return { type: 'address', address: text, chain };
  return { type: 'name', name: text, births: [], countries: [] };
}

/**
 * No list of names has an address, a file or a domain, so that asked as a name each would be clear: it is refused
 * instead. One word with a digit is a mistyped address sooner than somebody's name, and so is one as long as one.
 */
function isNoName(text: string): boolean {
  if (familyOf(text) !== null || holdsAccount(text)) return true;
  return !/\s/.test(text) && (/[\d/\\]|\.\p{L}{2}/u.test(text) || /^[a-z]{26,}$/i.test(text));
}

/** What overrides, watching and erasure go by: one key an account, one a transaction; the first is the narrowest. */
export function subjectKeys(subject: ScreenedSubject): readonly string[] {
  switch (subject.type) {
    case 'address':
      return subject.accounts.map(({ family, address }) => `${family}:${address}`);
    case 'transaction':
      return [`tx:${subject.text}`];
    case 'name': {
      const words = subject.text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');
      // What two people decide is about one person; what is erased is everything under the name.
      return [`name:${words}|${subject.births.join(',')}|${subject.countries.join(',')}`, `name:${words}`];
    }
  }
}

/** A subject that could not be read, as it stands in an answer: never clear, with the reason beside it. */
export function unreadSubject(asked: Asked): ScreenedSubject {
  switch (asked.type) {
    case 'address':
      return { type: 'address', text: asked.address.slice(0, 200), accounts: [] };
    case 'transaction':
      return { type: 'transaction', text: asked.txid.slice(0, 200), chain: null };
    case 'name':
      return {
        type: 'name',
        text: asked.name.slice(0, 200),
        births: asked.births,
        countries: asked.countries,
      };
  }
}
