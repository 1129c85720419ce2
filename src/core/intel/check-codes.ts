/**
 * Check codes of addresses that are no digest and no base58: Bitcoin Cash's BCH code (its "cashaddr" specification),
 * Stellar's CRC-16/XMODEM (SEP-23) and the CRC-32 of ISO-HDLC in Cardano's Byron addresses (CIP-19).
 */

const CASHADDR = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n];

/** The 5-bit values of `word` without its check, or null where they do not hold together with `prefix`. */
export function wordsOfCashaddr(prefix: string, word: string): number[] | null {
  const values = [...word].map((letter) => CASHADDR.indexOf(letter));
  if (values.includes(-1) || values.length <= 8) return null;
  const lead = [...prefix].map((letter) => letter.charCodeAt(0) & 31);
  return polymod([...lead, 0, ...values]) === 1n ? values.slice(0, -8) : null;
}

function polymod(values: readonly number[]): bigint {
  let check = 1n;
  for (const value of values) {
    const top = check >> 35n;
    check = ((check & 0x07ffffffffn) << 5n) ^ BigInt(value);
    for (const [i, generator] of GENERATORS.entries()) if ((top >> BigInt(i)) & 1n) check ^= generator;
  }
  return check;
}

export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
