/** What the Ronin case says about itself. */
import { AUTHOR } from './source.ts';

export const RONIN_TEXT = {
  title: {
    en: 'Ronin bridge, 2022',
    ja: 'ローニン（Ronin）ブリッジ（2022年）',
    ko: '로닌 브리지(2022년)',
  },
  summary: {
    en: 'On 23 March 2022, 173,600 ETH and 25.5 million USDC were taken from the Ronin bridge. The recording holds every ETH transaction of eight wallets that OFAC listed for the theft, and 48 batches of deposits into Tornado Cash.',
    ja: '2022年3月23日、Roninブリッジから173,600 ETHと2,550万USDCが盗まれた。この記録は、OFACが本件で制裁対象とした8つのウォレットのすべてのETH取引と、Tornado Cashへの48回分の入金を収める。',
    ko: '2022년 3월 23일 로닌 브리지에서 173,600 ETH와 2,550만 USDC가 탈취되었다. 이 기록은 OFAC이 이 사건으로 제재한 지갑 8개의 모든 ETH 거래와 토네이도 캐시로의 예치 48회분을 담고 있다.',
  },
  provenance: [
    {
      what: 'Every ETH transaction to or from the eight OFAC-listed wallets of the Ronin theft, 2022-03-23 to 2022-09-27 (436 rows)',
      source:
        'dspytdao/Eth_Data@3c66dcba0a6d1f14df1ccfc1eebb11e9294ce6fc:LazarusTabularTxs1322519.csv (a Dune export)',
      licence: 'MIT',
      retrieved: 'before 2026-11-22; the commit is pinned',
      relaid:
        'The export has no transaction hashes: "row-NNN" names the line of the source. It writes amounts as floating-point numbers; the decimal text is taken as exact, in scientific notation too. Zero-value rows are kept. Rows are sorted by time; rows of one second keep the order of the source.',
    },
    {
      what: 'All 48 batches of deposits into the Tornado Cash 100 ETH pool attributed to the theft, 1,751 deposits, 2022-04-04 to 2022-05-19',
      source:
        "tayvano/lazarus-bluenoroff-research@22a53877b8a87a7ab06c513684e5fc30db5ac182:hacks-and-thefts/Ronin Bridge.md (typed in by address prefix, resolved and count-checked against the pool's events)",
      licence: 'none stated (facts)',
      retrieved: 'before 2026-11-22; the commit is pinned',
      relaid:
        'One row a batch: the depositor pays n times 100 ETH to the pool. It is placed at second 59 of the last minute the source gives, because by then the batch is known to be complete. "batch-NN" is its number in the source.',
    },
  ],
  declarations: {
    theft: {
      author: AUTHOR,
      source: 'facts/incidents.json, ronin-2022 (FBI, OFAC, US DOJ)',
      note: "The theft of 173,600 ETH is entered as a credit of the theft wallet at 2022-03-23T13:00:00Z, before every row. The recording has no internal transfers, so the credit itself and its exact second are not in it; the wallet's two zero-value calls to the Ronin bridge at 13:29:09 and 13:31:04 are probably the two withdrawals. By this placement the 1.0569 ETH that came in at 13:16:57 counts as younger than the stolen ETH.",
      knownAt: '2022-03-29',
    },
    'usdc-swap': {
      author: AUTHOR,
      source:
        'facts/incidents.json, ronin-2022, theft_addresses with the note "2022-03-23 swap"; amounts from the recording itself',
      note: 'The stolen 25,500,000 USDC were swapped for ETH through two wallets; the swaps are token transfers and not in the recording. Each wallet is credited, one second before its first debit, with exactly what it sent to the theft wallet beyond its recorded credits (4,869.1426056027744 and 3,693.5375835279715 ETH). These credits stand for the 25,500,000 USDC, split in proportion to them.',
      knownAt: '2022-03-29',
    },
  },
  gaps: [
    'No transaction hashes: transactions are named by the line of the source table.',
    'No gas: fees are not recorded, so a wallet seems to hold a little more than it did.',
    'No internal transfers and no token transfers; other addresses that took part are seen only where they meet one of the eight wallets.',
    'Only the eight listed wallets are complete. What reaches any other address ends as no-data (outflows-not-recorded), unless it is a depositor whose batch is recorded.',
    'Depositor 3 (0x01a5…a911) has a batch of 17 × 100 ETH but no recorded credit, so at most 1,734 of the 1,751 published deposits can be reached from the theft.',
    'Depositor 2 (0xdf22…9a2a) received a further 1,749.21564 ETH after its batch; where that went is not recorded.',
    '46 rows share their second with another (20 seconds). Their order is: credits before debits, then the order of the source. One pair depends on it: at 2022-03-23T14:02:51Z the theft wallet is credited 3,390 ETH before it calls the USDC contract.',
    'The exact second of the theft is not in the recording.',
    'Deposits of a batch are entered as one payment at its end; within a batch their times are not told apart.',
  ],
};
