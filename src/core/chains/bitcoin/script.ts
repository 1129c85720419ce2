/**
 * Who can spend an output, as an address where the script has one.
 *
 * Sources: Core's `script/solver.cpp` (forms), BIP-13 and BIP-16 (P2SH), BIP-141 (witness programs), BIP-173
 * and BIP-350 (bech32, bech32m).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, bech32m, createBase58check, hex } from '@scure/base';
import { showHash } from './bytes.ts';
import type { Network } from './network.ts';

const base58check = createBase58check(sha256);

const OP_RETURN = 0x6a;
const OP_1 = 0x51;
const OP_16 = 0x60;

/**
 * The owner of a script. A public key in the open, a bare multisignature or a form not known has no address and
 * is named by the hash of its script, in the byte order Electrum servers index it by; so nothing is dropped.
 * Null where nobody can spend it.
 */
export function ownerOf(script: Uint8Array, network: Network): string | null {
  if (script[0] === OP_RETURN) return null;
  if (isPayToPubkeyHash(script)) return withVersion(network.pubkeyHashVersion, script.subarray(3, 23));
  if (isPayToScriptHash(script)) return withVersion(network.scriptHashVersion, script.subarray(2, 22));
  return witnessAddress(script, network) ?? `script:${showHash(sha256(script))}`;
}

/**
 * What an OP_RETURN script carries: its data pushes joined, in hex. Null for any other script. An opcode that is
 * no push, or a push beyond the end, ends the reading: what follows is nobody's message.
 */
export function dataOf(script: Uint8Array): string | null {
  if (script[0] !== OP_RETURN) return null;
  let found = '';
  for (let at = 1; at < script.length; ) {
    const opcode = script[at]!;
    // OP_PUSHDATA1, 2 and 4 give the length in the bytes after them, little-endian.
    const wide = opcode === 0x4c ? 1 : opcode === 0x4d ? 2 : opcode === 0x4e ? 4 : 0;
    if (wide === 0 && opcode > 0x4b) break;
    let length = wide === 0 ? opcode : 0;
    for (let i = 0; i < wide; i += 1) length += (script[at + 1 + i] ?? 0) * 256 ** i;
    const start = at + 1 + wide;
    if (start + length > script.length) break;
    found += hex.encode(script.subarray(start, start + length));
    at = start + length;
  }
  return found;
}

const isPayToPubkeyHash = (s: Uint8Array): boolean =>
  s.length === 25 && s[0] === 0x76 && s[1] === 0xa9 && s[2] === 20 && s[23] === 0x88 && s[24] === 0xac;

const isPayToScriptHash = (s: Uint8Array): boolean =>
  s.length === 23 && s[0] === 0xa9 && s[1] === 20 && s[22] === 0x87;

const withVersion = (version: number, hash: Uint8Array): string =>
  base58check.encode(Uint8Array.of(version, ...hash));

/** BIP-141: a version opcode and one push of 2 to 40 bytes. Versions to come have an address already. */
function witnessAddress(script: Uint8Array, network: Network): string | null {
  const [opcode = OP_RETURN, push = 0] = script;
  const isVersion = opcode === 0 || (opcode >= OP_1 && opcode <= OP_16);
  if (!isVersion || push < 2 || push > 40 || script.length !== push + 2) return null;
  const program = script.subarray(2);
  if (opcode === 0) {
    if (push !== 20 && push !== 32) return null;
    return bech32.encode(network.hrp, [0, ...bech32.toWords(program)]);
  }
  return bech32m.encode(network.hrp, [opcode - OP_1 + 1, ...bech32m.toWords(program)]);
}
