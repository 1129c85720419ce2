/** Pairs with bitcoin on one side and no memo: the Avalanche bridge both ways, and Chainflip's swaps in an OP_RETURN. */
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bech32, bech32m } from '@scure/base';
import { type MadePair, pairOf } from './bridge-pairs.ts';
import { ARBITRUM, AVALANCHE, abi, BITCOIN, log, type Stage } from './bridge-world.ts';

/** Bitcoin goes out to the key that signed; the bridge's wallet takes its change back. */
export function avalancheToBitcoin(stage: Stage): MadePair {
  const user = stage.person(AVALANCHE);
  const token = stage.contract(AVALANCHE, 'Avalanche Bridge (Core)', /BTC\.b/);
  const wallet = stage.contract(BITCOIN, 'Avalanche Bridge (Core)', /wallet/);
  const asset = stage.asset(AVALANCHE, 'BTC.b');
  const key = Uint8Array.of(2, ...stage.random.bytes(32));
  const to = bech32.encode('bc', [0, ...bech32.toWords(ripemd160(sha256(key)))]);
  const amount = stage.random.between(10n ** 7n, 10n ** 10n);
  const paidIn = stage.account(
    AVALANCHE,
    user,
    [{ asset, from: user, to: null, amount }],
    [log(token, 'Unwrap(uint256,uint256)', [], abi([amount, 0]))],
    undefined,
    `0x${bytesToHex(key)}`,
  );
  stage.wait(3_600);
  const net = amount - 40_000n;
  const out = stage.coins([
    { value: net, owner: to },
    { value: 10n ** 11n, owner: wallet },
  ]);
  return pairOf('Avalanche Bridge (Core)', paidIn, out, { named: false, to, amount: net });
}

export function bitcoinToAvalanche(stage: Stage): MadePair {
  const to = stage.person(AVALANCHE);
  const token = stage.contract(AVALANCHE, 'Avalanche Bridge (Core)', /BTC\.b/);
  const wallet = stage.contract(BITCOIN, 'Avalanche Bridge (Core)', /wallet/);
  const asset = stage.asset(AVALANCHE, 'BTC.b');
  const amount = stage.random.between(10n ** 7n, 10n ** 10n);
  const paidIn = stage.coins([
    { value: amount, owner: wallet },
    { value: 10n ** 6n, owner: stage.person(BITCOIN) },
  ]);
  stage.wait(3_600);
  const net = amount - 5_000n;
  const out = stage.account(
    AVALANCHE,
    stage.person(AVALANCHE),
    [{ asset, from: null, to, amount: net }],
    [
      log(
        token,
        'Mint(address,uint256,address,uint256,bytes32)',
        [],
        abi([to, net, 0, 5_000n, `0x${paidIn.txid}`]),
      ),
    ],
  );
  return pairOf('Avalanche Bridge (Core)', paidIn, out, { named: true, to, amount: net });
}

/** Bitcoin with the swap in an OP_RETURN: asset 7 is Arbitrum's USDC. */
export function chainflipFromBitcoin(stage: Stage): MadePair {
  const to = stage.person(ARBITRUM);
  const there = stage.contract(ARBITRUM, 'Chainflip', /vault/);
  const amount = stage.random.between(10n ** 7n, 10n ** 10n);
  const parameters = `9600${'00'.repeat(16)}010002000005${'04'}010a`;
  const paidIn = stage.coins([
    { value: amount, owner: bech32m.encode('bc', [1, ...bech32m.toWords(stage.random.bytes(32))]) },
    { value: 0n, owner: null, data: `0007${to.slice(2)}${parameters}` },
    { value: 10n ** 6n, owner: stage.person(BITCOIN) },
  ]);
  stage.wait(3_600);
  const net = (amount * 95_000n) / 100n;
  const far = stage.asset(ARBITRUM, 'USDC');
  const out = stage.account(ARBITRUM, stage.person(ARBITRUM), [{ asset: far, from: there, to, amount: net }]);
  return pairOf('Chainflip', paidIn, out, { named: false, to, amount: net });
}
