/** One address that pays a dozen new ones alike, and a table of tokens with two impostors. */
const address = (n: number): string => `0x${n.toString(16).padStart(40, '0')}`;

export function madeTheftExtracts(): Record<string, string> {
  const hops = Array.from({ length: 12 }, (_, i) =>
    [
      'hop1',
      address(1),
      address(100 + i),
      `2025-01-01T00:${10 + i}:00Z`,
      1 + i,
      'ETH',
      1000,
      '0x00000000',
    ].join(','),
  );
  const other = ['hop2', address(2), address(200), '2025-01-01T01:00:00Z', 99, 'ETH', 5, '0x00000001'].join(
    ',',
  );
  const tokens = [
    '0xdac17f958d2ee523a2206206994597c13d831ec7,USDT,6',
    `${address(3)},USDТ,6`,
    `${address(4)},ЕTH,18`,
    `${address(5)},WOMBAT,18`,
  ];
  return {
    'flows/made_hops_1.csv': `${['hop,from,to,utc,block,asset,amount,tx_prefix', ...hops, other].join('\n')}\n`,
    'flows/made_token_symbols.csv': `${['contractAddress,tokenSymbol,decimals', ...tokens].join('\n')}\n`,
  };
}
