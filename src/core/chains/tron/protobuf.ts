/**
 * As much of Protocol Buffers as TRON's signed bytes need (https://protobuf.dev/programming-guides/encoding).
 * Fields are read as they stand; of a repeated scalar the last counts, and parts of one message stand for their
 * concatenation, which is what the encoding defines merging to be.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';

/** Varints and fixed numbers, or length-delimited bytes. */
type Field = { readonly number: number; readonly value: bigint | Uint8Array };

/** A transaction has tens of fields; a message with more than this is noise. */
const MAX_FIELDS = 10_000;
const EMPTY = new Uint8Array(0);

export class Message {
  readonly #fields: readonly Field[];
  readonly #where: string;

  constructor(fields: readonly Field[], where: string) {
    this.#fields = fields;
    this.#where = where;
  }

  int64(number: number): bigint {
    const value = this.#last(number);
    if (value === undefined) return 0n;
    if (typeof value !== 'bigint') throw wrongType(number, this.#where);
    return BigInt.asIntN(64, value);
  }

  bytes(number: number): Uint8Array {
    const value = this.#last(number);
    if (value === undefined) return EMPTY;
    if (typeof value === 'bigint') throw wrongType(number, this.#where);
    return value;
  }

  /** A message inside; an absent one has no fields. */
  message(number: number): Message {
    return readMessage(concatBytes(...this.all(number)), this.#where);
  }

  all(number: number): readonly Uint8Array[] {
    return this.#fields
      .filter((field) => field.number === number)
      .map(({ value }) => {
        if (typeof value === 'bigint') throw wrongType(number, this.#where);
        return value;
      });
  }

  #last(number: number): bigint | Uint8Array | undefined {
    return this.#fields.findLast((field) => field.number === number)?.value;
  }
}

export function readMessage(bytes: Uint8Array, where: string): Message {
  const fields: Field[] = [];
  let at = 0;

  const varint = (): bigint => {
    let value = 0n;
    for (let i = 0n; i < 10n; i += 1n) {
      const byte = bytes[at];
      if (byte === undefined) throw truncated(where);
      at += 1;
      value |= BigInt(byte & 0x7f) << (7n * i);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw refuse('E_BLOCK_FORMAT', 'a number takes more than ten bytes', where);
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw truncated(where);
    at += length;
    return bytes.subarray(at - length, at);
  };

  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    if (number === 0 || number > 0x1fff_ffff)
      throw refuse('E_BLOCK_FORMAT', `${number} is no field number`, where);
    if (fields.length === MAX_FIELDS)
      throw refuse('E_TOO_LARGE', `a message has more than ${MAX_FIELDS} fields`, where);
    switch (Number(tag & 7n)) {
      case 0:
        fields.push({ number, value: varint() });
        break;
      case 1:
        fields.push({ number, value: littleEndian(take(8)) });
        break;
      case 2: {
        const length = varint();
        if (length > BigInt(bytes.length)) throw truncated(where);
        fields.push({ number, value: take(Number(length)) });
        break;
      }
      case 5:
        fields.push({ number, value: littleEndian(take(4)) });
        break;
      default:
        throw refuse('E_BLOCK_FORMAT', `wire type ${tag & 7n} does not exist in proto3`, where);
    }
  }
  return new Message(fields, where);
}

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** Writes fields in the order given, which must be that of their numbers, as every generated encoder does. */
export class Writer {
  readonly #parts: Uint8Array[] = [];

  /** Proto3 leaves out what is zero or empty. */
  int64(number: number, value: bigint): this {
    if (value !== 0n) this.#parts.push(varintOf(BigInt(number << 3)), varintOf(BigInt.asUintN(64, value)));
    return this;
  }

  bytes(number: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.item(number, value);
  }

  /** An item of a list, or a message inside: written even where it is empty. */
  item(number: number, value: Uint8Array): this {
    this.#parts.push(varintOf(BigInt((number << 3) | 2)), varintOf(BigInt(value.length)), value);
    return this;
  }

  finish(): Uint8Array {
    return concatBytes(...this.#parts);
  }
}

function varintOf(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

const NEXT = 'The bytes are not a TRON message; use another node.';

const refuse = (code: 'E_BLOCK_FORMAT' | 'E_TOO_LARGE', what: string, where: string): AshiatoError =>
  new AshiatoError(code, what, { where, next: NEXT });

const truncated = (where: string): AshiatoError =>
  new AshiatoError('E_TRUNCATED', 'a message ends within a field', { where, next: NEXT });

const wrongType = (number: number, where: string): AshiatoError =>
  refuse('E_BLOCK_FORMAT', `field ${number} has another type than it should`, where);
