/** Token contracts that touched a case, judged by rule: whatever is not recognised never carries taint. */
import { judgeToken, type TokenVerdict } from '../../core/attribution/assets.ts';
import { malformed, type TableText } from '../../core/chains/table/rows.ts';
import { parseAddress } from '../../core/model/address.ts';
import { type AssetId, LONGEST_SYMBOL, tokenAsset } from '../../core/model/asset.ts';
import type { Chain } from '../../core/model/chain.ts';
import type { Gap } from '../../core/model/movement.ts';

const COLUMNS = 'contract,symbol,decimals';

export type JudgedToken = {
  readonly id: AssetId;
  readonly contract: string;
  readonly symbol: string;
  readonly judgement: TokenVerdict;
};

export function judgeTokens(table: TableText, chain: Chain): JudgedToken[] {
  if (table.header.join(',') !== COLUMNS) {
    throw malformed(
      `the columns are "${table.header.join(',')}"`,
      `${table.file}:1`,
      `Use exactly these: ${COLUMNS}.`,
    );
  }
  return table.rows.map(({ line, cells }) => {
    const [text = '', symbol = ''] = cells;
    const contract = parseAddress(chain, text, `${table.file}:${line} contract`);
    if (symbol.length > LONGEST_SYMBOL)
      throw malformed(
        `a symbol has ${symbol.length} characters, and ${LONGEST_SYMBOL} are allowed`,
        `${table.file}:${line} symbol`,
        'Cut it: a token is known by its contract.',
      );
    const { id } = tokenAsset(chain, contract, symbol, 0);
    return { id, contract, symbol, judgement: judgeToken(chain, contract, symbol) };
  });
}

export const rejectedOf = (tokens: readonly JudgedToken[]): AssetId[] =>
  tokens.filter((token) => token.judgement.verdict !== 'recognised').map((token) => token.id);

export function tokenGap(tokens: readonly JudgedToken[], chain: Chain): Gap {
  const count = (verdict: TokenVerdict['verdict']): number =>
    tokens.filter((token) => token.judgement.verdict === verdict).length;
  const fakes = count('look-alike');
  const unknown = count('unrecognised');
  return {
    type: 'coverage',
    chain: chain.id,
    text:
      `Of ${tokens.length} token contracts that touched these accounts ${fakes + unknown} are never followed: ` +
      `${fakes} whose symbol reads like a recognised asset's although the contract is another, and ` +
      `${unknown} that are not recognised at all.`,
  };
}
