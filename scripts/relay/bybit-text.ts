/** What the Bybit case says about itself. */
import { AUTHOR } from './source.ts';

const REPORT =
  'phvaz/blockchain-fund-tracing-investigation:phase03-trace/README.md, hop 2 (contract labels read on Etherscan, 2026-08-26)';

const swap = (what: string) => ({
  author: AUTHOR,
  source: `${REPORT}; amounts from the recording itself`,
  note: `0xa4b2…449e paid tokens to swap contracts and then sent on ETH whose receipt the recording lacks. ${what}`,
});

export const BYBIT_TEXT = {
  title: {
    en: 'Bybit, 2025: one branch, three hops',
    ja: 'Bybit（2025年）：1つの経路、3段階',
    ko: '바이비트(2025년): 한 갈래, 세 단계',
  },
  summary: {
    en: 'On 21 February 2025 about 401,347 ETH, 90,376 stETH, 15,000 cmETH and 8,000 mETH were taken from Bybit. The recording holds every genuine outflow of three wallets: the theft wallet, the wallet that swapped the staked ether, and the one that gathered the proceeds.',
    ja: '2025年2月21日、Bybitから約401,347 ETH、90,376 stETH、15,000 cmETH、8,000 mETHが盗まれた。この記録は、盗難ウォレット、ステーキングトークンを交換したウォレット、その代金を集めたウォレットの3つについて、本物の資産の出金をすべて収める。',
    ko: '2025년 2월 21일 바이비트에서 약 401,347 ETH, 90,376 stETH, 15,000 cmETH, 8,000 mETH가 탈취되었다. 이 기록은 탈취 지갑, 스테이킹 토큰을 교환한 지갑, 그 대금을 모은 지갑 등 세 지갑에서 나간 진짜 자산의 모든 출금을 담고 있다.',
  },
  provenance: [
    {
      what: 'Every genuine-asset outflow (ETH, stETH, mETH, cmETH) of three wallets on one branch of the Bybit theft (116 rows)',
      source:
        'phvaz/blockchain-fund-tracing-investigation@3310d9fe043a0613876ac9028680c9076afeb620:data/raw/hop1.csv; @e0d571967f9d0e097ee90ee7380cfe80675f9653:data/raw/hop2.csv; @fbfce4b8614a42d93fba47f98370b1c838a8d0f6:data/raw/hop3.csv',
      licence: 'none stated (chain facts)',
      retrieved: '2026-08-26 by the source, from Etherscan; the commits are pinned',
      relaid:
        'Typed in by hand; zero-value approvals left out. tx is the first 8 hex digits of the transaction hash, not the whole hash. Each swap gained a declared row with the ETH it brought.',
    },
    {
      what: '69 token contracts that touched accounts labelled with the theft',
      source:
        'we-stronger/bybit-incident-tna@d15cda7d4d3abd2e748c6bb30c5a98b9f17043ba:decimals_processed.csv',
      licence: 'none stated',
      retrieved: 'before 2026-11-22; the commit is pinned',
      relaid:
        "Columns renamed; symbols kept letter for letter. The decimals are the source's and wrong for several tokens (0 for stETH); they are not used.",
    },
  ],
  declarations: {
    theft: {
      author: AUTHOR,
      source: 'facts/incidents.json, bybit-2025 (FBI IC3, MSMT and others); stETH from the recording itself',
      note: 'The four stolen sums are entered as credits of the theft wallet before every row: at the end of the minute the facts give (14:16 UTC) and in the block of that moment by 12-second slots (21895255); neither is in the recording. ETH is as the facts round it, 401,346.77. stETH is 90,375.54791768, all that the wallet then sent, which the facts round to 90,375.',
      knownAt: '2025-02-21',
    },
    'swap-1': swap('10,000 stETH became the 9,980 ETH it sent on next.'),
    'swap-2': swap(
      '25,000, 12,000, 7,000 and 6,000 stETH became the 49,755 ETH it sent on next, shared in proportion.',
    ),
    'swap-3': swap(
      'The remaining 30,375.54791768 stETH and 8,000 mETH became 38,312.8948 ETH: the 38,313.7948 and 0.1 ETH it sent on, less the 1 ETH it had received. They are shared in proportion to token units, stETH and mETH counted at par.',
    ),
  },
  gaps: [
    'Transactions are named by the first 8 hex digits of their hash.',
    'Gas and inflows are not recorded; only outflows of genuine assets from three wallets are. Everything that reaches another address ends as no-data (beyond-hop-3).',
    "Which token bought which ETH is not recorded for swaps paid into one transfer onward; the split at par is the authors'. It gives the DODO swap about 15,162.98 ETH, where another public table (we-stronger/bybit-incident-tna) shows 15,133.793302606823886423 ETH as the last receipt from DODO; the sum of the group is not touched by it.",
    'The consolidation wallet sent 98,055.362 ETH and is recorded to have received 98,048.7948: about 6.567 ETH came from elsewhere and are taken as clean. The same other table shows a last transfer of 6.51245 units from the theft wallet to it, without naming the asset; no such row is in this recording.',
    'The theft wallet is left with 1,345.77 ETH, from which its gas was paid; later movements of it, if any, are not in the recording.',
    'The stolen ETH is rounded to two decimals in the facts; another public table gives 401,346.768858404671846374.',
  ],
};
