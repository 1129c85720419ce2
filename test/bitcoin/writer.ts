/** Writes Bitcoin's bytes: what the parser under test reads, made independently of it. */
import { createHash } from 'node:crypto';

export const sha256d = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();

export type Output = { readonly value: bigint; readonly script: Uint8Array };
export type Spend = { readonly txid: string; readonly vout: number };
export type Tx = {
  readonly inputs: readonly Spend[];
  readonly outputs: readonly Output[];
  readonly witness?: boolean;
  /** Makes otherwise equal transactions differ. */
  readonly note?: number;
};

export const p2pkh = (byte: number): Uint8Array =>
  Uint8Array.of(0x76, 0xa9, 20, ...new Uint8Array(20).fill(byte), 0x88, 0xac);
export const p2wpkh = (byte: number): Uint8Array => Uint8Array.of(0, 20, ...new Uint8Array(20).fill(byte));

export function uint(value: bigint | number, bytes: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
}

export function compactSize(n: number): Buffer {
  if (n < 0xfd) return Buffer.of(n);
  return n < 0x10000
    ? Buffer.concat([Buffer.of(0xfd), uint(n, 2)])
    : Buffer.concat([Buffer.of(0xfe), uint(n, 4)]);
}

const reversed = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse();
const withSize = (bytes: Uint8Array): Buffer => Buffer.concat([compactSize(bytes.length), bytes]);

const body = ({ inputs, outputs, note = 0 }: Tx): Buffer =>
  Buffer.concat([
    compactSize(inputs.length),
    ...inputs.map(({ txid, vout }) =>
      Buffer.concat([reversed(txid), uint(vout, 4), withSize(uint(note, 4)), uint(0xffffffff, 4)]),
    ),
    compactSize(outputs.length),
    ...outputs.map(({ value, script }) => Buffer.concat([uint(value, 8), withSize(script)])),
  ]);

export function serialize(tx: Tx): Buffer {
  if (tx.witness !== true) return Buffer.concat([uint(2, 4), body(tx), uint(0, 4)]);
  const stack = Buffer.concat([compactSize(2), withSize(Buffer.alloc(71, 7)), withSize(Buffer.alloc(33, 3))]);
  return Buffer.concat([uint(2, 4), Buffer.of(0, 1), body(tx), ...tx.inputs.map(() => stack), uint(0, 4)]);
}

export const txidOf = (tx: Tx): string =>
  sha256d(serialize({ ...tx, witness: false }))
    .reverse()
    .toString('hex');

export const coinbase = (height: number, outputs: readonly Output[]): Tx => ({
  inputs: [{ txid: '0'.repeat(64), vout: 0xffffffff }],
  outputs,
  note: height,
});

export function merkleRoot(ids: readonly Uint8Array[]): Uint8Array {
  if (ids.length === 1) return ids[0]!;
  const pairs: Uint8Array[] = [];
  for (let i = 0; i < ids.length; i += 2)
    pairs.push(sha256d(Buffer.concat([ids[i]!, ids[i + 1] ?? ids[i]!])));
  return merkleRoot(pairs);
}

export const REGTEST_BITS = 0x207fffff;

export type MinedBlock = { readonly bytes: Buffer; readonly hash: string };

/** Finds a nonce: on regtest every second one will do. */
export function mine(parent: string, time: number, txs: readonly Tx[], bits = REGTEST_BITS): MinedBlock {
  const root = merkleRoot(txs.map((tx) => reversed(txidOf(tx))));
  return mineRaw(parent, time, root, Buffer.concat([compactSize(txs.length), ...txs.map(serialize)]), bits);
}

export function mineRaw(
  parent: string,
  time: number,
  root: Uint8Array,
  rest: Uint8Array,
  bits = REGTEST_BITS,
): MinedBlock {
  for (let nonce = 0; ; nonce += 1) {
    const header = Buffer.concat([
      uint(4, 4),
      reversed(parent),
      root,
      uint(time, 4),
      uint(bits, 4),
      uint(nonce, 4),
    ]);
    const hash = sha256d(header).reverse();
    if (hash[0]! < 0x7f) return { bytes: Buffer.concat([header, rest]), hash: hash.toString('hex') };
  }
}

/** The first block of regtest (Core's `kernel/chainparams.cpp`): the coinbase of mainnet's under another header. */
export function regtestGenesis(): MinedBlock {
  const text = Buffer.from('The Times 03/Jan/2009 Chancellor on brink of second bailout for banks');
  const script = Buffer.concat([Buffer.from('04ffff001d010445', 'hex'), text]);
  const key =
    '678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f';
  const tx = Buffer.concat([
    uint(1, 4),
    Buffer.of(1),
    Buffer.alloc(32),
    uint(0xffffffff, 4),
    withSize(script),
    uint(0xffffffff, 4),
    Buffer.of(1),
    uint(5_000_000_000n, 8),
    withSize(Buffer.from(`4104${key}ac`, 'hex')),
    uint(0, 4),
  ]);
  const header = Buffer.concat([
    uint(1, 4),
    Buffer.alloc(32),
    sha256d(tx),
    uint(1296688602, 4),
    uint(REGTEST_BITS, 4),
    uint(2, 4),
  ]);
  return {
    bytes: Buffer.concat([header, Buffer.of(1), tx]),
    hash: sha256d(header).reverse().toString('hex'),
  };
}

/** Core's VARINT, written back to front as `serialize.h` does. */
export function varint(value: bigint): Buffer {
  const bytes = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) {
    rest -= 1n;
    bytes.unshift(Number(rest & 0x7fn) | 0x80);
  }
  return Buffer.from(bytes);
}

/** Core's `CompressAmount`. */
export function compressAmount(value: bigint): bigint {
  if (value === 0n) return 0n;
  let n = value;
  let exponent = 0n;
  for (; n % 10n === 0n && exponent < 9n; exponent += 1n) n /= 10n;
  if (exponent === 9n) return 1n + (n - 1n) * 10n + 9n;
  return 1n + ((n / 10n) * 9n + (n % 10n) - 1n) * 10n + exponent;
}

/** Core's `CompressScript`. */
export function compressScript(script: Uint8Array): Buffer {
  const s = Buffer.from(script);
  if (s.length === 25 && s.readUInt16BE(0) === 0x76a9 && s[2] === 20 && s.readUInt16BE(23) === 0x88ac) {
    return Buffer.concat([Buffer.of(0), s.subarray(3, 23)]);
  }
  if (s.length === 23 && s[0] === 0xa9 && s[1] === 20 && s[22] === 0x87) {
    return Buffer.concat([Buffer.of(1), s.subarray(2, 22)]);
  }
  if (s.length === 35 && s[0] === 33 && s[34] === 0xac && (s[1] === 2 || s[1] === 3))
    return s.subarray(1, 34);
  if (s.length === 67 && s[0] === 65 && s[66] === 0xac && s[1] === 4) {
    return Buffer.concat([Buffer.of(4 | (s[65]! & 1)), s.subarray(2, 34)]);
  }
  return Buffer.concat([varint(BigInt(s.length + 6)), s]);
}

export type UndoCoin = Output & { readonly height: number; readonly coinbase: boolean };

export function serializeUndo(transactions: readonly (readonly UndoCoin[])[]): Buffer {
  const coin = ({ value, script, height, coinbase: minted }: UndoCoin): Buffer =>
    Buffer.concat([
      varint(BigInt(height * 2 + (minted ? 1 : 0))),
      height > 0 ? Buffer.of(0) : Buffer.alloc(0),
      varint(compressAmount(value)),
      compressScript(script),
    ]);
  return Buffer.concat([
    compactSize(transactions.length),
    ...transactions.map((coins) => Buffer.concat([compactSize(coins.length), ...coins.map(coin)])),
  ]);
}
