/** Pairs of LayerZero's bridges: Stargate V2 by taxi and by bus, and Stargate V1. */

import { tokenAsset } from '../src/core/model/asset.ts';
import { getChain } from '../src/core/model/chain.ts';
import { nativeOf } from '../src/core/patterns/known.ts';
import { coinsOf, dollarsOf, type MadePair, pairOf } from './bridge-pairs.ts';
import { ARBITRUM, abi, BASE, ETHEREUM, log, type Stage, word } from './bridge-world.ts';

const LAYERZERO = 'LayerZero / Stargate';

/** A taxi has its own message and guid; a bus has none until it leaves. */
export function stargate(stage: Stage, bus: boolean): MadePair {
  const [user, to] = [stage.person(ETHEREUM), stage.person(BASE)];
  const here = stage.contract(ETHEREUM, 'LayerZero / Stargate', /pool USDC/);
  const there = stage.contract(BASE, 'LayerZero / Stargate', /pool USDC/);
  const endpoint = stage.contract(ETHEREUM, 'LayerZero / Stargate', /endpoint V2/);
  const [asset, far] = [stage.asset(ETHEREUM, 'USDC'), stage.asset(BASE, 'USDC')];
  const amount = dollarsOf(stage);
  const net = amount - amount / 5_000n;
  const guid = stage.id();
  const packet =
    `01${'00'.repeat(8)}${'00'.repeat(4)}${word(1)}${'00'.repeat(4)}${word(2)}${guid}` +
    `010001${word(to)}${'00'.repeat(8)}`;
  const paidIn = stage.account(
    ETHEREUM,
    user,
    [
      { asset: nativeOf(ETHEREUM), from: user, to: endpoint, amount: 10n ** 14n },
      { asset, from: user, to: here, amount },
    ],
    [
      ...(bus ? [rode(stage, to, net)] : []),
      log(
        here,
        'OFTSent(bytes32,uint32,address,uint256,uint256)',
        [bus ? 0 : guid, user],
        abi([30_184, amount, net]),
      ),
      ...(bus
        ? []
        : [log(endpoint, 'PacketSent(bytes,bytes,address)', [], abi([{ bytes: packet }, { bytes: '' }, 0]))]),
    ],
  );
  stage.wait(900);
  const out = stage.account(
    BASE,
    stage.person(BASE),
    [{ asset: far, from: there, to, amount: net }],
    [log(there, 'OFTReceived(bytes32,uint32,address,uint256)', [guid, to], abi([30_101, net]))],
  );
  return pairOf(LAYERZERO, paidIn, out, { named: !bus, to, amount: net });
}

/** Asset, receiver, amount in six decimals, no coins for fees: 43 bytes. */
const rode = (stage: Stage, to: string, amount: bigint) =>
  log(
    stage.contract(ETHEREUM, LAYERZERO, /Stargate V2 messaging/),
    'BusRode(uint32,uint72,uint80,bytes)',
    [],
    abi([30_184, stage.random.below(10 ** 6), 1, { bytes: `0001${word(to)}${word(amount).slice(48)}00` }]),
  );

/** A number in so many bytes. */
const field = (value: bigint | number, bytes: number): string => word(value).slice(64 - 2 * bytes);

/** Dollars from pool to pool; or ether, which a vault turns into the pool's token and back. */
export function stargateV1(stage: Stage, ether: boolean): MadePair {
  const [user, to, router, relayer] = [
    stage.person(ETHEREUM),
    stage.person(ARBITRUM),
    stage.person(ETHEREUM),
    stage.person(ARBITRUM),
  ];
  const at = (detail: RegExp): string[] =>
    [ETHEREUM, ARBITRUM].map((chain) => stage.contract(chain, LAYERZERO, detail));
  const [node, farNode] = at(/UltraLightNode/);
  const [messaging, farMessaging] = at(/V1 messaging/);
  const [pool, farPool] = at(ether ? /V1 pool ETH/ : /V1 pool USDT/);
  const amount = ether ? coinsOf(stage) : dollarsOf(stage);
  const net = amount - amount / 1_000n;
  const nonce = 1 + stage.random.below(10 ** 6);
  const message = abi([1, 13, 13, 0, 0, 0, net, 0, 0, 0, 0, 0, { bytes: to.slice(2) }, { bytes: '' }]);
  const packet =
    field(nonce, 8) +
    field(101, 2) +
    messaging!.slice(2) +
    field(110, 2) +
    farMessaging!.slice(2) +
    message.slice(2);
  const [paid, left] = ether ? throughVaults(at(/ether vault/)) : [null, null];
  const dollars = [ETHEREUM, ARBITRUM].map((chain) => stage.asset(chain, 'USDT'));
  const paidIn = stage.account(
    ETHEREUM,
    user,
    paid === null
      ? [
          { asset: nativeOf(ETHEREUM), from: user, to: router, amount: 10n ** 14n },
          { asset: dollars[0]!, from: user, to: pool!, amount },
        ]
      : [
          { asset: paid.native, from: user, to: router, amount: amount + 10n ** 15n },
          { asset: paid.native, from: router, to: paid.vault, amount },
          { asset: paid.token, from: router, to: pool!, amount },
        ],
    [
      log(
        pool!,
        'Swap(uint16,uint256,address,uint256,uint256,uint256,uint256,uint256)',
        [],
        abi([110, 13, user, net, 0, 0, amount - net, 0]),
      ),
      log(node!, 'Packet(bytes)', [], abi([{ bytes: packet }])),
    ],
  );
  stage.wait(900);
  const out = stage.account(
    ARBITRUM,
    relayer,
    left === null
      ? [{ asset: dollars[1]!, from: farPool!, to, amount: net }]
      : [
          { asset: left.token, from: farPool!, to, amount: net },
          { asset: left.native, from: left.vault, to, amount: net },
        ],
    [
      log(
        farNode!,
        'PacketReceived(uint16,bytes,address,uint64,bytes32)',
        [101, farMessaging!],
        abi([{ bytes: messaging!.slice(2) }, nonce, `0x${stage.id()}`]),
      ),
      log(farPool!, 'SwapRemote(address,uint256,uint256,uint256)', [], abi([to, net, 0, 0])),
    ],
  );
  return pairOf(LAYERZERO, paidIn, out, { named: true, to, amount: net });
}

const throughVaults = (vaults: readonly string[]) =>
  [ETHEREUM, ARBITRUM].map((chain, i) => ({
    vault: vaults[i]!,
    native: nativeOf(chain),
    token: tokenAsset(getChain(chain), vaults[i]!, 'SGETH', 18).id,
  }));
