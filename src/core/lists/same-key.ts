/**
 * Accounts that the key of a listed one spends from as well, though no list names them. A hash of a key is all that
 * P2PKH, P2WPKH and P2SH-P2WPKH hold (BIP-141); of a P2SH address alone, of P2WSH and of taproot nothing can be said.
 * A TRON account is 0x41 and the twenty bytes that the same key has on the EVM chains. The way back, from a listed 0x…
 * to T…, is gone by whoever asks (`heldWithOneKey`): publishers name so many 0x… that to spell each would hold up a swap.
 */
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, createBase58check } from '@scure/base';
import { evmTwinOf } from '../model/address.ts';
import type { ListedAddress } from '../model/list.ts';
import { accountKey } from './account-table.ts';

type Account = ListedAddress['accounts'][number];

const NONE: readonly Account[] = Object.freeze([]);
const base58check = createBase58check(sha256);
const NETWORKS = [
  { hrp: 'bc', p2pkh: 0x00, p2sh: 0x05 },
  { hrp: 'bcrt', p2pkh: 0x6f, p2sh: 0xc4 },
] as const;

export function sameKeyAccounts({ family, address }: Account): readonly Account[] {
  switch (family) {
    case 'evm':
      return NONE;
    case 'tron':
      return [{ family: 'evm', address: evmTwinOf(address) }];
    case 'bitcoin':
      return bitcoinTwins(address).map((twin) => ({ family, address: twin }));
  }
}

function bitcoinTwins(address: string): readonly string[] {
  const [version, ...hash] = accountKey('bitcoin', address);
  if (hash.length !== 20) return [];
  for (const { hrp, p2pkh, p2sh } of NETWORKS) {
    const isWitness = address.startsWith(`${hrp}1q`);
    if (!isWitness && version !== p2pkh) continue;
    const program = new Uint8Array(hash);
    const script = ripemd160(sha256(new Uint8Array([0x00, 0x14, ...program])));
    return [
      isWitness
        ? base58check.encode(new Uint8Array([p2pkh, ...program]))
        : bech32.encode(hrp, [0, ...bech32.toWords(program)]),
      base58check.encode(new Uint8Array([p2sh, ...script])),
    ];
  }
  return [];
}
