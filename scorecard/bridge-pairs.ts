/** One pair of each protocol, as its contracts say it, for the generated world of bridge traffic. */
import type { ChainId } from '../src/core/model/chain.ts';
import type { Transaction } from '../src/core/model/transaction.ts';
import { nativeOf } from '../src/core/patterns/known.ts';
import {
  ARBITRUM,
  AVALANCHE,
  abi,
  asHex,
  BASE,
  BITCOIN,
  type BridgePair,
  ETHEREUM,
  log,
  type Stage,
  tokenOf,
  word,
} from './bridge-world.ts';

export type MadePair = BridgePair & {
  /** Whom it pays, where, and how much: what a confuser imitates. */
  readonly paid: { readonly chain: ChainId; readonly to: string; readonly amount: bigint };
};

/** One deposit that one payout answers. */
export const pairOf = (
  protocol: string,
  paidIn: Transaction,
  out: Transaction,
  { named, to, amount }: { readonly named: boolean; readonly to: string; readonly amount: bigint },
): MadePair => ({
  protocol,
  named,
  deposit: paidIn.txid,
  payouts: [out.txid],
  paid: { chain: out.chain, to, amount },
});

const bare = (id: string): string => id.replace('0x', '').toUpperCase();
export const coinsOf = (stage: Stage): bigint => stage.random.between(5n * 10n ** 17n, 90n * 10n ** 18n);
export const dollarsOf = (stage: Stage): bigint =>
  stage.random.between(2_000n * 10n ** 6n, 900_000n * 10n ** 6n);
const MEMO_FUNCTIONS = ['=', 's', 'SWAP', 'swap'];

/** Ether for bitcoin; some are paid in two parts, some come back. */
export function thorchainToBitcoin(stage: Stage): MadePair {
  const [user, vault, to] = [stage.person(ETHEREUM), stage.person(ETHEREUM), stage.person(BITCOIN)];
  const router = stage.contract(ETHEREUM, 'THORChain', /V4/);
  const amount = coinsOf(stage);
  const asset = nativeOf(ETHEREUM);
  const short = stage.random.below(2) === 0 ? 'b' : 'BTC.BTC';
  const memo = `${stage.random.pick(MEMO_FUNCTIONS)}:${short}:${to}:0/1/0:t:30`;
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [
      { asset, from: user, to: router, amount },
      { asset, from: router, to: vault, amount },
    ],
    [
      log(
        router,
        'Deposit(address,address,uint256,string)',
        [vault, 0],
        abi([amount, { bytes: asHex(memo) }]),
      ),
    ],
  );
  stage.wait(3_600);
  if (stage.random.below(10) === 0) {
    const back = thorchainOut(stage, user, amount - 10n ** 15n, `REFUND:${bare(paidIn.txid)}`);
    return pairOf('THORChain', paidIn, back, { named: true, to: user, amount });
  }
  const sats = amount / 30n / 10n ** 10n;
  const parts = stage.random.below(6) === 0 ? [sats / 3n, sats - sats / 3n] : [sats];
  const payouts = parts.map((value) => {
    stage.wait(600);
    return stage.coins([
      { value, owner: to },
      { value: 10n ** 9n, owner: stage.person(BITCOIN) },
      { value: 0n, owner: null, data: asHex(`OUT:${bare(paidIn.txid)}`) },
    ]).txid;
  });
  return {
    protocol: 'THORChain',
    named: true,
    deposit: paidIn.txid,
    payouts,
    paid: { chain: BITCOIN, to, amount: sats },
  };
}

/** Bitcoin for ether. The vault is nobody that is known. */
export function thorchainToEther(stage: Stage): MadePair {
  const to = stage.person(ETHEREUM);
  const sats = stage.random.between(2n * 10n ** 6n, 12n * 10n ** 8n);
  const short = stage.random.below(2) === 0 ? 'e' : 'ETH.ETH';
  const paidIn = stage.coins([
    { value: sats, owner: stage.person(BITCOIN) },
    { value: 0n, owner: null, data: asHex(`${stage.random.pick(MEMO_FUNCTIONS)}:${short}:${to}`) },
    { value: 10n ** 6n, owner: stage.person(BITCOIN) },
  ]);
  stage.wait(3_600);
  const amount = sats * 29n * 10n ** 10n;
  const out = thorchainOut(stage, to, amount, `OUT:${bare(paidIn.txid)}`);
  return pairOf('THORChain', paidIn, out, { named: true, to, amount });
}

export function thorchainOut(
  stage: Stage,
  to: string,
  amount: bigint,
  memo: string,
  router = stage.contract(ETHEREUM, 'THORChain', /V4/),
): Transaction {
  const vault = stage.person(ETHEREUM);
  const asset = nativeOf(ETHEREUM);
  return stage.account(
    ETHEREUM,
    vault,
    [
      { asset, from: vault, to: router, amount },
      { asset, from: router, to, amount },
    ],
    [
      log(
        router,
        'TransferOut(address,address,address,uint256,string)',
        [vault, to],
        abi([0, amount, { bytes: asHex(memo) }]),
      ),
    ],
  );
}

const burnBody = (token: string, to: string, amount: bigint, from: string): string =>
  word(0).slice(56) + word(token) + word(to) + word(amount) + word(from);

export function cctp(stage: Stage, second: boolean): MadePair {
  const [user, to] = [stage.person(ETHEREUM), stage.person(BASE)];
  const detail = second ? /V2/ : /V1/;
  const [here, there] = [ETHEREUM, BASE].map((chain) => stage.contract(chain, 'Circle CCTP', detail));
  const [asset, far] = [stage.asset(ETHEREUM, 'USDC'), stage.asset(BASE, 'USDC')];
  const minter = stage.person(ETHEREUM);
  const amount = dollarsOf(stage);
  const nonce = stage.random.between(1n, 10n ** 9n);
  const fee = second ? amount / 10_000n : 0n;
  const field4 = (value: number): string => value.toString(16).padStart(8, '0');
  const body = burnBody(tokenOf(asset), to, amount, user);
  const extra = (paid: bigint): string => (second ? word(fee) + word(paid) + word(0) : '');
  const envelope = second
    ? field4(1) + field4(0) + field4(6) + word(0) + word(1) + word(2) + word(0) + field4(1_000) + field4(0)
    : field4(0) + field4(0) + field4(6) + word(nonce).slice(48) + word(1) + word(2) + word(0);
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [
      { asset, from: user, to: minter, amount },
      { asset, from: minter, to: null, amount },
    ],
    [log(here!, 'MessageSent(bytes)', [], abi([{ bytes: envelope + body + extra(0n) }]))],
  );
  stage.wait(1_200);
  const received = second
    ? log(
        there!,
        'MessageReceived(address,uint32,bytes32,bytes32,uint32,bytes)',
        [stage.person(BASE), nonce, 1_000],
        abi([0, 1, { bytes: body + extra(fee) }]).replace(/^0x/, '0x'),
      )
    : log(
        there!,
        'MessageReceived(address,uint32,uint64,bytes32,bytes)',
        [stage.person(BASE), nonce],
        abi([0, 1, { bytes: body }]),
      );
  const out = stage.account(
    BASE,
    stage.person(BASE),
    [
      { asset: far, from: null, to, amount: amount - fee },
      ...(fee === 0n ? [] : [{ asset: far, from: null, to: stage.person(BASE), amount: fee }]),
    ],
    [received],
  );
  return pairOf('Circle CCTP', paidIn, out, { named: true, to, amount: amount - fee });
}

const V3_DEPOSIT =
  'V3FundsDeposited(address,address,uint256,uint256,uint256,uint32,uint32,uint32,uint32,address,address,address,bytes)';
const DEPOSIT =
  'FundsDeposited(bytes32,bytes32,uint256,uint256,uint256,uint256,uint32,uint32,uint32,bytes32,bytes32,bytes32,bytes)';
export const V3_FILL =
  'FilledV3Relay(address,address,uint256,uint256,uint256,uint256,uint32,uint32,uint32,address,address,address,address,bytes,(address,bytes,uint256,uint8))';
const FILL =
  'FilledRelay(bytes32,bytes32,uint256,uint256,uint256,uint256,uint256,uint32,uint32,bytes32,bytes32,bytes32,bytes32,bytes32,(bytes32,bytes32,uint256,uint8))';

/** Ether that the pool wraps on one side, and a relayer's wrapped ether that it unwraps on the other. */
export function across(stage: Stage, newer: boolean): MadePair {
  const [user, to, relayer] = [stage.person(ETHEREUM), stage.person(ARBITRUM), stage.person(ARBITRUM)];
  const here = stage.contract(ETHEREUM, 'Across', /mainnet/);
  const there = stage.contract(ARBITRUM, 'Across', /arbitrum/);
  const [weth, far] = [stage.asset(ETHEREUM, 'WETH'), stage.asset(ARBITRUM, 'WETH')];
  const amount = coinsOf(stage);
  const net = amount - amount / 2_000n;
  const id = BigInt(stage.random.below(2 ** 31));
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [
      { asset: nativeOf(ETHEREUM), from: user, to: here, amount },
      { asset: nativeOf(ETHEREUM), from: here, to: tokenOf(weth), amount },
      { asset: weth, from: null, to: here, amount },
    ],
    [
      log(
        here,
        newer ? DEPOSIT : V3_DEPOSIT,
        [42_161, id, user],
        abi([tokenOf(weth), tokenOf(far), amount, net, 1, 2, 3, to, 0, { bytes: '' }]),
      ),
    ],
  );
  stage.wait(300);
  const common = [tokenOf(weth), tokenOf(far), amount, net, 1, 2, 3, 0, user, to];
  const data = newer ? abi([...common, 7, to, 0, net, 0]) : abi([...common, 0, 0]);
  const native = nativeOf(ARBITRUM);
  const out = stage.account(
    ARBITRUM,
    relayer,
    [
      { asset: native, from: tokenOf(far), to: there, amount: net },
      { asset: native, from: there, to, amount: net },
      { asset: far, from: relayer, to: there, amount: net },
      { asset: far, from: there, to: null, amount: net },
    ],
    [log(there, newer ? FILL : V3_FILL, [1, id, relayer], data)],
  );
  return pairOf('Across', paidIn, out, { named: true, to, amount: net });
}

export function wormhole(stage: Stage): MadePair {
  const [user, to] = [stage.person(ETHEREUM), stage.person(ARBITRUM)];
  const [core, here] = [/core/, /Portal/].map((detail) => stage.contract(ETHEREUM, 'Wormhole', detail));
  const there = stage.contract(ARBITRUM, 'Wormhole', /Portal/);
  const [asset, far] = [stage.asset(ETHEREUM, 'USDC'), stage.asset(ARBITRUM, 'USDC')];
  const amount = dollarsOf(stage);
  const sequence = BigInt(stage.random.below(10 ** 7));
  const chain = (number: number): string => number.toString(16).padStart(4, '0');
  const payload = `01${word(amount)}${word(tokenOf(asset))}${chain(2)}${word(to)}${chain(23)}${word(0)}`;
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [{ asset, from: user, to: here!, amount }],
    [
      log(
        core!,
        'LogMessagePublished(address,uint64,uint32,bytes,uint8)',
        [here!],
        abi([sequence, 0, { bytes: payload }, 1]),
      ),
    ],
  );
  stage.wait(20_000);
  const out = stage.account(
    ARBITRUM,
    stage.person(ARBITRUM),
    [{ asset: far, from: there, to, amount }],
    [log(there, 'TransferRedeemed(uint16,bytes32,uint64)', [2, here!, sequence], '0x')],
  );
  return pairOf('Wormhole', paidIn, out, { named: true, to, amount });
}

const ORDER =
  '(uint64,bytes,uint256,bytes,uint256,uint256,bytes,uint256,bytes,bytes,bytes,bytes,bytes,bytes)';

export function debridge(stage: Stage): MadePair {
  const [user, to, taker] = [stage.person(ETHEREUM), stage.person(BASE), stage.person(BASE)];
  const here = stage.contract(ETHEREUM, 'deBridge DLN', /DlnSource/);
  const there = stage.contract(BASE, 'deBridge DLN', /DlnDestination/);
  const far = stage.asset(BASE, 'USDC');
  const [give, take] = [coinsOf(stage), dollarsOf(stage)];
  const id = stage.id();
  const bytes = (value: string): { bytes: string } => ({ bytes: value.replace(/^0x/, '') });
  const none = bytes('');
  const order = abi([
    1,
    bytes(user),
    1,
    bytes('00'.repeat(20)),
    give,
    8_453,
    bytes(tokenOf(far)),
    take,
    bytes(to),
    bytes(user),
    bytes(to),
    none,
    none,
    none,
  ]).slice(2);
  const around = (words: readonly string[]): string =>
    `0x${word(32 * (words.length + 1))}${words.join('')}${order}`;
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [{ asset: nativeOf(ETHEREUM), from: user, to: here, amount: give + 10n ** 15n }],
    [
      log(
        here,
        `CreatedOrder(${ORDER},bytes32,bytes,uint256,uint256,uint32,bytes)`,
        [],
        around([id, word(0), word(0), word(0), word(0), word(0)]),
      ),
    ],
  );
  stage.wait(600);
  const out = stage.account(
    BASE,
    taker,
    [
      { asset: far, from: taker, to: there, amount: take },
      { asset: far, from: there, to, amount: take },
    ],
    [
      log(
        there,
        `FulfilledOrder(${ORDER},bytes32,address,address)`,
        [],
        around([id, word(taker), word(taker)]),
      ),
    ],
  );
  return pairOf('deBridge DLN', paidIn, out, { named: true, to, amount: take });
}

/** Nothing on the far side names the swap. `to`: a person who swaps twice gives the same address. */
export function chainflip(stage: Stage, to = stage.person(ARBITRUM)): MadePair {
  const user = stage.person(ETHEREUM);
  const here = stage.contract(ETHEREUM, 'Chainflip', /vault/);
  const there = stage.contract(ARBITRUM, 'Chainflip', /vault/);
  const far = stage.asset(ARBITRUM, 'USDC');
  const amount = coinsOf(stage);
  const net = (amount * 3_180n) / 10n ** 12n;
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [{ asset: nativeOf(ETHEREUM), from: user, to: here, amount }],
    [
      log(
        here,
        'SwapNative(uint32,bytes,uint32,uint256,address,bytes)',
        [user],
        abi([4, { bytes: to.slice(2) }, 7, amount, { bytes: '' }]),
      ),
    ],
  );
  stage.wait(1_800);
  const out = stage.account(ARBITRUM, stage.person(ARBITRUM), [{ asset: far, from: there, to, amount: net }]);
  return pairOf('Chainflip', paidIn, out, { named: false, to, amount: net });
}

export function avalanche(stage: Stage): MadePair {
  const user = stage.person(ETHEREUM);
  const wallet = stage.contract(ETHEREUM, 'Avalanche Bridge (Core)', /^bridge$/);
  const token = stage.contract(AVALANCHE, 'Avalanche Bridge (Core)', /USDC/);
  const [asset, far] = [stage.asset(ETHEREUM, 'USDC'), stage.asset(AVALANCHE, 'USDC.e')];
  const amount = dollarsOf(stage);
  const net = amount - 3n * 10n ** 6n;
  const paidIn = stage.account(ETHEREUM, user, [{ asset, from: user, to: wallet, amount }]);
  stage.wait(1_800);
  const out = stage.account(
    AVALANCHE,
    stage.person(AVALANCHE),
    [{ asset: far, from: null, to: user, amount: net }],
    [
      log(
        token,
        'Mint(address,uint256,address,uint256,bytes32)',
        [],
        abi([user, net, 0, 3n * 10n ** 6n, paidIn.txid]),
      ),
    ],
  );
  return pairOf('Avalanche Bridge (Core)', paidIn, out, { named: true, to: user, amount: net });
}
