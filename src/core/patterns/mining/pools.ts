/**
 * Which pool found a block, by what it wrote into the coinbase. Anybody can write anything there, so it is the
 * miner’s own word. Markers as pool lists publish them (blockchain/Blockchain-Known-Pools, mempool/mining-pools).
 */
const MARKERS: readonly (readonly [string, string])[] = [
  ['Foundry USA Pool', 'Foundry USA'],
  ['AntPool', 'AntPool'],
  ['Mined by AntPool', 'AntPool'],
  ['/ViaBTC/', 'ViaBTC'],
  ['F2Pool', 'F2Pool'],
  ['/Binance/', 'Binance Pool'],
  ['binance', 'Binance Pool'],
  ['MARA Pool', 'MARA Pool'],
  ['/LUXOR/', 'Luxor'],
  ['Luxor', 'Luxor'],
  ['SBICrypto', 'SBI Crypto'],
  ['/slush/', 'Braiins (Slush)'],
  ['/poolin.com', 'Poolin'],
  ['/BTC.COM/', 'BTC.com'],
  ['btccom', 'BTC.com'],
  ['/BTC.TOP/', 'BTC.TOP'],
  ['SpiderPool', 'SpiderPool'],
  ['SECPOOL', 'SECPOOL'],
  ['/NiceHash/', 'NiceHash'],
  ['/BitFury/', 'BitFury'],
  ['BTCChina', 'BTCC'],
  ['BTCC', 'BTCC'],
  ['BW Pool', 'BW.COM'],
  ['KnCMiner', 'KnCMiner'],
  ['HaoBTC', 'HaoBTC'],
  ['GHash.IO', 'GHash.IO'],
  ['ghash.io', 'GHash.IO'],
  ['Eligius', 'Eligius'],
  ['BTC Guild', 'BTC Guild'],
  ['Mined by BTC Guild', 'BTC Guild'],
  ['/BitClub Network/', 'BitClub'],
  ['ckpool', 'CKPool'],
  ['/solo.ckpool', 'CKPool solo'],
  ['OCEAN.XYZ', 'OCEAN'],
];

/** Null where no marker is known. The longest marker that fits wins. */
export function poolOf(minerText: string): string | null {
  const fitting = MARKERS.filter(([marker]) => minerText.includes(marker));
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? null;
}
