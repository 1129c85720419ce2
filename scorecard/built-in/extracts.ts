/** Two small extracts of listed addresses: the second lost one and gained one. */
const address = (n: number): string => `0x${n.toString(16).padStart(40, '0')}`;

const table = (numbers: readonly number[]): string =>
  ['asset,address', ...numbers.map((n) => `ETH,${address(n)}`)].join('\n');

export const madeExtracts = (): Readonly<Record<string, string>> => ({
  'sanctions/ofac_crypto_addresses_2021-01-01.csv': table([1, 2, 3, 4]),
  'sanctions/ofac_crypto_addresses_2022-01-01.csv': table([1, 2, 4, 5]),
});
