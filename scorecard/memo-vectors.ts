/**
 * Memos and what they mean. The first are examples of thornode's documentation (docs/concepts/memos.md), the rest
 * follow its parser (x/thorchain/memo): shorthands, refund addresses, several affiliates, and what is no memo.
 */
import type { Memo, MemoAsset, SwapMemo } from '../src/core/patterns/bridge/memo.ts';

const asset = (chain: string, ticker: string, contract: string | null = null, native = true): MemoAsset => ({
  chain,
  ticker,
  contract,
  native,
});
const swap = (to: MemoAsset, destination: string | null, more: Partial<SwapMemo> = {}): SwapMemo => ({
  type: 'swap',
  order: 'market',
  asset: to,
  destination,
  refund: null,
  limit: null,
  interval: 0,
  quantity: 0,
  affiliates: [],
  ...more,
});

const ETH = asset('ETH', 'ETH');
const BTC = asset('BTC', 'BTC');
const EVM = '0xe6a30f4f3bad978910e2cbb4d97581f5b5a0ade0';
const COIN = 'bc1q6527vxxqjpq80la2l0sw7hay3lj6dz07zs6gzl';
const THOR = 'thor1el4ufmhll3yw7zxzszvfakrk66j7fx0tvcslym';
const TXID = 'A'.repeat(32) + '0123456789ABCDEF'.repeat(2);

export const MEMO_VECTORS: readonly { readonly memo: string; readonly reads: Memo | null }[] = [
  { memo: `SWAP:ETH.ETH:${EVM}`, reads: swap(ETH, EVM) },
  { memo: `SWAP:ETH.ETH:${EVM}:10000000`, reads: swap(ETH, EVM, { limit: 10_000_000n }) },
  {
    memo: `SWAP:ETH.ETH:${EVM}:10000000/1/1`,
    reads: swap(ETH, EVM, { limit: 10_000_000n, interval: 1, quantity: 1 }),
  },
  {
    memo: `SWAP:ETH.ETH:${EVM}:10000000/3/0:t:10`,
    reads: swap(ETH, EVM, {
      limit: 10_000_000n,
      interval: 3,
      affiliates: [{ name: 't', basisPoints: 10 }],
    }),
  },
  {
    memo: `s:ETH.ETH:${EVM}:1e6/3/0:t:10`,
    reads: swap(ETH, EVM, { limit: 1_000_000n, interval: 3, affiliates: [{ name: 't', basisPoints: 10 }] }),
  },
  {
    memo: `=:r:${THOR}:19779138111`,
    reads: swap(asset('THOR', 'RUNE'), THOR, { limit: 19_779_138_111n }),
  },
  {
    memo: `=:ETH/USDC-0XA0B86991C6218B36C1D19D4A2E9EB0CE3606EB48:${THOR}:628197586176`,
    reads: swap(asset('ETH', 'USDC', '0XA0B86991C6218B36C1D19D4A2E9EB0CE3606EB48', false), THOR, {
      limit: 628_197_586_176n,
    }),
  },
  {
    memo: `=:BSC.BNB:${EVM}:544e6/2/6`,
    reads: swap(asset('BSC', 'BNB'), EVM, { limit: 544_000_000n, interval: 2, quantity: 6 }),
  },
  {
    memo: `=:BTC~BTC:${THOR}:1e6/1/0:dx:10`,
    reads: swap(asset('BTC', 'BTC', null, false), THOR, {
      limit: 1_000_000n,
      interval: 1,
      affiliates: [{ name: 'dx', basisPoints: 10 }],
    }),
  },
  {
    memo: `=:BTC.BTC:${COIN}/0x7a093cebfa77403672d68e1c22d0681400a36682`,
    reads: swap(BTC, COIN, { refund: '0x7a093cebfa77403672d68e1c22d0681400a36682' }),
  },
  ...(
    [
      ['b', BTC],
      ['e', ETH],
      ['g', asset('GAIA', 'ATOM')],
      ['d', asset('DOGE', 'DOGE')],
      ['l', asset('LTC', 'LTC')],
      ['c', asset('BCH', 'BCH')],
      ['a', asset('AVAX', 'AVAX')],
      ['s', asset('BSC', 'BNB')],
      ['f', asset('BASE', 'ETH')],
      ['tr', asset('TRON', 'TRX')],
      ['x', asset('XRP', 'XRP')],
      ['o', asset('SOL', 'SOL')],
    ] as const
  ).map(([short, to]) => ({ memo: `=:${short}:somebody`, reads: swap(to, 'somebody') })),
  { memo: `=:b:${COIN}`, reads: swap(BTC, COIN) },
  {
    memo: `swap:btc.btc:${COIN}::t/ts:10/20`,
    reads: swap(BTC, COIN, {
      affiliates: [
        { name: 't', basisPoints: 10 },
        { name: 'ts', basisPoints: 20 },
      ],
    }),
  },
  {
    memo: `=:BTC.BTC:${COIN}:0/1/0:t/ts:15`,
    reads: swap(BTC, COIN, {
      interval: 1,
      affiliates: [
        { name: 't', basisPoints: 15 },
        { name: 'ts', basisPoints: 15 },
      ],
    }),
  },
  { memo: '=:ETH.ETH', reads: swap(ETH, null) },
  { memo: `=:ETH.USDC-6EB48:${EVM}`, reads: swap(asset('ETH', 'USDC', '6EB48'), EVM) },
  { memo: `=<:BTC.BTC:${COIN}:5e5`, reads: swap(BTC, COIN, { order: 'limit', limit: 500_000n }) },
  { memo: `lo:BTC.BTC:${COIN}`, reads: swap(BTC, COIN, { order: 'limit' }) },
  { memo: `=:BTC.BTC:${COIN}:1.5e2`, reads: swap(BTC, COIN, { limit: 150n }) },
  { memo: `=:BTC.BTC:${COIN}:0/1/0|affiliate`, reads: swap(BTC, COIN, { interval: 1 }) },
  { memo: `OUT:${TXID}`, reads: { type: 'out', txid: TXID } },
  { memo: `out:0x${TXID.toLowerCase()}`, reads: { type: 'out', txid: TXID } },
  { memo: `REFUND:${TXID}`, reads: { type: 'refund', txid: TXID } },
  { memo: 'ADD:ETH/ETH', reads: { type: 'liquidity', asset: asset('ETH', 'ETH', null, false) } },
  { memo: '+:BTC.BTC:thor1abc:t:10', reads: { type: 'liquidity', asset: BTC } },
  { memo: '-:ETH.ETH:5000', reads: { type: 'liquidity', asset: ETH } },
  { memo: 'wd:BTC/BTC:1000', reads: { type: 'liquidity', asset: asset('BTC', 'BTC', null, false) } },
  { memo: `LOAN+:BSC.BUSD:${EVM}`, reads: { type: 'loan', asset: asset('BSC', 'BUSD') } },
  { memo: `$-:ETH.ETH:${EVM}:404204059`, reads: { type: 'loan', asset: ETH } },
  { memo: 'r:24601', reads: { type: 'reference', number: '24601' } },
  { memo: 'MIGRATE:12345', reads: { type: 'other', function: 'migrate' } },
  { memo: 'POOL-:10000:dx:10', reads: { type: 'other', function: 'pool-' } },
  { memo: 'TRADE+:thor1abc', reads: { type: 'other', function: 'trade+' } },
  { memo: 'BOND:thor1abc', reads: { type: 'other', function: 'bond' } },
  { memo: 'OUT:1234', reads: null },
  { memo: 'hello world', reads: null },
  { memo: '=:', reads: null },
  { memo: `=:BTC.BTC:${COIN}:abc`, reads: null },
  { memo: `=:BTC.BTC:${COIN}:1/2/3/4`, reads: null },
  { memo: `=:BTC.BTC:${COIN}::t:20000`, reads: null },
  { memo: `=:BTC.BTC:${'x'.repeat(250)}`, reads: null },
  { memo: '=:BTC.BTC:böse', reads: null },
  { memo: '', reads: null },
  { memo: 'omni', reads: null },
];
