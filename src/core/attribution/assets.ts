/**
 * Which tokens are what they say. A token is known by its contract, never by its symbol: anyone may deploy a
 * contract called "ETH". The rule tells three kinds apart: the contract is a recognised asset's; or the symbol
 * reads like a recognised asset's (or the chain's own coin's) although the contract is another, which is a
 * look-alike; or neither, and the token is merely not recognised. Only recognised assets carry taint.
 *
 * Innocent explanation of a look-alike: wrapped or bridged versions of a coin sometimes keep its symbol. The
 * verdict says that the contract is not the one we know, not that its maker means harm.
 */
import { type Asset, LONGEST_SYMBOL, tokenAsset } from '../model/asset.ts';
import { type Chain, getChain } from '../model/chain.ts';
import { describeCharacter, latinLookAlike } from '../model/confusable.ts';

export type RecognisedAsset = {
  readonly asset: Asset;
  readonly contract: string;
  /** Where the contract was read; decimals are own knowledge unless the source gives them. */
  readonly source: string;
};

export type TokenVerdict =
  | { readonly verdict: 'recognised'; readonly asset: Asset; readonly source: string }
  | {
      readonly verdict: 'look-alike';
      /** The symbol it reads like. */
      readonly of: string;
      /** The contract that symbol belongs to; null: the chain's own coin, which has none. */
      readonly genuine: string | null;
      /** The letters that differ, described; empty where the symbol is spelled the same. */
      readonly letters: readonly string[];
    }
  | { readonly verdict: 'unrecognised' };

const row = (
  chain: string,
  symbol: string,
  contract: string,
  decimals: number,
  source: string,
): RecognisedAsset => {
  const asset = tokenAsset(getChain(chain), contract, symbol, decimals);
  return { asset, contract: asset.id.slice(asset.id.lastIndexOf(':') + 1), source };
};

const ETHEREUM = 'eip155:1';
const SERVICES = 'facts/services.json, tokens';
const ISSUERS = 'issuers’ contract lists as public repositories repeat them; decimals are own knowledge';

export const RECOGNISED_ASSETS: readonly RecognisedAsset[] = [
  row(ETHEREUM, 'USDT', '0xdAC17F958D2ee523a2206206994597C13D831ec7', 6, SERVICES),
  row('tron:0x2b6653dc', 'USDT', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 6, SERVICES),
  row(ETHEREUM, 'USDC', '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 6, SERVICES),
  row(ETHEREUM, 'WBTC', '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', 8, SERVICES),
  row(
    ETHEREUM,
    'tBTC',
    '0x18084fbA666a33d37592fA2633fD49a74DD93a88',
    18,
    `${SERVICES} (there marked as own knowledge)`,
  ),
  row(ETHEREUM, 'DAI', '0x6B175474E89094C44Da98b954EedeAC495271d0F', 18, SERVICES),
  row(ETHEREUM, 'WETH', '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', 18, SERVICES),
  row(
    ETHEREUM,
    'stETH',
    '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84',
    18,
    'Etherscan labels (brianleect/etherscan-labels, 2023)',
  ),
  row(
    ETHEREUM,
    'LINK',
    '0x514910771AF9Ca656af840dff83E8264EcF986CA',
    18,
    'Etherscan labels (brianleect/etherscan-labels, 2023)',
  ),
  // No label list names these two; the investigation of the Bybit theft does, beside their genuine transfers.
  row(
    ETHEREUM,
    'mETH',
    '0xd5F7838F5C461fefF7FE49ea5ebaF7728bB0ADfa',
    18,
    'phvaz/blockchain-fund-tracing-investigation, phase03-trace/README.md; own knowledge',
  ),
  row(
    ETHEREUM,
    'cmETH',
    '0xE6829d9a7eE3040e1276Fa75293Bde931859e8fA',
    18,
    'phvaz/blockchain-fund-tracing-investigation, phase03-trace/README.md; own knowledge',
  ),
  // Circle's and Tether's own lists of contracts, and the wrapped coin of each chain; each passes its EIP-55 checksum.
  row('eip155:56', 'WBNB', '0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c', 18, ISSUERS),
  row('eip155:56', 'USDT', '0x55d398326f99059fF775485246999027B3197955', 18, ISSUERS),
  row('eip155:56', 'USDC', '0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d', 18, ISSUERS),
  row('eip155:137', 'WPOL', '0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270', 18, ISSUERS),
  row('eip155:137', 'USDC', '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', 6, ISSUERS),
  row('eip155:137', 'USDT', '0xc2132D05D31c914a87C6611C10748AEb04B58e8F', 6, ISSUERS),
  row('eip155:137', 'WETH', '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', 18, ISSUERS),
  row('eip155:42161', 'WETH', '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1', 18, ISSUERS),
  row('eip155:42161', 'USDC', '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', 6, ISSUERS),
  row('eip155:42161', 'USDT', '0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9', 6, ISSUERS),
  row('eip155:42161', 'WBTC', '0x2f2a2543B76A4166549F7aaB2e75Bef0aefC5B0f', 8, ISSUERS),
  row('eip155:10', 'WETH', '0x4200000000000000000000000000000000000006', 18, ISSUERS),
  row('eip155:10', 'USDC', '0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', 6, ISSUERS),
  row('eip155:10', 'USDT', '0x94b008aA00579c1307B0EF2c499aD98a8ce58e58', 6, ISSUERS),
  row('eip155:8453', 'WETH', '0x4200000000000000000000000000000000000006', 18, ISSUERS),
  row('eip155:8453', 'USDC', '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', 6, ISSUERS),
  row('eip155:43114', 'WAVAX', '0xB31f66AA3C1e785363F0875A1B74E27b85FD66c7', 18, ISSUERS),
  row('eip155:43114', 'USDC', '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E', 6, ISSUERS),
  row('eip155:43114', 'USDT', '0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7', 6, ISSUERS),
  row('eip155:43114', 'BTC.b', '0x152b9d0FdC40C096757F570A51E494bd4b943E50', 8, ISSUERS),
  row('eip155:43114', 'WETH.e', '0x49D5c2BdFfac6CE2BFdB6640F4F80f226bc10bAB', 18, ISSUERS),
  row('eip155:43114', 'USDC.e', '0xA7D7079b0FEaD91F3e65f86E8915Cb59c1a4C664', 6, ISSUERS),
  row('eip155:43114', 'USDT.e', '0xc7198437980c041c805A1EDcbA50c1Ce5db95118', 6, ISSUERS),
  row('eip155:43114', 'WBTC.e', '0x50b7545627a5162F82A992c33b87aDc75187B218', 8, ISSUERS),
];

/** Judges one token. `recognised` is the table to judge by; the laboratory brings its own. */
export function judgeToken(
  chain: Chain,
  contract: string,
  symbol: string,
  recognised: readonly RecognisedAsset[] = RECOGNISED_ASSETS,
): TokenVerdict {
  const { id } = tokenAsset(chain, contract, symbol, 0);
  const known = recognised.filter((candidate) => candidate.asset.chain === chain.id);
  const own = known.find((candidate) => candidate.asset.id === id);
  if (own !== undefined) return { verdict: 'recognised', asset: own.asset, source: own.source };
  if (symbol.length > LONGEST_SYMBOL) return { verdict: 'unrecognised' };
  const readings = [foldSymbol(symbol), foldSymbol(swapAsciiTwins(symbol))];
  const reads = (genuine: string): boolean => readings.includes(foldSymbol(genuine));
  if (reads(chain.native.symbol)) return lookAlike(symbol, chain.native.symbol, null);
  const twin = known.find((candidate) => reads(candidate.asset.symbol));
  return twin === undefined
    ? { verdict: 'unrecognised' }
    : lookAlike(symbol, twin.asset.symbol, twin.contract);
}

/**
 * A symbol as the eye takes it: compatibility forms and accents undone (NFKD), letters of other scripts read
 * as the Latin letters they are drawn like, blanks, invisible signs and outer punctuation dropped, case ignored.
 */
export function foldSymbol(symbol: string): string {
  const plain = symbol.normalize('NFKD').replace(/[\p{M}\p{C}\p{Z}\s]/gu, '');
  const latin = [...plain].map((letter) => latinLookAlike(letter) ?? letter).join('');
  return latin.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** Within ASCII a small l, a one and a bar pass for I, and a zero for O. */
const swapAsciiTwins = (symbol: string): string => symbol.replace(/[l1|]/g, 'I').replace(/0/g, 'O');

const lookAlike = (symbol: string, of: string, genuine: string | null): TokenVerdict => ({
  verdict: 'look-alike',
  of,
  genuine,
  letters: differingLetters(symbol, of),
});

/** Each character that the genuine symbol does not have, once, in order of appearance. */
function differingLetters(symbol: string, genuine: string): string[] {
  const letters = new Set(genuine.toLowerCase());
  const foreign = [...symbol].filter((letter) => !letters.has(letter.toLowerCase()));
  return [...new Set(foreign)].map(describeCharacter);
}
