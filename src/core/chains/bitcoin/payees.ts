/**
 * Transactions that pay certain addresses, found in a block without decoding it: eight bytes of an output's script
 * are looked up as an outpoint's id is. They lie within the hash or key of every form of script that has an
 * address. A match is a hint; whoever asks confirms it by the whole script.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, bech32m, createBase58check } from '@scure/base';
import { viewOf, widthOf } from './bytes.ts';
import type { Layout } from './layout.ts';
import type { Network } from './network.ts';
import { hold, mayHold, type OutpointTable } from './outpoints.ts';

const base58check = createBase58check(sha256);

/** Where in a script the eight bytes begin. */
const KEY_AT = 4;
const KEY_END = KEY_AT + 8;

/** `address` is in its canonical spelling (core/model/address.ts has checked it). */
export function holdPayee(table: OutpointTable, address: string, network: Network): void {
  const script = scriptOfAddress(address, network);
  const view = viewOf(script);
  const high = view.getUint32(KEY_AT + 4, true);
  hold(table, notEmpty(view.getUint32(KEY_AT, true), high), high);
}

/** Sixty-four zero bits mark an empty slot of the table; a script of zeros, where coins are burnt, has them. */
const notEmpty = (low: number, high: number): number => ((low | high) === 0 ? 1 : low);

/** The script that pays an address: `ownerOf` read backwards. */
export function scriptOfAddress(address: string, { hrp, scriptHashVersion }: Network): Uint8Array {
  if (address.startsWith(`${hrp}1`)) {
    const words =
      bech32.decodeUnsafe(address, 90)?.words ?? bech32m.decode(address as `${string}1${string}`, 90).words;
    const [version = 0, ...program] = words;
    const bytes = bech32.fromWords(program);
    return Uint8Array.of(version === 0 ? 0 : 0x50 + version, bytes.length, ...bytes);
  }
  const [version, ...hash] = base58check.decode(address);
  return version === scriptHashVersion
    ? Uint8Array.of(0xa9, 20, ...hash, 0x87)
    : Uint8Array.of(0x76, 0xa9, 20, ...hash, 0x88, 0xac);
}

/** Numbers of the transactions that may pay an address of the table. The layout has been laid out for these bytes. */
export function mayPay(bytes: Uint8Array, { count, starts }: Layout, table: OutpointTable): number[] {
  const view = viewOf(bytes);
  const found: number[] = [];
  let at = 0;
  const size = (): number => {
    const first = bytes[at]!;
    const start = at + 1;
    at += widthOf(first);
    if (first < 0xfd) return first;
    // What the layout has stepped over is no longer than four bytes can say.
    return first === 0xfd ? view.getUint16(start, true) : view.getUint32(start, true);
  };
  for (let i = 0; i < count; i += 1) {
    at = starts[i]! + 4;
    if (bytes[at] === 0) at += 2;
    for (let inputs = size(); inputs > 0; inputs -= 1) {
      at += 36;
      const script = size();
      at += script + 4;
    }
    let pays = false;
    for (let outputs = size(); outputs > 0; outputs -= 1) {
      at += 8;
      const script = size();
      if (script >= KEY_END) {
        const high = view.getUint32(at + KEY_AT + 4, true);
        if (mayHold(table, notEmpty(view.getUint32(at + KEY_AT, true), high), high)) pays = true;
      }
      at += script;
    }
    if (pays) found.push(i);
  }
  return found;
}
